"""What the machine lacks is told all at once, or installed, also while another apt is at work."""

import os
import time

import pytest

from scripts.ground import config, console, debian, demo, machine, testing
from scripts.ground.process import free_port

LACKING = {'postgresql', 'libpango-1.0-0', 'libharfbuzz-subset0', 'chromium', 'python3-venv'}


@pytest.fixture
def ground(tmp_path, monkeypatch):
    for name in ('PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD'):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv('CLINIC_PORT', str(free_port()))
    monkeypatch.setenv('CLINIC_SANDBOX_PORT', str(free_port()))
    ground = config.Ground(root=config.Ground.here().root, home=tmp_path / 'home')
    ground.prepare()
    return ground


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """A machine that lacks some packages; each is there once a file of its name is."""
    folder = tmp_path / 'installed'
    folder.mkdir()

    def there(name):
        return lambda: name not in LACKING or (folder / name).exists()

    found = {name: (there(name), why) for name, (_look, why) in debian.CAPABILITIES.items()}
    monkeypatch.setattr(debian, 'CAPABILITIES', found)
    return folder


@pytest.fixture
def apt(monkeypatch, programs, installed, tmp_path):
    """An apt-get that installs by making those files, and notes how it was called."""
    calls = tmp_path / 'calls'
    monkeypatch.setenv('PATH', f'{programs.folder}:{os.environ["PATH"]}')
    monkeypatch.setattr(os, 'geteuid', lambda: 0)

    def make(before=''):
        programs(
            'apt-get',
            f'echo "$*" >>{calls}; {before}\n'
            f'for word; do case $word in -*|install|update) ;; *) touch {installed}/$word;; esac; '
            'done',
        )
        return lambda: calls.read_text().splitlines()

    return make


def test_one_command_for_all_of_them(ground, installed, monkeypatch):
    monkeypatch.setattr(os, 'geteuid', lambda: 1000)
    with pytest.raises(console.Problem) as caught:
        demo.Demo(ground).up()
    command = (
        "Run:  sudo sh -c 'apt-get update && apt-get install -y "
        "postgresql libpango-1.0-0 libharfbuzz-subset0 python3-venv'"
    )
    assert caught.value.remedy == (command,)
    assert "the database server, PDF documents, Python's environment" in caught.value.what


def test_the_tests_need_a_browser_too(ground, installed, monkeypatch):
    monkeypatch.setattr(os, 'geteuid', lambda: 1000)
    with pytest.raises(console.Problem, match='chromium') as caught:
        testing.Tests(ground)
    assert 'postgresql' in caught.value.remedy[0] and 'chromium' in caught.value.remedy[0]


def test_a_server_elsewhere_needs_its_client_alone(ground, installed, monkeypatch):
    monkeypatch.setenv('PGHOST', 'db.example')
    monkeypatch.setattr(os, 'geteuid', lambda: 1000)
    with pytest.raises(console.Problem) as caught:
        machine.ensure(ground)
    assert 'postgresql' not in caught.value.remedy[0]


def test_root_installs_them_together(ground, apt):
    calls = apt()
    machine.ensure(ground, browser=True)
    update, install = calls()
    assert update.split()[-1] == 'update'
    assert LACKING <= set(install.split())


def test_the_lists_are_locked_by_another_apt(ground, apt, monkeypatch, tmp_path):
    """As on a machine that has just started: it waits for its turn."""
    waited = []
    monkeypatch.setattr(time, 'sleep', waited.append)
    free = tmp_path / 'free'
    calls = apt(
        f'if test ! -e {free}; then touch {free}; '
        'echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1"; '
        'exit 100; fi'
    )
    machine.ensure(ground)
    assert [call.split()[-1] for call in calls()[:2]] == ['update', 'update'] and waited
    # dpkg's own lock apt waits for itself, when asked to.
    assert f'-oDPkg::Lock::Timeout={debian.APT_PATIENCE}' in calls()[2].split()


def test_lists_that_cannot_be_read(ground, apt):
    calls = apt('echo "E: The repository has no Release file."; exit 100')
    with pytest.raises(console.Problem, match="lists could not be read") as caught:
        machine.ensure(ground)
    assert len(calls()) == 1
    assert 'apt-get install -y postgresql' in caught.value.remedy[0]


def test_no_apt(ground, installed, monkeypatch):
    monkeypatch.setattr(debian.shutil, 'which', lambda name: None)
    with pytest.raises(console.Problem, match='lacks') as caught:
        machine.ensure(ground)
    assert "your system's package manager" in caught.value.remedy[0]
