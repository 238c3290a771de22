"""The generated appointment book: the same each time, plausible, and never two at once."""

import datetime
from collections import Counter, defaultdict

import pytest

from scripts.generator import World
from scripts.generator.agenda.course import Booked, course
from scripts.generator.agenda.diary import WINDOW, Diary

TODAY = datetime.date(2026, 11, 26)


def visits_of(world):
    return list(Diary(world).visits(world.today - WINDOW, world.today + WINDOW))


@pytest.fixture(scope='module')
def visits():
    return visits_of(World(1, 300, TODAY))


@pytest.fixture(scope='module')
def past(visits):
    now = World(1, 300, TODAY).now
    return [visit for visit in visits if visit.stop < now and visit.patient]


def test_the_same_visits_each_time(visits):
    assert visits == visits_of(World(1, 300, TODAY))


def test_a_later_day_only_adds_visits(visits):
    later = World(1, 300, TODAY + datetime.timedelta(5))
    known = {visit.key: visit for visit in visits_of(later)}
    shared = [visit for visit in visits if visit.start.date() > TODAY - datetime.timedelta(14)]
    assert [known[visit.key] for visit in shared] == shared
    assert len(known) > len(shared)


def test_no_seat_is_taken_twice_and_nobody_is_in_two_places(visits):
    seats, people = defaultdict(list), defaultdict(list)
    for visit in visits:
        for line in visit.lines:
            if line.blocking:
                seats[line.means, line.seat].append((line.start, line.stop))
        if visit.patient:
            people[visit.patient].append((visit.start, visit.stop))
    for spans in (*seats.values(), *people.values()):
        spans.sort()
        assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))


def test_nobody_comes_on_a_rest_day_or_a_sunday(visits):
    days = {(visit.start - datetime.timedelta(hours=7)).date() for visit in visits}
    assert datetime.date(2026, 11, 16) not in days, "Revolution Day"
    assert not [day for day in days if day.weekday() == 6]


def test_every_kind_every_practitioner_and_both_branches_are_there(visits):
    assert len(Counter(visit.kind for visit in visits)) == 8
    assert len(Counter(visit.practitioner for visit in visits if visit.practitioner)) == 4
    branches = {(v.practitioner, v.branch) for v in visits}
    assert {('rodrigo', 'del_valle'), ('rodrigo', 'tijuana')} <= branches


def test_what_became_of_them_is_that_of_a_clinic(past):
    assert len(past) > 500
    kept = [visit for visit in past if not visit.cancelled]
    assert 0.12 < sum(visit.missed for visit in kept) / len(kept) < 0.18
    assert 0.05 < 1 - len(kept) / len(past) < 0.15
    assert sum(visit.walk_in for visit in past) > 10
    assert sum(bool(visit.exception) for visit in past) > 5
    assert len({v.key for v in past if v.session}) > 10
    assert all(visit.cancelled.at < visit.start for visit in past if visit.cancelled)
    assert max(Counter(v.series for v in past if v.series).values()) > 1


def test_people_are_called_in_one_after_the_other(past):
    booked = [
        Booked(v.key, v.start, v.stop, f'{v.practitioner}_{v.start.date()}', v.walk_in)
        for v in past
        if v.practitioner and not (v.missed or v.cancelled or v.session)
    ]
    steps = course(1, booked)
    rooms = defaultdict(list)
    for visit in booked:
        step = steps[visit.key]
        assert step.arrived < step.started < step.done
        rooms[visit.room].append(step)
    for found in rooms.values():
        found.sort(key=lambda step: step.started)
        assert all(a.done <= b.started for a, b in zip(found, found[1:], strict=False))
    waits = sorted((step.started - step.arrived).total_seconds() / 60 for step in steps.values())
    assert 4 < waits[len(waits) // 2] < 20
    assert waits[-1] < 120
