"""Weekly working hours in a time zone, expanded to UTC.

The pattern is that of Odoo's ``resource.calendar``: lines per weekday, in one or two weeks, with
the same parity rule. What this module adds: hours that pass midnight, lines valid between two
dates, several patterns for one resource (a practitioner in two branches), and hours that end
exactly at the jump of a clock that skips them.

Expansions are kept week by week, so a month of twenty practitioners costs some hundred look-ups.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache

from .intervals import Spans, epoch, moment, union
from .zones import DAY, EPOCH_DAY, zone


def week_type(day: date) -> int:
    """0 for a first week, 1 for a second, as ``resource.calendar.attendance.get_week_type``.

    Weeks (Monday to Sunday) are counted from 1 January of year 1, so the two alternate for ever,
    also across years of 53 weeks.
    """
    return (day.toordinal() - 1) // 7 % 2


@dataclass(frozen=True)
class Attendance:
    """One line of a weekly pattern, on the wall clock.

    ``weekday``: Monday 0 … Sunday 6. Hours are decimal, rounded to the minute; ``hour_to`` may be
    24 or more to end on the next day (25.5 is 01:30). ``week``: 0 or 1, used only in a two-week
    pattern, where None counts as 0. ``since``/``until``: first and last day it holds, inclusive.
    ``pause``: a lunch break or other hole, taken out of the working hours around it.
    """

    weekday: int
    hour_from: float
    hour_to: float
    week: int | None = None
    since: date | None = None
    until: date | None = None
    pause: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"A weekday is 0 to 6, not {self.weekday}.")
        if not 0 <= self.hour_from <= self.hour_to <= 48:
            raise ValueError(f"Hours out of order: {self.hour_from} to {self.hour_to}.")


@dataclass(frozen=True)
class Pattern:
    """The working hours of a ``resource.calendar``: its lines, one or two weeks, its zone."""

    attendances: tuple[Attendance, ...]
    tz: str
    two_weeks: bool = False
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        zone(self.tz)
        key = (self.attendances, self.tz, self.two_weeks)
        object.__setattr__(self, '_hash', hash(key))

    def __hash__(self) -> int:
        return self._hash  # computed once: this object is the key of the weekly expansion


@dataclass(frozen=True)
class Shift:
    """A pattern a resource follows in one branch (None: any) between two days, inclusive."""

    pattern: Pattern
    branch: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Hours:
    """Working hours over some range of dates, in UTC seconds.

    ``open``: when the resource works. ``anchors``: the moments at which its hours begin (each line
    of the pattern and each end of a pause), in order; start times proposed to people are counted
    from the last one.
    """

    open: Spans
    anchors: tuple[int, ...] = ()

    @classmethod
    def of(cls, open_: Spans) -> Hours:
        """Hours whose anchors are simply the beginnings of the spans."""
        return cls(open_, tuple(open_.starts))


@lru_cache(maxsize=8192)
def _week(pattern: Pattern, monday: int) -> tuple[Spans, tuple[int, ...]]:
    """(open spans, anchors) that come from the lines of the week of this Monday (an ordinal).

    The spans may reach into the next Monday when hours pass midnight.
    """
    clock = zone(pattern.tz)
    parity = week_type(date.fromordinal(monday))
    work: list[tuple[int, int]] = []
    pauses: list[tuple[int, int]] = []
    for line in pattern.attendances:
        if pattern.two_weeks and (line.week or 0) != parity:
            continue
        ordinal = monday + line.weekday
        if line.since and ordinal < line.since.toordinal():
            continue
        if line.until and ordinal > line.until.toordinal():
            continue
        midnight = (ordinal - EPOCH_DAY) * DAY
        start = clock.utc(midnight + round(line.hour_from * 60) * 60)
        stop = clock.utc(midnight + round(line.hour_to * 60) * 60, last=True)
        if start < stop:
            (pauses if line.pause else work).append((start, stop))
    open_ = Spans.of(work) - Spans.of(pauses)
    anchors = {start for start, _stop in work if open_.holds(start)} | set(open_.starts)
    return open_, tuple(sorted(anchors))


@lru_cache(maxsize=1024)
def expand(pattern: Pattern, first: date, last: date) -> Hours:
    """Hours of the local days ``first`` to ``last`` (inclusive), whole days.

    Hours that began on the evening before ``first`` are included up to where they end.
    """
    clock = zone(pattern.tz)
    since = clock.midnight(first.toordinal())
    until = clock.midnight(last.toordinal() + 1)
    # One day earlier than the week of `first`: Sunday's night shift ends on Monday.
    monday = first.toordinal() - 1 - (first.toordinal() - 2) % 7
    weeks = [_week(pattern, day) for day in range(monday, last.toordinal() + 1, 7)]
    open_ = union(week[0] for week in weeks).clip(since, until)
    anchors = sorted({second for week in weeks for second in week[1]})
    low = bisect_left(anchors, since)
    if open_.holds(since) and since not in anchors:
        low -= 1  # the night before began here: its grid goes on
    return Hours(open_, tuple(anchors[low : bisect_left(anchors, until)]))


@lru_cache(maxsize=1024)
def _bounded(shift: Shift) -> Pattern:
    """The pattern of a shift with the shift's own first and last day written into its lines."""
    lines = []
    for line in shift.pattern.attendances:
        since = max((d for d in (line.since, shift.since) if d), default=None)
        until = min((d for d in (line.until, shift.until) if d), default=None)
        lines.append(replace(line, since=since, until=until))
    return replace(shift.pattern, attendances=tuple(lines))


def expand_shifts(
    shifts: Iterable[Shift], first: date, last: date, branch: int | None = None
) -> Hours:
    """Hours of a resource that follows several patterns; with ``branch`` only those worked there.

    A shift without a branch counts in every branch. ``first`` and ``last`` are days of each
    shift's own zone; what begins on a shift's last day goes on past midnight.
    """
    spans: list[Spans] = []
    anchors: set[int] = set()
    for shift in shifts:
        if branch is None or shift.branch in (None, branch):
            hours = expand(_bounded(shift), first, last)
            spans.append(hours.open)
            anchors.update(hours.anchors)
    return Hours(union(spans), tuple(sorted(anchors)))


def day_off(tz: str, first: date, last: date | None = None) -> tuple[datetime, datetime]:
    """The naive UTC limits of whole local days, ``first`` to ``last`` inclusive (a holiday)."""
    clock = zone(tz)
    last = last or first
    return (
        moment(clock.midnight(first.toordinal())),
        moment(clock.midnight(last.toordinal() + 1)),
    )


def whole_minutes(start: datetime, stop: datetime) -> tuple[int, int]:
    """Seconds of a leave, widened to whole minutes.

    Odoo ends a full day at 23:59:59; without this its last second would count as free.
    """
    return epoch(start) // 60 * 60, -(-epoch(stop) // 60) * 60
