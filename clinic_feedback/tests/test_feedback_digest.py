from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from odoo.tools.translate import xml_translate

from .case_common import ComplaintCase

MONDAY = '2026-11-30 14:00:00'  # 8:00 in Mexico City
SUNDAY = datetime(2026, 11, 29, 18)


@tagged('post_install', '-at_install')
class TestFeedbackDigest(ComplaintCase):
    """Once a week and a person: the figures of the week before, no name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.feedback.request'].search([]).unlink()
        cls.Digest = cls.env['clinic.feedback.digest']
        cls.policy.bad_five = 0
        cls.keeper.write({'email': 'encargada@clinica.example', 'lang': 'en_US'})
        cls.clinic.email = 'hola@clinica.example'
        cls.clinic.clinic_tz = 'America/Mexico_City'

    def answers(self, scores, at=SUNDAY, **vals):
        return self.env['clinic.feedback.request'].create(
            [
                {
                    'survey_id': self.survey.id,
                    'patient_id': self.patient.id,
                    'company_id': self.clinic.id,
                    'practitioner_id': self.ana.id,
                    'state': 'done',
                    'sent_at': at - timedelta(hours=1),
                    'finished_at': at,
                    'score': score,
                    'score_kind': 'csat',
                    'csat': score,
                    'answer_count': 1,
                    **vals,
                }
                for score in scores
            ]
        )

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_feedback.ir_cron_digest').method_direct_trigger()
        self.env.invalidate_all()
        return self.Digest.search([('company_id', '=', self.clinic.id)])

    def mails(self):
        return self.env['mail.mail'].search([('email_to', 'ilike', self.keeper.email)])

    @freeze_time(MONDAY)
    def test_the_week_against_the_one_before(self):
        self.answers([5] * 8 + [1, 2])
        self.answers([5] * 2 + [1] * 10, at=SUNDAY - timedelta(days=7))
        self.answers([1] * 5, at=datetime(2026, 11, 30, 7))  # this Monday: another week's
        [digest] = self.run_job()
        self.assertEqual((digest.state, digest.user_id), ('sent', self.keeper))
        self.assertEqual(digest.week, fields.Date.to_date('2026-11-23'))
        [mail] = self.mails()
        for words in ("80 %", "from 49 % to 94 %", "n = 10", "17 % (n = 12)", "It rose"):
            self.assertIn(words, mail.body_html)
        self.assertNotIn(self.patient.name, f'{mail.subject} {mail.body_html}')
        self.assertNotIn(self.ana.name, mail.body_html)

    @freeze_time(MONDAY)
    def test_once_whatever_runs_again(self):
        self.answers([5])
        self.run_job()
        self.run_job()
        self.assertEqual(len(self.mails()), 1)
        [digest] = self.Digest.search([('user_id', '=', self.keeper.id)])
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.Digest.create(
                {
                    'user_id': self.keeper.id,
                    'company_id': self.clinic.id,
                    'week': digest.week,
                }
            )

    def test_when_it_is_due(self):
        self.answers([5])
        for early in ('2026-11-30 13:59:00', '2026-11-29 23:00:00'):
            with freeze_time(early):
                self.Digest._plan_due(fields.Datetime.now())
                found = self.Digest.search([('week', '=', '2026-11-23')])
                self.assertFalse(found, early)
        with freeze_time('2026-12-04 15:00:00'):  # an outage of days: nobody reads it any more
            self.assertFalse(self.run_job())
        self.policy.digest_hour = 20
        with freeze_time('2026-12-01 03:00:00'):
            self.assertEqual(len(self.run_job()), 1)

    def test_by_the_clock_of_the_branch_where_one_works(self):
        self.answers([5])
        self.border.clinic_tz = 'America/Tijuana'
        self.keeper.company_id = self.border
        with freeze_time(MONDAY):
            self.assertFalse(self.run_job())
        with freeze_time('2026-11-30 16:00:00'):
            self.assertEqual(self.run_job().state, 'sent')

    @freeze_time(MONDAY)
    def test_a_week_without_anything_sends_nothing(self):
        self.answers([5], at=SUNDAY - timedelta(days=7))
        self.assertEqual(self.run_job().state, 'quiet')
        self.assertFalse(self.mails())

    @freeze_time(MONDAY)
    def test_a_complaint_that_is_open_is_told_though_nobody_answered(self):
        self.policy.bad_five = 2
        self.complain()
        self.assertEqual(self.run_job().state, 'sent')
        [mail] = self.mails()
        self.assertIn("Nobody finished a survey this week", mail.body_html)
        self.assertNotIn("grosera", mail.body_html)

    @freeze_time(MONDAY)
    def test_who_gets_it(self):
        self.answers([5])
        director = self.users['director']
        director.write({'email': 'direccion@clinica.example', 'clinic_digest': False})
        self.assertEqual(self.run_job().user_id, self.keeper)
        director.with_user(director).clinic_digest = 'yes'
        self.users['reception'].clinic_digest = 'yes'
        self.assertEqual(self.run_job().user_id, self.keeper | director)
        self.Digest.search([]).unlink()
        self.keeper.with_user(self.keeper).clinic_digest = 'no'
        self.assertEqual(self.run_job().user_id, director)
        self.policy.digest_on = False
        self.Digest.search([]).unlink()
        self.assertFalse(self.run_job())

    @freeze_time(MONDAY)
    def test_figures_are_those_one_may_see(self):
        self.answers([5] * 3)
        self.answers([1] * 4, company_id=self.border.id)
        self.keeper.write({'company_ids': [(6, 0, self.border.ids)], 'company_id': self.border.id})
        self.border.clinic_tz = 'America/Mexico_City'
        self.run_job()
        self.assertIn("n = 4", self.mails().body_html)

    @freeze_time(MONDAY)
    def test_without_an_address_or_when_it_breaks_the_others_still_get_theirs(self):
        self.answers([5])
        self.keeper.email = False
        self.assertEqual(self.run_job().state, 'unreachable')
        self.Digest.search([]).unlink()
        self.keeper.email = 'encargada@clinica.example'
        self.patch(self.registry['clinic.feedback.digest'], '_figures', lambda digest: 1 / 0)
        with mute_logger('odoo.addons.clinic_feedback.models.clinic_feedback_digest'):
            self.assertEqual(self.run_job().state, 'failed')

    @freeze_time(MONDAY)
    def test_who_may_look_at_one(self):
        self.answers([5])
        [digest] = self.run_job()
        Digest = self.Digest
        self.assertEqual(Digest.with_user(self.keeper).search([]), digest)
        self.assertFalse(Digest.with_user(self.users['director']).search([]))
        self.assertIn("100 %", Digest.with_user(self.keeper)._preview())
        for role in ('reception', 'doctor', 'nurse', 'privacy'):
            with self.assertRaises(AccessError):
                Digest.with_user(self.users[role]).search([])
        with self.assertRaises(AccessError):
            self.policy.with_user(self.users['reception']).action_preview_digest()

    def test_the_mail_can_be_read_in_another_language(self):
        """Odoo leaves out of translation whatever begins with a doctype, and says nothing."""
        words = []
        xml_translate(words.append, self.env.ref('clinic_feedback.digest_mail').arch_db)
        self.assertIn("Open the panel", words)
