from datetime import datetime, timedelta

from odoo.addons.clinic_crm.agenda.follow_up import FollowUp, follow_up_at, judge_follow_up
from odoo.addons.clinic_crm.agenda.reminders import Courtesy
from odoo.addons.clinic_crm.agenda.zones import zone

CITY = Courtesy(zone('America/Mexico_City'))  # six hours behind UTC
HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
MON = datetime(2026, 11, 2, 18)  # a Monday, noon


def test_later_the_same_day():
    assert follow_up_at(FollowUp(2 * HOURS, DAYS), MON, CITY) == MON + 2 * HOURS


def test_what_falls_into_the_night_waits_for_the_morning():
    at = follow_up_at(FollowUp(12 * HOURS, DAYS), MON, CITY)
    assert at == datetime(2026, 11, 3, 14)  # 8:00


def test_rest_days_and_days_of_the_week():
    weekdays = FollowUp(4 * DAYS + 12 * HOURS, 4 * DAYS, weekdays=frozenset(range(5)))
    assert follow_up_at(weekdays, MON, CITY) == datetime(2026, 11, 9, 14)
    resting = Courtesy(CITY.zone, {datetime(2026, 11, 3).toordinal()})
    assert follow_up_at(FollowUp(12 * HOURS, 2 * DAYS), MON, resting) == datetime(2026, 11, 4, 14)


def test_not_once_it_is_useless():
    assert follow_up_at(FollowUp(12 * HOURS, HOURS), MON, CITY) is None
    rule = FollowUp(2 * HOURS, DAYS)
    assert judge_follow_up(rule, MON, MON + 3 * HOURS, CITY).send
    late = judge_follow_up(rule, MON, MON + 2 * DAYS, CITY)
    assert not late.send and late.wait is None
    night = judge_follow_up(rule, MON, MON + 13 * HOURS, CITY)
    assert night.wait == datetime(2026, 11, 3, 14)


def test_before_it_happens():
    assert follow_up_at(FollowUp(-7 * DAYS, 3 * DAYS), MON, CITY) == MON - 7 * DAYS
