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
        """Odoo's dashboards may be there or not; `tests/install` opens ours where they are."""
        manager = new_test_user(self.env, 'feedback_sheet', 'clinic_feedback.group_manager')
        hidden = self.env['ir.ui.menu'].with_user(manager)._load_menus_blacklist()
        ours = self.env.ref('clinic_feedback.menu_clinic_feedback_board')
        Panel = self.env['clinic.feedback.panel'].with_user(manager)
        if 'spreadsheet.dashboard' in self.env:
            self.assertNotIn(ours.id, hidden)
            opened = [Panel.action_open_board()['params'] for _time in range(2)]
            self.assertEqual(opened[0], opened[1])
        else:
            self.assertIn(ours.id, hidden)
            with self.assertRaisesRegex(UserError, "Spreadsheet dashboard"):
                Panel.action_open_board()
        desk = new_test_user(self.env, 'feedback_desk', 'clinic_crm.group_reception')
        with self.assertRaises(AccessError):
            Panel.with_user(desk).action_open_board()
