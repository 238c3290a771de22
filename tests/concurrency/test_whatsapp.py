"""The jobs of WhatsApp beside others: calls that come while a job looks, people who change their
number, rows that somebody else changes at the same moment.
"""

import json
import select
from contextlib import closing

import psycopg2.extensions
import pytest

from tests.chaos.wires import NUMBER_ID, WABA_ID, Database, make_account
from tests.support.ground import connect
from tests.support.server import Place

PEOPLE = """
account = env['clinic.whatsapp.account'].browse(account)
patient = env['clinic.patient'].create({
    'name': 'Renata Número', 'phone': f'+5255{number}', 'company_id': account.company_id.id})
Identity = env['clinic.whatsapp.identity']
old = Identity.create({'account_id': account.id, 'wa_id': f'5255{number}',
                       'patient_id': patient.id})
new = Identity.create({
    'account_id': account.id, 'wa_id': f'5255{number + 1}', 'last_inbound_at': '2026-10-01'})
result = {'patient': patient.id, 'old': old.id, 'new': new.id}
"""
# Both look first, then wait until the other has looked too, and only then write.
AT_ONCE = """
import time
env.cr.execute('SELECT count(*) FROM clinic_whatsapp_message')
env.cr.execute('SELECT count(*) FROM clinic_whatsapp_outbox')
time.sleep(0.3)
account = env['clinic.whatsapp.account'].browse(account)
old = env['clinic.whatsapp.identity'].browse(old)
new = env['clinic.whatsapp.identity'].browse(new)
if who == 'the news of the number':
    time.sleep(first * 0.2)
    old._renumber(f'5255{number + 1}', '')
elif who == 'a late message':
    time.sleep((1 - first) * 0.2)
    found = env['clinic.whatsapp.identity']._recognise(
        account, Sender(wa_id=f'5255{number + 1}'))
    found._heard(datetime(2026, 1, 1))
    message = env['clinic.whatsapp.message'].create({
        'identity_id': found.id, 'direction': 'in', 'wamid': f'wamid.{number}', 'kind': 'text',
        'at': '2026-01-01', 'waiting_text': 'Desde el nuevo'})
    if found.patient_id:
        message._hand_to_patient()
else:
    time.sleep((1 - first) * 0.2)
    env['clinic.whatsapp.outbox']._enqueue(
        new, f'renumber:{number}', content={'type': 'text', 'text': {'body': 'x'}})
"""
IMPORTS = """
from datetime import datetime
from odoo.addons.clinic_whatsapp.cloud_api import Sender
"""
RECEIVE = """
account = env['clinic.whatsapp.account'].browse(account)
env['clinic.whatsapp.delivery']._receive(account, body.encode())
"""
ANSWERED = """
from psycopg2 import OperationalError
from odoo.addons.clinic_crm.jobs import wake_once
env.cr.execute('SELECT count(*) FROM ir_cron_trigger')
with env.registry.cursor() as job:
    job.execute(answered)
result = ''
try:
    wake_once(env.ref('clinic_whatsapp.ir_cron_read_deliveries'))
except OperationalError as error:
    env.cr.rollback()
    result = str(error)
"""
BUSY = """
import json
from unittest.mock import patch
from odoo.exceptions import ConcurrencyError
from odoo.addons.clinic_whatsapp.cloud_api import split
account = env['clinic.whatsapp.account'].browse(account)
env['clinic.whatsapp.delivery']._receive(account, body.encode())
env['clinic.whatsapp.delivery']._cron_read()
Message, calls = env.registry['clinic.whatsapp.message'], []
def busy(*_arguments):
    calls.append(1)
    raise ConcurrencyError('somebody else was faster')
result = []
with patch('time.sleep'):
    for _time in range(8):
        with patch.object(Message, '_take_in', busy):
            for job in range(2):
                env['clinic.whatsapp.event']._cron_apply(job)
        event = env['clinic.whatsapp.event'].search([('wamid', '=', 'wamid.busy')])
        result.append([event.state, event.attempts, bool(event.next_attempt_at), len(calls)])
        event.next_attempt_at = False
    for job in range(2):
        env['clinic.whatsapp.event']._cron_apply(job)
    env.invalidate_all()
    result.append([event.state, event.attempts, bool(event.next_attempt_at), 0])
"""


@pytest.fixture(scope='module')
def clinic(ground):
    """A database with a number; no server runs."""
    place = Place(ground, 'whatsapp_rush')
    place.sql = Database(place)
    try:
        place.account = make_account(place)['account']
        yield place
    finally:
        place.stop()


def delivery(wamid):
    message = {
        'from': '525512340000',
        'id': wamid,
        'timestamp': '1790000000',
        'type': 'text',
        'text': {'body': "Hola"},
    }
    value = {'metadata': {'phone_number_id': NUMBER_ID}, 'messages': [message]}
    change = {'field': 'messages', 'value': value}
    return json.dumps({'entry': [{'id': WABA_ID, 'changes': [change]}]})


