import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.mx import rfc as stdnum_rfc

from odoo.addons.clinic_crm.identity import check_rfc


@pytest.mark.parametrize(
    ('text', 'value', 'kind'),
    [
        ('EKU9003173C9', 'EKU9003173C9', 'company'),
        ('CACX7605101P8', 'CACX7605101P8', 'person'),
        ('gode 561231 gr8', 'GODE561231GR8', 'person'),
        ('MAB-930714-8T4', 'MAB9307148T4', 'company'),
        ('xaxx010101000', 'XAXX010101000', 'generic_national'),
        ('XEXX 010101 000', 'XEXX010101000', 'generic_foreign'),
    ],
)
def test_accepted(text, value, kind):
    rfc = check_rfc(text)
    assert (rfc.value, rfc.valid, rfc.reason, rfc.kind, rfc.doubt) == (
        value,
        True,
        None,
        kind,
        None,
    )
    assert rfc.generic == kind.startswith('generic')


@pytest.mark.parametrize(
    ('text', 'reason'),
    [
        (None, 'empty'),
        ('', 'empty'),
        ('GODE561231', 'missing_homoclave'),
        ('EKU900317', 'missing_homoclave'),
        ('GODE561231GR', 'format'),
        ('GODE56', 'length'),
        ('GODE561231GR88', 'length'),
        ('G0DE561231GR8', 'format'),
        ('GODE561331GR8', 'date'),
        ('EKU9002303C9', 'date'),
        ('CACA561231GR8', 'forbidden_word'),
    ],
)
def test_refused_with_the_reason(text, reason):
    assert (check_rfc(text).valid, check_rfc(text).reason) == (False, reason)


def test_a_wrong_check_digit_is_a_doubt_for_sat_to_decide():
    rfc = check_rfc('VACE460910SX6')
    assert rfc.valid and rfc.doubt == 'check_digit'


def test_enye_and_ampersand_belong_to_it():
    first = 'MU&900101AB'
    assert check_rfc(first + stdnum_rfc.calc_check_digit(first)).doubt is None
    assert check_rfc('ÑAB900101AB1').kind == 'company'


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_judged(text):
    rfc = check_rfc(text)
    assert rfc.valid == (rfc.reason is None) == (rfc.kind is not None)
