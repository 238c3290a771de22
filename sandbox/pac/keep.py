"""The books in a file, for a demo that is stopped and goes on tomorrow: a clinic's database still
has its comprobantes then, and SAT must know them.
"""

import base64
import dataclasses
import json
import sqlite3
from pathlib import Path

from .records import Request, Stamp

TABLES = """
CREATE TABLE IF NOT EXISTS stamp (uuid TEXT PRIMARY KEY, seq INTEGER, content TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, content BLOB NOT NULL);
"""
BYTES = ('xml', 'sent')


class Keep:
    """One SQLite file; the lock of the world is held by whoever calls."""

    def __init__(self, path: Path) -> None:
        self._file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._file.execute('PRAGMA synchronous = OFF')
        self._file.executescript(TABLES)

    def write(self, stamp: Stamp) -> None:
        fields = dataclasses.asdict(stamp)
        for name in BYTES:
            fields[name] = base64.b64encode(fields[name]).decode()
        self._file.execute(
            'INSERT OR REPLACE INTO stamp VALUES (?, ?, ?)',
            (stamp.uuid, stamp.seq, json.dumps(fields)),
        )

    def read(self) -> list[Stamp]:
        """In the order they were stamped."""
        rows = self._file.execute('SELECT content FROM stamp ORDER BY seq')
        return [_stamp(json.loads(content)) for (content,) in rows]

    def secret(self, name: str, new: bytes) -> bytes:
        """What is kept under a name; the new one when there is none."""
        self._file.execute('INSERT OR IGNORE INTO secret VALUES (?, ?)', (name, new))
        (found,) = self._file.execute('SELECT content FROM secret WHERE name = ?', (name,))
        return bytes(found[0])

    def clear(self) -> None:
        self._file.execute('DELETE FROM stamp')

    def close(self) -> None:
        self._file.close()


def _stamp(fields: dict[str, object]) -> Stamp:
    for name in BYTES:
        fields[name] = base64.b64decode(str(fields[name]))
    request = fields.pop('request')
    relations = fields.pop('relations')
    assert isinstance(relations, list)
    stamp = Stamp(**fields)  # type: ignore[arg-type]
    stamp.relations = [(kind, uuid) for kind, uuid in relations]
    stamp.request = Request(**request) if isinstance(request, dict) else None
    return stamp
