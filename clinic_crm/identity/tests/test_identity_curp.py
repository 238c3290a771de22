import datetime
import random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.mx import curp as stdnum_curp

from odoo.addons.clinic_crm.identity import CURP_STATES, check_curp
from odoo.addons.clinic_crm.identity.curp import CurpReason

# The example of the standard's own documents, not a person.
EXAMPLE = 'BOXW310820HNERXN09'
TODAY = datetime.date(2026, 11, 21)


def with_digit(first17):
    return first17 + stdnum_curp.calc_check_digit(first17)


def test_reads_date_sex_and_state():
    curp = check_curp(EXAMPLE)
    assert curp.valid and curp.reason is None
    assert (curp.birthdate, curp.sex, curp.state) == (datetime.date(1931, 8, 20), 'male', 'NE')
    assert CURP_STATES[curp.state][0] is None


@pytest.mark.parametrize(
    'text',
    [
        'boxw310820hnerxn09',
        ' BOXW-310820-HNERXN-09 ',
        'BOXW\u00a0310820\u200bHNERXN09',
        'ＢＯＸＷ310820HNERXN09',
    ],
)
def test_any_spelling_is_stored_in_one(text):
    assert check_curp(text).value == EXAMPLE
    assert check_curp(text).valid


def test_sex_x_is_accepted_with_its_own_check_digit():
    value = with_digit('BOXW310820XNERXN0')
    curp = check_curp(value)
    assert curp.valid and curp.sex == 'x'
    wrong = value[:-1] + str((int(value[-1]) + 1) % 10)
    assert check_curp(wrong).reason == 'check_digit'


@pytest.mark.parametrize(
    ('homonym', 'birthdate'),
    [
        ('0', datetime.date(1903, 5, 17)),
        ('9', datetime.date(1903, 5, 17)),
        ('A', datetime.date(2003, 5, 17)),
        ('Z', datetime.date(2003, 5, 17)),
    ],
)
def test_the_seventeenth_character_tells_the_century(homonym, birthdate):
    curp = check_curp(with_digit('GALA030517MDFRPN' + homonym), TODAY)
    assert curp.valid and curp.birthdate == birthdate and curp.sex == 'female'


def test_nobody_is_born_tomorrow():
    assert check_curp(with_digit('GALA261121MDFRPNA'), TODAY).valid
    assert check_curp(with_digit('GALA261201MDFRPNA'), TODAY).reason == 'birthdate_ahead'
    assert check_curp(with_digit('GALA470517MDFRPNA'), TODAY).reason == 'birthdate_ahead'
    assert check_curp(with_digit('GALA470517MDFRPN0'), TODAY).valid


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        (None, 'empty'),
        ('', 'empty'),
        (' - ', 'empty'),
        ('BOXW310820HNERXN0', 'length'),
        (EXAMPLE + '0', 'length'),
        ('B0XW310820HNERXN09', 'format'),
        ('BOXW31O820HNERXN09', 'format'),
        ('BÑXW310820HNERXN09', 'format'),
        ('BBXW310820HNERXN09', 'format'),
        ('BOXW310820HNEAXN09', 'format'),
        (with_digit('BOXW310820ANERXN0'), 'sex'),
        (with_digit('BOXW310230HNERXN0'), 'birthdate'),
        (with_digit('BOXW311320HNERXN0'), 'birthdate'),
        (with_digit('BOXW310820HZZRXN0'), 'state'),
        (with_digit('BACA310820HNERXN0'), 'forbidden_word'),
        ('BOXW310820HNERXN08', 'check_digit'),
        ('BOXW310821HNERXN09', 'check_digit'),
    ],
)
def test_refusals_name_the_reason(text, reason):
    curp = check_curp(text, TODAY)
    assert (curp.valid, curp.reason, curp.birthdate) == (False, reason, None)
    assert reason in get_args(CurpReason)


def test_the_replaced_form_of_a_forbidden_word_is_right():
    assert check_curp(with_digit('BXCA310820HNERXN0')).valid


def test_a_date_is_a_leap_day_of_its_own_century():
    assert check_curp(with_digit('GALA000229MDFRPNA'), TODAY).valid
    assert check_curp(with_digit('GALA000229MDFRPN0'), TODAY).reason == 'birthdate'


def test_states_are_those_of_the_library():
    assert set(CURP_STATES) == stdnum_curp._valid_states
    codes = [code for code, _name in CURP_STATES.values() if code]
    assert len(codes) == len(set(codes)) == 32


def test_agrees_with_the_library_on_every_single_wrong_character():
    rng = random.Random(18)
    for _ in range(300):
        at = rng.randrange(18)
        text = EXAMPLE[:at] + rng.choice('ABCXYZ0189HM') + EXAMPLE[at + 1 :]
        if check_curp(text, TODAY).valid and text[10] != 'X':
            assert stdnum_curp.is_valid(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_judged(text):
    curp = check_curp(text)
    assert curp.valid == (curp.reason is None)
