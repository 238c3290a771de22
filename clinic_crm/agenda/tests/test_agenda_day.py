from datetime import date, datetime

import pytest

from odoo.addons.clinic_crm.agenda import Spans, epoch, free_gaps, halves, zone

CLOCK = zone('America/Mexico_City')
DAY = date(2026, 11, 26).toordinal()


def spans(*hours):
    """Working hours of the day, as pairs of wall-clock hours."""
    return Spans.of([(at(a), at(b)) for a, b in hours])


def at(hour):
    return CLOCK.utc(epoch(datetime(2026, 11, 26))) + round(hour * 3600)


@pytest.mark.parametrize(
    ('hours', 'morning', 'afternoon'),
    [
        ([(9, 14), (16, 20)], (9, 14), (16, 20)),
        ([(8, 12), (13, 18)], (8, 12), (13, 18)),
        ([(9, 18)], (9, 14), (14, 18)),
        ([(9, 14)], (9, 14), None),
        ([(16, 20)], None, (16, 20)),
        ([(7, 8), (9, 13), (15, 19)], (7, 13), (15, 19)),
        ([(7, 8), (10, 18)], (7, 14), (14, 18)),
        ([], None, None),
    ],
)
def test_halves(hours, morning, afternoon):
    expected = tuple(half and (at(half[0]), at(half[1])) for half in (morning, afternoon))
    assert halves(spans(*hours), CLOCK, DAY) == expected


def test_other_days_do_not_count():
    yesterday = Spans.of([(at(-10), at(-6))])
    assert halves(spans((9, 14)) | yesterday, CLOCK, DAY)[0] == (at(9), at(14))


def test_gaps():
    gaps = free_gaps(spans((9, 14), (16, 20)), spans((9, 10), (10.1, 13)), at(0), at(18))
    assert gaps == [(at(13), at(14)), (at(16), at(18))]  # six minutes are nobody's gap
