"""Mexican numbers in every spelling people use, and what must never be guessed."""

import random
from typing import get_args

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.clinic_crm.identity import (
    normalise_phone,
    phone_from_wa_id,
    phone_search_key,
)
from odoo.addons.clinic_crm.identity.phones import PhoneReason

AREAS = ['55', '56', '33', '81', '664', '999', '222', '442', '614', '686', '998', '951', '312']
PREFIXES = [
    '',
    '',
    '+52',
    '+52 1',
    '52',
    '521',
    '044',
    '045',
    '01',
    '0052',
    '00521',
    '+52 (1)',
    '+52 01',
    '(01)',
    '(044)',
    '＋52',
    '(+52)',
    '01152',
]
BEFORE = ['', '', '', 'Tel. ', 'cel: ', '📱', '\u202a', "'", 'WhatsApp ']
AFTER = ['', '', '', ' ', '\u00a0', '\u202c', ' (casa)', ' ext 123', ' x12', ' ☎️', '.', ';']
GAPS = ['', ' ', '-', '.', '\u00a0', '\u2011', '\u2013', '/', '  ']


def random_number(rng):
    while True:
        area = rng.choice(AREAS)
        number = area + ''.join(rng.choice('0123456789') for _ in range(10 - len(area)))
        parsed = phonenumbers.parse('+52' + number)
        if phonenumbers.is_valid_number(parsed) and len(set(number)) > 1:
            return number


def spell(number, rng):
    area = 2 if number[:2] in ('55', '56', '33', '81') else 3
    local = number[area:]
    gap = rng.choice(GAPS)
    cuts = rng.choice([(4,), (3,), (2, 4), ()])
    groups = [local[i:j] for i, j in zip((0, *cuts), (*cuts, None), strict=True)]
    body = gap.join(groups)
    head = f'({number[:area]})' if rng.random() < 0.3 else number[:area]
    text = head + rng.choice([gap, ' ', '']) + body
    if rng.random() < 0.15:
        text = text.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    if rng.random() < 0.05:
        text = ''.join(c + '\ufe0f\u20e3' if c in '0123456789' else c for c in text)
    prefix = rng.choice(PREFIXES)
    return rng.choice(BEFORE) + prefix + rng.choice(['', ' ', '-']) + text + rng.choice(AFTER)


def test_two_thousand_spellings_of_five_hundred_numbers_give_five_hundred_keys():
    rng = random.Random(2019)
    numbers = set()
    while len(numbers) < 500:
        numbers.add(random_number(rng))
    keys, searches = set(), set()
    for number in sorted(numbers):
        for _ in range(4):
            text = spell(number, rng)
            phone = normalise_phone(text)
            assert phone.e164 == '+52' + number, (text, phone)
            keys.add(phone.e164)
            searches.add(phone_search_key(text))
    assert keys == {'+52' + number for number in numbers}
    assert searches == numbers


@pytest.mark.parametrize('wa_id', ['5215512345678', '525512345678'])
def test_both_wa_ids_of_an_account_are_one_number(wa_id):
    assert phone_from_wa_id(wa_id).e164 == '+525512345678'
    assert normalise_phone(wa_id).e164 == '+525512345678'
    assert normalise_phone(f'{wa_id}@s.whatsapp.net').e164 == '+525512345678'
    assert normalise_phone(f'https://wa.me/{wa_id}').e164 == '+525512345678'


def test_a_foreign_wa_id_needs_no_plus():
    assert phone_from_wa_id('16192341234').e164 == '+16192341234'
    assert phone_from_wa_id('34612345678').country == 'ES'
    assert phone_from_wa_id('').reason == 'empty'


@pytest.mark.parametrize(
    ('text', 'e164', 'country'),
    [
        ('+1 (619) 234-1234', '+16192341234', 'US'),
        ('001 619 234 1234', '+16192341234', 'US'),
        ('+34 612 34 56 78', '+34612345678', 'ES'),
        ('+44 (0)20 7946 0958', '+442079460958', 'GB'),
        ('+54 9 11 2345-6789', '+5491123456789', 'AR'),
        ('+502 2345 6789', '+50223456789', 'GT'),
    ],
)
def test_foreign_numbers_are_kept(text, e164, country):
    phone = normalise_phone(text)
    assert (phone.e164, phone.country) == (e164, country)
    assert phone_search_key(text) == e164[1:]


