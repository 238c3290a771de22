from datetime import date

import pytest

from odoo.addons.clinic_crm.conversation import Wish, birthdate, is_name, mentioned, wish

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ('text', 'weekdays', 'part'),
    [
        ("el viernes en la tarde", (4,), 'afternoon'),
        ("¿tiene lunes o miércoles?", (0, 2), ''),
        ("mañana en la mañana", (1,), 'morning'),
        ("por la mañana", (), 'morning'),
        ("mañana temprano", (1,), 'morning'),
        ("pasado mañana", (2,), ''),
        ("para hoy", (0,), ''),
        ("buenas tardes", (), ''),
        ("el que sea", (), ''),
        ("", (), ''),
    ],
)
def test_when(text, weekdays, part):
    assert wish(text, MONDAY) == Wish(weekdays, part)


NAMES = [(1, "Consulta general"), (2, "Limpieza dental"), (3, "Dra. Ana Ríos"), (4, "Dr. Luis Paz")]


@pytest.mark.parametrize(
    ('text', 'key'),
    [
        ("quiero una limpieza", 2),
        ("con la doctora rios por favor", 3),
        ("una cita", None),
        ("limpieza o general", None),
        ("", None),
    ],
)
def test_what_is_mentioned(text, key):
    assert mentioned(NAMES, text) == key


@pytest.mark.parametrize("text", ["María Fernanda López", "josé peña", "Ana O'Farril de la Cruz"])
def test_names(text):
    assert is_name(text)


@pytest.mark.parametrize(
    'text',
    [
        "María",
        "¿cuánto cuesta?",
        "no puedo ir",
        "quiero una cita",
        "5 de mayo",
        "a" * 90,
        "😀 😀",
        "",
    ],
)
def test_no_names(text):
    assert not is_name(text)


@pytest.mark.parametrize(
    ('text', 'born'),
    [
        ("5/3/1990", date(1990, 3, 5)),
        ("05-03-90", date(1990, 3, 5)),
        ("nació el 5 de marzo del 2019", date(2019, 3, 5)),
        ("1 de septiembre de 1985", date(1985, 9, 1)),
        ("1990-03-05", date(1990, 3, 5)),
        ("5/3/26", date(2026, 3, 5)),
        ("31/2/1990", None),
        ("5/3/2099", None),
        ("5 de no sé 1990", None),
        ("no me acuerdo", None),
        ("99999999999/3/1", None),
    ],
)
def test_birthdates(text, born):
    assert birthdate(text, MONDAY) == born
