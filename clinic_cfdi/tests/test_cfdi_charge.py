from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.clinic_crm.tests.agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestCharge(AgendaCase):
    """From the visit to its invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.env(su=True)
        peso = admin.ref('base.MXN')
        peso.active = True
        cls.clinic.sudo().write({'country_id': admin.ref('base.mx').id, 'currency_id': peso.id})
        admin['account.chart.template'].try_loading('mx', cls.clinic.sudo(), install_demo=False)
        cls.own_journal = admin['account.journal'].create(
            {'name': "Tijuana", 'type': 'sale', 'code': 'TIJ', 'company_id': cls.border.id}
        )
        both = (cls.clinic + cls.border).ids
        clinic = {'company_id': cls.clinic.id, 'company_ids': [Command.set(both)]}
        groups = 'clinic_crm.group_reception,clinic_cfdi.group_cashier'
        cls.cashier = new_test_user(admin, 'charge_desk', groups, **clinic)
        cls.accountant = new_test_user(
            admin, 'charge_books', 'clinic_cfdi.group_accountant', **clinic
        )
        cls.product = admin['product.product'].create(
            {
                'name': "Consulta general",
                'default_code': "C-1",
                'description_sale': "Con estudio de laboratorio",
                'type': 'service',
                'list_price': 850,
                'taxes_id': [Command.set(admin.ref(f'account.{cls.clinic.id}_tax19').ids)],
            }
        )
        cls.visit_type.sudo().product_id = cls.product
        cls.patient = cls.patients[0]

    def visit(self, state='done', hour=10, **vals):
        visit = self.book(self.at(hour), reason="Dolor de cabeza", **vals).sudo()
        steps = {'arrived': 1, 'in_consultation': 2, 'done': 3}
        for step in ('action_arrive', 'action_start', 'action_finish')[: steps.get(state, 0)]:
            getattr(visit, step)()
        return visit.with_user(self.cashier).with_context(
            allowed_company_ids=(self.clinic + self.border).ids
        )

    def charge(self, visit):
        action = visit.action_charge()
        self.assertEqual(action['res_model'], 'account.move')
        return visit.env['account.move'].browse(action['res_id'])

    def test_a_draft_of_what_the_visit_says(self):
        visit = self.visit()
        move = self.charge(visit)
        self.assertEqual(
            (move.state, move.move_type, move.partner_id, move.amount_total),
            ('draft', 'out_invoice', self.patient.partner_id, 850),
        )
        self.assertEqual(move.company_id, self.clinic)
        line = move.invoice_line_ids
        self.assertEqual((line.product_id, line.name), (self.product, "Consulta general"))
        self.assertEqual(visit.invoice_id, move)
        self.assertEqual(move.action_open_visit()['res_id'], visit.id)
        self.assertEqual(self.patient.with_user(self.cashier).clinic_invoice_count, 1)

    def test_nothing_of_the_visit_but_what_is_sold(self):
        move = self.charge(self.visit())
        self.assertFalse(move.invoice_origin or move.ref or move.narration)
        said = " ".join(move.message_ids.mapped('body')) + " ".join(
            move.line_ids.mapped(lambda line: line.name or '')
        )
        for word in ("Dolor", "laboratorio", self.patient.name):
            self.assertNotIn(word, said)

    def test_one_for_a_visit(self):
        visit = self.visit()
        move = self.charge(visit)
        self.assertEqual(self.charge(visit), move)
        move.action_post()
        self.assertEqual(self.charge(visit), move)
        move.button_draft()
        move.button_cancel()
        again = self.charge(visit)
        self.assertNotEqual(again, move)
        again.unlink()
        self.env.invalidate_all()
        self.assertFalse(visit.invoice_id)
        self.assertTrue(self.charge(visit))

    def test_who_pays(self):
        admin = self.env(su=True)
        mother, insurer = admin['res.partner'].create([{'name': "Madre"}, {'name': "Seguro"}])
        patient = self.patient.with_env(admin)
        patient.write({'birthdate': '2020-01-01', 'guardian_id': mother.id})
        visit = self.visit()
        self.assertEqual(visit._payer(), mother)
        other = self.visit(hour=12)
        self.assertEqual(self.charge(other)._cfdi_patient(), patient, "by whom a minor is reached")
        patient.birthdate = '1980-01-01'
        self.assertEqual(visit._payer(), patient.partner_id)
        patient.payer_id = insurer
        move = self.charge(visit)
        self.assertEqual(move.partner_id, insurer)
        self.assertFalse(move._cfdi_patient(), "an insurer's goes by e-mail")
        found = move.search(self.patient.with_user(self.cashier).action_open_invoices()['domain'])
        self.assertIn(move, found, "the patient's too, whoever pays")

    def test_a_merge_brings_invoices_and_fiscal_data_along(self):
        move = self.charge(self.visit())
        rfc = {'vat': "HELA900101AB5", 'cfdi_name': "ANA RUIZ", 'cfdi_regime': '612'}
        absorbed, survivor = self.patient.sudo(), self.patients[1].sudo()
        absorbed.write(rfc | {'cfdi_zip': "06600"})
        absorbed._merge_into(survivor)
        self.assertRecordValues(survivor, [rfc | {'cfdi_zip': "06600"}])
        self.assertEqual(survivor.with_user(self.cashier).clinic_invoice_count, 1)
        domain = survivor.with_user(self.cashier).action_open_invoices()['domain']
        self.assertEqual(self.env['account.move'].sudo().search(domain), move.sudo())

    def test_fiscal_data_are_those_of_one_rfc(self):
        absorbed, survivor = self.patient.sudo(), self.patients[1].sudo()
        absorbed.write({'vat': "HELA900101AB5", 'cfdi_regime': '612'})
        survivor.vat = "HELA900101AC3"
        absorbed._merge_into(survivor)
        self.assertFalse(survivor.cfdi_regime)

    def test_the_branch_s_journal(self):
        move = self.charge(self.visit(company_id=self.border.id, hour=13))
        self.assertEqual((move.company_id, move.journal_id), (self.border, self.own_journal))
        other = self.charge(self.visit(patient=1, practitioner_id=self.luis.id))
        self.assertEqual(other.journal_id.company_id, self.clinic)

    def test_a_type_without_a_price(self):
        self.visit_type.sudo().product_id = False
        visit = self.visit()
        action = visit.action_charge()
        self.assertIn("Consulta", action['params']['message'])
        self.assertEqual(action['params']['next']['res_id'], visit.invoice_id.id)
        self.assertFalse(visit.invoice_id.invoice_line_ids)

    def test_not_before_the_patient_is_inside(self):
        waiting = self.visit('arrived')
        with self.assertRaisesRegex(UserError, "sent in"):
            waiting.action_charge()
        waiting.sudo().action_start()
        self.assertTrue(self.charge(waiting))

    def test_who_may(self):
        visit = self.visit()
        for role in ('reception', 'nurse', 'doctor', 'director'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                visit.with_user(self.users[role]).action_charge()
        with self.assertRaises(AccessError):
            visit.with_user(self.accountant).action_charge()
        move = self.charge(visit).with_user(self.accountant)
        self.assertEqual(move.amount_total, 850)
        for call in (lambda: move.clinic_visit_count, move.action_open_visit):
            with self.assertRaises(AccessError):
                call()
        self.assertNotIn('action_open_visit', move.get_view(view_type='form')['arch'])

    def test_the_board_offers_it(self):
        visit = self.visit('in_consultation')
        row = {one['id']: one for one in self.board(self.cashier)}[visit.id]
        self.assertEqual(row['charge'], 'make')
        self.charge(visit)
        row = {one['id']: one for one in self.board(self.cashier)}[visit.id]
        self.assertEqual(row['charge'], 'open')
        rows = self.board(self.users['reception'])
        self.assertEqual({one['charge'] for one in rows}, {''})

    def board(self, user):
        boards = self.env['clinic.board'].with_user(user)
        self.env.invalidate_all()
        return boards.get_board()['visits']

    def test_what_is_to_be_charged_today(self):
        visit = self.visit()
        home = self.env['clinic.home'].with_user(self.cashier)
        card = home._card_to_charge()
        self.assertEqual([row.res_id for row in card.rows], visit.ids)
        self.charge(visit)
        self.assertFalse(home._card_to_charge().count)
