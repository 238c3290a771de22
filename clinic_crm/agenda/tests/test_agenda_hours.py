import math
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from odoo.addons.clinic_crm.agenda.hours import (
    Attendance,
    Pattern,
    Shift,
    day_off,
    expand,
    expand_shifts,
    week_type,
    whole_minutes,
)
from odoo.addons.clinic_crm.agenda.intervals import epoch, moment
from odoo.addons.clinic_crm.agenda.zones import UnknownZone, zone

MEXICO, TIJUANA = 'America/Mexico_City', 'America/Tijuana'
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


def utc(text):
    return datetime.fromisoformat(text)


def spans(hours):
    return [(f"{moment(a):%m-%d %H:%M}", f"{moment(b):%m-%d %H:%M}") for a, b in hours.open]


def pattern(*lines, tz=MEXICO, **options):
    return Pattern(tuple(Attendance(*line) for line in lines), tz, **options)


def test_a_split_day_in_mexico_city():
    monday = date(2026, 11, 23)
    hours = expand(pattern((0, 9, 14), (0, 16, 20.5)), monday, monday)
    assert spans(hours) == [('11-23 15:00', '11-23 20:00'), ('11-23 22:00', '11-24 02:30')]
    assert [moment(a) for a in hours.anchors] == [
        utc('2026-11-23 15:00'), utc('2026-11-23 22:00')
    ]  # fmt: skip


def test_week_parity_is_odoos():
    day = date(2020, 1, 1)
    for _step in range(4000):
        assert week_type(day) == int(math.floor((day.toordinal() - 1) / 7) % 2)
        day += timedelta(days=1)
    # Monday to Sunday are one week; it alternates across the 53 weeks of 2026 as well.
    assert {week_type(date(2026, 11, 23) + timedelta(days=n)) for n in range(7)} == {0}
    assert week_type(date(2026, 11, 22)) == week_type(date(2026, 11, 30)) == 1
    assert week_type(date(1, 1, 1)) == 0
    mondays = [date(2026, 12, 21) + timedelta(weeks=n) for n in range(4)]
    assert [week_type(day) for day in mondays] == [0, 1, 0, 1]


def test_two_week_pattern():
    lines = (Attendance(0, 8, 9, week=0), Attendance(0, 10, 11, week=1), Attendance(1, 8, 9))
    two = expand(Pattern(lines, 'UTC', two_weeks=True), date(2026, 11, 23), date(2026, 12, 6))
    assert spans(two) == [
        ('11-23 08:00', '11-23 09:00'),
        ('11-24 08:00', '11-24 09:00'),  # a line without a week is of the first
        ('11-30 10:00', '11-30 11:00'),
    ]
    one = expand(Pattern(lines, 'UTC'), date(2026, 11, 23), date(2026, 11, 23))
    assert spans(one) == [('11-23 08:00', '11-23 09:00'), ('11-23 10:00', '11-23 11:00')]


def test_pauses_dates_and_hours_past_midnight():
    lines = (
        Attendance(6, 20, 30),  # Sunday 20:00 to Monday 06:00
        Attendance(0, 8, 17),
        Attendance(0, 13, 14, pause=True),
        Attendance(1, 8, 24),
        Attendance(2, 0, 2),
        Attendance(3, 8, 9, since=date(2026, 11, 27)),
        Attendance(4, 8, 9, since=date(2026, 11, 27), until=date(2026, 11, 27)),
    )
    hours = expand(Pattern(lines, 'UTC'), date(2026, 11, 23), date(2026, 12, 5))
    assert spans(hours) == [
        ('11-23 00:00', '11-23 06:00'),
        ('11-23 08:00', '11-23 13:00'),
        ('11-23 14:00', '11-23 17:00'),
        ('11-24 08:00', '11-25 02:00'),
        ('11-27 08:00', '11-27 09:00'),
        ('11-29 20:00', '11-30 06:00'),
        ('11-30 08:00', '11-30 13:00'),
        ('11-30 14:00', '11-30 17:00'),
        ('12-01 08:00', '12-02 02:00'),
        ('12-03 08:00', '12-03 09:00'),
    ]
    anchors = [moment(a) for a in hours.anchors]
    assert anchors[0] == utc('2026-11-22 20:00'), "the grid of a night counts from its beginning"
    assert utc('2026-11-23 14:00') in anchors and utc('2026-11-25 00:00') in anchors


