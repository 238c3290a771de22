"""One answer sent from many windows at one instant: it goes once, and is kept once."""

import pytest

from tests.support.crowd import Call, crowd

WINDOWS = 8
SETUP = """
company = env['res.company'].search([('parent_id', '=', False)], order='id', limit=1)
account = env['clinic.whatsapp.account'].create({
    'name': "Recepción",
    'company_id': company.id,
    'phone_number_id': '100000000000001',
    'waba_id': '200000000000001',
    'base_url': 'http://127.0.0.1:9',
    'new_token': 'x',
})
known = env['clinic.patient'].create(
    {'name': "María Ríos", 'phone': '55 5550 0142', 'company_id': company.id}
)
result = []
for wa_id, patient in (('5215555500142', known.id), ('5215555500999', False)):
    person = env['clinic.whatsapp.identity'].create({
        'account_id': account.id,
        'wa_id': wa_id,
        'patient_id': patient,
        'window_until': '2099-01-01 00:00:00',
    })
    result.append(env['clinic.whatsapp.conversation']._of(person).channel_id.id)
"""
COUNT = """
result = [
    env['clinic.whatsapp.outbox'].search_count([('idempotency_key', 'ilike', key)]),
    env['clinic.message'].search_count([('dedupe_key', 'ilike', key)]),
]
"""


@pytest.fixture(scope='module')
def desk(busy_server):
    return busy_server, busy_server.run(SETUP)


@pytest.mark.parametrize(('which', 'kept'), [(0, 1), (1, 0)], ids=['patient', 'unknown'])
def test_one_key_sends_once(desk, which, kept):
    server, channels = desk
    key = f'intro-{which}-tecla'
    call = Call(
        'recepcion',
        'clinic.whatsapp.conversation',
        'desk_send',
        [channels[which], "Con gusto", key],
    )
    answers = crowd(server, [call] * WINDOWS)
    assert {answer.error for answer in answers} == {None}
    assert len({answer.value['key'] for answer in answers}) == 1
    assert server.run(COUNT, key=key) == [1, kept]
