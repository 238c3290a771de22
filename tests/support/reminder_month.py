"""A month of a clinic's reminders: what happens to its visits, and what should have been sent.

The judge reads the history of each visit and looks at every minute, with clocks of pytz and nothing
of the code that is judged.
"""

import random
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from functools import cache

import pytz

from odoo.addons.clinic_crm.agenda import (
    Courtesy,
    ReminderRule,
    judge,
    just_told,
    plan,
    superseded,
    zone,
)

BEGINS = datetime(2026, 10, 12, 6)  # clocks change on 1 November at the border with California
DAYS = 30
TICK = timedelta(minutes=5)  # the job's rhythm
ZONES = ('America/Mexico_City', 'America/Tijuana', 'America/Ciudad_Juarez', 'America/Cancun')
REST_DAYS = (datetime(2026, 11, 2).date(), datetime(2026, 10, 21).date())
TOLD = 36  # hours before the first reminder in which a notice takes its place
RULES = {
    'usual': (
        ReminderRule(1, 48 * 60, 12 * 60, weekdays=frozenset(range(6)), told=TOLD * 60),
        ReminderRule(
            2, 3 * 60, 60, weekdays=frozenset(range(6)), unless_confirmed=True, told=12 * 60
        ),
    ),
    'surgery': (
        ReminderRule(3, 7 * 24 * 60, 24 * 60, 20 * 60, 9 * 60, frozenset(range(5))),
        ReminderRule(4, 24 * 60, 4 * 60, 20 * 60, 9 * 60, frozenset(range(5))),
        ReminderRule(5, 90, 30, 0, 0),
    ),
}
NEVER = {'cancelled', 'done', 'no_show'}


@dataclass
class Visit:
    """``history``: (moment, start, state) of each change, in order.

    ``unsaid``: the numbers of those of which the patient heard nothing, as the notice was blocked
    or the desk confirmed.
    """

    number: int
    tz: str
    kind: str
    history: list = field(default_factory=list)
    unsaid: set = field(default_factory=set)

    @property
    def rules(self):
        return RULES[self.kind]


@dataclass(frozen=True)
class Sent:
    visit: int
    key: int
    start: datetime
    at: datetime


class Month:
    """Visits, what happens to them, and when the job cannot run."""

    def __init__(self, size, seed=1):
        self.chance = random.Random(seed)
        # one in the morning, when most is sent, and more so that a small month meets them too
        self.outages = [
            (down, down + timedelta(hours=6))
            for down in (
                BEGINS + timedelta(days=day, hours=hour)
                for day, hour in ((4, 7), (9, 12), (14, 19), (17, 1), (20, 10), (25, 8))
            )
        ]
        self.visits = [self._visit(number) for number in range(size)]
        self.ticks = [
            at
            for at in (BEGINS + TICK * n for n in range(DAYS * 288))
            if not any(since <= at < until for since, until in self.outages)
        ]

    def _start(self, tz, after):
        """A time somebody would book: between 7:00 and 21:45 on the clock, a few also at night."""
        chance = self.chance
        day = (after + timedelta(days=min(chance.expovariate(1 / 5), 25))).date()
        hour = chance.choices((7, 8, 9, 12, 16, 19, 21, 0, 2), (4, 6, 8, 6, 6, 4, 2, 1, 1))[0]
        local = datetime(day.year, day.month, day.day, hour, chance.choice((0, 15, 30, 45)))
        utc = pytz.timezone(tz).localize(local).astimezone(timezone.utc).replace(tzinfo=None)
        return utc if utc > after else utc + timedelta(days=1)

    def _visit(self, number):
        chance = self.chance
        tz = chance.choice(ZONES)
        visit = Visit(number, tz, 'surgery' if chance.random() < 0.2 else 'usual')
        at = BEGINS + timedelta(seconds=chance.randrange(DAYS * 86_400))
        start = self._start(tz, at)
        visit.history.append((at, start, 'scheduled'))
        for _change in range(chance.choices(range(6), (5, 3, 3, 2, 1, 1))[0]):
            at, start, state = visit.history[-1]
            if state == 'cancelled':  # called off by mistake, or wanted back
                if at < start - timedelta(minutes=10) and chance.random() < 0.5:
                    at += (start - at) * chance.random() * 0.5
                    visit.history.append((at, start, 'scheduled'))
                    continue
                break
            at += (start - at) * chance.random()
            what = chance.choices(
                ('move', 'back', 'cancel', 'confirm', 'undo', 'slip'), (4, 1, 2, 4, 1, 1)
            )[0]
            if what == 'move':
                start = self._start(tz, at)
            elif what == 'back' and visit.history[0][1] > at:
                start = visit.history[0][1]
            elif what == 'cancel':
                state = 'cancelled'
            elif what == 'slip' and at < start - timedelta(minutes=20):  # it was somebody else
                visit.history.append((at, start, 'arrived'))
                at, state = at + timedelta(minutes=5), 'scheduled'
            else:
                state = 'confirmed' if what == 'confirm' else 'scheduled'
            visit.history.append((at, start, state))
        at, start, state = visit.history[-1]
        if state != 'cancelled':
            visit.history.append((start - timedelta(minutes=2), start, 'arrived'))
        visit.unsaid = {number for number in range(len(visit.history)) if chance.random() < 0.15}
        return visit

    def changes(self):
        """(moment, visit, start, state, whether the patient hears of it), in order."""
        found = [
            (*step[:1], visit, *step[1:], number not in visit.unsaid)
            for visit in self.visits
            for number, step in enumerate(visit.history)
        ]
        return sorted(found, key=lambda change: (change[0], change[1].number))


