"""Which starts are proposed, to whom, and group sessions. Monday 23 November 2026, in UTC."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from odoo.addons.clinic_crm.agenda import (
    AFTERNOON,
    Attendance,
    Closure,
    Pattern,
    Policy,
    Refusal,
    Resource,
    Role,
    Session,
    Slot,
    expand,
    fits,
    search,
)
from odoo.addons.clinic_crm.agenda.tests.monday import (
    DAY,
    LUZ,
    SAUL,
    at,
    busy,
    day,
    hours,
    reasons,
    request,
    starts,
    world,
)


def test_grid_from_the_opening_or_from_the_clock():
    clinic = world(Resource(LUZ, hours(('9:10', '10:30'))))
    assert day(clinic, request(20, step=20)) == ['09:10', '09:30', '09:50', '10:10']
    assert day(clinic, request(20, step=20, opening_grid=False)) == ['09:20', '09:40', '10:00']
    # A leave does not move the grid.
    late = world(Resource(LUZ, hours(('9:10', '10:30')), (Closure(at('9:00'), at('9:25')),)))
    assert day(late, request(20, step=20)) == ['09:30', '09:50', '10:10']
    # Off the grid it can still be booked.
    assert isinstance(fits(clinic, request(20, step=20), at('9:13')), Slot)


def test_each_alternative_is_proposed_on_its_own_grid():
    clinic = world(
        Resource(LUZ, hours(('9:00', '10:00'))), Resource(SAUL, hours(('9:15', '10:15')))
    )
    anybody = request(30, [Role('practitioner', (LUZ, SAUL))], step=30)
    slots = list(search(clinic, anybody, at('0:00'), at('24:00')))
    assert [(f"{s.start:%H:%M}", s.resources[0]) for s in slots] == [
        ('09:00', LUZ), ('09:15', SAUL), ('09:30', LUZ), ('09:45', SAUL),
    ]  # fmt: skip
    assert all(fits(clinic, anybody, slot.start) == slot for slot in slots)


def test_fair_choice_then_stable_order():
    clinic = world(*(Resource(n) for n in (1, 2, 3)), taken=[(1, 1, '15:00', '16:00')])
    fair = request(30, [Role('practitioner', (1, 3, 2), fair=True)])
    assert fits(clinic, fair, at('9:00')).resources == (3,)
    in_order = request(30, [Role('practitioner', (1, 3, 2))])
    assert fits(clinic, in_order, at('9:00')).resources == (1,)
    assert fits(clinic, fair, at('33:00')).resources == (1,), "another day, another load"
    slot = fits(clinic, fair, at('9:00'))
    assert fair.pinned(slot).roles[0].alternatives == (3,)


def test_packing_leaves_no_useless_gaps():
    clinic = world(Resource(LUZ, hours(('9:00', '13:00'))), taken=[(LUZ, 1, '10:40', '11:00')])
    wanted = request(30, step=15)
    assert day(clinic, wanted, pack=30) == (
        '09:00 09:30 10:10 11:00 11:30 11:45 12:00 12:30'.split()
    )
    every = set(day(clinic, wanted))
    assert {'09:15', '09:45', '12:15'} <= every
    tight = world(Resource(LUZ, hours(('9:00', '9:50'))))
    assert day(tight, wanted, pack=30) == ['09:00', '09:20']
    # The window of the search is not an edge worth packing against.
    packed = search(clinic, wanted, at('11:05'), at('12:10'), pack=30)
    assert starts(packed) == ['11:30', '11:45', '12:00']


def test_parts_of_the_day_and_weekdays_are_local():
    pattern = Pattern(tuple(Attendance(n, 0, 24) for n in range(7)), 'America/Mexico_City')
    doctor = Resource(LUZ, expand(pattern, DAY, DAY + timedelta(days=7)))
    wanted = request(60, tz='America/Mexico_City', step=60)
    found = search(
        world(doctor), wanted, at('0:00'), at('200:00'), parts=[AFTERNOON], weekdays={1}
    )  # fmt: skip
    assert [slot.start for slot in found] == [
        datetime(2026, 11, 24, hour) for hour in range(18, 24)
    ]  # fmt: skip


def test_the_clock_grid_on_the_day_the_clocks_change():
    pattern = Pattern((Attendance(6, 0, 6),), 'America/Tijuana')
    sunday = date(2026, 11, 1)
    doctor = Resource(LUZ, expand(pattern, sunday, sunday))
    wanted = request(
        40, tz='America/Tijuana', step=40, opening_grid=False, policy=Policy(datetime(2026, 1, 1))
    )
    since = datetime(2026, 11, 1)
    found = [slot.start for slot in search(world(doctor), wanted, since, since + timedelta(days=1))]
    offsets = [7 if start < datetime(2026, 11, 1, 9) else 8 for start in found]
    walls = [f"{s - timedelta(hours=o):%H:%M}" for s, o in zip(found, offsets, strict=True)]
    assert walls == '00:00 00:40 01:20 01:20 02:00 02:40 03:20 04:00 04:40 05:20'.split()


class TestGroups:
    doctor = Resource(LUZ, hours(('9:00', '12:00')))
    sessions = (
        Session(1, at('9:00'), at('10:00'), 8, 8, frozenset([LUZ])),
        Session(2, at('9:00'), at('10:00'), 8, 3, frozenset([99])),
        Session(3, at('10:20'), at('11:20'), 8, 6, frozenset([LUZ])),
    )
    clinic = world(
        doctor,
        taken=[(LUZ, 1, '9:00', '10:00'), (LUZ, 1, '10:20', '11:20')],
        sessions=sessions,
    )

    def test_open_sessions_are_offered_where_they_are(self):
        wanted = request(60, places=2)
        slots = list(search(self.clinic, wanted, at('0:00'), at('24:00')))
        assert [(s.session, s.lines) for s in slots] == [(3, ())]
        assert fits(self.clinic, wanted, at('10:20')).session == 3
        assert starts(slots) == ['10:20']

    def test_full_or_unknown_sessions(self):
        full = fits(self.clinic, request(60, places=1), at('9:00'))
        assert reasons(full) == [('capacity_full', None), ('busy', LUZ)]
        three = request(60, places=3, new_sessions=False)
        assert reasons(fits(self.clinic, three, at('10:20'))) == [('capacity_full', None)]
        assert reasons(fits(self.clinic, three, at('11:00'))) == [('no_session', None)]
        assert day(self.clinic, three) == []

    def test_a_new_session_where_there_is_room(self):
        clinic = replace(self.clinic, busy=busy())
        wanted = request(60, places=1, step=60)
        slots = list(search(clinic, wanted, at('0:00'), at('24:00')))
        assert [(f"{s.start:%H:%M}", s.session) for s in slots] == [
            ('09:00', None), ('10:00', None), ('10:20', 3), ('11:00', None),
        ]  # fmt: skip
        pinned = wanted.pinned(slots[2])
        assert fits(clinic, pinned, at('10:20')).session == 3
        assert isinstance(fits(clinic, pinned, at('11:00')), Refusal)
