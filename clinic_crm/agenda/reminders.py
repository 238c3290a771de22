"""When the reminders of a visit are due, and whether one is still worth sending.

A rule wants a reminder so long before the visit. It never goes in quiet hours nor on a day on which
the clinic does not write; then it goes when that ends, or before it begins if too little would be
left. A reminder is one of (visit, rule, start): a visit that is moved has others, and one that is
moved back has its first ones again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .intervals import epoch, moment
from .zones import DAY, EPOCH_DAY, Zone

ALL_WEEK = frozenset(range(7))
BEFORE_QUIET = 3600  # seconds: nobody is written to in the last minute before quiet hours
FAR_BACK = 10  # days: what cannot go within so many days before its moment is not planned

PLANNED, SENT, SKIPPED = 'planned', 'sent', 'skipped'


@dataclass(frozen=True)
class ReminderRule:
    """``lead``: minutes before the visit; ``least``: minutes that must be left when it goes.

    ``quiet_from`` and ``quiet_to`` are minutes of the day on the wall clock (equal: never quiet),
    ``weekdays`` those on which it may go (Monday 0); the day of the visit itself always is one.
    ``unless_confirmed``: not once the patient has confirmed. ``told``: whoever was told of the time
    of the visit so many minutes ago, or less, needs no reminder of it.
    """

    key: int
    lead: int
    least: int = 60
    quiet_from: int = 21 * 60
    quiet_to: int = 8 * 60
    weekdays: frozenset[int] = ALL_WEEK
    unless_confirmed: bool = False
    told: int = 0


@dataclass(frozen=True)
class Courtesy:
    """When patients may be written to: the branch's clock and its rest days (ordinals)."""

    zone: Zone
    rest_days: Collection[int] = frozenset()

    def _opens(self, rule: ReminderRule, day: int, own_day: int) -> tuple[int, int] | None:
        """[since, until) in UTC seconds in which a local day allows it; None: not at all."""
        if day != own_day and ((day - 1) % 7 not in rule.weekdays or day in self.rest_days):
            return None
        begin, end = rule.quiet_to * 60, rule.quiet_from * 60
        if begin == end:
            begin, end = 0, DAY
        elif end < begin:
            end += DAY
        wall = (day - EPOCH_DAY) * DAY
        return self.zone.utc(wall + begin), self.zone.utc(wall + end, last=True)

    def _openings(
        self, rule: ReminderRule, start: int, days: Iterable[int]
    ) -> Iterator[tuple[int, int]]:
        own_day = self.zone.day(start)
        for day in days:
            opening = self._opens(rule, day, own_day)
            if opening:
                yield opening

    def next_allowed(self, rule: ReminderRule, start: int, second: int) -> int | None:
        """The first second from this one on, before the visit, at which it may go."""
        first = self.zone.day(second)
        days = range(first - 1, self.zone.day(start) + 1)
        for since, until in self._openings(rule, start, days):
            if until > second:
                found = max(since, second)
                return found if found < start else None
        return None

    def last_allowed(self, rule: ReminderRule, start: int, second: int) -> int | None:
        """The moment before this one at which it may go, well before quiet hours begin."""
        last = self.zone.day(second)
        for since, until in self._openings(rule, start, range(last, last - FAR_BACK, -1)):
            if since <= second:
                return max(since, min(second, until - BEFORE_QUIET))
        return None


def due(rule: ReminderRule, start: datetime, courtesy: Courtesy) -> datetime | None:
    """The moment at which the reminder of a visit that starts then should go."""
    begin = epoch(start)
    wanted = begin - rule.lead * 60
    later = courtesy.next_allowed(rule, begin, wanted)
    if later is not None and begin - later >= 60 * max(rule.least, rule.lead // 2):
        return moment(later)
    earlier = courtesy.last_allowed(rule, begin, wanted)
    return moment(earlier) if earlier is not None else None


@dataclass(frozen=True)
class Verdict:
    """``send``: now. Else ``wait`` until then, or, if that is None, it is too late."""

    send: bool
    wait: datetime | None = None


def judge(rule: ReminderRule, start: datetime, now: datetime, courtesy: Courtesy) -> Verdict:
    """What to do with a reminder that is due: after an outage it may be too late, or be night."""
    begin, second = epoch(start), epoch(now)
    allowed = courtesy.next_allowed(rule, begin, second)
    if allowed is None or begin - allowed < rule.least * 60:
        return Verdict(False)
    return Verdict(True) if allowed == second else Verdict(False, moment(allowed))


@dataclass(frozen=True)
class Planned:
    """One reminder as it should be: ``state`` is ``planned``, or ``skipped`` when its moment had
    passed when the visit became known."""

    key: int
    start: datetime
    due_at: datetime
    state: str


def plan(
    rules: Iterable[ReminderRule],
    start: datetime | None,
    known: Mapping[tuple[int, datetime], str],
    now: datetime,
    courtesy: Courtesy,
) -> list[Planned]:
    """The reminders of a visit that are to be written; every other one planned is to be withdrawn.

    :param start: when the visit is, None if nobody has to be reminded of it
    :param known: ``{(rule key, start): state}`` of those it has
    """
    if start is None or start <= now:
        return []
    wanted = []
    for rule in rules:
        state = known.get((rule.key, start))
        if state == SENT:
            continue
        due_at = due(rule, start, courtesy)
        if due_at is None:
            continue
        # one that waits for its turn stays planned: the job decides whether it is too late
        late = due_at <= now and state != PLANNED
        wanted.append(Planned(rule.key, start, due_at, SKIPPED if late else PLANNED))
    return wanted


def just_told(rule: ReminderRule, told_at: datetime | None, now: datetime) -> bool:
    """Whether a patient who was told at that moment when the visit is needs no reminder now."""
    return told_at is not None and now - told_at <= timedelta(minutes=rule.told) and rule.told > 0


def superseded(rules: Iterable[ReminderRule]) -> frozenset[int]:
    """Of several reminders of one visit that are due at once only the last one goes."""
    ordered = sorted(rules, key=lambda rule: rule.lead)
    return frozenset(rule.key for rule in ordered[1:])
