from odoo.tests import tagged

from odoo.addons.clinic_crm.conversation import Answer
from odoo.addons.clinic_feedback.models.clinic_chat_topic_survey import SAID_AT

from .case_common import RUDE, ComplaintCase
from .test_feedback_talk import SurveyTalk


class SaidCase(SurveyTalk, ComplaintCase):
    def begin(self, **vals):
        self.env['clinic.feedback.request'].search([]).state = 'withdrawn'  # one at a time
        request, taps = self.invite(**vals)
        return request, self.taps(taps["Contestar"])

    def stored(self, request):
        """{title: what is stored} of a survey; words said beside an answer stand under «+»."""
        found = {}
        for line in self.lines(request):
            title = f"+ {line.question_id.title}" if line._is_aside() else line.question_id.title
            value = (
                None
                if line.skipped
                else line._clinic_words() or line.suggested_answer_id.value or line.value_scale
            )
            found.setdefault(title, []).append(value)
        return found

    def quotes(self, text, told):
        """Words that quote what was told last before them."""
        return self.hears(type='text', text={'body': text}, context={'id': told})

    def sent(self):
        """The id by which the patient may quote the last thing the clinic has said."""
        row = self.env['clinic.whatsapp.outbox'].search([], order='id DESC', limit=1)
        row.wamid = f'wamid.out.{row.id}'
        return row.wamid