# ------------------------------------------------------------------ the code that is judged


class Clinic:
    """Rows as the database keeps them, driven by the functions of the package."""

    def __init__(self):
        days = frozenset(day.toordinal() for day in REST_DAYS)
        self.courtesies = {name: Courtesy(zone(name), days) for name in ZONES}
        self.rows = {}  # (visit, key, start) -> [state, due]
        self.queue = []  # (due, visit, key, start) of what is planned, in order
        self.now_is = {}  # visit -> (start, state)
        self.told = {}  # visit -> (moment, start) of what was said last; no start: that it is not
        self.sent = []

    def change(self, at, visit, start, state, said=True):
        before = self.now_is.get(visit.number, (None, None))
        self.now_is[visit.number] = (start, state)
        mine = {k: row for k, row in self.rows.items() if k[0] == visit.number}
        active = state in ('scheduled', 'confirmed')
        wanted = plan(
            visit.rules,
            start if active else None,
            {(key, begin): row[0] for (_v, key, begin), row in mine.items()},
            at,
            self.courtesies[visit.tz],
        )
        kept = {(visit.number, one.key, one.start) for one in wanted}
        for name, row in mine.items():
            if row[0] == 'planned' and name not in kept:
                row[0] = 'withdrawn'
        for one in wanted:
            self._put((visit.number, one.key, one.start), one.state, one.due_at)
        booked = active and before[1] in (None, 'cancelled')
        moved = active and before[0] != start
        confirmed = state == 'confirmed' != before[1]
        if said and (booked or moved or confirmed or state == 'cancelled'):
            self.told[visit.number] = (at, start if active else None)

    def _put(self, name, state, due):
        self.rows[name] = [state, due]
        if state == 'planned':
            insort(self.queue, (due, *name))

    def run(self, at, visits):
        """The job."""
        cut = bisect_left(self.queue, (at + timedelta(microseconds=1),))
        waiting, self.queue = self.queue[:cut], self.queue[cut:]
        ready = {}
        for due, *name in waiting:
            row = self.rows[tuple(name)]
            if row == ['planned', due]:
                ready.setdefault(name[0], {})[name[1]] = tuple(name)
        for number, names in ready.items():
            visit = visits[number]
            rules = {rule.key: rule for rule in visit.rules if rule.key in names}
            for key in superseded(rules.values()):
                self.rows[names[key]][0] = 'skipped'
                del rules[key]
            for key, rule in rules.items():
                name = names[key]
                verdict = judge(rule, name[2], at, self.courtesies[visit.tz])
                if rule.unless_confirmed and self.now_is[number][1] == 'confirmed':
                    self.rows[name][0] = 'skipped'
                elif verdict.send and just_told(rule, self._told_at(number, name[2]), at):
                    self.rows[name][0] = 'skipped'
                elif verdict.send:
                    self.rows[name][0] = 'sent'
                    self.sent.append(Sent(number, key, name[2], at))
                elif verdict.wait:
                    self._put(name, 'planned', verdict.wait)
                else:
                    self.rows[name][0] = 'skipped'

    def _told_at(self, number, start):
        at, named = self.told.get(number, (None, None))
        return at if named == start else None


def live(month, clinic):
    """Let the month pass; what was sent."""
    changes, position = month.changes(), 0
    for at in month.ticks:
        while position < len(changes) and changes[position][0] <= at:
            clinic.change(*changes[position])
            position += 1
        clinic.run(at, month.visits)
    return clinic.sent


