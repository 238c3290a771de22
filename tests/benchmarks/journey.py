"""The visit's two journeys many times in a row; `journey:3`: so many.

Fails when one of them failed: what is right once and wrong the next time is not right.
"""

import time
import traceback

from tests.benchmarks.table import Table, goal, median
from tests.journeys.visit import by_hand, by_wire
from tests.journeys.visit.day import live
from tests.journeys.visit.end import judge
from tests.journeys.visit.mishaps import Mishaps
from tests.journeys.visit.place import Clinic
from tests.support import browser as browsers

TITLE = "one patient's visit, by hand and while things go wrong, time after time"
TIMES = 10
GOAL = 75  # seconds each: both together are in the suite


def measure(ground, times=TIMES):
    table = Table(('journey', 'times', 'failed', 'median s', 'slowest s', 'goal'))
    clinic = Clinic(ground)
    try:
        clinic.wait()
        with browsers.launch() as browser:
            _row(table, "by hand, in a browser", times, lambda: _by_hand(clinic, browser))
        clinic.server.restart(workers=2)
        _row(table, "while things go wrong", times, lambda: _with_mishaps(clinic))
    finally:
        clinic.server.stop()
        clinic.sandbox.close()
    return table


def _row(table, name, times, journey):
    seconds, failed = [], 0
    for number in range(1, times + 1):
        begun = time.monotonic()
        try:
            journey()
        except Exception as error:
            failed += 1
            traceback.print_exc()
            table.must(False, f"{name}, the {number}. time: {str(error)[:500]}")
        else:
            seconds.append(time.monotonic() - begun)
    middle, slowest = (median(seconds), max(seconds)) if seconds else (0.0, 0.0)
    table.add(name, times, failed, middle, slowest, goal(middle, GOAL, 's'))


def _by_hand(clinic, browser):
    day = clinic.new_day()
    pages, phones = (browsers.Pages(browser, place) for place in (clinic.server, clinic.sandbox))
    try:
        cast = by_hand.Cast(day, pages, phones)
        live(day, cast)
        judge(day, cast)
        pages.check()
        phones.check()
    finally:
        pages.close()
        phones.close()


def _with_mishaps(clinic):
    day = clinic.new_day()
    mishaps = Mishaps(clinic)
    try:
        cast = by_wire.Cast(day)
        live(day, cast, mishaps)
        judge(day, cast)
        mishaps.check()
    finally:
        clinic.calm()
