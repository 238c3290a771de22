from datetime import date

from odoo import fields
from odoo.tests import tagged

from odoo.addons.clinic_crm.conversation import Conversation

from .test_agent import STRANGER
from .test_agent_book import BookCase


class WhoCase(BookCase):
    def person(self, number='+525555500999'):
        return self.env['clinic.whatsapp.identity'].search([('e164', '=', number)])

    def forget_what_was_written(self):
        self.env['clinic.whatsapp.outbox'].search([]).unlink()

    def a_time(self, answer, **more):
        """From «¿con quién?» on: anybody, the first time."""
        answer = self.choose(answer, "Quien tenga lugar antes", **more)
        return self.choose(answer, list(self.options(answer))[0], **more)


@tagged('post_install', '-at_install')
class TestOneNumberForTwo(WhoCase):
    """Nobody becomes another by typing a name."""

    def test_a_couple_with_one_phone(self):
        for number, name in ((3, "Rosa Elena Díaz"), (4, "Raúl Díaz")):
            self.patients[number].with_env(self.env).write({'name': name, 'phone': '5555500999'})
        other = self.book(self.at(17, day=6), patient=3)
        self.choose(self.to_confirm(), "Confirmar", sender=STRANGER)
        self.assertEqual(self.visits().patient_id, self.patients[3])
        self.assertFalse(self.person().patient_id)
        self.forget_what_was_written()
        told = self.words(self.says("mi cita", sender=STRANGER))
        self.assertNotIn("viernes 6", told)
        self.assertIn("No encuentro una próxima cita suya", told)
        self.assertTrue(other)

    def test_for_a_wife_on_the_husbands_phone(self):
        self.to_confirm(name=None)
        answer = self.says("es para mi esposa Rosa Elena Díaz", sender=STRANGER)
        self.assertIn("¿A qué teléfono le avisamos a Rosa Elena Díaz?", self.words(answer))
        answer = self.says("a este mismo número", sender=STRANGER)
        self.choose(answer, "Confirmar", sender=STRANGER)
        wife = self.visits().patient_id
        self.assertEqual((wife.name, wife.phone_sanitized), ("Rosa Elena Díaz", '+525555500999'))
        self.forget_what_was_written()
        self.assertIn("No encuentro", self.words(self.says("mi cita", sender=STRANGER)))
        self.assertFalse(self.person().patient_id)

    def test_for_a_mother_who_has_no_phone(self):
        answer = self.says("quiero una limpieza para mi mamá", sender=STRANGER)
        self.a_time(answer, sender=STRANGER)
        answer = self.says("María Paz Ruiz", sender=STRANGER)
        answer = self.says("no tiene celular", sender=STRANGER)
        self.choose(answer, "Confirmar", sender=STRANGER)
        self.assertEqual(self.visits().patient_id.name, "María Paz Ruiz")
        self.assertFalse(self.visits().patient_id.phone)
        self.says("gracias", sender=STRANGER)
        self.assertFalse(self.person().patient_id)

    def test_after_a_merge_the_number_is_the_survivors(self):
        self.choose(self.to_confirm(), "Confirmar", sender=STRANGER)
        made = self.visits().patient_id
        self.assertEqual(self.person().patient_id, made)
        kept = self.patients[3].with_env(self.env)
        made._merge_into(kept)
        self.assertEqual(self.person().patient_id, kept)
        self.forget_what_was_written()
        self.assertIn("Su cita es", self.words(self.says("mi cita", sender=STRANGER)))


@tagged('post_install', '-at_install')
class TestChildren(WhoCase):
    def test_the_child_of_somebody_unknown_and_then_the_mother(self):
        answer = self.says("quiero una limpieza para mi hijo de 5 años", sender=STRANGER)
        self.a_time(answer, sender=STRANGER)
        self.assertIn("fecha de nacimiento", self.words(self.says("Leo Díaz", sender=STRANGER)))
        self.assertIn("responsable", self.words(self.says("5/5/2020", sender=STRANGER)))
        answer = self.says("Rosa Elena Díaz", sender=STRANGER)
        self.choose(answer, "Confirmar", sender=STRANGER)
        child = self.visits().patient_id
        self.assertEqual((child.name, child.birthdate), ("Leo Díaz", date(2020, 5, 5)))
        self.assertFalse(child.phone)
        self.assertEqual(child.guardian_id.phone_sanitized, '+525555500999')
        answer = self.says("quiero una limpieza", sender=STRANGER)
        self.assertEqual(list(self.options(answer)), ["Leo Díaz", "Para mí", "Otra persona"])
        answer = self.a_time(self.says("para mí", sender=STRANGER), sender=STRANGER)
        self.assertIn("Limpieza dental para Rosa Elena Díaz", self.words(answer))
        self.choose(answer, "Confirmar", sender=STRANGER)
        mother = self.visits().patient_id - child
        self.assertEqual(mother.partner_id, child.guardian_id)
        self.assertEqual(self.person().patient_id, mother)
        self.assertEqual(mother.phone_sanitized, '+525555500999')

    def test_who_it_is_for_is_heard_in_words(self):
        leo, eva = (self.patients[number].with_env(self.env) for number in (5, 6))
        for child, name, sex in ((leo, "Leo Paz", 'male'), (eva, "Eva Paz", 'female')):
            child.write(
                {
                    'name': name,
                    'sex': sex,
                    'birthdate': '2019-01-01',
                    'guardian_id': self.patient.partner_id.id,
                }
            )
        for text, who in (
            ("quiero una limpieza para mí", "Paciente 0"),
            ("una limpieza para Leo por favor", "Leo Paz"),
            ("necesito una limpieza para mi hija", "Eva Paz"),
        ):
            with self.subTest(text):
                answer = self.a_time(self.says(text))
                self.assertIn(f"Limpieza dental para {who}", self.words(answer))
                self.says("ya no la quiero")
        self.assertIn("¿Para quién", self.words(self.says("una limpieza para mi hija Sofía")))
        self.assertIn("¿Con quién", self.words(self.says("la de eva")))
        self.says("ya no la quiero")
        self.says("una limpieza")
        answer = self.a_time(self.says("para mi mamá María Paz Ruiz"))
        self.assertIn("¿A qué teléfono le avisamos a María Paz Ruiz?", self.words(answer))


