"""What people type wrong: a clear Spanish sentence, or kept as it was written; never half saved."""

from datetime import date

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import ClinicCase

CURP = 'HELA900101MDFRPN04'
CURP_X = 'HELA900101XDFRPN08'
NAMES_REFUSED = {
    'too long': 'Á' * 200,
    'emoji': "Ana 😀 López",
    'only spaces': "   \t ",
    'only digits': "12345",
    'only marks that are not seen': "\u200b\u202e",
    'markup': "<b>Ana</b>",
    'script': "Ana <script>alert(1)</script>",
}
NAMES_KEPT = {
    "O'Brien D’Angelo": "O'Brien D’Angelo",
    "Ñandú  Güemes": "Ñandú Güemes",
    "María-José de la O": "María-José de la O",
    "Nguyễn Văn Ánh": "Nguyễn Văn Ánh",
    "王小明": "王小明",
    "محمد علي": "محمد علي",
    "Robert'); DROP TABLE students": "Robert'); DROP TABLE students",
    "100% Ana_María\\": "100% Ana_María\\",
    "{nombre} %s %(name)s": "{nombre} %s %(name)s",
    "Ana\x00López": "Ana López",
    "Ana\u202eLópez": "AnaLópez",
}
PHONES_REFUSED = (
    "123",
    "55 1234 567",
    "55 1234 5678 90",
    "no tiene",
    "5512345678 / 5587654321",
    "0000000000",
    "5.51E+09",
    "1234 5678",
    "+52",
    "00 1234 5678",
    "5512E45678",
    "<script>",
)
PHONES_KEPT = {
    "  ": False,
    "044 55 1234 5678": "+52 55 1234 5678",
    "521 55 1234 5678": "+52 55 1234 5678",
    "01 (55) 1234-5678": "+52 55 1234 5678",
    "tel. 55.1234.5678": "+52 55 1234 5678",
    "+1 702 555 0106": "+1 702-555-0106",
    "+34 612 34 56 78": "+34 612 34 56 78",
    "\u202a+52 55 1234 5678\u202c": "+52 55 1234 5678",
    "55 1234 5678 ext 12": "+52 55 1234 5678 ext. 12",
}
SEARCHES = (
    '%',
    '_',
    '%%%___',
    '\\',
    "' OR 1=1 --",
    '"; DROP TABLE clinic_patient; --',
    'Ana\x00',
    '\ud800',
    '😀',
    '\u202e',
    'Ана',
    ' ',
    'a ' * 5000,
    '9' * 5000,
    '[(',
    '+52 (55) ',
    'HELA900101MDFRPN0' * 20,
)


