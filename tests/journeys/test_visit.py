"""One patient's visit from the first word to the control that is due, by hand in a browser; and
the same day while webhooks come twice and in no order, the PAC's answer is lost and workers die.
Both end in the same state."""

import pytest

from tests.conftest import stop
from tests.journeys.visit import by_hand, by_wire
from tests.journeys.visit.day import live
from tests.journeys.visit.end import judge
from tests.journeys.visit.mishaps import Mishaps
from tests.journeys.visit.place import Clinic

pytestmark = pytest.mark.journey


@pytest.fixture(scope='module')
def clinic(request, ground):
    clinic = Clinic(ground)
    try:
        yield clinic.wait()
    finally:
        stop(clinic.server, request.session)
        clinic.sandbox.close()


def test_a_visit_by_hand(clinic, pages_of):
    day = clinic.new_day()
    cast = by_hand.Cast(day, pages_of(clinic.server), pages_of(clinic.sandbox))
    live(day, cast)
    judge(day, cast)


def test_the_same_day_while_things_go_wrong(clinic):
    clinic.server.restart(workers=2)
    day = clinic.new_day()
    mishaps = Mishaps(clinic)
    try:
        cast = by_wire.Cast(day)
        live(day, cast, mishaps)
        judge(day, cast)
        mishaps.check()
    finally:
        clinic.calm()
