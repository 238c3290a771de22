"""Can this visit be booked, and when could it be?

Both questions are answered by :class:`Plan`. ``fits`` judges one start; ``search`` uses interval
algebra to find starts worth judging, then has each of them judged by the same code, so what is
shown can be booked. Time is spent only on the days looked at: ``search`` is a generator that works
through the window in growing pieces.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain, islice, repeat
from typing import Any

from .assignment import Crew, Option
from .intervals import Spans, at_least, epoch, moment, starts_that_fit, union
from .requirements import MINUTE, Request, Session, World
from .verdicts import Code, Reason, Refusal, Slot
from .zones import DAY, zone

#: Days searched at a time: little for "the first slots", in bulk for "the whole month".
_PIECES = (1, 2, 4, 8)


class Plan:
    """One request against one world, prepared for many questions."""

    def __init__(self, world: World, request: Request) -> None:
        self.world = world
        self.request = request
        self._clock = zone(request.tz)
        self._crew = Crew(world, request)
        self._length = request.duration * MINUTE
        self._step = request.step * MINUTE
        policy = request.policy
        self._now = _ceil(policy.now)
        self._earliest = self._now + policy.notice * MINUTE
        self._latest: int | None = None
        if policy.max_days is not None:
            today = self._clock.day(self._now)
            self._latest = self._clock.midnight(today + policy.max_days + 1)

    def fits(
        self, start: datetime, stop: datetime | None = None, waive: Collection[Code] = ()
    ) -> Slot | Refusal:
        """The slot at ``start``, or why there is none.

        ``stop`` overrides the duration. A reason whose code is in ``waive`` does not refuse: it
        comes back in ``Slot.waived``. Waiving BUSY or CAPACITY_FULL is an overbooking: its lines
        are not blocking. The start need not be on the grid, which only guides ``search``.
        """
        first = epoch(start)
        last = first + self._length if stop is None else epoch(stop)
        if last <= first:
            return Refusal(start, stop or start, (Reason(Code.BAD_RANGE),))
        general = self._general(first, last)
        blocked = any(reason.code not in waive for reason in general)
        full: list[Reason] = []
        away: list[Reason] = []
        if self.request.places:
            sessions, full, away = self._sessions(first, waive)
            if sessions and not blocked:
                session, overruled = sessions[0]
                return _seat(session, (*general, *overruled))
            if not self.request.new_sessions:
                missing = () if sessions else full + away or (Reason(Code.NO_SESSION),)
                return Refusal(moment(first), moment(last), (*general, *missing))
        lines = self._crew.assign(first, last, self._by_alignment(first))
        reasons: tuple[Reason, ...] = general
        if lines is None:
            if away:  # there is a place, in a group that nobody is there to give
                return Refusal(moment(first), moment(last), (*general, *away))
            forced = self._crew.force(first, last, waive) if waive else None
            if forced is None:
                problems = (*general, *full, *self._crew.explain(first, last))
                return Refusal(moment(first), moment(last), problems)
            lines, against = forced
            reasons = (*general, *against)
        if blocked:
            return Refusal(moment(first), moment(last), general)
        return Slot(moment(first), moment(last), lines, None, reasons)

    def _general(self, first: int, last: int) -> tuple[Reason, ...]:
        """Reasons that concern the time or the patient, not a resource."""
        reasons = []
        if first < self._now:
            reasons.append(Reason(Code.PAST, until=moment(self._now)))
        elif first < self._earliest:
            reasons.append(Reason(Code.NOTICE, until=moment(self._earliest)))
        if self._latest is not None and first >= self._latest:
            reasons.append(Reason(Code.TOO_FAR, since=moment(self._latest)))
        clash = self.request.patient_busy.clash(first, last)
        if clash:
            reasons.append(
                Reason(Code.PATIENT_BUSY, since=moment(clash[0]), until=moment(clash[1]))
            )
        return tuple(reasons)

    def _sessions(
        self, first: int, waive: Collection[Code] = ()
    ) -> tuple[list[tuple[Session, tuple[Reason, ...]]], list[Reason], list[Reason]]:
        """Group sessions at this start, as (those that take the request, each with the reasons
        that are waived for it; reasons of the full ones; of those nobody is there to give)."""
        found: list[tuple[Session, tuple[Reason, ...]]] = []
        full: list[Reason] = []
        away: list[Reason] = []
        wanted = self.request.session
        for session in self.world.sessions_by_start.get(first, ()):
            if wanted is not None and session.id != wanted:
                continue
            if not self._crew.runs(session.resources):
                continue
            if session.seats - session.taken < self.request.places:
                full.append(Reason(Code.CAPACITY_FULL, since=session.start, until=session.stop))
                continue
            against = self._crew.absences(session)
            if all(reason.code in waive for reason in against):
                found.append((session, against))
            else:
                away.extend(against)
        return found, full, away

    def _by_alignment(self, first: int) -> list[Option]:
        """The lead's options: those on whose grid the start lies come first."""
        order = self._crew.order(0, self._clock.day(first))
        if not self.request.opening_grid:
            return order
        return sorted(order, key=lambda option: not self._aligned(option, first))

    def _aligned(self, option: Option, first: int) -> bool:
        anchors = option.resource.anchors
        if not anchors:
            return self._clock.wall(first) % DAY % self._step == 0
        i = bisect_right(anchors, first) - 1
        return i >= 0 and (first - anchors[i]) % self._step == 0

    def search(
        self,
        since: datetime,
        until: datetime,
        *,
        parts: Iterable[tuple[float, float]] = (),
        weekdays: Collection[int] | None = None,
        pack: int = 0,
        each: bool = False,
        limit: int | None = None,
    ) -> Iterator[Slot]:
        """Slots that start in ``[since, until)``, in order of time, one per start.

        ``parts``: parts of the local day as pairs of hours (see ``zones.MORNING``); ``weekdays``:
        Monday 0. ``pack``: the shortest gap, in minutes, worth leaving; then a start is proposed
        at either end of a free stretch, or on the grid when what it leaves on both sides is worth
        having. ``each``: one slot per start and lead, the choice a person makes between "Dr. A at
        ten" and "Dra. B at ten". ``limit``: stop after so many.
        """
        windows = self._windows(_ceil(since), _ceil(until), tuple(parts), weekdays)
        found = (self._judged(*window, pack * MINUTE, each) for window in windows)
        return islice(chain.from_iterable(found), limit)

    def _windows(
        self,
        since: int,
        until: int,
        parts: tuple[tuple[float, float], ...],
        weekdays: Collection[int] | None,
    ) -> Iterator[tuple[Spans, int, int]]:
        """The window in growing pieces: (starts allowed by all but the resources, since, until).

        Pieces without an allowed start are left out.
        """
        cursor = max(since, self._earliest)
        end = until if self._latest is None else min(until, self._latest)
        sizes = chain(_PIECES, repeat(_PIECES[-1]))
        while cursor < end:
            stop = min(cursor + next(sizes) * DAY, end)
            whole = Spans((cursor,), (stop + self._length,))
            allowed = starts_that_fit(
                whole, self.request.patient_busy, self._length, 0, 0, cursor, stop
            )
            if parts or weekdays is not None:
                allowed &= self._clock.windows(cursor, stop, parts, weekdays)
            if allowed:
                yield allowed, cursor, stop
            cursor = stop

    def _judged(
        self, allowed: Spans, since: int, until: int, pack: int, each: bool
    ) -> Iterator[Slot]:
        """The slots among the starts in ``allowed``, which lies inside ``[since, until)``."""
        proposals = self._proposals(allowed, since, until, pack)
        starts = set(proposals)
        if self.request.places:
            starts.update(s for s in self.world.sessions_by_start if allowed.holds(s))
        for first in sorted(starts):
            last = first + self._length
            if self._general(first, last):
                continue
            if self.request.places:
                sessions = [session for session, _waived in self._sessions(first)[0]]
                yield from (_seat(session) for session in (sessions if each else sessions[:1]))
                if sessions and not each:
                    continue
            options = proposals.get(first, [])
            if each:
                crews = [self._crew.assign(first, last, [option]) for option in options]
            else:
                ranked = self._crew.ranked(options, self._clock.day(first))
                crews = [self._crew.assign(first, last, ranked)]
            for lines in crews:
                if lines is not None:
                    yield Slot(moment(first), moment(last), lines)

    def _proposals(
        self, allowed: Spans, since: int, until: int, pack: int
    ) -> dict[int, list[Option]]:
        """Starts worth judging, with the lead's options that are free then.

        Exact as long as no resource serves in two roles; otherwise a superset.
        """
        found: dict[int, list[Option]] = {}
        if self.request.places and not self.request.new_sessions:
            return found
        grids: dict[tuple[int, ...], list[int]] = {}  # practitioners with the same hours share one
        # The ends of a free stretch matter only for packing; look beyond the window for them.
        low, high = (since - DAY, until + DAY) if pack else (since, until)
        others: Spans | None = None
        for index in range(1, len(self.request.roles)):
            free = union(self._free(option, low, high) for option in self._crew.options[index])
            others = free if others is None else others & free
            if not others:
                return found
        if not pack:
            others = allowed if others is None else others & allowed
        for option in self._crew.options[0]:
            free = self._free(option, low, high)
            if others is not None:
                free &= others
            if not free:
                continue
            anchors = option.resource.anchors
            if anchors not in grids:
                grids[anchors] = self._grid(anchors, low, high)
            for start in self._points(free, grids[anchors], pack):
                if start in found:
                    found[start].append(option)
                elif not pack or allowed.holds(start):
                    found[start] = [option]
        return found

    def _free(self, option: Option, since: int, until: int) -> Spans:
        """When this option alone could start the visit."""
        return at_least(
            option.role.seats,
            [
                starts_that_fit(
                    option.opening, busy, self._length, option.before, option.after, since, until
                )
                for busy in option.busy
            ],
        )

    def _points(self, free: Spans, grid: list[int], pack: int) -> list[int]:
        """Starts on the grid inside ``free``, or the packed choice of them."""
        points: list[int] = []
        for start, stop in free:
            low, high = start, stop
            if pack:
                low, high = max(start + pack, start + 1), min(stop - pack, stop - 1)
                points += (start, stop - 1) if stop - 1 > start else (start,)
            points += grid[bisect_left(grid, low) : bisect_left(grid, high)]
        return points

    def _grid(self, anchors: tuple[int, ...], since: int, until: int) -> list[int]:
        """Proposed start times in ``[since, until)`` of hours with these anchors, open or not."""
        if not anchors or not self.request.opening_grid:
            return list(chain.from_iterable(self._clock.grid(since, until, self._step)))
        first = max(bisect_right(anchors, since) - 1, 0)
        ends = (*anchors[first + 1 :], until)
        grid: list[int] = []
        for anchor, end in zip(anchors[first:], ends):  # noqa: B905 (same length by construction)
            if anchor >= until:
                break
            grid.extend(range(anchor, min(end, until), self._step))
        return grid


