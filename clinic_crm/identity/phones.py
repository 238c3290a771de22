"""Phone numbers as Mexicans write them, brought to one E.164 spelling.

Since August 2019 a Mexican number is ten digits and nothing else, and +52 from abroad. Address
books still hold what was dialled before: 01 (long distance), 044 and 045 (to a mobile phone) and
the 1 after +52, which WhatsApp accounts of that time carry to this day (wa_id 521…). The library
`phonenumbers` knows which area codes exist but refuses those prefixes, so they are taken off here
and the library judges what remains.

Two rules: a number is either normalised whole or not at all, and one that could be two different
numbers is refused with the reason, never guessed: a wrong digit sends a patient's message to a
stranger.
"""

import re
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from .phone_text import (
    digit_count,
    has_alternative_ending,
    is_exponent,
    split_extension,
    split_numbers,
    unwrapped,
    without_punctuation,
)

PhoneReason = Literal[
    'empty',  # nothing to read, or no digit in it
    'letters',  # words that are no part of a number
    'symbols',  # signs that are no part of a number
    'spreadsheet',  # damaged by a spreadsheet: 5.51235E+09
    'too_short',
    'too_long',
    'missing_area',  # a local number of 7 or 8 digits, as dialled before 2019
    'unknown_area',  # ten digits, but no such area code
    'placeholder',  # the same digit ten times
    'several_numbers',  # two or more numbers in one field
    'ambiguous_country',  # reads as Mexican and as foreign: write it with + and the country
    'missing_plus',  # a foreign number without its +
    'plus_without_country',  # + and then a Mexican number without the 52
    'misplaced_plus',
    'unknown_country',  # no such country code
    'invalid',  # the country has no such number
]

_MAX_LENGTH = 200


@dataclass(frozen=True)
class Phone:
    """What was read. `e164` is set if and only if `valid`; otherwise `reason` says why not."""

    e164: str | None
    valid: bool
    reason: PhoneReason | None = None
    extension: str | None = None
    country: str | None = None  # ISO 3166 code, "MX"

    @property
    def national(self) -> str | None:
        """The digits without the country: ten for a Mexican number."""
        if self.e164 is None:
            return None
        return phonenumbers.national_significant_number(phonenumbers.parse(self.e164))

    @property
    def display(self) -> str | None:
        """The number spaced as people read it: "+52 55 1234 5678"."""
        if self.e164 is None:
            return None
        number = phonenumbers.parse(self.e164)
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)

    @property
    def can_text(self) -> bool:
        """Whether a message may reach it; Mexican numbers do not tell fixed from mobile."""
        if self.e164 is None:
            return False
        kind = phonenumbers.number_type(phonenumbers.parse(self.e164))
        return kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


def normalise_phone(text: str | None, country: str | None = 'MX') -> Phone:
    """Read one phone number in any spelling.

    :param text: what was typed, pasted or imported
    :param country: ISO code of the country of numbers written without one
    """
    if not text:
        return _refused('empty')
    if len(text) > _MAX_LENGTH:
        return _refused('too_long')
    cleaned = unwrapped(text)
    if is_exponent(cleaned):
        return _refused('spreadsheet')
    if not digit_count(cleaned):
        return _refused('letters' if any(char.isalpha() for char in cleaned) else 'empty')
    return _read_field(cleaned, (country or 'MX').upper())


def phone_from_wa_id(wa_id: str | None) -> Phone:
    """Read WhatsApp's own spelling: country and number, digits only, 521… for old accounts."""
    return normalise_phone('+' + wa_id.lstrip('+') if wa_id else None)


def phone_search_key(text: str | None) -> str | None:
    """Return the digits to look for, whole number or part of one, in any spelling.

    A whole Mexican number gives its ten digits, a foreign one its digits with the country. Of a
    part, prefixes that are certainly no part of the number are dropped ("+52 55 12", "044 55 12").
    Of several numbers, their digits one after the other, so that each is found inside.
    Text with words in it, or with fewer than three digits, is no phone: None.
    """
    phone = normalise_phone(text)
    if phone.e164:
        return phone.national if phone.country == 'MX' else phone.e164[1:]
    if not text or len(text) > _MAX_LENGTH:
        return None
    cleaned = split_extension(unwrapped(text))[0].strip(' ;')
    if phone.reason == 'several_numbers':
        cleaned = ' '.join(split_numbers(cleaned))
    if any(char.isalpha() for char in cleaned):
        return None
    groups = re.findall(r'\d+', cleaned)
    digits = ''.join(groups)
    if len(digits) == 11 and digits.startswith('1'):
        return digits[1:]  # +52 1 without the 52, or +1: the ten digits are in both
    if re.match(r'[\s(]*\+', cleaned):
        digits = re.sub(r'^52(?:1(?=\d)|01|04[45])?', '', digits)
    elif groups and groups[0] in ('01', '044', '045') and len(groups) > 1:
        digits = ''.join(groups[1:])
    elif len(digits) > 10:
        digits = re.sub(r'^(?:00)?52(?:1|01|04[45])?', '', digits)
    return digits if len(digits) >= 3 else None


