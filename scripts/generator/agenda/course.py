"""What became of visits: who came when, who was called in when, and how far each is by now."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..chance import Chance

MINUTE = datetime.timedelta(minutes=1)
LATE = 40 * MINUTE  # after which who has not come is marked absent


@dataclass(frozen=True, slots=True)
class Booked:
    """What the course depends on. `arrived` and `started`: what is known already."""

    key: str
    start: datetime.datetime
    stop: datetime.datetime
    room: str  # whose patients follow one another; the visit's own key where nobody waits
    walk_in: bool = False
    group: bool = False
    arrived: datetime.datetime | None = None
    started: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    arrived: datetime.datetime
    started: datetime.datetime
    done: datetime.datetime

    def state(self, now: datetime.datetime) -> str | None:
        """The state by then; None while the patient is still expected."""
        if self.done <= now:
            return 'done'
        if self.started <= now:
            return 'in_consultation'
        return 'arrived' if self.arrived <= now else None


def course(seed: int, visits: Iterable[Booked]) -> dict[str, Steps]:
    """How the visits of people who come went, or will go: {key: Steps}."""
    rooms: dict[str, list[Booked]] = defaultdict(list)
    for visit in visits:
        rooms[visit.key if visit.group else visit.room].append(visit)
    found = {}
    for queue in rooms.values():
        free = datetime.datetime.min
        # who was called in already comes before who was not
        for visit in sorted(queue, key=lambda v: (v.started is None, v.start, v.key)):
            steps = found[visit.key] = _steps(seed, visit, free)
            free = steps.done + MINUTE
    return found


def _steps(seed: int, visit: Booked, free: datetime.datetime) -> Steps:
    chance = Chance(seed, 'course', visit.key)
    early = chance.weighted({(-14, -3): 14, (-2, 5): 30, (6, 15): 42, (16, 28): 14})
    early = 0 if visit.walk_in else chance.between(*early)
    arrived = visit.arrived or visit.start - early * MINUTE
    ready = arrived + chance.between(2, 6) * MINUTE
    started = visit.started or max(ready, visit.start - 4 * MINUTE, free)
    if visit.group and not visit.started:
        started = max(visit.start, arrived)
    length = (visit.stop - visit.start) * chance.between(65, 112) / 100
    done = max(visit.stop, started + MINUTE) if visit.group else started + length
    return Steps(*(_whole(moment) for moment in (arrived, started, done)))


def _whole(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(microsecond=0)


def confirmed(seed: int, key: str, start: datetime.datetime, now: datetime.datetime) -> bool:
    """Whether the patient of an expected visit has said yes by now."""
    ahead = (start - now).days
    share = 0.6 if ahead < 1 else 0.45 if ahead < 3 else 0.15 if ahead < 8 else 0
    return Chance(seed, 'confirmed', key).happens(share)
