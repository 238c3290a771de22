"""Every code of Meta's page of errors, answered by the sandbox to a real call, does what it should.

The table is written out here once more, by what a clinic sees; see `cloud_api/policy.py`.
"""

import pytest

from tests.chaos.outbound import TEMPLATE
from tests.chaos.wires import Sandbox, make_account
from tests.support.server import Place

STOP = (0, 3, 10, 190, 200, 250, 299, 368, 131031, 130497, 131042, 131045, 133010)
SLOW = (4, 80007, 130429, 131057, 133016)
PERSON_WAITS = (131056,)
PAUSE = (131048, 131064)
WINDOW = (131047,)
PERSON = (131026, 131021, 131030, 131062, 137000)
NOT_NOW = (131049, 130472)
OPTED_OUT = (131050,)
TEXT = (132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 131063)
CONTENT = (100, 131008, 131009, 131051, 131052, 131053)
FLOW = (132068, 132069, 139000, 139001, 139002, 139003, 139004)
AGAIN = (1, 2, 131000, 131016, 135000)

CODES = [
    (code, words)
    for codes, words in (
        (STOP, 'the number stops, the queue is kept'),
        (SLOW, 'the number waits, then it goes'),
        (PERSON_WAITS, 'the person waits, then it goes'),
        (PAUSE, 'nothing begun by us, answers go'),
        (WINDOW, 'the day was over: by approved text'),
        (PERSON, 'the person cannot be reached'),
        (NOT_NOW, 'not today'),
        (OPTED_OUT, 'no more promotions'),
        (TEXT, 'the text is parked'),
        (CONTENT, 'never like this'),
        (FLOW, 'never like this'),
        (AGAIN, 'it goes a little later'),
    )
    for code in codes
]

# Sends one message for each code, in a person's open day where free words go, and tells what
# became of it and of everything around.
TRY = """
import random
import requests
from datetime import timedelta
from unittest.mock import patch
from odoo import fields

account = env['clinic.whatsapp.account'].browse(account)
kind = env['clinic.message.kind'].create({
    'code': 'codigo', 'name': 'Code', 'purpose': 'appointments',
    'body': 'Hola, {nombre}: le esperamos en la clinica.'})
template = env['clinic.whatsapp.template'].create({
    'account_id': account.id, 'kind_id': kind.id, 'name': 'caos', 'status': 'APPROVED',
    'body': 'Hola, {{nombre}}: le esperamos en la clinica.', 'examples': '{"nombre": "Ana"}'})
random.uniform = lambda least, most: most  # of what is drawn by lot the longest wait
session = requests.Session()
session.trust_env = False
Outbox = env['clinic.whatsapp.outbox']
result = {}

def fault(**rule):
    session.delete(sandbox + '/_sandbox/faults')
    if rule:
        assert session.post(sandbox + '/_sandbox/faults', json=rule).status_code == 200

def calls(uuid):
    found = session.get(sandbox + '/_sandbox/messages', params={'direction': 'out'}).json()
    return [m['type'] for m in found['messages'] if m['biz_opaque_callback_data'] == uuid]

for number, (code, in_window) in enumerate(codes):
    patient = env['clinic.patient'].create({
        'name': f'Ana {number}', 'phone': f'+5255{42000000 + number}',
        'company_id': account.company_id.id})
    identity = env['clinic.whatsapp.identity'].create({
        'account_id': account.id, 'wa_id': f'5255{42000000 + number}', 'patient_id': patient.id,
        'window_until': fields.Datetime.now() + timedelta(hours=in_window)})
    fault(kind='error', code=code, count=1, match={'call': 'messages'})
    message = env['clinic.message'].with_company(account.company_id)._send(
        patient, 'codigo', dedupe_key=f'code:{code}:{in_window}')
    Outbox._cron_send()
    env.invalidate_all()
    row = Outbox.search([('message_id', '=', message.id)])
    now = fields.Datetime.now()
    found = {
        'state': row.state, 'message': message.state, 'code': row.error_code,
        'told': bool(row.error),
        'attempts': row.attempts, 'waits': bool(row.next_attempt_at and row.next_attempt_at > now),
        'parked': bool(account.parked_at), 'slow': bool(account.slow_until),
        'paused': bool(account.paused_until and account.paused_until > now),
        'unreachable': identity.unreachable_code, 'text parked': template.parked,
        'marketing': patient._consent_state('marketing'), 'calls': calls(row.uuid),
    }
    # time passes, and whoever has to look after it has done so
    env.cr.execute("UPDATE clinic_whatsapp_account SET slow_until = NULL, paused_until = NULL")
    env.cr.execute("UPDATE clinic_whatsapp_identity SET next_send = 0")
    env.cr.execute("UPDATE clinic_whatsapp_outbox SET next_attempt_at = NULL")
    env.invalidate_all()
    account._resume()
    template.write({'parked': False})
    Outbox._cron_send()
    env.invalidate_all()
    found |= {'later': row.state, 'later calls': calls(row.uuid), 'later told': bool(row.error)}
    result[f'{code}:{in_window}'] = found
    row.write({'state': 'cancelled'})
    env.cr.commit()
fault()
"""


