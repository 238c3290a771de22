"""Envelopes open in their own place only."""

import os
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.clinic_crm.vault import (
    KeyRing,
    KeyUnknown,
    MasterKey,
    Tampered,
    new_data_key,
    open_bytes,
    open_value,
    seal_bytes,
    seal_value,
    unwrap_key,
    wrap_key,
    wrapped_with,
)
from odoo.addons.clinic_crm.vault.encoding import encode

PLACE = {'model': 'clinic.note', 'uuid': '7c9e6679-7425-40de-944b-e07fc1f90ae7', 'field': 'text'}
KEY_PLACE = {'model': PLACE['model'], 'uuid': PLACE['uuid']}


def ring(*ids, current=None):
    masters = {key_id: MasterKey(key_id, os.urandom(32)) for key_id in ids}
    return KeyRing(MappingProxyType(masters), current or ids[-1], os.urandom(32))


@given(st.text())
def test_what_is_sealed_opens(text):
    key = new_data_key()
    assert open_value(key, seal_value(key, text, **PLACE), **PLACE) == text


@given(st.binary())
def test_a_file_that_is_sealed_opens_in_its_place_alone(content):
    key = new_data_key()
    envelope = seal_bytes(key, content, **PLACE)
    assert open_bytes(key, envelope, **PLACE) == content
    with pytest.raises(Tampered):
        open_bytes(key, envelope, **{**PLACE, 'field': 'other'})


@given(st.text())
def test_an_envelope_is_compact_and_never_the_same_twice(text):
    key = new_data_key()
    first, second = (seal_value(key, text, **PLACE) for _ in range(2))
    assert first != second
    assert len(first) == len(text.encode()) + 29


@given(st.sampled_from(['model', 'uuid', 'field']), st.text())
def test_another_place_is_refused(part, value):
    key = new_data_key()
    envelope = seal_value(key, "Alergia a la penicilina", **PLACE)
    other = {**PLACE, part: value}
    if other == PLACE:
        return
    with pytest.raises(Tampered):
        open_value(key, envelope, **other)


def test_names_cannot_be_shifted_between_parts():
    key = new_data_key()
    envelope = seal_value(key, "x", model='a', uuid='bc', field='d')
    with pytest.raises(Tampered):
        open_value(key, envelope, model='ab', uuid='c', field='d')


@given(st.lists(st.text()), st.lists(st.text()))
def test_encoding_is_unambiguous(left, right):
    assert (encode(*left) == encode(*right)) == (left == right)


@given(st.data())
@settings(max_examples=300)
def test_any_changed_bit_is_refused(data):
    key = new_data_key()
    envelope = bytearray(seal_value(key, "Alergia a la penicilina", **PLACE))
    bit = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Tampered):
        open_value(key, bytes(envelope), **PLACE)


@given(st.data())
def test_cut_or_padded_envelopes_are_refused(data):
    key = new_data_key()
    envelope = seal_value(key, "Alergia a la penicilina", **PLACE)
    end = data.draw(st.integers(0, len(envelope) - 1))
    tail = data.draw(st.binary(min_size=1, max_size=20))
    for wrong in (envelope[:end], envelope[end + 1 :], envelope + tail):
        with pytest.raises(Tampered):
            open_value(key, wrong, **PLACE)


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused(data):
    with pytest.raises(Tampered):
        open_value(new_data_key(), data, **PLACE)


def test_the_wrong_key_is_refused():
    envelope = seal_value(new_data_key(), "Alergia", **PLACE)
    for key in (new_data_key(), b'', b'short'):
        with pytest.raises(Tampered):
            open_value(key, envelope, **PLACE)


def test_a_driver_s_memoryview_opens():
    key = new_data_key()
    assert open_value(key, memoryview(seal_value(key, "é", **PLACE)), **PLACE) == "é"


def test_a_wrapped_key_names_its_master_and_unwraps():
    keys, data_key = ring('old', 'new'), new_data_key()
    envelope = wrap_key(keys, data_key, **KEY_PLACE)
    assert wrapped_with(envelope) == 'new'
    assert unwrap_key(keys, envelope, **KEY_PLACE) == data_key


def test_an_old_master_still_unwraps_after_rotation():
    keys, data_key = ring('old', 'new', current='old'), new_data_key()
    envelope = wrap_key(keys, data_key, **KEY_PLACE)
    rotated = KeyRing(keys.masters, 'new', keys.index_secret)
    assert unwrap_key(rotated, envelope, **KEY_PLACE) == data_key
    assert wrapped_with(wrap_key(rotated, data_key, **KEY_PLACE)) == 'new'


def test_a_master_the_ring_lacks_is_named():
    envelope = wrap_key(ring('gone'), new_data_key(), **KEY_PLACE)
    with pytest.raises(KeyUnknown, match="gone") as caught:
        unwrap_key(ring('other'), envelope, **KEY_PLACE)
    assert caught.value.key_id == 'gone'


def test_another_master_under_the_same_id_is_refused():
    envelope = wrap_key(ring('same'), new_data_key(), **KEY_PLACE)
    with pytest.raises(Tampered):
        unwrap_key(ring('same'), envelope, **KEY_PLACE)


@given(st.sampled_from(['model', 'uuid']), st.text())
def test_a_wrapped_key_stays_with_its_record(part, value):
    keys = ring('one')
    envelope = wrap_key(keys, new_data_key(), **KEY_PLACE)
    if KEY_PLACE[part] == value:
        return
    with pytest.raises(Tampered):
        unwrap_key(keys, envelope, **{**KEY_PLACE, part: value})


@given(st.data())
def test_a_changed_wrapped_key_is_refused(data):
    keys = ring('one')
    envelope = bytearray(wrap_key(keys, new_data_key(), **KEY_PLACE))
    bit = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[bit // 8] ^= 1 << bit % 8
    with pytest.raises((Tampered, KeyUnknown)):
        unwrap_key(keys, bytes(envelope), **KEY_PLACE)


@given(st.binary(max_size=120))
def test_a_foreign_wrapped_key_is_refused(data):
    with pytest.raises((Tampered, KeyUnknown)):
        unwrap_key(ring('one'), data, **KEY_PLACE)
