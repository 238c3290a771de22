"""Blind indexes: an HMAC by which an identifier can be found again, but not read or guessed.

The secret does not change when the master key is rotated, so stored indexes stay valid.
"""

import hashlib
import hmac
import unicodedata
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .encoding import encode
from .ring import KeyRing


def normalise(text: str) -> str:
    """The spelling under which equal identifiers meet: no case, no spaces around, NFKC."""
    return unicodedata.normalize('NFKC', text).strip().casefold()


def blind_index(ring: KeyRing, text: str, *, model: str, field: str) -> str:
    """HMAC-SHA256 of the normalised text in 64 hexadecimal digits, keyed for that field alone."""
    key = _purpose_key(ring.index_secret, encode('clinic index', '1', model, field))
    return hmac.new(key, normalise(text).encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=64)
def _purpose_key(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
