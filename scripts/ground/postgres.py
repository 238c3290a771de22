"""PostgreSQL: the server the PG* variables name, else a private cluster of our own.

The demo's cluster keeps what is written to it; the tests' cluster trades that for speed and is
shared by all checkouts, so that its template databases are made once.
"""

import contextlib
import os
import pwd
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from . import debian, ownership
from .console import Problem
from .process import BOUND, alive, disk_problem, lock, output, run, tail, trim

USER = 'odoo'
EXTERNAL = ('PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD')

DURABLE = {'listen_addresses': '', 'max_connections': '100'}
UNSAFE_AND_FAST = {
    'listen_addresses': '',
    'max_connections': '300',
    'fsync': 'off',
    'synchronous_commit': 'off',
    'full_page_writes': 'off',
    'shared_buffers': '256MB',
    'max_wal_size': '4GB',
    'jit': 'off',
}


def without_postgres(variables):
    """An environment in which nothing (PGHOSTADDR, PGSERVICE…) leads to another server."""
    return {name: value for name, value in variables.items() if not name.startswith('PG')}


class External:
    """A server that is already there: never started, never stopped.

    :ivar shared: others may have databases on it too
    :ivar prefix: what the names of test databases begin with, so that nobody else's are touched
    """

    name = 'external'
    shared = True

    def __init__(self, ground):
        self.prefix = f'clinic_{ownership.place(ground)}_'
        self.host = os.environ.get('PGHOST', '')
        self.port = os.environ.get('PGPORT', '')
        self.user = os.environ.get('PGUSER') or pwd.getpwuid(os.geteuid()).pw_name
        self.bin = debian.find_postgres()

    def start(self):
        if self.sql('SELECT 1', database='postgres') is None:
            raise Problem(
                f"The PostgreSQL server named by PGHOST={self.host or '(local)'} does not answer "
                f"as user {self.user}.",
                "Check PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them for a private server.",
            )
        version = int(self.sql('SHOW server_version_num', database='postgres') or 0)
        if version < 150000:
            raise Problem("PostgreSQL 15 or newer is needed.", "Unset PG* for a private server.")

    def stop(self):
        pass

    def variables(self):
        """What psql, createdb and Odoo need to find it."""
        found = {'PGHOST': self.host, 'PGPORT': self.port, 'PGUSER': self.user}
        return {name: value for name, value in found.items() if value}

    def _program(self, name):
        return str(self.bin / name) if self.bin and (self.bin / name).exists() else name

    def command(self, name, *arguments):
        return [self._program(name), *arguments]

    def environment(self):
        return os.environ | self.variables()

    def sql(self, statement, database):
        """Run one statement; its output (unaligned, rows by line), or None when it fails."""
        return output(
            self.command(
                'psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', statement
            ),
            env=self.environment(),
        )

    def databases(self):
        names = self.sql('SELECT datname FROM pg_database ORDER BY 1', 'postgres') or ''
        return names.splitlines()

    def disconnect(self, database):
        """End our own sessions on a database.

        `dropdb --force` would also end the server's autovacuum, which only a superuser may;
        a plain `dropdb` sends autovacuum away itself.
        """
        self.sql(
            'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity'
            f" WHERE datname = '{database}' AND usename = current_user",
            'postgres',
        )