CALLS = """
SELECT count(*) FROM ir_cron_trigger t JOIN ir_model_data d ON d.res_id = t.cron_id
 WHERE d.model = 'ir.cron' AND d.name = 'ir_cron_read_deliveries'
"""
OF_THE_JOB = """(SELECT res_id FROM ir_model_data WHERE name = 'ir_cron_read_deliveries')"""


def test_what_comes_while_a_job_is_looking_calls_it_again(clinic):
    """A job deletes the calls it answers when it begins, and commits that when it ends."""
    clinic.run(RECEIVE, account=clinic.account, body=delivery('wamid.first'))
    assert clinic.sql.one(CALLS) == 1
    with closing(connect(clinic.database)) as job, job.cursor() as cursor:
        cursor.execute(f"DELETE FROM ir_cron_trigger WHERE cron_id = {OF_THE_JOB}")
        # it has looked, and is still at work
        clinic.run(RECEIVE, account=clinic.account, body=delivery('wamid.second'))
        job.commit()
    assert clinic.sql.one(CALLS) == 1


def test_a_call_that_waits_is_enough(clinic):
    clinic.sql.rows(f"DELETE FROM ir_cron_trigger WHERE cron_id = {OF_THE_JOB}")
    for number in range(5):
        clinic.run(RECEIVE, account=clinic.account, body=delivery(f'wamid.many.{number}'))
    assert clinic.sql.one(CALLS) == 1


def test_a_call_that_was_answered_meanwhile_is_called_anew(clinic):
    """Who began before the job came to its end still sees the call, and must not break on it."""
    clinic.run(RECEIVE, account=clinic.account, body=delivery('wamid.before'))
    answered = f"DELETE FROM ir_cron_trigger WHERE cron_id = {OF_THE_JOB}"
    assert not clinic.run(ANSWERED, answered=answered)
    assert clinic.sql.one(CALLS) == 1


def test_a_call_nobody_answered_is_called_out_again(clinic):
    """Whoever heard it has died; the next webhook does not wait for the minute to end."""
    clinic.sql.rows(
        f"INSERT INTO ir_cron_trigger (cron_id, call_at)"
        f" VALUES ({OF_THE_JOB}, now() AT TIME ZONE 'UTC' - interval '1 minute')"
    )
    with closing(connect('postgres')) as listener:
        listener.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
        listener.cursor().execute("LISTEN cron_trigger")
        clinic.run(RECEIVE, account=clinic.account, body=delivery('wamid.again'))
        select.select([listener], [], [], 10)
        listener.poll()
        assert clinic.database in [notice.payload for notice in listener.notifies]


@pytest.mark.parametrize('first', [0, 1])
@pytest.mark.parametrize('other', ['a late message', 'an answer of ours'])
def test_nothing_stays_with_a_number_that_is_given_up(clinic, other, first):
    """The news that a person has another number, while somebody else works on the new one."""
    number = 41000000 + 10 * ['a late message', 'an answer of ours'].index(other) + 2 * first
    people = clinic.run(PEOPLE, account=clinic.account, number=number)
    answers = clinic.rush(
        IMPORTS + AT_ONCE,
        [
            {**people, 'who': who, 'first': first, 'number': number, 'account': clinic.account}
            for who in ('the news of the number', other)
        ],
    )
    assert not [answer['trace'] for answer in answers if 'error' in answer]
    assert clinic.sql.rows(
        "SELECT active, heir_id FROM clinic_whatsapp_identity WHERE id = %s", people['new']
    ) == [(False, people['old'])]
    if other == 'a late message':
        [found] = clinic.sql.rows(
            "SELECT w.identity_id, m.patient_id FROM clinic_whatsapp_message w"
            "  LEFT JOIN clinic_message m ON m.id = w.message_id WHERE w.wamid = %s",
            f'wamid.{number}',
        )
        assert found == (people['old'], people['patient'])
        return
    # whoever it was queued for, it goes to the person
    body = clinic.run(
        "row = env['clinic.whatsapp.outbox'].search([('idempotency_key', '=', key)])\n"
        "row.identity_id.window_until = '2099-01-01'\n"
        "(row.identity_id.heir_id or row.identity_id).window_until = '2099-01-01'\n"
        "calls = row._prepare_all({})\n"
        "result = [calls[row.id]['body']['to'], row.identity_id.id, row.state]",
        key=f'renumber:{number}',
    )
    assert body == [f'5255{number + 1}', people['old'], 'queued']


def test_others_are_busy_is_no_reason_for_quarantine(clinic):
    clinic.run(
        "env['clinic.whatsapp.event'].search([]).write({'state': 'done'})\n"
        "env['clinic.whatsapp.delivery'].search([]).write({'state': 'done'})"
    )
    found = clinic.run(BUSY, account=clinic.account, body=delivery('wamid.busy'))
    *busy, last = found
    assert {tuple(state) for *state, _calls in busy} == {('new', 0, True)}
    calls = [count for *_state, count in busy]
    assert calls == sorted(set(calls)) and calls[0] > 3, "it is tried anew each time"
    assert last[:2] == ['done', 0]
