import base64
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import hmac

from ..engine.pac import Unknown
from ..models.clinic_cfdi_paper import _in_words
from .common import CfdiCase, FakePac


def old_token(document):
    """As links were signed before they had a last day."""
    digest = hmac(document.env(su=True), 'clinic.cfdi.link', (document.id, document.uuid))
    return f'{document.id:x}-{base64.urlsafe_b64encode(bytes.fromhex(digest)[:12]).decode()}'


@tagged('post_install', '-at_install')
class TestDelivery(CfdiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = 'clinica@correo.example'
        cls.person = cls.env['clinic.patient'].create(
            {'partner_id': cls.patient.id, 'company_id': cls.company.id}
        )

    def send(self, move, **settings):
        with self.with_pac(FakePac()), self.enter_registry_test_mode():
            self.env['account.move.send']._generate_and_send_invoices(move, **settings)
        self.env.invalidate_all()

    def last(self, move):
        return self.env['clinic.message'].search(
            [('res_model', '=', 'account.move'), ('res_id', '=', move.id)], limit=1
        )

    def test_as_the_patient_prefers(self):
        move = self.invoice((self.visit, 1, 0, None))
        self.assertEqual(move._cfdi_channel()[1], '')
        methods = self.env['account.move.send']._get_default_sending_methods(move)
        self.assertEqual(methods, {'clinic'})
        before = len(move.message_ids)
        self.send(move)
        message = self.last(move)
        self.assertEqual((message.kind_id.code, message.patient_id), ('invoice', self.person))
        self.assertEqual(
            [one.name.rpartition('.')[2] for one in message.attachment_ids.sorted('id')],
            ['pdf', 'xml'],
        )
        self.assertIn('/clinic/factura/', message.body)
        self.assertEqual(move.cfdi_delivery_state, 'queued')
        for note in move.message_ids[: len(move.message_ids) - before]:
            self.assertFalse(note.attachment_ids, "nothing of it lies in the chatter")
        self.send(move)
        self.assertEqual(self.last(move), message, "not twice while it is on its way")

    def test_the_pdf_is_drawn_once(self):
        move = self.invoice((self.visit, 1, 0, None))
        paper = type(self.env['clinic.paper'])
        with patch.object(paper, '_pdf', autospec=True, side_effect=paper._pdf) as draw:
            self.send(move)
        self.assertEqual(draw.call_count, 1)
        document, [pdf, xml] = move.cfdi_document_id, self.last(move).attachment_ids.sorted('id')
        self.assertEqual(pdf.raw, move.invoice_pdf_report_id.raw)
        self.assertTrue(pdf.raw.startswith(b'%PDF'))
        self.assertEqual(xml.raw, base64.b64decode(document.xml))

    def test_a_pdf_of_before_the_stamp_is_not_sent(self):
        move = self.invoice((self.visit, 1, 0, None))
        old = self.env['ir.attachment'].create(
            {
                'name': "before.pdf",
                'raw': b'%PDF before',
                'res_model': move._name,
                'res_id': move.id,
                'res_field': 'invoice_pdf_report_file',
            }
        )
        self.env['clinic.cfdi.document']._of_moves(move)
        with self.with_pac(FakePac()):
            self.job()
        self.send(move)
        self.assertNotEqual(move.invoice_pdf_report_id, old)
        self.assertNotIn(old.raw, self.last(move).attachment_ids.mapped('raw'))

    def test_a_lost_answer_is_sent_once_it_is_known(self):
        move = self.invoice((self.visit, 1, 0, None))
        pac = FakePac(Unknown("El PAC no respondió a tiempo."))
        pac.lost = True
        sender = self.env['account.move.send'].with_user(self.accountant)
        with self.with_pac(pac), self.enter_registry_test_mode():
            sender._generate_and_send_invoices(move.with_user(self.accountant))
        self.env.invalidate_all()
        self.assertEqual((move.cfdi_state, move.cfdi_send_later), ('to_stamp', True))
        self.assertFalse(self.last(move), "nothing goes before it is stamped")
        for _round in range(3):
            move.cfdi_document_id.attempt_ids._hasten()
            with self.with_pac(pac):
                self.job()
        self.assertEqual((move.cfdi_state, move.is_move_sent), ('stamped', True))
        self.assertFalse(move.cfdi_send_later)
        sent = self.env['clinic.message'].search_count(
            [('res_model', '=', 'account.move'), ('res_id', '=', move.id)]
        )
        self.assertEqual(sent, 1)

    def test_who_sends_again_is_quicker_than_the_job(self):
        move = self.invoice((self.visit, 1, 0, None))
        pac = FakePac(Unknown("El PAC no respondió a tiempo."))
        pac.lost = True
        with self.with_pac(pac), self.enter_registry_test_mode():
            self.env['account.move.send']._generate_and_send_invoices(move)
            self.env.invalidate_all()
            move.cfdi_document_id.attempt_ids._hasten()
            self.env['account.move.send']._generate_and_send_invoices(move)
        self.env.invalidate_all()
        first = self.last(move)
        self.assertTrue(first)
        first._advance('sent')
        self.assertFalse(move.cfdi_send_later)
        self.job()
        self.assertEqual(self.last(move), first)

    def test_the_total_in_words(self):
        peso = self.env.ref('base.MXN')
        for total, words in (
            ('1301.82', "Mil trescientos un pesos 82/100 M.N."),
            ('1.00', "Un peso 00/100 M.N."),
            ('21.50', "Veintiún pesos 50/100 M.N."),
            ('2000000.00', "Dos millones de pesos 00/100 M.N."),
        ):
            self.assertEqual(_in_words(Decimal(total), peso), words)
        dollars = _in_words(Decimal('107.29'), self.env.ref('base.USD'))
        self.assertTrue(dollars.endswith(' 29/100 USD'), dollars)

    def test_how_far_it_came(self):
        move = self.invoice((self.visit, 1, 0, None))
        self.send(move)
        message = self.last(move)
        for state in ('sent', 'delivered', 'read'):
            message._advance(state)
            self.env.invalidate_all()
            self.assertEqual(move.with_user(self.accountant).cfdi_delivery_state, state)
            self.assertIn(move, move.search([('cfdi_delivery_state', '=', state)]))
        self.send(move)
        again = self.last(move)
        self.assertNotEqual(again, message, "who sends it anew gets a new one")
        again.write({'state': 'failed', 'error': "No hay señal."})
        self.env.invalidate_all()
        self.assertIn("No hay señal.", move.with_user(self.accountant).cfdi_delivery_text)

    def test_who_is_no_patient_gets_an_email(self):
        move = self.invoice((self.visit, 1, 0, None))
        self.person.partner_id = self.env['res.partner'].create({'name': "Otra"})
        methods = self.env['account.move.send']._get_default_sending_methods(move)
        self.assertEqual(methods, {'email'})
        wizard = self.env['account.move.send.wizard'].create({'move_id': move.id})
        self.assertNotIn('clinic', wizard.sending_method_checkboxes)

    def test_the_wizard_says_by_which_way(self):
        move = self.invoice((self.visit, 1, 0, None))
        wizard = self.env['account.move.send.wizard'].with_user(self.accountant)
        box = wizard.create({'move_id': move.id}).sending_method_checkboxes['clinic']
        self.assertTrue(box['checked'])
        self.assertIn(self.env['clinic.message.channel.email']._label(), box['label'])
        self.patient.email = False
        self.company.email = False
        self.env.invalidate_all()
        box = wizard.create({'move_id': move.id}).sending_method_checkboxes['clinic']
        self.assertTrue(box['readonly'])


@tagged('post_install', '-at_install')
class TestInvoicePage(HttpCase, CfdiCase):
    def test_the_link(self):
        move = self.invoice((self.visit, 1, 0, None))
        with self.with_pac(FakePac()):
            self.env['clinic.cfdi.document']._of_moves(move)
            self.job()
        document = move.cfdi_document_id
        path = '/' + document._link().split('/', 3)[3]
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(move.name, page.text)
        self.assertIn('default-src', page.headers['Content-Security-Policy'])
        self.assertTrue(self.url_open(f'{path}/pdf').content.startswith(b'%PDF'))
        self.assertIn(document.uuid.encode(), self.url_open(f'{path}/xml').content)
        for wrong in (path[:-1], path.replace('/factura/', '/factura/9'), '/clinic/factura/x'):
            self.assertEqual(self.url_open(wrong).status_code, 404, wrong)
        old = self.url_open(f'/clinic/factura/{old_token(document)}')
        self.assertEqual(old.status_code, 200, "links that were sent stay good")
        document.stamped_at = '2020-01-01'
        old = self.url_open(f'/clinic/factura/{old_token(document)}')
        self.assertEqual(old.status_code, 404)
        self.assertEqual(self.url_open(path).status_code, 404, "it ends")
