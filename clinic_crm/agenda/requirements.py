"""What a visit needs and what the clinic has, as plain values.

Datetimes are naive UTC, durations are whole minutes, identifiers are whatever integers the caller
uses. Objects are immutable; derived forms are computed once, when first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from .hours import Hours, whole_minutes
from .intervals import ALWAYS, EMPTY, Spans, epoch
from .verdicts import Code, Line, Slot
from .zones import zone

MINUTE = 60


@dataclass(frozen=True)
class Closure:
    """A time a resource does not work: ``kind`` is LEAVE, HOLIDAY or EVENT, ``name`` its label."""

    start: datetime
    stop: datetime
    kind: Code = Code.LEAVE
    name: str = ''

    @cached_property
    def span(self) -> tuple[int, int]:
        """Its seconds, widened to whole minutes."""
        return whole_minutes(self.start, self.stop)


@dataclass(frozen=True)
class Resource:
    """A practitioner, room or device.

    ``hours``: None when it can be used at any time. ``capacity``: seats, numbered from 1.
    ``buffer_before``/``buffer_after``: minutes it stays blocked around every visit (a room's
    cleaning); where the visit or the role asks for more, the longer holds, since one wait serves
    both. ``branches``: where it can be used; empty for everywhere.
    """

    id: int
    hours: Hours | None = None
    closures: tuple[Closure, ...] = ()
    capacity: int = 1
    buffer_before: int = 0
    buffer_after: int = 0
    branches: frozenset[int] = frozenset()

    @cached_property
    def open(self) -> Spans:
        """Hours less closures."""
        opening = self.hours.open if self.hours else ALWAYS
        return opening - Spans.of(closure.span for closure in self.closures)

    def away(self, first: int, last: int) -> Iterator[tuple[Code, Closure | None]]:
        """Why it does not work all through these seconds: what for, and the closure if it is one;
        nothing when it does."""
        if self.hours and not self.hours.open.covers(first, last):
            yield Code.OUTSIDE_HOURS, None
        for closure in self.closures:
            since, until = closure.span
            if since < last and until > first and since < until:
                yield closure.kind, closure

    @property
    def anchors(self) -> tuple[int, ...]:
        """Where the grid of proposed start times begins; empty: at local midnight."""
        return self.hours.anchors if self.hours else ()


@dataclass(frozen=True)
class Role:
    """A part to be played by one of several resources, ``alternatives`` in order of preference.

    ``seats``: how many seats of it the visit takes. ``fair``: prefer the alternative with the
    fewest booked minutes on that day (then the order given) rather than simply the order given.
    Own buffers, in minutes, replace those of the visit (None: the visit's).
    """

    name: str
    alternatives: tuple[int, ...]
    seats: int = 1
    fair: bool = False
    buffer_before: int | None = None
    buffer_after: int | None = None

    def __post_init__(self) -> None:
        if self.seats < 1:
            raise ValueError("A role takes at least one seat.")
        if len(set(self.alternatives)) < len(self.alternatives):
            raise ValueError(f"The alternatives for {self.name!r} repeat a resource.")


@dataclass(frozen=True)
class Policy:
    """When booking is allowed: not before ``now`` plus ``notice`` minutes, and on local days up to
    ``max_days`` after today (None: no limit)."""

    now: datetime
    notice: int = 0
    max_days: int | None = None


@dataclass(frozen=True)
class Request:
    """A visit somebody wants.

    ``duration``, ``buffer_before``, ``buffer_after``, ``step``: minutes. The first role leads:
    start times are proposed on its grid. ``opening_grid``: the grid counts from the opening of the
    lead's hours, else from local midnight. ``patient_busy``: the patient's other visits.
    ``places``: seats wanted in a group session, 0 for an ordinary visit; ``new_sessions``: whether
    a group session may be opened where none exists; ``session``: only this one.
    """

    duration: int
    roles: tuple[Role, ...]
    tz: str
    policy: Policy
    buffer_before: int = 0
    buffer_after: int = 0
    step: int = 15
    opening_grid: bool = True
    branch: int | None = None
    patient_busy: Spans = EMPTY
    places: int = 0
    new_sessions: bool = True
    session: int | None = None

    def __post_init__(self) -> None:
        zone(self.tz)
        if self.duration < 1 or self.step < 1:
            raise ValueError("Duration and step are at least one minute.")
        if not self.roles:
            raise ValueError("A visit needs at least one role.")
        if min(self.buffer_before, self.buffer_after, self.places) < 0:
            raise ValueError("Buffers and places are not negative.")

    def pinned(self, slot: Slot) -> Request:
        """The same request with the resources of a slot, to book exactly what was shown."""
        chosen: dict[str, list[int]] = defaultdict(list)
        for line in slot.lines:
            if line.resource not in chosen[line.role]:
                chosen[line.role].append(line.resource)
        return replace(
            self,
            session=slot.session,
            new_sessions=self.new_sessions and slot.session is None,
            roles=tuple(
                replace(role, alternatives=tuple(chosen[role.name]))
                if role.name in chosen
                else role
                for role in self.roles
            ),
        )


@dataclass(frozen=True)
class Session:
    """A group visit that already has its resources; ``seats`` in all, ``taken`` of them.

    ``agreed``: reasons against its time that somebody has overruled for it.
    """

    id: int
    start: datetime
    stop: datetime
    seats: int
    taken: int
    resources: frozenset[int] = frozenset()
    agreed: frozenset[Code] = frozenset()


class Busy:
    """The blocked ranges of every (resource, seat). Immutable; build it with a class method."""

    def __init__(self, spans: Mapping[tuple[int, int], Spans] | None = None) -> None:
        self._spans = dict(spans or {})

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[int, int, datetime, datetime]]) -> Busy:
        """From rows (resource, seat, block_start, block_stop), in any order."""
        pairs: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for resource, seat, start, stop in rows:
            pairs[resource, seat].append((epoch(start), epoch(stop)))
        return cls({key: Spans.of(found) for key, found in pairs.items()})

    @classmethod
    def of_arrays(cls, rows: Iterable[tuple[int, int, Sequence[int], Sequence[int]]]) -> Busy:
        """From one row per (resource, seat) with two arrays of epoch seconds, starts ascending.

        This is what one grouped SQL query gives at once, without a datetime per booking.
        """
        return cls({(resource, seat): Spans.of_sorted(a, b) for resource, seat, a, b in rows})

    def of(self, resource: int, seat: int) -> Spans:
        """When this seat is taken."""
        return self._spans.get((resource, seat), EMPTY)

    def plus(self, lines: Iterable[Line]) -> Busy:
        """The same with the blocking lines of some slots taken too."""
        merged = dict(self._spans)
        for line in lines:
            if line.blocking:
                key = (line.resource, line.seat)
                added = Spans.of([(epoch(line.block_start), epoch(line.block_stop))])
                merged[key] = merged.get(key, EMPTY) | added
        return Busy(merged)


@dataclass(frozen=True)
class World:
    """What the agenda may use: resources by id, what is taken, and open group sessions.

    It must cover the whole of the local days it is asked about: how loaded a practitioner is on
    a day decides who is proposed.
    """

    resources: Mapping[int, Resource]
    busy: Busy = field(default_factory=Busy)
    sessions: tuple[Session, ...] = ()

    def plus(self, lines: Iterable[Line]) -> World:
        """The same world after these lines are booked."""
        return replace(self, busy=self.busy.plus(lines))

    @cached_property
    def sessions_by_start(self) -> dict[int, list[Session]]:
        """Sessions by the second they start, the fullest first, then by id."""
        found: dict[int, list[Session]] = defaultdict(list)
        for session in sorted(self.sessions, key=lambda s: (s.taken - s.seats, s.id)):
            found[epoch(session.start)].append(session)
        return found
