"""What a button carries back: `c1.<appointment uuid>.<action>.<start hash>.<hmac8>`.

It works whoever shows it and whenever it is tapped, also without the message it stood under: it
names the appointment, says for which start it was made, and cannot be made by anybody else.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime

VERSION = 'c1'
_TAP = re.compile(
    r'c1\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([a-z][a-z_]{0,19})\.([0-9a-f]{8})\.'
    r'([0-9a-f]{16})'
)


@dataclass(frozen=True)
class Tap:
    """A button of ours that was tapped: the appointment, what was answered, and for which start."""

    uuid: str
    action: str
    start_hash: str

    def is_about(self, start: datetime) -> bool:
        """Whether the appointment still starts when the button said; else it has been moved."""
        return hmac.compare_digest(self.start_hash, _start_hash(start))


def build_tap(secret: str, uuid: str, action: str, start: datetime) -> str:
    """The payload of a button.

    :param secret: of this database; never the token or the app secret
    :param action: small letters, such as ``confirm``
    :param start: of the appointment, naive UTC
    """
    text = f'{VERSION}.{uuid.lower()}.{action}.{_start_hash(start)}'
    payload = f'{text}.{_sign(secret, text)}'
    if not secret or not _TAP.fullmatch(payload):
        raise ValueError("a button needs a secret, a uuid and an action in small letters")
    return payload


def read_tap(secret: str, payload: str) -> Tap | None:
    """What a payload says, or None: it is none of ours."""
    found = _TAP.fullmatch(payload or '')
    if not found or not secret:
        return None
    text, _dot, signature = payload.rpartition('.')
    if not hmac.compare_digest(signature, _sign(secret, text)):
        return None
    return Tap(found[1], found[2], found[3])


def _start_hash(start: datetime) -> str:
    minute = start.replace(second=0, microsecond=0, tzinfo=None)
    return hashlib.sha256(minute.isoformat().encode()).hexdigest()[:8]


def _sign(secret: str, text: str) -> str:
    """The first 8 bytes of the HMAC."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:16]
