from datetime import date, datetime

import pytest

from odoo.addons.clinic_crm.conversation import Candidate, all_of_them, by_name, which

TODAY = date(2026, 11, 2)  # a Monday
VISITS = (
    Candidate(1, "Leo Paz Gil", "Dra. Ana Ríos", datetime(2026, 11, 5, 10)),
    Candidate(2, "Eva Paz Gil", "Dra. Ana Ríos", datetime(2026, 11, 5, 17)),
    Candidate(3, "Ana Gil Soto", "Dr. Luis Mora", datetime(2026, 11, 6, 10), own=True),
)


@pytest.mark.parametrize(
    ('text', 'meant'),
    [
        ("la de Leo", 1),
        ("LEO", 1),
        ("Leo no puede ir", 1),
        ("eva paz", 2),
        ("la de Ana", 3),  # whose it is goes before with whom
        ("con el doctor Mora", 3),
        ("la del viernes", 3),
        ("la del 6", 3),
        ("la de las 5", 2),
        ("la del jueves en la mañana", 1),
        ("la del jueves a las 10", 1),
        ("la mía", 3),
        ("para mí", 3),
        ("la segunda", 2),
        ("la última", 3),
        ("con la doctora Ríos", None),
        ("la del jueves", None),
        ("Paz", None),
        ("las dos", None),
        ("no sé", None),
        ("la de siempre", None),
        ("la cuarta", None),
        ("", None),
    ],
)
def test_which(text, meant):
    assert which(VISITS, text, TODAY) == meant


def test_one_alone_is_not_chosen_by_saying_nothing():
    assert which(VISITS[:1], "la de siempre", TODAY) is None
    assert which((), "la de Leo", TODAY) is None


def test_by_name_leaves_out_the_day():
    """What one wishes for is no sign of what one has."""
    assert [one.key for one in by_name(VISITS, "cambiar la de Leo al viernes")] == [1]
    assert len(by_name(VISITS, "cambiar la cita al viernes")) == len(VISITS)


@pytest.mark.parametrize(
    ('text', 'every'), [("las dos", True), ("ambas", True), ("todas", True), ("la de Leo", False)]
)
def test_all_of_them(text, every):
    assert all_of_them(text) == every
