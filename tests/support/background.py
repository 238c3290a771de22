"""A program that runs beside the tests from the start of the session until somebody needs it."""

import os
import select
import shlex
import signal
import subprocess
import sys
from pathlib import Path

from .ground import ROOT, Ground

LIMIT_SECONDS = 900


class Detached:
    """A program that is no child of this process, known by a handle no other process can take.

    Odoo's test classes end every child of their process when they are done.
    """

    def __init__(self, command: list[str], log: Path):
        """Start it in the repository's root; what it says is added to `log`."""
        line = f'{shlex.join(command)} >>{shlex.quote(str(log))} 2>&1 </dev/null & echo $!'
        shell = subprocess.run(
            ['sh', '-c', line], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
        self.pid = int(shell.stdout)
        self._handle = os.pidfd_open(self.pid)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended, after waiting for it at most so long."""
        if self._handle is None:
            return True
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def stop(self) -> None:
        """End it, kindly first."""
        if self._handle is None:
            return
        for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 15)):
            if not self.wait(0):
                signal.pidfd_send_signal(self._handle, number)
                self.wait(patience)
        os.close(self._handle)
        self._handle = None


class Background:
    """A Python module run as a program, politely: the tests in front go first."""

    def __init__(self, ground: Ground, purpose: str, *command: str):
        self.ground = ground
        self.log = ground.log(purpose)
        self.process = Detached(['nice', '-n', '10', sys.executable, '-m', *command], self.log)

    def wait(self) -> None:
        """Return once it has ended."""
        assert self.process.wait(LIMIT_SECONDS), f"it takes too long: see {self.log}"

    def stop(self) -> None:
        self.process.stop()
