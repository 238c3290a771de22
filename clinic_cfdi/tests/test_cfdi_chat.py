from datetime import datetime

from odoo.tests import tagged

from odoo.addons.clinic_crm.conversation import Answer, Conversation

from .common import CfdiCase, FakePac


@tagged('post_install', '-at_install')
class TestMyInvoice(CfdiCase):
    def test_it_is_sent_again(self):
        self.company.email = 'clinica@correo.example'
        patient = self.env['clinic.patient'].create(
            {'partner_id': self.patient.id, 'company_id': self.company.id}
        )
        topic = self.env['clinic.chat.topic']._topic('my_invoice')
        talk = Conversation(company=self.company, now=datetime.now(), patient=patient)
        asks = Answer(text="mándeme mi factura", intent='factura')
        self.assertFalse(topic._handles(talk, asks), "there is none")
        self.assertTrue(topic._open(talk).hand_over)
        move = self.invoice((self.visit, 1, 0, None))
        self.env['clinic.cfdi.document']._of_moves(move)
        with self.with_pac(FakePac()):
            self.job()
        self.assertTrue(topic._handles(talk, asks))
        stranger = Conversation(company=self.company, now=datetime.now())
        self.assertFalse(topic._handles(stranger, asks))
        turn = topic._open(talk)
        self.assertEqual([option.key for option in turn.options], [str(move.id), 'other'])
        self.assertIsNone(topic._answer(talk, Answer(text="quiero una cita")))
        self.assertTrue(topic._answer(talk, Answer(text="otra cosa")).hand_over)
        self.assertTrue(topic._answer(talk, Answer(key=str(move.id))).done)
        message = self.env['clinic.message'].search([('res_id', '=', move.id)])
        self.assertEqual((message.patient_id, len(message.attachment_ids)), (patient, 2))
        topic._answer(talk, Answer(key=str(move.id)))
        again = self.env['clinic.message'].search([('res_id', '=', move.id)])
        self.assertEqual(again, message, "twice the same tap")
