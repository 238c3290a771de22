from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.clinic_crm.conversation import Answer
from odoo.addons.clinic_feedback.models.clinic_chat_topic_survey import SAID_AT
from odoo.addons.clinic_feedback.models.clinic_feedback_request_send import BY_LINK, IN_CHAT

from .feedback_common import FeedbackCase


class SurveyTalk(FeedbackCase):
    """A survey that has gone out by WhatsApp."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in (IN_CHAT, BY_LINK):
            cls.env['clinic.whatsapp.template'].create(
                {
                    'account_id': cls.account.id,
                    'kind_id': cls.env['clinic.message.kind']._get(code).id,
                    'name': code,
                    'body': "Hola, {{nombre}}: ¿nos ayuda con {{preguntas}} sobre {{asunto}}?",
                    'examples': '{"nombre": "María"}',
                    'status': 'APPROVED',
                }
            )
        cls.clinic.clinic_feedback_on = True

    def invite(self, patient=None, **vals):
        """(request, {title: payload} of the invitation's buttons)."""
        Request = self.env['clinic.feedback.request'].sudo()
        request = Request.create(
            {
                'survey_id': self.survey.id,
                'patient_id': (patient or self.patient).id,
                'company_id': self.clinic.id,
                'due_at': fields.Datetime.now(),
                **vals,
            }
        )
        request._send_one(fields.Datetime.now())
        self.assertEqual(request.state, 'sent', request.why)
        return request, dict(request.message_id._taps())

    def begin(self):
        request, taps = self.invite()
        return request, self.taps(taps["Contestar"])

    def lines(self, request):
        return request.user_input_id.user_input_line_ids.sorted('id')

    def later(self, **delta):
        clock = freeze_time(fields.Datetime.now() + timedelta(**delta))
        clock.start()
        self.addCleanup(clock.stop)


@tagged('post_install', '-at_install')
class TestTalk(SurveyTalk):
    """Question by question, as a patient would answer."""

    def test_a_story_that_asks_for_somebody_is_the_comment(self):
        request, _said = self.begin()
        self.says("4")
        self.says("sí")
        story = (
            "Todo bien con la doctora, pero nadie me contesta en recepción, quiero que me llamen"
        )
        self.says(story)
        self.assertEqual((request.state, request.answer_count), ('done', 3))
        self.assertIn(story, self.lines(request).mapped(lambda line: line._clinic_words()))

    def test_urgent_words_are_the_comment_too(self):
        """Help first; and what was said is kept, with its case, and one alert of the words."""
        request, _said = self.begin()
        self.says("2")
        self.says("la espera")
        self.says("no")
        urgent = "Desde que salí me duele mucho el pecho y no puedo respirar"
        self.assertIn("911", self.words(self.says(urgent)))
        self.assertEqual((request.state, request.answer_count), ('done', 4))
        self.assertEqual(self.lines(request)[-1]._clinic_words(), urgent)
        self.assertEqual(request.case_ids.severity, 'critica')
        alerts = self.env['clinic.alert'].search([('company_id', '=', self.clinic.id)])
        self.assertEqual(len(alerts.filtered(lambda one: one.kind == 'urgent')), 1)

    def test_urgent_words_in_place_of_a_score(self):
        """They are no score: the question waits, and an old button goes on with it."""
        request, said = self.begin()
        self.says("me duele el pecho y sudo frío")
        self.assertEqual((request.state, request.answer_count), ('sent', 0))
        self.taps(self.options(said)["4 · Buena"])
        self.assertEqual((request.state, request.score), ('answering', 4))

    def test_from_the_invitation_to_the_thanks(self):
        request, said = self.begin()
        self.assertIn("¿Qué tal estuvo su visita?", self.words(said))
        said = self.taps(self.options(said)["2 · Mala"])
        self.assertEqual(
            (request.state, request.score, request.score_kind), ('answering', 2, 'csat')
        )
        self.assertIn("¿En qué podemos mejorar?", self.words(said))
        said = self.says("la espera y el trato")
        self.assertEqual(set(self.options(said)), {"Sí", "No"})
        said = self.taps(self.options(said)["No"])
        said = self.says("Esperé dos horas y la recepcionista fue grosera")
        self.assertIn("Sentimos", self.words(said))
        self.assertEqual((request.state, request.user_input_id.state), ('done', 'done'))
        self.assertEqual(request.answer_count, 4)
        lines = self.lines(request)
        self.assertEqual(lines.suggested_answer_id.mapped('value'), ["La espera", "El trato", "No"])
        self.assertEqual(
            lines[-1]._clinic_words(), "Esperé dos horas y la recepcionista fue grosera"
        )
        self.assertEqual(len(lines), 5)

    def test_a_happy_patient_is_not_asked_what_was_wrong(self):
        request, said = self.begin()
        said = self.says("cinco")
        self.assertIn("¿Volvería", self.words(said))
        self.says("claro que sí")
        self.assertIn("¡Gracias!", self.words(self.says("no")))
        self.assertEqual((request.state, request.answer_count), ('done', 2))
        self.assertTrue(self.lines(request)[-1].skipped)

    def test_a_yes_to_the_invitation(self):
        request, _taps = self.invite()
        self.assertIn("¿Qué tal estuvo", self.words(self.says("sí, claro")))
        self.assertEqual(request.state, 'sent')

    def test_not_now(self):
        request, taps = self.invite()
        self.assertIn("Sin problema", self.words(self.taps(taps["Ahora no"])))
        self.assertEqual(request.state, 'declined')
        self.assertIn("ya se cerró", self.words(self.taps(taps["Contestar"])))
        self.assertEqual(self.patient._consent_state('feedback'), 'granted')

    def test_no_more(self):
        request, _said = self.begin()
        self.says("4")
        self.says("BAJA")
        self.assertEqual(request.state, 'declined')
        self.assertEqual(self.patient._consent_state('feedback'), 'refused')
        self.assertEqual(self.lines(request).value_scale, 4, "what was answered stays")

    def test_bad_input_is_asked_again(self):
        request, taps = self.invite()
        for odd in ("😀", "7.5", "x" * 4096, "very well thanks", "99", "-1"):
            self.taps(taps["Contestar"])
            with self.subTest(odd[:20]):
                self.assertIn("¿Qué tal estuvo", self.words(self.says(odd)))
                self.assertFalse(self.lines(request))
        self.assertIn("¿En qué", self.words(self.says("tres")))

    def test_between_two_scores(self):
        request, _said = self.begin()
        said = self.says("3.5")
        self.assertEqual(set(self.options(said)), {"4 · Buena", "3 · Regular"})
        self.taps(self.options(said)["4 · Buena"])
        self.assertEqual(self.lines(request).value_scale, 4)

    def test_after_two_tries_a_person(self):
        request, _said = self.begin()
        conversation = self.env['clinic.whatsapp.conversation'].search([], limit=1)
        for _n in range(2):
            self.assertIn("¿Qué tal", self.words(self.says("mmm")))
            self.assertFalse(conversation.waiting_since)
        self.assertIn("Una persona", self.words(self.says("pues ya ni sé qué decirle")))
        self.assertTrue(conversation.waiting_since)
        self.assertEqual(request.score_kind, False)
        self.assertEqual(self.lines(request)._clinic_words(), "pues ya ni sé qué decirle")

    def test_what_cannot_be_read(self):
        request, _said = self.begin()
        for node, person in (
            ({'type': 'sticker', 'sticker': {'id': '1'}}, False),
            ({'type': 'image', 'image': {'id': '3'}}, True),
        ):
            said = self.hears(**node)
            self.assertIn("¿Qué tal estuvo", self.words(said), node)
            conversation = self.env['clinic.whatsapp.conversation'].search([], limit=1)
            self.assertEqual(bool(conversation.waiting_since), person, node)
            conversation.waiting_since = False
        self.hears(type='audio', audio={'id': '2', 'voice': True})
        self.assertTrue(conversation.waiting_since, "a person listens to it")
        self.assertIn("¿Volvería", self.words(self.says("5")))
        self.assertEqual(request.score, 5)

    def test_two_answers_in_one_message(self):
        request, _said = self.begin()
        said = self.says("2, la espera y el trato")
        self.assertIn("¿Volvería", self.words(said))
        self.assertEqual(
            self.lines(request).suggested_answer_id.mapped('value'), ["La espera", "El trato"]
        )

    def test_a_score_with_its_reason(self):
        request, _said = self.begin()
        self.says("5, la doctora Ana explica muy bien las cosas")
        self.assertEqual(request.score, 5)
        self.assertEqual(
            self.lines(request)[-1]._clinic_words(), "la doctora Ana explica muy bien las cosas"
        )
        self.assertIn("¡Gracias!", self.words(self.says("sí")))

    def test_words_typed_before_the_question_was_there(self):
        request, _said = self.begin()
        self.later(seconds=30)
        self.says("5")
        session = self.env['clinic.chat.session'].search([], limit=1)
        talk = session._talk()
        talk.memory = session._memory()
        topic = self.env['clinic.chat.topic.survey'].with_context(
            **{SAID_AT: talk.memory['asked_at'] - 20}
        )
        turn = topic._answer(talk, Answer(text="sí"))
        self.assertIn("¿Volvería", turn.texts[-1])
        self.assertEqual(request.answer_count, 1)

    def test_an_option_tapped_twice_and_one_of_before(self):
        request, said = self.begin()
        stars = self.options(said)
        said = self.taps(stars["4 · Buena"])
        again = self.options(said)
        self.assertIn("¿Volvería", self.words(self.taps(stars["4 · Buena"])))
        self.assertEqual(self.lines(request).mapped('value_scale'), [4])
        self.taps(again["Sí"])
        said = self.taps(stars["2 · Mala"])
        self.assertIn("lo cambié", self.words(said))
        self.assertIn("¿En qué podemos", self.words(said))
        self.assertEqual((request.score, request.answer_count), (2, 2))

    def test_it_goes_on_after_something_else(self):
        request, said = self.begin()
        stars = self.options(said)
        visit = self.book(self.at(10, day=5)).sudo()
        buttons = self.remind(visit)
        self.assertIn("confirmada", self.words(self.says("sí")), "a yes to the reminder")
        self.assertFalse(self.lines(request))
        self.assertIn("¿Volvería", self.words(self.taps(stars["5 · Excelente"])))
        self.taps(buttons["Confirmar"])
        self.says("sí")
        self.assertEqual(request.score, 5)

    def test_words_after_a_colleague_are_the_colleague_s(self):
        request, _said = self.begin()
        conversation = self.env['clinic.whatsapp.conversation'].search([], limit=1)
        message = conversation._write_down(self.patient, 'x' * 8, "¿Le llamo a las 5?", None)
        self.env['clinic.whatsapp.outbox']._enqueue(
            conversation.identity_id, 'desk:1:xxxxxxxx', message=message
        )
        self.later(hours=2)
        self.says("5")
        self.assertFalse(self.lines(request))

    def test_after_48_hours_a_yes_is_no_answer(self):
        request, _said = self.begin()
        self.later(hours=49)
        self.assertNotIn("¿Volvería", self.words(self.says("5")))
        self.assertFalse(self.lines(request))
        self.env['clinic.feedback.request']._close_over()
        self.assertEqual(request.state, 'expired')

    def test_the_next_day_it_still_is(self):
        request, _said = self.begin()
        self.later(hours=40)
        self.assertIn("¿Volvería", self.words(self.says("5")))
        self.assertEqual(request.score, 5)

    def test_two_children_two_surveys(self):
        kids = self.patients[1:3].with_env(self.env)
        kids.write(
            {'guardian_id': self.patient.partner_id.id, 'birthdate': '2020-01-01', 'phone': False}
        )
        kids._record_consent('feedback', 'granted', 'in_person')
        one, first = self.invite(kids[0])
        two, _second = self.invite(kids[1])
        said = self.taps(first["Contestar"])
        stars = self.options(said)
        third, _third = self.invite(self.patient)
        self.assertNotIn("¿Volvería", self.words(self.says("5")), "three are open: which one?")
        self.taps(stars["2 · Mala"])
        self.assertEqual((one.score_kind, two.score_kind, third.score_kind), ('csat', False, False))

    def test_somebody_else_s_button(self):
        request, taps = self.invite()
        said = self.taps(taps["Contestar"], sender='5215555500199')
        self.assertNotIn("¿Qué tal", self.words(said))
        self.assertEqual(request.state, 'sent')

    def test_an_alarm_is_a_person_s(self):
        self.again.suggested_answer_ids[1].clinic_alarm = True
        request, _said = self.begin()
        conversation = self.env['clinic.whatsapp.conversation'].search([], limit=1)
        said = self.says("5")
        self.assertFalse(conversation.waiting_since)
        self.assertIn("911", self.words(self.taps(self.options(said)["No"])))
        self.assertTrue(conversation.waiting_since)
        self.assertEqual(request.answer_count, 2)

    def test_the_web_goes_on_and_so_does_the_chat(self):
        request, _said = self.begin()
        self.says("5")
        answers = request.user_input_id
        following = self.survey._get_next_page_or_question(
            answers, answers.last_displayed_page_id.id
        )
        self.assertEqual(following, self.again)
        answers._save_lines(self.again, str(self.again.suggested_answer_ids[0].id))
        said = self.says("no")
        self.assertIn("Esa ya la tenemos", self.words(said))
        self.assertIn("¿Algo que quiera", self.words(said))
        self.assertEqual(self.lines(request).suggested_answer_id.value, "Sí")

    def test_odoo_s_own_conditions_count(self):
        self.comment.triggering_answer_ids = self.again.suggested_answer_ids[1]
        request, _said = self.begin()
        self.says("5")
        self.assertIn("¡Gracias!", self.words(self.says("sí")))
        self.assertEqual(request.state, 'done')

    def test_what_breaks_keeps_nothing_by_halves(self):
        request, _said = self.begin()
        topic = type(self.env['clinic.chat.topic.survey'])
        with (
            patch.object(topic, '_ask', side_effect=ValueError),
            self.assertLogs('odoo.addons.clinic_whatsapp', 'ERROR'),
        ):
            self.assertFalse(self.says("5"))
        self.assertFalse(self.lines(request))
