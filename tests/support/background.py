"""A program that runs beside the tests from the start of the session until somebody needs it."""

import subprocess
import sys

from .ground import ROOT, Ground

LIMIT_SECONDS = 900


class Background:
    """A Python module run as a program, politely: the tests in front go first."""

    def __init__(self, ground: Ground, purpose: str, *command: str):
        self.ground = ground
        self.log = ground.log(purpose)
        with self.log.open('w') as log:
            self.process = subprocess.Popen(
                ['nice', '-n', '10', sys.executable, '-m', *command],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(LIMIT_SECONDS)

    def stop(self) -> None:
        end(self.process)


def end(process: subprocess.Popen) -> None:
    """End one process we started, kindly first."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
