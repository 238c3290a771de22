from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestAccountantHome(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(cls.env, 'cfdi_home', 'clinic_cfdi.group_accountant')
        cls.action = cls.env.ref('clinic_cfdi.clinic_invoice_action')

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
        view = self.action.view_id
        self.assertIn('default_order="invoice_date_due, name"', view.get_combined_arch())
