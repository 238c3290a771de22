"""How fast a number may send, and how fast to one person.

Both are told the time and never look at a clock. API pages: "Throughput", "Pair rate limits".
"""

from __future__ import annotations

PAIR_SECONDS = 6.0  # one message to the same person every so often
SLACK = 0.05  # seconds by which a call may leave late


class Turns:
    """Turns at even distances: never more than ``limit`` in any second, wherever it begins, also
    when each is taken up to :data:`SLACK` too late."""

    def __init__(self, limit: int, now: float) -> None:
        """``now``: what went before has gone, maybe this very moment."""
        if limit < 1:
            raise ValueError("A number sends at least one message a second.")
        self.distance = (1.0 + SLACK) / limit
        self._next = now + self.distance

    def next(self, now: float) -> float:
        """The moment of the next turn; the one after it is later."""
        turn = max(now, self._next)
        self._next = turn + self.distance
        return turn

    def ahead(self, now: float) -> float:
        """Seconds until the next turn: for so long those that were given last."""
        return max(0.0, self._next - now)


def pair_wait(due: float, now: float, *, every: float = PAIR_SECONDS, burst: int = 1) -> float:
    """Seconds until this person may be sent one more message.

    ``due``: what :func:`pair_after` said after the last one (0.0: none yet), all in epoch seconds.
    ``burst``: how many may go at once after a silence.
    """
    return max(0.0, due - (burst - 1) * every - now)


def pair_after(due: float, now: float, *, every: float = PAIR_SECONDS) -> float:
    """What to keep of this person after a message has gone now."""
    return max(due, now) + every
