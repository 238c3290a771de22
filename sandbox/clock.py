"""A clock that can be turned forward or stopped, and what is to happen by it."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable

Action = Callable[[float], None]


class Clock:
    """Seconds since 1970 as the sandbox sees them."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._stopped: float | None = None

    def now(self) -> float:
        return time.time() + self._ahead if self._stopped is None else self._stopped

    @property
    def runs(self) -> bool:
        return self._stopped is None

    def set(self, moment: float) -> None:
        if self._stopped is None:
            self._ahead = moment - time.time()
        else:
            self._stopped = moment

    def set_real(self) -> None:
        self._ahead, self._stopped = 0.0, None

    def advance(self, seconds: float) -> None:
        self.set(self.now() + seconds)

    def stop(self) -> None:
        self._stopped = self.now()

    def run(self) -> None:
        moment, self._stopped = self.now(), None
        self.set(moment)


class Agenda:
    """Actions with the moment they are due, run one after the other on a thread of its own.

    An action is told the moment it was due, not the moment it runs: when the clock jumps a week,
    what happened meanwhile carries the times it would have had.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.changed = threading.Condition()
        self._queue: list[tuple[float, int, Action]] = []
        self._count = itertools.count()
        self._busy = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name='agenda', daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        with self.changed:
            self._closed = True
            self.changed.notify_all()

    def at(self, moment: float, action: Action) -> None:
        with self.changed:
            heapq.heappush(self._queue, (moment, next(self._count), action))
            self.changed.notify_all()

    def clear(self) -> None:
        with self.changed:
            self._queue.clear()
            self.changed.notify_all()

    def wake(self) -> None:
        """The clock was turned."""
        with self.changed:
            self.changed.notify_all()

    def calm(self) -> bool:
        """Nothing is due; asked with `changed` held."""
        return not self._busy and not self._due()

    def _due(self) -> bool:
        return bool(self._queue) and self._queue[0][0] <= self.clock.now()

    def _patience(self) -> float | None:
        if not self._queue or not self.clock.runs:
            return None
        return max(0.001, self._queue[0][0] - self.clock.now())

    def _run(self) -> None:
        while True:
            with self.changed:
                while not self._closed and not self._due():
                    self.changed.wait(self._patience())
                if self._closed:
                    return
                moment, _, action = heapq.heappop(self._queue)
                self._busy = True
            try:
                action(moment)
            finally:
                with self.changed:
                    self._busy = False
                    self.changed.notify_all()
