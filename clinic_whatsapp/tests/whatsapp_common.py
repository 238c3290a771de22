import json
from itertools import count

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.clinic_whatsapp.cloud_api import sign

NUMBER_ID, WABA_ID = '100000000000009', '200000000000009'
SECRET, VERIFY, TOKEN = 'secreto-de-la-app', 'palabra', 'ficha-secreta'
_numbers = count(1)


def text_message(wamid, sender='5215555500142', body="Hola", at=1700000000, **more):
    return {
        'from': sender,
        'id': wamid,
        'timestamp': str(at),
        'type': 'text',
        'text': {'body': body},
        **more,
    }


def delivery(messages=(), statuses=(), contacts=(), number=NUMBER_ID, waba=WABA_ID):
    """The JSON of a webhook."""
    value = {'messaging_product': 'whatsapp', 'metadata': {'phone_number_id': number}}
    for name, items in (('messages', messages), ('statuses', statuses), ('contacts', contacts)):
        if items:
            value[name] = list(items)
    return {
        'object': 'whatsapp_business_account',
        'entry': [{'id': waba, 'changes': [{'field': 'messages', 'value': value}]}],
    }


def signed(payload, secret=SECRET):
    """(body, headers) as Meta sends them: escaped, and signed as they are."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return body, {'X-Hub-Signature-256': sign(secret, body), 'Content-Type': 'application/json'}


def account_values(company, **more):
    return {
        'name': "Recepción",
        'company_id': company.id,
        'phone_number_id': NUMBER_ID,
        'waba_id': WABA_ID,
        'base_url': 'http://127.0.0.1:9',
        'new_token': TOKEN,
        'new_app_secret': SECRET,
        'new_verify_token': VERIFY,
    } | more


class WhatsappCase(TransactionCase):
    """A clinic with one number, two patients of it and one user a role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic = cls.env['res.company'].create({'name': "Clínica del Chat"})
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=cls.clinic.ids))
        cls.account = cls.env['clinic.whatsapp.account'].create(account_values(cls.clinic))
        cls.ana, cls.leo = cls.env['clinic.patient'].create(
            [
                {'name': "Ana Ruiz", 'phone': '55 5550 0142', 'company_id': cls.clinic.id},
                {'name': "Leo Paz", 'phone': '55 5550 0143', 'company_id': cls.clinic.id},
            ]
        )

    @classmethod
    def user(cls, *groups):
        return new_test_user(
            cls.env,
            f'whatsapp_{next(_numbers)}',
            ','.join(groups),
            company_id=cls.clinic.id,
            company_ids=[Command.set(cls.clinic.ids)],
        )

    def receive(self, *messages, **more):
        """Everything a webhook with these messages leads to."""
        Delivery = self.env['clinic.whatsapp.delivery'].sudo()
        body, _headers = signed(delivery(messages, **more))
        kept = Delivery._insert_once(
            [
                {
                    'account_id': self.account.id,
                    'digest': str(hash(body)),
                    'body': body.decode(),
                    'size': len(body),
                    'received_at': '2026-01-01 00:00:00',
                    'state': 'new',
                }
            ],
            ('account_id', 'digest'),
        )
        for one in kept:
            one._read_events()
        events = (
            self.env['clinic.whatsapp.event'].sudo().search([('state', '=', 'new')], order='id')
        )
        for event in events:
            event._apply()
        return events
