"""Today at the desk: whatever the hour or the day, there are people at each stage of a visit.

In opening hours most of this is there by itself. Early in the morning, at night and on Sundays the
practitioner of the branch is on duty for a few people more.
"""

import dataclasses
import datetime
from collections.abc import Iterable, Iterator

from odoo.addons.clinic_crm.agenda import Code, epoch

from . import means, words
from .course import MINUTE, Steps, confirmed
from .diary import NUMBER, Diary, Sheet, Visit
from .kinds import BY_KEY_OF_KIND

# How many people there are at least at each stage.
LEAST = {'done': 3, 'in_consultation': 1, 'arrived': 2, 'expected': 3}
# Minutes from now at which a visit of a stage begins, the best first.
BEGINS = {
    'in_consultation': (-10, -5, -15, -20, 0),
    'arrived': (10, 15, 20, 25, 30, 40, 50, 60),
    'expected': (45, 65, 70, 85, 90, 105, 110, 125, 130, 150, 170),
    'done': (-30, -35, -50, -55, -75, -95, -115, -135, -155),
}
ON_DUTY = (Code.OUTSIDE_HOURS, Code.HOLIDAY, Code.LEAVE)
EARLY = 75 * MINUTE  # how early somebody may sit in the waiting room


@dataclasses.dataclass(frozen=True, slots=True)
class Present:
    """A visit of today as it stands in the database, or one of yesterday's last hours."""

    key: str
    practitioner: str | None
    state: str | None  # None: of yesterday
    start: datetime.datetime
    lines: tuple[tuple[str, int, datetime.datetime, datetime.datetime], ...]
    patient: str | None


class Counter:
    """What is missing at the desk of a branch right now."""

    def __init__(self, diary: Diary, branch: str, present: Iterable[Present]):
        self.diary, self.now = diary, diary.now.replace(second=0)
        self.branch = branch
        self.host = means.HOST[branch]
        self.day = diary.today(branch)
        self.sheet = Sheet(diary, diary.branches[branch], self.day)
        self.present = list(present)
        self.count = dict.fromkeys(LEAST, 0)
        for visit in self.present:
            self._reckon(visit)

    def _reckon(self, visit: Present) -> None:
        self.sheet.taken.add(visit.patient or '')
        spans = {}
        for resource, seat, start, stop in visit.lines:
            spans[NUMBER[resource], seat] = (epoch(start), epoch(stop))
        self.sheet.occupy(spans)
        stage = 'expected' if visit.state in ('scheduled', 'confirmed') else visit.state
        if visit.practitioner == self.host and stage in self.count:
            if stage != 'expected' or visit.start > self.now:
                self.count[stage] += 1

    def promoted(self) -> Iterator[tuple[str, str, Steps]]:
        """Who is further than the clock alone would have it, so that somebody is seen and somebody
        waits: (key, state, its steps)."""
        here = sorted(
            (
                visit
                for visit in self.present
                if visit.key
                and visit.practitioner == self.host
                and visit.state in ('scheduled', 'confirmed', 'arrived')
                and self.now - 20 * MINUTE <= visit.start < self.now + EARLY
            ),
            key=lambda visit: visit.start,
        )
        for stage in ('in_consultation', 'arrived'):
            while here and self.count[stage] < LEAST[stage]:
                visit = here.pop(0)
                if visit.state == 'arrived':
                    if stage == 'arrived':
                        continue
                    self.count['arrived'] -= 1
                elif visit.start > self.now:
                    self.count['expected'] -= 1
                self.count[stage] += 1
                arrived = self.now - (4 + 7 * self.count[stage]) * MINUTE
                if stage == 'in_consultation':
                    arrived = min(arrived, visit.start - 5 * MINUTE)
                yield visit.key, stage, Steps(arrived, self.now - 4 * MINUTE, self.now + 9 * MINUTE)

    def more(self) -> Iterator[tuple[Visit, str, Steps]]:
        """Visits to add: (visit, state, its steps so far and to come)."""
        for stage in ('in_consultation', 'arrived', 'expected', 'done'):
            for minutes in BEGINS[stage]:
                if self.count[stage] >= LEAST[stage]:
                    break
                visit = self._fit(stage, minutes)
                if visit:
                    self.count[stage] += 1
                    yield visit, *self._standing(visit, stage, self.count[stage])

    def _fit(self, stage: str, minutes: int) -> Visit | None:
        start = self.now + minutes * MINUTE
        start -= datetime.timedelta(seconds=epoch(start) % 300)
        if not self.sheet.at(0) <= start < self.sheet.at(24) - MINUTE:
            return None
        visit = self.sheet.add(
            BY_KEY_OF_KIND['follow_up'],
            start,
            self.host,
            waive=ON_DUTY,
            booked=self.now - 3 * datetime.timedelta(hours=1),
            sure=True,
            key=f'{self.sheet.key}_at{epoch(self.now) // 60}_{len(self.sheet.visits)}',
        )
        if visit is None:
            return None
        reason = words.ON_DUTY[0] if visit.waived else None
        walk_in = stage == 'in_consultation' or (stage == 'arrived' and not self.count[stage])
        return dataclasses.replace(visit, walk_in=walk_in, source='desk', exception=reason)

    def _standing(self, visit: Visit, stage: str, number: int) -> tuple[str, Steps | None]:
        """(state, steps so far and to come) of the visit that is the so-manieth of its stage."""
        if stage == 'expected':
            said_yes = confirmed(self.diary.seed, visit.key, visit.start, self.now)
            return 'confirmed' if said_yes else 'scheduled', None
        if stage == 'arrived':
            return stage, Steps(self.now - (4 + 7 * number) * MINUTE, visit.stop, visit.stop)
        arrived = visit.start - (6 + 3 * number) * MINUTE
        started = min(visit.start + MINUTE, self.now - 4 * MINUTE)
        return stage, Steps(arrived, started, min(visit.stop, self.now - MINUTE))
