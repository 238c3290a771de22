"""What the person at the terminal sees: steps with their time, and errors that say what to do."""

import contextlib
import sys
import threading
import time


class Problem(Exception):
    """Something the person can mend.

    :param what: one sentence that says what happened
    :param remedy: what to do next, one line each
    """

    def __init__(self, what, *remedy):
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def say(text=""):
    print(text, flush=True)


def report(problem):
    print(f"\nclinic: {problem.what}", file=sys.stderr)
    for line in problem.remedy:
        print(f"  {line}", file=sys.stderr)


@contextlib.contextmanager
def step(title, times=None):
    """Show a step and how long it took; `times` (a dict) also receives its seconds."""
    start = time.monotonic()
    done = threading.Event()
    live = sys.stdout.isatty()

    def clock():
        while not done.wait(1 if live else 30):
            seconds = time.monotonic() - start
            if live:
                print(f"\r  … {title} ({seconds:.0f} s)", end="", flush=True)
            else:
                print(f"  … {title}: {seconds:.0f} s so far", flush=True)

    ticker = threading.Thread(target=clock, daemon=True)
    ticker.start()
    try:
        yield
    except BaseException:
        done.set()
        ticker.join()
        print(f"{chr(13) if live else ''}  ✗ {title}", flush=True)
        raise
    done.set()
    ticker.join()
    seconds = time.monotonic() - start
    if times is not None:
        times[title] = round(seconds, 1)
    print(f"{chr(13) if live else ''}  ✓ {title} ({seconds:.1f} s)", flush=True)
