"""What the messages of a simulated month cost: those of its visits, by Meta's two price lists.

Until September 2026 what is said within 24 hours of the patient's last word was free; since then it
is billed like any other, but for the first thousand answers of a number and month.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .reminder_month import BEGINS, DAYS, TOLD, ZONES, Month, Visit

WINDOW = timedelta(hours=24)
FREE_ANSWERS = 1000
BY_TAP = 0.7  # of what patients change; the rest call, and reception does it
ANSWERS = {'confirmed': 1, 'moved': 2, 'cancelled': 2}  # times to choose from, or why, and the end
NOTICES = ('booked', 'moved', 'cancelled')


@dataclass
class Bill:
    """How many messages went, by what they were, and how many of them are billed."""

    templates: int = 0
    answers: int = 0
    by: Counter = field(default_factory=Counter)  # of the templates, what they tell
    in_window: int = 0  # of the templates
    kept: int = 0  # visits that were confirmed or came

    @property
    def until_september(self):
        return self.templates - self.in_window

    @property
    def since_october(self):
        return self.templates + max(0, self.answers - FREE_ANSWERS)


class OrdinaryMonth(Month):
    """What most clinics see, in place of all that may go wrong: six in ten confirm some hours after
    the first message that asks it, one in eight moves once, one in twelve cancels, the rest comes.

    That is the first reminder, or the notice where the visit is booked too late for one."""

    def _visit(self, number):
        chance = self.chance
        visit = Visit(number, chance.choice(ZONES), 'usual')
        at = BEGINS + timedelta(seconds=chance.randrange(DAYS * 86_400))
        start = self._start(visit.tz, at)
        visit.history.append((at, start, 'scheduled'))
        what = chance.choices(('confirm', 'move', 'cancel', ''), (60, 12, 8, 20))[0]
        asked = start - timedelta(hours=48)
        if asked <= at + timedelta(hours=TOLD):
            asked = at
        then = asked + min(timedelta(hours=chance.expovariate(1 / 4)), (start - asked) / 2)
        if what == 'move':
            start = self._start(visit.tz, then)
        if what:
            state = {'confirm': 'confirmed', 'cancel': 'cancelled'}.get(what, 'scheduled')
            visit.history.append((then, start, state))
        if what != 'cancel':
            visit.history.append((start - timedelta(minutes=2), start, 'arrived'))
        return visit


def bill(month, sent, seed=1):
    """The `Bill` of a month whose reminders were `sent`."""
    chance, total = random.Random(seed), Bill()
    reminders = {}
    for one in sent:
        reminders.setdefault(one.visit, []).append(one.at)
    for visit in month.visits:
        _visit(visit, sorted(reminders.get(visit.number, [])), chance, total)
    return total


def _visit(visit, reminded, chance, total):
    steps = [(at, 'reminder') for at in reminded]
    before = None
    for at, start, state in visit.history:
        steps.append((at, _what(before, (start, state))))
        before = (start, state)
    total.kept += before[1] != 'cancelled'
    window = datetime.min
    for at, what in sorted(steps, key=lambda step: step[0]):
        if what in ANSWERS and chance.random() < BY_TAP:  # the notice has buttons too
            total.answers += ANSWERS[what]
            window = at + WINDOW
        elif what in NOTICES or what == 'reminder':
            total.templates += 1
            total.by[what] += 1
            total.in_window += at < window


def _what(before, after):
    if before is None or (before[1] == 'cancelled' and after[1] == 'scheduled'):
        return 'booked'
    if after[1] == 'cancelled':
        return 'cancelled'
    if after[0] != before[0]:
        return 'moved'
    return 'confirmed' if after[1] == 'confirmed' else ''
