from odoo.tests import tagged

from .test_agent import STRANGER
from .test_agent_book import BookCase


class SeveralCase(BookCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_type.price, cls.cleaning.price = 600, 850
        cls.env['clinic.chat.fact'].create(
            [
                {'company_id': cls.clinic.id, 'subject': subject, 'answer': answer}
                for subject, answer in (
                    ('insurance', "Trabajamos con GNP."),
                    ('invoice', "Envíenos su constancia."),
                )
            ]
        )


@tagged('post_install', '-at_install')
class TestSeveralQuestions(SeveralCase):
    """Whoever asks three things in one message is answered three."""

    def test_each_is_answered(self):
        answer = self.says("¿Precio de limpieza, aceptan GNP y dan factura?", sender=STRANGER)
        told = self.words(answer)
        for said in ("$850", "GNP", "constancia"):
            self.assertEqual(told.count(said), 1, said)
        self.assertNotIn("$600", told)
        answer = self.choose(answer, "Agendar cita", sender=STRANGER)
        self.assertNotIn("¿Qué necesita?", self.words(answer))  # the cleaning

    def test_what_is_booked_comes_last_and_hears_the_whole(self):
        answer = self.says(
            "Precio limpieza dental, aceptan GNP? Necesito mañana temprano", sender=STRANGER
        )
        told = self.words(answer)
        self.assertIn("$850", told)
        self.assertIn("GNP", told)
        self.assertIn("¿Con quién prefiere la cita?", told)  # of the cleaning
        answer = self.choose(answer, "Quien tenga lugar antes", sender=STRANGER)
        self.assertTrue(list(self.options(answer))[0].startswith("mar 3 nov, 9:"))

    def test_the_visit_that_is_being_booked_goes_on(self):
        self.says("quiero una limpieza", sender=STRANGER)
        told = self.words(self.says("¿aceptan GNP y dónde están?", sender=STRANGER))
        self.assertIn("GNP", told)
        self.assertIn("lunes a viernes", told)
        self.assertIn("¿Con quién prefiere la cita?", told)

    def test_a_long_message_of_a_daughter(self):
        told = self.words(
            self.says(
                "Buen día, mi mamá de 74 años es diabética y quisiéramos que la viera un médico, "
                "de preferencia por la mañana, ¿tienen espacio la próxima semana? ¿cuánto cuesta?",
                sender=STRANGER,
            )
        )
        self.assertIn("$600", told)
        self.assertIn("¿Qué necesita?", told)

    def test_fiscal_data_are_a_persons(self):
        self.says("necesito mi factura", sender=STRANGER)
        told = self.words(self.says("mi rfc es XAXX010101000", sender=STRANGER))
        self.assertIn("ya lo recibimos", told)
        self.assertNotIn("constancia", told)
        self.assertTrue(self.conversation().waiting_since)

    def test_a_complaint_is_no_list_of_questions(self):
        told = self.words(
            self.says("pésimo servicio, ¿dónde están y dan factura?", sender=STRANGER)
        )
        self.assertNotIn("constancia", told)


@tagged('post_install', '-at_install')
class TestFromAPriceToAVisit(SeveralCase):
    """What was asked about is what is booked next."""

    def test_the_button_remembers_what(self):
        answer = self.says("¿cuánto cuesta la limpieza?", sender=STRANGER)
        answer = self.choose(answer, "Agendar cita", sender=STRANGER)
        self.assertIn("¿Con quién prefiere la cita?", self.words(answer))

    def test_words_do_too(self):
        for text in ("y tienen para mañana??", "sí", "hay lugar el miércoles?"):
            self.says("¿cuánto cuesta la limpieza?", sender=STRANGER)
            told = self.words(self.says(text, sender=STRANGER))
            self.assertIn("¿Con quién prefiere la cita?", told, text)
            self.says("ya no la quiero", sender=STRANGER)

    def test_who_begins_with_a_few_words_is_asked_on(self):
        for text in ("queria ver", "quisiera preguntarle algo", "una pregunta"):
            self.assertIn("¿En qué le ayudo?", self.words(self.says(text, sender=STRANGER)), text)


@tagged('post_install', '-at_install')
class TestSecondThoughts(SeveralCase):
    """Another day, another person, said while something else is asked."""

    def test_another_day_before_the_times_are_offered(self):
        self.says("quiero una cita el martes", sender=STRANGER)
        told = self.words(self.says("mejor el miércoles", sender=STRANGER))
        self.assertIn("¿Qué necesita?", told)
        answer = self.says("no, mejor el jueves en la tarde", sender=STRANGER)
        answer = self.choose(answer, "Limpieza dental", sender=STRANGER)
        answer = self.choose(answer, "Quien tenga lugar antes", sender=STRANGER)
        self.assertIn("jue 5 nov, 4:00 p. m.", list(self.options(answer)))

    def test_another_time_before_any_was_offered(self):
        for text in ("otro día", "¿puede ser en la noche?"):
            self.says("quiero una limpieza", sender=STRANGER)
            told = self.words(self.says(text, sender=STRANGER))
            self.assertIn("¿Con quién prefiere la cita?", told, text)
            self.says("ya no la quiero", sender=STRANGER)
        self.says("quiero una limpieza", sender=STRANGER)
        told = self.words(self.says("¿a qué hora abren mañana?", sender=STRANGER))
        self.assertIn("lunes a viernes", told)
        self.assertIn("¿Con quién prefiere la cita?", told)  # it goes on

    def test_another_day_when_the_name_is_asked(self):
        self.to_confirm(name=None)
        answer = self.says("mejor el jueves", sender=STRANGER)
        self.assertTrue(list(self.options(answer))[0].startswith("jue 5 nov"))
        self.assertFalse(self.visits())  # what was held is free again

    def test_for_whom_said_twice_is_understood(self):
        self.says("quiero una cita para mi nieto", sender=STRANGER)
        for text in ("es para mi nieto Emilio", "para mi nieto Emilio Salas"):
            told = self.words(self.says(text, sender=STRANGER))
            self.assertNotIn("no le entendí", told, text)
        answer = self.choose(self.says("limpieza", sender=STRANGER), "Quien tenga lugar antes",
                             sender=STRANGER)  # fmt: skip
        answer = self.choose(answer, list(self.options(answer))[0], sender=STRANGER)
        self.assertIn("fecha de nacimiento de Emilio Salas", self.words(answer))

    def test_several_people_come_one_by_one(self):
        answer = self.says("mi esposo y yo queremos una limpieza", sender=STRANGER)
        self.assertIn("una cita a la vez", self.words(answer))
        self.choose(answer, "Quien tenga lugar antes", sender=STRANGER)
        answer = self.says("ambos", sender=STRANGER)
        self.assertNotIn("no le entendí", self.words(answer))
        answer = self.choose(answer, list(self.options(answer))[0], sender=STRANGER)
        answer = self.says("Rosa Elena Díaz", sender=STRANGER)
        told = self.words(self.choose(answer, "Confirmar", sender=STRANGER))
        self.assertIn("escriba «otra cita»", told)

    def test_with_anybody_said_before_it_is_asked(self):
        answer = self.says("me urge una limpieza con quien sea", sender=STRANGER)
        self.assertIn("horario", self.words(answer))

    def test_what_was_cancelled_is_wanted_after_all(self):
        visit = self.book(self.at(10, day=5)).sudo()
        for text in ("ay no me arrepentí, sí la quiero", "siempre sí voy"):
            self.taps(self.remind(visit)["Cancelar"])
            self.assertEqual(visit.state, 'cancelled')
            self.assertIn("sigue en pie", self.words(self.says(text)), text)
            self.assertEqual(visit.state, 'scheduled')

    def test_and_also_when_something_was_said_in_between(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.taps(self.remind(visit)["Cancelar"])
        self.says("por el trabajo")
        self.env['clinic.whatsapp.outbox'].search([]).unlink()
        self.assertIn("está cancelada", self.words(self.says("oiga siempre sí voy a ir")))
        self.assertEqual(visit.state, 'cancelled')
        self.assertIn("sigue en pie", self.words(self.says("sí")))
        self.assertEqual(visit.state, 'scheduled')