@tagged('post_install', '-at_install')
class TestSaid(SaidCase):
    """Whatever else a patient says with an answer, or instead of one, is kept."""

    def test_a_score_and_its_story_in_one_message(self):
        request, _said = self.begin(survey_id=self.env.ref('clinic_feedback.survey_visit').id)
        told = self.words(self.says(f"2, {RUDE}"))
        self.assertIn("Sentimos", told)
        self.assertEqual((request.state, request.score), ('done', 2))
        self.assertEqual(
            self.stored(request),
            {
                "¿Qué tal estuvo su visita?": [2],
                "¿Qué podemos mejorar?": ["La espera"],
                "¿Algo que quiera contarnos?": [RUDE],
            },
        )
        [analysis] = request.analysis_ids
        self.assertEqual(
            {(one.aspect, one.sign) for one in analysis.aspect_ids},
            {('espera', '-'), ('trato', '-')},
        )
        [case] = request.case_ids
        self.assertEqual((case.severity, case.opened_by), ('alta', 'both'))

    def test_an_option_with_its_story(self):
        request, _said = self.begin()
        self.says("2")
        self.says("la espera, la recepcionista me gritó")
        stored = self.stored(request)
        self.assertEqual(stored[self.aspects.title], ["La espera"])
        self.assertEqual(stored[self.comment.title], ["la espera, la recepcionista me gritó"])

    def test_a_complaint_in_place_of_a_score(self):
        request, said = self.begin()
        complaint = "Pésimo servicio, la doctora me gritó"
        told = self.words(self.says(complaint))
        self.assertIn("Gracias por contárnoslo: alguien de la clínica lo va a leer.", told)
        self.assertIn(self.stars.title, told)
        self.assertEqual(self.stored(request), {self.comment.title: [complaint]})
        self.assertEqual(len(request.case_ids), 1)
        self.assertIn(self.aspects.title, self.words(self.taps(self.options(said)["1 · Muy mala"])))
        self.says("el trato")
        self.assertIn("Sentimos", self.words(self.says("no")))
        self.assertEqual((request.state, request.answer_count), ('done', 4))
        self.assertEqual((len(request.case_ids), request.case_ids.aspect), (1, 'trato'))

    def test_a_long_story_in_place_of_a_score_and_another(self):
        request, _said = self.begin()
        story = "Llegamos con mi mamá en silla de ruedas y nadie nos ayudó a subir." * 8
        self.says(story)
        self.says("además el baño estaba muy sucio")
        self.assertEqual(
            self.stored(request),
            {
                self.comment.title: [story],
                f"+ {self.stars.title}": ["además el baño estaba muy sucio"],
            },
        )
        self.assertEqual((len(request.analysis_ids), len(request.case_ids)), (2, 1))
        told = self.words(self.says("y no me devolvieron mi dinero"))
        self.assertIn("Gracias por contárnoslo. Una persona", told)
        self.assertEqual(len(request.analysis_ids), 3)

    def test_a_story_that_asks_for_somebody_in_place_of_a_score(self):
        request, _said = self.begin()
        story = "Quiero hablar con una persona por favor, es que me cobraron doble la consulta"
        self.assertIn("Una persona de la clínica", self.words(self.says(story)))
        self.assertEqual(self.stored(request), {self.comment.title: [story]})
        conversation = self.env['clinic.whatsapp.conversation'].search([], limit=1)
        self.assertTrue(conversation.waiting_since)

    def test_nothing_is_foreseen_of_a_question_not_put_yet(self):
        for text in ("5, no tengo queja", "5 👍", "4, si pero está lejos", "5 claro que sí"):
            with self.subTest(text):
                request, _said = self.begin()
                self.assertIn("¿Volvería", self.words(self.says(text)))
                self.assertFalse(self.stored(request).get(self.again.title))

    def test_urgent_words_behind_a_score(self):
        request, _said = self.begin()
        urgent = "desde que salí me duele mucho el pecho y no puedo respirar"
        self.assertIn("911", self.words(self.says(f"1, {urgent}")))
        self.assertEqual(
            self.stored(request), {self.stars.title: [1], self.comment.title: [urgent]}
        )
        self.assertEqual(request.case_ids.severity, 'critica')

    def test_what_was_typed_before_the_question_is_kept(self):
        request, _said = self.begin()
        self.later(seconds=30)
        self.says("2")
        session = self.env['clinic.chat.session'].search([], limit=1)
        talk = session._talk()
        talk.memory = session._memory()
        topic = self.env['clinic.chat.topic.survey'].with_context(
            **{SAID_AT: talk.memory['asked_at'] - 20}
        )
        turn = topic._answer(talk, Answer(text="la espera, y la señorita de mal humor"))
        self.assertIn(self.aspects.title, turn.texts[-1])
        self.assertEqual(
            self.stored(request)[self.comment.title], ["la espera, y la señorita de mal humor"]
        )

    def test_comments_that_sound_like_wishes(self):
        for text in (
            "La doctora llegó tarde",
            "Me cambiaron la cita",
            "Tuve que cancelar por el precio",
            "No voy a volver",
            "luego de esperar dos horas me dijeron que no",
            "ya no quiero volver, me trataron mal",
            "No me manden con esa doctora otra vez",
            "👍",
        ):
            with self.subTest(text):
                request, _said = self.begin()
                self.says("4")
                self.says("sí")
                self.says(text)
                self.assertEqual(request.state, 'done')
                self.assertEqual(self.stored(request)[self.comment.title], [text])
        self.assertEqual(self.patient._consent_state('feedback'), 'granted')

    def test_a_wish_about_a_visit_is_one(self):
        self.book(self.at(10, day=5))
        request, _said = self.begin()
        self.says("4")
        self.says("sí")
        told = self.words(self.says("quiero cambiar mi cita"))
        self.assertIn("¿Qué horario le acomoda?", told)
        self.assertFalse(self.stored(request).get(self.comment.title))

    def test_other_business_in_the_midst_of_it(self):
        request, _said = self.begin()
        told = self.words(self.says("quiero agendar una cita para mi hija"))
        self.assertNotIn("contárnoslo", told)
        self.assertFalse(self.lines(request))

    def test_what_comes_near_loses_nothing(self):
        request, _said = self.begin()
        said = self.says("3 o 4, tardaron muchísimo en pasarme")
        self.assertEqual(set(self.options(said)), {"3 · Regular", "4 · Buena"})
        self.taps(self.options(said)["3 · Regular"])
        self.assertEqual(
            self.stored(request),
            {
                self.stars.title: [3],
                self.comment.title: ["3 o 4, tardaron muchísimo en pasarme"],
            },
        )

    def test_thanks_and_short_words_use_no_question_up(self):
        request, _said = self.begin()
        self.says("5, gracias")
        self.assertIn(self.comment.title, self.words(self.says("sí")))
        self.assertNotIn(f"+ {self.stars.title}", self.stored(request))
        other, _said = self.begin()
        self.says("1, groseros")
        self.assertEqual(self.stored(other)[f"+ {self.stars.title}"], ["groseros"])
        self.says("el trato")
        self.assertIn(self.comment.title, self.words(self.says("no")))

    def test_words_go_to_no_question_that_is_not_asked(self):
        request, said = self.begin(survey_id=self.env.ref('clinic_feedback.survey_booking').id)
        self.says("5, muy fácil por WhatsApp, los felicito")
        title = request.survey_id.question_ids.filtered(lambda q: q.clinic_measure == 'ease').title
        self.assertEqual(
            self.stored(request)[f"+ {title}"], ["muy fácil por WhatsApp, los felicito"]
        )
        self.assertEqual(request.state, 'done')

    def test_no_words_go_when_a_score_is_corrected(self):
        self.comment.write({'clinic_after_id': self.stars.id, 'clinic_after_max': 3})
        request, said = self.begin()
        self.says(f"2, {RUDE}")
        self.taps(self.options(said)["5 · Excelente"])
        self.assertEqual(self.stored(request)[self.comment.title], [RUDE])
        self.assertEqual(self.stored(request)[self.stars.title], [5])

    def test_the_web_keeps_what_was_said_in_the_chat(self):
        request, _said = self.begin()
        for text in ("me trataron con la punta del pie", "y el baño estaba muy sucio"):
            self.says(text)
        answers = request.user_input_id
        answers._save_lines(self.stars, '2', overwrite_existing=False)
        self.assertEqual(self.stored(request)[self.stars.title], [2])
        self.assertEqual(len(self.stored(request)[f"+ {self.stars.title}"]), 1)
        self.assertIn(self.aspects.title, self.words(self.says("2")))

    def test_a_symptom_tapped_later(self):
        bleeding = self.again.suggested_answer_ids[1]
        bleeding.clinic_alarm = True
        request, _said = self.begin()
        said = self.says("5")
        self.says("sí")
        told = self.words(self.taps(self.options(said)["No"]))
        self.assertIn("911", told)
        self.assertEqual(self.stored(request)[self.again.title], ["No"])

    def test_thanked_by_what_the_clinic_calls_bad(self):
        self.policy.bad_five = 3
        _request, _said = self.begin()
        for text in ("3", "el trato", "sí"):
            self.says(text)
        self.assertIn("alguien de la clínica", self.words(self.says("no")))
        self.policy.bad_five = 0
        _request, _said = self.begin()
        for text in ("1", "el trato", "no"):
            self.says(text)
        self.assertIn("¡Gracias!", self.words(self.says("no")))


