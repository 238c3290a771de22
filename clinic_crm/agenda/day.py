"""One day of one resource: what is free in it, and where its morning ends."""

from __future__ import annotations

from .intervals import Spans
from .zones import Zone

HOUR = 3600
NOON_FROM, NOON_TO, NOON = 11 * HOUR, 17 * HOUR, 14 * HOUR
SHORTEST_GAP = 10 * 60


def free_gaps(open_: Spans, taken: Spans, since: int, until: int) -> list[tuple[int, int]]:
    """The stretches of ``[since, until)`` that are open and not taken, of ten minutes or more."""
    free = (open_ - taken).clip(since, until)
    return [(start, stop) for start, stop in free if stop - start >= SHORTEST_GAP]


def halves(
    open_: Spans, clock: Zone, day: int
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """(morning, afternoon) of the working hours of a local day (ordinal); None where nobody works.

    The longest pause that lies around noon parts them; without one, 14:00 does, which in Mexico is
    when the morning ends.
    """
    midnight = clock.midnight(day)
    spans = list(open_.clip(midnight, clock.midnight(day + 1)))
    pauses = [
        (after - before, before, after)
        for (_s, before), (after, _e) in zip(spans, spans[1:], strict=False)
        if before <= midnight + NOON_TO and after >= midnight + NOON_FROM
    ]
    parting = max(pauses)[1] if pauses else midnight + NOON
    return (
        _hull([(start, min(stop, parting)) for start, stop in spans if start < parting]),
        _hull([(max(start, parting), stop) for start, stop in spans if stop > parting]),
    )


def _hull(spans: list[tuple[int, int]]) -> tuple[int, int] | None:
    return (spans[0][0], spans[-1][1]) if spans else None
