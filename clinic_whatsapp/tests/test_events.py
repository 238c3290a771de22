import itertools
import json
import random
from pathlib import Path
from unittest import skipUnless

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.clinic_crm.identity import normalise_phone
from odoo.addons.clinic_whatsapp.cloud_api import (
    Accepted,
    OutcomeUnknown,
    Sender,
    parse,
    sign,
    split,
)

from .whatsapp_common import NUMBER_ID, SECRET, OutboundCase, WhatsappCase, delivery, text_message

CASES = Path(__file__).resolve().parents[3] / 'shared/data/whatsapp/webhooks'
PEOPLE = 500
# How one number is written down: at the desk, in an address book, by an import, by WhatsApp.
SPELLINGS = (
    '{a} {b} {c}',
    '+52 {a} {b} {c}',
    '+521{a}{b}{c}',
    '044 {a} {b} {c}',
    '045{a}{b}{c}',
    '01 ({a}) {b}-{c}',
    '52{a}{b}{c}',
    '00 52 1 {a}-{b}-{c}',
    'Cel. {a}.{b}.{c}',
    'https://wa.me/521{a}{b}{c}',
)


@tagged('post_install', '-at_install')
class TestStatusOrders(OutboundCase):
    """What Meta reports of a message, in whatever order it comes."""

    def setUp(self):
        super().setUp()
        self.open_window()

    def test_any_order_ends_alike(self):
        """A sample of the 720 orders of six reports; all of them in cloud_api's own tests."""
        reports = ('sent', 'delivered', 'read', 'played', 'failed', 'deleted')
        orders = random.Random(5).sample(list(itertools.permutations(reports)), 24)
        messages = []
        with self.meta(None):
            messages += [self.send() for _order in orders]
        ends = set()
        for message, order in zip(messages, orders, strict=True):
            for status in order:
                self.report(self.row(message), status, errors=[{'code': 131053}])
            ends.add((self.row(message).state, message.state, self.row(message).error_code))
        self.assertEqual(ends, {('read', 'read', 0)})

    def test_before_the_answer_and_after_it(self):
        """A lost answer, a failure and its news: whichever is first, one end."""
        ends = set()
        for order in itertools.permutations(('answer', 'sent', 'delivered')):
            with self.meta(OutcomeUnknown('reset')):
                message = self.send()
            row = self.row(message)
            row.state = 'sending'
            for news in order:
                if news == 'answer':
                    row._result(Accepted('wamid.' + row.uuid))
                else:
                    self.report(row, news, id='wamid.' + row.uuid)
            ends.add((row.state, row.wamid == 'wamid.' + row.uuid, message.state))
        self.assertEqual(ends, {('delivered', True, 'delivered')})

    def test_of_one_batch_those_without_our_mark(self):
        """One with our mark tells whose id it is, wherever in the batch it stands."""
        told = (('sent', True), ('delivered', False), ('read', False))
        for order in itertools.permutations(told):
            with self.meta(OutcomeUnknown('reset')):
                message = self.send()
            row = self.row(message)
            nodes = [
                {
                    'id': f'wamid.{row.uuid}',
                    'status': status,
                    'timestamp': '1790000000',
                    'recipient_id': '525555500142',
                    **({'biz_opaque_callback_data': row.uuid} if marked else {}),
                }
                for status, marked in order
            ]
            Event = self.env['clinic.whatsapp.event'].sudo()
            kept = self.env['clinic.whatsapp.delivery'].sudo().search([], limit=1)
            events = Event._keep(kept, list(split(delivery(statuses=nodes))))
            events.sorted('id')._apply_in_order()
            self.assertEqual(events.mapped('state'), ['done'] * 3)
            self.assertEqual((row.state, message.state), ('read', 'read'), order)

    def test_an_id_that_another_message_has(self):
        """It is found by our own mark, and neither holds the other up."""
        with self.assertNoLogs('odoo.addons.clinic_whatsapp', 'ERROR'):
            with self.meta(Accepted('wamid.same')):
                first, second = self.send(), self.send()
            rows = self.row(first) | self.row(second)
            self.assertEqual(rows.mapped('state'), ['accepted', 'accepted'])
            self.assertEqual(sorted(rows.mapped(lambda row: row.wamid or '')), ['', 'wamid.same'])
            self.report(rows.filtered('wamid'), 'read')
            self.report(rows.filtered(lambda row: not row.wamid), 'delivered', id='wamid.other')
        self.assertEqual(sorted(rows.mapped('state')), ['delivered', 'read'])
        self.assertEqual({first.state, second.state}, {'delivered', 'read'})
        self.assertEqual(set(rows.mapped('wamid')), {'wamid.same', 'wamid.other'})

    def test_news_without_our_mark_before_the_answer(self):
        with self.meta(OutcomeUnknown('reset')):
            message = self.send()
        row = self.row(message)
        node = {'id': 'wamid.early', 'biz_opaque_callback_data': ''}
        events = self.report(row, 'delivered', **node)
        self.assertEqual((events.state, row.state), ('kept', 'uncertain'))
        row._result(Accepted('wamid.early'))
        row.state = 'sending'
        row._result(Accepted('wamid.early'))
        self.assertEqual(events.state, 'new')
        events._apply()
        self.assertEqual((events.state, row.state, message.state), ('done', *['delivered'] * 2))

    def test_news_kept_while_another_transaction_wrote_the_id(self):
        """Neither saw the other: the next run of the job that sends finds it."""
        with self.meta(OutcomeUnknown('reset')):
            message = self.send()
        row = self.row(message)
        node = {'id': 'wamid.missed', 'biz_opaque_callback_data': ''}
        events = self.report(row, 'delivered', **node)
        row.write({'wamid': 'wamid.missed', 'state': 'accepted'})
        with self.meta():
            pass
        self.assertEqual(events.state, 'new')
        events._apply()
        self.assertEqual((events.state, row.state), ('done', 'delivered'))

    def test_the_number_of_somebody_else_in_an_answer(self):
        """Meta's spelling of the number is kept; another number would be another person's."""
        self.receive(text_message('w-leo', sender='525555500143'))
        with self.meta(Accepted('wamid.1', '525555500142'), Accepted('wamid.2', '525555500143')):
            self.send()
            self.send()
        identity = self.env['clinic.whatsapp.identity'].search([('patient_id', '=', self.ana.id)])
        self.assertEqual(identity.wa_id, '525555500142')
        rows = self.env['clinic.whatsapp.outbox'].search([])
        self.assertEqual(set(rows.mapped('state')), {'accepted'})


