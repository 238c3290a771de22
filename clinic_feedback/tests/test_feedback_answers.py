from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.clinic_feedback.models.clinic_feedback_request import ClinicFeedbackRequest

from .feedback_common import FeedbackCase


@tagged('post_install', '-at_install')
class TestAnswersKept(FeedbackCase):
    """What Odoo's survey gets wrong about answers, and what happens when one is stored."""

    def test_a_zero_is_an_answer(self):
        nps = self.question("¿Nos recomendaría?", 'scale', 'nps', scale_min=0, scale_max=10)
        request = self.asked()
        request.user_input_id._save_lines(nps, 0)
        line = request.user_input_id.user_input_line_ids
        self.assertEqual((line.skipped, line.answer_type, line.value_scale), (False, 'scale', 0))
        self.assertEqual((request.score, request.score_kind), (0, 'nps'))

    def test_the_first_score_is_the_surveys(self):
        """A bad visit that was easy to find is a bad visit, and is thanked for as one."""
        ease = self.question(
            "¿Qué tan fácil fue llegar?", 'scale', 'ease', scale_min=1, scale_max=5
        )
        request = self.asked()
        request.user_input_id._save_lines(self.stars, '1')
        request.user_input_id._save_lines(ease, '5')
        self.assertEqual((request.score, request.score_kind), (1, 'csat'))

    def test_a_score_out_of_range_is_none(self):
        for wrong in ('0', '6', '99', '-1', '3.5', 'abc', '1e3'):
            self.assertIn(self.stars.id, self.stars.validate_question(wrong), wrong)
        for right in ('1', '5', 3):
            self.assertFalse(self.stars.validate_question(right), right)

    def test_an_option_of_another_question_is_none(self):
        foreign = str(self.again.suggested_answer_ids[0].id)
        self.assertIn(self.aspects.id, self.aspects.validate_question([foreign]))
        self.assertFalse(self.again.validate_question(foreign))
        both = [str(option) for option in self.again.suggested_answer_ids.ids]
        self.assertIn(self.again.id, self.again.validate_question(both))

    def test_the_branch_by_score(self):
        happy, sad = self.asked(), self.asked()
        happy.user_input_id._save_lines(self.stars, '5')
        sad.user_input_id._save_lines(self.stars, '2')
        inactive = happy.user_input_id._get_inactive_conditional_questions()
        self.assertIn(self.aspects, inactive)
        self.assertNotIn(self.aspects, sad.user_input_id._get_inactive_conditional_questions())
        following = self.survey._get_next_page_or_question(happy.user_input_id, self.stars.id)
        self.assertEqual(following, self.again)

    def test_words_are_sealed(self):
        request = self.asked()
        request.user_input_id._save_lines(self.comment, "La recepcionista fue grosera")
        line = request.user_input_id.user_input_line_ids
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT value_text_box FROM survey_user_input_line WHERE id = %s", [line.id]
        )
        self.assertEqual(self.env.cr.fetchone(), ('🔒',))
        self.env.cr.execute("SELECT text FROM clinic_feedback_text WHERE line_id = %s", [line.id])
        self.assertNotIn(b'grosera', bytes(self.env.cr.fetchone()[0]))
        self.assertEqual(line._clinic_words(), "La recepcionista fue grosera")
        self.assertNotIn('grosera', line.display_name)

    def test_the_comment_beside_an_option_too(self):
        self.again.write({'comments_allowed': True})
        request = self.asked()
        request.user_input_id._save_lines(
            self.again, [str(self.again.suggested_answer_ids[1].id)], "Me trataron mal"
        )
        lines = request.user_input_id.user_input_line_ids
        self.assertEqual(len(lines), 2)
        self.assertEqual(
            lines.mapped(lambda line: line._clinic_words()).count("Me trataron mal"), 1
        )

    def test_once_a_question(self):
        request = self.asked()
        request.user_input_id._save_lines(self.stars, '5')
        request.user_input_id._save_lines(self.stars, '1', overwrite_existing=False)
        self.assertEqual(request.user_input_id.user_input_line_ids.value_scale, 5)
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self.env['survey.user_input.line'].create(
                {
                    'user_input_id': request.user_input_id.id,
                    'question_id': self.stars.id,
                    'answer_type': 'scale',
                    'value_scale': 1,
                }
            )
            self.env.flush_all()

    def test_hooks(self):
        request, told = self.asked(), []
        with (
            patch.object(ClinicFeedbackRequest, '_on_answered', lambda s, line: told.append(line)),
            patch.object(ClinicFeedbackRequest, '_on_finished', lambda s: told.append('end')),
        ):
            request.user_input_id._mark_in_progress()
            request.user_input_id._save_lines(self.stars, '4')
            request.user_input_id._mark_done()
        self.assertEqual(told, [request.user_input_id.user_input_line_ids, 'end'])
        self.assertEqual((request.state, request.answer_count), ('done', 1))
        self.assertTrue(request.finished_at)

    def test_an_odoo_survey_stays_as_it_is(self):
        survey = self.env['survey.survey'].create(
            {'title': "Otra", 'survey_type': 'custom', 'user_id': False}
        )
        words = self.question("¿Qué?", 'text_box', survey=survey)
        answers = survey._create_answer(email='x@y.example')
        answers._save_lines(words, "En claro")
        self.assertEqual(answers.user_input_line_ids.value_text_box, "En claro")
        self.assertEqual(answers.email, 'x@y.example')

    def test_whose_they_are_is_not_on_the_answers(self):
        answers = self.survey._create_answer(partner=self.patient.partner_id)
        self.assertFalse(answers.partner_id or answers.email or answers.nickname)


