"""A week of working hours as people write it: “9:00 to 14:00 and 16:00 to 19:00”.

Times are read from free text and shown in the same form; what is wrong with a week is told by
code, for the caller to turn into a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .hours import Attendance

Span = tuple[float, float]

_CLOCK = re.compile(
    r'^(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})?)?\s*(?:h|hrs?|horas?)?\.?\s*'
    r'(?P<half>[ap]\.?\s?m\.?)?$',
    re.IGNORECASE,
)


def read_hour(text: str) -> float:
    """Decimal hours of a time as people write it: 9, 9:30, 9.30, 16 h, 4 pm, 24:00.

    :raises ValueError: it is not a time of the day
    """
    found = _CLOCK.match(text.strip())
    if not found:
        raise ValueError(text)
    hour, minute = int(found['hour']), int(found['minute'] or 0)
    half = (found['half'] or '').lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(text)
        hour = hour % 12 + (12 if half == 'p' else 0)
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise ValueError(text)
    return hour + minute / 60


def show_hour(hour: float) -> str:
    """A time as it is shown: 9:00."""
    minutes = round(hour * 60)
    return f'{minutes // 60}:{minutes % 60:02}'


@dataclass(frozen=True)
class Period:
    """One period somebody wrote: on a weekday (Monday 0), in a week (0, 1), from and to as text."""

    weekday: int
    begin: str
    end: str
    week: int = 0


@dataclass(frozen=True)
class Problem:
    """What is wrong with a period: ``text`` (not a time; ``value`` is what was written),
    ``half`` (one of the two is missing), ``order`` (ends before it begins), ``overlap``."""

    code: str
    weekday: int
    week: int
    value: str = ''


def read_week(periods: Iterable[Period]) -> tuple[list[Attendance], list[Problem]]:
    """The working hours of these periods, and everything wrong with them; empty ones are none."""
    found: list[Attendance] = []
    problems: list[Problem] = []
    for period in periods:
        texts = [period.begin.strip(), period.end.strip()]
        if not any(texts):
            continue
        where = period.weekday, period.week
        if not all(texts):
            problems.append(Problem('half', *where, texts[0] or texts[1]))
            continue
        hours = []
        for text in texts:
            try:
                hours.append(read_hour(text))
            except ValueError:
                problems.append(Problem('text', *where, text))
        if len(hours) < 2:
            continue
        if hours[1] <= hours[0]:
            problems.append(Problem('order', *where, f'{texts[0]}–{texts[1]}'))
            continue
        found.append(Attendance(period.weekday, hours[0], hours[1], period.week))
    found.sort(key=lambda line: (line.week or 0, line.weekday, line.hour_from))
    for one, other in zip(found, found[1:]):  # noqa: B905 (the second is shorter by one)
        same_day = (one.week, one.weekday) == (other.week, other.weekday)
        if same_day and other.hour_from < one.hour_to:
            value = f'{show_hour(other.hour_from)}–{show_hour(other.hour_to)}'
            problems.append(Problem('overlap', other.weekday, other.week or 0, value))
    return found, problems


def days_of(lines: Iterable[Attendance], week: int | None = None) -> dict[int, tuple[Span, ...]]:
    """``{weekday: spans}`` of a pattern's lines, pauses taken out; of one week of two, or all."""
    work: dict[int, list[Span]] = {}
    chosen = [line for line in lines if week is None or (line.week or 0) == week]
    for line in chosen:
        if not line.pause:
            work.setdefault(line.weekday, []).append((line.hour_from, line.hour_to))
    for line in chosen:
        if line.pause and line.weekday in work:
            work[line.weekday] = [
                part
                for begin, end in work[line.weekday]
                for part in ((begin, min(end, line.hour_from)), (max(begin, line.hour_to), end))
                if part[0] < part[1]
            ]
    return {day: tuple(sorted(set(spans))) for day, spans in sorted(work.items()) if spans}


def grouped(days: dict[int, tuple[Span, ...]]) -> list[tuple[list[int], tuple[Span, ...]]]:
    """Runs of neighbouring weekdays with the same hours, to be read in one line."""
    runs: list[tuple[list[int], tuple[Span, ...]]] = []
    for day, spans in sorted(days.items()):
        if runs and runs[-1][1] == spans and runs[-1][0][-1] == day - 1:
            runs[-1][0].append(day)
        else:
            runs.append(([day], spans))
    return runs