@tagged('post_install', '-at_install')
class TestNumbers(WhatsappCase):
    def test_every_spelling_is_the_same_person(self):
        """2,000 spellings of 500 numbers, in records and on WhatsApp, are 500 patients."""
        chance = random.Random(7)
        areas = ('55', '33', '81', '664', '222', '998')
        numbers = []
        for number in range(PEOPLE):
            area = areas[number % len(areas)]
            rest = f'{2_000_000 + number * 13:0{10 - len(area)}d}'[-(10 - len(area)) :]
            numbers.append((area, rest[:-4], rest[-4:]))
        spelled = [
            [form.format(a=a, b=b, c=c) for form in chance.sample(SPELLINGS, 4)]
            for a, b, c in numbers
        ]
        patients = self.env['clinic.patient'].create(
            [
                {'name': f"Paciente {number}", 'phone': forms[0], 'company_id': self.clinic.id}
                for number, forms in enumerate(spelled)
            ]
        )
        owner = {patient.phone_sanitized: patient for patient in patients}
        self.assertEqual(len(owner), PEOPLE)
        for patient, forms in zip(patients, spelled, strict=True):
            self.assertEqual({owner[normalise_phone(form).e164] for form in forms}, {patient})
        Identity = self.env['clinic.whatsapp.identity']
        found = Identity
        for prefix in ('521', '52'):
            for number, patient in zip(numbers, patients, strict=True):
                identity = Identity._recognise(self.account, Sender(wa_id=prefix + ''.join(number)))
                self.assertEqual(identity.patient_id, patient)
                found |= identity
        self.assertEqual(len(found), PEOPLE)