@tagged('post_install', '-at_install')
class TestQuoted(SaidCase):
    """A quoted message decides the question, as a tap would."""

    def test_an_answer_to_the_question_before(self):
        request, _said = self.begin()
        first = self.sent()
        self.says("5")
        told = self.words(self.quotes("3", first))
        self.assertIn("lo cambié", told)
        self.assertEqual(self.stored(request), {self.stars.title: [3]})
        self.assertIn(self.aspects.title, told)

    def test_a_reminder_came_between(self):
        request, _said = self.begin()
        question = self.sent()
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        self.assertIn("¿Volvería", self.words(self.quotes("5", question)))
        self.assertEqual(request.score, 5)

    def test_a_question_without_options(self):
        nps = self.question("¿Nos recomendaría?", 'scale', 'nps', scale_min=0, scale_max=10)
        request, _said = self.begin()
        self.says("5")
        self.says("sí")
        self.says("Todo muy limpio, gracias")
        question = self.sent()
        self.remind(self.book(self.at(10, day=5)).sudo())
        self.quotes("9", question)
        self.assertEqual(self.stored(request)[nps.title], [9])

    def test_the_invitation(self):
        request, _taps = self.invite()
        invitation = self.sent()
        self.remind(self.book(self.at(10, day=5)).sudo())
        self.quotes("4, muy amable la doctora Ana", invitation)
        self.assertEqual(request.score, 4)

    def test_more_words_to_a_comment(self):
        request, _said = self.begin()
        self.says("4")
        self.says("sí")
        question = self.sent()
        more = self.question("¿Y de la página?", 'text_box')
        self.says("La doctora explica muy bien")
        self.quotes("y muy puntual", question)
        self.assertEqual(
            self.stored(request)[self.comment.title],
            ["La doctora explica muy bien", "y muy puntual"],
        )
        self.assertFalse(self.stored(request).get(more.title))

    def test_who_asks_for_a_person_gets_one(self):
        request, _said = self.begin()
        conversation = self.env['clinic.whatsapp.conversation'].search([], limit=1)
        self.quotes("quiero hablar con alguien", self.sent())
        self.assertTrue(conversation.waiting_since)
        self.assertFalse(self.lines(request))

    def test_baja_and_strangers(self):
        request, _said = self.begin()
        question = self.sent()
        self.quotes("BAJA", question)
        self.assertEqual(request.state, 'declined')
        self.patient._record_consent('feedback', 'granted', 'in_person')
        other, _said = self.begin()
        question = self.sent()
        self.hears(
            type='text', text={'body': "5"}, context={'id': question}, sender='5215555500199'
        )
        self.assertFalse(self.lines(request) | self.lines(other))


