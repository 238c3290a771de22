from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.clinic_feedback.controllers import opinion

from .feedback_common import FeedbackCase

FIELD = 'channel_link'


@tagged('post_install', '-at_install')
class TestLinkOfAPatient(FeedbackCase):
    """Whoever has the link can answer: reception may, on the phone; nobody about themselves."""

    def test_who_gets_it(self):
        request = self.asked()
        for user in (self.manager(), self.users['director'], self.users['reception']):
            self.assertIn(request.token, request.with_user(user)[FIELD])
        with self.assertRaises(AccessError):
            request.with_user(self.users['doctor']).read([FIELD])
        form = request.with_user(self.users['doctor']).get_view(view_type='form')
        self.assertNotIn(FIELD, form['arch'])

    def test_not_of_ones_own_visits(self):
        request = self.asked()
        doctor = self.users['doctor']
        doctor.group_ids += self.env.ref('clinic_crm.group_director')
        self.assertFalse(request.with_user(doctor)[FIELD])
        self.assertTrue(self.asked(practitioner_id=self.luis.id).with_user(doctor)[FIELD])


@tagged('post_install', '-at_install')
class TestPagesOfASurvey(FeedbackCase, HttpCase):
    """Odoo's pages show nobody what was answered, and end with the answers."""

    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(opinion.STRANGERS, 'admits', lambda key: True))
        self.request = self.asked()
        self.answers = self.request.user_input_id
        self.answers._mark_in_progress()
        self.answers._save_lines(self.comment, "Bien")
        self.answers._save_lines(self.again, str(self.again.suggested_answer_ids[1].id))
        self.answers.last_displayed_page_id = self.again

    def page(self, path, **kwargs):
        self.env.flush_all()
        return self.url_open(path, **kwargs)

    def fill(self, answers, query=''):
        return self.page(f'/survey/{answers.survey_id.access_token}/{answers.access_token}{query}')

    def test_no_print_of_what_was_answered(self):
        for query in ('', '&review=True'):
            page = self.page(
                f'/survey/print/{self.survey.access_token}'
                f'?answer_token={self.answers.access_token}{query}'
            )
            self.assertEqual(page.status_code, 404)

    def test_no_way_back_to_an_earlier_question(self):
        page = self.fill(self.answers, f'?previous_page_id={self.again.id}')
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(self.again.title, page.text)

    def test_a_practitioner_does_not_answer_about_themselves(self):
        doctor = self.users['doctor']
        doctor.password = 'doctor doctor 9912'
        self.assertIn(self.comment.title, self.fill(self.answers).text)
        self.authenticate(doctor.login, 'doctor doctor 9912')
        self.assertNotIn(self.comment.title, self.fill(self.answers).text)
        invitation = self.asked(is_anonymous=True)
        for asked in (self.request, invitation):
            for kwargs in ({}, {'data': {'x': '1'}}):
                page = self.page(f'/clinic/opinion/{asked.token}', **kwargs)
                self.assertEqual(page.status_code, 403)
        self.assertFalse(invitation.sudo().is_used)

    def test_what_the_staff_types_says_so(self):
        self.submit(self.answers, self.stars, '4')
        self.assertEqual(self.request.score, 4)
        self.assertFalse(self.request.entered_by_id)
        desk, other = self.users['reception'], self.asked()
        desk.password = 'desk desk desk 9912'
        nobody = self.asked(is_anonymous=True)._open_anonymously()
        self.authenticate(desk.login, 'desk desk desk 9912')
        for answers in (other.user_input_id, nobody):
            answers._mark_in_progress()
            self.submit(answers, self.stars, '2')
        self.assertEqual((other.score, other.entered_by_id), (2, desk))
        self.assertEqual(nobody.clinic_request_ids.score, 2)
        self.assertFalse(nobody.clinic_request_ids.entered_by_id)

    def submit(self, answers, question, value):
        self.env.flush_all()
        self.make_jsonrpc_request(
            f'/survey/submit/{answers.survey_id.access_token}/{answers.access_token}',
            {'question_id': question.id, str(question.id): value},
        )
        self.env.invalidate_all()

    def test_an_anonymous_address_that_ended_says_so(self):
        answers = self.asked(is_anonymous=True)._open_anonymously()
        answers._mark_in_progress()
        self.env.flush_all()
        address = f'/survey/{self.survey.access_token}/{answers.access_token}'
        self.assertIn(self.stars.title, self.page(address).text)
        answers._mark_done()
        self.assertIn("ya se contestó", self.page(address).text)