@tagged('post_install', '-at_install')
class TestQuestions(FeedbackCase):
    """What a conversation cannot ask is refused when it is saved, in words."""

    def test_tables_and_dates(self):
        for kind in ('matrix', 'date', 'datetime'):
            with self.assertRaisesRegex(ValidationError, "conversation"):
                self.question("¿Cuándo?", kind)

    def test_on_the_web_they_may_be(self):
        self.survey.clinic_web_only = True
        self.question("¿Cuándo?", 'date')
        with self.assertRaises(ValidationError):
            self.survey.clinic_web_only = False

    def test_options(self):
        for values in (["Una"], ["Una", "una"], ["Una", "x" * 25], [str(n) for n in range(11)]):
            with self.assertRaises(ValidationError):
                self.question(
                    "¿Cuál?",
                    'simple_choice',
                    suggested_answer_ids=[(0, 0, {'value': value}) for value in values],
                )

    def test_a_measure_needs_its_scale(self):
        with self.assertRaisesRegex(ValidationError, "0 to 10"):
            self.question("¿Nos recomienda?", 'scale', 'nps', scale_min=1, scale_max=5)

    def test_no_address_is_kept_in_clear(self):
        with self.assertRaises(ValidationError):
            self.question("¿Su correo?", 'char_box', save_as_email=True)

    def test_settings_are_those_of_a_conversation(self):
        self.survey.write({'access_mode': 'public', 'users_can_go_back': True})
        self.assertEqual((self.survey.access_mode, self.survey.users_can_go_back), ('token', False))

    def test_answered_surveys_stay_what_they_are(self):
        request = self.asked()
        request.user_input_id._save_lines(self.again, str(self.again.suggested_answer_ids[0].id))
        for record in (self.again, self.again.suggested_answer_ids[0]):
            with self.assertRaises(UserError):
                record.unlink()
        self.again.suggested_answer_ids[1].unlink()
        with self.assertRaises(ValidationError):
            self.survey.survey_type = 'custom'


