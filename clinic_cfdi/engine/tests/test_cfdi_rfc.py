import pytest

from odoo.addons.clinic_cfdi.engine import rfc

SAT = ('CACX7605101P8', 'URE180429TM6', 'XAXX010101000')


@pytest.mark.parametrize('found', [*SAT, 'EKU9003173C9', 'ÑUÑ8001019I8'])
def test_what_may_be_one(found):
    assert rfc.problem(found) == ''


@pytest.mark.parametrize(
    ('text', 'why'),
    [('', 'form'), ('EKU9003173C', 'form'), ('EKU9013323C9', 'date'), ('eku9003173c9', 'form')],
)
def test_what_is_none(text, why):
    assert rfc.problem(text) == why


def test_as_people_write_it():
    assert rfc.clean(' mx-eku 900317-3c9 ') == 'EKU9003173C9'
    assert rfc.clean(None) == ''


def test_the_last_digit():
    assert all(rfc.digit_fits(found) for found in SAT)
    assert not rfc.digit_fits('CACX7605101P9')
