from datetime import date

import pytest

from odoo.addons.clinic_crm.agenda.holidays import holidays, holidays_between


def days(year, *customary):
    return [f"{holiday.day:%m-%d}" for holiday in holidays(year, customary)]


@pytest.mark.parametrize(
    ('year', 'expected'),
    [
        (2024, '01-01 02-05 03-18 05-01 09-16 10-01 11-18 12-25'),
        (2025, '01-01 02-03 03-17 05-01 09-16 11-17 12-25'),
        (2026, '01-01 02-02 03-16 05-01 09-16 11-16 12-25'),
        (2027, '01-01 02-01 03-15 05-01 09-16 11-15 12-25'),
        (2030, '01-01 02-04 03-18 05-01 09-16 10-01 11-18 12-25'),
        (2018, '01-01 02-05 03-19 05-01 09-16 11-19 12-01 12-25'),
        (2005, '01-01 02-05 03-21 05-01 09-16 11-20 12-25'),
        (2006, '01-01 02-06 03-20 05-01 09-16 11-20 12-01 12-25'),
    ],
)
def test_statutory_days(year, expected):
    assert days(year) == expected.split()


def test_the_transmission_comes_every_six_years():
    years = [
        (holiday.day.year, holiday.day.month)
        for holiday in holidays_between(date(2000, 1, 1), date(2042, 12, 31))
        if holiday.code == 'transmission'
    ]
    assert years == [
        (2000, 12), (2006, 12), (2012, 12), (2018, 12), (2024, 10), (2030, 10), (2036, 10),
        (2042, 10),
    ]  # fmt: skip


def test_customary_days_only_when_wanted():
    assert days(2026, 'good_friday', 'holy_thursday')[3:5] == ['04-02', '04-03']
    assert not any(holiday.customary for holiday in holidays(2026))
    assert [h.code for h in holidays(2027, ['good_friday']) if h.customary] == ['good_friday']


def test_between_two_dates_inclusive():
    found = holidays_between(date(2026, 12, 25), date(2027, 2, 1))
    assert [holiday.code for holiday in found] == ['christmas', 'new_year', 'constitution']
