"""Several visits at once: ten o'clock stays ten o'clock, and all of them are checked before any
is booked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from .assignment import Crew
from .intervals import Spans, epoch, moment
from .requirements import Request, World
from .slots import Plan
from .verdicts import Code, Refusal, Slot
from .zones import zone


@dataclass(frozen=True)
class Repeat:
    """``count`` visits, one every so many days, weeks or months.

    ``weekdays`` (only with weeks): several days of each week, Monday 0. A month without the day of
    the first visit takes its last day, and the next month returns to the first one's.
    """

    count: int
    every: int = 1
    unit: Literal['day', 'week', 'month'] = 'week'
    weekdays: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.count < 1 or self.every < 1:
            raise ValueError("A series has at least one visit, and a step of at least one.")
        if self.weekdays and (self.unit != 'week' or not set(self.weekdays) <= set(range(7))):
            raise ValueError("Weekdays are 0 to 6, and only for a series by weeks.")


@dataclass(frozen=True)
class Conflict:
    """A visit of the series that cannot be: its place in the series (from 0), when, why, and the
    nearest slot that could take its place (None: none within reach)."""

    index: int
    start: datetime
    refusal: Refusal
    nearest: Slot | None


@dataclass(frozen=True)
class Series:
    """The verdict on a whole series: the slots that fit, and the conflicts. Book it only when
    ``complete``."""

    slots: tuple[Slot, ...]
    conflicts: tuple[Conflict, ...] = ()

    @property
    def complete(self) -> bool:
        """Does every visit fit?"""
        return not self.conflicts


def occurrences(first: datetime, repeat: Repeat, tz: str) -> list[datetime]:
    """The starts of a series (naive UTC), all at the wall-clock time of ``first``.

    A time skipped by a clock change moves forward by the jump; one that comes twice is the first.
    """
    clock = zone(tz)
    wall = moment(clock.wall(epoch(first)))
    walls: list[datetime] = []
    if repeat.unit == 'week' and repeat.weekdays:
        monday = wall - timedelta(days=wall.weekday())
        week = 0
        while len(walls) < repeat.count:
            days = [
                monday + timedelta(weeks=week, days=day) for day in sorted(set(repeat.weekdays))
            ]
            walls += [day for day in days if day >= wall]
            week += repeat.every
        del walls[repeat.count :]
    else:
        field = repeat.unit + 's'
        for index in range(repeat.count):
            walls.append(wall + relativedelta(**{field: index * repeat.every}))
    return [first if day == wall else moment(clock.utc(epoch(day), forward=True)) for day in walls]


def plan_series(
    world: World,
    request: Request,
    starts: Sequence[datetime],
    *,
    same_lead: bool = True,
    reach: int = 3,
    waive: Collection[Code] = (),
) -> Series:
    """Judge all visits of a series together: each sees those before it as already booked.

    ``same_lead``: one resource plays the first role in all of them, the one with the fewest
    conflicts. ``reach``: how many days around a conflict to look for its nearest alternative; the
    alternatives do not clash with the series or with each other. ``world`` must cover the series
    and that reach.
    """
    lead, *others = request.roles
    candidates = [request]
    if same_lead and starts and len(lead.alternatives) > 1:
        preferred = Crew(world, request).order(0, zone(request.tz).day(epoch(starts[0])))
        candidates = [
            replace(request, roles=(replace(lead, alternatives=(option.resource.id,)), *others))
            for option in preferred
        ] or candidates
    best: _Attempt | None = None
    for candidate in candidates:
        attempt = _Attempt(world, candidate, starts, waive)
        if best is None or len(attempt.refusals) < len(best.refusals):
            best = attempt
        if not best.refusals:
            break
    assert best is not None
    return Series(tuple(best.slots), tuple(best.conflicts(request, timedelta(days=reach))))


class _Attempt:
    """The visits of a series judged one after the other, each booked before the next."""

    def __init__(
        self, world: World, request: Request, starts: Sequence[datetime], waive: Collection[Code]
    ) -> None:
        self.world, self.request = world, request
        self.slots: list[Slot] = []
        self.refusals: list[tuple[int, datetime, Refusal]] = []
        for index, start in enumerate(starts):
            verdict = Plan(self.world, self.request).fits(start, waive=waive)
            if isinstance(verdict, Slot):
                self.slots.append(verdict)
                self._book(verdict)
            else:
                self.refusals.append((index, start, verdict))

    def _book(self, slot: Slot) -> None:
        self.world = self.world.plus(slot.lines)
        taken = Spans.of([(epoch(slot.start), epoch(slot.stop))])
        self.request = replace(self.request, patient_busy=self.request.patient_busy | taken)

    def conflicts(self, wider: Request, reach: timedelta) -> list[Conflict]:
        """The refusals with their alternatives, with the same lead if one is within reach."""
        found = []
        for index, start, refusal in self.refusals:
            nearest = self._nearest(self.request, start, reach)
            if nearest is None and wider.roles != self.request.roles:
                anybody = replace(wider, patient_busy=self.request.patient_busy)
                nearest = self._nearest(anybody, start, reach)
            if nearest:
                self._book(nearest)
            found.append(Conflict(index, start, refusal, nearest))
        return found

    def _nearest(self, request: Request, start: datetime, reach: timedelta) -> Slot | None:
        slots = Plan(self.world, request).search(start - reach, start + reach)
        return min(slots, key=lambda slot: (abs(slot.start - start), slot.start), default=None)