@pytest.fixture(scope='module')
def outcomes(ground):
    """What became of one message for each code, within the person's day (24) and outside (0)."""
    place = Place(ground, 'codes')
    sandbox = Sandbox(ground, 'codes')
    try:
        sandbox.post('reset', empty=True)
        sandbox.connect(Elsewhere)
        sandbox.post('settings', throughput=1000, pair_seconds=0, pair_burst=1000)
        sandbox.approve('caos', TEMPLATE)
        ids = make_account(place, sandbox.url)
        codes = [(code, 24) for code, _words in CODES]
        codes += [(code, 0) for code in (*TEXT, *PAUSE)]
        yield place.run(TRY, account=ids['account'], sandbox=sandbox.url, codes=codes)
    finally:
        sandbox.stop()
        place.stop()


class Elsewhere:
    """Nobody hears the sandbox's news here."""

    url = 'http://127.0.0.1:9'


@pytest.mark.parametrize('code, words', CODES)
def test_what_a_code_does(outcomes, code, words):
    found = outcomes[f'{code}:24']
    around = ('parked', 'slow', 'paused', 'unreachable', 'text parked')
    state, later, touched = {
        'the number stops, the queue is kept': ('queued', 'accepted', {'parked'}),
        'the number waits, then it goes': ('queued', 'accepted', {'slow'}),
        'the person waits, then it goes': ('queued', 'accepted', set()),
        'nothing begun by us, answers go': ('queued', 'accepted', {'paused'}),
        'the day was over: by approved text': ('accepted', 'accepted', set()),
        'the person cannot be reached': ('failed', 'failed', {'unreachable'}),
        'not today': ('failed', 'failed', set()),
        'no more promotions': ('failed', 'failed', set()),
        'the text is parked': ('failed', 'failed', set()),
        'never like this': ('failed', 'failed', set()),
        'it goes a little later': ('queued', 'accepted', set()),
    }[words]
    assert (found['state'], found['later']) == (state, later)
    assert {name for name in around if found[name]} == touched
    if state == 'failed':
        assert (found['message'], found['code'], found['told']) == ('failed', code, True)
        assert found['later calls'] == [], "never again by itself"
    else:
        assert found['later calls'] == ['template' if code in WINDOW else 'text'], "exactly once"
    assert (found['marketing'] == 'refused') == (code in OPTED_OUT)
    assert found['waits'] == (words in ('the person waits, then it goes',
                                        'nothing begun by us, answers go',
                                        'the number waits, then it goes',
                                        'it goes a little later'))  # fmt: skip


@pytest.mark.parametrize('code', TEXT)
def test_a_text_meta_does_not_take_stops_that_text_alone(outcomes, code):
    found = outcomes[f'{code}:0']
    assert found['text parked']
    assert (found['state'], found['later calls']) == ('failed', [])
    assert not found['parked']


@pytest.mark.parametrize('code', PAUSE)
def test_what_the_clinic_begins_waits(outcomes, code):
    found = outcomes[f'{code}:0']
    assert (found['state'], found['paused'], found['later']) == ('queued', True, 'accepted')
    assert found['later calls'] == ['template']
