from datetime import date

import pytest

from odoo.addons.clinic_crm.conversation import (
    Wish,
    birthdate,
    mentioned,
    specialist,
    wish,
)

MONDAY, NEXT = date(2026, 11, 2), date(2026, 11, 9)


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
    wished = wish(text, MONDAY)
    assert (wished.weekdays, wished.part) == (weekdays, part)


@pytest.mark.parametrize(
    ('text', 'wished'),
    [
        ("a las 10", Wish(hour=10)),
        ("¿tiene a las 5?", Wish(hour=17)),
        ("a las cinco y media", Wish(hour=17.5)),
        ("16 hrs", Wish(hour=16)),
        ("a las 16 horas", Wish(hour=16)),
        ("el jueves a las 9:30 a. m.", Wish((3,), hour=9.5, until=NEXT)),
        ("mañana a las 10 de la mañana", Wish((1,), '', 10, *[date(2026, 11, 3)] * 2)),
        ("8 pm", Wish(hour=20)),
        ("hoy", Wish((0,), since=MONDAY, until=MONDAY)),
        ("para pasado mañana", Wish((2,), '', None, *[date(2026, 11, 4)] * 2)),
        ("el 15 de noviembre", Wish((6,), '', None, *[date(2026, 11, 15)] * 2)),
        ("el martes 10 en la tarde", Wish((1,), 'afternoon', None, *[date(2026, 11, 10)] * 2)),
        ("el 1", Wish((1,), '', None, *[date(2026, 12, 1)] * 2)),
        ("4/11", Wish((2,), '', None, *[date(2026, 11, 4)] * 2)),
        ("15/12/2026", Wish((1,), '', None, *[date(2026, 12, 15)] * 2)),
        ("15/12/2019", Wish()),
        ("en enero", Wish(since=date(2027, 1, 1), until=date(2027, 1, 31))),
        ("en noviembre", Wish(until=date(2026, 11, 30))),
        ("esta semana", Wish(until=date(2026, 11, 8))),
        ("la próxima semana", Wish(since=date(2026, 11, 9), until=date(2026, 11, 15))),
        (
            "los jueves de la semana que entra",
            Wish((3,), since=date(2026, 11, 9), until=date(2026, 11, 15)),
        ),
        ("en dos semanas", Wish(since=date(2026, 11, 16))),
        ("el viernes", Wish((4,), until=NEXT)),
        ("los viernes", Wish((4,))),
        ("cualquier viernes", Wish((4,))),
        ("el fin de semana", Wish((5, 6), until=NEXT)),
        ("entre semana en la tarde", Wish((0, 1, 2, 3, 4), 'afternoon', until=NEXT)),
        ("mañana no puedo, el jueves sí", Wish((3,), until=NEXT)),
        ("no puedo ir mañana pero sí el viernes", Wish((4,), until=NEXT)),
        ("cualquier día menos lunes", Wish((1, 2, 3, 4, 5, 6))),
        ("que no sea martes ni jueves", Wish((0, 2, 4, 5, 6))),
        ("el viernes, menos el lunes", Wish((4,), until=NEXT)),
        ("después de las 5", Wish(hours=(17, 24))),
        ("a partir de las 4 y media", Wish(hours=(16.5, 24))),
        ("de las 4 en adelante", Wish(hours=(16, 24))),
        ("antes de las 10", Wish(hours=(0, 10))),
        ("entre las 4 y las 6", Wish(hours=(16, 18))),
        ("de 10 a 12", Wish(hours=(10, 12))),
        ("mañana en la noche", Wish((1,), '', None, *[date(2026, 11, 3)] * 2, (18, 24))),
        ("mñn en la tarde", Wish((1,), 'afternoon', None, *[date(2026, 11, 3)] * 2)),
        ("al mediodía", Wish(hours=(12, 14))),
        ("a medio día", Wish(hours=(12, 14))),
        ("buenas noches", Wish()),
        ("de 2 a 3 días", Wish()),
        ("llevo 3 horas esperando", Wish()),
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


DISCIPLINES = [(1, "Cardiología"), (2, "Pediatría"), (3, "Odontología dentista")]


@pytest.mark.parametrize(
    ('text', 'key', 'word'),
    [
        ("¿tienen cardióloga?", 1, 'cardiologa'),
        ("cita con el cardiologo", 1, 'cardiologo'),
        ("una pediatra porfa", 2, 'pediatra'),
        ("el dentista", 3, 'dentista'),
        ("odontólogos", 3, 'odontologos'),
        ("ginecóloga", None, 'ginecologa'),
        ("una consulta con la recepcionista", None, ''),
    ],
)
def test_a_discipline_and_who_practises_it(text, key, word):
    assert mentioned(DISCIPLINES, text) == key
    assert specialist(text) == word
