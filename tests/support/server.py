"""Real Odoo servers for tests: processes of their own on databases of their own."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import requests

from scripts.ground.process import free_port

from .background import Detached
from .ground import ROOT, Ground
from .rpc import Client
from .staff import create_staff

START_SECONDS = 120

# Records of the log that need no attention although they are warnings.
HARMLESS = re.compile(
    r"Running as user 'root' is a security risk"
    r'|odoo\.addons\.(iap|partner_autocomplete)'  # asked over the network, which tests have not
    r'|could not serialize access',  # Odoo runs the request again
    re.IGNORECASE,
)
LOG_RECORD = re.compile(
    r'^\S+ \S+ \d+ (?P<level>[A-Z]+) \S+ (?P<text>.*(?:\n(?!\d{4}-\d\d-\d\d ).*)*)', re.MULTILINE
)


class Place:
    """A database of a test's own, and a process that works in it once something is to be done."""

    def __init__(self, ground: Ground, purpose: str, *, template: str | None = None):
        self.ground = ground
        self.database = ground.clone(template or ground.template, purpose)
        self.log = ground.log(purpose)

    def run(self, code: str, **values):
        """Run Python with `env` (superuser), and commit.

        `values` are plain data the code finds under their names; what it binds to `result`
        comes back, as JSON allows. For what no role can do through its own session.
        """
        [answer] = self.rush(code, [values])
        if 'error' in answer:
            raise RuntimeError(answer['trace'])
        return answer['result']

    def rush(self, code: str, people: list[dict]) -> list[dict]:
        """Run the same code for each of many at the same instant, each on its own connection.

        The answers come in the order of `people`: `{'result': …}` or `{'error': …, 'trace': …}`
        (`error` is the exception's class and message). For private methods; what people can reach
        through the network is tried by `tests.support.crowd`.
        """
        return self._beside.rush(code, people)

    def stop(self) -> None:
        if '_beside' in self.__dict__:
            self._beside.stop()
        self.ground.drop(self.database)

    @cached_property
    def _beside(self):
        return Beside(self.ground, self.database, self.log)


class Server(Place):
    """An Odoo server with the four addons, at `url` once `wait()` came back.

    The process starts with the object, so that it can load while other tests run.
    """

    def __init__(
        self,
        ground: Ground,
        purpose: str,
        *,
        template: str | None = None,
        staff: bool = True,
        workers: int = 0,
        options: tuple = (),
    ):
        super().__init__(ground, purpose, template=template)
        self.staff = staff
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        self._clients = {}
        self._ready = False
        self._arguments = (
            'server',
            '--http-interface=127.0.0.1',
            f'--http-port={self.port}',
            f'--gevent-port={free_port()}',
            f'--db-filter=^{self.database}$',
            f'--workers={workers}',
            '--max-cron-threads=0',
            '--log-level=info',
            *options,
        )
        self._process = self._odoo(*self._arguments)

    def wait(self) -> 'Server':
        """Return once it answers and its staff are there."""
        if not self._ready:
            self._wait_until_it_answers()
            if self.staff:
                create_staff(self.client('admin'))
            self._ready = True
        return self

    def client(self, login: str) -> Client:
        """The session of a person; made once, then shared. Staff have their login as password."""
        if login not in self._clients:
            self._clients[login] = Client(self.url, self.database, login)
        return self._clients[login]

    def problems(self) -> list[str]:
        """The warnings and errors of the server's log so far."""
        return problems(self.log.read_text(encoding='utf-8', errors='replace'))

    def restart(self, workers: int | None = None) -> None:
        """End the process and start another on the same database; returns once it answers.

        :param workers: so many from now on; None: as before
        """
        self._process.stop()
        if workers is not None:
            self._arguments = tuple(
                f'--workers={workers}' if each.startswith('--workers=') else each
                for each in self._arguments
            )
        self._process = self._odoo(*self._arguments)
        self._wait_until_it_answers()

    def workers(self, jobs: bool) -> list[int]:
        """The processes of a server with workers: those for scheduled jobs, or for requests."""
        found = {pid: nice for pid, nice, command in self._children() if 'gevent' not in command}
        # those for jobs are nicer than the others
        least = min(found.values(), default=0)
        return [pid for pid, nice in found.items() if (nice > least) == jobs]

    def crash(self) -> None:
        """Kill every process of it at once, and start another on the same database."""
        for pid in [self.pid, *(pid for pid, _nice, _command in self._children())]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(15)
        self._process.stop()
        self._process = self._odoo(*self._arguments)
        self._wait_until_it_answers()

    def _children(self):
        for folder in Path('/proc').glob('[0-9]*'):
            with suppress(OSError):
                values = (folder / 'stat').read_text().rpartition(')')[2].split()
                if int(values[1]) == self.pid:
                    command = (folder / 'cmdline').read_text().split('\0')
                    yield int(folder.name), int(values[16]), command

    def stop(self) -> None:
        self._process.stop()
        super().stop()

    @property
    def pid(self) -> int:
        return self._process.pid

    @cached_property
    def _beside(self):
        return Beside(self.ground, self.database, self.log.with_suffix('.beside.log'))

    def _odoo(self, *arguments: str) -> Detached:
        command = [sys.executable, str(ROOT / 'tests/support/odoo_bin.py'), *arguments]
        command[3:3] = ['-c', str(self.ground.rc), '-d', self.database]
        return Detached(command, self.log)

    def _wait_until_it_answers(self) -> None:
        pause = threading.Event()
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit:
            if self._process.wait(0):
                break
            try:
                if requests.get(f'{self.url}/web/login', timeout=30).ok:
                    return
            except requests.ConnectionError:
                pause.wait(0.1)
        tail = ''.join(self.log.read_text(errors='replace').splitlines(True)[-30:])
        raise RuntimeError(f"The server of {self.database} did not start.\n{tail}")


class Beside:
    """A process with the database's registry that runs snippets sent to it."""

    def __init__(self, ground: Ground, database: str, log: Path):
        self._log = log.open('w')
        self._process = subprocess.Popen(
            [sys.executable, '-m', 'tests.support.beside', str(ground.rc), database],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def rush(self, code: str, people: list[dict]) -> list[dict]:
        self._process.stdin.write(json.dumps({'code': code, 'rush': people}) + '\n')
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The process beside the server died: see {self._log.name}")
        return json.loads(line)

    def stop(self) -> None:
        self._process.stdin.close()  # at the end of its input it ends
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.close()


def problems(log: str) -> list[str]:
    """The records of an Odoo log from WARNING up, the harmless ones left out."""
    return [
        f'{record["level"]} {record["text"].rstrip()}'
        for record in LOG_RECORD.finditer(log)
        if record['level'] in ('WARNING', 'ERROR', 'CRITICAL')
        and not HARMLESS.search(record['text'])
    ]
