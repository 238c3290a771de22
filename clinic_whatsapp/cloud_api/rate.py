"""How fast a number may send, and how fast to one person.

Both are told the time and never look at a clock. API pages: "Throughput", "Pair rate limits".
"""

from __future__ import annotations

from collections import deque

NUMBER_LIMIT = 80  # messages a second of one number, in and out together
COEXISTENCE_LIMIT = 20  # of a number that is also used in the phone's app
PAIR_SECONDS = 6.0  # one message to the same person every so often
PAIR_BURST = 45  # that many may be borrowed from the time to come


class SecondWindow:
    """Never more than ``limit`` in any second, wherever that second begins."""

    def __init__(self, limit: int) -> None:
        if limit < 1:
            raise ValueError("A number sends at least one message a second.")
        self.limit = limit
        self._sent: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until one more may go; 0.0 when it may go now."""
        while self._sent and now - self._sent[0] >= 1.0:
            self._sent.popleft()
        return 0.0 if len(self._sent) < self.limit else self._sent[0] + 1.0 - now

    def note(self, now: float) -> None:
        """One has gone."""
        self._sent.append(now)

    def shrink(self, factor: float = 0.5) -> None:
        """Meta said it was too fast."""
        self.limit = max(1, int(self.limit * factor))

    def grow(self, limit: int, step: int = 1) -> None:
        """Nothing was refused for a while: a little faster again, up to ``limit``."""
        self.limit = min(limit, self.limit + step)


def pair_wait(due: float, now: float, *, every: float = PAIR_SECONDS, burst: int = 1) -> float:
    """Seconds until this person may be sent one more message.

    ``due``: what :func:`pair_after` said after the last one (0.0: none yet), all in epoch seconds.
    ``burst``: how many may go at once after a silence.
    """
    return max(0.0, due - (burst - 1) * every - now)


def pair_after(due: float, now: float, *, every: float = PAIR_SECONDS) -> float:
    """What to keep of this person after a message has gone now."""
    return max(due, now) + every
