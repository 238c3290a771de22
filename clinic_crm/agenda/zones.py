"""Wall clock and UTC, both ways, in whole seconds.

The rules come from pytz, as in Odoo's own working hours: they travel with the release, while a
server's system files may still believe that all of Mexico changes its clocks.

A *wall second* counts from 1970-01-01 00:00 on the wall clock, so a local midnight is a multiple
of 86,400.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timezone
from functools import cache

import pytz

from .intervals import Spans, epoch, moment

DAY = 86_400
EPOCH_DAY = date(1970, 1, 1).toordinal()

#: Parts of the day as (hour from, hour to) on the wall clock.
MORNING, AFTERNOON, EVENING = (0.0, 12.0), (12.0, 18.0), (18.0, 24.0)


class UnknownZone(ValueError):
    """The name is not a time zone."""


class Zone:
    """One time zone. Obtain it with :func:`zone`, which keeps one object per name."""

    def __init__(self, name: str) -> None:
        try:
            self._tz = pytz.timezone(name)
        except (pytz.UnknownTimeZoneError, AttributeError, TypeError) as error:
            raise UnknownZone(f"Unknown time zone: {name!r}") from error
        self.name = name
        self._years: dict[int, tuple[list[int], list[int]]] = {}
        self._recent = (0, 0, 0)  # (since, until, offset) of the last answer

    def _ask(self, second: int) -> int:
        aware = datetime.fromtimestamp(second, timezone.utc).astimezone(self._tz)
        offset = aware.utcoffset()
        assert offset is not None
        return round(offset.total_seconds())

    def _year(self, year: int) -> tuple[list[int], list[int]]:
        """(moments from which an offset holds, those offsets) over one UTC year, kept."""
        known = self._years.get(year)
        if known:
            return known
        first = epoch(datetime(year, 1, 1))
        moments, offsets = [first], [self._ask(first)]
        for low in range(first, first + 366 * DAY, DAY):
            offset = self._ask(low + DAY)
            if offset == offsets[-1]:
                continue
            known_before, changed = low, low + DAY
            while changed - known_before > 1:
                middle = (known_before + changed) // 2
                if self._ask(middle) == offset:
                    changed = middle
                else:
                    known_before = middle
            moments.append(changed)
            offsets.append(offset)
        self._years[year] = moments, offsets
        return moments, offsets

    def offset(self, second: int) -> int:
        """Seconds to add to this UTC second to read the wall clock."""
        since, until, offset = self._recent  # one tuple, so that threads never see half of one
        if since <= second < until:
            return offset
        moments, offsets = self._year(moment(second).year)
        i = bisect_right(moments, second) - 1
        until = moments[i + 1] if i + 1 < len(moments) else moments[0] + 365 * DAY
        self._recent = moments[i], until, offsets[i]
        return offsets[i]

    def wall(self, second: int) -> int:
        """Wall second of a UTC second."""
        return second + self.offset(second)

    def day(self, second: int) -> int:
        """Ordinal (``date.toordinal``) of the local day of a UTC second."""
        return self.wall(second) // DAY + EPOCH_DAY

    def utc(self, wall: int, *, last: bool = False, forward: bool = False) -> int:
        """UTC second of a wall second.

        Twice on the clock (autumn): the first time, or the second with ``last``.
        Never on the clock (spring): the moment of the jump, so that hours end and begin there;
        with ``forward`` as far after the jump as the wall second lies inside the gap, which is
        where a visit belongs.
        """
        earlier, later = self.offset(wall - DAY), self.offset(wall + DAY)
        if earlier == later:
            return wall - earlier
        readings = [
            second
            for second in (wall - earlier, wall - later)
            if self.offset(second) == wall - second
        ]
        if readings:
            return max(readings) if last else min(readings)
        if forward:
            return wall - earlier
        moments, _offsets = self._year(moment(wall - earlier).year)
        return moments[bisect_right(moments, wall - earlier) - 1]

    def midnight(self, ordinal: int) -> int:
        """UTC second at which a local day (ordinal) begins."""
        return self.utc((ordinal - EPOCH_DAY) * DAY)

    def grid(self, since: int, until: int, step: int) -> list[range]:
        """Ranges of UTC seconds in ``[since, until)`` whose wall clock is on the grid.

        The grid starts anew at each local midnight and goes on in wall time, so 10:40 stays
        10:40 on the day the clocks change.
        """
        ranges = []
        cursor = since
        while cursor < until:
            offset = self.offset(cursor)
            start_of_day = (cursor + offset) // DAY * DAY - offset
            stop = min(until, start_of_day + DAY)
            if self.offset(stop - 1) != offset:
                stop = self._change(cursor, stop)
            ranges.append(range(cursor + (start_of_day - cursor) % step, stop, step))
            cursor = stop
        return ranges

    def _change(self, since: int, until: int) -> int:
        """The moment inside ``(since, until)`` at which the offset changes."""
        for second in (since, until - 1):
            moments, _offsets = self._year(moment(second).year)
            i = bisect_right(moments, since)
            if i < len(moments) and moments[i] < until:
                return moments[i]
        raise AssertionError("no change of offset here")

    def windows(
        self,
        since: int,
        until: int,
        parts: Iterable[tuple[float, float]] = (),
        weekdays: Iterable[int] | None = None,
    ) -> Spans:
        """The part of ``[since, until)`` on these weekdays (Monday 0) and parts of the day.

        ``parts`` are pairs of hours on the wall clock; none means the whole day.
        """
        days = frozenset(range(7) if weekdays is None else weekdays)
        hours = [(round(a * 3600), round(b * 3600)) for a, b in parts] or [(0, DAY)]
        pairs = []
        for ordinal in range(self.day(since) - 1, self.day(until) + 2):
            if (ordinal - 1) % 7 in days:
                base = (ordinal - EPOCH_DAY) * DAY
                pairs += [(self.utc(base + a), self.utc(base + b, last=True)) for a, b in hours]
        return Spans.of(pairs).clip(since, until)


@cache
def zone(name: str) -> Zone:
    """The zone of this name.

    :raises UnknownZone: for anything that is not the name of a zone.
    """
    return Zone(name)
