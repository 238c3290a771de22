"""When a message after something happened goes: so long after it (or before), never at night, and
never once it has become useless.

Unlike a reminder it has no visit it must come before: on a day on which the clinic does not write
it waits for the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from .intervals import epoch, moment
from .reminders import ALL_WEEK, Courtesy, ReminderRule, Verdict

NO_DAY = -1


@dataclass(frozen=True)
class FollowUp:
    """``delay`` after the moment (before, if below zero); ``useful``: so long after that it may
    still go. Quiet hours and days as of a `ReminderRule`, minutes on the wall clock."""

    delay: timedelta
    useful: timedelta
    quiet_from: int = 21 * 60
    quiet_to: int = 8 * 60
    weekdays: frozenset[int] = ALL_WEEK

    def last(self, happened: datetime) -> datetime:
        """After this it is of no use."""
        return happened + self.delay + self.useful


def follow_up_at(
    rule: FollowUp, happened: datetime, courtesy: Courtesy, now: datetime | None = None
) -> datetime | None:
    """The first moment at which it may go, from ``now`` on; None: none while it is useful."""
    wanted = happened + rule.delay
    since = epoch(max(wanted, now) if now else wanted)
    until = epoch(rule.last(happened))
    hours = ReminderRule(0, 0, 0, rule.quiet_from, rule.quiet_to, rule.weekdays)
    zone = courtesy.zone
    for day in range(zone.day(since) - 1, zone.day(until) + 1):
        opening = courtesy._opens(hours, day, NO_DAY)
        if opening and opening[1] > since:
            found = max(opening[0], since)
            return moment(found) if found <= until else None
    return None


def judge_follow_up(
    rule: FollowUp, happened: datetime, now: datetime, courtesy: Courtesy
) -> Verdict:
    """What to do with one that is due."""
    allowed = follow_up_at(rule, happened, courtesy, now)
    if allowed is None:
        return Verdict(False)
    return Verdict(True) if allowed <= now else Verdict(False, allowed)
