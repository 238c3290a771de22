"""Blind indexes find equal identifiers and tell nothing else."""

from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_crm.vault import KeyRing, MasterKey, blind_index, normalise

PLACE = {'model': 'clinic.patient', 'field': 'curp'}
CURP = 'HEGG560427MVZRRL04'


def ring(secret=b's' * 32, current='one'):
    masters = {key_id: MasterKey(key_id, key_id[:1].encode() * 32) for key_id in ('one', 'two')}
    return KeyRing(MappingProxyType(masters), current, secret)


def test_it_is_the_hmac_of_the_normalised_text():
    assert blind_index(ring(), CURP, **PLACE) == blind_index(ring(), f" {CURP.lower()}\n", **PLACE)
    assert len(blind_index(ring(), CURP, **PLACE)) == 64


def test_it_does_not_change_with_the_master_key():
    assert blind_index(ring(), CURP, **PLACE) == blind_index(ring(current='two'), CURP, **PLACE)


def test_another_secret_field_or_model_gives_another_index():
    indexes = {
        blind_index(ring(), CURP, **PLACE),
        blind_index(ring(b't' * 32), CURP, **PLACE),
        blind_index(ring(), CURP, model='clinic.patient', field='rfc'),
        blind_index(ring(), CURP, model='clinic.consent', field='curp'),
        blind_index(ring(), CURP, model='clinic.patientcurp', field=''),
    }
    assert len(indexes) == 5


@given(st.text(), st.text())
def test_equal_indexes_mean_equal_identifiers(left, right):
    same = blind_index(ring(), left, **PLACE) == blind_index(ring(), right, **PLACE)
    assert same == (normalise(left) == normalise(right))


@given(st.text(min_size=4))
def test_it_does_not_hold_the_text(text):
    assert text not in blind_index(ring(), text, **PLACE)
