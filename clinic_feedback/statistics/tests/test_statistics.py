"""Figures against tables worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_feedback.statistics import FEWEST, nps, ranked, satisfied, share

SCORES = st.dictionaries(st.integers(0, 10), st.integers(0, 200))


@pytest.mark.parametrize(
    ('hits', 'n', 'low', 'high'),
    # Wilson's interval, z = 1.959964: worked out by hand from its formula
    [
        (8, 10, 0.4902, 0.9433),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 2, 0.0945, 0.9055),
        (45, 60, 0.6277, 0.8422),
    ],
)
def test_shares(hits, n, low, high):
    found = share(hits, n)
    assert found.value == hits / n
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_satisfied():
    # 3 + 5 of 2 + 1 + 4 + 3 + 5 = 15
    assert (satisfied({1: 2, 2: 1, 3: 4, 4: 3, 5: 5}).hits, satisfied({5: 1}).n) == (8, 1)
    assert satisfied({1: 2, 2: 1, 3: 4, 4: 3, 5: 5}).value == pytest.approx(8 / 15)


def test_recommendation():
    """10 promoters, 5 passives, 5 detractors: (10 - 5) / 20 = 0.25.

    With three more answers: p = 10.75/23 = .46739, d = 5.75/23 = .25, middle = .21739,
    variance = .71739 - .04726 = .67013, reach = 1.959964 * sqrt(.67013/23) = .33456.
    """
    found = nps({10: 6, 9: 4, 8: 3, 7: 2, 6: 1, 3: 2, 0: 2})
    assert (found.promoters, found.detractors, found.n) == (10, 5, 20)
    assert found.value == 0.25
    assert found.low == pytest.approx(-0.11716, abs=5e-5)
    assert found.high == pytest.approx(0.55195, abs=5e-5)


def test_a_zero_is_an_answer():
    assert nps({0: 1}).value == -1
    assert nps({0: 1}).n == 1


def test_nobody_answered():
    assert (share(0, 0).value, share(0, 0).low, share(0, 0).high) == (0, 0, 1)
    assert (nps({}).value, nps({}).low, nps({}).high) == (0, -1, 1)


def test_wrong_scores_are_refused():
    for counts in ({6: 1}, {0: 1}, {3: -1}):
        with pytest.raises(ValueError):
            satisfied(counts)
    with pytest.raises(ValueError):
        nps({11: 1})
    with pytest.raises(ValueError):
        share(3, 2)


def test_nobody_is_ranked_by_few_answers():
    groups = [('a', 50, 0.2), ('b', FEWEST - 1, 1.0), ('c', FEWEST, 0.9), ('d', 0, 0.0)]
    best, few = ranked(groups, n=lambda g: g[1], value=lambda g: g[2])
    assert [group[0] for group in best] == ['c', 'a']
    assert [group[0] for group in few] == ['b', 'd']


@given(SCORES)
def test_the_interval_is_around_the_middle(counts):
    found = nps(counts)
    assert -1 <= found.low <= found.high <= 1
    assert found.promoters + found.detractors <= found.n
