"""The CURP, Mexico's population registry key: read and checked, never made.

A CURP is assigned by RENAPO; NOM-024-SSA3-2012 (6.5.1) forbids a clinical system to generate one,
so nothing here builds it from a name and a date. `stdnum.mx.curp` does the checking; what it does
not know is added: sex X (issued since 2023), the consonants and vowel that RENAPO's pattern asks
for, a birth date that lies ahead.

    BOXW 310820 H NE RXN 0 9
    name birth  s st con h c    s sex, st state, con consonants, h homonym, c check digit
"""

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.mx import curp as stdnum_curp

from .text import compact_identifier

CurpReason = Literal[
    'empty',
    'length',
    'format',
    'forbidden_word',
    'birthdate',
    'birthdate_ahead',
    'sex',
    'state',
    'check_digit',
]
CurpSex = Literal['female', 'male', 'x']

_SEX: dict[str, CurpSex] = {'M': 'female', 'H': 'male', 'X': 'x'}

# CURP's letters for the place of birth: (subdivision of ISO 3166-2:MX, name).
CURP_STATES: dict[str, tuple[str | None, str]] = {
    'AS': ('AGU', "Aguascalientes"),
    'BC': ('BCN', "Baja California"),
    'BS': ('BCS', "Baja California Sur"),
    'CC': ('CAM', "Campeche"),
    'CH': ('CHH', "Chihuahua"),
    'CL': ('COA', "Coahuila"),
    'CM': ('COL', "Colima"),
    'CS': ('CHP', "Chiapas"),
    'DF': ('CMX', "Ciudad de México"),
    'DG': ('DUR', "Durango"),
    'GR': ('GRO', "Guerrero"),
    'GT': ('GUA', "Guanajuato"),
    'HG': ('HID', "Hidalgo"),
    'JC': ('JAL', "Jalisco"),
    'MC': ('MEX', "Estado de México"),
    'MN': ('MIC', "Michoacán"),
    'MS': ('MOR', "Morelos"),
    'NE': (None, "Nacido en el extranjero"),
    'NL': ('NLE', "Nuevo León"),
    'NT': ('NAY', "Nayarit"),
    'OC': ('OAX', "Oaxaca"),
    'PL': ('PUE', "Puebla"),
    'QR': ('ROO', "Quintana Roo"),
    'QT': ('QUE', "Querétaro"),
    'SL': ('SIN', "Sinaloa"),
    'SP': ('SLP', "San Luis Potosí"),
    'SR': ('SON', "Sonora"),
    'TC': ('TAB', "Tabasco"),
    'TL': ('TLA', "Tlaxcala"),
    'TS': ('TAM', "Tamaulipas"),
    'VZ': ('VER', "Veracruz"),
    'YN': ('YUC', "Yucatán"),
    'ZS': ('ZAC', "Zacatecas"),
}

# RENAPO's own pattern: the second letter is the first inner vowel of the surname (X when there
# is none or the word would offend), the three letters after the state are inner consonants.
_PATTERN = re.compile(
    r'[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[A-Z][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z][0-9]'
)


@dataclass(frozen=True)
class Curp:
    """What was read. `value` is the CURP in capitals even when it is refused, to show it back."""

    value: str | None
    valid: bool
    reason: CurpReason | None = None
    birthdate: datetime.date | None = None
    sex: CurpSex | None = None
    state: str | None = None  # a key of CURP_STATES; NE for born abroad


def check_curp(text: str | None, today: datetime.date | None = None) -> Curp:
    """Check a CURP and read the birth date, sex and state that it carries.

    :param today: the day after which nobody can have been born yet; the machine's by default
    """
    value = compact_identifier(text) if text else ''
    if not value:
        return Curp(None, False, 'empty')
    if len(value) != 18:
        return Curp(value, False, 'length')
    if not _PATTERN.fullmatch(value):
        return Curp(value, False, 'format')
    sex = _SEX.get(value[10])
    if sex is None:
        return Curp(value, False, 'sex')
    try:
        birthdate = stdnum_curp.get_birth_date(value)
    except InvalidComponent:
        return Curp(value, False, 'birthdate')
    if value[11:13] not in CURP_STATES:
        return Curp(value, False, 'state')
    try:
        # The library knows H and M only; the letter does not matter for the rest of its rules.
        stdnum_curp.validate(value[:10] + 'H' + value[11:], validate_check_digits=False)
    except ValidationError:
        return Curp(value, False, 'forbidden_word')
    if value[17] != stdnum_curp.calc_check_digit(value):
        return Curp(value, False, 'check_digit')
    # One day of grace: the machine's day may trail the clinic's.
    if birthdate > (today or datetime.date.today()) + datetime.timedelta(days=1):
        return Curp(value, False, 'birthdate_ahead')
    return Curp(value, True, None, birthdate, sex, value[11:13])
