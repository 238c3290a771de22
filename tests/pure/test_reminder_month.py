"""A month of reminders against brute force; the full size is `./clinic bench reminders`."""

import pytest

from tests.support.reminder_month import Clinic, Month, live, wrong


@pytest.mark.parametrize('seed', (1, 2))
def test_a_month_of_reminders(seed):
    month = Month(250, seed)
    sent = live(month, Clinic())
    assert len(sent) > 250
    assert wrong(month, sent) == {'missed': 0, 'double': 0, 'late': 0, 'unwanted': 0}
