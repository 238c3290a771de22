from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestCompose(ClinicCase):
    """From a patient's form something is sent, or it is said that it is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = 'clinica@clinica.example'
        cls.patient = cls.register("Ana López", email='ana@correo.example', birthdate='1980-01-01')

    def compose(self, text="Ya llegaron sus lentes.", role='reception', patient=None):
        return (
            self.env['clinic.message.compose']
            .with_user(self.users[role])
            .create({'patient_id': (patient or self.patient).id, 'text': text})
        )

    def test_sent_once_and_kept_in_one_place(self):
        compose = self.compose()
        self.assertEqual(compose.way, "E-mail")
        self.assertFalse(compose.problem)
        self.assertIn("Ya llegaron sus lentes.", compose.preview)
        action = compose.action_send()
        self.assertEqual(action['params']['type'], 'success')
        message = self.env['clinic.message'].search([('patient_id', '=', self.patient.id)])
        self.assertEqual((message.state, message.channel), ('queued', 'email'))
        self.assertIn("Ya llegaron sus lentes.", message.body)
        self.assertFalse(compose.exists(), "no copy in clear is left")

    def test_why_it_cannot_be_sent_is_said_before(self):
        self.patient.email = False
        self.assertIn("e-mail", self.compose().problem)
        self.patient.email = 'ana@correo.example'
        self.patient.preferred_channel = 'none'
        self.assertIn("not to be contacted", self.compose().problem)

    def test_a_minor_is_answered_for(self):
        guardian = self.env['res.partner'].create({'name': "Laura", 'email': 'l@correo.example'})
        child = self.register("Iker", birthdate='2020-01-01', guardian_id=guardian.id)
        self.assertIn("Laura", self.compose(patient=child).way)

    def test_what_is_pasted(self):
        text = "<b>Ya</b>\x00 😀 {nombre} %s\nlínea"
        self.compose(text=text).action_send()
        message = self.env['clinic.message'].search([('patient_id', '=', self.patient.id)])
        self.assertIn("<b>Ya</b>  😀 {nombre} %s\nlínea", message.body)

    def test_nothing_to_say(self):
        with self.assertRaises(UserError):
            self.compose(text="  ").action_send()

    def test_who_may(self):
        for role in ('director', 'privacy'):
            with self.subTest(role), self.assertRaises(AccessError):
                self.compose(role=role)

    def test_nothing_is_told_of_a_patient_of_another_clinic(self):
        other = self.env['res.company'].create({'name': "Otra"})
        stranger = self.env['clinic.patient'].with_company(other).create({'name': "Eva"})
        model = self.env['clinic.message.compose'].with_user(self.users['reception'])
        for name in ('way', 'preview'):
            with self.subTest(name), self.assertRaises(AccessError):
                model.new({'patient_id': stranger.id, 'text': "Hola"})[name]


@tagged('post_install', '-at_install')
class TestInternalNotes(ClinicCase):
    """A patient's thread is for the staff alone, whatever a client asks for."""

    def test_a_message_becomes_a_note(self):
        patient = self.register(email='ana@correo.example')
        message = patient.message_post(body="Hola", subtype_xmlid='mail.mt_comment')
        self.assertEqual(message.subtype_id, self.env.ref('mail.mt_note'))
        self.assertTrue(message.is_internal or message.subtype_id.internal)
        self.assertFalse(message.notified_partner_ids)

    def test_a_locked_screen_tells_nothing(self):
        patient = self.register("Ana Secreta")
        message = patient.message_post(body="Llamar por su resultado")
        payload = patient._notify_by_web_push_prepare_payload(message)
        shown = payload['title'] + payload['options']['body']
        self.assertNotIn("Ana Secreta", shown)
        self.assertNotIn("resultado", shown)
