"""Mexico's rest days as rules, for any year.

Statutory ones are those of article 74 of the Ley Federal del Trabajo. Since 2006 (DOF 17-01-2006)
three of them are kept on a Monday; the transmission of the federal executive moved from
1 December to 1 October with the term that began in 2024. The day of an election is set by the
electoral laws and differs by state, so the clinic adds it by hand.

Customary days are not in the law. Many clinics close on them; each decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter


@dataclass(frozen=True)
class Rule:
    """How one rest day falls in a year.

    Either ``month`` and ``day``; or ``month`` and ``monday`` (the n-th Monday); or ``easter`` (days
    from Easter Sunday). ``first``/``last``: years in force, inclusive. ``every``: once in so many
    years counted from ``first``. ``customary``: not in the law.
    """

    code: str
    name: str
    month: int = 0
    day: int = 0
    monday: int = 0
    easter: int | None = None
    first: int = 1970
    last: int = 9999
    every: int = 1
    customary: bool = False

    def on(self, year: int) -> date | None:
        """The day it falls on, or None when there is none in this year."""
        if not self.first <= year <= self.last or (year - self.first) % self.every:
            return None
        if self.easter is not None:
            sunday: date = easter(year)
            return sunday + timedelta(days=self.easter)
        if self.monday:
            first = date(year, self.month, 1)
            return first + timedelta(days=-first.weekday() % 7 + 7 * (self.monday - 1))
        return date(year, self.month, self.day)


RULES: tuple[Rule, ...] = (
    Rule('new_year', "New Year's Day", month=1, day=1),
    Rule('constitution', "Constitution Day", month=2, day=5, last=2005),
    Rule('constitution', "Constitution Day", month=2, monday=1, first=2006),
    Rule('juarez', "Benito Juárez's birthday", month=3, day=21, last=2005),
    Rule('juarez', "Benito Juárez's birthday", month=3, monday=3, first=2006),
    Rule('labour', "Labour Day", month=5, day=1),
    Rule('independence', "Independence Day", month=9, day=16),
    Rule('transmission', "Federal executive takes office", 12, 1, first=1970, last=2018, every=6),
    Rule('transmission', "Federal executive takes office", 10, 1, first=2024, every=6),
    Rule('revolution', "Revolution Day", month=11, day=20, last=2005),
    Rule('revolution', "Revolution Day", month=11, monday=3, first=2006),
    Rule('christmas', "Christmas Day", month=12, day=25),
    Rule('holy_thursday', "Holy Thursday", easter=-3, customary=True),
    Rule('good_friday', "Good Friday", easter=-2, customary=True),
)


@dataclass(frozen=True, order=True)
class Holiday:
    """A rest day: the date, the rule's code and its English name."""

    day: date
    code: str
    name: str
    customary: bool = False


def holidays(year: int, customary: Iterable[str] = ()) -> list[Holiday]:
    """The statutory rest days of a year, in order, with the ``customary`` ones of these codes."""
    wanted = frozenset(customary)
    found = (
        Holiday(day, rule.code, rule.name, rule.customary)
        for rule in RULES
        if (not rule.customary or rule.code in wanted) and (day := rule.on(year))
    )
    return sorted(found)


def holidays_between(first: date, last: date, customary: Iterable[str] = ()) -> Iterator[Holiday]:
    """The rest days from ``first`` to ``last``, both included, in order."""
    wanted = tuple(customary)
    for year in range(first.year, last.year + 1):
        for holiday in holidays(year, wanted):
            if first <= holiday.day <= last:
                yield holiday
