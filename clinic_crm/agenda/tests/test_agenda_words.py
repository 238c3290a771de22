from datetime import date, datetime

import pytest

from odoo.addons.clinic_crm.agenda import (
    day_in_words,
    moment_in_words,
    near_day_in_words,
    short_moment,
)

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ('local', 'words'),
    [
        (datetime(2026, 11, 26, 10, 30), 'jueves 26 de noviembre a las 10:30 a. m.'),
        (datetime(2026, 11, 26, 13, 5), 'jueves 26 de noviembre a la 1:05 p. m.'),
        (datetime(2026, 11, 28, 0, 0), 'sábado 28 de noviembre a las 12:00 a. m.'),
        (datetime(2026, 12, 1, 12, 0), 'martes 1 de diciembre a las 12:00 p. m.'),
        (datetime(2027, 1, 1, 9, 0), 'viernes 1 de enero de 2027 a las 9:00 a. m.'),
    ],
)
def test_in_spanish(local, words):
    assert moment_in_words(local, TODAY) == words


def test_without_today_the_year_is_said():
    assert day_in_words(date(2026, 11, 26)) == 'jueves 26 de noviembre de 2026'


def test_near_days():
    at = datetime(2026, 11, 21, 10, 30)
    assert near_day_in_words(at, TODAY) == 'mañana sábado 21 de noviembre a las 10:30 a. m.'
    assert near_day_in_words(at, at.date()).startswith('hoy sábado 21')
    assert near_day_in_words(at, date(2026, 11, 2)).startswith('el sábado 21')


def test_short_enough_for_a_row():
    assert short_moment(datetime(2026, 11, 21, 10, 30)) == 'sáb 21 nov, 10:30 a. m.'
    moments = [datetime(2026, month, day, 22, 45) for month in range(1, 13) for day in (9, 28)]
    assert max(map(len, map(short_moment, moments))) <= 24
