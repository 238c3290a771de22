from datetime import timedelta
from unittest.mock import MagicMock, patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.clinic_crm.models.clinic_message_channel import DeliveryError

from .messages_common import FakeServer, MessagesCase


@tagged('post_install', '-at_install')
class TestReach(MessagesCase):
    """By which channel a message goes, and what waits for a phone."""

    def setUp(self):
        super().setUp()
        self.server = FakeServer()
        self.enterContext(self.server.patched())

    def sms(self, state='success', error=None):
        """Odoo's SMS gateway, switched on; returns what it is given."""
        self.clinic.clinic_sms = True
        given = []
        api = MagicMock()

        def send(messages, **_more):
            given.extend(messages)
            if error:
                raise error
            return [{'uuid': messages[0]['numbers'][0]['uuid'], 'state': state}]

        api._send_sms_batch = send
        channel = type(self.env['clinic.message.channel.sms'])
        self.enterContext(
            patch.object(channel, '_in_use', lambda _self, company: company.root_id.clinic_sms)
        )
        company = type(self.env['res.company'])
        self.enterContext(
            patch.object(company, '_get_sms_api_class', lambda _self: lambda env: api, create=True)
        )
        return given

    # ------------------------------------------------------------------ nothing known
    def test_without_any_address_it_waits_and_raises_no_alarm(self):
        self.patient.email = False
        messages = self.send() | self.send()
        self.assertEqual(set(messages.mapped('state')), {'queued'})
        self.assertEqual(set(messages.mapped('error_code')), {'no_address'})
        self.deliver()
        self.assertFalse(self.server.sent or any(messages.mapped('did_not_go')))
        home = self.env(user=self.users['reception'])['clinic.home']
        self.assertEqual(home._card_messages_failed().count, 0)
        card = home._card_unreached()
        self.assertEqual((card.count, card.rows[0].res_id), (1, self.patient.id))
        self.assertEqual(self.patient.with_user(self.users['reception']).unreached_count, 2)
        entries = self.patient.timeline()['entries']
        self.assertEqual([bool(entry['error']) for entry in entries], [True, False])
        self.assertTrue(self.env['clinic.health'].sudo()._check_messages()[0])

    def test_with_an_address_it_goes_by_itself(self):
        self.patient.email = False
        message, late = self.send(), self.send()
        late.sudo().expires_at = fields.Datetime.now() - timedelta(minutes=1)
        self.patient.with_user(self.users['reception']).email = 'nueva@paciente.example'
        self.assertRecordValues(message, [{'state': 'queued', 'error': False, 'channel': 'email'}])
        self.deliver()
        self.assertEqual((message.state, late.state), ('sent', 'expired'))
        self.assertEqual(len(self.server.sent), 1)

    def test_what_waits_too_long_ends_quietly(self):
        self.patient.email = False
        message = self.send()
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.deliver()
        self.assertEqual((message.state, message.did_not_go), ('expired', False))

    def test_a_refusal_meanwhile_counts(self):
        self.patient.email = False
        message = self.send()
        self.patient._record_consent('care', 'refused', 'in_person', "No")
        self.patient.email = 'nueva@paciente.example'
        self.assertEqual((message.state, message.error_code), ('cancelled', 'refused'))

    def test_the_guardian_gets_an_address(self):
        guardian = self.env['res.partner'].create({'name': "Rosa Díaz"})
        child = self.make_patient(
            "Luis Díaz",
            birthdate=fields.Date.subtract(fields.Date.today(), years=6),
            guardian_id=guardian.id,
        )
        message = self.send(patient=child)
        self.assertEqual(message.error_code, 'no_address')
        guardian.email = 'rosa@x.example'
        self.assertEqual(message.channel, 'email')

    # ------------------------------------------------------------------ order
    def test_the_clinic_sets_the_order(self):
        self.patient.write({'phone': '55 5550 0142', 'preferred_channel': False})
        kind = self.kinds['t_care']
        kind.sms_body = "{clinica}: llame por favor."
        self.sms()
        channels = self.env['clinic.message.channel']
        self.assertEqual(channels._choose(self.patient, kind)[0]._code, 'email')
        kind.write({'first_channel': 'sms', 'second_channel': 'email'})
        self.assertEqual(channels._choose(self.patient, kind)[0]._code, 'sms')
        self.patient.preferred_channel = 'email'
        self.assertEqual(channels._choose(self.patient, kind)[0]._code, 'email')
        with self.assertRaises(ValidationError):
            kind.third_channel = 'sms'
        with self.assertRaises(ValidationError):
            kind.first_channel = False
        kind.write({'first_channel': 'sms', 'second_channel': False})
        self.patient.preferred_channel = 'email'
        self.assertEqual(channels._choose(self.patient, kind)[0]._code, 'sms', "no other is meant")

    def test_what_one_cannot_deliver_goes_by_the_next(self):
        self.patient.phone = '55 5550 0142'
        self.kinds['t_care'].sms_body = "{clinica}: llame por favor."
        given = self.sms()
        message = self.send()
        message._delivery_failed(DeliveryError("No mailbox."))
        self.assertEqual((message.channel, message.state), ('sms', 'queued'))
        self.deliver()
        self.assertEqual(message.state, 'sent')
        [sms] = given
        self.assertEqual(sms['content'], "Clinica Prueba: llame por favor.")
        self.assertEqual(sms['numbers'][0]['number'], '+525555500142')

    def test_what_may_have_arrived_goes_no_other_way(self):
        self.patient.phone = '55 5550 0142'
        self.kinds['t_care'].sms_body = "Llame."
        given = self.sms()
        message = self.send()
        message._delivery_failed(DeliveryError("Cut off.", unknown=True))
        self.deliver()
        self.assertEqual((message.state, message.error_code, given), ('failed', 'unknown', []))

    def test_sms_says_little_and_fits(self):
        self.patient.write({'phone': '55 5550 0142', 'email': False})
        given = self.sms()
        personal = self.send()
        self.assertEqual(personal.state, 'failed', "no short text for it")
        kind = self.kinds['t_care']
        with self.assertRaises(ValidationError):
            kind.sms_body = "a" * 161
        with self.assertRaises(ValidationError):
            kind.sms_body = "{secreto}"
        kind.sms_body = "{texto}"
        long = self.send(variables={'texto': "á" * 200})
        self.deliver()
        self.assertEqual((long.state, given), ('failed', []))
        self.assertIn("160", long.error)

    def test_the_gateway_refuses_or_is_silent(self):
        self.patient.write({'phone': '55 5550 0142', 'email': False})
        self.kinds['t_care'].sms_body = "Llame."
        self.sms(state='insufficient_credit')
        message = self.send()
        self.deliver()
        self.assertEqual((message.state, message.error_code), ('failed', 'delivery'))
        self.assertIn("credit", message.error)
        self.sms(error=AccessError("no answer"))
        message = self.send()
        self.deliver()
        self.assertEqual((message.state, message.error_code), ('failed', 'unknown'))

    def test_without_a_gateway_there_is_no_sms(self):
        self.clinic.clinic_sms = True
        if 'sms.sms' not in self.env:
            self.assertFalse(self.env['clinic.message.channel.sms']._in_use(self.clinic))
        self.clinic.clinic_sms = False
        self.assertFalse(self.env['clinic.message.channel.sms']._in_use(self.clinic))

    # ------------------------------------------------------------------ by hand
    def test_what_waits_for_a_decision_is_on_the_list(self):
        reception = self.env(user=self.users['reception'])
        asked, promotion = self.send('t_follow_up'), self.send('t_marketing')
        self.assertEqual((asked | promotion).filtered('for_hands'), asked)
        [entry] = [
            entry
            for entry in self.patient.with_env(reception).timeline()['entries']
            if entry['buttons']
        ]
        self.assertEqual(entry['res_id'], asked.id)
        self.assertEqual(entry['buttons'][0]['key'], 'message_id')
        for values in ({'deceased_date': fields.Date.today()}, {'preferred_channel': 'none'}):
            other = self.make_patient("Otra", email='o@x.example', **values)
            self.assertFalse(self.send('t_follow_up', patient=other).for_hands)
        with self.assertRaises(UserError):
            promotion.with_env(reception)._send_anyway("Por si acaso")

    def test_two_clicks_log_a_contact(self):
        reception = self.env(user=self.users['reception'])
        for channel in ('phone', 'in_person', 'instagram', 'facebook'):
            log = reception['clinic.message.log'].create({'patient_id': self.patient.id})
            log.with_context(clinic_log_channel=channel).action_log()
            [entry] = self.patient.timeline(limit=1)['entries']
            self.assertEqual((entry['channel'], entry['direction']), (channel, 'in'))
        self.assertFalse(reception['clinic.message.log'].search([]))

    def test_who_asks_for_the_first_time_is_kept(self):
        reception = self.env(user=self.users['reception'])
        with Form(reception['clinic.message.log']) as log:
            log.new_name, log.new_phone, log.body = "Ana Pregunta", '55 5550 0177', "¿Precio?"
        log.record.with_context(clinic_log_channel='instagram').action_log()
        [patient] = self.env['clinic.patient'].search([('name', '=', "Ana Pregunta")])
        self.assertEqual(patient.stage, 'contact')
        self.assertTrue(patient.activity_ids)
        [message] = self.env['clinic.message'].search([('patient_id', '=', patient.id)])
        self.assertEqual((message.channel, message.body), ('instagram', "¿Precio?"))
        again = reception['clinic.message.log'].create({'new_phone': '+52 55 5550 0177'})
        self.assertEqual(again.known_ids, patient)
        with self.assertRaises(UserError):
            again.action_log()

    # ------------------------------------------------------------------ the set
    def test_the_set_is_complete_and_reads_well(self):
        codes = (
            'appointment_reminder appointment_booked appointment_moved appointment_cancelled '
            'welcome post_visit control_due waiting_offer invoice_delivery '
            'prescription_delivery survey'
        ).split()  # fmt: skip
        for code in codes:
            kind = self.env['clinic.message.kind']._get(code)
            kind._check_places()
            for text in (kind.body, kind.body_informal):
                self.assertTrue(text.startswith("Hola, {nombre}"), code)
                self.assertLessEqual(len(text.strip().split('\n')), 4, code)
            self.assertNotRegex(kind.body, r'\b([Tt]u|[Tt]e|[Tt]us|contigo)\b', code)
            self.assertNotRegex(kind.preview, r'[{}]', code)
            self.assertNotRegex(kind.body.lower(), 'diagn|enferm|síntoma|padec', code)
        reminder = self.env['clinic.message.kind']._get('appointment_reminder')
        self.assertEqual(reminder.button_ids.mapped('action'), ['confirm', 'move', 'cancel'])
        told = reminder._preview_values(self.patient)
        self.assertEqual((told['nombre'], told['clinica']), ("María", "Clínica Prueba"))
        with self.assertRaises(AccessError):
            reminder.with_user(self.stranger).sudo(False)._preview_values(
                self.patient.with_user(self.stranger)
            )
