"""Sets of half-open spans of time, as two sorted lists of whole seconds since 1970 in UTC.

Integers make every operation exact and fast: the algebra is linear in the number of spans and
every question about one moment is a bisection. Nothing here knows about days or zones.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter

_EPOCH = datetime(1970, 1, 1)
_SECOND = timedelta(seconds=1)

#: Limits of ``ALWAYS``: far outside any date Python can represent.
FOREVER = 1 << 40


def epoch(moment: datetime) -> int:
    """Seconds since 1970 of a naive UTC datetime; fractions of a second are dropped.

    :raises ValueError: when the datetime carries a zone, which would be silently misread.
    """
    if moment.tzinfo is not None:
        raise ValueError("Datetimes here are naive UTC; convert first.")
    return (moment - _EPOCH) // _SECOND


@lru_cache(maxsize=1 << 14)
def moment(seconds: int) -> datetime:
    """The naive UTC datetime of a number of seconds since 1970.

    Kept, since a book asks for the same few thousand all day: the limits of its slots.
    """
    return _EPOCH + timedelta(0, seconds)


class Spans:
    """An immutable set of moments, kept as ordered spans ``[start, stop)`` that never touch.

    ``starts`` and ``stops`` are parallel lists of seconds; callers read them and never change
    them. Build one with :meth:`of` (anything) or :meth:`of_sorted` (parallel lists in order).
    """

    __slots__ = ('starts', 'stops')

    def __init__(self, starts: Sequence[int] = (), stops: Sequence[int] = ()) -> None:
        """Trusts its arguments to be normalised; outside this module use ``of``."""
        self.starts = starts
        self.stops = stops

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Spans:
        """Union of any pairs ``(start, stop)``: unordered, overlapping, empty or backwards."""
        ordered = sorted(pairs)
        return cls.of_sorted(list(map(itemgetter(0), ordered)), list(map(itemgetter(1), ordered)))

    @classmethod
    def of_sorted(cls, starts: Iterable[int], stops: Iterable[int]) -> Spans:
        """Union of parallel ``starts`` (ascending) and ``stops``; the fast way in from SQL."""
        merged_starts: list[int] = []
        merged_stops: list[int] = []
        reach = -FOREVER * 2
        for start, stop in zip(starts, stops):  # noqa: B905 (parallel by contract, hot)
            if start >= stop:
                continue
            if start > reach:
                merged_starts.append(start)
                merged_stops.append(stop)
                reach = stop
            elif stop > reach:
                merged_stops[-1] = reach = stop
        return cls(merged_starts, merged_stops)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self.starts, self.stops))  # noqa: B905

    def __len__(self) -> int:
        return len(self.starts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spans) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash((tuple(self.starts), tuple(self.stops)))

    def __repr__(self) -> str:
        return f"Spans({list(self)})"

    def __or__(self, other: Spans) -> Spans:
        return union((self, other))

    def __and__(self, other: Spans) -> Spans:
        starts: list[int] = []
        stops: list[int] = []
        a_starts, a_stops, b_starts, b_stops = self.starts, self.stops, other.starts, other.stops
        if not a_starts or not b_starts:
            return EMPTY
        i = bisect_right(a_stops, b_starts[0])
        j = bisect_right(b_stops, a_starts[0])
        n, m = len(a_starts), len(b_starts)
        while i < n and j < m:
            a_stop, b_stop = a_stops[i], b_stops[j]
            start = a_starts[i] if a_starts[i] > b_starts[j] else b_starts[j]
            stop = a_stop if a_stop < b_stop else b_stop
            if start < stop:
                starts.append(start)
                stops.append(stop)
            if a_stop <= b_stop:
                i += 1
            if b_stop <= a_stop:
                j += 1
        return Spans(starts, stops)

    def __sub__(self, other: Spans) -> Spans:
        if not other.starts:
            return self
        return self & other.gaps(-FOREVER, FOREVER)

    def shift(self, seconds: int) -> Spans:
        """The same spans, later by ``seconds`` (earlier when negative)."""
        return Spans([s + seconds for s in self.starts], [s + seconds for s in self.stops])

    def clip(self, since: int, until: int) -> Spans:
        """The part inside ``[since, until)``."""
        if since >= until:
            return EMPTY
        first = bisect_right(self.stops, since)
        last = bisect_left(self.starts, until)
        if first >= last:
            return EMPTY
        starts, stops = list(self.starts[first:last]), list(self.stops[first:last])
        starts[0] = max(starts[0], since)
        stops[-1] = min(stops[-1], until)
        return Spans(starts, stops)

    def gaps(self, since: int, until: int) -> Spans:
        """What is missing from ``[since, until)``."""
        inside = self.clip(since, until)
        return Spans.of_sorted([since, *inside.stops], [*inside.starts, until])

    def holds(self, second: int) -> bool:
        """Is this second in the set?"""
        i = bisect_right(self.starts, second) - 1
        return i >= 0 and second < self.stops[i]

    def covers(self, start: int, stop: int) -> bool:
        """Does one span contain the whole of ``[start, stop)``?"""
        i = bisect_right(self.starts, start) - 1
        return i >= 0 and stop <= self.stops[i]

    def clash(self, start: int, stop: int) -> tuple[int, int] | None:
        """The last span that overlaps ``[start, stop)``, or None when all of it is free."""
        i = bisect_left(self.starts, stop) - 1
        if i < 0 or self.stops[i] <= start:
            return None
        return self.starts[i], self.stops[i]

    def seconds(self, since: int = -FOREVER, until: int = FOREVER) -> int:
        """How many seconds of ``[since, until)`` are in the set."""
        first, last = bisect_right(self.stops, since), bisect_left(self.starts, until)
        if first >= last:
            return 0
        whole = sum(self.stops[first:last]) - sum(self.starts[first:last])
        return whole - max(since - self.starts[first], 0) - max(self.stops[last - 1] - until, 0)


EMPTY = Spans()
ALWAYS = Spans((-FOREVER,), (FOREVER,))


def union(sets: Iterable[Spans]) -> Spans:
    """All moments that are in at least one of the sets."""
    held = [spans for spans in sets if spans.starts]
    if len(held) == 1:
        return held[0]
    return Spans.of(pair for spans in held for pair in spans)


def at_least(count: int, sets: Sequence[Spans]) -> Spans:
    """All moments that are in ``count`` or more of the sets (seats free at the same time)."""
    if count == 1:
        return union(sets)
    # A stop sorts before a start of the same second, so a span may come out in touching pieces;
    # of_sorted joins them again.
    edges = sorted(
        [(start, 1) for spans in sets for start in spans.starts]
        + [(stop, -1) for spans in sets for stop in spans.stops]
    )
    starts: list[int] = []
    stops: list[int] = []
    depth = 0
    for second, change in edges:
        if change == 1 and depth == count - 1:
            starts.append(second)
        elif change == -1 and depth == count:
            stops.append(second)
        depth += change
    return Spans.of_sorted(starts, stops)


def starts_that_fit(
    opening: Spans, busy: Spans, length: int, before: int, after: int, since: int, until: int
) -> Spans:
    """Every second in ``[since, until)`` at which a visit could start.

    The visit ``[s, s + length)`` must lie inside one span of ``opening``, and its blocked range
    ``[s - before, s + length + after)`` must not overlap ``busy``. All values in seconds,
    ``length`` at least 1. The result is itself a set of spans: one pass, no grid.
    """
    starts: list[int] = []
    stops: list[int] = []
    open_starts, open_stops = opening.starts, opening.stops
    busy_starts, busy_stops = busy.starts, busy.stops
    tail = length + after - 1
    busy_count = len(busy_starts)
    b = bisect_right(busy_stops, since - before)
    for k in range(bisect_right(open_stops, since), bisect_left(open_starts, until)):
        cursor = open_starts[k] if open_starts[k] > since else since
        end = open_stops[k] - length + 1
        if end > until:
            end = until
        while cursor < end and b < busy_count:
            # This busy range forbids the starts [busy_start - tail, busy_stop + before).
            forbidden = busy_starts[b] - tail
            if forbidden >= end:
                break
            if forbidden > cursor:
                starts.append(cursor)
                stops.append(forbidden)
            again = busy_stops[b] + before
            if again > cursor:
                cursor = again
            if cursor >= end:
                break
            b += 1
        if cursor < end:
            starts.append(cursor)
            stops.append(end)
    return Spans(starts, stops)
