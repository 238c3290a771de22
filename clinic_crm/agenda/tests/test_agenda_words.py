from datetime import date, datetime

import pytest

from odoo.addons.clinic_crm.agenda import day_in_words, moment_in_words

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
