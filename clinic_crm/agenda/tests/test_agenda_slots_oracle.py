"""The search against brute force: random clinics, every start, every choice of resources."""

from datetime import datetime, timedelta
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.clinic_crm.agenda import (
    Busy,
    Closure,
    Hours,
    Plan,
    Policy,
    Refusal,
    Request,
    Resource,
    Role,
    Slot,
    Spans,
    World,
    epoch,
    fits,
)

BASE = datetime(2026, 11, 23)
SPAN = 30 * 60  # minutes looked at: more than one piece of the search
UNIT = 10


def at(minute):
    return BASE + timedelta(minutes=minute)


def seconds(minute):
    return epoch(at(minute))


ticks = st.integers(0, SPAN // UNIT).map(lambda n: n * UNIT)
stretches = st.tuples(ticks, st.integers(1, 30).map(lambda n: n * UNIT)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
small = st.sampled_from([0, 0, 5, 10, 25])


@st.composite
def resources(draw, number):
    hours = None
    if draw(st.integers(0, 4)):
        pairs = draw(st.lists(st.tuples(ticks, st.integers(5, 60)), min_size=1, max_size=4))
        hours = Hours.of(Spans.of((seconds(a), seconds(a + n * UNIT)) for a, n in pairs))
    closures = tuple(
        Closure(at(a), at(b)) for a, b in draw(st.lists(stretches, max_size=2))
    )  # fmt: skip
    return Resource(
        number, hours, closures, draw(st.sampled_from([1, 1, 2, 3])), draw(small), draw(small)
    )


@st.composite
def clinics(draw):
    found = {n: draw(resources(n)) for n in range(1, draw(st.integers(1, 5)) + 1)}
    seats = [(r.id, seat) for r in found.values() for seat in range(1, r.capacity + 1)]
    taken = draw(st.lists(st.tuples(st.sampled_from(seats), stretches), max_size=25))
    rows = [(r, seat, at(a), at(b)) for (r, seat), (a, b) in taken]
    return World(found, Busy.of_rows(rows)), rows


@st.composite
def requests(draw, world):
    ids = st.sampled_from(sorted(world.resources))
    roles = tuple(
        Role(
            f"role{n}",
            tuple(draw(st.lists(ids, min_size=1, max_size=3, unique=True))),
            draw(st.sampled_from([1, 1, 1, 2])),
            draw(st.booleans()),
            draw(st.sampled_from([None, None, 0, 15])),
        )
        for n in range(draw(st.integers(1, 3)))
    )
    return Request(
        draw(st.sampled_from([10, 20, 30, 45, 90])),
        roles,
        'UTC',
        Policy(
            at(draw(ticks) // 3), draw(st.sampled_from([0, 60])), draw(st.sampled_from([None, 0]))
        ),
        buffer_before=draw(small),
        buffer_after=draw(small),
        step=draw(st.sampled_from([10, 15, 20])),
        opening_grid=draw(st.booleans()),
        patient_busy=Spans.of(
            (seconds(a), seconds(b)) for a, b in draw(st.lists(stretches, max_size=1))
        ),
    )


def free_seats(world, rows, request, role, number, minute):
    """The seats of a resource that are free for a visit at this minute, by the definitions."""
    resource = world.resources[number]
    start, stop = at(minute), at(minute + request.duration)
    if resource.hours and not any(
        a <= epoch(start) and epoch(stop) <= b for a, b in resource.hours.open
    ):
        return []
    if any(c.start < stop and c.stop > start for c in resource.closures):
        return []
    before = request.buffer_before if role.buffer_before is None else role.buffer_before
    block_start = start - timedelta(minutes=max(before, resource.buffer_before))
    block_stop = stop + timedelta(minutes=max(request.buffer_after, resource.buffer_after))
    return [
        seat
        for seat in range(1, resource.capacity + 1)
        if not any(
            r == number and s == seat and a < block_stop and b > block_start for r, s, a, b in rows
        )
    ]


def choices(world, rows, request, minute):
    """All complete choices at this minute: a tuple of (resource, seats) per role."""
    per_role = [
        [
            (number, seats)
            for number in role.alternatives
            for seats in combinations(
                free_seats(world, rows, request, role, number, minute), role.seats
            )
        ]
        for role in request.roles
    ]
    for choice in product(*per_role):
        used = [(number, seat) for number, seats in choice for seat in seats]
        if len(used) == len(set(used)):
            yield choice


def allowed(request, minute):
    earliest = request.policy.now + timedelta(minutes=request.policy.notice)
    if at(minute) < earliest:
        return False
    if request.policy.max_days is not None and at(minute).date() > request.policy.now.date():
        return False
    stop = at(minute + request.duration)
    return not any(a < epoch(stop) and b > seconds(minute) for a, b in request.patient_busy)


def on_grid(world, request, number, minute):
    hours = world.resources[number].hours
    if not request.opening_grid or hours is None:
        return minute % 1440 % request.step == 0
    before = [a for a in hours.open.starts if a <= seconds(minute)]
    return bool(before) and (seconds(minute) - before[-1]) % (request.step * 60) == 0


def agree(world, rows, request):
    plan = Plan(world, request)
    slots = {slot.start: slot for slot in plan.search(at(0), at(SPAN))}
    assert list(slots) == sorted(slots)
    shown = set()
    for minute in range(0, SPAN, 5):
        possible = list(choices(world, rows, request, minute)) if allowed(request, minute) else []
        verdict = plan.fits(at(minute))
        assert isinstance(verdict, Slot) == bool(possible), (minute, verdict)
        if isinstance(verdict, Refusal):
            assert verdict.reasons
        if any(on_grid(world, request, choice[0][0], minute) for choice in possible):
            shown.add(at(minute))
            assert slots.get(at(minute)) == verdict, "what is shown is what is booked"
        if isinstance(verdict, Slot):
            used = [(line.resource, line.seat) for line in verdict.lines]
            assert len(used) == len(set(used)) == sum(role.seats for role in request.roles)
            assert any(
                set(used) == {(number, seat) for number, seats in choice for seat in seats}
                for choice in possible
            )
    assert set(slots) == shown
    return plan


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_search_and_fits_are_brute_force(data):
    world, rows = data.draw(clinics())
    request = data.draw(requests(world))
    plan = agree(world, rows, request)
    # Packing chooses among what fits, and never hides a whole free stretch from everybody.
    packed = list(plan.search(at(0), at(SPAN), pack=30))
    for slot in packed:
        assert isinstance(plan.fits(slot.start), Slot)
        assert fits(world, request.pinned(slot), slot.start).resources == slot.resources
    # Reading in small bites gives the same as reading at once.
    middle = at(SPAN // 2 + 5)
    halves = [*plan.search(at(0), middle), *plan.search(middle, at(SPAN))]
    assert halves == list(plan.search(at(0), at(SPAN)))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_booking_until_nothing_is_left_never_overlaps(data):
    world, rows = data.draw(clinics())
    request = data.draw(requests(world))
    booked = []
    for _turn in range(12):
        slot = next(Plan(world, request).search(at(0), at(SPAN)), None)
        if slot is None:
            break
        booked += slot.lines
        world = world.plus(slot.lines)
    for one, other in combinations(booked, 2):
        if (one.resource, one.seat) == (other.resource, other.seat):
            assert one.block_stop <= other.block_start or other.block_stop <= one.block_start
    for line in booked:
        assert not any(
            (r, s) == (line.resource, line.seat) and a < line.block_stop and b > line.block_start
            for r, s, a, b in rows
        )


@pytest.mark.parametrize('form', ['rows', 'arrays'])
def test_two_ways_to_tell_what_is_taken(form):
    rows = [(1, 1, at(0), at(30)), (1, 1, at(30), at(60)), (1, 2, at(15), at(45))]
    taken = Busy.of_rows(reversed(rows))
    if form == 'arrays':
        taken = Busy.of_arrays(
            [(1, 1, [seconds(0), seconds(30)], [seconds(30), seconds(60)]),
             (1, 2, [seconds(15)], [seconds(45)])]
        )  # fmt: skip
    assert list(taken.of(1, 1)) == [(seconds(0), seconds(60))]
    assert list(taken.of(1, 2)) == [(seconds(15), seconds(45))]
    assert not taken.of(1, 3)
