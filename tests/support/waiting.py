"""Waiting for what other processes do."""

import threading
import time
from collections.abc import Callable


def wait_until(
    condition: Callable[[], object],
    seconds: float,
    what: str,
    meanwhile: Callable[[], object] | None = None,
) -> None:
    """Look again and again until it holds; `meanwhile` is called now and then.

    :raises AssertionError: it did not hold within these seconds
    """
    pause, limit = threading.Event(), time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError(f"{what}: not within {seconds} s")
        if meanwhile:
            meanwhile()
        pause.wait(0.3)
