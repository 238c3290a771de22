from datetime import date, timedelta

from odoo.addons.clinic_crm.agenda.controls import Controls, add, next_due

DAY = date(2026, 1, 31)


def test_months_end_with_the_month():
    assert add(DAY, months=1) == date(2026, 2, 28)
    assert add(DAY, months=13) == date(2027, 2, 28)
    assert add(DAY, weeks=2) == date(2026, 2, 14)


def test_rhythm():
    every = Controls(date(2026, 6, 1), months=3)
    assert next_due(every, []) == date(2026, 6, 1)
    assert next_due(every, [date(2026, 4, 1)]) == date(2026, 6, 1)  # another visit, too early
    assert next_due(every, [date(2026, 5, 20)]) == date(2026, 8, 20)  # early enough
    assert next_due(every, [date(2026, 9, 9)]) == date(2026, 12, 9)  # late: counted from there
    both = [date(2026, 9, 9), date(2026, 5, 20)]
    assert next_due(every, both) == date(2026, 12, 9)


def test_every_week_is_satisfied_by_its_own_visit_only():
    weekly = Controls(date(2026, 6, 8), weeks=1)
    assert next_due(weekly, [date(2026, 6, 4)]) == date(2026, 6, 8)
    assert next_due(weekly, [date(2026, 6, 5)]) == date(2026, 6, 12)


def test_dates():
    dates = (date(2026, 6, 1), date(2026, 3, 1), date(2026, 12, 1))
    plan = Controls(dates[0], dates=dates)
    assert next_due(plan, []) == date(2026, 3, 1)
    assert next_due(plan, [date(2026, 2, 20)]) == date(2026, 6, 1)
    assert next_due(plan, [date(2026, 7, 1)]) == date(2026, 12, 1)  # what was missed is past
    assert next_due(plan, [date(2026, 11, 20)]) is None


def test_end():
    plan = Controls(date(2026, 6, 1), months=6, until=date(2026, 11, 30))
    assert next_due(plan, [date(2026, 6, 2)]) is None
    assert next_due(plan, []) == date(2026, 6, 1)


def test_the_order_in_which_visits_are_told_does_not_matter():
    plan = Controls(date(2026, 3, 1), months=1)
    visits = [date(2026, 1, 1) + timedelta(days=11 * number % 300) for number in range(30)]
    assert next_due(plan, visits) == next_due(plan, sorted(visits, reverse=True))
    assert next_due(plan, visits) > max(visits)
