from datetime import datetime, timedelta

import pytest

from odoo.addons.clinic_whatsapp.cloud_api import build_tap, read_tap, sample_pdf

UUID = '0f8fad5b-d9cb-469f-a165-70867728950e'
START = datetime(2026, 11, 26, 16, 30)


def test_a_button_carries_the_appointment_and_its_start():
    payload = build_tap('s', UUID, 'confirm', START)
    assert payload.startswith(f'c1.{UUID}.confirm.') and len(payload) < 256
    tap = read_tap('s', payload)
    assert (tap.uuid, tap.action) == (UUID, 'confirm')
    assert tap.is_about(START) and tap.is_about(START.replace(second=9))
    assert not tap.is_about(START + timedelta(minutes=30))
    assert payload == build_tap('s', UUID.upper(), 'confirm', START)


def test_nobody_else_makes_one():
    payload = build_tap('s', UUID, 'confirm', START)
    assert read_tap('other', payload) is None
    for place in range(len(payload)):
        other = 'a' if payload[place] != 'a' else 'b'
        assert read_tap('s', payload[:place] + other + payload[place + 1 :]) is None
    for odd in ('', 'Confirmar', payload + '0', payload[:-1], 'c2' + payload[2:], payload + '\n'):
        assert read_tap('s', odd) is None
    assert read_tap('', payload) is None


@pytest.mark.parametrize(
    ('secret', 'uuid', 'action'),
    [('', UUID, 'confirm'), ('s', 'x', 'confirm'), ('s', UUID, 'Confirm.it'), ('s', UUID, '')],
)
def test_what_makes_no_button(secret, uuid, action):
    with pytest.raises(ValueError):
        build_tap(secret, uuid, action, START)


def test_the_sample_is_a_pdf():
    content = sample_pdf()
    assert content.startswith(b'%PDF-') and content.endswith(b'%%EOF')
    assert content[int(content.rsplit(b'startxref\n', 1)[1].split(b'\n')[0]) :].startswith(b'xref')
