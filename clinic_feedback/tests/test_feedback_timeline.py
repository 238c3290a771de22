from odoo.tests import tagged

from .case_common import RUDE, ComplaintCase


@tagged('post_install', '-at_install')
class TestFeedbackTimeline(ComplaintCase):
    """Answers on the patient's timeline, for those who may read them and for nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.feedback.request'].search([]).unlink()

    def entries(self, role, kinds=('opinion', 'case')):
        patient = self.patient.with_user(self.users[role])
        found = patient.timeline(kinds=list(kinds))['entries']
        return {entry['kind']: entry for entry in found}

    def answer(self, **vals):
        case = self.complain(practitioner_id=self.ana.id, **vals)
        case.request_id.user_input_id._mark_done()
        return case.request_id

    def test_answer_words_and_what_was_found(self):
        self.answer()
        self.ana.user_id = self.users['doctor']
        entries = self.entries('doctor')
        opinion = entries['opinion']
        self.assertIn("Satisfaction: 2 of 5", opinion['title'])
        self.assertIn(RUDE, opinion['text'])
        self.assertIn("Waiting −", opinion['text'])
        self.assertIn('case', entries)

    def test_of_a_colleague_nothing_is_seen(self):
        self.answer()
        self.ana.user_id = False
        self.luis.user_id = self.users['doctor']
        self.assertFalse(self.entries('doctor'))

    def test_reception_sees_none(self):
        self.answer()
        patient = self.patient.with_user(self.users['reception'])
        self.assertNotIn('opinion', {kind['key'] for kind in patient.timeline()['kinds']})
        self.assertNotIn('opinion', self.entries('reception'))
        self.assertNotIn('opinion', self.entries('nurse'))

    def test_what_is_not_finished_or_anonymous_is_not_there(self):
        self.ana.user_id = self.users['doctor']
        self.complain(practitioner_id=self.ana.id)
        invitation = self.asked(is_anonymous=True, practitioner_id=self.ana.id)
        answers = invitation._open_anonymously()
        answers._save_lines(self.comment, RUDE)
        answers._mark_done()
        self.assertNotIn('opinion', self.entries('doctor'))

    def test_of_a_practitioner_one_click_away(self):
        request = self.answer()
        for action, found in (
            (self.ana.action_opinions(), request),
            (self.ana.action_comments(), request.analysis_ids),
        ):
            records = self.env[action['res_model']].with_user(self.keeper)
            self.assertEqual(records.search(action['domain']), found)