@tagged('post_install', '-at_install')
class TestWhoReads(FeedbackCase):
    """Each role sees what it may; who keeps Odoo's surveys sees no patient's answer."""

    def setUp(self):
        super().setUp()
        self.request = self.asked()
        self.request.user_input_id._save_lines(self.stars, '2')
        self.request.user_input_id._save_lines(self.comment, "Esperé dos horas")
        self.lines = self.request.user_input_id.user_input_line_ids
        self.texts = self.env['clinic.feedback.text'].search([('line_id', 'in', self.lines.ids)])
        self.env.flush_all()
        self.env.invalidate_all()

    def sees(self, user, records):
        records = records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return records.has_access('read') and bool(records.search([('id', 'in', records.ids)]))

    def test_feedback_reads_and_writes_nothing(self):
        user = self.manager()
        for records in (self.request, self.request.user_input_id, self.lines, self.texts):
            self.assertTrue(self.sees(user, records), records._name)
            with self.assertRaises(AccessError):
                records.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.lines[0].with_user(user).write({'value_scale': 5})
        with self.assertRaises(AccessError):
            self.request.user_input_id.with_user(user).write({'state': 'done'})
        self.assertEqual(self.texts.with_user(user).text, "Esperé dos horas")

    def test_users_of_odoo_surveys_do_not(self):
        for group in ('survey.group_survey_user', 'survey.group_survey_manager'):
            user = new_test_user(
                self.env,
                group[-12:],
                f'{group},base.group_user',
                company_id=self.clinic.id,
                company_ids=[(6, 0, (self.clinic + self.border).ids)],
            )
            for records in (self.request, self.request.user_input_id, self.lines, self.texts):
                self.assertFalse(self.sees(user, records), f'{group} {records._name}')
            with self.assertRaises(AccessError):
                self.lines.with_user(user).read(['value_text_box'])
            with self.assertRaises(AccessError):
                self.stars.with_user(user).write({'title': "Otra cosa"})
            with self.assertRaises(AccessError):
                self.survey.with_user(user).write({'title': "Otra cosa"})

    def test_reception_sees_that_it_was_asked(self):
        user = self.users['reception']
        self.assertTrue(self.sees(user, self.request))
        self.assertEqual(self.request.with_user(user).state, 'answering')
        for name in ('score', 'score_kind', 'token'):
            with self.assertRaises(AccessError):
                self.request.with_user(user).read([name])
        for records in (self.request.user_input_id, self.lines, self.texts):
            self.assertFalse(self.sees(user, records), records._name)

    def test_a_doctor_sees_their_own(self):
        user = self.users['doctor']
        other = self.asked(practitioner_id=self.luis.id)
        other.user_input_id._save_lines(self.comment, "De otro")
        of_other = self.env['clinic.feedback.text'].search([]) - self.texts
        self.assertTrue(self.sees(user, self.request))
        self.assertEqual(self.request.with_user(user).score, 2)
        self.assertTrue(self.sees(user, self.texts))
        self.assertFalse(self.sees(user, other))
        self.assertFalse(self.sees(user, of_other))

    def test_nobody_of_another_branch(self):
        user = self.manager()
        user.write({'company_ids': [(6, 0, self.border.ids)], 'company_id': self.border.id})
        for records in (self.request, self.request.user_input_id, self.lines, self.texts):
            self.assertFalse(self.sees(user, records), records._name)


@tagged('post_install', '-at_install')
class TestAnonymous(FeedbackCase):
    """Decided before it is sent; the database itself refuses to know more."""

    def test_the_database_refuses(self):
        request = self.asked(is_anonymous=True)
        answers = self.env['survey.user_input'].create({'survey_id': self.survey.id})
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            request.user_input_id = answers
            self.env.flush_all()

    def test_it_cannot_be_undone(self):
        for before in (True, False):
            request = self.asked(is_anonymous=before)
            with self.assertRaises(UserError):
                request.is_anonymous = not before

    def test_answers_stay_with_whom_they_are_of(self):
        one, two = self.asked(), self.asked()
        with self.assertRaises(UserError):
            one.user_input_id = two.user_input_id
        with self.assertRaises(UserError):
            one.patient_id = self.patients[1]
