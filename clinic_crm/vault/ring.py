"""The key ring and the file it is kept in.

The file is text, mode 0600, one entry a line; `#` starts a comment:

    clinic-keys 1
    index <base64 of 32 bytes>
    master <id> <base64 of 32 bytes>      one line per master key, old ones kept to read old backups
    current <id>                          the master key that wraps from now on
"""

import base64
import binascii
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from types import MappingProxyType

from .errors import KeyFileExists, KeyFileInvalid, KeyMissing, KeyTooOpen, KeyUnreadable

KEY_SIZE = 32
HEADER = 'clinic-keys 1'
KEY_ID = re.compile(r'[A-Za-z0-9_-]{1,40}')
MAX_FILE_SIZE = 1 << 20

COMMENT = """\
# Key file of a clinic. Whoever holds it together with the database can read every record; without
# it no record can be read again. Keep a copy in a safe place, never beside the database's backup.
"""


@dataclass(frozen=True)
class MasterKey:
    """A key that wraps data keys. The secret stays out of `repr`, hence out of logs."""

    id: str
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class KeyRing:
    """All keys of a clinic: the master keys by id, the current one, the secret of the indexes."""

    masters: Mapping[str, MasterKey]
    current_id: str
    index_secret: bytes = field(repr=False)

    @property
    def current(self) -> MasterKey:
        return self.masters[self.current_id]


def load_key_file(path: Path | str | None) -> KeyRing:
    """Read the ring from its file.

    :raise KeyMissing: no path given, or nothing there
    :raise KeyUnreadable: not a file, or this process may not read it
    :raise KeyTooOpen: group or others have any right on it
    :raise KeyFileInvalid: its text is not a key file
    """
    if not path:
        raise KeyMissing("No key file is configured.")
    try:
        with open(path, 'rb') as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise KeyUnreadable(f"The key file {path} is not a regular file.")
            if status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                mode = stat.S_IMODE(status.st_mode)
                raise KeyTooOpen(
                    f"The key file {path} has mode {mode:04o}: others may use it. Run chmod 600."
                )
            data = stream.read(MAX_FILE_SIZE + 1)
    except FileNotFoundError:
        raise KeyMissing(f"The key file {path} is not there.") from None
    except OSError as error:
        raise KeyUnreadable(f"The key file {path} cannot be read: {error.strerror}.") from None
    return _parse(data, path)


def create_key_file(path: Path | str) -> KeyRing:
    """Make a new ring with one master key and write it to `path`, mode 0600, whole or not at all.

    :raise KeyFileExists: there is something at `path`: it is left as it is
    :raise KeyUnreadable: the file cannot be written
    """
    master = _new_master(())
    ring = KeyRing(MappingProxyType({master.id: master}), master.id, os.urandom(KEY_SIZE))
    _write(Path(path), ring, replace=False)
    return ring


def add_master_key(path: Path | str) -> KeyRing:
    """Add a master key to the file at `path` and make it current; the old ones stay.

    The file is replaced in one step, so a reader sees the old ring or the new one.
    :raise VaultError: as `load_key_file`
    """
    ring = load_key_file(path)
    master = _new_master(ring.masters)
    masters = MappingProxyType({**ring.masters, master.id: master})
    ring = KeyRing(masters, master.id, ring.index_secret)
    _write(Path(path), ring, replace=True)
    return ring


def _new_master(taken: Mapping[str, MasterKey] | tuple[()]) -> MasterKey:
    while True:
        key_id = f"{datetime.now(timezone.utc):%Y%m%d}-{secrets.token_hex(3)}"
        if key_id not in taken:
            return MasterKey(key_id, os.urandom(KEY_SIZE))


def _write(path: Path, ring: KeyRing, *, replace: bool) -> None:
    lines = [HEADER, f"index {_to_text(ring.index_secret)}"]
    lines += [f"master {key.id} {_to_text(key.secret)}" for key in ring.masters.values()]
    lines.append(f"current {ring.current_id}")
    text = COMMENT + '\n'.join(lines) + '\n'
    if replace:
        # behind a link (a mounted secret) it is the file that changes, and it keeps its owner
        path = Path(os.path.realpath(path))
        owner = path.stat()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(handle, 'w', encoding='ascii') as stream:
                os.fchmod(handle, 0o600)
                if replace and owner.st_uid != os.geteuid():
                    os.fchown(handle, owner.st_uid, owner.st_gid)
                stream.write(text)
                stream.flush()
                os.fsync(handle)
            if replace:
                os.replace(draft, path)
            else:
                os.link(draft, path)  # fails when there is anything at `path`, unlike rename
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except FileExistsError:
        raise KeyFileExists(f"There is a key file at {path} already; it was left alone.") from None
    except OSError as error:
        raise KeyUnreadable(f"The key file {path} cannot be written: {error.strerror}.") from None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _parse(data: bytes, path: Path | str) -> KeyRing:
    entries = _entries(data, path)
    if not entries or ' '.join(entries[0]) != HEADER:
        raise KeyFileInvalid(f"The file {path} is not a key file of a clinic.")
    masters: dict[str, MasterKey] = {}
    index: list[bytes] = []
    current: list[str] = []
    for words in entries[1:]:
        match words:
            case ['index', secret]:
                index.append(_from_text(secret, path))
            case ['master', key_id, secret] if KEY_ID.fullmatch(key_id) and key_id not in masters:
                masters[key_id] = MasterKey(key_id, _from_text(secret, path))
            case ['current', key_id]:
                current.append(key_id)
            case _:
                raise KeyFileInvalid(f"The key file {path} has a line that is not understood.")
    if len(index) != 1 or len(current) != 1 or current[0] not in masters:
        raise KeyFileInvalid(f"The key file {path} lacks its index secret or its current key.")
    return KeyRing(MappingProxyType(masters), current[0], index[0])


def _entries(data: bytes, path: Path | str) -> list[list[str]]:
    try:
        text = data.decode('ascii') if len(data) <= MAX_FILE_SIZE else ''
    except UnicodeDecodeError:
        text = ''
    lines = (line.partition('#')[0].split() for line in text.splitlines())
    entries = [words for words in lines if words]
    if not entries:
        raise KeyFileInvalid(f"The file {path} is not a key file of a clinic.")
    return entries


def _to_text(secret: bytes) -> str:
    return base64.b64encode(secret).decode('ascii')


def _from_text(text: str, path: Path | str) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        secret = b''
    if len(secret) != KEY_SIZE:
        raise KeyFileInvalid(f"The key file {path} holds a key that is not 32 bytes in base64.")
    return secret
