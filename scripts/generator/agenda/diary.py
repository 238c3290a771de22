"""The visits of each day, as they were booked."""

import dataclasses
import datetime
import functools
from collections.abc import Iterator
from dataclasses import dataclass

from odoo.addons.clinic_crm.agenda import (
    Attendance,
    Busy,
    Closure,
    Code,
    Pattern,
    Plan,
    Policy,
    Request,
    Resource,
    Role,
    Shift,
    Slot,
    World,
    epoch,
    expand_shifts,
    moment,
    zone,
)
from odoo.addons.clinic_crm.agenda import Line as AgendaLine

from ..chance import Chance
from ..people import Branch, Patient
from . import means, words
from .absences import leaves, rest_days
from .kinds import ASKED, BY_KEY_OF_KIND, SERIES, SERIES_WEEKS, WORKSHOPS, Kind

WINDOW = datetime.timedelta(21)  # looked at before and after the world's day
MINUTE = datetime.timedelta(minutes=1)
STEP = 20 * MINUTE
NO_LIMIT = Policy(datetime.datetime(2000, 1, 1))
FULLEST = 0.86
DAILY = 0.18  # of a branch's patients come on a day, as far as there is room
LEAD_DAYS = {(1, 1): 10, (2, 3): 16, (4, 7): 26, (8, 14): 26, (15, 21): 22}
SOURCES = {'desk': 56, 'whatsapp': 24, 'portal': 13, 'practitioner': 7}
NUMBER = {key: number for number, key in enumerate(means.BY_KEY, 1)}
KEY = {number: key for key, number in NUMBER.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A seat of a resource; `need` is the place of the need in the kind's list."""

    means: str
    need: int
    seat: int
    start: datetime.datetime
    stop: datetime.datetime
    blocking: bool = True


@dataclass(frozen=True, slots=True)
class Cancelled:
    at: datetime.datetime
    by: str  # 'patient', 'clinic', 'practitioner'
    cause: str
    why: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as it was booked; datetimes are naive UTC. The session of a group has no patient."""

    key: str
    branch: str
    kind: str
    start: datetime.datetime
    stop: datetime.datetime
    booked: datetime.datetime
    lines: tuple[Line, ...] = ()
    patient: str | None = None
    practitioner: str | None = None
    reason: str | None = None
    source: str = 'desk'
    walk_in: bool = False
    series: str | None = None  # what the visits of one run share
    session: str | None = None  # key of the group session it is a place of
    seat: int = 0
    seats: int = 1
    exception: str | None = None  # why it was booked against the agenda
    waived: tuple[str, ...] = ()
    cancelled: Cancelled | None = None
    missed: bool = False  # the patient will not come


class Diary:
    """The visits of one world."""

    def __init__(self, world):
        self.seed = world.seed
        self.now = world.now
        self.branches = {branch.key: branch for branch in world.clinic.branches}
        self.patients: dict[str, list[Patient]] = {key: [] for key in self.branches}
        for patient in world.patients:
            if not (patient.duplicate_of or patient.is_newcomer):
                self.patients[patient.branch].append(patient)
        self._days: dict[tuple[str, datetime.date], list[Visit]] = {}

    def visits(self, first: datetime.date, last: datetime.date) -> Iterator[Visit]:
        """Those that were booked by now, of the local days from `first` to `last`."""
        for branch in self.branches:
            day = first
            while day <= last:
                yield from (visit for visit in self.day(branch, day) if visit.booked <= self.now)
                day += datetime.timedelta(1)

    def day(self, branch: str, day: datetime.date) -> list[Visit]:
        """All visits that this day will have had, whenever they were booked."""
        if (branch, day) not in self._days:
            self._days[branch, day] = Sheet(self, self.branches[branch], day).draw()
        return self._days[branch, day]

    def today(self, branch: str) -> datetime.date:
        return moment(zone(self.branches[branch].zone).wall(epoch(self.now))).date()


class Sheet:
    """One day of one branch, filled visit by visit; whatever is put in fits as the agenda says."""

    def __init__(self, diary: Diary, branch: Branch, day: datetime.date):
        self.diary, self.branch, self.date = diary, branch, day
        self.seed = diary.seed
        self.clock = zone(branch.zone)
        self.key = f'{day:%Y%m%d}_{branch.key}'
        self.chance = Chance(self.seed, 'diary', branch.key, day)
        self.patients = diary.patients[branch.key]
        self.taken: set[str] = set()
        self.visits: list[Visit] = []
        self.world = World(
            {
                NUMBER[each.key]: self._resource(each)
                for each in means.ALL
                if branch.key in each.branches
            },
            Busy(),
        )

    def at(self, hour: float, day: datetime.date | None = None) -> datetime.datetime:
        """The UTC moment of an hour on the branch's wall."""
        wall = datetime.datetime.combine(day or self.date, datetime.time())
        wall += datetime.timedelta(hours=hour)
        return moment(self.clock.utc(epoch(wall), forward=True))

    def _resource(self, each: means.Means) -> Resource:
        hours = None
        if each.shifts:
            around = datetime.timedelta(1)
            shifts = [
                _shift(table, self.branch.zone)
                for branch, table in each.shifts
                if branch == self.branch.key
            ]
            hours = expand_shifts(shifts, self.date - around, self.date + around)
        return Resource(
            NUMBER[each.key],
            hours,
            tuple(self._closures(each)),
            each.capacity,
            0,
            each.buffer_after,
        )

    def _closures(self, each: means.Means) -> Iterator[Closure]:
        for rest in rest_days(self.date, self.date):
            yield Closure(
                self.at(0), self.at(0, self.date + datetime.timedelta(1)), Code.HOLIDAY, rest.name
            )
        for leave in leaves(self.seed, self.date, self.date):
            if leave.practitioner == each.key and leave.first <= self.date <= leave.last:
                yield Closure(self.at(leave.hour_from), self.at(24), Code.LEAVE)

    # -- what is put in --------------------------------------------------------------------------

    def draw(self) -> list[Visit]:
        self._add_series()
        self._add_workshops()
        working = [p for p in means.PRACTITIONERS if NUMBER[p.key] in self.world.resources]
        spans = {p.key: self._opening(p.key) for p in working}
        minutes = sum((stop - start) / MINUTE for each in spans.values() for start, stop in each)
        wanted = DAILY * len(self.patients)
        fill = min(FULLEST, wanted * 26 / minutes) if minutes else 0
        for practitioner in working:
            for start, stop in spans[practitioner.key]:
                self._fill(practitioner.key, start, stop, fill)
        if 'dv_chairs' in (KEY[number] for number in self.world.resources):
            self._fill_chairs(fill)
        self._overbook()
        return self.visits

    def _opening(self, key: str) -> list[tuple[datetime.datetime, datetime.datetime]]:
        resource = self.world.resources[NUMBER[key]]
        since, until = epoch(self.at(0)), epoch(self.at(24))
        return [(moment(a), moment(b)) for a, b in resource.open.clip(since, until)]

    def _fill(self, practitioner: str, start, stop, fill: float) -> None:
        while start < stop:
            visit = None
            if self.chance.happens(fill):
                kind = BY_KEY_OF_KIND[self.chance.weighted(ASKED[practitioner])]
                visit = self.add(kind, start, practitioner)
            if visit is None:
                start += STEP
                continue
            start = max(line.stop for line in visit.lines if line.means == practitioner)
            start += (self.at(9) - start) % STEP

    def _fill_chairs(self, fill: float) -> None:
        for start, stop in self._opening('dv_chairs'):
            while start + 60 * MINUTE <= stop:
                for _chair in range(means.BY_KEY['dv_chairs'].capacity):
                    if self.chance.happens(fill * 0.3):
                        self.add(BY_KEY_OF_KIND['infusion'], start, None)
                start += 60 * MINUTE

    def _add_series(self) -> None:
        week, weekday = divmod(self.date.toordinal() - 1, 7)
        run, number = divmod(week, SERIES_WEEKS)
        for index, (branch, on, hour, minute, kind, practitioner) in enumerate(SERIES):
            if branch != self.branch.key or on != weekday:
                continue
            chance = Chance(self.seed, 'series', branch, index, run)
            adults = [p for p in self.patients if not p.guardian]
            if adults:
                first = self.date - datetime.timedelta(7 * number + chance.between(2, 6))
                self.add(
                    BY_KEY_OF_KIND[kind],
                    self.at(hour + minute / 60),
                    practitioner,
                    patient=chance.one(adults),
                    booked=self.at(11, first),
                    sure=True,
                    series=f'{branch}_{index}_{run}',
                )

    def _add_workshops(self) -> None:
        kind = BY_KEY_OF_KIND['workshop']
        for branch, weekday, hour, practitioner in WORKSHOPS:
            if branch != self.branch.key or weekday != self.date.weekday():
                continue
            slot = self.fits(kind, self.at(hour), practitioner)
            if slot is None:
                continue
            session = Visit(
                f'{self.key}_w',
                branch,
                kind.key,
                slot.start,
                slot.stop,
                self.at(12, self.date - datetime.timedelta(28)),
                self._lines(slot),
                practitioner=practitioner,
                seats=kind.seats,
            )
            self._keep(session, slot)
            for seat in range(1, self.chance.between(4, kind.seats) + 1):
                patient = self._patient(kind)
                if patient:
                    visit = self._visit(kind, slot, practitioner, patient, None)
                    self.visits.append(
                        dataclasses.replace(
                            visit, lines=(), session=session.key, seat=seat, seats=kind.seats
                        )
                    )

    def _overbook(self) -> None:
        """Now and then somebody is seen beside a visit that was there already."""
        hosts = [v for v in self.visits if v.kind == 'follow_up' and not (v.walk_in or v.cancelled)]
        if not hosts or not self.chance.happens(0.4):
            return
        beside = self.chance.one(hosts)
        self.add(
            BY_KEY_OF_KIND['follow_up'],
            beside.start,
            beside.practitioner,
            waive=(Code.BUSY, Code.CAPACITY_FULL),
            exception=self.chance.one(words.OVERBOOKED),
            sure=True,
        )

    # -- one visit -------------------------------------------------------------------------------

    def add(self, kind, start, practitioner, *, patient=None, waive=(), **more) -> Visit | None:
        """Put a visit in, if it fits and there is somebody to come."""
        slot = self.fits(kind, start, practitioner, waive)
        patient = patient or (slot and self._patient(kind))
        if slot is None or patient is None:
            return None
        visit = self._visit(kind, slot, practitioner, patient, **{'booked': None, **more})
        self._keep(visit, slot)
        return visit

    def fits(self, kind: Kind, start, practitioner, waive=()) -> Slot | None:
        verdict = Plan(self.world, self._request(kind, practitioner)).fits(start, waive=waive)
        return verdict if isinstance(verdict, Slot) else None

    def _request(self, kind: Kind, practitioner: str | None) -> Request:
        roles = []
        for index, need in enumerate(kind.needs):
            chosen = need.any_of
            if need.kind == 'practitioner':
                chosen = tuple(key for key in chosen if key == practitioner)
            roles.append(Role(str(index), tuple(NUMBER[key] for key in chosen)))
        return Request(
            kind.minutes,
            tuple(roles),
            self.branch.zone,
            NO_LIMIT,
            buffer_after=kind.buffer_after,
        )

    def _patient(self, kind: Kind) -> Patient | None:
        for _try in range(30):
            if not self.patients:
                break
            patient = self.chance.one(self.patients)
            if patient.key not in self.taken and not (kind.adults and patient.guardian):
                return patient
        return None

    def _visit(
        self,
        kind,
        slot,
        practitioner,
        patient,
        booked,
        *,
        sure=False,
        exception=None,
        key=None,
        series=None,
    ) -> Visit:
        """The visit with its own luck. `sure`: it is neither cancelled nor missed nor unplanned."""
        key = key or f'{self.key}_{len(self.visits)}'
        chance = Chance(self.seed, 'visit', key)
        self.taken.add(patient.key)
        walk_in = not sure and kind.seats == 1 and not kind.video and chance.happens(0.06)
        if booked is None:
            booked = self._booked(chance, slot.start, walk_in or bool(exception))
        cancelled = None
        if not sure and not walk_in and chance.happens(0.1):
            cancelled = self._cancellation(chance, booked, slot.start)
        source = 'desk' if walk_in or exception else chance.weighted(SOURCES)
        if source != 'desk' and practitioner is None:
            source = 'desk'
        return Visit(
            key,
            self.branch.key,
            kind.key,
            slot.start,
            slot.stop,
            booked,
            self._lines(slot),
            patient.key,
            practitioner,
            chance.one(words.reasons(kind.key, bool(patient.guardian))),
            source,
            walk_in,
            series,
            exception=exception,
            waived=tuple(sorted({reason.code.value for reason in slot.waived})),
            cancelled=cancelled,
            missed=not (sure or walk_in or cancelled) and chance.happens(0.165),
        )

    def _booked(self, chance: Chance, start, at_once: bool) -> datetime.datetime:
        if at_once:
            return start - chance.between(2, 12) * MINUTE
        days = chance.between(*chance.weighted(LEAD_DAYS))
        day = self.date - datetime.timedelta(days)
        if day.weekday() == 6:
            day -= datetime.timedelta(1)
        return self.at(9, day) + chance.between(0, 540) * MINUTE

    @staticmethod
    def _cancellation(chance: Chance, booked, start) -> Cancelled:
        share = chance.weighted({0.35: 1, 0.7: 2, 0.93: 3})
        by = chance.weighted({'patient': 72, 'clinic': 16, 'practitioner': 12})
        return Cancelled(
            booked + ((start - booked) * share) // MINUTE * MINUTE,
            by,
            *chance.one(words.CANCELLED[by]),
        )

    @staticmethod
    def _lines(slot: Slot) -> tuple[Line, ...]:
        return tuple(
            Line(
                KEY[line.resource],
                int(line.role),
                line.seat,
                line.block_start,
                line.block_stop,
                line.blocking,
            )
            for line in slot.lines
        )

    def occupy(self, spans: dict[tuple[int, int], tuple[int, int]]) -> None:
        """Take seats of resources, {(number, seat): (first second, last)}, for others' visits."""
        self.world = self.world.plus(
            AgendaLine('', number, seat, moment(start), moment(stop))
            for (number, seat), (start, stop) in spans.items()
        )

    def _keep(self, visit: Visit, slot: Slot) -> None:
        self.visits.append(visit)
        self.world = self.world.plus(slot.lines)


@functools.cache
def _shift(timetable: str, zone_name: str) -> Shift:
    (table,) = (table for table in means.TIMETABLES if table.key == timetable)
    return Shift(
        Pattern(
            tuple(
                Attendance(weekday, block.hour_from, block.hour_to, block.week)
                for block in table.blocks
                for weekday in block.weekdays
            ),
            zone_name,
            table.two_weeks,
        )
    )
