from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .case_common import ComplaintCase

CHANGED = datetime(2026, 8, 3, 6)  # midnight in Mexico City
NOW = '2026-11-01 12:00:00'


@tagged('post_install', '-at_install')
@freeze_time(NOW)
class TestFeedbackImprovement(ComplaintCase):
    """Before and since a day, with n and interval; silent while it is too early to tell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.feedback.request'].search([]).unlink()
        cls.clinic.clinic_tz = 'America/Mexico_City'
        cls.policy.bad_five = 0
        cls.improvement = cls.env['clinic.feedback.improvement'].create(
            {
                'name': "Citas de 30 minutos",
                'aspect': 'espera',
                'date': '2026-08-03',
                'company_id': cls.clinic.id,
                'user_id': cls.keeper.id,
            }
        )

    def said(self, count, blamed, at, doctor=None, score=5, company=None):
        """So many comments of that moment, the first ones complaining of the waiting."""
        vals = {
            'company_id': (company or self.clinic).id,
            'practitioner_id': (doctor or self.ana).id,
        }
        for number in range(count):
            request = self.env['clinic.feedback.request'].create(
                {
                    'survey_id': self.survey.id,
                    'state': 'done',
                    'sent_at': at,
                    'finished_at': at,
                    'score': score,
                    'score_kind': 'csat',
                    'csat': score,
                    **vals,
                }
            )
            self.env['clinic.feedback.analysis'].create(
                {
                    'request_id': request.id,
                    'line_id': self.sealed().id,
                    'answered_at': at,
                    'finished_at': at,
                    'polarity': 'neg' if number < blamed else 'pos',
                    'aspect_ids': number < blamed
                    and [Command.create({'aspect': 'espera', 'sign': '-', 'rank': 0})],
                    **vals,
                }
            )
        self.improvement.invalidate_recordset()

    def test_it_got_better(self):
        self.said(20, 12, CHANGED - timedelta(seconds=1))
        self.said(20, 2, CHANGED)
        one = self.improvement.with_user(self.keeper)
        self.assertEqual(one.verdict, 'better')
        self.assertEqual(one.blamed_before, "60 % (from 39 % to 78 %) · n = 20")
        self.assertEqual(one.blamed_after, "10 % (from 3 % to 30 %) · n = 20")
        self.assertEqual(one.satisfied_verdict, "No clear change")
        self.assertIn("60 complained of it before and 10 since", one.said)

    def test_worse_and_no_clear_change(self):
        self.said(20, 2, CHANGED - timedelta(days=3))
        self.said(20, 3, CHANGED + timedelta(days=3))
        self.assertEqual(self.improvement.verdict, 'unclear')
        self.said(20, 20, CHANGED + timedelta(days=3))
        self.assertEqual(self.improvement.verdict, 'worse')

    def test_too_few_to_tell(self):
        self.said(30, 30, CHANGED - timedelta(days=3), score=1)
        self.said(9, 0, CHANGED + timedelta(days=3))
        self.assertEqual(self.improvement.verdict, 'few')
        self.assertIn("It cannot be known yet", self.improvement.said)
        self.assertIn("30 and 9", self.improvement.said)

    def test_only_the_days_and_whom_it_is_about(self):
        self.said(5, 5, CHANGED - timedelta(days=91))
        self.said(5, 5, CHANGED + timedelta(days=90))
        self.assertEqual(self.improvement.blamed_before, "nobody yet")
        self.assertEqual(self.improvement.blamed_after, "nobody yet")
        self.said(4, 4, CHANGED, doctor=self.luis)
        self.improvement.practitioner_id = self.ana
        self.assertEqual(self.improvement.blamed_after, "nobody yet")
        self.improvement.practitioner_id = self.luis
        self.assertIn("n = 4", self.improvement.blamed_after)
        self.said(3, 3, CHANGED, doctor=self.luis, company=self.border)
        self.assertIn("n = 7", self.improvement.blamed_after)  # the clinic: all its branches
        self.border.clinic_tz = 'America/Mexico_City'
        self.improvement.company_id = self.border
        self.assertIn("n = 3", self.improvement.blamed_after)

    def test_how_long_complaints_take(self):
        """(10 + 20) / 2 = 15 hours before, 6 since; of other things, and open ones, none."""
        for at, hours, vals in (
            (CHANGED - timedelta(days=1), 10, {}),
            (CHANGED - timedelta(days=2), 20, {}),
            (CHANGED - timedelta(days=2), 90, {'aspect': 'costo'}),
            (CHANGED + timedelta(days=1), 6, {}),
            (CHANGED + timedelta(days=1), 0, {'state': 'in_progress'}),
        ):
            self.env['clinic.feedback.case'].create(
                {
                    'request_id': self.asked().id,
                    'company_id': self.clinic.id,
                    'patient_id': self.patient.id,
                    'severity': 'media',
                    'aspect': 'espera',
                    'state': 'closed',
                    'opened_by': 'score',
                    'user_id': self.keeper.id,
                    'opened_at': at,
                    'deadline_at': at + timedelta(hours=72),
                    'hours_open': hours,
                    'closed_at': 'state' not in vals and at + timedelta(hours=hours),
                    **vals,
                }
            )
        one = self.improvement.with_user(self.keeper)
        self.assertEqual((one.hours_before, one.hours_after), ("15.0 h · n = 2", "6.0 h · n = 1"))

    def test_a_list_asks_the_database_once_for_each(self):
        several = self.improvement.with_user(self.keeper)
        several += several.copy() + several.copy()

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped('said')
            return self.env.cr.sql_log_count - before

        queries(several)  # what the rules need is cached now
        self.assertLessEqual(queries(several) - queries(several[0]), len(several) - 1)

    def test_one_that_is_still_to_come(self):
        self.improvement.date = fields.Date.to_date('2027-01-01')
        self.assertEqual(self.improvement.verdict, 'few')

    def test_the_comments_behind_it(self):
        self.said(3, 2, CHANGED)
        action = self.improvement.with_user(self.keeper).action_comments()
        found = self.env[action['res_model']].with_user(self.keeper).search(action['domain'])
        self.assertEqual(len(found), 2)

    def test_who_keeps_them(self):
        director = self.users['director']
        self.improvement.with_user(director).note = "Con el doctor Luis"
        for role in ('reception', 'doctor', 'nurse', 'privacy'):
            with self.assertRaises(AccessError):
                self.improvement.with_user(self.users[role]).read(['name'])
        with (
            mute_logger('odoo.sql_db'),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.improvement.days = 0
