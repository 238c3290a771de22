import random

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_whatsapp.cloud_api import SecondWindow, pair_after, pair_wait


@given(limit=st.integers(1, 30), gaps=st.lists(st.floats(0, 0.4), min_size=1, max_size=200))
def test_no_second_holds_more(limit, gaps):
    window, now, sent = SecondWindow(limit), 1000.0, []
    for gap in gaps:
        now += gap
        now += window.wait(now)
        if window.wait(now) > 0:  # rounding of the sum
            now += 1e-6
        window.note(now)
        sent.append(now)
    for start in sent:
        assert sum(start <= moment < start + 1.0 - 1e-5 for moment in sent) <= limit


def test_eighty_a_second_are_reached():
    window, now = SecondWindow(80), 0.0
    for _ in range(800):
        now += window.wait(now)
        window.note(now)
    assert 8.9 <= now <= 9.1


def test_slower_and_faster():
    window = SecondWindow(80)
    window.shrink()
    assert window.limit == 40
    for _ in range(100):
        window.grow(70)
    assert window.limit == 70
    for _ in range(20):
        window.shrink()
    assert window.limit == 1


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
