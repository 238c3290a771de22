from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_crm.agenda.intervals import (
    ALWAYS,
    EMPTY,
    Spans,
    at_least,
    epoch,
    moment,
    starts_that_fit,
    union,
)

LIMIT = 60
pairs = st.lists(st.tuples(st.integers(0, LIMIT), st.integers(0, LIMIT)), max_size=8)


def points(spans):
    return {second for start, stop in spans for second in range(start, stop)}


def assert_normal(spans):
    edges = [edge for pair in spans for edge in pair]
    assert edges == sorted(set(edges)), "spans are ordered, not empty and do not touch"


@given(pairs, pairs)
def test_the_algebra_is_that_of_sets_of_seconds(a, b):
    one, other = Spans.of(a), Spans.of(b)
    cases = {
        '|': (one | other, points(one) | points(other)),
        '&': (one & other, points(one) & points(other)),
        '-': (one - other, points(one) - points(other)),
        'gaps': (one.gaps(5, 50), set(range(5, 50)) - points(one)),
        'clip': (one.clip(5, 50), set(range(5, 50)) & points(one)),
        'shift': (one.shift(7), {second + 7 for second in points(one)}),
    }
    for name, (spans, expected) in cases.items():
        assert points(spans) == expected, name
        assert_normal(spans)
    assert points(one) == {second for start, stop in a for second in range(start, stop)}


@given(st.lists(pairs, max_size=4), st.integers(1, 4))
def test_seats_free_at_the_same_time(lists, count):
    sets = [Spans.of(entry) for entry in lists]
    expected = {
        second for second in range(LIMIT) if sum(second in points(s) for s in sets) >= count
    }
    assert points(at_least(count, sets)) == expected
    assert_normal(at_least(count, sets))
    assert points(union(sets)) == set().union(*map(points, sets))


@given(pairs, st.integers(0, LIMIT), st.integers(1, 20))
def test_questions_about_one_moment(a, start, length):
    spans, stop = Spans.of(a), start + length
    held = points(spans)
    assert spans.holds(start) == (start in held)
    assert spans.covers(start, stop) == (set(range(start, stop)) <= held)
    clash = spans.clash(start, stop)
    assert bool(clash) == bool(held & set(range(start, stop)))
    if clash:
        assert clash in list(spans)
    assert spans.seconds(start, stop) == len(held & set(range(start, stop)))


@given(
    pairs, pairs, st.integers(1, 15), st.integers(0, 5), st.integers(0, 5),
    st.integers(0, 30), st.integers(0, LIMIT),
)  # fmt: skip
def test_starts_that_fit(a, b, length, before, after, since, until):
    opening, busy = Spans.of(a), Spans.of(b)
    held, taken = points(opening), points(busy)
    expected = {
        s
        for s in range(since, until)
        if set(range(s, s + length)) <= held
        and not taken & set(range(s - before, s + length + after))
    }
    found = starts_that_fit(opening, busy, length, before, after, since, until)
    assert points(found) == expected
    assert list(found) == sorted(found)


def test_always_and_never():
    assert not EMPTY
    assert list((ALWAYS - Spans.of([(0, 10)])).clip(-5, 20)) == [(-5, 0), (10, 20)]
    assert Spans.of([(3, 3), (5, 4)]) == EMPTY
    assert hash(Spans.of([(1, 2), (2, 3)])) == hash(Spans.of([(1, 3)]))


def test_datetimes_are_naive_utc():
    noon = datetime(2026, 11, 21, 12)
    assert moment(epoch(noon)) == noon
    assert epoch(noon.replace(microsecond=999_999)) == epoch(noon)
    assert epoch(datetime(1969, 12, 31, 23, 59, 59)) == -1
    with pytest.raises(ValueError, match="naive"):
        epoch(noon.replace(tzinfo=timezone.utc))