@tagged('post_install', '-at_install')
class TestUnderTheInvitation(SaidCase):
    """Who answers without tapping «Contestar» has answered."""

    def test_a_score(self):
        request, _taps = self.invite()
        self.assertIn("¿Volvería", self.words(self.says("5")))
        self.assertEqual(request.score, 5)

    def test_the_words_of_a_score(self):
        request, _taps = self.invite()
        self.says("Todo excelente")
        self.assertEqual(request.score, 5)

    def test_a_complaint(self):
        request, _taps = self.invite()
        told = self.words(self.says("Pésimo servicio, la doctora me gritó"))
        self.assertIn("Gracias por contárnoslo", told)
        self.assertEqual(len(request.case_ids), 1)
        self.says("1")
        self.assertEqual(request.score, 1)

    def test_something_else(self):
        request, _taps = self.invite()
        for text in ("¿A qué hora abren?", "gracias", "quiero una cita para mi hija el lunes"):
            self.assertNotIn("contárnoslo", self.words(self.says(text)))
        self.assertFalse(self.lines(request))


@tagged('post_install', '-at_install')
class TestVerdictInTheChat(SaidCase):
    """ "¿Quedó resuelto?" takes what is plain, for two days, and leaves other business alone."""

    def closed(self):
        case = self.opened()
        self.close(case)
        self.assertEqual(case.verdict, 'asked')
        return case

    def test_other_business(self):
        self.book(self.at(10, day=5))
        case = self.closed()
        self.assertIn("jueves 5", self.words(self.says("no puedo ir a mi cita mañana")))
        self.assertEqual((case.state, case.verdict), ('closed', 'asked'))

    def test_plain_words(self):
        case = self.closed()
        self.says("Sí, muchas gracias")
        self.assertEqual((case.state, case.verdict), ('closed', 'yes'))

    def test_after_two_days_only_a_tap_or_a_quote_counts(self):
        case = self.closed()
        question = self.sent()
        self.later(hours=50)
        self.says("no")
        self.assertEqual(case.state, 'closed')
        self.quotes("No, nadie me llamó", question)
        self.assertEqual((case.state, case.verdict), ('reopened', 'no'))