# ------------------------------------------------------------------ the judge


@cache
def _local(tz, minute):
    aware = minute.replace(tzinfo=timezone.utc).astimezone(pytz.timezone(tz))
    return aware.replace(tzinfo=None)


def allowed(visit, rule, start, minute):
    """Whether this minute is neither quiet nor on a day without messages."""
    local = _local(visit.tz, minute)
    own_day = _local(visit.tz, start).date()
    clock = local.hour * 60 + local.minute
    day = local.date()
    if rule.quiet_from > rule.quiet_to and not rule.quiet_to <= clock < rule.quiet_from:
        return False
    return day == own_day or (day.weekday() in rule.weekdays and day not in REST_DAYS)


def wanted_at(visit, rule, start):
    """The minute at which a reminder is due, found by looking at one minute after the other."""
    minute = timedelta(minutes=1)
    wanted = start - timedelta(minutes=rule.lead)
    later = wanted
    while later < start and not allowed(visit, rule, start, later):
        later += minute
    if later < start and start - later >= max(rule.least, rule.lead // 2) * minute:
        return later
    earlier = wanted
    hour = timedelta(minutes=59)
    while not (
        allowed(visit, rule, start, earlier) and allowed(visit, rule, start, earlier + hour)
    ):
        earlier -= minute
    return earlier


def expected(month):
    """What should have been sent, visit by visit."""
    found = set()
    for visit in month.visits:
        found |= _expected(visit, month.ticks)
    return found


def _expected(visit, ticks):
    sent, since_planned, out, dues = set(), {}, set(), {}
    steps = [*visit.history, (datetime.max, None, 'done')]
    for (at, start, state), (until, _start, _state) in zip(steps, steps[1:], strict=False):
        active = state in ('scheduled', 'confirmed') and start > at
        for rule in visit.rules:
            name = (rule.key, start)
            since_planned = {k: v for k, v in since_planned.items() if active and k[1] == start}
            if not active or name in sent or name in since_planned:
                continue
            if name not in dues:
                dues[name] = wanted_at(visit, rule, start)
            if dues[name] > at:
                since_planned[name] = dues[name]
        position = bisect_left(ticks, at)
        while position < len(ticks) and ticks[position] < until and since_planned:
            tick = ticks[position]
            due = {name: when for name, when in since_planned.items() if when <= tick}
            if not due:
                position = bisect_left(ticks, min(since_planned.values()), position)
                continue
            by_key = {rule.key: rule for rule in visit.rules}
            last = min(due, key=lambda name: by_key[name[0]].lead)
            for name in due:
                del since_planned[name]
            rule = by_key[last[0]]
            if rule.unless_confirmed and state == 'confirmed':
                continue
            minute = tick
            while minute < start and not allowed(visit, rule, start, minute):
                minute += timedelta(minutes=1)
            if start - minute < timedelta(minutes=rule.least):
                continue
            if minute > tick:
                since_planned[last] = minute
                continue
            if rule.told and tick - _named_at(visit, start, tick) <= timedelta(minutes=rule.told):
                continue
            sent.add(last)
            out.add(Sent(visit.number, *last, tick))
    return out


def _named_at(visit, start, tick):
    """When the patient was told of this start, if it is what they were told last."""
    told, named = datetime.min, None
    before = (None, None, 'cancelled')
    for number, (at, begin, state) in enumerate(visit.history):
        if at > tick:
            break
        same = begin == before[1] and before[2] != 'cancelled'
        silent = number in visit.unsaid or state == 'arrived'
        if not silent and (not same or (state != before[2] and state != 'scheduled')):
            told, named = at, state != 'cancelled' and begin
        before = (at, begin, state)
    return told if named == start else datetime.min


def wrong(month, sent):
    """{what: how many} of what was missed, double or late."""
    should = {(one.visit, one.key, one.start) for one in expected(month)}
    did = [(one.visit, one.key, one.start) for one in sent]
    late = 0
    for one in sent:
        visit = month.visits[one.visit]
        rule = next(rule for rule in visit.rules if rule.key == one.key)
        _at, start, state = [h for h in visit.history if h[0] <= one.at][-1]
        late += (
            start != one.start
            or state in NEVER
            or one.start - one.at < timedelta(minutes=rule.least)
            or not allowed(visit, rule, one.start, one.at)
        )
    return {
        'missed': len(should - set(did)),
        'double': len(did) - len(set(did)),
        'late': late,
        'unwanted': len(set(did) - should),
    }
