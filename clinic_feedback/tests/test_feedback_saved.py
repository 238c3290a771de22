from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .case_common import ComplaintCase


@tagged('post_install', '-at_install')
class TestHoursSaved(ComplaintCase):
    """Acts that happened by themselves, times the minutes the clinic says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.write(
            {
                'minutes_reminder': 0,
                'minutes_survey': 3,
                'minutes_booking': 0,
                'minutes_answer': 0,
            }
        )
        cls.rule = cls.env['clinic.feedback.rule'].search([], limit=1)
        cls.before = cls.saved(cls.env['res.users'].browse(cls.users['director'].id))

    @classmethod
    def saved(cls, user, **context):
        panel = cls.env['clinic.panel'].with_user(user).with_context(lang='en_US', **context)
        figures = panel.get_panel()['figures']
        return {one['name']: one for one in figures}.get('saved')

    def surveys(self, count, state='delivered', at=None, **vals):
        for number in range(count):
            message = self.env['clinic.message'].create(
                {
                    'patient_id': self.patient.id,
                    'company_id': self.clinic.id,
                    'purpose': 'feedback',
                    'direction': 'out',
                    'state': state,
                    'dedupe_key': f'saved:{state}:{at}:{number}:{len(vals)}',
                }
            )
            self.asked(
                rule_id=self.rule.id,
                message_id=message.id,
                sent_at=at or fields.Datetime.now(),
                **vals,
            )

    def test_counted_and_said_how(self):
        self.assertFalse(self.before)
        self.surveys(30)
        found = self.saved(self.users['director'])
        self.assertEqual(found['value'], "1.5 h")
        self.assertEqual(found['hint'], "30 surveys × 3 min")
        self.policy.minutes_survey = 30
        self.assertEqual(self.saved(self.users['director'])['value'], "15 h")

    def test_only_what_went_out_by_itself_of_late_and_here(self):
        self.surveys(1, state='failed')
        self.surveys(2, at=fields.Datetime.now() - timedelta(days=31))
        self.surveys(3, company_id=self.border.id)
        self.asked()  # by hand: no rule, no message
        director = self.users['director']
        self.assertFalse(self.saved(director, allowed_company_ids=self.clinic.ids))

    def test_who_sees_it(self):
        self.surveys(1)
        names = self.env['clinic.panel'].with_user(self.users['director'])._acts_saved()
        self.assertEqual([count for _label, count, _minutes in names][1], 1)
