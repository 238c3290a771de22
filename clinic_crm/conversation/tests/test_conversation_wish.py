from datetime import date

import pytest

from odoo.addons.clinic_crm.conversation import (
    Wish,
    birthdate,
    is_name,
    mentioned,
    name_in,
    wish,
)

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


@pytest.mark.parametrize(
    ('text', 'wished'),
    [
        ("a las 10", Wish(hour=10)),
        ("¿tiene a las 5?", Wish(hour=17)),
        ("a las cinco y media", Wish(hour=17.5)),
        ("el jueves a las 9:30 a. m.", Wish((3,), hour=9.5)),
        ("mañana a las 10 de la mañana", Wish((1,), hour=10)),
        ("8 pm", Wish(hour=20)),
        ("el 15 de noviembre", Wish((6,), since=date(2026, 11, 15))),
        ("el martes 10 en la tarde", Wish((1,), 'afternoon', since=date(2026, 11, 10))),
        ("el 1", Wish((1,), since=date(2026, 12, 1))),
        ("4/11", Wish((2,), since=date(2026, 11, 4))),
        ("en enero", Wish(since=date(2027, 1, 1))),
        ("la próxima semana", Wish(since=date(2026, 11, 9))),
        ("los jueves de la semana que entra", Wish((3,), since=date(2026, 11, 9))),
        ("en dos semanas", Wish(since=date(2026, 11, 16))),
        ("mañana no puedo, el jueves sí", Wish((3,))),
        ("no puedo ir mañana pero sí el viernes", Wish((4,))),
        ("no puedo ir el jueves", Wish()),
        ("el 31 de febrero", Wish()),
        ("las dos", Wish()),
        ("me duele desde hace 3 días", Wish()),
    ],
)
def test_which_day_and_hour(text, wished):
    assert wish(text, MONDAY) == wished


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
    ('text', 'name'),
    [
        ("Rosa Elena Díaz", "Rosa Elena Díaz"),
        ("Me llamo Rosa Elena Díaz 😀", "Rosa Elena Díaz"),
        ("es para mi hijo Leo Díaz", "Leo Díaz"),
        ("Para mi mamá, María Paz Ruiz", "María Paz Ruiz"),
        ("Rosa Díaz, 55 5550 0999", "Rosa Díaz"),
        ("nombre: Rosa Díaz", "Rosa Díaz"),
        ("Soledad Paz", "Soledad Paz"),
        ("para mí", ""),
        ("es para mi hijo", ""),
        ("no quiero dar mi nombre", ""),
        ("quiero una cita", ""),
        ("A B", ""),
    ],
)
def test_the_name_in_an_answer(text, name):
    assert name_in(text) == name


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