def _seat(session: Session, waived: tuple[Reason, ...] = ()) -> Slot:
    """The slot that takes places in an existing group session."""
    return Slot(session.start, session.stop, (), session.id, waived)


def _ceil(instant: datetime) -> int:
    """Seconds of a datetime, the next whole one when it has a fraction."""
    return epoch(instant) + (instant.microsecond > 0)


def fits(
    world: World,
    request: Request,
    start: datetime,
    stop: datetime | None = None,
    waive: Collection[Code] = (),
) -> Slot | Refusal:
    """See :meth:`Plan.fits`."""
    return Plan(world, request).fits(start, stop, waive)


def search(
    world: World, request: Request, since: datetime, until: datetime, **wishes: Any
) -> Iterator[Slot]:
    """See :meth:`Plan.search`, also for the ``wishes``."""
    return Plan(world, request).search(since, until, **wishes)


def spread(slots: Iterable[Slot], tz: str, limit: int = 9, per_day: int = 3) -> list[Slot]:
    """Some of these slots (in order) that leave a choice: several days, and of each day early and
    late times rather than the first ones only."""
    clock = zone(tz)
    days: dict[int, list[Slot]] = {}
    for slot in slots:
        days.setdefault(clock.day(epoch(slot.start)), []).append(slot)
    each = max(per_day, -(-limit // max(len(days), 1)))
    found: list[Slot] = []
    for day in days.values():
        wanted = min(each, len(day), limit - len(found))
        if wanted < 1:
            break
        places = {round(n * (len(day) - 1) / max(wanted - 1, 1)) for n in range(wanted)}
        found += [day[place] for place in sorted(places)]
    return found
