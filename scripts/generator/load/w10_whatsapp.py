"""The demo's WhatsApp number, whose Meta is the sandbox beside it."""

import os

from ..ledger import Ledger
from .a10_clinic import branch_ids

NEEDS = ('clinic.whatsapp.account',)

ACCOUNT = {
    'name': "Recepción",
    'phone_number_id': '100000000000001',
    'waba_id': '200000000000001',
    'webhook_uuid': '00000000-0000-4000-8000-000000000001',
    'new_token': 'sandbox-token',
    'new_app_secret': 'sandbox-app-secret',
    'new_verify_token': 'sandbox-verify',
}


def load(env, world):
    port = os.environ.get('CLINIC_SANDBOX_PORT') or '8090'
    account = ACCOUNT | {
        'company_id': branch_ids(env)['main'],
        'base_url': f'http://127.0.0.1:{port}',
    }
    Ledger(env).ensure('clinic.whatsapp.account', {'main': account})
