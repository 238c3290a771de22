"""The RFC, Mexico's tax number, of people, companies and SAT's two generic ones."""

import re
from dataclasses import dataclass
from typing import Literal

from stdnum.exceptions import ValidationError
from stdnum.mx import rfc as stdnum_rfc

from .text import compact_identifier

RfcReason = Literal[
    'empty',
    'length',
    'missing_homoclave',
    'format',
    'date',
    'forbidden_word',
    'check_digit',
]
RfcKind = Literal['person', 'company', 'generic_national', 'generic_foreign']

GENERIC_NATIONAL = 'XAXX010101000'
GENERIC_FOREIGN = 'XEXX010101000'
_GENERIC: dict[str, RfcKind] = {
    GENERIC_NATIONAL: 'generic_national',
    GENERIC_FOREIGN: 'generic_foreign',
}

_PERSON = re.compile(r'[A-ZÑ&]{4}[0-9]{6}[0-9A-Z]{3}')
_COMPANY = re.compile(r'[A-ZÑ&]{3}[0-9]{6}[0-9A-Z]{3}')


@dataclass(frozen=True)
class Rfc:
    """What was read. `value` is the RFC in capitals even when it is refused, to show it back.

    `doubt` is set on an RFC that may be used but deserves a second look: SAT itself issued some
    with a check digit that does not add up, so only SAT's own list can refuse them.
    """

    value: str | None
    valid: bool
    reason: RfcReason | None = None
    kind: RfcKind | None = None
    doubt: RfcReason | None = None

    @property
    def generic(self) -> bool:
        return self.kind in ('generic_national', 'generic_foreign')


def check_rfc(text: str | None) -> Rfc:
    """Check an RFC: form, date, forbidden words and, as a doubt only, the check digit."""
    value = compact_identifier(text) if text else ''
    if not value:
        return Rfc(None, False, 'empty')
    if value in _GENERIC:
        return Rfc(value, True, None, _GENERIC[value])
    if re.fullmatch(r'[A-ZÑ&]{3,4}[0-9]{6}', value):
        return Rfc(value, False, 'missing_homoclave')
    if len(value) not in (12, 13):
        return Rfc(value, False, 'length')
    kind: RfcKind = 'person' if len(value) == 13 else 'company'
    if not (_PERSON if kind == 'person' else _COMPANY).fullmatch(value):
        return Rfc(value, False, 'format')
    try:
        stdnum_rfc.validate(value)
    except ValidationError:
        # The form is right, so what remains is the date or, for people, the word.
        neutral = 'XAXX' if kind == 'person' else value[:3]
        dated = stdnum_rfc.is_valid(neutral + value[-9:])
        return Rfc(value, False, 'forbidden_word' if dated else 'date')
    checked = stdnum_rfc.is_valid(value, validate_check_digits=True)
    return Rfc(value, True, None, kind, None if checked else 'check_digit')