@tagged('post_install', '-at_install')
class TestBadInput(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['res.lang']._activate_lang('es_MX')
        cls.Spanish = cls.Patient.with_context(lang='es_MX')

    def refused(self, vals, why, patient=None):
        """What is said of these values: in Spanish, with nothing of them kept."""
        before = self.counts()
        with self.assertRaises(UserError, msg=why) as caught:
            if patient:
                patient.with_env(self.Spanish.env).write(vals)
            else:
                self.Spanish.create(vals)
            self.env.flush_all()
        self.assertEqual(self.counts(), before, why)
        said = str(caught.exception)
        with self.assertRaises(UserError) as in_english:
            if patient:
                patient.with_context(lang='en_US').write(vals)
            else:
                self.Patient.with_context(lang='en_US').create(vals)
            self.env.flush_all()
        self.assertNotEqual(said, str(in_english.exception), f"{why}: not in Spanish")
        self.assertNotRegex(said, '[\x00-\x08\x0e-\x1f]', why)
        return said

    def counts(self):
        self.env.invalidate_all()
        everything = {'active_test': False}
        return (
            self.env['clinic.patient'].with_context(**everything).search_count([]),
            self.env['res.partner'].with_context(**everything).search_count([]),
        )

    def test_names(self):
        patient = self.register()
        for why, name in NAMES_REFUSED.items():
            with self.subTest(why):
                self.refused({'name': name}, why)
                self.refused({'name': name}, why, patient)
        self.assertEqual(patient.name, "Ana María Hernández López")
        self.assertIn("200", self.refused({'name': 'Á' * 200}, "says how long it is"))
        for typed, kept in NAMES_KEPT.items():
            with self.subTest(typed):
                self.assertEqual(self.register(typed).name, kept)

    def test_phones(self):
        patient = self.register(phone="55 1234 5678")
        for text in PHONES_REFUSED:
            for name in ('phone', 'emergency_phone'):
                with self.subTest(text, field=name):
                    said = self.refused({'name': "Ana López", name: text}, text)
                    self.assertIn(text[:40], said, "quotes what was typed")
                    self.refused({name: text}, text, patient)
        self.assertEqual(patient.phone, "+52 55 1234 5678")
        for text, kept in PHONES_KEPT.items():
            with self.subTest(text):
                self.assertEqual(self.register(phone=text).phone, kept)
                self.assertEqual(self.register(emergency_phone=text).emergency_phone, kept)

    def test_curps(self):
        known = self.register("Ana Hernández López", curp=CURP)
        said = self.refused({'name': "Otra Persona", 'curp': CURP.lower()}, "another's")
        self.assertIn(known.name, said)
        self.assertIn(known.record_number, said)
        for text in ('HELA900101', CURP[:-1] + '9', 'HELA901301MDFRPN04', '1' * 18, '😀' * 18):
            with self.subTest(text):
                self.refused({'name': "Otra Persona", 'curp': text}, text)
        self.assertEqual(self.register(curp=f' {CURP_X.lower()} ').curp, CURP_X)

    def test_the_curp_of_somebody_else(self):
        """It may be the birth date that is wrong: both are kept, and the desk is told at once."""
        form = self.Spanish.new({'birthdate': date(1985, 5, 5), 'sex': 'male', 'curp': CURP})
        warning = form._onchange_curp()['warning']
        self.assertIn("01/01/1990", warning['message'])
        self.assertIn("Femenino", warning['message'])
        self.assertEqual((form.birthdate, form.sex), (date(1985, 5, 5), 'male'))

    def test_dates(self):
        patient = self.register(birthdate='1980-01-01')
        tomorrow = fields.Date.add(fields.Date.context_today(self.Spanish), days=1)
        for why, vals in {
            'born tomorrow': {'birthdate': tomorrow},
            'born in 1850': {'birthdate': '1850-03-01'},
            'died tomorrow': {'deceased_date': tomorrow},
            'died before the birth': {'birthdate': '1980-01-01', 'deceased_date': '1979-01-01'},
        }.items():
            with self.subTest(why):
                self.refused({'name': "Ana López", **vals}, why)
                self.refused(vals, why, patient)
        self.assertEqual(patient.birthdate, date(1980, 1, 1))
        self.assertFalse(patient.deceased_date)

    def test_zones(self):
        with self.assertRaises(ValidationError) as caught:
            self.env.company.with_context(lang='es_MX').clinic_tz = 'Mars/Phobos'
        self.assertIn("Mars/Phobos", str(caught.exception))
        self.assertNotIn("There is", str(caught.exception))
        desk = self.users['reception']
        lost = self.env['clinic.home'].with_user(desk).with_context(tz='Mars/Phobos')
        self.assertTrue(lost.get_today()['greeting'])
        self.assertTrue(self.Spanish.with_context(tz='Mars/Phobos').create({'name': "Ana López"}))

    def test_what_a_database_refuses_in_other_texts(self):
        patient = self.register(
            emergency_name="Rosa\x00 Díaz",
            street="Calle\x00 5 \ud83d",
            emergency_relationship='\x1b',
        )
        self.env.flush_all()
        self.assertEqual(patient.emergency_name, "Rosa  Díaz")
        self.assertEqual(patient.street.split(), ["Calle", "5"])
        patient.write({'city': "Benito\x00Juárez", 'emergency_name': "<b>Rosa</b> 😀"})
        self.env.flush_all()
        self.assertEqual(patient.city, "Benito Juárez")
        self.assertEqual(patient.emergency_name, "<b>Rosa</b> 😀", "kept as it was written")

    def test_an_email_that_is_none(self):
        form = self.Spanish.new({'name': "Ana López", 'email': "ana arroba correo"})
        self.assertIn("ana arroba correo", form._onchange_email()['warning']['message'])
        form.email = "ana@example.com"
        self.assertIsNone(form._onchange_email())
        patient = self.register(email="ana arroba correo", birthdate='1980-01-01')
        patient.company_id.sudo().email = 'citas@clinica.example'
        self.assertEqual(patient.email, "ana arroba correo")
        self.assertIn("ana arroba correo", patient.with_env(self.Spanish.env).reminder_problem)

    def test_searches(self):
        self.register()
        Home = self.env['clinic.home'].with_user(self.users['reception'])
        for text in SEARCHES:
            with self.subTest(ascii(text[:20])):
                found = self.Patient.search([('display_name', 'ilike', text)])
                if text.strip() and not any(char.isalnum() for char in text):
                    self.assertFalse(found, "a wildcard finds nobody")
                self.assertLess(len(Home.search_patients(text)['rows']), 9)
                self.Patient.name_search(text)
                self.env['res.partner'].with_context(clinic_find_person=True).name_search(
                    text.replace('\x00', '').replace('\ud800', '')
                )
        names = self.Patient.search([('display_name', 'ilike', 'ana% lopez_')]).mapped('name')
        self.assertTrue(all("Ana" in name for name in names))
