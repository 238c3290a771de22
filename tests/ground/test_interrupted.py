"""Killed at any moment, the next run recovers: only what is whole has its final name."""

import json
import os
import select
import subprocess
import sys

import pytest

from scripts.ground import config, process

# Fetch Odoo with stand-ins for apt and dpkg. Each does half of its work, dies there when it is the
# call to die in, and does the other half.
FETCH = """
import os, signal, sys
from pathlib import Path
from scripts.ground import debian, odoo
from scripts.ground.config import Ground
deadly, home = int(sys.argv[1]), Path(sys.argv[2])
calls = 0

def work(folder, text):
    global calls
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'first').write_text(text)
    if calls == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    (folder / 'second').write_text(text)
    calls += 1

def run(command, log, what, remedy=(), env=None, cwd=None, stdin=None):
    if command[0] == 'dpkg':
        work(Path(command[3]) / 'usr/lib/python3/dist-packages/odoo/addons/web', 'odoo')
    elif 'download' in command:
        work(Path(cwd), 'deb')
        for name in ('a.deb', 'b.deb'):
            (Path(cwd) / name).touch()
    else:
        work(home / 'apt' / 'lists', 'list')

odoo.run = run
odoo.output = lambda command, **options: 'Version: x'
odoo.need_space = lambda *arguments: None
odoo.KEYRING = Path('/')
debian.mirror = lambda lists: 'http://mirror.invalid'
ground = Ground(root=Path.cwd(), home=home)
ground.prepare()
found = odoo.get(ground)
assert (found.addons_paths[0] / 'web' / 'second').exists()
assert found.version
"""

# The same for Python's environment.
INSTALL = """
import os, signal, sys
from pathlib import Path
from scripts.ground import debian, environment
from scripts.ground.config import Ground
deadly, home = int(sys.argv[1]), Path(sys.argv[2])
calls = 0

def run(command, log, what, remedy=(), env=None, cwd=None, stdin=None):
    global calls
    words = [str(word) for word in command]
    made = {'venv': ('python', Path(words[-1]) / 'bin'), 'uv': ('uv', Path(words[0]).parent)}
    if '-m' in words:
        name, folder = made[words[-1] if words[-1] == 'uv' else 'venv']
        folder.mkdir(parents=True, exist_ok=True)
        program = folder / name
    else:
        program = Path(words[0]).with_name('installed')
    if calls == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    program.touch()
    calls += 1

def output(command, env=None, cwd=None):
    program = Path(str(command[0]))
    return 'yes' if program.exists() else None

environment.run = run
environment.output = output
environment.need_space = lambda *arguments: None
debian.ensure = lambda *arguments, **options: None
ground = Ground(root=Path.cwd(), home=home)
ground.prepare()
found = environment.get(ground, None, development=True)
assert (found.folder / 'bin' / 'installed').exists()
"""

# A real cluster; dies in the middle of initdb, or right after it.
CLUSTER = """
import os, signal, subprocess, sys
from pathlib import Path
from scripts.ground import postgres
from scripts.ground.config import Ground
deadly, home = sys.argv[1], Path(sys.argv[2])
ground = Ground(root=Path.cwd(), home=home)
ground.prepare()
real = postgres.run

def run(command, *arguments, **options):
    if deadly == 'within':
        (home / 'test' / 'pg' / 'PG_VERSION').write_text('15')
        os.kill(os.getpid(), signal.SIGKILL)
    real(command, *arguments, **options)
    if deadly == 'after':
        os.kill(os.getpid(), signal.SIGKILL)

postgres.run = run
cluster = postgres.for_tests(ground)
cluster.start()
try:
    assert cluster.sql('SHOW fsync', 'postgres') == 'off'
    assert cluster.sql('CREATE DATABASE x', 'postgres') is not None
    if deadly == 'running':
        os.kill(int((cluster.data / 'postmaster.pid').read_text().split()[0]), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
finally:
    cluster.stop()
"""


# The demo's database on a real cluster, with stand-ins for what Odoo does in it. Each does half of
# its work, dies there when it is the call to die in, and does the other half.
DEMO = """
import os, signal, sys
from pathlib import Path
from types import SimpleNamespace
from scripts.ground import database, demo, postgres
from scripts.ground.config import DEMO_DATABASE, Ground
deadly, changed, home = int(sys.argv[1]), sys.argv[2] == 'changed', Path(sys.argv[3])
calls = 0

def die():
    global calls
    if calls == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    calls += 1

def work(name, what):
    files = clinic.databases._files(name)
    files.mkdir(parents=True, exist_ok=True)
    server.sql(f'CREATE TABLE IF NOT EXISTS {what}_half ()', name)
    (files / f'{what}_half').touch()
    die()
    server.sql(f'CREATE TABLE IF NOT EXISTS {what} ()', name)
    (files / what).touch()

def initialise(self, name):
    self.drop(name)
    self._admin('createdb', name)
    work(name, 'empty')

class Demo(demo.Demo):
    def _generate(self, name):
        work(name, 'demo')

class Databases(database.Databases):
    initialise = initialise
    install = lambda self, name, modules, update=(): work(name, 'update' if update else 'modules')
    pregenerate = lambda self, name: work(name, 'bundles')

ground = Ground(root=Path.cwd(), home=home)
ground.prepare()
clinic = Demo(ground)
server = clinic.server = postgres.for_demo(ground)
server.start()
real = server.sql

def sql(statement, name):
    if statement.startswith('ALTER DATABASE'):
        die()
    return real(statement, name)

server.sql = sql
clinic.databases = Databases(SimpleNamespace(ground=ground), server, ground.state / 'data')
if changed:
    ground.remember(addons={'clinic_crm': 'as it was'})
clinic._ensure_database()
found = real("SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class "
             "WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '%half'",
             DEMO_DATABASE)
files = {path.name for path in clinic.databases._files(DEMO_DATABASE).iterdir()}
wanted = ['bundles', 'demo', 'empty', 'modules', *(['update'] if changed else [])]
assert found.split() == wanted and set(wanted) <= files, (found, files)
assert ground.remembered()['addons'] == database.addon_fingerprints(ground)
assert [name for name in server.databases() if name.startswith('clinic')] == [DEMO_DATABASE]
"""
STOP = """
import sys
from pathlib import Path
from scripts.ground import postgres
from scripts.ground.config import Ground
postgres.for_demo(Ground(root=Path.cwd(), home=Path(sys.argv[1]))).stop()
"""

