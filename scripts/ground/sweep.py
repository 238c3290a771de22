"""What earlier work left behind, removed when it is sure that nobody needs it.

Everything here is bounded by age or by number, looks at a few names only, and leaves alone what a
process uses and the demo of every checkout whose folder is there.
"""

import contextlib
import os
import shutil
import time
from collections import Counter
from pathlib import Path

from . import environment, odoo, postgres
from .config import Ground
from .console import Problem, say
from .process import Service, lock

UNUSED_DAYS = 30  # an environment or an Odoo that no checkout has used
GONE_DAYS = 7  # the demo of a checkout whose folder is gone: it may lie on a disk that comes back
REPORT_DAYS = 14  # logs and screenshots of failed tests
WASTE = '.waste'
KEPT = {'addons': 12, 'deps': 3}  # templates, the newest; each costs 100 MB and more


def folders(ground):
    """Tidy CLINIC_HOME; returns what was removed, counted by kind."""
    removed = Counter()
    removed['Python environment'] = _unused(
        ground, 'venv', keep=environment.place(ground).name, sign='.requirements*'
    )
    removed['version of Odoo'] = _unused(
        ground, 'odoo', keep=odoo.fetched(ground).name, sign='VERSION'
    )
    removed['demo of a deleted checkout'] = sum(
        _forget_gone(ground, state) for state in (ground.home / 'checkouts').iterdir()
    )
    reports = ('test-logs', 'screenshots')
    for path in (file for name in reports for file in (ground.home / name).glob('*')):
        if path.is_file() and _days_since(path) > REPORT_DAYS:
            path.unlink(missing_ok=True)
            removed['report of an old test run'] += 1
    return removed


def _days_since(*paths):
    """Days since the last of these files was written; none of them there is long ago."""
    times = [path.stat().st_mtime for path in paths if path.exists()]
    return (time.time() - max(times, default=0)) / 86400


def _unused(ground, kind, keep, sign):
    """Remove the folders of a kind that nobody has used for long, told by their sign's date."""
    removed = []
    for folder in (ground.home / kind).glob('*'):
        signs = list(folder.glob(sign)) or [folder]
        if folder.name.startswith(keep) or folder.suffix == WASTE:
            continue
        if _days_since(*signs) > UNUSED_DAYS and not _in_use(folder):
            # Renamed first: cut short, it must not be taken for a whole one.
            removed.append(folder.rename(folder.with_name(folder.name + WASTE)))
    for waste in (ground.home / kind).glob(f'*{WASTE}'):
        shutil.rmtree(waste, ignore_errors=True)
    return len(removed)


def _in_use(folder):
    """Whether some process was started from a folder, or was told of it."""
    words = os.fsencode(f'{folder}{os.sep}')
    for process in Path('/proc').glob('[0-9]*'):
        for name in ('cmdline', 'environ'):
            with contextlib.suppress(OSError):  # it has ended, or is another user's
                if words in (process / name).read_bytes():
                    return True
    return False


def _forget_gone(ground, state):
    """Remove what a checkout left here whose folder is gone; returns whether it was."""
    try:
        root = Path((state / 'checkout').read_text().strip())
    except OSError:
        return False  # whose it is nobody knows
    other = Ground(root=root, home=ground.home)
    if root.exists() or other.state != state or _days_since(state / 'checkout') < GONE_DAYS:
        return False
    with lock(ground.home / 'locks' / f'demo-{other.checkout}', wait=False) as free:
        if not free or any(Service(name, state).pid() for name in ('odoo', 'sandbox')):
            return False
        try:
            server = postgres.private_for_demo(other)
            server.stop()
        except Problem:
            return False
        shutil.rmtree(state, ignore_errors=True)
        shutil.rmtree(server.host, ignore_errors=True)
    return True


def databases(databases):
    """Tidy a server of test databases; returns what was removed, counted by kind.

    Only while the lock of the templates is held: nobody makes or clones one meanwhile.
    """
    removed = Counter()
    prefix = databases.server.prefix
    for name in databases.server.databases():
        kind, _, rest = name.removeprefix(prefix).partition('_')
        owner = rest.split('_')[0]
        if not name.startswith(prefix):
            continue
        if kind == 'run' and owner.isdigit() and not _runs(int(owner)):
            removed['database of a broken-off test run'] += _dropped(databases, name)
        elif kind in KEPT and name.endswith('_building'):
            removed['half-made template'] += _dropped(databases, name)
    for kind, number in KEPT.items():
        for name in _newest_first(databases.server, f'{prefix}{kind}_')[number:]:
            removed['old test template'] += _unused_dropped(databases, name)
    _files_without_database(databases)
    return removed


def in_use(ground, template):
    """The lock that each run shares whose tests may still clone a template."""
    return ground.home / 'locks' / f'template-{template}'


def _unused_dropped(databases, template):
    path = in_use(databases.environment.ground, template)
    with lock(path, wait=False) as free:
        dropped = _dropped(databases, template) if free else 0
        if dropped:
            path.unlink()
        return dropped


def _newest_first(server, prefix):
    rows = server.sql(
        f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}') ORDER BY oid DESC",
        'postgres',
    )
    return (rows or '').splitlines()


def _dropped(databases, name):
    try:
        databases.drop(name, force=False)
    except Problem:  # somebody is connected: another time
        return 0
    return 1


def _files_without_database(databases):
    """A run that was killed leaves its files and its configuration, too."""
    files = list((databases.data / 'filestore').glob('clinic_*'))
    files += databases.data.glob('clinic_*.conf')
    known = databases.server.databases()  # read last: a database comes before its files
    for path in files if known else ():
        if path.suffix == '.conf' and path.stem not in known:
            path.unlink(missing_ok=True)
        elif path.is_dir() and path.name not in known:
            shutil.rmtree(path, ignore_errors=True)


def _runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's: it runs all the same
        pass
    return True


def tell(removed):
    """Say in one line what was removed, if anything was."""
    parts = [f'{count} {_plural(kind, count)}' for kind, count in removed.items() if count]
    if parts:
        say(f"  · tidied up: {', '.join(parts)}")


def _plural(kind, count):
    if count == 1:
        return kind
    first, of, rest = kind.partition(' of ')
    return f'{first}s{of}{rest}'
