"""The vault: keys, sealed values and blind indexes. Pure Python over `cryptography`.

A *master key* lives in the clinic's key file, outside the database. It wraps one *data key* per
record; the data key seals the record's values. Rotating the master key re-wraps data keys and never
touches a value; destroying a data key makes every value of its record unreadable for ever. An
*index secret*, also in the key file, gives identifiers an HMAC by which they can be looked up.
"""

from .errors import (
    KeyFileExists,
    KeyFileInvalid,
    KeyMissing,
    KeyTooOpen,
    KeyUnknown,
    KeyUnreadable,
    Tampered,
    VaultError,
)
from .index import blind_index, normalise
from .ring import KeyRing, MasterKey, add_master_key, create_key_file, load_key_file
from .seal import (
    new_data_key,
    open_bytes,
    open_value,
    seal_bytes,
    seal_value,
    unwrap_key,
    wrap_key,
    wrapped_with,
)

__all__ = [
    'KeyFileExists',
    'KeyFileInvalid',
    'KeyMissing',
    'KeyRing',
    'KeyTooOpen',
    'KeyUnknown',
    'KeyUnreadable',
    'MasterKey',
    'Tampered',
    'VaultError',
    'add_master_key',
    'blind_index',
    'create_key_file',
    'load_key_file',
    'new_data_key',
    'normalise',
    'open_bytes',
    'open_value',
    'seal_bytes',
    'seal_value',
    'unwrap_key',
    'wrap_key',
    'wrapped_with',
]
