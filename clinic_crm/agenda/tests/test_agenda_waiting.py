from dataclasses import replace
from datetime import date, datetime, timedelta

from odoo.addons.clinic_crm.agenda import (
    AFTERNOON,
    MORNING,
    Arrival,
    Freed,
    Policy,
    Refusal,
    Request,
    Resource,
    Role,
    Waiting,
    World,
    fits,
    misfits,
    queue,
    rank,
)

MEXICO = 'America/Mexico_City'
# Tuesday 24 November 2026, 11:30 to 12:30 in Mexico City, at Dr. 1's in branch 7.
START = datetime(2026, 11, 24, 17, 30)
FREED = Freed(START, START + timedelta(hours=1), MEXICO, branch=7, practitioner=1)
ASKED = datetime(2026, 11, 1)


def entry(number=1, **options):
    options.setdefault('duration', 30)
    return Waiting(number, options.pop('type', 5), asked=options.pop('asked', ASKED), **options)


def test_what_keeps_an_entry_away():
    cases = {
        (): entry(),
        ('type',): entry(type=6),
        ('practitioner',): entry(practitioners=frozenset([2])),
        ('branch',): entry(branches=frozenset([8])),
        ('duration',): entry(duration=61),
        ('time',): entry(weekdays=frozenset([0, 2])),
    }
    for expected, waiting in cases.items():
        assert misfits(waiting, replace(FREED, types=frozenset([5]))) == expected
    assert misfits(entry(earliest=date(2026, 11, 25)), FREED) == ('time',)
    assert misfits(entry(latest=date(2026, 11, 23)), FREED) == ('time',)
    assert not misfits(entry(earliest=date(2026, 11, 24), latest=date(2026, 11, 24)), FREED)
    assert misfits(entry(parts=((0.0, 11.0),)), FREED) == ('time',)
    assert misfits(entry(duration=45, parts=(AFTERNOON,)), FREED) == ('time',)


def test_the_part_of_the_day_moves_the_start_inside_the_stretch():
    morning, afternoon = rank([entry(1, parts=(MORNING,)), entry(2, parts=(AFTERNOON,))], FREED)
    assert (morning.start, morning.unused) == (START, 30)
    assert afternoon.start == datetime(2026, 11, 24, 18)


def test_priority_then_first_come():
    entries = [
        entry(1, asked=ASKED + timedelta(hours=1)),
        entry(2),
        entry(3),
        entry(4, priority=2, asked=ASKED + timedelta(days=9)),
        entry(5, priority=9, duration=90),
    ]
    assert [match.entry.id for match in rank(entries, FREED)] == [4, 2, 3, 1]
    assert [match.entry.id for match in rank(entries, FREED, limit=2)] == [4, 2]


def test_only_what_can_be_booked_is_offered():
    world = World({1: Resource(1), 2: Resource(2)})
    asked = []

    def judge(waiting, start):
        asked.append(waiting.id)
        role = Role('practitioner', (9 if waiting.id == 1 else 1,))
        now = START + timedelta(minutes=10)
        return fits(world, Request(waiting.duration, (role,), MEXICO, Policy(now)), start)

    (match,) = rank([entry(1), entry(2), entry(3)], FREED, judge, limit=1)
    assert match.entry.id == 2 and match.slot.resources == (1,)
    assert match.start == match.slot.start == START + timedelta(minutes=15)
    assert set(asked) == {1, 2}, "nobody after the first is asked about"
    assert isinstance(judge(entry(1), START), Refusal)


def test_who_is_next_in_the_waiting_room():
    now = datetime(2026, 11, 24, 16)

    def minutes(n):
        return now + timedelta(minutes=n)

    early = Arrival(1, minutes(-40), booked=minutes(-10))
    on_time = Arrival(2, minutes(-22), booked=minutes(-25))
    late = Arrival(3, minutes(-15), booked=minutes(-45))
    walk_in = Arrival(4, minutes(-16), booked=minutes(-16))
    order = queue([early, on_time, late, walk_in])
    assert [arrival.id for arrival in order] == [2, 4, 3, 1]
    assert [arrival.id for arrival in queue([late, walk_in], grace=30)] == [3, 4]
