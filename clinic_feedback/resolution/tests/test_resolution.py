"""When an answer becomes a case, and whose it is."""

from datetime import datetime, timedelta

import pytest

from odoo.addons.clinic_feedback.resolution import (
    Facts,
    Route,
    Step,
    Thresholds,
    choose,
    judge,
    next_hour,
    next_step,
    worst,
)

USUAL = Thresholds(five=2, ten=6)


@pytest.mark.parametrize(
    ('score', 'least', 'most', 'severity'),
    [
        (1, 1, 5, 'alta'),
        (2, 1, 5, 'media'),
        (3, 1, 5, ''),
        (5, 1, 5, ''),
        (0, 0, 10, 'alta'),
        (2, 0, 10, 'alta'),
        (3, 0, 10, 'media'),
        (6, 0, 10, 'media'),
        (7, 0, 10, ''),
        (1, 1, 3, 'alta'),  # the worst of three faces
        (2, 1, 3, ''),
        (None, 1, 5, ''),
        (4, 4, 4, ''),  # no scale at all
    ],
)
def test_scores(score, least, most, severity):
    assert judge(USUAL, score, least, most) == (severity, 'score' if severity else '')


@pytest.mark.parametrize(
    ('comment', 'threshold', 'severity'),
    [
        ('ninguna', 'alta', ''),
        ('alta', 'alta', 'alta'),
        ('critica', 'alta', 'critica'),
        ('alta', 'critica', ''),
        ('critica', 'critica', 'critica'),
        ('critica', '', ''),
    ],
)
def test_comments(comment, threshold, severity):
    assert judge(Thresholds(2, 6, threshold), comment=comment)[0] == severity


def test_the_graver_counts_and_both_are_named():
    assert judge(USUAL, 2, comment='critica') == ('critica', 'both')
    assert judge(USUAL, 1, comment='ninguna') == ('alta', 'score')


def test_what_cannot_wait_is_critical_whatever_the_clinic_has_set():
    never = Thresholds(five=0, ten=-1, comment='')
    assert judge(never, 5, urgent=True) == ('critica', 'urgent')
    assert judge(never, 1, comment='critica') == ('', '')
    assert judge(never, 0, 0, 10) == ('', '')


def test_worst():
    assert worst('media', '', 'critica', 'alta') == 'critica'
    assert worst('', '') == worst() == ''


def test_the_first_route_that_fits():
    routes = [
        Route(1, aspect='espera', branch=7),
        Route(2, practitioner=5),
        Route(3, specialty=9, least='alta'),
        Route(4, least='critica'),
    ]
    assert choose(routes, Facts('media', ('trato', 'espera'), practitioner=5, branch=7)) == 1
    assert choose(routes, Facts('media', ('espera',), practitioner=5, branch=8)) == 2
    assert choose(routes, Facts('media', specialty=9)) == 0
    assert choose(routes, Facts('alta', specialty=9)) == 3
    assert choose(routes, Facts('critica', ('costo',))) == 4
    assert choose([], Facts('critica')) == 0


def test_the_chain_counts_from_the_deadline():
    deadline = datetime(2026, 11, 26, 10, 30)
    chain = [Step(0, 1), Step(240, 2)]
    assert next_step(chain, 0, deadline) == deadline
    assert next_step(chain, 1, deadline) == deadline + timedelta(hours=4)
    assert next_step(chain, 2, deadline) is None
    assert next_step([], 0, deadline) is None


@pytest.mark.parametrize(
    ('at', 'hour'),
    [
        (datetime(2026, 11, 25, 10, 45), datetime(2026, 11, 25, 11)),
        (datetime(2026, 11, 25, 10), datetime(2026, 11, 25, 10)),
        (datetime(2026, 11, 25, 10, 0, 0, 1), datetime(2026, 11, 25, 11)),
        (datetime(2026, 12, 31, 23, 59, 59), datetime(2027, 1, 1)),
    ],
)
def test_the_full_hour_a_clock_begins_at(at, hour):
    assert next_hour(at) == hour
