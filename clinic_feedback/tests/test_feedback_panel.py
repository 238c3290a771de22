from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .case_common import ComplaintCase


@tagged('post_install', '-at_install')
class TestFeedbackPanel(ComplaintCase):
    """Figures of finished answers, each with its n; nobody is ranked by few of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.bad_five = 0
        cls.env['clinic.feedback.request'].search([]).unlink()

    def answers(self, doctor, scores, state='done', **vals):
        now = fields.Datetime.now()
        self.env['clinic.feedback.request'].create(
            [
                {
                    'survey_id': self.survey.id,
                    'company_id': self.clinic.id,
                    'practitioner_id': doctor.id,
                    'state': state,
                    'sent_at': now - timedelta(hours=9),
                    'finished_at': state == 'done' and now - timedelta(hours=8),
                    'score': score,
                    'score_kind': 'csat',
                    'answer_count': 1,
                    **vals,
                }
                for score in scores
            ]
        )

    def panel(self, user=None, **options):
        return self.env['clinic.feedback.panel'].with_user(user or self.keeper).get_panel(**options)

    def test_against_a_table_worked_out_by_hand(self):
        self.answers(self.ana, [5, 5, 5, 4, 4, 4, 3, 2, 1, 5])  # 7 of 10
        self.answers(self.ana, [1, 1], state='answering')  # not finished: counts as sent alone
        self.answers(self.luis, [5] * 9)
        panel = self.panel()
        [ana], [luis] = panel['rows'], panel['few']
        self.assertEqual((ana['name'], ana['sent']), (self.ana.display_name, 12))
        self.assertEqual((ana['satisfied']['value'], ana['satisfied']['n']), ("70 %", 10))
        self.assertEqual(ana['satisfied']['range'], "from 40 % to 89 %")
        self.assertEqual((ana['answered']['value'], ana['answered']['n']), ("100 %", 12))
        self.assertEqual((ana['finished']['value'], ana['finished']['n']), ("83 %", 12))
        self.assertEqual((luis['name'], luis['satisfied']), (self.luis.display_name, False))
        self.assertEqual(panel['total']['satisfied']['n'], 19)

    def test_recommendation_and_months(self):
        self.answers(self.ana, [10] * 6 + [9] * 4 + [8] * 5 + [0] * 5, score_kind='nps')
        [row] = self.panel()['rows']
        self.assertEqual((row['nps']['value'], row['nps']['n']), ("+25", 20))
        self.assertEqual(row['nps']['range'], "from -12 to +55")
        [month] = self.panel(by='month')['rows']
        self.assertEqual(month['nps']['value'], "+25")

    def test_what_rose_this_week(self):
        self.assertFalse(self.panel()['week'])
        line = self.env['survey.user_input.line']
        now = fields.Datetime.now()
        request = self.asked()
        for number in range(40):
            blamed = number < 2 or number >= 28
            self.env['clinic.feedback.analysis'].create(
                {
                    'request_id': request.id,
                    'line_id': line.create(
                        {
                            'user_input_id': self.env['survey.user_input']
                            .create({'survey_id': self.survey.id})
                            .id,
                            'question_id': self.comment.id,
                            'answer_type': 'text_box',
                            'value_text_box': "🔒",
                        }
                    ).id,
                    'company_id': self.clinic.id,
                    'answered_at': now - timedelta(days=20 if number < 25 else 2),
                    'polarity': 'neg' if blamed else 'pos',
                    'aspect_ids': blamed
                    and [Command.create({'aspect': 'espera', 'sign': '-', 'rank': 0})],
                }
            )
        [rose] = self.panel()['week']
        self.assertEqual(rose['verdict'], "More complaints than before")
        self.assertIn("12 of 15 comments this week; 2 of 25", rose['words'])

    def test_nobody_has_answered(self):
        panel = self.panel()
        self.assertEqual(
            (panel['rows'], panel['few'], panel['total']['satisfied']), ([], [], False)
        )

    def test_who_sees_it(self):
        self.panel(self.users['director'])
        for role in ('reception', 'doctor', 'nurse', 'privacy'):
            with self.assertRaises(AccessError):
                self.panel(self.users[role])

    def test_among_the_figures_of_the_direction(self):
        self.answers(self.ana, [5] * 8 + [1] * 2)
        director = self.users['director']
        figures = self.env['clinic.panel'].with_user(director).get_panel()['figures']
        shown = {figure['name']: figure for figure in figures}
        self.assertEqual(shown['satisfied']['value'], "80 %")
        self.assertIn("n = 10", shown['satisfied']['hint'])
        self.assertNotIn('nps', shown)
        self.assertEqual(shown['cases']['value'], "0")
