import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_whatsapp.cloud_api import Turns, pair_after, pair_wait
from odoo.addons.clinic_whatsapp.cloud_api.rate import SLACK


@given(
    limit=st.integers(1, 200),
    steps=st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, SLACK)), min_size=1, max_size=200),
)
def test_no_second_holds_more(limit, steps):
    """However many want to go at once, and though each goes a little late."""
    now, sent = 1000.0, []
    turns = Turns(limit, now)
    for gap, late in steps:
        now += gap if gap > 0.2 else 0
        sent.append(turns.next(now) + late)
    for start in sent:
        assert sum(start <= moment < start + 1.0 - 1e-6 for moment in sent) <= limit


def test_nearly_all_that_is_allowed_goes():
    turns = Turns(84, 0.0)
    assert 9.9 <= [turns.next(0.0) for _ in range(800)][-1] <= 10.1


def test_how_far_turns_are_given():
    turns = Turns(10, 5.0)
    for _ in range(20):
        turns.next(5.0)
    assert 2.0 < turns.ahead(5.0) < 2.3
    assert turns.ahead(9.0) == 0.0


def test_a_number_sends_something():
    with pytest.raises(ValueError):
        Turns(0, 0.0)


def test_one_person():
    """A burst is borrowed from the time to come."""
    chance = random.Random(2)
    due, now, sent = 0.0, 1000.0, []
    for _ in range(300):
        now += chance.uniform(0, 3)
        now += pair_wait(due, now, burst=5)
        due = pair_after(due, now)
        sent.append(now)
    assert sent[4] - sent[0] < 13, "five at once after a silence"
    for count in range(1, 200):
        assert sent[-1] - sent[-1 - count] >= (count - 5) * 6.0 - 1e-6
    assert pair_wait(0.0, 1000.0) == 0.0
    assert pair_wait(pair_after(0.0, 1000.0), 1001.0) == 5.0
