"""How a person's data look when they are taken down a second time, in a hurry."""

import dataclasses
import re
import unicodedata

from . import phones
from .chance import Chance
from .people import Patient


def mistyped(patient: Patient, chance: Chance) -> Patient:
    """The same person with a slip in the name, the phone in another spelling, and no CURP."""
    name = chance.one((_unaccented, _without_second_surname, _swapped, _one_letter))(
        patient, chance
    )
    phone = patient.phone
    if phone and not phone.startswith('+1'):
        phone = phones.spelled(re.sub(r'\D', '', phone)[-10:], chance)
    return dataclasses.replace(
        patient,
        typed_name=name,
        phone=phone,
        curp=None,
        email=None,
        consents=(),
        emergency=None,
        allergies=('unknown', None),
    )


def _unaccented(patient: Patient, chance: Chance) -> str:
    decomposed = unicodedata.normalize('NFKD', patient.name)
    return ''.join(c for c in decomposed if not unicodedata.combining(c)).upper()


def _without_second_surname(patient: Patient, chance: Chance) -> str:
    return f'{patient.given} {patient.surnames[0]}'


def _swapped(patient: Patient, chance: Chance) -> str:
    return ' '.join(filter(None, (*patient.surnames, patient.given)))


def _one_letter(patient: Patient, chance: Chance) -> str:
    """Two neighbouring letters of the first surname change places."""
    surname = patient.surnames[0]
    at = chance.between(1, max(1, len(surname) - 3))
    slip = surname[:at] + surname[at + 1 : at + 2] + surname[at] + surname[at + 2 :]
    return ' '.join(filter(None, (patient.given, slip, patient.surnames[1])))
