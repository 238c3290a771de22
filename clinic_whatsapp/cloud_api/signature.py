"""Is it Meta who calls? The handshake of a webhook, and the signature on every delivery.

API page: "Webhooks from Meta, Getting started".
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

PREFIX = 'sha256='


def sign(app_secret: str, body: bytes) -> str:
    """The header `X-Hub-Signature-256` of these very bytes."""
    return PREFIX + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def verify(app_secrets: Iterable[str], body: bytes, header: str | None) -> bool:
    """Whether one of the secrets signed these very bytes; always in the same time for each.

    Several secrets: while the app's secret is being changed, both are good. The body is what came
    over the wire: Meta signs it with its `\\uXXXX` escapes, and JSON written anew has others.
    """
    given = (header or '').strip()
    matches = False
    for secret in app_secrets:
        if secret:
            expected = sign(secret, body)
            matches |= hmac.compare_digest(expected.encode(), given.encode('utf-8', 'replace'))
    return matches


def answer_challenge(
    mode: str | None, token: str | None, challenge: str | None, verify_token: str
) -> str | None:
    """What a handshake is answered with, or None when it is not ours to answer."""
    if mode != 'subscribe' or not challenge or not verify_token:
        return None
    same = hmac.compare_digest((token or '').encode('utf-8', 'replace'), verify_token.encode())
    return challenge if same else None
