"""Places of group sessions against brute force: random clinics, every start."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.clinic_crm.agenda import Busy, Code, Plan, Session, Slot, World, epoch
from odoo.addons.clinic_crm.agenda.tests.test_agenda_slots_oracle import (
    SPAN,
    allowed,
    at,
    choices,
    clinics,
    on_grid,
    requests,
    ticks,
)

AGREED = (Code.OUTSIDE_HOURS, Code.LEAVE)


@st.composite
def groups(draw):
    """A clinic with sessions, and somebody who wants a place."""
    world, rows = draw(clinics())
    request = draw(requests(world))
    sessions = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(ticks)
        seats = draw(st.integers(1, 4))
        sessions.append(
            Session(
                number,
                at(start),
                at(start + request.duration),
                seats,
                draw(st.integers(0, seats)),
                frozenset(draw(st.sets(st.sampled_from(sorted(world.resources)), min_size=1))),
                frozenset(draw(st.sets(st.sampled_from(AGREED)))),
            )
        )
    # what they take is taken for all others
    rows += [(resource, 1, one.start, one.stop) for one in sessions for resource in one.resources]
    changed = replace(
        request, places=draw(st.integers(1, 2)), new_sessions=draw(st.booleans())
    )  # fmt: skip
    return World(world.resources, Busy.of_rows(rows), tuple(sessions)), rows, changed


def works(resource, session):
    """Whether a resource works all through a session, or it was agreed that it does."""
    open_ = resource.hours is None or any(
        a <= epoch(session.start) and epoch(session.stop) <= b for a, b in resource.hours.open
    )
    away = any(c.start < session.stop and c.stop > session.start for c in resource.closures)
    return (open_ or Code.OUTSIDE_HOURS in session.agreed) and (
        not away or Code.LEAVE in session.agreed
    )


def joinable(world, request, minute):
    """The sessions that take the request at this minute, by the definitions."""
    needed = {number for role in request.roles for number in role.alternatives}
    return {
        one.id
        for one in world.sessions
        if one.start == at(minute)
        and one.seats - one.taken >= request.places
        and all(set(role.alternatives) & one.resources for role in request.roles)
        and all(works(world.resources[number], one) for number in one.resources & needed)
    }


@settings(max_examples=80, deadline=None)
@given(groups())
def test_places_are_brute_force(found):
    world, rows, request = found
    plan = Plan(world, request)
    slots = {slot.start: slot for slot in plan.search(at(0), at(SPAN))}
    for minute in range(0, SPAN, 10):
        sessions = joinable(world, request, minute) if allowed(request, minute) else set()
        new = (
            list(choices(world, rows, request, minute))
            if request.new_sessions and allowed(request, minute)
            else []
        )
        verdict = plan.fits(at(minute))
        assert isinstance(verdict, Slot) == bool(sessions or new), (minute, verdict)
        if sessions:
            assert verdict.session in sessions
            assert not verdict.lines
        elif new:
            assert verdict.session is None
            assert verdict.stop - verdict.start == timedelta(minutes=request.duration)
        shown = sessions or any(on_grid(world, request, one[0][0], minute) for one in new)
        assert (at(minute) in slots) == bool(shown), minute
        if shown:
            assert slots[at(minute)] == verdict, "what is shown is what is booked"
