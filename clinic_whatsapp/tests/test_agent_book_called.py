from odoo.tests import tagged

from .test_agent import STRANGER
from .test_agent_book import BookCase


@tagged('post_install', '-at_install')
class TestCalledOtherwise(BookCase):
    """Patients ask for the dentist, not for what the clinic calls it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        teeth, inside = (
            cls.env['clinic.specialty'].create({'name': name, 'patient_words': words})
            for name, words in (("Odontología", "dentista, muelas"), ("Medicina interna", False))
        )
        cls.luis.sudo().specialty_id = teeth
        cls.ana.sudo().specialty_id = inside
        cls.cleaning.role_ids.filtered(
            lambda role: role.kind == 'practitioner'
        ).resource_ids = cls.luis.resource_id
        cls.cleaning.patient_words = "sarro, blanqueamiento"

    def test_a_specialty_by_what_people_say(self):
        answer = self.says("quiero una cita con el dentista", sender=STRANGER)
        self.assertEqual(list(self.options(answer)), ["Consulta", "Limpieza dental"])
        answer = self.choose(answer, "Consulta", sender=STRANGER)
        self.assertIn("horario", self.words(answer))  # with whom is not asked: there is one dentist
        title = next(iter(self.options(answer)))
        answer = self.choose(answer, title, sender=STRANGER)
        [held] = self.visits()
        self.assertEqual(held.practitioner_id, self.luis)

    def test_only_what_the_specialty_gives(self):
        answer = self.says("quiero agendar con medicina interna", sender=STRANGER)
        self.choose(answer, next(iter(self.options(answer))), sender=STRANGER)
        [held] = self.visits()
        self.assertEqual((held.practitioner_id, held.type_id), (self.ana, self.visit_type))

    def test_a_visit_by_what_people_say(self):
        answer = self.says("quiero una cita para quitarme el sarro", sender=STRANGER)
        self.assertNotIn("¿Qué necesita?", self.words(answer))

    def test_the_price_of_what_people_say(self):
        self.cleaning.product_id = self.env['product.product'].create(
            {'name': "Limpieza", 'list_price': 850, 'taxes_id': False}
        )
        self.assertIn(
            "$850", self.words(self.says("¿cuánto cuesta el blanqueamiento?", sender=STRANGER))
        )

    def test_whether_there_is_one(self):
        for text in ("¿tienen dentista?", "si tienen odontólogo", "dentista"):
            answer = self.says(text, sender=STRANGER)
            self.assertIn("¿Qué necesita?", self.words(answer), text)
            self.assertEqual("Sí: Dr. Luis Paz." in self.words(answer), "tienen" in text, text)
            self.says("ya no la quiero", sender=STRANGER)

    def test_a_specialty_that_nobody_has_is_not_passed_over(self):
        for text in ("quiero cita con el cardiólogo", "¿tienen ginecóloga?"):
            told = self.words(self.says(text, sender=STRANGER))
            self.assertIn("No encontré esa especialidad", told)
            self.assertIn("¿Qué necesita?", told)
            self.says("ya no la quiero", sender=STRANGER)
        told = self.words(self.says("quiero cita con el odontólogo", sender=STRANGER))
        self.assertNotIn("No encontré", told)

    def test_the_price_of_a_specialty(self):
        (self.visit_type + self.cleaning).write({'price': 600})
        self.cleaning.price = 850
        told = self.words(self.says("cuánto cobra el de medicina interna", sender=STRANGER))
        self.assertIn("$600", told)
        self.assertNotIn("$850", told)

    def test_only_what_the_doctor_who_is_named_gives(self):
        answer = self.says("quiero cita con la doctora Ana Ríos el miércoles", sender=STRANGER)
        self.assertNotIn("Limpieza", self.words(answer))
        self.assertTrue(list(self.options(answer))[0].startswith("mié 4 nov"))  # one type: hers
