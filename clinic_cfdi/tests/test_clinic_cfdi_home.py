from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..engine.pac import Refused
from .common import CfdiCase, FakePac, csd


@tagged('post_install', '-at_install')
class TestAccountantHome(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(cls.env, 'cfdi_home', 'clinic_cfdi.group_accountant')
        cls.action = cls.env.ref('clinic_cfdi.clinic_due_action')

    def visible(self, user):
        return self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()

    def test_lands_on_what_is_due(self):
        home = self.env['clinic.home'].with_user(self.accountant)
        self.assertEqual(home._home_action(), self.action)

    def test_patients_who_wait_come_first(self):
        both = new_test_user(
            self.env, 'cfdi_desk', 'clinic_cfdi.group_accountant,clinic_crm.group_reception'
        )
        home = self.env['clinic.home'].with_user(both)
        self.assertEqual(home._home_action(), self.env.ref('clinic_crm.clinic_today_action'))
        cards = [card['name'] for card in home.get_today()['cards']]
        self.assertIn('invoices_late', cards)

    def test_the_menu_is_the_accountants(self):
        menu = self.env.ref('clinic_cfdi.menu_clinic_invoices').id
        root = self.env.ref('clinic_crm.menu_clinic_root').id
        self.assertLessEqual({menu, root}, set(self.visible(self.accountant)))
        desk = new_test_user(self.env, 'cfdi_no', 'clinic_crm.group_reception')
        self.assertNotIn(menu, self.visible(desk))

    def test_the_accountant_sees_no_clinical_record(self):
        for name in ('menu_clinic_today', 'menu_clinic_patients', 'menu_clinic_settings'):
            menu = self.env.ref(f'clinic_crm.{name}').id
            self.assertNotIn(menu, self.visible(self.accountant), name)
        for model in ('clinic.patient', 'clinic.access.log', 'clinic.vault.key'):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.accountant).search_count([])

    def test_due_first(self):
        view = self.env.ref('clinic_cfdi.clinic_invoice_action').view_id
        self.assertIn('default_order="invoice_date_due, name"', view.get_combined_arch())

    def test_the_page(self):
        due = self.env['clinic.home'].with_user(self.accountant).get_due()
        names = [card['name'] for card in due['cards']]
        self.assertEqual(names[0], 'cfdi_setup', "nothing is set up here")
        self.assertLessEqual({'cfdi_to_stamp', 'cfdi_doubt', 'cfdi_deliver'}, set(names))
        desk = new_test_user(self.env, 'cfdi_none', 'clinic_crm.group_nurse')
        with self.assertRaises(AccessError):
            self.env['clinic.home'].with_user(desk).get_due()


@tagged('post_install', '-at_install')
class TestDue(CfdiCase):
    """Each card counts what its list shows."""

    def cards(self):
        self.env.invalidate_all()
        home = self.env['clinic.home'].with_user(self.accountant).with_company(self.company)
        return {card['name']: card for card in home.get_due()['cards']}

    def listed(self, card):
        return self.env[card['action']['res_model']].search(card['action']['domain'])

    def test_on_its_way(self):
        move = self.invoice((self.visit, 1, 0, None))
        card = self.cards()['cfdi_to_stamp']
        self.assertEqual((card['count'], self.listed(card)), (1, move))
        self.patient.cfdi_regime = False
        card = self.cards()['cfdi_findings']
        self.assertEqual((card['count'], self.listed(card)), (1, move))
        self.patient.cfdi_regime = '612'
        self.assertEqual(self.cards()['cfdi_findings']['count'], 0)

        self.env['clinic.cfdi.document']._of_moves(move)
        with self.with_pac(FakePac(Refused('CFDI40145', "El nombre no es el del SAT."))):
            self.job()
        card = self.cards()['cfdi_doubt']
        self.assertEqual((card['count'], self.listed(card).move_id), (1, move))
        self.env['clinic.cfdi.document']._of_moves(move)
        with self.with_pac(FakePac()):
            self.job()
        cards = self.cards()
        self.assertEqual((cards['cfdi_doubt']['count'], cards['cfdi_to_stamp']['count']), (0, 0))
        self.assertEqual(self.listed(cards['cfdi_deliver']), move)
        move.is_move_sent = True
        self.assertEqual(self.cards()['cfdi_deliver']['count'], 0)

    def test_a_certificate_that_ends(self):
        self.assertEqual(self.cards()['cfdi_certificates']['count'], 0)
        self.env['clinic.cfdi.certificate'].create(
            {'company_id': self.company.id, **csd(days=(-900, 20), serial='3' * 20)}
        )
        self.assertEqual(self.cards()['cfdi_certificates']['count'], 0, "the old one beside it")
        self.certificate.unlink()
        card = self.cards()['cfdi_certificates']
        self.assertEqual((card['count'], card['tone']), (1, 'warning'))
