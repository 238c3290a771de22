from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.clinic_feedback.analysis.interview import prompt

WEB = ('survey_experience', 'survey_dignity')


@tagged('post_install', '-at_install')
class TestTemplates(TransactionCase):
    """The surveys that come with the addon can be asked as they are."""

    def setUp(self):
        super().setUp()
        data = self.env['ir.model.data'].search(
            [('module', '=', 'clinic_feedback'), ('model', '=', 'survey.survey')]
        )
        self.surveys = {one.name: self.env['survey.survey'].browse(one.res_id) for one in data}

    def test_they_are_there(self):
        self.assertGreaterEqual(len(self.surveys), 12)
        for survey in self.surveys.values():
            self.assertEqual((survey.survey_type, survey.access_mode), ('clinic', 'token'))

    def test_each_can_be_asked(self):
        for name, survey in self.surveys.items():
            survey.question_ids._check_clinic_question()
            self.assertEqual(survey.clinic_in_chat, name not in WEB)
            if name not in WEB:
                self.assertLessEqual(len(survey.question_ids), 4, name)
            for question in survey._clinic_script():
                said = prompt(question)
                self.assertLessEqual(len(said.text), 300)
                titles = [choice.title for choice in said.choices]
                self.assertEqual(len(titles), len(set(titles)), f'{name}: {titles}')

    def test_alarms_and_aspects(self):
        options = self.surveys['survey_procedure_24'].question_ids.suggested_answer_ids
        self.assertEqual(len(options.filtered('clinic_alarm')), 3)
        found = set(
            self.surveys['survey_visit'].question_ids.suggested_answer_ids.mapped('clinic_aspect')
        )
        self.assertEqual(len(found), 8)

    def test_whoever_works_in_a_branch_alone_opens_one(self):
        """The clinic itself is not among the companies such a person may read."""
        clinic = self.env['res.company'].create({'name': "Clínica"})
        branch = self.env['res.company'].create({'name': "Norte", 'parent_id': clinic.id})
        user = new_test_user(
            self.env,
            'branch_keeper',
            'clinic_feedback.group_manager',
            company_id=branch.id,
            company_ids=[Command.set(branch.ids)],
        )
        survey = self.surveys['survey_visit'].with_user(user)
        self.env.invalidate_all()
        self.assertIn("rounded", survey.clinic_preview)