@pytest.mark.parametrize(
    'tz', ['America/Tijuana', 'America/Ciudad_Juarez', 'America/Ojinaga', 'America/Matamoros']
)
@pytest.mark.parametrize('day', [SPRING, AUTUMN])
def test_the_border_changes_its_clocks(tz, day):
    every_day = pattern(*((n, 9, 17) for n in range(7)), tz=tz)
    before, after = (
        expand(every_day, d, d).open.starts[0] for d in (day - timedelta(1), day + timedelta(1))
    )
    assert after - before == (47 if day == SPRING else 49) * 3600
    for second in expand(every_day, day, day).open.starts:
        assert moment(second + zone(tz).offset(second)).hour == 9


@pytest.mark.parametrize(
    ('tz', 'hour'),
    [
        ('America/Mexico_City', 15), ('America/Monterrey', 15), ('America/Merida', 15),
        ('America/Chihuahua', 15), ('America/Mazatlan', 16), ('America/Hermosillo', 16),
        ('America/Cancun', 14),
    ],
)  # fmt: skip
def test_the_rest_of_mexico_does_not(tz, hour):
    every_day = pattern(*((n, 9, 17) for n in range(7)), tz=tz)
    opening = expand(every_day, date(2026, 1, 1), date(2026, 12, 31)).open
    assert {moment(second).hour for second in opening.starts} == {hour}
    assert len(opening) == 365


@pytest.mark.parametrize(
    ('day', 'hours', 'expected'),
    [
        # Spring: 02:00 to 03:00 is missing; 10:00 UTC is the moment of the jump.
        (SPRING, (0, 6), ('08:00', '13:00')),
        (SPRING, (2.5, 6), ('10:00', '13:00')),
        (SPRING, (0, 2.5), ('08:00', '10:00')),
        (SPRING, (2.25, 2.75), None),
        # Autumn: 01:00 to 02:00 comes twice; open from the first, closed after the last.
        (AUTUMN, (0, 6), ('07:00', '14:00')),
        (AUTUMN, (1.5, 6), ('08:30', '14:00')),
        (AUTUMN, (0, 1.5), ('07:00', '09:30')),
        (AUTUMN, (1, 2), ('08:00', '10:00')),
    ],
)
def test_hours_at_the_jump_of_the_clock(day, hours, expected):
    found = [
        (f"{moment(a):%H:%M}", f"{moment(b):%H:%M}")
        for a, b in expand(pattern((6, *hours), tz=TIJUANA), day, day).open
    ]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize('name', [TIJUANA, 'Europe/Madrid', 'America/St_Johns', MEXICO])
def test_zones_agree_with_the_standard_library(name):
    clock, other = zone(name), ZoneInfo(name)
    for step in range(0, 366 * 24 * 2):
        second = epoch(datetime(2026, 1, 1)) + step * 1800
        aware = datetime.fromtimestamp(second, other)
        assert clock.offset(second) == aware.utcoffset().total_seconds()
        wall = epoch(aware.replace(tzinfo=None))
        first, last = clock.utc(wall), clock.utc(wall, last=True)
        assert first <= second <= last and second in (first, last)


def test_unknown_zone_and_bad_hours():
    for name in ('America/Nowhere', '', None, 'CST6CDT; DROP'):
        with pytest.raises(UnknownZone):
            pattern(tz=name)
    for line in ((7, 8, 9), (0, 9, 8), (0, -1, 8), (0, 8, 49)):
        with pytest.raises(ValueError):
            Attendance(*line)


def test_shifts_in_two_branches():
    shifts = (
        Shift(pattern((0, 9, 13)), branch=1),
        Shift(pattern((0, 16, 30), tz=TIJUANA), branch=2, until=date(2026, 11, 23)),
    )
    first, last = date(2026, 11, 23), date(2026, 11, 30)
    assert len(expand_shifts(shifts, first, last, branch=1).open) == 2
    border = expand_shifts(shifts, first, last, branch=2)
    assert spans(border) == [('11-24 00:00', '11-24 14:00')], "its last night is worked to its end"
    assert len(expand_shifts(shifts, first, last).open) == 3
    assert not expand_shifts(shifts, first, last, branch=3).open


def test_whole_days():
    assert day_off(MEXICO, date(2026, 11, 16)) == (utc('2026-11-16 06:00'), utc('2026-11-17 06:00'))
    start, stop = day_off(TIJUANA, AUTUMN, AUTUMN)
    assert stop - start == timedelta(hours=25)
    assert whole_minutes(utc('2026-11-16 06:00'), utc('2026-11-17 05:59:59')) == (
        epoch(utc('2026-11-16 06:00')),
        epoch(utc('2026-11-17 06:00')),
    )
