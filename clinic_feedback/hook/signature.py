"""Who sent it, and when: HMAC-SHA256 of the moment and the very bytes."""

from __future__ import annotations

import hashlib
import hmac

SIGNATURE = 'X-Clinic-Signature'
TOLERANCE = 300  # seconds after which what comes is taken for a repetition by a stranger


def sign(secret: str, body: bytes, at: int) -> str:
    """The header's value, ``t=<Unix time>,v1=<hex>``."""
    return f't={at},v1={_digest(secret, body, at)}'


def verify(secret: str, body: bytes, header: str, now: int, tolerance: int = TOLERANCE) -> bool:
    """As whoever receives it checks it: the bytes as they came, and not of long ago."""
    parts = dict(part.partition('=')[::2] for part in header.split(','))
    moment, given = parts.get('t', ''), parts.get('v1', '')
    if not moment.isdecimal() or abs(now - int(moment)) > tolerance:
        return False
    return hmac.compare_digest(_digest(secret, body, int(moment)), given)


def _digest(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()
