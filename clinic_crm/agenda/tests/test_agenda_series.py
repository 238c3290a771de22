from datetime import date, datetime, timedelta

import pytest

from odoo.addons.clinic_crm.agenda import (
    Attendance,
    Busy,
    Closure,
    Code,
    Pattern,
    Policy,
    Repeat,
    Request,
    Resource,
    Role,
    World,
    expand,
    moment,
    occurrences,
    plan_series,
)
from odoo.addons.clinic_crm.agenda.intervals import epoch
from odoo.addons.clinic_crm.agenda.zones import zone

TIJUANA, MEXICO = 'America/Tijuana', 'America/Mexico_City'


def walls(starts, tz):
    clock = zone(tz)
    return [f"{moment(clock.wall(epoch(start))):%m-%d %H:%M}" for start in starts]


def test_ten_stays_ten_across_both_changes():
    first = datetime(2026, 2, 26, 18)  # 10:00 in Tijuana
    starts = occurrences(first, Repeat(40), TIJUANA)
    assert {wall[-5:] for wall in walls(starts, TIJUANA)} == {'10:00'}
    assert {start.hour for start in starts} == {17, 18}
    assert {start.hour for start in occurrences(first, Repeat(40), MEXICO)} == {18}


def test_times_that_do_not_exist_or_exist_twice():
    spring = occurrences(datetime(2026, 3, 7, 10, 30), Repeat(3, unit='day'), TIJUANA)
    assert walls(spring, TIJUANA) == ['03-07 02:30', '03-08 03:30', '03-09 02:30']
    autumn = occurrences(datetime(2026, 10, 31, 8, 30), Repeat(2, unit='day'), TIJUANA)
    assert autumn[1] == datetime(2026, 11, 1, 8, 30), "the first of the two"
    second = datetime(2026, 11, 1, 9, 30)
    assert occurrences(second, Repeat(1), TIJUANA) == [second]


def test_weeks_with_several_days_and_months():
    wednesday = datetime(2026, 11, 25, 16)
    starts = occurrences(wednesday, Repeat(5, every=2, weekdays=(4, 0, 2)), MEXICO)
    assert [f"{start:%m-%d}" for start in starts] == ['11-25', '11-27', '12-07', '12-09', '12-11']
    monthly = occurrences(datetime(2027, 1, 31, 16), Repeat(4, unit='month'), MEXICO)
    assert [f"{start:%m-%d}" for start in monthly] == ['01-31', '02-28', '03-31', '04-30']


@pytest.mark.parametrize(
    'options',
    [{'count': 0}, {'count': 2, 'every': 0}, {'count': 2, 'unit': 'day', 'weekdays': (1,)}],
)
def test_senseless_series(options):
    with pytest.raises(ValueError):
        Repeat(**options)


def clinic(*taken, doctors=2, closures=()):
    pattern = Pattern(tuple(Attendance(n, 9, 13) for n in range(5)), MEXICO)
    hours = expand(pattern, date(2026, 11, 16), date(2026, 12, 31))
    return World(
        {n: Resource(n, hours, tuple(closures) if n == 1 else ()) for n in range(1, doctors + 1)},
        Busy.of_rows((n, 1, start, start + timedelta(minutes=45)) for n, start in taken),
    )


def request(doctors=(1, 2)):
    policy = Policy(datetime(2026, 11, 20))
    return Request(30, (Role('practitioner', doctors),), MEXICO, policy)


MONDAY = datetime(2026, 11, 23, 16)  # 10:00
WEEKS = [MONDAY + timedelta(weeks=n) for n in range(4)]


def test_a_series_keeps_one_practitioner():
    series = plan_series(clinic((1, WEEKS[2])), request(), WEEKS)
    assert series.complete and {slot.resources for slot in series.slots} == {(2,)}
    either = plan_series(clinic((1, WEEKS[2])), request(), WEEKS, same_lead=False)
    assert [slot.resources[0] for slot in either.slots] == [1, 1, 2, 1]


def test_conflicts_come_with_the_nearest_alternative():
    world = clinic((1, WEEKS[1]), (2, WEEKS[1]), (2, WEEKS[2]))
    series = plan_series(world, request(), WEEKS)
    assert not series.complete and len(series.slots) == 3
    (conflict,) = series.conflicts
    assert (conflict.index, conflict.start) == (1, WEEKS[1])
    assert conflict.refusal.codes == {Code.BUSY}
    assert conflict.nearest.start == WEEKS[1] - timedelta(minutes=30)
    assert conflict.nearest.resources == (1,)


def test_another_practitioner_when_the_same_one_has_nothing_near():
    away = Closure(WEEKS[1] - timedelta(days=4), WEEKS[1] + timedelta(days=4), Code.LEAVE)
    taken = [(2, start) for start in (WEEKS[0], WEEKS[2], WEEKS[3])]
    (conflict,) = plan_series(clinic(*taken, closures=[away]), request(), WEEKS).conflicts
    assert conflict.refusal.codes == {Code.LEAVE}
    assert (conflict.nearest.start, conflict.nearest.resources) == (WEEKS[1], (2,))


def test_the_visits_of_a_series_see_each_other():
    close = [MONDAY, MONDAY + timedelta(minutes=15), MONDAY + timedelta(minutes=30)]
    series = plan_series(clinic(doctors=1), request((1,)), close)
    assert [conflict.index for conflict in series.conflicts] == [1]
    assert series.conflicts[0].refusal.codes == {Code.BUSY, Code.PATIENT_BUSY}
    assert series.conflicts[0].nearest.start == MONDAY - timedelta(minutes=30)
    # Two that want the same alternative do not get the same one.
    both = plan_series(clinic(doctors=1), request((1,)), [MONDAY] * 3)
    assert len({conflict.nearest.start for conflict in both.conflicts}) == 2


def test_nothing_within_reach():
    series = plan_series(clinic(doctors=1), request((1,)), [datetime(2027, 3, 1, 16)])
    assert series.conflicts[0].nearest is None
