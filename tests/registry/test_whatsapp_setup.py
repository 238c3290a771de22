"""The connection's test against a Meta that misbehaves: the sandbox, with its faults."""

import pytest
import requests

from sandbox.app import Server


@pytest.fixture(scope='module')
def sandbox():
    server = Server().start()
    yield server
    server.close()


@pytest.fixture
def account(env, sandbox, monkeypatch):
    """The demo's number, on a Meta that has just been started."""
    from odoo.addons.clinic_whatsapp.models import clinic_whatsapp_check_here

    requests.post(f'{sandbox.url}/_sandbox/reset', json={}, timeout=10)
    monkeypatch.setattr(clinic_whatsapp_check_here, 'probe', lambda url, token: 'ok')
    env['clinic.whatsapp.account'].search([]).phone_number_id = '100000000000999'
    return env['clinic.whatsapp.account'].create(
        {
            'name': "Prueba",
            'company_id': env['res.company'].create({'name': "Clínica de Prueba"}).id,
            'phone_number_id': '100000000000001',
            'waba_id': '200000000000001',
            'base_url': f'http://127.0.0.1:{sandbox.port}',
            'new_token': 'sandbox-token',
            'new_app_secret': 'sandbox-app-secret',
            'new_verify_token': 'sandbox-verify',
            'auto_answers': False,
        }
    )


@pytest.fixture
def control(sandbox):
    """`control('accounts/…', quality='RED')` tells the sandbox something."""

    def post(path, **body):
        answer = requests.post(f'{sandbox.url}/_sandbox/{path}', json=body, timeout=10)
        assert answer.ok, answer.text

    return post


ACCOUNT = 'accounts/100000000000001'


def states(account):
    account.action_test_connection()
    return {step['name']: step['state'] for step in account._kept_steps()}


def test_all_of_meta_is_right(account):
    found = states(account)
    for name in ('secrets', 'token', 'app_secret', 'number', 'subscribed'):
        assert found[name] == 'done', name
    assert (account.messaging_limit, account.quality) == (250, 'GREEN')
    assert account.display_number == '+52 55 0555 0100'


@pytest.mark.parametrize(
    ('told', 'step', 'state'),
    [
        ({'token_expires_in': -1}, 'token', 'missing'),
        ({'token_expires_in': 86_400}, 'token', 'advice'),
        ({'token': 'another'}, 'token', 'missing'),
        ({'app_secret': 'another'}, 'app_secret', 'missing'),
        ({'subscribed': False}, 'subscribed', 'done'),  # it is asked for on the way
        ({'quality': 'RED'}, 'quality', 'advice'),
        ({'require_proof': True}, 'token', 'missing'),
    ],
)
def test_what_changes_at_meta(account, control, told, step, state):
    control(ACCOUNT, **told)
    assert states(account)[step] == state


@pytest.mark.parametrize(
    'fault',
    [
        {'kind': 'error', 'code': 190},
        {'kind': 'error', 'code': 10},
        {'kind': 'error', 'code': 131031},
        {'kind': 'error', 'code': 131042},
        {'kind': 'error', 'code': 131000},
        {'kind': 'token_expired'},
        {'kind': 'rate_limit'},
        {'kind': 'drop'},
    ],
    ids=str,
)
def test_every_fault_is_said_in_words(account, control, fault):
    control('faults', **fault)
    found = states(account)
    assert found['token'] == 'missing'
    [detail] = [step['detail'] for step in account._kept_steps() if step['name'] == 'token']
    assert len(detail) > 20
    assert not account.connected


def test_an_app_that_asks_for_proof_is_told_so(account, control):
    control(ACCOUNT, require_proof=True)
    account.action_test_connection()
    [detail] = [step['detail'] for step in account._kept_steps() if step['name'] == 'token']
    assert "Require app secret" in detail


def test_the_wrong_ids(account):
    account.waba_id = '200000000000002'
    assert states(account)['number'] == 'missing'
    account.phone_number_id = '100000000000002'
    assert states(account)['token'] == 'missing'


def test_a_token_that_broke_stops_the_number_and_is_mended(account, control):
    control(ACCOUNT, token_expires_in=-1)
    from odoo.addons.clinic_whatsapp.cloud_api import survey

    account._note_look(survey(**account._question()))
    assert account.parked_at
    control(ACCOUNT, token_expires_in=None)
    assert account.mend()['ok']
    assert not account.parked_at
