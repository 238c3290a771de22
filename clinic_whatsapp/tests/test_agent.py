from odoo.tests import tagged

from .test_visit_talk import TalkCase as _TalkCase

STRANGER = '5215555500999'


class AgentCase(_TalkCase):
    """Somebody writes first."""

    def conversation(self):
        return self.env['clinic.whatsapp.conversation'].search([], order='id desc', limit=1)

    def choose(self, contents, title, **more):
        """Tap what is called like this in the last answer."""
        return self.taps(self.options(contents)[title], title, **more)


@tagged('post_install', '-at_install')
class TestMenu(AgentCase):
    """A greeting and what nobody understood get the menu; a person is always one word away."""

    def test_a_greeting(self):
        answer = self.says("hola buenas noches", sender=STRANGER)
        told = self.words(answer)
        self.assertIn("soy el asistente automático de Clínica Prueba", told)
        self.assertIn("¿En qué le ayudo?", told)
        self.assertEqual(list(self.options(answer))[-1], "Hablar con una persona")
        self.assertNotIn("Mi cita", self.options(answer))
        self.assertFalse(self.conversation().waiting_since)
        again = self.words(self.says("hola?", sender=STRANGER))
        self.assertNotIn("automático", again)  # said once a day
        self.assertIn("¿En qué le ayudo?", again)

    def test_what_is_known_of_the_patient_is_offered(self):
        self.book(self.at(10, day=5))
        self.env['clinic.whatsapp.outbox'].search([]).unlink()
        answer = self.says("hola")
        self.assertIn("Mi cita", self.options(answer))
        self.assertIn("es el jueves 5", self.words(self.choose(answer, "Mi cita")))

    def test_two_turns_not_understood_are_a_persons(self):
        self.assertIn("¿En qué le ayudo?", self.words(self.says("🎈")))
        told = self.words(self.says("????"))
        self.assertIn("no logro entenderle", told)
        self.assertIn("le atiende una persona", told)
        self.assertTrue(self.conversation().waiting_since)
        # whoever was called is waited for, and the menu does not come in between
        self.assertEqual(self.says("????"), [])
        self.later(minutes=31)
        self.assertIn("no le entendí", self.words(self.says("????")))

    def test_an_understood_turn_counts_anew(self):
        self.says("????")
        self.says("gracias")
        self.assertIn("no le entendí", self.words(self.says("????")))

    def test_a_person_in_hours_and_outside(self):
        self.assertIn("En un momento le atiende una persona.", self.words(self.says("persona")))
        self.assertTrue(self.conversation().waiting_since)
        self.later(hours=14)  # 23:00
        told = self.words(self.says("quiero hablar con un humano"))
        self.assertIn("Le responde una persona mañana martes 3 de noviembre a las 9:00", told)
        self.clinic.clinic_informal = True
        self.assertIn("Te responde", self.words(self.says("humano")))

    def test_who_answers_by_the_hours_of_reception(self):
        desk = self.env['resource.calendar'].create(
            {'name': "Recepción", 'company_id': self.clinic.id, 'attendance_ids': [(5,), (0, 0, {
                'name': "x", 'dayofweek': '0', 'hour_from': 12, 'hour_to': 13})]}
        )  # fmt: skip
        self.clinic.clinic_desk_calendar_id = desk
        self.assertIn("hoy lunes 2 de noviembre a las 12:00", self.words(self.says("persona")))

    def test_a_complaint_reaches_a_person(self):
        told = self.words(self.says("pésimo servicio, me trataron muy mal"))
        self.assertIn("Lamentamos", told)
        self.assertTrue(self.conversation().waiting_since)

    def test_a_photo_is_a_persons_and_said_once(self):
        photo = {'id': '1', 'mime_type': 'image/jpeg', 'sha256': 'x'}
        self.assertIn("ya lo recibimos", self.words(self.hears(type='image', image=photo)))
        self.assertTrue(self.conversation().waiting_since)
        self.assertEqual(self.hears(type='image', image=photo), [])

    def test_hours_derived_from_the_agenda(self):
        told = self.words(self.choose(self.says("¿a qué hora abren?"), "Clínica Prueba"))
        self.assertIn("lunes a viernes de 9:00 a 14:00 y de 16:00 a 20:00 h", told)
        self.clinic.clinic_hours = "Diario de 8 a 8"
        self.assertEqual(self.clinic._hours_in_words(), "Diario de 8 a 8")

    def test_one_address_is_one_branch(self):
        self.clinic.street = self.border.street = "Hidalgo 25"
        told = self.words(self.says("¿dónde están?"))
        self.assertNotIn("¿De qué sucursal?", told)
        self.assertEqual(told.count("Hidalgo 25"), 1)

    def test_all_branches_are_told_where_it_is_all_the_same(self):
        self.clinic.street, self.border.street = "Hidalgo 25", "Juárez 8"
        self.assertIn("¿De qué sucursal?", self.words(self.says("¿dónde están?")))
        told = self.words(self.says("cualquiera"))
        self.assertIn("Hidalgo 25", told)
        self.assertIn("Juárez 8", told)

    def test_an_old_row_of_a_menu_still_begins_what_it_says(self):
        answer = self.says("hola")
        self.says("gracias")
        self.assertIn("una persona", self.words(self.choose(answer, "Hablar con una persona")))

    def test_switched_off_all_waits_for_a_person(self):
        self.account.auto_answers = False
        self.assertEqual(self.says("hola"), [])
        self.assertEqual(self.says("¿a qué hora abren?"), [])
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        self.assertIn("confirmada", self.words(self.says("sí confirmo")))