class Cluster(External):
    """A private cluster: a data folder, a socket folder, settings."""

    shared = False
    prefix = 'clinic_'

    def __init__(self, ground, name, data, settings):
        self.ground = ground
        self.name = name
        self.data = data
        self.settings = settings
        self.host = str(ground.socket_directory(name))
        self.port = '5432'
        self.user = USER
        self.log = ground.logs / f'postgres-{name}.log'
        self.bin = debian.find_postgres(self._made_by())

    def _made_by(self):
        """The PostgreSQL version whose programs made the cluster: no other opens it."""
        try:
            return int((self.data / 'PG_VERSION').read_text())
        except (OSError, ValueError):
            return None

    def environment(self):
        return without_postgres(os.environ) | self.variables()

    def _as_owner(self, command):
        """PostgreSQL refuses to run as root: its own user does it."""
        if os.geteuid() != 0:
            return command
        return ['runuser', '-u', 'postgres', '--', *command]

    def _bound_as_owner(self, command):
        """The same for a program that must end when we are killed, which `runuser` cannot do."""
        if os.geteuid() != 0:
            return command
        owner = ['--reuid', 'postgres', '--regid', 'postgres', '--init-groups']
        return [*BOUND[:-1], *owner, '--', *command]

    def _own(self, path, mode=0o700):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        if os.geteuid() == 0:
            try:
                shutil.chown(path, 'postgres', 'postgres')
            except LookupError as error:
                raise Problem(
                    "This machine has PostgreSQL's programs, but no user `postgres` to run them.",
                    "Run:  apt-get install postgresql   (or run ./clinic as an ordinary user)",
                ) from error

    def running(self):
        self._forget_killed()
        status = self._as_owner([str(self.bin / 'pg_ctl'), '-D', str(self.data), 'status'])
        return output(status, cwd='/') is not None

    def _forget_killed(self):
        """Where nobody collects dead processes, as in many containers, a killed server looks alive
        to PostgreSQL's own tools for ever: its pid files must go, after the last of its backends.
        """
        pid_file = self.data / 'postmaster.pid'
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if alive(pid):
            return
        deadline = time.monotonic() + 10
        while self._has_backends() and time.monotonic() < deadline:
            time.sleep(0.1)
        if not self._has_backends():
            pid_file.unlink(missing_ok=True)
            (Path(self.host) / f'.s.PGSQL.{self.port}.lock').unlink(missing_ok=True)

    def _has_backends(self):
        """Whether a process still works in the data folder."""
        for link in Path('/proc').glob('[0-9]*/cwd'):
            with contextlib.suppress(OSError):
                if link.readlink() == self.data:
                    return True
        return False

    def start(self):
        debian.ensure('postgresql', log=self.log)
        self.bin = self.bin or debian.find_postgres()
        with lock(self.ground.home / 'locks' / f'postgres-{self.name}'):
            if not (self.data / 'PG_VERSION').exists() or not self._whole().exists():
                self._initialise()
            if not self.running():
                self._launch()
            self._ensure_role()

    def _whole(self):
        return self.data.with_name(f'{self.data.name}.complete')

    def _initialise(self):
        shutil.rmtree(self.data, ignore_errors=True)  # an interrupted initdb never held anything
        self.ground.home.mkdir(parents=True, exist_ok=True)
        self.data.parent.mkdir(parents=True, exist_ok=True)
        self._own(self.data)
        self._reachable()
        initdb = [
            str(self.bin / 'initdb'),
            *('-D', str(self.data), '-U', 'postgres', '-A', 'trust'),
            *('-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'),
        ]
        run(
            self._bound_as_owner(initdb),
            self.log,
            "A database cluster could not be made.",
            ["Choose another folder with CLINIC_HOME, or name a server with PGHOST and PGUSER."],
            cwd='/',
        )
        with (self.data / 'postgresql.auto.conf').open('a') as settings:
            settings.writelines(f"{name} = '{value}'\n" for name, value in self.settings.items())
        os.sync()
        self._whole().touch()

    def _reachable(self):
        """As root: can PostgreSQL's user enter the data folder? /root is closed to it."""
        if os.geteuid() == 0 and output(self._as_owner(['test', '-w', str(self.data)])) is None:
            raise Problem(
                f"PostgreSQL's user cannot reach {self.data}.",
                "Choose a folder all users may enter: CLINIC_HOME=/var/lib/clinic ./clinic …",
            )

    def _launch(self):
        self._own(self.ground.socket_directory(self.name))
        self.log.touch()
        trim(self.log)
        if os.geteuid() == 0:
            shutil.chown(self.log, 'postgres', 'postgres')
        command = [
            str(self.bin / 'pg_ctl'),
            *('-D', str(self.data), '-l', str(self.log), '-w', '-t', '60'),
            *('-o', f'-k {shlex.quote(self.host)} -p {self.port}', 'start'),
        ]
        # pg_ctl's child keeps its output open: it must not be a pipe of ours.
        result = subprocess.run(
            self._as_owner(command),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            cwd='/',
            check=False,
        )
        if result.returncode:
            last = tail(self.log)
            if any('No space left on device' in line for line in last):
                raise disk_problem(self.data)
            raise Problem(
                f"The database server does not start (see {self.log}).",
                *(f"| {line}" for line in last),
            )

    def _ensure_role(self):
        """Odoo connects as an ordinary role: what it may not do here it may not do in a clinic."""
        env = self.environment() | {'PGUSER': 'postgres'}
        psql = self.command('psql', '-X', '-A', '-t', '-d', 'postgres', '-c')
        deadline = time.monotonic() + 30
        exists = f"SELECT count(*) FROM pg_roles WHERE rolname = '{USER}'"
        while (count := output([*psql, exists], env=env)) is None:
            if time.monotonic() > deadline:
                raise Problem(f"The database server does not answer (see {self.log}).")
            time.sleep(0.2)
        if count == '0' and output([*psql, f'CREATE ROLE {USER} LOGIN CREATEDB'], env=env) is None:
            raise Problem(f"The role {USER} could not be made (see {self.log}).")

    def stop(self):
        if not self.bin or not self.data.exists() or not self.running():
            return
        command = [str(self.bin / 'pg_ctl'), '-D', str(self.data), '-m', 'fast', '-w', 'stop']
        output(self._as_owner(command), cwd='/')
        if self.running():
            raise Problem(f"The database server does not stop (see {self.log}).")


def external():
    return any(os.environ.get(name) for name in EXTERNAL)


def for_demo(ground):
    """The server of this checkout's demo."""
    return External(ground) if external() else private_for_demo(ground)


def private_for_demo(ground):
    return Cluster(ground, f'demo-{ground.checkout}', ground.state / 'pg', DURABLE)


def for_tests(ground):
    """The server of test databases, shared by all checkouts."""
    if external():
        return External(ground)
    return Cluster(ground, 'test', ground.home / 'test' / 'pg', UNSAFE_AND_FAST)
