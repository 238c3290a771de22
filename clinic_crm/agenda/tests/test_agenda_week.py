import pytest

from odoo.addons.clinic_crm.agenda.hours import Attendance
from odoo.addons.clinic_crm.agenda.week import (
    Period,
    Problem,
    days_of,
    grouped,
    read_hour,
    read_week,
    show_hour,
)


@pytest.mark.parametrize(
    ('text', 'hour'),
    [
        ('9', 9), ('09:30', 9.5), ('9.30', 9.5), (' 16 h ', 16), ('16:00 hrs', 16), ('4 pm', 16),
        ('4:15 p.m.', 16.25), ('12 am', 0), ('12 pm', 12), ('24:00', 24), ('0', 0),
    ],
)  # fmt: skip
def test_times_as_people_write_them(text, hour):
    assert read_hour(text) == hour


@pytest.mark.parametrize('text', ['25', '24:01', '9:60', 'nueve', '', '-3', '13 pm', '9:5:1', '😀'])
def test_what_is_no_time(text):
    with pytest.raises(ValueError):
        read_hour(text)


def test_shown_as_written():
    assert [show_hour(hour) for hour in (9, 9.5, 16.25, 24)] == ['9:00', '9:30', '16:15', '24:00']


def test_a_split_week():
    lines, problems = read_week([Period(0, '16', '19'), Period(0, '9', '14'), Period(1, '', '')])
    assert not problems
    assert lines == [Attendance(0, 9, 14, 0), Attendance(0, 16, 19, 0)]


def test_everything_wrong_is_told_at_once():
    _lines, problems = read_week(
        [
            Period(0, '9', ''),
            Period(1, 'mañana', '14'),
            Period(2, '14', '9'),
            Period(3, '9', '14'),
            Period(3, '13', '15'),
            Period(3, '9', '14', week=1),
        ]
    )
    assert problems == [
        Problem('half', 0, 0, '9'),
        Problem('text', 1, 0, 'mañana'),
        Problem('order', 2, 0, '14–9'),
        Problem('overlap', 3, 0, '13:00–15:00'),
    ]


def test_periods_may_touch():
    assert not read_week([Period(0, '9', '14'), Period(0, '14', '19')])[1]


def test_pauses_are_taken_out_and_equal_days_joined():
    lines = [Attendance(day, 9, 18) for day in range(5)]
    lines += [Attendance(day, 13, 14, pause=True) for day in range(5)] + [Attendance(5, 9, 13)]
    assert grouped(days_of(lines)) == [([0, 1, 2, 3, 4], ((9, 13), (14, 18))), ([5], ((9, 13),))]


def test_one_week_of_two():
    lines = [Attendance(0, 9, 14, 0), Attendance(2, 9, 14, 0), Attendance(1, 16, 19, 1)]
    assert grouped(days_of(lines, 0)) == [([0], ((9, 14),)), ([2], ((9, 14),))]
    assert grouped(days_of(lines, 1)) == [([1], ((16, 19),))]