@tagged('post_install', '-at_install')
class TestForeignWebhooks(WhatsappCase):
    @skipUnless(CASES.is_dir(), 'optional: the foreign payloads are not here')
    def test_each_is_applied(self):
        """Payloads others have collected: each is kept, applied and, of a person, shown."""
        cases = [
            (f'{path.stem}-{name}', case)
            for path in sorted(CASES.glob('*.json'))
            for name, case in json.loads(path.read_text()).items()
        ]
        self.assertGreater(len(cases), 40)
        seen = set()
        for name, case in cases:
            with self.subTest(name):
                events = self.take(case)
                self.assertTrue(events)
                self.assertLessEqual(set(events.mapped('state')), {'done', 'kept'})
                for event in events.filtered(lambda event: event.kind == 'message'):
                    if event._event().node.get('type') != 'system':
                        shown = self.env['clinic.whatsapp.message'].search(
                            [('wamid', '=', event.wamid)]
                        )
                        self.assertTrue(shown.text)
                seen.update(events.mapped('kind'))
        self.assertLessEqual({'message', 'status', 'template', 'account', 'preference'}, seen)

    def test_kinds_never_seen(self):
        strange = [
            {'field': 'telepathy', 'value': {'thought': [1, {'a': None}]}},
            {'field': 'messages', 'value': {'auras': [{'id': 'x'}]}},
            {'field': 'messages', 'value': 'nonsense'},
            {'value': {'messages': ['nonsense', 3, None]}},
            {'field': 'messages', 'value': {'statuses': [{'status': 'dreamt', 'id': 'w'}]}},
            {'field': 'messages', 'value': {'messages': [{'type': 'hologram', 'id': 'h'}]}},
        ]
        for number, change in enumerate(strange):
            with self.subTest(change):
                events = self.take({'entry': [{'id': str(number), 'changes': [change]}]})
                self.assertTrue(events)
                self.assertLessEqual(set(events.mapped('state')), {'done', 'kept'})

    def take(self, payload):
        """The events of a webhook for our number, applied."""
        for entry in payload['entry']:
            for change in entry.get('changes') or ():
                value = change.get('value')
                if isinstance(value, dict) and 'metadata' in value:
                    value['metadata'] = {'phone_number_id': NUMBER_ID}
        Event = self.env['clinic.whatsapp.event'].sudo()
        body = json.dumps(payload)
        before = Event.search([])
        kept = self.env['clinic.whatsapp.delivery'].sudo()._insert_once(
            [
                {
                    'account_id': self.account.id,
                    'digest': sign(SECRET, body.encode()),
                    'body': body,
                    'size': len(body),
                    'received_at': '2026-01-01 00:00:00',
                    'state': 'new',
                }
            ],
            ('account_id', 'digest'),
        )  # fmt: skip
        kept._read_events()
        self.assertEqual(kept.state, 'done')
        self.assertTrue(parse(body.encode()))
        events = Event.search([]) - before
        for event in events.sorted('id'):
            event._apply()
        return events or Event.search([('key', 'in', [e.key for e in parse(body.encode())])])


@tagged('post_install', '-at_install')
class TestSealed(OutboundCase):
    """One value that cannot be opened holds nobody else up."""

    def damage(self, table, column, record):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = set_byte(%s, 40, get_byte(%s, 40) # 1) WHERE id = %s",
                SQL.identifier(table),
                *[SQL.identifier(column)] * 3,
                record.id,
            )
        )
        self.env.invalidate_all()

    def test_an_event(self):
        [kept] = self.receive(text_message('w0')).delivery_id
        messages = [text_message('w1'), text_message('w2', sender='525555500143')]
        events = (
            self.env['clinic.whatsapp.event'].sudo()._keep(kept, list(split(delivery(messages))))
        )
        first, second = events.sorted('id')
        self.damage('clinic_whatsapp_event', 'content', first)
        with self.assertLogs('odoo.addons', 'WARNING'):
            (first + second)._apply_in_order()
        self.assertEqual((first.state, second.state), ('retry', 'done'))

    def test_a_message_of_ours(self):
        self.template()
        with self.assertLogs('odoo.addons', 'ERROR'), self.meta(None) as sent:
            broken, good = self.send(), self.send(self.leo)
            self.damage('clinic_message', 'variables', broken)
        self.assertEqual(len(sent), 1)
        self.assertEqual((self.row(broken).state, self.row(good).state), ('failed', 'accepted'))
