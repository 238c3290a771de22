from odoo.tests import TransactionCase, tagged

from odoo.addons.clinic_crm.conversation import Answer

from .survey_replay import Replay
from .test_feedback_talk import SurveyTalk


@tagged('post_install', '-at_install')
class TestReplay(TransactionCase):
    """A few of the conversations of `./clinic bench survey`."""

    def test_nothing_is_lost_doubled_or_misattributed(self):
        replay = Replay(self.env, 14, seed=5)
        self.assertEqual(replay.run(), {'lost': 0, 'doubled': 0, 'misattributed': 0})
        self.assertGreater(replay.messages, 40)
        self.assertTrue([p for p in replay.patients if p.request.state == 'done'])


@tagged('post_install', '-at_install')
class TestEffort(SurveyTalk):
    """What an answer costs the database: reading it, storing it, asking the next question."""

    def test_queries_of_an_answer(self):
        request, _said = self.begin()
        topic = self.env['clinic.chat.topic.survey']
        session = self.env['clinic.chat.session'].search([], limit=1)
        for text, most in (("4", 12), ("sí", 12)):
            talk = session._talk()
            talk.memory = session._memory() | {'question': request._next().id}
            self.env.flush_all()
            self.env.invalidate_all()
            talk.patients.mapped('id')
            with self.assertQueryCount(most):
                turn = topic._answer(talk, Answer(text=text))
                self.env.flush_all()
            self.assertTrue(turn.expects)
        talk.memory['question'] = request._next().id
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            topic._answer(talk, Answer(text="Todo muy bien"))
            self.env.flush_all()
        self.assertEqual(request.state, 'done')
