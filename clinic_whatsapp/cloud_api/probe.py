"""Ask our own webhook what Meta asks it: does the address lead here, from outside this process?"""

from __future__ import annotations

import requests

SECONDS = 10
PROBE = 'clinic-probe'  # Meta's own challenges are digits


def probe(url: str, verify_token: str) -> str:
    """Shake hands with our own webhook.

    :return: ``ok``; ``silent``: nobody answers; ``refused``: it does not know the verify token;
        ``other``: something else answers there
    """
    question = {
        'hub.mode': 'subscribe',
        'hub.challenge': PROBE,
        'hub.verify_token': verify_token,
    }
    try:
        answer = requests.get(url, params=question, timeout=SECONDS, allow_redirects=False)
    except requests.RequestException:
        return 'silent'
    if answer.status_code == 200 and answer.text == PROBE:
        return 'ok'
    return 'refused' if answer.status_code == 403 else 'other'


def asks_itself(challenge: str | None) -> bool:
    """Whether a handshake is our own question, not Meta's."""
    return challenge == PROBE
