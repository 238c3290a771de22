"""Who does it: choosing a resource and its seats for every role of a visit.

All times are UTC seconds. A choice is made role by role in the order of the request; where a
resource could serve in two roles the choice is searched, not guessed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from .intervals import Spans, epoch, moment
from .requirements import MINUTE, Request, Resource, Role, Session, World
from .verdicts import Code, Line, Reason
from .zones import zone

_FIRST_SEAT = (1,)
_TAKEN = frozenset((Code.BUSY, Code.CAPACITY_FULL))


@dataclass(frozen=True, eq=False)
class Option:
    """One resource for one role: buffers in seconds, and its opening and seats at hand.

    ``single``: what is taken of its only seat, where one seat is all there is and all it takes.
    """

    role: Role
    resource: Resource
    position: int
    before: int
    after: int
    opening: Spans
    busy: tuple[Spans, ...]
    single: Spans | None

    def free_seats(self, first: int, last: int) -> list[int]:
        """Seats free for a visit ``[first, last)``, none when the resource is closed then."""
        if not self.opening.covers(first, last):
            return []
        start, stop = first - self.before, last + self.after
        return [seat for seat, spans in enumerate(self.busy, 1) if spans.clash(start, stop) is None]

    def take(self, first: int, last: int) -> tuple[int, ...] | None:
        """The first free seats, as many as the role takes; None when there are not enough.

        The same as ``free_seats``, for the common case of one seat without a call per question.
        """
        opening = self.opening
        i = bisect_right(opening.starts, first) - 1
        if i < 0 or opening.stops[i] < last:
            return None
        start, stop = first - self.before, last + self.after
        taken = self.single
        if taken is not None:
            i = bisect_left(taken.starts, stop) - 1
            return _FIRST_SEAT if i < 0 or taken.stops[i] <= start else None
        seats = tuple(self.free_seats(first, last)[: self.role.seats])
        return seats if len(seats) == self.role.seats else None

    def lines(self, first: int, last: int, seats: Sequence[int]) -> list[Line]:
        """The lines that reserve these seats."""
        name, number = self.role.name, self.resource.id
        start, stop = moment(first - self.before), moment(last + self.after)
        return [Line(name, number, seat, start, stop) for seat in seats]

    def absences(self, first: int, last: int) -> list[Reason]:
        """Why the resource does not work all through ``[first, last)``, whoever has taken it."""
        name, number = self.role.name, self.resource.id
        return [
            Reason(code, name, number, *((why.start, why.stop, why.name) if why else ()))
            for code, why in self.resource.away(first, last)
        ]

    def problems(self, first: int, last: int) -> list[Reason]:
        """Everything against this option; empty exactly when it has the seats the role takes."""
        name, resource = self.role.name, self.resource
        reasons = self.absences(first, last)
        start, stop = first - self.before, last + self.after
        clashes = sorted(
            (clash for spans in self.busy if (clash := spans.clash(start, stop))),
            key=lambda clash: clash[1],
        )
        missing = self.role.seats - (len(self.busy) - len(clashes))
        if missing > 0:
            code = Code.BUSY if resource.capacity == 1 else Code.CAPACITY_FULL
            enough = clashes[missing - 1] if missing <= len(clashes) else None
            reasons.append(
                Reason(
                    code,
                    name,
                    resource.id,
                    moment(enough[0]) if enough else None,
                    moment(enough[1]) if enough else None,
                )
            )
        return reasons


class Crew:
    """The options of every role of a request, and the choice among them."""

    def __init__(self, world: World, request: Request) -> None:
        self._clock = zone(request.tz)
        self._roles = request.roles
        self.options = [
            [
                self._option(world, request, role, world.resources[resource], position)
                for position, resource in enumerate(role.alternatives)
                if resource in world.resources
                and (
                    request.branch is None
                    or not world.resources[resource].branches
                    or request.branch in world.resources[resource].branches
                )
            ]
            for role in request.roles
        ]
        ids = [option.resource.id for options in self.options for option in options]
        self._shared = len(set(ids)) < len(ids)
        self._orders: dict[tuple[int, int], list[Option]] = {}
        self._ranks: dict[int, dict[Option, int]] = {}

    @staticmethod
    def _option(
        world: World, request: Request, role: Role, resource: Resource, position: int
    ) -> Option:
        busy = tuple(world.busy.of(resource.id, seat) for seat in range(1, resource.capacity + 1))
        before = request.buffer_before if role.buffer_before is None else role.buffer_before
        after = request.buffer_after if role.buffer_after is None else role.buffer_after
        return Option(
            role,
            resource,
            position,
            max(before, resource.buffer_before) * MINUTE,
            max(after, resource.buffer_after) * MINUTE,
            resource.open,
            busy,
            busy[0] if len(busy) == 1 and role.seats == 1 else None,
        )

    def runs(self, resources: frozenset[int]) -> bool:
        """Does a session with these resources offer what every role asks for?"""
        return not resources or all(
            any(option.resource.id in resources for option in options) for options in self.options
        )

    def absences(self, session: Session) -> tuple[Reason, ...]:
        """Which of a session's resources do not work during it, what was agreed to left out."""
        first, last = epoch(session.start), epoch(session.stop)
        reasons = {
            option.resource.id: option.absences(first, last)
            for options in self.options
            for option in options
            if option.resource.id in session.resources
        }
        return tuple(
            reason
            for found in reasons.values()
            for reason in found
            if reason.code not in session.agreed
        )

    def order(self, index: int, day: int) -> list[Option]:
        """The options of a role on a local day (ordinal), the preferred one first."""
        key = (index, day)
        known = self._orders.get(key)
        if known is None:
            known = self.options[index]
            if known and known[0].role.fair and len(known) > 1:
                since, until = self._clock.midnight(day), self._clock.midnight(day + 1)
                load = {
                    option: sum(spans.seconds(since, until) for spans in option.busy)
                    for option in known
                }
                known = sorted(known, key=lambda option: (load[option], option.position))
            self._orders[key] = known
        return known

    def ranked(self, options: list[Option], day: int) -> list[Option]:
        """Some of the lead's options, the preferred one first."""
        if len(options) < 2:
            return options
        ranks = self._ranks.get(day)
        if ranks is None:
            ranks = {option: rank for rank, option in enumerate(self.order(0, day))}
            self._ranks[day] = ranks
        return sorted(options, key=ranks.__getitem__)

    def assign(self, first: int, last: int, lead: list[Option]) -> tuple[Line, ...] | None:
        """Lines for a visit ``[first, last)``, trying ``lead`` for the first role; None if none."""
        if self._shared:
            day = self._clock.day(first)
            found = self._search(0, first, last, lead, day, frozenset())
            return None if found is None else tuple(found)
        lines: list[Line] = []
        for index in range(len(self.options)):
            for option in self.order(index, self._clock.day(first)) if index else lead:
                seats = option.take(first, last)
                if seats:
                    lines.extend(option.lines(first, last, seats))
                    break
            else:
                return None
        return tuple(lines)

    def _search(
        self,
        index: int,
        first: int,
        last: int,
        options: list[Option],
        day: int,
        used: frozenset[tuple[int, int]],
    ) -> list[Line] | None:
        """Depth first over roles, resources and sets of seats; the first complete choice."""
        for option in options:
            free = [
                seat
                for seat in option.free_seats(first, last)
                if (option.resource.id, seat) not in used
            ]
            for seats in combinations(free, option.role.seats):
                lines = option.lines(first, last, seats)
                if index + 1 == len(self.options):
                    return lines
                taken = used.union((option.resource.id, seat) for seat in seats)
                following = self.order(index + 1, day)
                rest = self._search(index + 1, first, last, following, day, taken)
                if rest is not None:
                    return lines + rest
        return None

    def force(
        self, first: int, last: int, waive: Collection[Code]
    ) -> tuple[tuple[Line, ...], tuple[Reason, ...]] | None:
        """Lines in spite of reasons that may be waived, and those reasons; None if impossible.

        Each role takes the option with the fewest reasons against it, in the usual order.
        """
        lines: list[Line] = []
        overruled: list[Reason] = []
        used: set[tuple[int, int]] = set()
        day = self._clock.day(first)
        for index in range(len(self.options)):
            best: tuple[Option, list[Reason]] | None = None
            for option in self.order(index, day):
                problems = option.problems(first, last)
                if len(self._open_seats(option, first, last, used)) < option.role.seats and not (
                    _TAKEN.intersection(reason.code for reason in problems)
                ):
                    problems.append(Reason(Code.BUSY, option.role.name, option.resource.id))
                if all(reason.code in waive for reason in problems) and (
                    best is None or len(problems) < len(best[1])
                ):
                    best = option, problems
            if best is None:
                return None
            option, problems = best
            free = self._open_seats(option, first, last, used)[: option.role.seats]
            others = [seat for seat in range(1, option.resource.capacity + 1) if seat not in free]
            shared = others[: option.role.seats - len(free)]
            if len(free) + len(shared) < option.role.seats:
                return None
            lines.extend(option.lines(first, last, free))
            lines.extend(
                line._replace(blocking=False) for line in option.lines(first, last, shared)
            )
            used.update((option.resource.id, seat) for seat in free)
            overruled.extend(problems)
        return tuple(lines), tuple(overruled)

    @staticmethod
    def _open_seats(option: Option, first: int, last: int, used: set[tuple[int, int]]) -> list[int]:
        """Seats nobody has, whatever the hours say."""
        start, stop = first - option.before, last + option.after
        return [
            seat
            for seat, spans in enumerate(option.busy, 1)
            if spans.clash(start, stop) is None and (option.resource.id, seat) not in used
        ]

    def explain(self, first: int, last: int) -> Iterator[Reason]:
        """Why no choice exists, role by role."""
        silent = True
        for role, options in self._by_role():
            against = [option.problems(first, last) for option in options]
            if options and not all(against):
                continue
            silent = False
            if not options:
                yield Reason(Code.NO_RESOURCE, role.name)
            elif len(options) > 1:
                ends = [reason.until for found in against for reason in found if reason.until]
                yield Reason(Code.NONE_FREE, role.name, until=min(ends, default=None))
            for found in against:
                yield from found
        if silent:  # each role has somebody, but the same one
            for role, _options in self._by_role():
                yield Reason(Code.NONE_FREE, role.name)

    def _by_role(self) -> Iterator[tuple[Role, list[Option]]]:
        return iter(zip(self._roles, self.options))  # noqa: B905
