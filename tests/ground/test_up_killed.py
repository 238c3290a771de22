"""The real `./clinic up`, from nothing, killed at each of its steps; each next one recovers.

Takes ten minutes or more and downloads everything, so it runs only when it is asked for:

    ./clinic test --pure tests/ground/test_up_killed.py --slow
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from scripts.ground import config, postgres, process
from scripts.ground.config import DEMO_DATABASE
from scripts.ground.demo import LOGINS
from scripts.ground.process import free_port
from tests.support.ground import ROOT
from tests.support.rpc import Client

pytestmark = pytest.mark.slow

PATIENCE = 900
BUILDING = f'{DEMO_DATABASE}_building'


class Up:
    """A private CLINIC_HOME and the runs of `./clinic up` in it."""

    def __init__(self, home):
        self.home = home
        self.port = free_port()
        self.ground = config.Ground(root=ROOT, home=home)
        ours = ('PG', 'CLINIC_', 'ODOO_', 'PYTEST_', 'PYTHON', 'VIRTUAL_ENV', 'COV_')
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.env |= {
            'CLINIC_HOME': str(home),
            'CLINIC_PORT': str(self.port),
            'CLINIC_SANDBOX_PORT': str(free_port()),
            'UV_CACHE_DIR': str(home / 'uv-cache'),
        }
        self.said = home / 'said'

    def clinic(self, *arguments):
        with self.said.open('w') as said:
            return subprocess.Popen(
                [str(ROOT / 'clinic'), *arguments],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def killed_when(self, moment):
        """Start it, kill it (it alone, not what it started) when the moment has come."""
        command, pause = self.clinic('up', '--detach'), threading.Event()
        limit = time.monotonic() + PATIENCE
        while not moment(self):
            assert command.poll() is None, self.said.read_text()
            assert time.monotonic() < limit, self.said.read_text()
            pause.wait(0.02)  # the moment may be short, and nothing tells us of it
        command.send_signal(signal.SIGKILL)
        command.wait()
        assert 'Traceback' not in self.said.read_text()

    def files(self, pattern):
        return any(self.home.glob(pattern))

    def sql(self, statement, database):
        """What a statement answers; empty while there is no such server or table."""
        server = postgres.private_for_demo(self.ground)
        return (server.bin and server.sql(statement, database)) or ''

    def at_work(self, database):
        """Whether Odoo is connected to a database."""
        rows = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}'"
        return self.sql(rows, 'postgres') not in ('', '0')


MOMENTS = {
    "Odoo's package arrives": lambda up: up.files('apt/debs/*.deb'),
    "Odoo is being unpacked": lambda up: up.files('odoo/*.partial/usr'),
    "the environment is begun": lambda up: up.files('venv/*/bin/python'),
    "packages are being installed": lambda up: up.files('venv/*/bin/uv'),
    "the cluster is being made": lambda up: up.files('checkouts/*/pg/base'),
    "the cluster is started": lambda up: up.files('checkouts/*/pg/postmaster.pid'),
    "the key is there": lambda up: up.files('checkouts/*/clinic.key'),
    "an empty Odoo is being made": lambda up: up.sql('SELECT 1 FROM ir_module_module', BUILDING),
    "modules are being installed": lambda up: (
        up.sql("SELECT count(*) > 20 FROM ir_module_module WHERE state = 'installed'", BUILDING)
        == 't'
    ),
    "patients are being loaded": lambda up: (
        up.sql("SELECT count(*) > 0 FROM clinic_patient", BUILDING) == 't'
    ),
    "the web client is being prepared": lambda up: (
        "✓ Loading the demo clinic" in up.said.read_text() and up.at_work(BUILDING)
    ),
    "the server is being started": lambda up: up.files('checkouts/*/odoo.pid'),
}


@pytest.fixture
def up(home):
    up = Up(home)
    yield up
    up.clinic('down').wait()


def test_killed_at_each_step(up):
    for name, moment in MOMENTS.items():
        before = time.monotonic()
        up.killed_when(moment)
        print(f'{name}: {time.monotonic() - before:.0f} s', flush=True)
        assert gone(lambda: workers(up)), f"{name}: {workers(up)} go on"
    started = time.monotonic()
    last = up.clinic('up', '--detach')
    assert last.wait(PATIENCE) == 0, up.said.read_text()
    print(f'at last: {time.monotonic() - started:.0f} s\n{up.said.read_text()}', flush=True)
    for login in LOGINS:
        assert Client(f'http://127.0.0.1:{up.port}', DEMO_DATABASE, login).uid
    assert up.sql('SELECT count(*) >= 300 FROM clinic_patient', DEMO_DATABASE) == 't'
    rows = "SELECT string_agg(datname, ' ') FROM pg_database WHERE datname LIKE 'clinic%'"
    assert up.sql(rows, 'postgres') == DEMO_DATABASE, "no half-made database is left"
    assert listening(up) and listening(up) <= LOOPBACK, "default passwords stay on the machine"
    assert up.clinic('up', '--detach').wait(PATIENCE) == 0
    assert "It is running already" in up.said.read_text()


def workers(up):
    """The command lines of what works in the home and is no server of it."""
    found = []
    for folder in Path('/proc').glob('[0-9]*'):
        with contextlib.suppress(OSError):
            line = (folder / 'cmdline').read_bytes().replace(b'\0', b' ').decode()
            if str(up.home) in line and not is_server(up, int(folder.name), line):
                found.append(line)
    return found


def is_server(up, pid, line):
    services = [process.Service(name, up.ground.state) for name in ('odoo', 'sandbox')]
    return '/postgres -D' in line or pid in [service.pid() for service in services]


def gone(found):
    """Whether there is none, soon."""
    limit, pause = time.monotonic() + 15, threading.Event()
    while found() and time.monotonic() < limit:
        pause.wait(0.1)
    return not found()


LOOPBACK = {'0100007F', '00000000000000000000000001000000'}


def listening(up):
    """The addresses, as /proc spells them, on which the demo's servers listen."""
    services = [process.Service(name, up.ground.state).pid() for name in ('odoo', 'sandbox')]
    sockets = set()
    for pid in filter(None, services):
        for link in Path(f'/proc/{pid}/fd').iterdir():
            with contextlib.suppress(OSError):
                sockets.add(os.readlink(link).removeprefix('socket:[').removesuffix(']'))
    addresses = set()
    for table in ('tcp', 'tcp6'):
        for line in Path(f'/proc/net/{table}').read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == '0A' and fields[9] in sockets:
                addresses.add(fields[1].partition(':')[0])
    return addresses
