import runpy
from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import file_path

from .case_common import RUDE, ComplaintCase

EARLY = '2026-11-25 16:45:20'
HOUR = '2026-11-25 17:00:00'


@tagged('post_install', '-at_install')
class TestNobody(ComplaintCase):
    """What the database keeps of anonymous answers, and for how long it takes them."""

    def answers(self, text=RUDE, **vals):
        """What was answered without a name, as the page stores it."""
        answers = self.asked(is_anonymous=True, **vals)._open_anonymously()
        self.score(answers.clinic_request_ids, 2)
        if text:
            self.wrote(answers.clinic_request_ids, text)
        return answers

    def moments(self, records, *names):
        """The stored moments of these, without those that are empty."""
        self.env.flush_all()
        self.env.cr.execute(
            f'SELECT {", ".join(names)} FROM {records._table} WHERE id = ANY(%s)',  # noqa: S608
            [records.ids],
        )
        return [at for row in self.env.cr.fetchall() for at in row if at]

    def test_a_branch_and_a_month_are_all_that_is_known(self):
        theirs = self.answers().clinic_request_ids
        for records in (theirs, theirs.analysis_ids, theirs.analysis_ids.aspect_ids):
            self.assertEqual(records.company_id, self.clinic)
            for name in ('practitioner_id', 'type_id', 'specialty_id'):
                self.assertFalse(records.mapped(name), f'{records._name} {name}')
        self.assertFalse(theirs.case_ids.practitioner_id)
        month = self.clinic._middle_of_month(fields.Datetime.now())
        self.assertEqual(theirs.analysis_ids.mapped('answered_at'), [month])
        self.assertFalse(
            {'create_date', 'write_date'} & set(theirs.analysis_ids.aspect_ids._fields)
        )

    def test_it_never_goes_to_whom_it_is_about(self):
        doctor = self.users['doctor']
        self.route(doctor)
        case = self.answers().clinic_request_ids.case_ids
        self.assertEqual(case.user_id, self.keeper)
        self.policy.user_id = doctor
        self.keeper.active = False
        self.assertNotEqual(self.answers().clinic_request_ids.case_ids.user_id, doctor)
        self.assertNotIn(
            doctor.id,
            [s.user for s in self.policy._chain(doctor, self.clinic, case._not_to(case))],
        )

    def test_no_minute_of_a_case_nor_of_who_was_told(self):
        with freeze_time(EARLY):
            case = self.answers("me operaron mal y los voy a demandar").clinic_request_ids.case_ids
            told = self.env['clinic.alert'].search(
                [('res_model', '=', case._name), ('res_id', '=', case.id)]
            )
            notes = self.env['mail.message'].search(
                [('model', '=', case._name), ('res_id', '=', case.id)]
            )
            self.assertTrue(case.activity_ids and told)
            found = [
                *self.moments(case, 'opened_at', 'deadline_at'),
                *self.moments(case.activity_ids, 'create_date', 'write_date'),
                *self.moments(notes, 'date', 'create_date', 'write_date'),
                *self.moments(told, 'raised_at', 'last_at'),
            ]
        self.assertFalse([at for at in found if (at.minute, at.second) != (0, 0)])

    def test_its_clock_does_not_begin_before_the_answer(self):
        with freeze_time(EARLY):
            case = self.answers("me operaron mal y los voy a demandar").clinic_request_ids.case_ids
            self.assertEqual(case.opened_at, fields.Datetime.from_string(HOUR))
            self.assertGreater(case.take_by, fields.Datetime.now() + timedelta(minutes=14))
            self.close(case, ask=False)
            self.assertEqual((case.in_time, case.hours_open), (True, 0))
            case._reopen()
            self.assertEqual(case.reopened_at, fields.Datetime.from_string(HOUR))

    def test_half_answered_they_end_and_are_forgotten(self):
        with freeze_time('2026-11-25 16:45:00'):
            answers = self.answers(None)
            theirs = answers.clinic_request_ids
            self.close(theirs.case_ids, ask=False)
        self.assertEqual(theirs.state, 'answering')
        self.assertEqual(answers.deadline, theirs.expires_at)
        self.assertEqual(theirs.expires_at.day, 4)
        other = self.asked(is_anonymous=True)
        with freeze_time('2026-11-28 16:00:00'):
            self.assertEqual(
                other._open_anonymously().deadline, answers.deadline, "the same for all of a month"
            )
        with freeze_time('2026-12-05 12:00:00'):
            theirs._close_over()
            self.assertEqual(theirs.state, 'expired')
        Request = self.env['clinic.feedback.request']
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE survey_user_input SET create_date = '2026-11-15' WHERE id = %s", [answers.id]
        )
        with freeze_time('2028-12-20 12:00:00'):
            self.assertIn(theirs, Request._due_to_anonymise())

    def test_the_address_ends_with_the_answers(self):
        answers = self.answers()
        address = answers.access_token
        answers._mark_done()
        self.assertNotEqual(answers.access_token, address)
        half = self.answers()
        address = half.access_token
        with freeze_time(half.deadline + timedelta(days=1)):
            half.clinic_request_ids._close_over()
        self.assertNotEqual(half.access_token, address)

    def test_what_earlier_versions_kept_is_taken_out(self):
        answers = self.answers("me operaron mal y los voy a demandar")
        theirs, minute = answers.clinic_request_ids, '2026-11-25 16:45:20'
        analysis, case = theirs.analysis_ids, theirs.case_ids
        answers._mark_done()
        half = self.answers(None)
        self.env.flush_all()
        for records, change in (
            (
                theirs + half.clinic_request_ids,
                'about_id = NULL, expires_at = NULL, practitioner_id',
            ),
            (analysis, f"answered_at = '{minute}', practitioner_id"),
            (analysis.aspect_ids, f"answered_at = '{minute}', practitioner_id"),
            (case, 'practitioner_id'),
        ):
            self.env.cr.execute(
                f'UPDATE {records._table} SET {change} = %s WHERE id = ANY(%s)',  # noqa: S608
                [self.ana.id, records.ids],
            )
        self.env.cr.execute(
            "UPDATE mail_activity SET create_date = %s WHERE res_model = %s AND res_id = %s",
            [minute, case._name, case.id],
        )
        self.env.cr.execute(
            "ALTER TABLE clinic_feedback_analysis_aspect ADD COLUMN create_date timestamp"
        )
        self.env.invalidate_all()
        address = answers.access_token
        script = file_path('clinic_feedback/migrations/19.0.1.2.0/post-anonymous.py')
        runpy.run_path(script)['migrate'](self.env.cr, '19.0.1.1.0')
        self.env.invalidate_all()
        for records in (theirs, analysis, analysis.aspect_ids, case):
            self.assertFalse(records.mapped('practitioner_id'), records._name)
        self.assertEqual(theirs.sudo().about_id, self.ana)
        month = fields.Datetime.from_string('2026-11-15 12:00:00')
        self.assertEqual(
            {*analysis.mapped('answered_at'), *analysis.aspect_ids.mapped('answered_at')}, {month}
        )
        self.assertTrue(theirs.expires_at and half.clinic_request_ids.expires_at)
        self.assertEqual(half.deadline, half.clinic_request_ids.expires_at)
        self.assertNotEqual(answers.access_token, address)
        [at] = set(self.moments(case.activity_ids, 'create_date'))
        self.assertEqual(at, fields.Datetime.from_string(HOUR))
        self.env.cr.execute(
            "SELECT 1 FROM information_schema.columns WHERE column_name = 'create_date' "
            "AND table_name = 'clinic_feedback_analysis_aspect'"
        )
        self.assertFalse(self.env.cr.fetchone())
