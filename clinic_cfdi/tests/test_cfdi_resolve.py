import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..engine.pac import Mismatch
from .common import CfdiCase, FakePac, stamp


@tagged('post_install', '-at_install')
class TestResolve(CfdiCase):
    """A person looked at the PAC's page: what is in doubt has a way out."""

    def setUp(self):
        super().setUp()
        self.move, self.other = self.in_doubt(), self.in_doubt()
        self.document = self.move.cfdi_document_id

    def in_doubt(self):
        move = self.invoice((self.visit, 1, 0, None))
        self.env['clinic.cfdi.document']._of_moves(move)
        with self.with_pac(FakePac(Mismatch("El PAC respondió con el timbre de otro."))):
            self.job()
        self.assertEqual(move.cfdi_state, 'error')
        return move

    def said(self, xml=None):
        action = self.move.with_user(self.accountant).action_cfdi_resolve()
        dialog = self.env['clinic.cfdi.resolve'].with_user(self.accountant)
        found = dialog.with_context(**action['context']).create(
            {'xml': base64.b64encode(xml) if xml else False}
        )
        return found.action_stamped() if xml else found.action_not_stamped()

    def sent(self, move):
        return base64.b64decode(move.cfdi_document_id.attempt_ids.sent)

    def test_its_stamped_xml_settles_it(self):
        found = stamp(self.sent(self.move))
        self.said(found.xml)
        self.assertEqual((self.move.cfdi_state, self.move.cfdi_uuid), ('stamped', found.uuid))
        self.assertEqual(base64.b64decode(self.document.xml), found.xml)

    def test_in_doubt_it_is_not_sent(self):
        send = self.env['account.move.send']
        self.assertEqual(send._get_default_extra_edis(self.move), {'cfdi'})
        with self.with_pac(FakePac()), self.enter_registry_test_mode():
            with self.assertRaisesRegex(UserError, "no haga otra factura|do not make another"):
                send._generate_and_send_invoices(self.move, sending_methods=['email'])
        self.assertFalse(self.move.is_move_sent)

    def test_another_xml_is_refused(self):
        for xml in (stamp(self.sent(self.other)).xml, self.sent(self.move), b'no es XML'):
            with self.subTest(xml=xml[:20]), self.assertRaisesRegex(UserError, "another"):
                self.said(xml)
        self.assertEqual(self.move.cfdi_state, 'error')

    def test_what_is_not_there_is_stamped_anew(self):
        self.said()
        self.assertEqual(self.move.cfdi_state, 'rejected')
        with self.assertRaises(UserError):  # somebody else had the dialog open
            self.said()
        self.env['clinic.cfdi.document']._of_moves(self.move)
        with self.with_pac(FakePac()):
            self.job()
        self.assertEqual(self.move.cfdi_state, 'stamped')
