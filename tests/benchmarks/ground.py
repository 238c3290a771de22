"""From nothing to an open clinic, step by step, with nothing cached; then again."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.benchmarks.table import Table, goal
from tests.support.ground import ROOT
from tests.support.server import free_port

TITLE = "from nothing to an open clinic"
STEP = re.compile(r'✓ (?P<step>.+) \((?P<seconds>[\d.]+) s\)')
GOALS = {'first start': 360, 'second start': 10, 'open already': 10}


def measure(_ground):
    table = Table(('step', 'seconds', 'goal'))
    with _nothing_cached() as env:
        seconds, steps = _up(env)
        for step, value in steps:
            table.add(step, value, '')
        _add(table, 'first start', seconds)
        _clinic('down', env)
        seconds, _steps = _up(env)
        _add(table, 'second start', seconds)
        seconds, _steps = _up(env)
        _add(table, 'open already', seconds)
    table.notes.append(
        "Odoo's package, Python's packages and the databases are fetched and made anew in an "
        "empty CLINIC_HOME without a package cache; PostgreSQL and Pango are installed already."
    )
    return table


def _add(table, name, seconds):
    table.add(f'{name}, in all', seconds, goal(seconds, GOALS[name]))


@contextlib.contextmanager
def _nothing_cached():
    """An empty CLINIC_HOME that PostgreSQL's user can reach, and an environment without ours."""
    home = Path(tempfile.mkdtemp(prefix='clinic-bench-'))
    home.chmod(0o755)
    ours = ('PG', 'CLINIC_', 'ODOO_', 'PYTHON', 'VIRTUAL_ENV')
    env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    env |= {
        'CLINIC_HOME': str(home),
        'CLINIC_PORT': str(free_port()),
        'CLINIC_SANDBOX_PORT': str(free_port()),
        'UV_CACHE_DIR': str(home / 'uv-cache'),
        'PIP_NO_CACHE_DIR': '1',
    }
    try:
        yield env
    finally:
        _clinic('down', env)
        shutil.rmtree(home, ignore_errors=True)


def _up(env):
    start = time.monotonic()
    result = _clinic('up', env, '--detach')
    seconds = time.monotonic() - start
    if result.returncode:
        raise RuntimeError(result.stdout + result.stderr)
    steps = [(match['step'], float(match['seconds'])) for match in STEP.finditer(result.stdout)]
    return seconds, steps


def _clinic(command, env, *arguments):
    return subprocess.run(
        [str(ROOT / 'clinic'), command, *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
