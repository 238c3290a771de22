"""A month of reminders against brute force; the full size is `./clinic bench reminders`."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.support import reminder_cost
from tests.support.reminder_month import (
    BEGINS,
    Clinic,
    Month,
    Sent,
    Visit,
    expected,
    live,
    wrong,
)


@pytest.mark.parametrize('seed', (1, 2))
def test_a_month_of_reminders(seed):
    month = Month(250, seed)
    sent = live(month, Clinic())
    assert len(sent) > 250
    assert wrong(month, sent) == {'missed': 0, 'double': 0, 'late': 0, 'unwanted': 0}


@pytest.mark.parametrize(
    'hours, steps, unsaid, keys',
    [
        (82, (), (), {2}),  # the first reminder would go 34 hours after the notice
        (82, (), (0,), {1, 2}),  # which was blocked
        (90, (), (), {1, 2}),
        (90, ((82, 'arrived'), (82.05, 'scheduled')), (), {1, 2}),  # a slip: nobody was told
        (90, ((30, 'confirmed'),), (), set()),
        (90, ((30, 'confirmed'),), (1,), {1}),  # by the desk
    ],
)
def test_reminded_or_told(hours, steps, unsaid, keys):
    start = BEGINS + timedelta(hours=hours)
    history = [(BEGINS, start, 'scheduled')]
    history += [(BEGINS + timedelta(hours=then), start, state) for then, state in steps]
    month = Month(0)
    month.visits = [Visit(0, 'America/Mexico_City', 'usual', history, set(unsaid))]
    assert {one.key for one in expected(month)} == keys
    assert {one.key for one in live(month, Clinic())} == keys


def test_what_a_visit_costs(monkeypatch):
    """Booked, reminded, confirmed by a tap and moved by one, reminded again."""
    monkeypatch.setattr(reminder_cost, 'BY_TAP', 1.0)
    monkeypatch.setattr(reminder_cost, 'FREE_ANSWERS', 0)
    day, hour = timedelta(days=1), timedelta(hours=1)
    first, then = BEGINS + 5 * day, BEGINS + 6 * day
    visit = Visit(0, 'America/Mexico_City', 'usual')
    visit.history = [
        (BEGINS, first, 'scheduled'),
        (BEGINS + 3 * day + hour, first, 'confirmed'),
        (BEGINS + 3 * day + 2 * hour, then, 'confirmed'),
    ]
    sent = [Sent(0, 1, first, BEGINS + 3 * day), Sent(0, 1, then, BEGINS + 4 * day)]
    month = SimpleNamespace(visits=[visit])
    paid = reminder_cost.bill(month, sent)
    # the second reminder goes within a day of the tap
    assert (paid.templates, paid.answers, paid.in_window, paid.kept) == (3, 3, 1, 1)
    assert (paid.until_september, paid.since_october) == (2, 6)
