from datetime import date
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .test_agent import STRANGER, AgentCase


class BookCase(AgentCase):
    """A clinic whose patients book by themselves; at night, when nobody is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_type = cls.visit_type.with_env(cls.env)
        cls.visit_type.write({'bookable_online': True, 'instructions': "Venga en ayunas."})
        cls.cleaning = cls.make_type("Limpieza dental", bookable_online=True)
        cls.make_type("Cirugía")
        cls.luis.sudo().branch_ids = cls.clinic
        cls.ana.sudo().shift_ids.filtered(lambda s: s.company_id == cls.border).unlink()

    def setUp(self):
        super().setUp()
        self.later(hours=14)  # 23:00

    def visits(self):
        return self.env['clinic.appointment'].sudo().search([('source', '=', 'whatsapp')])

    def to_confirm(self, sender=STRANGER, name="Rosa Elena Díaz"):
        """All the way to the button; the last answer."""
        self.says("hola", sender=sender)
        answer = self.says("quiero agendar una cita", sender=sender)
        answer = self.choose(answer, "Limpieza dental", sender=sender)
        answer = self.choose(answer, "Quien tenga lugar antes", sender=sender)
        answer = self.choose(answer, list(self.options(answer))[0], sender=sender)
        return self.says(name, sender=sender) if name else answer


@tagged('post_install', '-at_install')
class TestBookUnknown(BookCase):
    """Somebody unknown books at night: a name, a time, a button."""

    def test_all_the_way(self):
        answer = self.says("buenas noches, quisiera una cita", sender=STRANGER)
        self.assertIn("asistente automático", self.words(answer))
        self.assertEqual(list(self.options(answer)), ["Consulta", "Limpieza dental"])
        answer = self.choose(answer, "Consulta", sender=STRANGER)
        self.assertEqual(
            list(self.options(answer)), ["Quien tenga lugar antes", "Dr. Luis Paz", "Dra. Ana Ríos"]
        )
        answer = self.choose(answer, "Dra. Ana Ríos", sender=STRANGER)
        times = self.options(answer)
        self.assertEqual(len(times), 10)
        title = list(times)[0]
        self.assertEqual(title, "mar 3 nov, 9:00 a. m.")
        answer = self.choose(answer, title, sender=STRANGER)
        self.assertIn("nombre completo", self.words(answer))
        [held] = self.visits()
        self.assertEqual((held.state, held.patient_id.id), ('hold', False))
        answer = self.says("rosa elena díaz", sender=STRANGER)
        self.assertIn(
            "Consulta para Rosa Elena Díaz: mañana martes 3 de noviembre", self.words(answer)
        )
        self.assertEqual(
            list(self.options(answer)), ["Confirmar", "Otro horario", "Ya no la quiero"]
        )
        patients = self.env['clinic.patient'].search_count([])
        told = self.words(self.choose(answer, "Confirmar", sender=STRANGER))
        self.assertIn("Listo: su cita es mañana martes 3 de noviembre a las 9:00", told)
        self.assertIn("Venga en ayunas", told)
        self.assertIn("/clinic/visit/", told)
        [visit] = self.visits()
        self.assertEqual((visit.state, visit.practitioner_id), ('scheduled', self.ana))
        self.assertTrue(visit.booking_ids.filtered('blocking'))
        patient = visit.patient_id
        self.assertEqual(self.env['clinic.patient'].search_count([]), patients + 1)
        self.assertEqual((patient.name, patient.stage), ("Rosa Elena Díaz", 'patient'))
        self.assertEqual(patient.phone_sanitized, '+525555500999')
        # the whole talk is on the new record
        person = self.env['clinic.whatsapp.identity'].search([('patient_id', '=', patient.id)])
        self.assertTrue(person)
        self.assertFalse(self.conversation().waiting_since)
        # nothing says the same again
        self.assertFalse(self.env['clinic.message'].search(
            [('patient_id', '=', patient.id), ('kind_id.code', '=', 'appointment_booked')]
        ))  # fmt: skip

    def test_words_book_nothing(self):
        self.to_confirm()
        for text in ("confirmar", "sí", "sí confirmo", "confírmala por favor", "👍"):
            answer = self.says(text, sender=STRANGER)
            self.assertEqual(self.visits().mapped('state'), ['hold'], text)
            self.assertIn("Confirmar", self.options(answer))
        self.assertFalse(self.env['clinic.patient'].search([('name', '=', "Rosa Elena Díaz")]))

    def test_twice_and_stale(self):
        answer = self.to_confirm()
        payload = self.options(answer)["Confirmar"]
        self.taps(payload, sender=STRANGER)
        again = self.words(self.taps(payload, sender=STRANGER))
        self.assertIn("Ese botón ya no está vigente", again)
        self.assertIn("Su cita es mañana martes 3 de noviembre", again)
        self.assertEqual(len(self.visits()), 1)

    def test_a_button_of_before_the_last_turn_does_not_book(self):
        answer = self.to_confirm()
        payload = self.options(answer)["Confirmar"]
        others = self.choose(answer, "Otro horario", sender=STRANGER)
        self.assertFalse(self.visits())  # what was held is free again
        told = self.words(self.taps(payload, sender=STRANGER))
        self.assertIn("ya no están vigentes", told)
        self.assertFalse(self.visits())
        self.assertTrue(others)

    def test_taken_while_it_is_decided(self):
        answer = self.to_confirm()
        held = self.visits()
        start = held.start
        self.later(hours=14, minutes=30)  # what was held has run out
        for practitioner in (self.ana, self.luis):
            self.book(start, practitioner_id=practitioner.id, patient=practitioner == self.ana)
        answer = self.choose(answer, "Confirmar", sender=STRANGER)
        self.assertIn("ya no está disponible", self.words(answer))
        self.assertEqual(len(self.options(answer)), 10)
        self.assertFalse(self.env['clinic.patient'].search([('name', '=', "Rosa Elena Díaz")]))

    def test_run_out_and_free_is_booked(self):
        answer = self.to_confirm()
        self.later(hours=15)
        self.env['clinic.appointment']._cron_forget_holds()
        self.assertFalse(self.visits())
        self.assertIn("Listo", self.words(self.choose(answer, "Confirmar", sender=STRANGER)))
        self.assertEqual(self.visits().state, 'scheduled')

    def test_taken_between_the_list_and_the_tap(self):
        answer = self.says("quiero una cita de limpieza con la doctora ríos", sender=STRANGER)
        title = list(self.options(answer))[0]
        self.book(self.at(9))
        answer = self.choose(answer, title, sender=STRANGER)
        self.assertIn("se acaba de ocupar", self.words(answer))
        self.assertNotIn(title, self.options(answer))

    def test_a_place_in_a_group_opens_no_session_until_it_is_booked(self):
        self.make_type("Grupo de lactancia", bookable_online=True, seats=4)
        answer = self.says("quiero una cita para el grupo de lactancia", sender=STRANGER)
        answer = self.choose(answer, "Quien tenga lugar antes", sender=STRANGER)
        self.choose(answer, list(self.options(answer))[0], sender=STRANGER)
        self.assertFalse(self.visits())
        answer = self.says("Rosa Elena Díaz", sender=STRANGER)
        self.assertIn("Listo", self.words(self.choose(answer, "Confirmar", sender=STRANGER)))
        visit = self.visits().filtered('patient_id')
        self.assertTrue(visit.session_id)

    def test_words_say_several_things_at_once(self):
        answer = self.says(
            "necesito una limpieza con la dra ríos el viernes en la tarde", sender=STRANGER
        )
        titles = list(self.options(answer))[:-1]
        self.assertTrue(titles)
        self.assertTrue(all(t.startswith('vie') and 'p. m.' in t for t in titles), titles)

    def test_a_question_in_between_does_not_lose_the_road(self):
        self.clinic.sudo().street = "Av. Juárez 10"
        self.to_confirm()
        answer = self.says("¿dónde están?", sender=STRANGER)
        self.assertIn("Av. Juárez 10", self.words(answer))
        self.assertIn("Rosa Elena Díaz", self.words(answer))
        self.choose(answer, "Confirmar", sender=STRANGER)
        self.assertEqual(self.visits().state, 'scheduled')

    def test_a_person_in_the_middle(self):
        self.to_confirm()
        told = self.words(self.says("mejor quiero hablar con una persona", sender=STRANGER))
        self.assertIn("Le responde una persona mañana martes", told)

    def test_not_understood(self):
        self.to_confirm(name=None)
        for text in ("x", "¿?"):
            self.assertIn("nombre y apellidos", self.words(self.says(text, sender=STRANGER)))
        self.assertIn("Le responde una persona", self.words(self.says("…", sender=STRANGER)))
        self.assertFalse(self.visits())

    def test_who_has_this_phone_and_name_is_no_new_patient(self):
        known = self.patients[3].with_env(self.env)
        other = self.patients[4].with_env(self.env)
        known.write({'name': "Rosa Elena Díaz", 'phone': '55 5550 0999'})
        other.write({'name': "Raúl Díaz", 'phone': '55 5550 0999'})  # a couple with one phone
        answer = self.to_confirm(name="ROSA ELENA DIAZ")
        self.choose(answer, "Confirmar", sender=STRANGER)
        self.assertEqual(self.visits().patient_id, known)

    def test_who_has_a_visit_then_is_offered_other_times(self):
        for number, name in ((3, "Rosa Elena Díaz"), (4, "Raúl Díaz")):
            self.patients[number].with_env(self.env).write({'name': name, 'phone': '5555500999'})
        answer = self.to_confirm()
        start = self.visits().start
        other = self.luis if self.visits().practitioner_id == self.ana else self.ana
        self.book(start, patient=3, practitioner_id=other.id)
        answer = self.choose(answer, "Confirmar", sender=STRANGER)
        self.assertIn("ya no está disponible", self.words(answer))
        self.assertFalse(self.visits())

    def test_the_birth_date_where_the_clinic_asks_and_a_childs_guardian(self):
        self.clinic.sudo().clinic_chat_birthdate = True
        answer = self.to_confirm(name="Leo Díaz Peña")
        self.assertIn("fecha de nacimiento", self.words(answer))
        self.assertIn("día, mes y año", self.words(self.says("no sé", sender=STRANGER)))
        answer = self.says("5 de mayo de 2020", sender=STRANGER)
        self.assertIn("responsable", self.words(answer))
        answer = self.says("Rosa Elena Díaz", sender=STRANGER)
        self.choose(answer, "Confirmar", sender=STRANGER)
        child = self.visits().patient_id
        self.assertEqual((child.name, child.birthdate), ("Leo Díaz Peña", date(2020, 5, 5)))
        self.assertEqual(child.guardian_id.name, "Rosa Elena Díaz")
        self.assertEqual(child.guardian_id.phone_sanitized, '+525555500999')

    def test_perhaps_known_already_is_asked_of_reception(self):
        self.patients[3].with_env(self.env).name = "Rosa Elena Díaz"
        self.choose(self.to_confirm(), "Confirmar", sender=STRANGER)
        [activity] = self.visits().patient_id.activity_ids
        self.assertFalse(activity.user_id)
        self.assertNotIn("Rosa", activity.summary)

    def test_where_nobody_books_online_a_person_does(self):
        (self.visit_type + self.cleaning).bookable_online = False
        answer = self.says("quiero una cita", sender=STRANGER)
        self.assertIn("Le responde una persona", self.words(answer))
        self.assertTrue(self.conversation().waiting_since)

    def test_what_breaks_leaves_nothing_behind(self):
        answer = self.to_confirm()
        Visit = type(self.env['clinic.appointment'])
        with (
            patch.object(Visit, '_book_for_patient', side_effect=ValueError),
            self.assertLogs('odoo.addons.clinic_whatsapp', 'ERROR'),
        ):
            self.assertEqual(self.choose(answer, "Confirmar", sender=STRANGER), [])
        self.assertFalse(self.env['clinic.patient'].search([('name', '=', "Rosa Elena Díaz")]))
        self.assertTrue(self.conversation().waiting_since)


@tagged('post_install', '-at_install')
class TestBookKnown(BookCase):
    """Patients book for themselves and for whom they answer."""

    def to_when(self, who, **more):
        answer = self.says("quiero una cita de limpieza")
        self.assertIn("¿Para quién", self.words(answer))
        answer = self.choose(answer, who)
        return answer

    def test_for_oneself(self):
        answer = self.choose(self.to_when("Paciente 0"), "Dr. Luis Paz")
        answer = self.choose(answer, list(self.options(answer))[2])
        self.assertIn("Limpieza dental para Paciente 0", self.words(answer))
        self.assertIn("Listo: su cita es", self.words(self.choose(answer, "Confirmar")))
        self.assertEqual(self.visits().patient_id, self.patient)

    def test_for_a_child_that_is_new(self):
        answer = self.to_when("Otra persona")
        answer = self.choose(answer, "Quien tenga lugar antes")
        answer = self.choose(answer, list(self.options(answer))[0])
        self.says("Leo Díaz Peña")
        answer = self.says("5/5/2020")
        told = self.words(self.choose(answer, "Confirmar"))
        self.assertIn("Listo: la cita es", told)
        child = self.visits().patient_id
        self.assertEqual(child.guardian_id, self.patient.partner_id)
        self.assertFalse(child.phone)
        # from now on it is one of theirs
        answer = self.says("quiero una cita")
        self.assertEqual(len(self.options(answer)), 3)

    def test_for_another_adult(self):
        answer = self.to_when("Otra persona")
        answer = self.choose(answer, "Quien tenga lugar antes")
        answer = self.choose(answer, list(self.options(answer))[0])
        self.says("Raúl Díaz Peña")
        answer = self.says("5/5/1970")
        self.assertIn("¿A qué teléfono", self.words(answer))
        answer = self.says("55 5550 0777")
        self.choose(answer, "Confirmar")
        adult = self.visits().patient_id
        self.assertEqual(adult.phone_sanitized, '+525555500777')
        self.assertFalse(adult.guardian_id)
        # of another adult nothing is shown afterwards
        self.env['clinic.whatsapp.outbox'].search([]).unlink()
        self.assertIn("No encuentro una próxima cita suya", self.words(self.says("mi cita")))

    def test_no_more_than_some_without_a_person(self):
        for hour in (9, 10, 11, 12, 13, 16):
            self.book(self.at(hour, day=5), practitioner_id=self.luis.id)
        self.assertIn("una persona", self.words(self.says("quiero otra cita nueva")))

    def test_informal(self):
        self.clinic.sudo().clinic_informal = True
        answer = self.says("quiero una cita")
        self.choose(answer, "Paciente 0")
        self.assertIn("¿Qué necesitas?", self.words(self.says("hola")))

    def test_the_day_that_is_asked_for(self):
        answer = self.choose(self.to_when("Paciente 0"), "Dr. Luis Paz")
        answer = self.says("mejor el jueves por la mañana")
        titles = list(self.options(answer))[:-1]
        self.assertTrue(all(t.startswith('jue') and 'a. m.' in t for t in titles), titles)
        answer = self.says("el domingo")
        self.assertIn("No encontré horarios así", self.words(answer))
        answer = self.choose(self.choose(answer, "Otro horario"), "Otra semana")
        first = fields.Datetime.to_datetime(
            list(self.options(answer).values())[0].split('slot:')[1]
        )
        self.assertGreaterEqual((first - fields.Datetime.now()).days, 6)
