"""The virtual environment with the pinned requirements."""

import hashlib
import os
import shutil
import sys
from pathlib import Path

from . import debian, postgres
from .console import Problem
from .process import lock, need_space, output, run


class Environment:
    """The interpreter, and what to call it with."""

    def __init__(self, ground, odoo, folder):
        self.ground = ground
        self.odoo = odoo
        self.python = folder / 'bin' / 'python'
        self.folder = folder

    def variables(self, **extra):
        """The process environment for anything that imports Odoo or our addons."""
        env = dict(os.environ if postgres.external() else postgres.without_postgres(os.environ))
        env['PYTHONPATH'] = str(self.odoo.python_path)
        # compiled once for every process, and nothing of it among the sources
        env['PYTHONPYCACHEPREFIX'] = str(self.ground.state / 'pycache')
        env.pop('PYTHONDONTWRITEBYTECODE', None)
        env['PATH'] = f'{self.folder / "bin"}{os.pathsep}{env["PATH"]}'
        env['CLINIC_HOME'] = str(self.ground.home)
        env['CLINIC_KEY_FILE'] = str(self.ground.key_file)
        return env | {name: str(value) for name, value in extra.items()}


def get(ground, odoo, development=False):
    """Make the environment when it is not whole, and say where it is."""
    log = ground.logs / 'environment.log'
    files = ['requirements.txt'] + (['requirements-dev.txt'] if development else [])
    folder = place(ground)
    for name in files:
        mark = folder / f'.{name}-{_digest(ground.root / name)}'
        if not mark.exists():
            with lock(ground.home / 'locks' / 'environment'):
                if not mark.exists():
                    _install(ground, folder, ground.root / name, mark, log)
        os.utime(mark)  # in use: see sweep.py
    return Environment(ground, odoo, folder)


def place(ground):
    """Where this checkout's environment lies: one for each Python and each list of packages."""
    version = 'py{}.{}'.format(*sys.version_info[:2])
    return ground.home / 'venv' / f'{version}-{_digest(ground.root / "requirements.txt")}'


def _digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def _install(ground, folder, requirements, mark, log):
    need_space(ground.home, 0.8)
    if output([folder / 'bin' / 'uv', '--version']) is None:
        shutil.rmtree(folder, ignore_errors=True)
        _create(folder, log)
    run(
        [
            folder / 'bin' / 'uv',
            'pip',
            'install',
            '--quiet',
            '--python',
            folder / 'bin' / 'python',
            '-r',
            requirements,
        ],
        log,
        "Python's packages could not be installed.",
        ["Check the network (a package index must be reachable) and run this again."],
        # A wheel may be copied from the cache instead of linked when it lies on another disk.
        env=os.environ | {'UV_LINK_MODE': 'copy', 'UV_CONCURRENT_BUILDS': '2'},
    )
    mark.touch()


def _create(folder, log):
    remedy = ("Debian: apt-get install python3-venv; or name another Python with CLINIC_PYTHON.",)
    debian.ensure('python3-venv', log=log)
    folder.parent.mkdir(parents=True, exist_ok=True)
    run([sys.executable, '-m', 'venv', folder], log, "Python's environment cannot be made.", remedy)
    run(
        [folder / 'bin' / 'python', '-m', 'pip', 'install', '--quiet', 'uv'],
        log,
        "Python's package index cannot be reached.",
        ["Check the network and pip's configuration, then run this again."],
    )
    if output([folder / 'bin' / 'uv', '--version']) is None:
        raise Problem("The installer `uv` does not run on this machine.", f"See {log}.")
