"""The command line in a scratch CLINIC_HOME, with stand-ins for the programs it calls."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from scripts.ground import config, postgres
from scripts.ground.process import free_port
from tests.support.ground import ROOT

TIMEOUT = 60


@pytest.fixture
def home():
    """A CLINIC_HOME that PostgreSQL's own user can reach; pytest's tmp_path is closed to it."""
    folder = Path(tempfile.mkdtemp(prefix='clinic-', dir='/tmp'))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def programs(tmp_path):
    """`programs(name, script)` puts a program of ours before the system's."""
    folder = tmp_path / 'programs'
    folder.mkdir()

    def add(name, script):
        path = folder / name
        path.write_text(f'#!/bin/sh\n{script}\n')
        path.chmod(0o755)

    add.folder = folder
    return add


@pytest.fixture
def clinic(home, programs):
    """`clinic(*arguments, **variables)` runs the real command; returns the finished process.

    A variable set to None is taken away. No run may find the developer's own servers.
    """

    def run(*arguments, **variables):
        env = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(('PG', 'CLINIC_', 'ODOO_', 'PYTEST_', 'PYTHON'))
        }
        env |= {'CLINIC_HOME': str(home), 'PATH': f'{programs.folder}:{os.environ["PATH"]}'}
        env['CLINIC_SANDBOX_PORT'] = str(free_port())  # a developer's own demo may be open
        env |= variables
        return subprocess.run(
            [str(ROOT / 'clinic'), *arguments],
            env={name: value for name, value in env.items() if value is not None},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )

    return run


@pytest.fixture(scope='module')
def server_variables():
    """The PG* variables of a server that is there already."""
    folder = Path(tempfile.mkdtemp(prefix='clinic-', dir='/tmp'))
    folder.chmod(0o755)
    ground = config.Ground(root=ROOT, home=folder)
    ground.prepare()
    cluster = postgres.Cluster(ground, 'test', folder / 'pg', postgres.UNSAFE_AND_FAST)
    cluster.start()
    yield cluster.variables()
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def server(server_variables, monkeypatch, tmp_path):
    """That server, as a checkout sees it to which PG* variables name it."""
    for name, value in server_variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv('PGPASSWORD', raising=False)
    return postgres.External(config.Ground(root=ROOT, home=tmp_path / 'home'))


@pytest.fixture
def killed():
    """`killed(script, *arguments)` runs Python that ends itself with SIGKILL somewhere.

    Returns whether it was killed; any other failure of it is the test's.
    """

    def run(script, *arguments):
        result = subprocess.run(
            [sys.executable, '-B', '-c', script, *map(str, arguments)],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith('PG')},
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
        )
        assert result.returncode in (0, -9), result.stderr
        return result.returncode == -9

    return run
