"""When what could not be delivered is tried again."""

from __future__ import annotations

from datetime import timedelta

_MINUTES = (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)
MOST_TRIES = len(_MINUTES) + 1


def next_try(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None when it is given up."""
    return timedelta(minutes=_MINUTES[tries - 1]) if 1 <= tries <= len(_MINUTES) else None
