"""The demo's WhatsApp number, whose Meta is the sandbox beside it."""

from ..ledger import Ledger
from ._sandbox import address, follow
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
    account = ACCOUNT | {'company_id': branch_ids(env)['main'], 'base_url': address()}
    ids = Ledger(env).ensure('clinic.whatsapp.account', {'main': account})
    follow(env['clinic.whatsapp.account'].browse(ids['main']), account)
