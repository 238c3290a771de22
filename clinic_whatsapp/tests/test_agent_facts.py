from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_agent import STRANGER, AgentCase


@tagged('post_install', '-at_install')
class TestFacts(AgentCase):
    """What the clinic answers comes from what it keeps; what it has not said, a person does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_type = cls.visit_type.with_env(cls.env)
        cls.visit_type.write({'bookable_online': True, 'price': 600})
        cls.cleaning = cls.make_type(
            "Limpieza dental", bookable_online=True, price=850.5, instructions="Sin comer 2 horas."
        )

    def fact(self, **vals):
        return self.env['clinic.chat.fact'].create({'company_id': self.clinic.id, **vals})

    def test_prices(self):
        told = self.words(self.says("¿cuánto cuesta la consulta?", sender=STRANGER))
        self.assertIn("Consulta: $600.\nLimpieza dental: $850.50.", told)  # each on its line
        told = self.words(self.says("¿cuánto cuesta y cuánto dura la limpieza?", sender=STRANGER))
        self.assertIn(" min · $850.50.", told)
        answer = self.says("precio de la limpieza", sender=STRANGER)
        self.assertNotIn("$600", self.words(answer))
        answer = self.choose(answer, "Agendar cita", sender=STRANGER)
        self.assertNotIn("¿Qué necesita?", self.words(answer))  # the cleaning: it was said

    def test_what_is_not_known_is_not_offered_and_goes_to_a_person(self):
        (self.visit_type + self.cleaning).write({'price': 0, 'instructions': False})
        menu = self.options(self.says("hola", sender=STRANGER))
        for label in ("Precios", "Pagos y seguros", "Facturas", "Cómo prepararse"):
            self.assertNotIn(label, menu)
        for text in ("¿cuánto cuesta?", "¿aceptan tarjeta?", "necesito factura"):
            self.assertIn("le atiende una persona", self.words(self.says(text, sender=STRANGER)))
            self.assertTrue(self.conversation().waiting_since)

    def test_payment_insurers_invoices(self):
        self.clinic.sudo().vat = 'EKU9003173C9'
        self.fact(subject='payment', answer="Efectivo y tarjeta.\nSin comisión.")
        self.fact(subject='insurance', answer="Trabajamos con GNP y AXA.")
        self.fact(subject='invoice', answer="Envíenos su constancia de situación fiscal.")
        told = self.words(self.says("¿aceptan tarjeta?"))
        self.assertIn("Efectivo y tarjeta. Sin comisión. Trabajamos con GNP y AXA.", told)
        told = self.words(self.says("necesito factura"))
        self.assertIn("constancia", told)
        self.assertIn("EKU9003173C9", told)

    def test_other_questions(self):
        self.fact(title="Estacionamiento", answer="Hay dos lugares en el patio.")
        self.fact(title="Mascotas", answer="Solo perros guía.")
        self.assertIn("dos lugares", self.words(self.says("hay estacionamiento???")))
        answer = self.choose(self.says("menú"), "Otras preguntas")
        self.assertIn("perros guía", self.words(self.choose(answer, "Mascotas")))

    def test_how_to_prepare_for_the_visit_one_has(self):
        self.assertIn("Sin comer", self.words(self.says("¿tengo que ir en ayunas?")))
        self.book(self.at(10, day=5), type_id=self.cleaning.id)
        self.env['clinic.whatsapp.outbox'].search([]).unlink()
        told = self.words(self.says("¿tengo que ir en ayunas?"))
        self.assertIn("Para su cita del jueves 5 de noviembre", told)

    def test_a_prescription_is_a_task_and_nothing_is_sent(self):
        told = self.words(self.says("me pueden mandar mi receta"))
        self.assertIn("una persona lo revisa", told)
        self.assertNotIn("le atiende una persona", told)  # it is said once
        self.assertTrue(self.conversation().waiting_since)
        self.says("me pueden mandar mi receta")
        [task] = self.patient.activity_ids
        self.assertFalse(task.user_id)
        reception = self.env['clinic.home'].with_user(self.users['reception'])
        card = next(c for c in reception._cards() if c.name == 'asked_for')
        self.assertEqual(card.build().count, 1)

    def test_results_of_a_child_are_asked_for_on_their_record(self):
        child = self.patients[1].with_env(self.env)
        child.write({'guardian_id': self.patient.partner_id.id, 'birthdate': date(2020, 5, 5)})
        self.says("me manda los resultados de mi hija")
        self.assertEqual((len(child.activity_ids), len(self.patient.activity_ids)), (1, 0))
        self.says("mis resultados por favor")
        self.assertEqual(len(self.patient.activity_ids), 1)
        answer = self.says("necesito unos resultados")
        self.assertIn("¿De quién?", self.words(answer))
        self.assertEqual(len(self.options(answer)), 3)
        told = self.words(self.says(child.name.split()[0]))
        self.assertIn("una persona lo revisa", told)
        self.says("necesito una receta")
        told = self.words(self.says("de mi esposo"))
        self.assertIn("una persona lo revisa y contesta", told)
        self.assertIn("de otra persona", ' '.join(self.patient.activity_ids.mapped('summary')))

    def test_a_prescription_of_who_is_unknown(self):
        told = self.words(self.says("me pueden mandar mi receta", sender=STRANGER))
        self.assertIn("quién es usted", told)
        self.assertFalse(self.env['mail.activity'].search([('res_model', '=', 'clinic.patient')]))

    def test_who_may_write_the_answers(self):
        Fact = self.env['clinic.chat.fact']
        vals = {'company_id': self.clinic.id, 'subject': 'payment', 'answer': "Efectivo."}
        fact = Fact.with_user(self.users['director']).create(vals)
        self.assertEqual(fact.display_name, "How one pays")
        with self.assertRaises(AccessError):
            Fact.with_user(self.users['reception']).create(vals)
        with self.assertRaises(ValidationError):
            self.fact(title="x" * 25, answer="y")
        with self.assertRaises(ValidationError):
            self.fact(subject='payment', answer="y" * 601)
        with self.assertRaises(CheckViolation), mute_logger('odoo.sql_db'):
            self.fact(answer="y")
