from statistics import median
from unittest.mock import DEFAULT, patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.clinic_crm.conversation import Answer

from .survey_replay import Replay
from .test_feedback_talk import SurveyTalk

# queries: a score, an option, words that end it; with an empty cache. One of the last is of the
# first words in a process alone: the defaults of where they are kept.
MOST = (12, 11, 13)
WHOLE = 70  # of a message, the whole way in and out


@tagged('post_install', '-at_install')
class TestReplay(TransactionCase):
    """A few of the conversations of `./clinic bench survey`."""

    def test_nothing_is_lost_doubled_or_misattributed(self):
        replay = Replay(self.env, 14, seed=5)
        self.assertEqual(replay.run(), {'lost': 0, 'doubled': 0, 'misattributed': 0})
        self.assertGreater(replay.messages, 40)
        self.assertTrue([p for p in replay.patients if p.request.state == 'done'])
        self.assertLessEqual(median(replay.queries), WHOLE)


@tagged('post_install', '-at_install')
class TestEffort(SurveyTalk):
    """What an answer costs the database: reading it, storing it, asking the next question."""

    def test_queries_of_an_answer(self):
        request, _said = self.begin()
        topic = self.env['clinic.chat.topic.survey']
        session = self.env['clinic.chat.session'].search([], limit=1)
        counts = []
        for text in ("4", "sí", "Todo muy bien"):
            talk = session._talk()
            talk.memory = {'request': request.id, 'question': request._next().id}
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # what others do with an answer is theirs to count
            with patch.multiple(type(request), _on_answered=DEFAULT, _on_finished=DEFAULT):
                topic._answer(talk, Answer(text=text))
                self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual((request.state, request.answer_count), ('done', 3))
        for count, most in zip(counts, MOST, strict=True):
            self.assertLessEqual(count, most, counts)
