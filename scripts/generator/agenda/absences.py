"""When the clinic rests and who is away: Mexico's statutory rest days, and some leave."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from odoo.addons.clinic_crm.agenda import holidays_between

from ..chance import Chance

_NAMES = {
    'new_year': "Año Nuevo",
    'constitution': "Día de la Constitución",
    'juarez': "Natalicio de Benito Juárez",
    'labour': "Día del Trabajo",
    'independence': "Día de la Independencia",
    'transmission': "Transmisión del Poder Ejecutivo Federal",
    'revolution': "Día de la Revolución",
    'christmas': "Navidad",
}


class RestDay(NamedTuple):
    key: str
    day: datetime.date
    name: str


class Leave(NamedTuple):
    """Away on local days from `first` to `last`, from an hour of the wall clock on."""

    key: str
    practitioner: str
    first: datetime.date
    last: datetime.date
    hour_from: int
    name: str


def rest_days(first: datetime.date, last: datetime.date) -> list[RestDay]:
    return [
        RestDay(f'{holiday.code}_{holiday.day:%Y%m%d}', holiday.day, _NAMES[holiday.code])
        for holiday in holidays_between(first, last)
    ]


def leaves(seed: int, first: datetime.date, last: datetime.date) -> Iterator[Leave]:
    """The leave that touches these days. Those with a login miss an afternoon now and then only."""
    monday = first - datetime.timedelta(first.weekday())
    while monday <= last:
        for practitioner in ('elena', 'andres', 'nadia', 'rodrigo'):
            chance = Chance(seed, 'leave', practitioner, monday)
            key = f'{practitioner}_{monday:%Y%m%d}'
            if practitioner in ('elena', 'andres'):
                if chance.happens(0.25):
                    day = monday + datetime.timedelta(4)
                    yield Leave(key, practitioner, day, day, 16, "Congreso")
            elif chance.happens(0.25):
                start = monday + datetime.timedelta(chance.between(0, 3))
                until = start + datetime.timedelta(chance.between(0, 1))
                yield Leave(key, practitioner, start, until, 0, chance.one(_AWAY))
        monday += datetime.timedelta(7)


_AWAY = ("Vacaciones", "Asunto personal", "Curso de actualización")
