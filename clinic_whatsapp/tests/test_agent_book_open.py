from datetime import date

from odoo.tests import tagged

from .test_agent import STRANGER
from .test_agent_book import BookCase


@tagged('post_install', '-at_install')
class TestLeftOpen(BookCase):
    """Whoever leaves it open is not asked again."""

    def test_whichever_branch_has_room_first(self):
        for doctor in (self.luis, self.ana):
            doctor.sudo().branch_ids = self.clinic + self.border
        answer = self.says("quiero una limpieza dental", sender=STRANGER)
        self.assertIn("¿En qué sucursal?", self.words(answer))
        told = self.words(self.says("la que sea, gracias", sender=STRANGER))
        self.assertIn("hay lugar antes.", told)
        self.assertNotIn("¿En qué sucursal?", told)

    def test_a_branch_said_at_first_is_not_asked(self):
        for doctor in (self.luis, self.ana):
            doctor.sudo().branch_ids = self.clinic + self.border
        self.border.name = "Clínica Prueba Tijuana"
        told = self.words(
            self.says("quiero una limpieza dental en la de tijuana por favor", sender=STRANGER)
        )
        self.assertNotIn("¿En qué sucursal?", told)
        [session] = self.env['clinic.chat.session'].sudo().search([])
        self.assertEqual(session._memory()['branch'], self.border.id)

    def test_anybody_any_time(self):
        answer = self.says("quiero una limpieza dental", sender=STRANGER)
        self.assertIn("¿Con quién", self.words(answer))
        self.assertIn("¿Qué horario", self.words(self.says("me da igual", sender=STRANGER)))
        answer = self.says("cualquier día está bien", sender=STRANGER)
        self.assertIn("nombre completo", self.words(answer))
        self.assertEqual(self.visits().state, 'hold')

    def test_any_part_of_the_day(self):
        self.says("quiero una limpieza dental", sender=STRANGER)
        answer = self.says("con quien sea", sender=STRANGER)
        answer = self.choose(answer, "Otro horario", sender=STRANGER)
        self.assertIn("¿Qué le queda mejor?", self.words(answer))
        self.assertIn("¿Qué horario", self.words(self.says("cuando sea", sender=STRANGER)))


@tagged('post_install', '-at_install')
class TestSaidBeforeItIsAsked(BookCase):
    """A name or an age is heard whatever was asked."""

    def test_a_name_said_at_first(self):
        self.says("Hola, soy Rosa Elena Díaz y quiero una limpieza dental", sender=STRANGER)
        answer = self.says("con quien sea", sender=STRANGER)
        answer = self.says("el primero", sender=STRANGER)
        self.assertIn("para Rosa Elena Díaz", self.words(answer))

    def test_a_name_said_to_another_question(self):
        self.says("quiero una limpieza dental", sender=STRANGER)
        answer = self.says("Rosa Elena Díaz", sender=STRANGER)
        told = self.words(answer)
        self.assertIn("¿Con quién", told)
        self.assertNotIn("no le entendí", told)
        answer = self.says("con quien sea", sender=STRANGER)
        self.assertIn("para Rosa Elena Díaz", self.words(self.says("1", sender=STRANGER)))

    def test_a_doctor_is_nobody_who_comes(self):
        self.says("quiero una limpieza dental", sender=STRANGER)
        told = self.words(self.says("Luis Paz", sender=STRANGER))
        self.assertIn("¿Qué horario", told)
        self.assertIn("nombre completo", self.words(self.says("1", sender=STRANGER)))

    def test_a_mother_who_presents_herself(self):
        self.says("Hola, soy Rosa Díaz, quiero una limpieza dental para mi hijo", sender=STRANGER)
        self.says("con quien sea", sender=STRANGER)
        self.assertIn("nombre completo", self.words(self.says("1", sender=STRANGER)))
        self.says("Leo Paz Díaz", sender=STRANGER)
        answer = self.says("5/5/2020", sender=STRANGER)
        self.choose(answer, "Confirmar", sender=STRANGER)
        child = self.visits().patient_id
        self.assertEqual((child.name, child.guardian_id.name), ("Leo Paz Díaz", "Rosa Díaz"))

    def test_an_age_said_at_the_button(self):
        self.to_confirm()
        told = self.words(self.says("tengo 15", sender=STRANGER))
        self.assertIn("fecha de nacimiento de Rosa Elena Díaz", told)
        told = self.words(self.says("5/5/2011", sender=STRANGER))
        self.assertIn("como responsable", told)
        answer = self.says("Carmen Díaz Ruiz", sender=STRANGER)
        self.choose(answer, "Confirmar", sender=STRANGER)
        young = self.visits().patient_id
        self.assertEqual(young.birthdate, date(2011, 5, 5))
        self.assertEqual(young.guardian_id.name, "Carmen Díaz Ruiz")

    def test_a_grown_up_who_says_so(self):
        self.to_confirm()
        answer = self.says("tengo 35 años", sender=STRANGER)
        self.assertIn("Confirmar", self.options(answer))
        self.assertNotIn("no le entendí", self.words(answer))