# Does its work in a child, and dies when the child is at it.
BOUND = """
import os, signal, sys, threading
from pathlib import Path
from scripts.ground import process
pipe, log = sys.argv[1], Path(sys.argv[2])

def die():
    open(pipe).read(1)
    os.kill(os.getpid(), signal.SIGKILL)

threading.Thread(target=die).start()
process.run(['sh', '-c', f'exec 5>{pipe}; echo >&5; exec sleep 600'], log, "It did not end.")
"""


@pytest.mark.parametrize(
    ('script', 'calls'), [(FETCH, 4), (INSTALL, 4)], ids=['odoo', 'environment']
)
def test_killed_at_each_call(killed, home, script, calls):
    for call in range(calls):
        place = home / str(call)
        assert killed(script, call, place), "there are fewer calls than the test thinks"
        assert not killed(script, -1, place)
    assert not killed(script, calls, home / 'whole'), "there are more calls than the test thinks"


def test_nothing_half_unpacked_is_taken_for_odoo(killed, home):
    killed(FETCH, 3, home)
    assert [path.suffix for path in (home / 'odoo').iterdir()] == ['.partial']


@pytest.mark.parametrize('moment', ['within', 'after', 'running'])
def test_cluster(killed, home, moment):
    assert killed(CLUSTER, moment, home)
    assert not killed(CLUSTER.replace('CREATE DATABASE x', 'SELECT 1'), 'never', home)


def test_demo(killed, home):
    """In each step of making it, in the rename, and in each step of an update."""
    try:
        for call in range(5):
            assert killed(DEMO, call, 'new', home), "there are fewer calls than the test thinks"
        assert not killed(DEMO, 5, 'new', home), "there are more calls than the test thinks"
        for call in range(2):
            assert killed(DEMO, call, 'changed', home)
        assert not killed(DEMO, 2, 'changed', home)
    finally:
        killed(STOP, home)


def test_a_killed_step_does_not_go_on(killed, tmp_path):
    """What it was doing would be done to what the next run has begun anew."""
    pipe = tmp_path / 'pipe'
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert killed(BOUND, pipe, tmp_path / 'log')
    poll = select.poll()
    poll.register(held, select.POLLHUP)
    assert poll.poll(10_000), "the child still has the pipe's other end"
    os.close(held)


def test_lock_dies_with_its_holder(tmp_path, killed):
    path = tmp_path / 'lock'
    script = (
        'import os, signal, sys; from pathlib import Path\n'
        'from scripts.ground.process import lock\n'
        'with lock(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)'
    )
    assert killed(script, path)
    with process.lock(path, wait=False) as held:
        assert held


def test_lock_is_held_once(tmp_path):
    with process.lock(tmp_path / 'lock') as first:
        with process.lock(tmp_path / 'lock', wait=False) as second:
            assert first and not second


def test_broken_state_is_forgotten(tmp_path):
    ground = config.Ground(root=tmp_path, home=tmp_path / 'home')
    ground.prepare()
    ground.remember(port=1)
    (ground.state / 'state.json').write_text('{"port": ')
    assert ground.remembered() == {}
    ground.remember(port=2)
    assert json.loads((ground.state / 'state.json').read_text()) == {'port': 2}


def test_a_pid_that_belongs_to_another_is_left_alone(tmp_path):
    """After a reboot the pid in the file may be anybody's."""
    service = process.Service('x', tmp_path)
    with subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE) as other:
        service.pid_file.write_text(f'{other.pid} 12345')
        assert service.pid() is None
        assert service.stop() is False
        assert other.poll() is None
        other.stdin.close()


def test_service_is_ended_with_patience_and_then_without(tmp_path):
    deaf = 'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)'
    service = process.Service('deaf', tmp_path)
    child = service.start([sys.executable, '-c', f'{deaf}; input()'], dict(os.environ), tmp_path)
    assert service.pid() == child.pid
    assert service.stop(patience=0.5)
    assert service.pid() is None and not service.pid_file.exists()
