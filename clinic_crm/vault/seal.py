"""Sealed values and wrapped keys: AES-256-GCM in compact, versioned envelopes.

    value:  01 | nonce (12) | ciphertext | tag (16)                     29 bytes over the text
    key:    01 | n | id of the master key (n) | nonce (12) | key (32) | tag (16)

Associated data binds an envelope to its place: a value to (format, model, record uuid, field), a
wrapped key to (format, model, record uuid, master key id). Nonces are random: a data key seals the
few values of one record, and a master key wraps far fewer keys than the 2**32 of NIST SP 800-38D.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .encoding import encode
from .errors import KeyUnknown, Tampered
from .ring import KEY_SIZE, KeyRing

VERSION = 1
NONCE_SIZE = 12
TAG_SIZE = 16


def new_data_key() -> bytes:
    """A fresh data key, 32 random bytes."""
    return os.urandom(KEY_SIZE)


def seal_value(data_key: bytes, text: str, *, model: str, uuid: str, field: str) -> bytes:
    """Seal `text` for one field of one record."""
    return seal_bytes(data_key, text.encode(), model=model, uuid=uuid, field=field)


def open_value(data_key: bytes, envelope: bytes, *, model: str, uuid: str, field: str) -> str:
    """The text of an envelope made by `seal_value` for the same place.

    :raise Tampered: anything else: other place, other key, changed, cut or foreign bytes
    """
    return open_bytes(data_key, envelope, model=model, uuid=uuid, field=field).decode()


def seal_bytes(data_key: bytes, content: bytes, *, model: str, uuid: str, field: str) -> bytes:
    """Seal a file for one field of one record."""
    nonce = os.urandom(NONCE_SIZE)
    place = _value_place(model, uuid, field)
    return bytes([VERSION]) + nonce + AESGCM(data_key).encrypt(nonce, content, place)


def open_bytes(data_key: bytes, envelope: bytes, *, model: str, uuid: str, field: str) -> bytes:
    """The bytes of an envelope made by `seal_bytes` for the same place.

    :raise Tampered: as for `open_value`
    """
    envelope = bytes(envelope)
    if len(envelope) < 1 + NONCE_SIZE + TAG_SIZE or envelope[0] != VERSION:
        raise Tampered(f"The value of '{field}' is not a sealed value of this release.")
    nonce, sealed = envelope[1 : 1 + NONCE_SIZE], envelope[1 + NONCE_SIZE :]
    try:
        return AESGCM(data_key).decrypt(nonce, sealed, _value_place(model, uuid, field))
    except (InvalidTag, ValueError):
        raise Tampered(f"The value of '{field}' does not belong to this record.") from None


def wrap_key(ring: KeyRing, data_key: bytes, *, model: str, uuid: str) -> bytes:
    """Wrap a record's data key with the ring's current master key."""
    master = ring.current
    nonce = os.urandom(NONCE_SIZE)
    place = _key_place(model, uuid, master.id)
    key_id = master.id.encode('ascii')
    head = bytes([VERSION, len(key_id)]) + key_id + nonce
    return head + AESGCM(master.secret).encrypt(nonce, data_key, place)


def wrapped_with(envelope: bytes) -> str:
    """The id of the master key an envelope of `wrap_key` was made with.

    :raise Tampered: the bytes are not such an envelope
    """
    return _split_key(bytes(envelope))[0]


def unwrap_key(ring: KeyRing, envelope: bytes, *, model: str, uuid: str) -> bytes:
    """The data key inside an envelope of `wrap_key`.

    :raise KeyUnknown: the ring does not hold the master key it was wrapped with
    :raise Tampered: other record, changed bytes, or another key under the same id
    """
    key_id, nonce, sealed = _split_key(bytes(envelope))
    master = ring.masters.get(key_id)
    if master is None:
        raise KeyUnknown(key_id)
    try:
        data_key = AESGCM(master.secret).decrypt(nonce, sealed, _key_place(model, uuid, key_id))
    except (InvalidTag, ValueError):
        raise Tampered("A data key does not belong to this record or key file.") from None
    return data_key


def _split_key(envelope: bytes) -> tuple[str, bytes, bytes]:
    size = envelope[1] if len(envelope) > 1 else 0
    start = 2 + size
    expected = start + NONCE_SIZE + KEY_SIZE + TAG_SIZE
    if envelope[:1] != bytes([VERSION]) or not size or len(envelope) != expected:
        raise Tampered("A stored data key is not a wrapped key of this release.")
    try:
        key_id = envelope[2:start].decode('ascii')
    except UnicodeDecodeError:
        raise Tampered("A stored data key is not a wrapped key of this release.") from None
    return key_id, envelope[start : start + NONCE_SIZE], envelope[start + NONCE_SIZE :]


def _value_place(model: str, uuid: str, field: str) -> bytes:
    return encode('clinic value', str(VERSION), model, uuid, field)


def _key_place(model: str, uuid: str, key_id: str) -> bytes:
    return encode('clinic key', str(VERSION), model, uuid, key_id)
