from odoo.tests import tagged

from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestSearch(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana = cls.register("Ana María Hernández Muñoz", phone="5512345678")
        cls.jose = cls.register("José Ángel O'Farrill Núñez", phone="+52 1 81 8888 7777")
        mother = cls.env['res.partner'].create(
            {
                'name': "Laura Ríos",
                'phone': "33 3333 4444",
                'country_id': cls.env.ref('base.mx').id,
            }
        )
        cls.child = cls.register("Emilio Ríos", birthdate='2020-01-01', guardian_id=mother.id)

    def found(self, text):
        ids = [row[0] for row in self.Patient.name_search(text, limit=None)]
        ours = self.ana | self.jose | self.child
        return ours.filtered(lambda patient: patient.id in ids)

    def test_any_part_of_the_name_in_any_order(self):
        for text in ("hernandez ana", "HERNÁNDEZ", "ana munoz", "muñ mar", "nández", "Ana  María "):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), self.ana)
        self.assertEqual(self.found("nunez ofarrill"), self.jose)
        self.assertEqual(self.found("o'farrill"), self.jose)
        self.assertFalse(self.found("ana rios"))

    def test_any_spelling_of_the_phone(self):
        for text in (
            "5512345678",
            "55 1234 5678",
            "(55) 1234-5678",
            "+52 55 1234 5678",
            "+5215512345678",
            "044 55 1234 5678",
            "0155 1234 5678",
            "5678",
            "12345678",
            "551234",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), self.ana)

    def test_the_guardians_phone_finds_the_child(self):
        self.assertEqual(self.found("3333334444"), self.child)

    def test_record_number_however_short(self):
        number = self.ana.record_number
        self.assertIn(self.ana, self.found(number))
        self.assertIn(self.ana, self.found(str(int(number))))

    def test_birth_date_and_email(self):
        self.ana.write({'birthdate': '1988-03-12', 'email': 'Ana.Hernandez@example.com'})
        self.child.guardian_id.email = 'laura@example.com'
        for text in ("12/03/1988", "12-3-1988", "1988-03-12", "ana 12/03/1988"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), self.ana)
        self.assertFalse(self.found("jose 12/03/1988"))
        self.assertEqual(self.found(" ANA.hernandez@example.com"), self.ana)
        self.assertEqual(self.found("laura@example.com"), self.child)
        self.assertFalse(self.found("ana@example.com"))

    def test_a_phone_copied_from_a_message(self):
        for text in ("tel. 55 1234 5678", "WhatsApp: +52 1 55 1234 5678", "5512345678 ext 12"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), self.ana)

    def test_name_and_number_together(self):
        self.assertEqual(self.found("ana 5678"), self.ana)
        self.assertFalse(self.found("jose 5678"))

    def test_wildcards_are_letters(self):
        self.assertFalse(self.found("%"))
        self.assertFalse(self.found("___"))

    def test_operators(self):
        Patient = self.Patient
        same = Patient.search([('display_name', '=', "ana maria hernandez muñoz")])
        self.assertIn(self.ana, same)
        others = Patient.search([('display_name', 'not ilike', "hernandez")])
        self.assertIn(self.jose, others)
        self.assertNotIn(self.ana, others)

    def test_rights_hold_in_the_search(self):
        other = self.env['res.company'].create({'name': "Otra clínica"})
        stranger = (
            self.env['clinic.patient']
            .with_company(other)
            .create(
                {
                    'name': "Ana Hernández Ajena",
                    'phone': "5512345678",
                }
            )
        )
        for text in ("hernandez", "5512345678", stranger.record_number):
            with self.subTest(text=text):
                self.assertNotIn(stranger.id, [row[0] for row in self.Patient.name_search(text)])

    def test_archived_patients_are_not_offered(self):
        self.ana.action_archive()
        self.assertFalse(self.found("hernandez munoz"))
        self.assertFalse(self.found("5512345678"))

    def test_sorted_as_in_a_spanish_index(self):
        patients = self.jose | self.register("Zoé Álamo") | self.register("Álvaro Zea")
        names = self.Patient.search([('id', 'in', patients.ids)]).mapped('name')
        self.assertEqual(names, ["Álvaro Zea", "José Ángel O'Farrill Núñez", "Zoé Álamo"])


@tagged('post_install', '-at_install')
class TestDuplicates(ClinicCase):
    def likely(self, **vals):
        return [row[0] for row in self.Patient.new(vals)._find_duplicates()]

    def test_same_person_typed_again(self):
        known = self.register(
            "María José Hernández López", phone="5512345678", birthdate='1990-05-01'
        )
        for vals in (
            {'name': "Maria Jose Hernandez Lopez"},
            {'name': "Hernández López María José"},
            {'name': "María José Hernández", 'phone': "55 1234 5678"},
            {'name': "Mª José Hdez. López", 'birthdate': '1990-05-01'},
            {'name': "María Hernández", 'phone': "55 1234 5678"},
            {'name': "María José Henrández López"},
            {'name': "María Hernández López"},
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self.likely(**vals), [known])

    def test_other_people_are_not_accused(self):
        self.register("María José Hernández López", phone="5512345678", birthdate='1990-05-01')
        self.assertFalse(self.likely(name="Pedro Hernández López", phone="5512345678"))
        self.assertFalse(self.likely(name="Juana Ruiz"))
        self.assertFalse(self.likely(name=""))

    def test_shown_while_typing(self):
        known = self.register("María José Hernández López", phone="5512345678")
        form = self.Patient.new({'name': "maria jose hernandez lopez"})
        self.assertIn(f'/odoo/pacientes/{known.id}"', form.duplicate_html)
        self.assertFalse(known.duplicate_html, "only while registering")

    def test_a_contact_with_the_phone_is_shown_too(self):
        contact = self.env['res.partner'].create(
            {
                'name': "Rosa <i>",
                'phone': "5512345678",
                'country_id': self.env.ref('base.mx').id,
            }
        )
        html = self.Patient.new({'name': "Rosa", 'phone': "55 1234 5678"}).duplicate_html
        self.assertIn(f'/odoo/contacts/{contact.id}"', html)
        self.assertIn("Rosa &lt;i&gt;", html)

    def test_only_what_the_user_may_read(self):
        other = self.env['res.company'].create({'name': "Otra clínica"})
        self.env['clinic.patient'].with_company(other).create(
            {
                'name': "María José Hernández López",
            }
        )
        self.assertFalse(self.likely(name="María José Hernández López"))
