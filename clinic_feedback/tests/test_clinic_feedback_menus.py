from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged('post_install', '-at_install')
class TestFeedbackMenus(TransactionCase):
    def test_the_manager_writes_surveys_and_reads_answers(self):
        manager = new_test_user(self.env, 'feedback_home', 'clinic_feedback.group_manager')
        visible = self.env['ir.ui.menu'].with_user(manager)._visible_menu_ids()
        for name in ('menu_clinic_feedback', 'menu_clinic_feedback_answers'):
            self.assertIn(self.env.ref(f'clinic_feedback.{name}').id, visible)
        self.assertIn(self.env.ref('clinic_crm.menu_clinic_root').id, visible)
        survey = self.env['survey.survey'].with_user(manager).create({'title': "Visita"})
        self.assertTrue(survey.has_access('write'))
        self.assertFalse(self.env['clinic.patient'].with_user(manager).has_access('read'))

    def test_others_do_not_see_it(self):
        desk = new_test_user(self.env, 'feedback_no', 'clinic_crm.group_reception')
        visible = self.env['ir.ui.menu'].with_user(desk)._visible_menu_ids()
        self.assertNotIn(self.env.ref('clinic_feedback.menu_clinic_feedback').id, visible)

    def test_the_spreadsheet_is_offered_only_where_there_is_one(self):
        """`tests/install` opens it where Odoo's dashboards are installed."""
        if 'spreadsheet.dashboard' in self.env:
            self.skipTest("Odoo's dashboards are installed here")
        manager = new_test_user(self.env, 'feedback_sheet', 'clinic_feedback.group_manager')
        menu = self.env.ref('clinic_feedback.menu_clinic_feedback_board')
        self.assertIn(menu.id, self.env['ir.ui.menu'].with_user(manager)._load_menus_blacklist())
        Panel = self.env['clinic.feedback.panel']
        with self.assertRaisesRegex(UserError, "Spreadsheet dashboard"):
            Panel.with_user(manager).action_open_board()
        desk = new_test_user(self.env, 'feedback_desk', 'clinic_crm.group_reception')
        with self.assertRaises(AccessError):
            Panel.with_user(desk).action_open_board()
