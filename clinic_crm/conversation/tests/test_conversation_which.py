from datetime import date, datetime

import pytest

from odoo.addons.clinic_crm.conversation import (
    Candidate,
    all_of_them,
    said_apart,
    spoken_of,
    which,
    without_its_day,
)

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
        ("con la doctora Ríos", None),
        ("la del jueves", None),
        ("Paz", None),
        ("las dos", None),
        ("no sé", None),
        ("la de siempre", None),
        ("", None),
    ],
)
def test_which(text, meant):
    assert which(VISITS, text, TODAY) == meant


def test_one_alone_is_not_chosen_by_saying_nothing():
    assert which(VISITS[:1], "la de siempre", TODAY) is None
    assert which((), "la de Leo", TODAY) is None


@pytest.mark.parametrize(
    ('text', 'keys'),
    [
        ("cambiar la de Leo al viernes", [1]),  # what one wishes for is no sign of what one has
        ("cambiar la cita al viernes", [1, 2, 3]),
        ("cancelar mi cita del viernes", [3]),
        ("la consulta del día 6", [3]),
        ("mi cita del jueves", [1, 2]),
        ("cambiar mi cita del viernes al jueves", [3]),
        ("cambiarla con la doctora Ríos", [1, 2, 3]),
        ("la cita del domingo", [1, 2, 3]),
    ],
)
def test_spoken_of(text, keys):
    assert [one.key for one in spoken_of(VISITS, text, TODAY)] == keys


def test_the_day_it_has_is_not_wished_for():
    assert without_its_day("cambiar mi cita del viernes 6 al lunes") == "cambiar mi cita al lunes"
    assert without_its_day("la cita a las 10:30") == "la cita a las 10:30"


@pytest.mark.parametrize(
    ('text', 'every'), [("las dos", True), ("ambas", True), ("todas", True), ("la de Leo", False)]
)
def test_all_of_them(text, every):
    assert all_of_them(text) == every


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        ("Leo sí va pero Eva no", {1: 'confirm', 2: 'ask'}),
        ("Leo si, Eva no", {1: 'confirm', 2: 'ask'}),
        ("sí va Leo, Eva no puede", {1: 'confirm', 2: 'ask'}),
        ("la de Leo sí y la de Eva no", {1: 'confirm', 2: 'ask'}),
        ("confirmo a Leo pero a Eva no la puedo llevar", {1: 'confirm', 2: 'ask'}),
        ("Eva no. Leo sí.", {1: 'confirm', 2: 'ask'}),
        ("Leo sí y Eva mejor otro día", {1: 'confirm', 2: 'move'}),
        ("Leo y Eva sí van", {}),
        ("Leo sí, Eva también va", {}),
        ("ni Leo ni Eva pueden", {}),
        ("Leo sí va", {}),
        ("sí pero no", {}),
    ],
)
def test_said_apart(text, said):
    assert said_apart(VISITS, text) == said
