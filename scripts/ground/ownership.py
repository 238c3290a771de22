"""Several checkouts on one PostgreSQL server that PG* variables name: whose database is it?

`clinic_demo` is one name for all, so the database says in its comment which checkout made it, and
the others keep their hands off. What the tests make carries the machine and CLINIC_HOME in its name
(`place`): templates and runs of another machine are not ours to clone or to drop, and their files
are not here.
"""

import hashlib
import os
import re
import secrets
import socket

from .config import DEMO_DATABASE
from .console import Problem

MARK = re.compile(r'clinic demo (?P<token>\w+) of (?P<where>.+)')
COMMENT = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{}'"


def place(ground):
    """A short name for this machine's CLINIC_HOME; containers may share all but their processes."""
    processes = os.readlink('/proc/self/ns/pid')
    parts = '\0'.join((socket.gethostname(), processes, str(ground.home)))
    return hashlib.sha256(parts.encode()).hexdigest()[:6]


def building(ground, server):
    """The name under which this checkout's demo is made."""
    return f'{DEMO_DATABASE}_building' + (f'_{_token(ground)}' if server.shared else '')


def mark(ground, server, name):
    """Write into a database that it is this checkout's demo."""
    text = f'clinic demo {_token(ground)} of {socket.gethostname()}:{ground.root}'
    text = text.replace("'", "''")
    if server.sql(f"COMMENT ON DATABASE {name} IS '{text}'", 'postgres') is None:
        raise Problem(f"The database {name} could not be marked as this checkout's.")


def is_own(ground, server):
    """Whether the server's demo database is this checkout's; None when there is none."""
    if DEMO_DATABASE not in server.databases():
        return None
    found = _mark(server)
    return not server.shared or bool(found and found['token'] == _token(ground))


def require(ground, server):
    """Refuse to touch a demo that is not this checkout's."""
    if is_own(ground, server) is not False:
        return
    found = _mark(server)
    owner = f"belongs to the checkout {found['where']}" if found else "was not made by ./clinic up"
    raise Problem(
        f"The database {DEMO_DATABASE} on the server of PGHOST={server.host or '(local)'} {owner}; "
        "nothing of it was changed.",
        "Name another server, or unset PGHOST, PGPORT, PGUSER and PGPASSWORD for a private one.",
        f"If nobody needs that database:  dropdb {DEMO_DATABASE}",
    )


def _mark(server):
    return MARK.fullmatch(server.sql(COMMENT.format(DEMO_DATABASE), 'postgres') or '')


def _token(ground):
    """What tells this checkout from one at the same path on another machine."""
    token = ground.remembered().get('owner')
    if not token:
        token = secrets.token_hex(4)
        ground.remember(owner=token)
    return token