@tagged('post_install', '-at_install')
class TestWordsInBetween(WhoCase):
    def test_no_sentence_is_a_name(self):
        self.to_confirm(name=None)
        told = self.words(self.says("aceptan tarjeta", sender=STRANGER))
        self.assertIn("nombre completo", told)
        told = self.words(self.says("ahorita le digo", sender=STRANGER))
        self.assertIn("solo nombre y apellidos", told)
        answer = self.says("me llamo Rosa Elena Díaz", sender=STRANGER)
        self.assertIn("Limpieza dental para Rosa Elena Díaz", self.words(answer))
        self.says("nombre", sender=STRANGER)
        answer = self.says("Soy Juan Pérez papá de Ana", sender=STRANGER)
        self.assertNotIn("Juan", self.words(answer))
        self.assertEqual(self.visits().mapped('state'), ['hold'])

    def test_what_is_to_be_confirmed_is_put_right(self):
        self.to_confirm(name="Rosa Helena Díaz")
        answer = self.says("el nombre está mal", sender=STRANGER)
        self.assertIn("nombre completo", self.words(answer))
        answer = self.says("Rosa Elena Díaz", sender=STRANGER)
        self.assertIn("Limpieza dental para Rosa Elena Díaz", self.words(answer))
        answer = self.says("mi nombre es Rosa Elena Díaz Paz", sender=STRANGER)
        self.assertIn("para Rosa Elena Díaz Paz:", self.words(answer))
        told = self.words(self.says("mmm", sender=STRANGER))
        self.assertIn("escriba «nombre», «servicio» u «horario»", told)
        answer = self.says("cuánto cuesta la consulta general", sender=STRANGER)
        self.assertIn("Limpieza dental para Rosa", self.words(answer))
        answer = self.says("otro servicio", sender=STRANGER)
        self.assertFalse(self.visits())
        answer = self.a_time(self.choose(answer, "Consulta", sender=STRANGER), sender=STRANGER)
        self.assertIn("Consulta para Rosa Elena Díaz Paz:", self.words(answer))
        self.choose(answer, "Confirmar", sender=STRANGER)
        self.assertEqual(self.visits().state, 'scheduled')

    def test_several_messages_in_a_row(self):
        self.says("quiero una cita", sender=STRANGER)
        for text in ("para mañana", "en la tarde", "para mañana en la tarde por favor"):
            answer = self.says(text, sender=STRANGER)
            self.assertNotIn("no le entendí", self.words(answer))
            self.assertEqual(list(self.options(answer)), ["Consulta", "Limpieza dental"])
        answer = self.choose(answer, "Limpieza dental", sender=STRANGER)
        answer = self.choose(answer, "Quien tenga lugar antes", sender=STRANGER)
        titles = list(self.options(answer))[:-1]
        self.assertTrue(all(t.startswith('mar 3') and 'p. m.' in t for t in titles), titles)

    def test_a_day_that_is_full_is_said_to_be(self):
        for when in ("hoy", "hoy en la tarde"):
            answer = self.says(f"una limpieza con la dra ríos para {when}", sender=STRANGER)
            self.assertIn("No encontré horarios así", self.words(answer))
            self.says("ya no la quiero", sender=STRANGER)
        answer = self.says("una limpieza con la dra ríos después de las 5", sender=STRANGER)
        titles = list(self.options(answer))[:-1]
        self.assertTrue(all(t.split(', ')[1] >= '5' and 'p. m.' in t for t in titles), titles)

    def test_tomorrow_is_by_the_clock_of_the_branch(self):
        topic = self.env['clinic.chat.topic.book']
        now = fields.Datetime.to_datetime('2026-11-03 06:30:00')  # Tuesday, 22:30 in Tijuana
        talk = Conversation(company=self.clinic, now=now)
        self.assertTrue(topic._overhear_when(talk, "mañana"))
        self.assertEqual(talk.memory['from'], '2026-11-04')
        topic._choose_branch(talk, self.border.id)
        self.assertEqual((talk.memory['from'], talk.memory['to']), ('2026-11-03',) * 2)