def test_numbers_without_country_belong_to_the_given_one():
    assert normalise_phone('619 234 1234', 'US').e164 == '+16192341234'
    assert normalise_phone('612 34 56 78', 'es').e164 == '+34612345678'
    assert normalise_phone('044 55 1234 5678', 'ES').valid is False


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        (None, 'empty'),
        ('', 'empty'),
        ('   ', 'empty'),
        ('📱', 'empty'),
        ('Tel.', 'empty'),
        ('no tiene', 'letters'),
        ('55 1234 567O', 'letters'),
        ('01 800 FLORES', 'letters'),
        ('55 1234 5678 llamar después', 'letters'),
        ('55 1234 5678 %', 'symbols'),
        ('#55 1234 5678', 'symbols'),
        ('5.51234567E+09', 'spreadsheet'),
        ('5,5123E+9', 'spreadsheet'),
        ('55 1234 567', 'too_short'),
        ('911', 'too_short'),
        ('551234567.0', 'too_short'),
        ('044 55 1234 567', 'too_short'),
        ('52 55 1234 567', 'too_short'),
        ('55 1234 5678 9', 'too_long'),
        ('+52 55 1234 5678 9', 'too_long'),
        ('5' * 201, 'too_long'),
        ('1234 5678', 'missing_area'),
        ('123-4567', 'missing_area'),
        ('52 1234 5678', 'unknown_area'),
        ('0215 123 4567', 'too_long'),
        ('111 111 1111', 'placeholder'),
        ('5555555555', 'placeholder'),
        ('55 1234 5678 / 55 8765 4321', 'several_numbers'),
        ('55 1234 5678, 044 55 8765 4321', 'several_numbers'),
        ('5512345678 5587654321', 'several_numbers'),
        ('5512345678 - 5587654321', 'several_numbers'),
        ('55123456785587654321', 'several_numbers'),
        ('+52 55 1234 5678 +1 619 234 1234', 'several_numbers'),
        ('casa 55 1234 5678 cel 55 8765 4321', 'several_numbers'),
        ('55 1234 5678 o 55 8765 4321', 'several_numbers'),
        ('55 1234 5678\n55 8765 4321', 'several_numbers'),
        ('55 1234 5678 ext 1 / 55 8765 4321 ext 2', 'several_numbers'),
        ('55 1234 5678/79', 'several_numbers'),
        ('5512-3456/57', 'several_numbers'),
        ('1 818 234 5678', 'ambiguous_country'),
        ('1 55 1234 5678', 'ambiguous_country'),
        ('1 619 234 1234', 'missing_plus'),
        ('34612345678', 'missing_plus'),
        ('+55 1234 5678', 'plus_without_country'),
        ('52+5512345678', 'misplaced_plus'),
        ('+210 123 4567', 'unknown_country'),
        ('+34 112 345 678', 'invalid'),
    ],
)
def test_what_is_not_one_whole_number_is_refused_with_the_reason(text, reason):
    phone = normalise_phone(text)
    assert (phone.e164, phone.valid, phone.reason) == (None, False, reason)
    assert phone.national is None and phone.display is None and not phone.can_text


@pytest.mark.parametrize(
    'text',
    [
        'cel5512345678',
        'Tel.5512345678',
        '5512345678casa',
        'Teléfono: (55) 12 34 56 78',
        '55.12.34.56.78',
        'móvil=55-12-34-56-78',
        '(52) 55 1234 5678',
        '(521)5512345678',
        '+52(55)1234-5678',
        '[55] 1234 5678',
        '55 1234 5678 (mamá)',
        '\u200f55\u20141234\u20145678\n',
    ],
)
def test_what_stands_around_a_number_changes_nothing(text):
    assert normalise_phone(text).e164 == '+525512345678'


def test_the_same_number_twice_is_one_number():
    assert normalise_phone('55 1234 5678 / +52 1 55 1234 5678').e164 == '+525512345678'


@pytest.mark.parametrize(
    'text',
    [
        '55 1234 5678 ext 123',
        '55 1234 5678 Ext. 123',
        '55 1234 5678, extensión 123',
        '5512345678x123',
        '55 1234 5678 #123',
        'tel:+52-55-1234-5678;ext=123',
        '(55) 1234-5678 int. 123',
    ],
)
def test_an_extension_is_kept_apart(text):
    phone = normalise_phone(text)
    assert (phone.e164, phone.extension) == ('+525512345678', '123')


def test_what_a_number_can_tell():
    phone = normalise_phone('044 55 1234 5678')
    assert (phone.national, phone.display) == ('5512345678', '+52 55 1234 5678')
    assert phone.can_text
    assert not normalise_phone('01 800 123 4567').can_text


@pytest.mark.parametrize(
    ('text', 'key'),
    [
        ('1234 5678', '12345678'),
        ('5678', '5678'),
        ('+52 55 12', '5512'),
        ('044 55 12', '5512'),
        ('+52 1 55', None),
        ('01 55 1234', '551234'),
        ('52551234', '52551234'),
        ('+1 619', '1619'),
        ('1 619 234 1234', '6192341234'),
        ('1 55 1234 5678', '5512345678'),
        ('55 1234 5678 / 33 8765 4321', '55123456783387654321'),
        ('cel 55 1234', '551234'),
        ('Juan 12345', None),
        ('12', None),
        ('', None),
        (None, None),
        ('9' * 300, None),
    ],
)
def test_search_key_of_any_part_in_any_spelling(text, key):
    assert phone_search_key(text) == key


def test_a_stored_number_is_found_by_any_part_of_four_digits():
    stored = phone_search_key('+52 1 664 123 4567')
    assert all(phone_search_key(stored[i : i + 4]) in stored for i in range(7))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_whole_or_refused(text):
    phone = normalise_phone(text)
    assert phone.valid == (phone.e164 is not None) == (phone.reason is None)
    assert phone.reason is None or phone.reason in get_args(PhoneReason)
    if phone.e164:
        assert normalise_phone(phone.e164).e164 == phone.e164
        assert normalise_phone(phone.display).e164 == phone.e164
    phone_search_key(text)


@settings(max_examples=300, deadline=None)
@given(st.integers(min_value=0, max_value=499), st.integers(min_value=0, max_value=20))
def test_a_lost_digit_never_gives_another_number(seed, position):
    """OCA-like truncation: a number that lost a digit is refused, not completed from the prefix."""
    rng = random.Random(seed)
    number = random_number(rng)
    for spelling in ('{}', '+52{}', '521{}', '044{}', '01{}'):
        text = spelling.format(number)
        at = len(text) - 1 - position % 10
        phone = normalise_phone(text[:at] + text[at + 1 :])
        assert phone.e164 != '+52' + number
        assert not phone.valid, (text, at, phone)
