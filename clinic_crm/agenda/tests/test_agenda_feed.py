from dataclasses import replace
from datetime import datetime, timezone

import vobject

from odoo.addons.clinic_crm.agenda.feed import Entry, calendar

PLACE = "Consultorio 3 · Clínica Nuestra Señora de la Inmaculada Concepción, suc. Jardín; 2.º piso"


def entry(uid='a-1', hour=16, **more):
    return Entry(
        uid,
        datetime(2026, 11, 26, hour),
        datetime(2026, 11, 26, hour, 30),
        datetime(2026, 11, 20, 9, 0, 1, 999),
        "Cita",
        **more,
    )


def test_read_back():
    file = vobject.readOne(calendar("Agenda", [entry('b', 18), entry(place=PLACE)]).decode())
    first, second = file.vevent_list
    assert (first.uid.value, second.uid.value) == ('a-1', 'b')
    assert first.dtstart.value == datetime(2026, 11, 26, 16, tzinfo=timezone.utc)
    assert first.dtend.value == datetime(2026, 11, 26, 16, 30, tzinfo=timezone.utc)
    assert first.location.value == PLACE
    assert not hasattr(second, 'location')
    assert not hasattr(first, 'description') and not hasattr(first, 'attendee')


def test_as_the_standard_wants_it():
    raw = calendar("Agenda", [entry(place=PLACE)])
    lines = raw.split(b'\r\n')
    assert lines[0] == b'BEGIN:VCALENDAR' and lines[-2:] == [b'END:VCALENDAR', b'']
    assert max(map(len, lines)) <= 75
    assert b'DTSTAMP:20261120T090001Z' in lines
    assert b'DTSTART:20261126T160000Z' in lines
    assert b'VERSION:2.0' in lines
    assert b'REFRESH-INTERVAL;VALUE=DURATION:PT15M' in lines
    assert b'\n' not in raw.replace(b'\r\n', b'')


def test_what_was_moved_counts_as_newer():
    moved = replace(entry(hour=18), changed=datetime(2026, 11, 20, 9, 0, 2))
    numbers = [
        int(vobject.readOne(calendar("Agenda", [one]).decode()).vevent.sequence.value)
        for one in (entry(), moved)
    ]
    assert 0 < numbers[0] < numbers[1] < 2**31


def test_the_same_visits_are_the_same_bytes():
    visits = [entry('a', 16), entry('b', 15)]
    assert calendar("Agenda", visits) == calendar("Agenda", reversed(visits))


def test_no_visits():
    assert b'VEVENT' not in calendar("Agenda", [])
