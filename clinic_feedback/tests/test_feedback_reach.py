from odoo import fields
from odoo.tests import tagged

from odoo.addons.clinic_crm.models.clinic_message_channel import DeliveryError

from .test_feedback_send import SendCase


@tagged('post_install', '-at_install')
class TestDidNotArrive(SendCase):
    """A survey whose invitation fails after it left was asked of nobody."""

    def gone(self):
        request = self.requests(self.attend())
        request._send_one(fields.Datetime.now())
        self.assertEqual(request.state, 'sent')
        row = self.env['clinic.whatsapp.outbox'].search(
            [('message_id', '=', request.message_id.id)]
        )
        row.wamid = f'wamid.gone.{row.id}'
        row._advance('sent')
        return request, request.message_id

    def test_it_goes_by_email_instead(self):
        self.patient.email = 'paciente@correo.example'
        self.clinic.email = 'hola@clinica.example'
        request, message = self.gone()
        message._delivery_failed(DeliveryError("x"))
        self.assertEqual((message.channel, message.state), ('email', 'queued'))
        self.assertEqual(request.state, 'sent')

    def test_it_leaves_the_surveys_sent_and_the_patient_may_be_asked_again(self):
        self.patient.email = False
        request, message = self.gone()
        panel = self.env['clinic.feedback.panel'].with_user(self.users['director'])
        before = panel._count(None, self.at(0, day=1))[False]['sent'].get('all', 0)
        message._delivery_failed(DeliveryError("x"))
        self.assertEqual((request.state, request.why), ('skipped', 'undelivered'))
        counted = panel._count(None, self.at(0, day=1))
        self.assertEqual(counted[False]['sent'].get('all', 0), before - 1)
        luis = {'practitioner_id': self.luis.id}
        second = self.requests(self.attend(start=self.at(11, day=2), **luis))
        second._send_one(fields.Datetime.now())
        self.assertEqual(second.state, 'sent', second.why)

    def test_it_arrived_after_all(self):
        self.patient.email = False
        request, message = self.gone()
        message._delivery_failed(DeliveryError("x"))
        message._advance('delivered')
        self.assertEqual((request.state, request.why), ('sent', False))

    def test_what_was_answered_stays(self):
        self.patient.email = False
        request, message = self.gone()
        self.says("5")
        self.assertEqual(request.state, 'answering')
        message._delivery_failed(DeliveryError("x"))
        self.assertEqual(request.state, 'answering')

    def test_what_may_have_arrived_counts(self):
        request, message = self.gone()
        message._delivery_failed(DeliveryError("x", unknown=True))
        self.assertEqual(request.state, 'sent')
