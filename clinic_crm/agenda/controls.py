"""When the next control of a treatment is due, from its rhythm or dates and the visits there were.

A visit that fits satisfies every control due by then, and one that was due a little later: coming
two weeks early to a control of every six months is coming to it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

EARLY_MOST = timedelta(days=30)
EARLY_DATED = timedelta(days=14)


@dataclass(frozen=True)
class Controls:
    """``every`` so many ``weeks`` or ``months`` from ``first`` on; or the ``dates``, if any."""

    first: date
    weeks: int = 0
    months: int = 0
    dates: tuple[date, ...] = ()
    until: date | None = None

    def _after(self, day: date) -> date:
        return add(day, self.weeks, self.months)

    def _early(self) -> timedelta:
        if self.dates:
            return EARLY_DATED
        return min(EARLY_MOST, timedelta(days=(7 * self.weeks + 30 * self.months) // 2))


def add(day: date, weeks: int = 0, months: int = 0) -> date:
    """So much later; the 31st becomes the last day of a shorter month."""
    later = day + timedelta(weeks=weeks)
    year, month = divmod(later.year * 12 + later.month - 1 + months, 12)
    return date(year, month + 1, min(later.day, monthrange(year, month + 1)[1]))


def next_due(controls: Controls, visits: Iterable[date]) -> date | None:
    """The first control that none of these visits satisfies; None: there is none left."""
    early = controls._early()
    if controls.dates:
        last = max(visits, default=None)
        left = [d for d in sorted(controls.dates) if last is None or d > last + early]
        due = left[0] if left else None
    else:
        due = controls.first
        for visit in sorted(visits):
            if visit >= due - early:
                due = controls._after(visit)
    if due and controls.until and due > controls.until:
        return None
    return due
