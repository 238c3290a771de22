"""Running other programs: logged, with a sentence when they fail, and never the wrong one ended."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time

from .console import Problem

FULL_DISK = ("No space left on device", "Disk quota exceeded", "not enough free space")


def tail(path, lines=15):
    try:
        text = path.read_text(errors='replace')
    except OSError:
        return []
    return text.strip().splitlines()[-lines:]


def trim(log, limit=4_000_000):
    """Keep the end of a log that has grown for months."""
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > limit:
            kept = log.read_bytes()[-limit // 4 :]
            with open(log, 'r+b') as same:  # of the same owner
                same.truncate()
                same.write(kept)


def disk_problem(path, free=None):
    if free is None:
        free = shutil.disk_usage(path).free
    return Problem(
        f"The disk that holds {path} is full ({free / 1e9:.1f} GB free).",
        "Free some space, or keep everything on another disk: CLINIC_HOME=/a/folder ./clinic …",
    )


def need_space(path, gigabytes):
    """Refuse a long step that cannot end well."""
    free = shutil.disk_usage(path).free
    if free < gigabytes * 1e9:
        raise Problem(
            f"This needs about {gigabytes} GB in {path}, and {free / 1e9:.1f} GB are free.",
            "Free some space, or keep everything on another disk: CLINIC_HOME=/a/folder ./clinic …",
        )


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


# Dies with us, even when we are killed: a half-done step must not go on beside the one that begins
# it again.
BOUND = ('setpriv', '--pdeathsig', 'KILL', '--')


def bound(command):
    """The command, to end when this process does."""
    return [*(BOUND if shutil.which(BOUND[0]) else ()), *map(str, command)]


def run(command, log, what, remedy=(), env=None, cwd=None, stdin=None, finish=False):
    """Run a command with its output in `log`.

    :param what: the sentence a person reads when it fails
    :param finish: let it come to its end when we are killed (cut off, a package manager leaves
        the machine in disorder)
    :raise Problem: with the log's last lines
    """
    if not shutil.which(str(command[0])):
        raise Problem(f"{what} The program {command[0]} is not installed.", *remedy)
    log.parent.mkdir(parents=True, exist_ok=True)
    trim(log)
    with open(log, 'ab') as output:
        result = subprocess.run(
            [str(part) for part in command] if finish else bound(command),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=stdin or subprocess.DEVNULL,
            env=env,
            cwd=cwd,
            check=False,
        )
    if result.returncode:
        last = tail(log)
        if any(sign in line for line in last for sign in FULL_DISK):
            raise disk_problem(log.parent)
        raise Problem(what, *remedy, f"Its last words ({log}):", *(f"| {line}" for line in last))


def output(command, env=None, cwd=None):
    """What a command prints, or None when it fails or is not there."""
    try:
        result = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            env=env,
            cwd=cwd,
        )
    except OSError:
        return None
    return result.stdout.strip() if result.returncode == 0 else None


@contextlib.contextmanager
def lock(path, shared=False, wait=True):
    """Hold a file lock (the kernel frees it when the process dies); yields whether it is held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, 'a') as handle:
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(handle, mode if wait else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _started(pid):
    """When a process began, in clock ticks since boot: a pid alone may belong to another by now."""
    try:
        with open(f'/proc/{pid}/stat') as stat:
            fields = stat.read().rsplit(')', 1)[1].split()
    except OSError:
        return None
    return None if fields[0] == 'Z' else int(fields[19])


def alive(pid):
    """Whether a process runs; one that is dead and only not collected does not."""
    return _started(pid) is not None


class Terminated(KeyboardInterrupt):
    """SIGTERM or SIGHUP came: unlike Ctrl-C, our children did not get it."""


def attend(command, env, cwd=None, patience=60):
    """Run a program in the foreground; when we are stopped, let it end in order first.

    :return: its exit code, 130 when it was stopped
    """
    process = subprocess.Popen([str(part) for part in command], env=env, cwd=cwd)
    try:
        return process.wait()
    except KeyboardInterrupt as stop:
        if isinstance(stop, Terminated):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(patience)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()
            process.wait()
        return 130


class Beside:
    """A program beside the one in front: what it says is kept in a file, and said at the end."""

    def __init__(self, command, env, log, cwd=None):
        self.log = log
        with log.open('wb') as output:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                env=env,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self):
        return self

    def result(self):
        """Wait for it; returns its exit code."""
        return self.process.wait()

    def __exit__(self, *_error):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        print(self.log.read_text(encoding='utf-8', errors='replace'), flush=True)
        self.log.unlink()


# The child itself notes who it is before it becomes the program: if we are killed meanwhile, the
# next run still knows it. Field 22 of /proc/PID/stat is the start time, which `exec` keeps.
ANNOUNCED = (
    'file=$1; shift; echo "$$ $(cut -d" " -f22 /proc/$$/stat)" >"$file.new"; '
    'mv "$file.new" "$file"; exec "$@"'
)


class Service:
    """A program started in the background, known by pid and start time."""

    def __init__(self, name, state):
        self.name = name
        self.pid_file = state / f'{name}.pid'
        self.log = state / 'log' / f'{name}.log'

    def pid(self):
        """The pid while it runs, else None."""
        try:
            pid, started = map(int, self.pid_file.read_text().split())
        except (OSError, ValueError):
            return None
        return pid if _started(pid) == started else None

    def start(self, command, env, cwd):
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.pid_file.unlink(missing_ok=True)
        with open(self.log, 'wb') as output_file:
            process = subprocess.Popen(
                ['sh', '-c', ANNOUNCED, 'sh', *map(str, (self.pid_file, *command))],
                stdout=output_file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
        while not self.pid_file.exists() and process.poll() is None:
            time.sleep(0.01)
        return process

    def stop(self, patience=20):
        """End it and wait; what does not listen is killed."""
        pid = self.pid()
        if pid is None:
            self.pid_file.unlink(missing_ok=True)
            return False
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + patience
        while self.pid() and time.monotonic() < deadline:
            _reap(pid)
            time.sleep(0.1)
        if self.pid():
            os.kill(pid, signal.SIGKILL)
        _reap(pid)
        self.pid_file.unlink(missing_ok=True)
        return True


def _reap(pid):
    """Collect our own dead child, so that it does not look alive."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
