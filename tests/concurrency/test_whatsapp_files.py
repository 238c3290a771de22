"""Jobs beside each other move each file once, and no message that carries one goes twice."""

import pytest

from sandbox.app import Server as Sandbox
from tests.support.server import Place, problems

NUMBER, JOBS, FILES = '100000000000001', 6, 12
PHOTO, PDF = b'\xff\xd8\xff\xe0 foto ', b'%PDF-1.7 receta '

SETUP = """
company = env['res.company'].search([('parent_id', '=', False)], order='id', limit=1)
account = env['clinic.whatsapp.account'].create({
    'name': "Prueba", 'company_id': company.id, 'phone_number_id': number,
    'waba_id': '200000000000001', 'base_url': url, 'new_token': 'sandbox-token',
    'pair_seconds': 0,
})
person = env['clinic.whatsapp.identity'].create({
    'account_id': account.id, 'wa_id': '5215555500142', 'window_until': '2099-01-01 00:00:00',
})
result = {'account': account.id, 'person': person.id}
"""
NOTE = """
result = env['clinic.whatsapp.media'].create([
    {'account_id': account, 'direction': 'in', 'kind': 'image', 'media_id': media_id}
    for media_id in media_ids
]).ids
"""
MOVE = "env['clinic.whatsapp.media']._cron_move()"
KEPT = """
found = env['clinic.whatsapp.media'].browse(ids)
result = [[media.state, media.attempts, media._bytes().decode('latin-1')] for media in found]
"""
SEND_FILES = """
person = env['clinic.whatsapp.identity'].browse(person)
for number in range(files):
    person._send_file(f'{number}.pdf', b'%PDF-1.7 receta ' + bytes([number]), 'application/pdf')
"""
SEND = "env['clinic.whatsapp.outbox']._cron_send()"


@pytest.fixture(scope='module')
def ground_with_sandbox(ground):
    sandbox, clinic = Sandbox().start(), Place(ground, 'whatsapp_files')
    try:
        yield clinic, sandbox.sandbox, clinic.run(SETUP, number=NUMBER, url=sandbox.url)
    finally:
        clinic.stop()
        sandbox.close()


def rush(clinic, code):
    answers = clinic.rush(code, [{} for _job in range(JOBS)])
    assert not [answer for answer in answers if 'error' in answer], answers


def test_each_file_is_fetched_once(ground_with_sandbox):
    clinic, sandbox, ids = ground_with_sandbox
    [slow] = sandbox.world.faults.add(
        [{'kind': 'slow', 'seconds': 0.2, 'match': {'call': 'media_download'}}]
    )
    stored = [
        sandbox.world.add_media(NUMBER, PHOTO + bytes([n]), 'image/jpeg', '', inbound=True).id
        for n in range(FILES)
    ]
    files = clinic.run(NOTE, account=ids['account'], media_ids=stored)
    rush(clinic, MOVE)
    rush(clinic, MOVE)
    kept = clinic.run(KEPT, ids=files)
    expected = [['stored', 1, (PHOTO + bytes([n])).decode('latin-1')] for n in range(FILES)]
    assert kept == expected
    assert slow.fired == FILES


def test_each_file_is_sent_once_and_in_order(ground_with_sandbox):
    clinic, sandbox, ids = ground_with_sandbox
    sandbox.world.faults.remove()
    sandbox.inbound.act({'account': NUMBER, 'from': '5215555500142', 'text': "Hola"})
    sandbox.world.faults.add(
        [
            {'kind': 'slow', 'seconds': 0.1, 'match': {'call': 'media_upload'}},
            {'kind': 'lose_answer', 'count': 2, 'match': {'call': 'media_upload'}},
        ]
    )
    clinic.run(SEND_FILES, person=ids['person'], files=FILES)
    for _round in range(3):
        clinic.run("env.cr.execute(\"UPDATE clinic_whatsapp_media SET due_at = '2000-01-01'\")")
        rush(clinic, MOVE)
        rush(clinic, SEND)
    shown = [
        sandbox.world.media[message.payload['document']['id']].data
        for message in sandbox.world.messages.values()
        if message.direction == 'out'
    ]
    assert shown == [PDF + bytes([n]) for n in range(FILES)]
    told = problems(clinic.log.read_text(encoding='utf-8'))
    assert not [text for text in told if not text.startswith('WARNING')]
