from datetime import datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .case_common import RUDE, ComplaintCase

BAD = "esperé dos horas y la recepcionista fue grosera; soy María del consultorio 4"


@tagged('post_install', '-at_install')
class TestFeedbackErasure(ComplaintCase):
    """Old answers are nobody's: the words gone, the way back cut, the figures as they were."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.feedback.request'].search([]).unlink()
        cls.old = fields.Datetime.now() - relativedelta(months=25)

    def answer(self, at, closed=True, **vals):
        """A complaint of that day, answered and closed as time went by."""
        case = self.opened(text=BAD, **vals)
        request = case.request_id
        request.user_input_id._mark_done()
        case.with_user(self.keeper).message_post(body="Habló María, del 4")
        case.sudo().activity_ids.action_feedback(feedback="Hablé con María")
        if closed:
            self.close(case)
        shift = at - fields.Datetime.now()
        for records, names in (
            (request, ('sent_at', 'finished_at', 'expires_at')),
            (request.analysis_ids, ('answered_at', 'finished_at')),
            (case, ('opened_at', 'deadline_at', 'taken_at', 'take_by', 'closed_at')),
        ):
            for name in names:
                if records[name]:
                    records[name] += shift
        self.env.flush_all()
        return request

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_feedback.ir_cron_anonymise').method_direct_trigger()
        self.env.invalidate_all()

    def test_nothing_leads_back(self):
        request = self.answer(self.old, practitioner_id=self.ana.id)
        case, answers = request.case_ids, request.user_input_id
        token, key, moment = request.token, request.key, request.finished_at
        self.env.cr.execute(
            "UPDATE survey_user_input SET create_date = %s WHERE id = %s", [moment, answers.id]
        )
        texts = self.env['clinic.feedback.text'].search(
            [('line_id', 'in', answers.user_input_line_ids.ids)]
        )
        uuids = texts.mapped('uuid')
        self.assertTrue(uuids)
        self.run_job()
        self.assertTrue(request.anonymised_on)
        self.assertFalse(request.patient_id or request.appointment_id or request.message_id)
        self.assertFalse(texts.exists())
        self.env.cr.execute("SELECT 1 FROM clinic_vault_key WHERE uuid = ANY(%s)", [uuids])
        self.assertFalse(self.env.cr.fetchone())
        self.assertFalse(case.patient_id or case.action_taken or case.patient_words)
        self.assertFalse(case.message_ids)
        self.assertFalse(
            self.env['mail.activity']
            .sudo()
            .with_context(active_test=False)
            .search([('res_model', '=', case._name), ('res_id', '=', case.id)])
        )
        self.assertFalse(
            self.env['clinic.message'].search(
                [('res_model', 'in', ('clinic.feedback.request', 'clinic.feedback.case'))]
            )
        )
        self.assertNotIn(token, request.sudo().token)
        self.assertNotIn(key, request.key)
        here = moment.replace(tzinfo=ZoneInfo('UTC')).astimezone(ZoneInfo(self.clinic.clinic_tz))
        self.env.cr.execute(
            "SELECT finished_at FROM clinic_feedback_request WHERE id = %(request)s "
            "UNION SELECT sent_at FROM clinic_feedback_request WHERE id = %(request)s "
            "UNION SELECT create_date FROM survey_user_input WHERE id = %(answers)s "
            "UNION SELECT answered_at FROM clinic_feedback_analysis WHERE request_id = %(request)s "
            "UNION SELECT finished_at FROM clinic_feedback_analysis WHERE request_id = %(request)s",
            {'request': request.id, 'answers': answers.id},
        )
        self.assertEqual(self.env.cr.fetchall(), [(datetime(here.year, here.month, 15, 12),)])
        self.assertFalse(request.analysis_ids.highlighted)
        self.assertNotIn("María", str(case.with_user(self.keeper).highlighted))

    def test_the_figures_stay(self):
        request = self.answer(self.old, practitioner_id=self.ana.id)
        case = request.case_ids

        def figures():
            return (
                request.state,
                request.score,
                request.score_kind,
                request.practitioner_id,
                case.state,
                case.severity,
                case.aspect,
                case.root_cause,
                case.in_time,
                case.hours_open,
                case.deadline_at - case.opened_at,
                case.closed_at - case.opened_at,
                request.analysis_ids.polarity,
                request.analysis_ids.aspect_ids.mapped('display_name'),
                request.user_input_id.user_input_line_ids.mapped('value_scale'),
            )

        before = figures()
        self.run_job()
        self.assertTrue(request.anonymised_on)
        self.assertEqual(figures(), before)
        groups = self.env['clinic.feedback.request']._read_group(
            [('id', '=', request.id)], ['finished_at:month'], ['__count']
        )
        self.assertEqual(groups[0][0].month, self.old.month)

    def test_only_what_is_old_closed_and_not_kept_for_ever(self):
        young = self.answer(fields.Datetime.now() - relativedelta(months=23))
        still = self.answer(self.old, closed=False)
        self.run_job()
        self.assertFalse(young.anonymised_on or still.anonymised_on)
        self.assertEqual(still.patient_id, self.patient)
        self.policy.retention_months = 0
        old = self.answer(self.old)
        self.run_job()
        self.assertFalse(old.anonymised_on)
        self.policy.retention_months = 6
        self.run_job()
        self.assertTrue(old.anonymised_on and young.anonymised_on)

    def test_not_while_the_patient_may_still_say_that_it_is_not_resolved(self):
        request = self.answer(self.old)
        case = request.case_ids
        self.assertEqual(case.verdict, 'asked')
        case.closed_at = fields.Datetime.now() - timedelta(days=29)
        self.run_job()
        self.assertFalse(request.anonymised_on)
        case.closed_at -= timedelta(days=2)
        self.run_job()
        self.assertTrue(request.anonymised_on)

    def test_one_that_breaks_holds_nobody_else_up(self):
        bad, good = self.answer(self.old), self.answer(self.old)
        model, cut = type(bad), type(bad)._cut_ways_here

        def break_one(some, *values):
            if bad in some:
                raise ValueError("María")
            return cut(some, *values)

        with (
            patch.object(model, '_cut_ways_here', break_one),
            self.assertLogs('odoo.addons.clinic_feedback', 'ERROR') as logs,
        ):
            self.run_job()
        self.assertFalse(bad.anonymised_on)
        self.assertTrue(bad.patient_id and good.anonymised_on)
        self.assertIn(f"Answers {bad.id}:", logs.output[-1])
        self.assertNotIn("María", str(logs.output))
        self.run_job()
        self.assertTrue(bad.anonymised_on)

    def test_another_system_has_nothing_to_join_it_by(self):
        self.env['clinic.feedback.hook'].create(
            {
                'company_id': self.clinic.id,
                'url': 'https://avisos.example/',
                'new_secret': 'un-secreto-bastante-largo',
                'on': True,
            }
        )
        request = self.answer(self.old)
        told = self.env['clinic.feedback.hook.event'].search([])
        self.assertEqual(
            set(told.mapped('kind')), {'case.opened', 'case.closed', 'answer.finished'}
        )
        told.state = 'failed'
        self.run_job()
        self.assertFalse(told.exists())
        self.assertFalse(request.sudo().told_uuid or request.case_ids.sudo().told_uuid)

    def test_anonymous_ones_lose_their_words_too(self):
        invitation = self.asked(is_anonymous=True)
        answers = invitation._open_anonymously()
        answers._save_lines(self.comment, RUDE)
        answers._mark_done()
        nobody = answers.clinic_request_ids
        nobody.case_ids.with_user(self.keeper)._close('wait', "Se habló.", ask=False)
        nobody.case_ids.closed_at -= timedelta(days=31)
        self.run_job()
        self.assertFalse(nobody.anonymised_on)
        self.env.cr.execute(
            "UPDATE survey_user_input SET create_date = %s WHERE id = %s", [self.old, answers.id]
        )
        self.env.invalidate_all()
        self.run_job()
        self.assertTrue(nobody.anonymised_on)
        self.assertFalse(
            self.env['clinic.feedback.text'].search(
                [('line_id', 'in', answers.user_input_line_ids.ids)]
            )
        )

    def test_an_urgency_keeps_its_alert_without_the_words(self):
        request = self.asked()
        self.wrote(request, "me duele mucho el pecho y no puedo respirar")
        request.user_input_id._mark_done()
        alerts = self.env['clinic.alert'].sudo().search([('patient_id', '=', self.patient.id)])
        self.assertTrue(alerts.filtered('person_words'))
        self.close(request.case_ids)
        request.case_ids.closed_at -= timedelta(days=31)
        request.write({'finished_at': self.old, 'sent_at': self.old})
        self.run_job()
        self.assertFalse(alerts.filtered('person_words') or alerts.filtered('last_key'))
        self.assertEqual(alerts.patient_id, self.patient)

    def test_so_does_an_alarming_option(self):
        option = self.again.suggested_answer_ids[1]
        option.clinic_alarm = True
        request = self.asked()
        request.user_input_id._save_lines(self.again, str(option.id))
        request.user_input_id._mark_done()
        alert = self.env['clinic.alert'].sudo().search([('patient_id', '=', self.patient.id)])
        self.assertEqual((alert.person_words, alert.phone), ("No", self.patient.phone))
        request.write({'finished_at': self.old, 'sent_at': self.old})
        self.run_job()
        self.assertTrue(request.anonymised_on)
        self.assertFalse(alert.person_words or alert.last_key or alert.res_id)
        self.assertEqual(alert.patient_id, self.patient)

    def test_what_was_done_is_on_record(self):
        for number in range(3):
            self.answer(self.old - timedelta(days=number))
        self.run_job()
        [line] = self.env['clinic.feedback.erasure'].with_user(self.users['privacy']).search([])
        self.assertEqual((line.requests, line.texts, line.cases), (3, 3, 3))
        self.assertEqual(line.company_id, self.clinic.root_id)
        self.answer(self.old)
        self.run_job()
        self.assertEqual(line.requests, 4)
        self.run_job()
        self.assertEqual(line.requests, 4)
        with self.assertRaises(AccessError):
            line.with_user(self.users['director']).requests = 0
        for role in ('reception', 'doctor', 'nurse'):
            with self.assertRaises(AccessError):
                line.with_user(self.users[role]).read(['requests'])
