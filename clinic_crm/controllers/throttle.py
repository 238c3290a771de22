import threading
import time
from collections import deque


class Throttle:
    """At most ``limit`` calls in any ``seconds``, in this process, for each of a few keys.

    >>> throttle = Throttle(2, 60)
    >>> [throttle.admits('a') for _ in range(3)]
    [True, True, False]
    """

    def __init__(self, limit: int, seconds: float, keys: int = 1000, clock=time.monotonic):
        self.limit = limit
        self.seconds = seconds
        self.keys = keys
        self._clock = clock
        self._calls: dict[object, deque[float]] = {}
        self._lock = threading.Lock()

    def admits(self, key) -> bool:
        """Whether this call may go on."""
        now = self._clock()
        with self._lock:
            if key not in self._calls and len(self._calls) >= self.keys:
                self._calls.clear()  # bounded, come what may
            calls = self._calls.setdefault(key, deque(maxlen=self.limit))
            if len(calls) == self.limit and now - calls[0] < self.seconds:
                return False
            calls.append(now)
            return True
