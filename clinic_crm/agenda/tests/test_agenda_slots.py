"""The slot search by example. Monday 23 November 2026, everything in UTC unless a test says so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from odoo.addons.clinic_crm.agenda import (
    Closure,
    Code,
    Plan,
    Policy,
    Refusal,
    Resource,
    Role,
    Slot,
    Spans,
    day_off,
    epoch,
    fits,
    search,
)
from odoo.addons.clinic_crm.agenda.tests.monday import (
    DAY,
    LASER,
    LUZ,
    OTHER_ROOM,
    ROOM,
    SAUL,
    at,
    day,
    hours,
    reasons,
    request,
    world,
)

MORNING_SHIFT = Resource(LUZ, hours(('9:00', '11:00')))


def test_half_open_ranges_touch():
    clinic = world(MORNING_SHIFT, taken=[(LUZ, 1, '9:30', '10:00')])
    assert day(clinic, request(step=30)) == ['09:00', '10:00', '10:30']


def test_a_longer_visit_consumes_what_follows():
    clinic = world(MORNING_SHIFT, taken=[(LUZ, 1, '10:00', '10:30')])
    assert day(clinic, request(60)) == ['09:00']
    assert day(clinic, request(90)) == []


def test_buffers_of_visit_room_and_role():
    room = Resource(ROOM, buffer_after=20)
    roles = (
        Role('practitioner', (LUZ,)),
        Role('room', (ROOM,)),
        Role('nurse', (3,), buffer_after=0),
    )
    clinic = world(MORNING_SHIFT, room, Resource(3), taken=[(ROOM, 1, '10:00', '11:00')])
    wanted = request(30, roles, buffer_before=5, buffer_after=10, step=5)
    slot = fits(clinic, wanted, at('9:10'))
    assert [(line.resource, f"{line.block_start:%H:%M}", f"{line.block_stop:%H:%M}")
            for line in slot.lines] == [
        (LUZ, '09:05', '09:50'), (ROOM, '09:05', '10:00'), (3, '09:05', '09:40'),
    ]  # fmt: skip
    assert (slot.start, slot.stop) == (at('9:10'), at('9:40'))
    assert day(clinic, wanted) == ['09:00', '09:05', '09:10']
    # Buffers may lie outside working hours; the visit may not.
    assert reasons(fits(clinic, wanted, at('8:55')))[0] == ('outside_hours', LUZ)


def test_practitioner_and_room_and_device():
    roles = (
        Role('practitioner', (LUZ, SAUL)),
        Role('room', (ROOM, OTHER_ROOM)),
        Role('device', (LASER,)),
    )
    clinic = world(
        *(Resource(id_, hours(('9:00', '10:30'))) for id_ in (LUZ, SAUL, ROOM, OTHER_ROOM, LASER)),
        taken=[
            (LUZ, 1, '9:00', '9:30'), (ROOM, 1, '9:00', '10:00'), (LASER, 1, '9:30', '10:00'),
        ],
    )  # fmt: skip
    slots = list(search(clinic, request(30, roles, step=30), at('0:00'), at('24:00')))
    assert [(f"{s.start:%H:%M}", s.resources) for s in slots] == [
        ('09:00', (SAUL, OTHER_ROOM, LASER)), ('10:00', (LUZ, ROOM, LASER)),
    ]  # fmt: skip
    refusal = fits(clinic, request(30, roles), at('9:30'))
    assert reasons(refusal) == [('busy', LASER)]
    assert refusal.reasons[0].until == at('10:00')


def test_seats():
    hall = Resource(ROOM, hours(('9:00', '10:00')), capacity=3)
    taken = [(ROOM, 1, '9:00', '10:00'), (ROOM, 3, '9:15', '9:45')]
    clinic = world(hall, taken=taken)
    assert fits(clinic, request(15, [Role('room', (ROOM,))]), at('9:00')).lines[0].seat == 2
    pair = request(15, [Role('room', (ROOM,), seats=2)])
    assert day(clinic, pair) == ['09:00', '09:45']
    refusal = fits(clinic, pair, at('9:15'))
    assert reasons(refusal) == [('capacity_full', ROOM)]
    assert refusal.reasons[0].until == at('9:45')
    too_many = fits(clinic, request(15, [Role('room', (ROOM,), seats=4)]), at('9:00'))
    assert reasons(too_many) == [('capacity_full', ROOM)] and too_many.reasons[0].until is None


def test_one_nurse_cannot_be_two():
    clinic = world(Resource(1), Resource(2), taken=[(2, 1, '9:00', '10:00')])
    roles = [Role('lead', (1, 2)), Role('second', (1,))]
    assert fits(clinic, request(30, roles), at('10:00')).resources == (2, 1)
    assert reasons(fits(clinic, request(30, roles), at('9:30'))) == [
        ('none_free', None), ('none_free', None)
    ]  # fmt: skip
    assert day(clinic, request(30, roles, step=60))[:2] == ['00:00', '01:00']
    assert '09:00' not in day(clinic, request(30, roles, step=60))


def test_why_not():
    leave = Closure(at('10:00'), at('11:00'), name="Congreso")
    start, stop = day_off('UTC', DAY + timedelta(days=1))
    rest = Closure(start, stop, Code.HOLIDAY, "Revolution Day")
    doctor = Resource(LUZ, hours(('9:00', '14:00'), ('33:00', '38:00')), (leave, rest))
    clinic = world(doctor, taken=[(LUZ, 1, '9:00', '9:45'), (LUZ, 1, '9:45', '9:50')])
    policy = Policy(at('8:00'), notice=60, max_days=3)
    wanted = request(
        policy=policy, patient_busy=Spans.of([(epoch(at('13:00')), epoch(at('13:30')))])
    )

    def codes(start, stop=None):
        return [code for code, _resource in reasons(fits(clinic, wanted, start, stop))]

    assert codes(at('7:00')) == ['past', 'outside_hours']
    assert codes(at('8:40')) == ['notice', 'outside_hours', 'busy']
    assert codes(at('9:30')) == ['busy']
    assert codes(at('10:45')) == ['leave']
    assert codes(at('13:15')) == ['patient_busy']
    assert codes(at('13:45')) == ['outside_hours']
    assert codes(at('33:00')) == ['holiday']
    assert codes(at('96:00')) == ['too_far', 'outside_hours']
    assert codes(at('12:00'), at('12:00')) == ['bad_range']
    assert codes(at('12:00'), at('11:00')) == ['bad_range']
    assert isinstance(fits(clinic, wanted, at('11:00'), at('13:00')), Slot)
    busy_reason = fits(clinic, wanted, at('9:30')).reasons[0]
    assert (busy_reason.since, busy_reason.until) == (at('9:00'), at('9:50'))
    leave_reason = fits(clinic, wanted, at('10:45')).reasons[0]
    assert (leave_reason.name, leave_reason.until) == ("Congreso", at('11:00'))
    assert fits(clinic, wanted, at('8:40')).reasons[0].until == at('9:00')
    nobody = fits(clinic, replace(wanted, roles=(Role('room', (99,)),)), at('11:00'))
    assert reasons(nobody) == [('no_resource', None)]


def test_several_alternatives_and_none_free():
    clinic = world(
        Resource(LUZ, hours(('9:00', '10:00'))), Resource(SAUL, hours(('8:00', '9:00'))),
        taken=[(LUZ, 1, '9:00', '9:40')],
    )  # fmt: skip
    refusal = fits(clinic, request(30, [Role('practitioner', (LUZ, SAUL))]), at('9:00'))
    assert reasons(refusal) == [('none_free', None), ('busy', LUZ), ('outside_hours', SAUL)]
    assert refusal.reasons[0].until == at('9:40')


def test_what_staff_may_overrule():
    leave = Closure(at('10:00'), at('11:00'))
    clinic = world(
        Resource(LUZ, hours(('9:00', '12:00')), (leave,)), taken=[(LUZ, 1, '9:00', '9:30')]
    )
    wanted = request(policy=Policy(at('15:00')))
    late = fits(clinic, wanted, at('11:00'), waive={Code.PAST})
    assert [reason.code for reason in late.waived] == [Code.PAST] and late.lines[0].blocking
    assert isinstance(fits(clinic, wanted, at('10:30'), waive={Code.PAST}), Refusal)
    after_hours = fits(clinic, wanted, at('18:00'), waive={Code.OUTSIDE_HOURS})
    assert after_hours.lines[0].blocking, "outside the hours it still takes the place"
    over = fits(clinic, wanted, at('9:00'), waive={Code.BUSY, Code.PAST})
    assert [(line.seat, line.blocking) for line in over.lines] == [(1, False)]
    assert {reason.code for reason in over.waived} == {Code.BUSY, Code.PAST}
    assert isinstance(fits(clinic, wanted, at('9:00'), waive={Code.BUSY}), Refusal)
    # Nothing is overruled that need not be.
    free = fits(clinic, request(), at('11:00'), waive=set(Code))
    assert free.waived == () and free.lines[0].blocking


def test_overbooking_takes_free_seats_first():
    hall = Resource(ROOM, capacity=2)
    clinic = world(hall, taken=[(ROOM, 1, '9:00', '10:00')])
    over = fits(
        clinic,
        request(30, [Role('room', (ROOM,), seats=2)]),
        at('9:00'),
        waive={Code.CAPACITY_FULL},
    )
    assert [(line.seat, line.blocking) for line in over.lines] == [(2, True), (1, False)]


def test_branches():
    clinic = world(
        Resource(LUZ),
        Resource(ROOM, branches=frozenset([7])),
        Resource(12, branches=frozenset([8])),
    )
    wanted = request(30, [Role('practitioner', (LUZ,)), Role('room', (ROOM, 12))], branch=8)
    assert fits(clinic, wanted, at('9:00')).resources == (LUZ, 12)
    assert reasons(fits(clinic, replace(wanted, branch=9), at('9:00'))) == [('no_resource', None)]


def test_first_slots_do_not_scan_the_month():
    doctor = Resource(LUZ, hours(('9:00', '21:00')))
    plan = Plan(world(doctor), request())
    looked = []
    free = plan._free
    plan._free = lambda option, since, until: looked.append(until) or free(option, since, until)
    found = list(plan.search(at('0:00'), at('720:00'), limit=9))
    assert len(found) == 9 and len(looked) == 1 and looked[0] == epoch(at('24:00'))


def test_every_alternative_on_its_own():
    clinic = world(Resource(LUZ, hours(('9:00', '10:00'))), Resource(SAUL, hours(('9:00', '9:30'))))
    both = request(30, [Role('practitioner', (LUZ, SAUL))], step=30)
    slots = search(clinic, both, at('0:00'), at('24:00'), each=True)
    assert [(f"{s.start:%H:%M}", s.resources[0]) for s in slots] == [
        ('09:00', LUZ), ('09:00', SAUL), ('09:30', LUZ),
    ]  # fmt: skip


def test_after_booking_it_is_gone():
    clinic = world(MORNING_SHIFT)
    wanted = request(60)
    for expected in ('09:00', '10:00'):
        slot = next(search(clinic, wanted, at('0:00'), at('24:00')))
        assert f"{slot.start:%H:%M}" == expected
        clinic = clinic.plus(slot.lines)
    assert day(clinic, wanted) == []


def test_fractions_of_a_second_never_round_into_the_past():
    now = at('9:00').replace(microsecond=1)
    wanted = request(policy=Policy(now))
    assert day(world(MORNING_SHIFT), wanted)[0] == '09:15'
    assert isinstance(fits(world(MORNING_SHIFT), wanted, at('9:00')), Refusal)


@pytest.mark.parametrize(
    'options',
    [{'duration': 0}, {'step': 0}, {'roles': ()}, {'buffer_after': -5}, {'tz': 'Mars/Olympus'}],
)
def test_senseless_requests(options):
    with pytest.raises(ValueError):
        request(**options)
    with pytest.raises(ValueError):
        Role('room', (1, 1))
    with pytest.raises(ValueError):
        Role('room', (1,), seats=0)
