"""What is tidied away, and above all what is not."""

import os
import subprocess
import sys
import time
from collections import Counter
from types import SimpleNamespace

import pytest

from scripts.ground import config, database, environment, odoo, process, sweep
from tests.support.ground import ROOT

LONG_AGO = time.time() - 40 * 86400


@pytest.fixture
def ground(tmp_path):
    ground = config.Ground(root=ROOT, home=tmp_path / 'home')
    ground.prepare()
    return ground


def old(*paths):
    for path in paths:
        os.utime(path, (LONG_AGO, LONG_AGO))


def made(folder, sign):
    folder.mkdir(parents=True)
    (folder / sign).touch()
    (folder / 'file').touch()
    return folder


def removed(ground):
    return +sweep.folders(ground)  # what was removed at all


@pytest.mark.parametrize(
    ('kind', 'sign', 'current', 'word'),
    [
        ('venv', '.requirements.txt-0', lambda g: environment.place(g).name, 'Python environment'),
        ('odoo', 'VERSION', lambda g: odoo.fetched(g).name, 'version of Odoo'),
    ],
    ids=['environments', 'versions of Odoo'],
)
def test_what_nobody_has_used_for_long(ground, kind, sign, current, word):
    unused = made(ground.home / kind / '1.unused', sign)
    recent = made(ground.home / kind / '1.recent', sign)
    ours = made(ground.home / kind / current(ground), sign)
    running = made(ground.home / kind / '1.running', sign)
    waste = made(ground.home / kind / '0.half-removed.waste', sign)
    old(unused / sign, ours / sign, running / sign, recent)
    code = "print('', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, '-c', code, str(running / 'file')],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as user:
        user.stdout.readline()
        assert removed(ground) == {word: 1}
        user.stdin.close()
    assert not unused.exists() and not waste.exists()
    assert (recent / 'file').exists() and (ours / 'file').exists()
    assert (running / 'file').exists()
    assert removed(ground) == {word: 1}, "its user has ended"
    assert not running.exists()


def test_using_something_keeps_it(ground, monkeypatch):
    """Whoever gets an environment or an Odoo renews the date that is looked at."""
    folder = environment.place(ground)
    made(folder, f'.requirements.txt-{environment._digest(ROOT / "requirements.txt")}')
    fetched = made(odoo.fetched(ground), 'VERSION')
    signs = [next(folder.glob('.requirements*')), fetched / 'VERSION']
    old(*signs)
    monkeypatch.delenv('ODOO_PATH', raising=False)
    environment.get(ground, odoo.get(ground))
    assert all(sweep._days_since(sign) < 1 for sign in signs)


def checkout(ground, root):
    """Another checkout's state, as its commands leave it."""
    other = config.Ground(root=root, home=ground.home)
    other.prepare()
    (other.state / 'clinic.key').touch()
    return other


def test_the_demo_of_a_deleted_checkout(ground, tmp_path):
    gone = checkout(ground, tmp_path / 'gone')
    just_gone = checkout(ground, tmp_path / 'just gone')
    there = checkout(ground, tmp_path / 'there')
    there.root.mkdir()
    open_ = checkout(ground, tmp_path / 'open')
    unknown = checkout(ground, tmp_path / 'unknown')
    (unknown.state / 'checkout').unlink()
    moved = checkout(ground, tmp_path / 'moved')  # CLINIC_HOME was copied here from elsewhere
    (moved.state / 'checkout').write_text(f'{tmp_path}/elsewhere\n')
    busy = checkout(ground, tmp_path / 'busy')
    for other in (gone, there, open_, moved, busy):
        old(other.state / 'checkout')
    service = process.Service('odoo', open_.state)
    try:
        service.start(['sleep', '600'], dict(os.environ), tmp_path)
        with process.lock(ground.home / 'locks' / f'demo-{busy.checkout}'):
            assert removed(ground) == {'demo of a deleted checkout': 1}
    finally:
        service.stop()
    assert not gone.state.exists()
    for other in (just_gone, there, open_, unknown, moved, busy, ground):
        assert other.state.exists(), other.root
    for other in (just_gone, there, open_, unknown, moved, busy):
        assert (other.state / 'clinic.key').exists(), other.root


def test_reports_of_old_runs(ground):
    for name in ('test-logs', 'screenshots'):
        (ground.home / name).mkdir()
        for age in ('old', 'new'):
            (ground.home / name / age).touch()
        old(ground.home / name / 'old')
    assert removed(ground) == {'report of an old test run': 2}
    assert [path.name for path in (ground.home / 'screenshots').iterdir()] == ['new']


def test_a_log_keeps_its_end(tmp_path):
    log = tmp_path / 'log'
    log.write_bytes(b'x' * 3000 + b'the end')
    process.trim(log, limit=2000)
    assert log.stat().st_size == 500 and log.read_bytes().endswith(b'the end')
    process.trim(log, limit=2000)
    assert log.stat().st_size == 500
    process.trim(tmp_path / 'none')


@pytest.fixture
def databases(ground, server):
    found = database.Databases(SimpleNamespace(ground=ground), server, ground.home / 'data')
    (found.data / 'filestore').mkdir(parents=True)
    yield found
    for name in server.databases():
        if name.startswith('clinic_'):
            found.drop(name)


def dead():
    with subprocess.Popen(['true']) as process:
        pass
    return process.pid


def test_databases(databases, server, monkeypatch):
    monkeypatch.setattr(sweep, 'KEPT', {'addons': 2, 'deps': 1})
    prefix, pid = server.prefix, dead()
    goes = {
        f'{prefix}run_{pid}': 'database of a broken-off test run',
        f'{prefix}run_{pid}_server': 'database of a broken-off test run',
        f'{prefix}addons_0_building': 'half-made template',
        f'{prefix}addons_1': 'old test template',
        f'{prefix}deps_1': 'old test template',
    }
    stays = [
        *(f'{prefix}addons_0', f'{prefix}addons_2', f'{prefix}addons_3', f'{prefix}deps_2'),
        *(f'{prefix}run_{os.getpid()}', f'{prefix}run_{pid}_connected'),
        *('clinic_demo', f'clinic_other_run_{pid}', 'clinic_other_addons_1_building'),
    ]
    for name in sorted([*goes, *stays]):
        databases._admin('createdb', name)
        (databases.data / 'filestore' / name).mkdir()
        (databases.data / f'{name}.conf').touch()
    (databases.data / 'filestore' / 'clinic_run_1').mkdir()
    (databases.data / 'clinic_run_1.conf').touch()
    command = server.command('psql', '-d', f'{prefix}run_{pid}_connected')
    cloned = sweep.in_use(databases.environment.ground, f'{prefix}addons_0')
    with (
        process.lock(cloned, shared=True),
        subprocess.Popen(
            command,
            env=server.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as client,
    ):
        client.stdin.write('SELECT 1;\n')
        client.stdin.flush()
        client.stdout.readline()
        assert +sweep.databases(databases) == Counter(goes.values())
        client.stdin.close()
    left = [name for name in server.databases() if name.startswith('clinic_')]
    assert sorted(left) == sorted(stays)
    assert {path.name for path in (databases.data / 'filestore').iterdir()} == set(stays)
    assert {path.stem for path in databases.data.glob('*.conf')} == set(stays)


def test_it_is_told_in_one_line(capsys):
    kinds = {'version of Odoo': 2, 'old test template': 1, 'half-made template': 0}
    sweep.tell(Counter(kinds))
    assert capsys.readouterr().out == "  · tidied up: 2 versions of Odoo, 1 old test template\n"
    sweep.tell(Counter())
    assert not capsys.readouterr().out