def _read_field(text: str, country: str) -> Phone:
    """Read a field that should hold one number: say so when it holds several."""
    if has_alternative_ending(text):
        return _refused('several_numbers')
    whole = _read_number(text, country)
    if whole.valid:
        return whole
    parts = split_numbers(text)
    if len(parts) == 1:
        one = _read_number(parts[0], country)
        return one if one.valid else (_spaced_numbers(parts[0], country) or one)
    readings = [_read_number(part, country) for part in parts]
    if all(reading.valid for reading in readings) and len({r.e164 for r in readings}) == 1:
        return readings[0]
    if any(reading.valid for reading in readings) or sum(digit_count(p) >= 7 for p in parts) > 1:
        return _refused('several_numbers')
    return _spaced_numbers(text, country) or whole


def _spaced_numbers(text: str, country: str) -> Phone | None:
    """Recognise two numbers written with nothing but a space or a dash between them."""
    cuts = [match.start() for match in re.finditer(r'(?<=[\d)])[\s.-]+', text)]
    if re.fullmatch(r'\d{20}', text.strip()):
        text = text.strip()
        cuts = [10]
    for cut in cuts:
        left, right = text[:cut], text[cut:].lstrip(' .-')
        if digit_count(left) < 10 or digit_count(right) < 10:
            continue
        if _read_number(left, country).valid and _read_number(right, country).valid:
            return _refused('several_numbers')
    return None


def _read_number(text: str, country: str) -> Phone:
    """Read text that holds one number and perhaps its extension."""
    text, extension = split_extension(text)
    signs = without_punctuation(text)
    if any(char.isalpha() for char in signs):
        return _refused('letters')
    digits = signs.lstrip('+')
    if '+' in digits:
        return _refused('misplaced_plus')
    if not digits.isdecimal():
        return _refused('symbols' if digits else 'empty')
    if signs != digits:
        phone = _read_international(digits)
        if not phone.valid and country == 'MX' and _is_mexican(digits):
            phone = _refused('plus_without_country')
    elif digits.startswith('00'):
        phone = _read_international(digits[2:])
    elif country == 'MX':
        phone = _read_mexican(digits)
    else:
        phone = _judge(digits, country)
    return Phone(phone.e164, True, None, extension, phone.country) if phone.valid else phone


def _read_international(digits: str) -> Phone:
    """Read what follows the + or the 00."""
    if not digits.startswith('52'):
        return _judge('+' + digits, None)
    national = digits[2:]
    for prefix in ('1', '01', '044', '045'):
        if national.startswith(prefix) and len(national) == 10 + len(prefix):
            return _mexican(national[len(prefix) :])
    return _mexican(national)


def _read_mexican(digits: str) -> Phone:
    """Read a number dialled from within Mexico, with or without an old prefix."""
    for prefix in ('01', '044', '045'):
        if digits.startswith(prefix) and len(digits) <= 10 + len(prefix):
            return _mexican(digits[len(prefix) :])
    if digits.startswith('01152'):  # dialled from the United States
        return _read_international(digits[3:])
    if digits.startswith('52') and len(digits) > 10:
        return _read_international(digits)
    if len(digits) == 11 and digits.startswith('1'):
        return _one_and_ten(digits)
    if len(digits) > 10 and _judge('+' + digits, None).valid:
        return _refused('missing_plus')
    return _mexican(digits)


def _one_and_ten(digits: str) -> Phone:
    """1 and ten digits: +52 1 without the 52, or a number of the United States without its +."""
    northern = _judge('+' + digits, None).valid
    if not _is_mexican(digits[1:]):
        return _refused('missing_plus' if northern else 'too_long')
    return _refused('ambiguous_country') if northern else _mexican(digits[1:])


def _mexican(national: str) -> Phone:
    """Judge the digits that should be a Mexican number without any prefix."""
    if len(national) in (7, 8):
        return _refused('missing_area')
    if len(national) != 10:
        return _refused('too_short' if len(national) < 10 else 'too_long')
    if len(set(national)) == 1:
        return _refused('placeholder')
    if not _is_mexican(national):
        return _refused('unknown_area')
    return Phone('+52' + national, True, country='MX')


def _is_mexican(national: str) -> bool:
    if len(national) != 10:
        return False
    number = phonenumbers.PhoneNumber(country_code=52, national_number=int(national))
    return phonenumbers.is_valid_number(number)


def _judge(number: str, country: str | None) -> Phone:
    """Let the library read a number of any other country."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException as error:
        reasons: dict[int, PhoneReason] = {
            phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: 'unknown_country',
            phonenumbers.NumberParseException.TOO_LONG: 'too_long',
        }
        return _refused(reasons.get(error.error_type, 'too_short'))
    if phonenumbers.is_valid_number(parsed):
        e164 = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
        return Phone(e164, True, country=phonenumbers.region_code_for_number(parsed))
    possible = phonenumbers.is_possible_number_with_reason(parsed)
    if possible == phonenumbers.ValidationResult.TOO_SHORT:
        return _refused('too_short')
    if possible == phonenumbers.ValidationResult.TOO_LONG:
        return _refused('too_long')
    return _refused('invalid')


def _refused(reason: PhoneReason) -> Phone:
    return Phone(None, False, reason)
