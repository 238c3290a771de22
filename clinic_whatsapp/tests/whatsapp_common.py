import json
from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.clinic_whatsapp.cloud_api import Accepted, sign, split
from odoo.addons.clinic_whatsapp.models import clinic_whatsapp_sender

NUMBER_ID, WABA_ID = '100000000000009', '200000000000009'
SECRET, VERIFY, TOKEN = 'secreto-de-la-app', 'palabra', 'ficha-secreta'
_numbers = count(1)
WAMIDS = count(1)


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
        'auto_answers': False,
    } | more


class WhatsappCase(TransactionCase):
    """A clinic with one number, two patients of it and one user a role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic = cls.env['res.company'].create({'name': "Clínica del Chat", 'logo': False})
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


class OutboundCase(WhatsappCase):
    """The same with a kind of message, and a Meta that answers what a test wants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env['clinic.message.kind'].create(
            {
                'code': 'prueba',
                'name': "Test",
                'purpose': 'appointments',
                'body': "Hola, {nombre}: le esperamos.",
            }
        )
        cls.account.pair_seconds = 0
        cls.count = 0

    def send(self, patient=None, kind='prueba', **more):
        type(self).count += 1
        patient = patient or self.ana
        return (
            self.env['clinic.message']
            .with_company(self.clinic)
            ._send(patient, kind, dedupe_key=f'test:{self.count}', **more)
        )

    def template(self, **more):
        return self.env['clinic.whatsapp.template'].create(
            {
                'account_id': self.account.id,
                'kind_id': self.kind.id,
                'name': 'prueba',
                'body': "Hola, {{nombre}}: le esperamos en la clínica.",
                'examples': '{"nombre": "María"}',
                'status': 'APPROVED',
            }
            | more
        )

    def row(self, message):
        return self.env['clinic.whatsapp.outbox'].search([('message_id', '=', message.id)])

    @contextmanager
    def meta(self, *answers):
        """Meta answers the calls with these, in order; the last one again. Yields what was sent."""
        sent = []

        def answer(call):
            sent.append(call['body'])
            result = answers[min(len(sent), len(answers)) - 1]
            return Accepted(f'wamid.{next(WAMIDS)}') if result is None else result

        with (
            patch.multiple(clinic_whatsapp_sender, _send=answer, NEAR=0, PATIENCE=0.02),
            self.enter_registry_test_mode(),
        ):
            yield sent
            self.env.ref('clinic_whatsapp.ir_cron_send').method_direct_trigger()
        self.env.invalidate_all()

    def report(self, row, status, **more):
        """A status of Meta's for a row."""
        node = {
            'id': row.wamid or 'wamid.late',
            'status': status,
            'timestamp': '1790000000',
            'recipient_id': '525555500142',
            'biz_opaque_callback_data': row.uuid,
        } | more
        kept = self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1)
        if not kept:
            self.receive(text_message('w-first', sender='525555500143'))
            kept = self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1)
        events = (
            self.env['clinic.whatsapp.event']
            .sudo()
            ._keep(kept, list(split(delivery(statuses=[node]))))
        )
        for event in events:
            event._apply()
        return events

    def open_window(self):
        self.receive(
            text_message(f'w-open-{self.count}', at=int(fields.Datetime.now().timestamp()))
        )
