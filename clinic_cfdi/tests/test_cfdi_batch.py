from unittest.mock import patch

from odoo.tests import tagged

from ..engine.pac import Refused, Unknown
from ..models import clinic_cfdi_batch
from .common import CfdiCase, FakePac


@tagged('post_install', '-at_install')
class TestBatch(CfdiCase):
    def begin(self, count):
        moves = self.env['account.move']
        for _number in range(count):
            moves |= self.invoice((self.visit, 1, 0, None))
        action = moves.with_user(self.accountant).action_cfdi_stamp()
        batch = self.env['clinic.cfdi.batch'].browse(action['context']['active_id'])
        return moves, batch

    def progress(self, batch):
        self.env.invalidate_all()
        return batch.with_user(self.accountant).get_progress(batch.id)

    def test_many_are_stamped_by_the_job(self):
        moves, batch = self.begin(5)
        self.assertEqual(self.progress(batch)['waiting'], 5, "nothing was sealed yet")
        pac = FakePac()
        with self.with_pac(pac), patch.object(clinic_cfdi_batch, 'SEALED', 2):
            self.job()
        self.assertEqual(set(moves.mapped('cfdi_state')), {'stamped'})
        self.assertEqual(len(pac.sent), 5)
        found = self.progress(batch)
        self.assertEqual((found['stamped'], found['running']), (5, False))
        self.assertTrue(batch.done)

    def test_what_is_wrong_with_some_stops_no_other(self):
        moves, batch = self.begin(4)
        moves[1].invoice_line_ids.product_id.product_tmpl_id.cfdi_key = False
        other = self.product("Otra consulta", 900, self.exempt, 'service', '85121502')
        for move in moves - moves[1]:
            self.env.cr.execute(
                "UPDATE account_move_line SET product_id = %s WHERE move_id = %s AND product_id"
                " IS NOT NULL", [other.id, move.id]
            )  # fmt: skip
        self.env.invalidate_all()
        with self.with_pac(FakePac(Refused('CFDI40145', "El nombre no es el del SAT."))):
            self.job()
        found = self.progress(batch)
        self.assertEqual((found['stamped'], found['trouble'], found['running']), (2, 2, False))
        texts = " ".join(one['text'] for one in found['troubles'])
        self.assertIn("clave SAT", texts)
        self.assertIn("El nombre no es el del SAT.", texts)

    def test_the_plug_is_pulled_in_the_middle(self):
        moves, batch = self.begin(4)
        with patch.object(clinic_cfdi_batch, 'SEALED', 2), self.enter_registry_test_mode():
            with self.env.registry.cursor() as cr:
                batch.with_env(self.env(cr=cr))._seal_some()  # and no more
        self.env.invalidate_all()
        self.assertEqual(len(batch.left_ids), 2)
        pac = FakePac(Unknown("El PAC no respondió a tiempo."))
        pac.lost = True
        with self.with_pac(pac):
            self.job()
        self.assertTrue(self.progress(batch)['running'])
        moves.cfdi_document_id.attempt_ids._hasten()
        with self.with_pac(pac):
            self.job()
        self.assertEqual(set(moves.mapped('cfdi_state')), {'stamped'})
        self.assertEqual(len(pac.known), 4)

    def test_who_looks_without_one_sees_the_last(self):
        self.assertFalse(self.env['clinic.cfdi.batch'].with_user(self.accountant).get_progress())
        _moves, batch = self.begin(2)
        mine = self.env['clinic.cfdi.batch'].with_user(self.accountant)
        self.assertEqual(mine.get_progress()['id'], batch.id)
