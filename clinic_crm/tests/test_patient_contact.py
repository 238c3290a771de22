from lxml import html

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestContact(ClinicCase):
    """A patient's contact stays a customer, and nothing done to it hurts the patient."""

    def test_one_click(self):
        contact = (
            self.env['res.partner']
            .create(
                {
                    'name': "Rosa Díaz",
                    'phone': "5512345678",
                    'company_id': self.company.id,
                }
            )
            .with_user(self.users['reception'])
        )
        action = contact.action_make_patient()
        patient = self.env['clinic.patient'].browse(action['res_id'])
        self.assertEqual(patient.partner_id, contact)
        self.assertFalse(contact.company_id, "shared by all branches")
        self.assertEqual(contact.action_make_patient()['res_id'], patient.id, "opens the same one")

    def test_a_company_is_no_patient(self):
        company = self.env['res.partner'].create({'name': "Aseguradora", 'is_company': True})
        with self.assertRaises(UserError):
            company.with_user(self.users['reception']).action_make_patient()
        with self.assertRaises(UserError):  # else a list that is imported could rename the clinic
            self.Patient.create({'name': "Ana Ruiz", 'partner_id': self.company.partner_id.id})

    def test_who_may_not_register(self):
        contact = self.env['res.partner'].create({'name': "Rosa Díaz"})
        with self.assertRaises(AccessError):
            contact.with_user(self.outsider).action_make_patient()

    def test_one_patient_a_contact(self):
        patient = self.register()
        with self.assertRaisesRegex(ValidationError, patient.record_number):
            self.Patient.create({'partner_id': patient.partner_id.id})

    def test_archiving_the_contact(self):
        patient = self.register()
        contact = patient.partner_id
        with self.assertRaisesRegex(UserError, "patient"):
            contact.with_user(self.users['reception']).action_archive()
        contact.with_user(self.outsider).action_archive()
        self.assertTrue(patient.active, "who may not know it is a patient archives the contact")
        self.assertIn(patient, self.Patient.search([('name', 'ilike', patient.name)]))
        self.assertIn(patient.id, [row[0] for row in self.Patient.name_search(patient.name)])
        contact.action_unarchive()
        patient.action_archive()
        self.assertTrue(contact.active, "a former patient may still owe")
        contact.action_archive()
        patient.action_unarchive()
        self.assertTrue(contact.active, "a patient needs the contact")

    def test_deleting_the_contact(self):
        patient = self.register()
        guardian = self.env['res.partner'].create({'name': "Madre"})
        payer = self.env['res.partner'].create({'name': "Aseguradora"})
        patient.write({'guardian_id': guardian.id, 'payer_id': payer.id})
        for contact in (patient.partner_id, guardian, payer):
            with self.assertRaisesRegex(UserError, "cannot be deleted") as error:
                contact.with_user(self.users['reception']).unlink()
            self.assertIn(patient.record_number, str(error.exception))
            with self.assertRaises(UserError) as error:
                contact.with_user(self.outsider).unlink()
            self.assertNotIn(patient.record_number, str(error.exception))
            self.assertNotIn("patient", str(error.exception).lower())
        self.assertTrue(patient.exists())

    def test_the_contact_gets_no_company(self):
        patient = self.register()
        with self.assertRaises(UserError):
            patient.partner_id.company_id = self.company
        with self.assertRaises(UserError):  # no context a client sends opens the door
            patient.partner_id.with_context(clinic_contact_merge=True).company_id = self.company
        other = self.env['res.partner'].create({'name': "Luis Cliente"})
        both = (patient.partner_id | other).with_user(self.outsider)
        both.write({'company_id': self.company.id, 'city': "Puebla"})
        self.assertFalse(patient.partner_id.company_id)
        self.assertEqual(other.company_id, self.company)
        self.assertEqual(both.mapped('city'), ["Puebla", "Puebla"])

    def test_phones_tell_nothing_where_the_company_is_not_mexican(self):
        self.company.country_id = self.env.ref('base.us')
        patient = self.register(phone="5512345678")
        other = self.env['res.partner'].create({'name': "Luis", 'phone': "55 1234 5678"})
        self.assertEqual(patient.phone_sanitized, '+525512345678')
        self.assertEqual(other.phone_sanitized, '+525512345678')

    def test_names_and_phones_changed_on_the_contact_are_found(self):
        patient = self.register("Ana Pérez", phone="5512345678")
        patient.partner_id.with_user(self.outsider).write(
            {
                'name': "Ana Ximénez",
                'phone': "55 8765 4321",
            }
        )
        found = [row[0] for row in self.Patient.name_search("ximenez ana")]
        self.assertEqual(found, patient.ids)
        self.assertEqual([row[0] for row in self.Patient.name_search("0455587654321")], patient.ids)

    def test_employer_of_the_contact(self):
        employer = self.env['res.partner'].create({'name': "Fábrica", 'is_company': True})
        patient = self.register()
        patient.partner_id.parent_id = employer
        self.assertEqual(patient.commercial_partner_id, employer)
        self.assertEqual(patient.name, "Ana María Hernández López")
        self.assertIn(patient, self.Patient.search([('display_name', 'ilike', "hernandez")]))


@tagged('post_install', '-at_install')
class TestReferrer(ClinicCase):
    """How the patient came, and by whom."""

    def test_another_patient_or_a_doctor(self):
        known = self.register("Rosa Díaz")
        doctor = self.env['res.partner'].create({'name': "Dr. Óscar Peña", 'phone': "5512345678"})
        finder = self.env['res.partner'].with_user(self.users['reception'])
        found = finder.with_context(clinic_find_person=True).name_search("oscar pena")
        self.assertEqual([row[0] for row in found], doctor.ids)
        with Form(self.Patient) as form:
            form.name = "Julia Referida"
            form.source = 'doctor'
            form.referrer_id = doctor
        patient = form.record
        self.assertEqual(patient.referrer_id, doctor)
        patient.write({'source': 'patient', 'referrer_id': known.partner_id.id})
        doctor.unlink()
        friend = self.env['res.partner'].create({'name': "Vecina"})
        patient.referrer_id = friend
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            friend.with_user(self.users['reception']).unlink()

    def test_nobody_stays_behind_another_answer(self):
        doctor = self.env['res.partner'].create({'name': "Dr. Peña"})
        patient = self.register("Julia Referida", source='doctor', referrer_id=doctor.id)
        with Form(patient) as form:
            form.source = 'web'
        self.assertFalse(patient.referrer_id)

    def test_who_changes_it(self):
        patient = self.register()
        patient.with_user(self.users['practitioner']).source = 'sign'
        with self.assertRaises(AccessError):
            patient.with_user(self.users['nurse']).source = 'web'


@tagged('post_install', '-at_install')
class TestPortal(HttpCase, ClinicCase):
    def open_portal(self):
        """A patient who looks after the own address, signed in."""
        patient = self.register("Ana Portal", phone="5512345678", birthdate='1990-01-01')
        new_test_user(
            self.env,
            'ana_portal',
            'base.group_portal',
            partner_id=patient.partner_id.id,
            name="Ana Portal",
        )
        self.authenticate('ana_portal', 'ana_portal')
        return patient

    def submit(self, partner, **more):
        """What the portal's form sends for the address of a contact, and how it is answered."""
        state = self.env['res.country.state'].search([('country_id.code', '=', 'MX')], limit=1)
        page = self.url_open('/my/account')
        self.assertEqual(page.status_code, 200)
        token = html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.url_open(
            '/my/address/submit',
            data={
                'partner_id': partner.id,
                'name': "Ana Portal Ruiz",
                'email': 'ana@example.com',
                'phone': "55 8765 4321",
                'street': "Calle 1",
                'city': "CDMX",
                'zip': "06000",
                'country_id': self.env.ref('base.mx').id,
                'state_id': state.id,
                'csrf_token': token,
                'address_type': 'billing',
                'required_fields': '',
                **more,
            },
        )
        self.env.invalidate_all()
        return answer

    def test_own_address_in_the_portal(self):
        patient = self.open_portal()
        number, company = patient.record_number, patient.company_id
        answer = self.submit(
            patient.partner_id,
            birthdate='2001-01-01',
            record_number='999999',
            preferred_channel='none',
            company_id=company.id,
            active='',
        )
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(patient.name, "Ana Portal Ruiz")
        self.assertEqual(patient.phone_sanitized, '+525587654321')
        for text in ("ruiz ana", "044 55 8765 4321", '87654321'):
            with self.subTest(text):
                self.assertIn(patient.id, [row[0] for row in self.Patient.name_search(text)])
        self.assertFalse(self.Patient.name_search("55 1234 5678"), "the number of before")
        # what the form does not offer stays as the clinic wrote it
        self.assertEqual(str(patient.birthdate), '1990-01-01')
        self.assertEqual(patient.record_number, number)
        self.assertFalse(patient.preferred_channel)
        self.assertFalse(patient.partner_id.company_id)
        self.assertTrue(patient.active and patient.partner_id.active)

    def test_nobody_elses_in_the_portal(self):
        patient = self.open_portal()
        other = self.register("Otra Paciente", phone="5511112222")
        self.assertEqual(self.submit(other.partner_id).status_code, 403)
        self.assertEqual(other.name, "Otra Paciente")
        self.assertEqual(other.phone_sanitized, '+525511112222')
        user = patient.partner_id.user_ids
        for record in (patient, other):
            for attempt in (
                lambda record=record: record.with_user(user).read(['name']),
                lambda record=record: record.with_user(user).write({'sex': 'x'}),
                lambda record=record: record.partner_id.with_user(user).write({'name': "X"}),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_closing_the_portal_account(self):
        patient = self.register("Ana Portal")
        user = new_test_user(
            self.env, 'ana_portal', 'base.group_portal', partner_id=patient.partner_id.id
        )
        user.write({'active': False})
        with self.assertRaises(UserError):
            user.partner_id.action_archive()
        with self.assertRaises(UserError):
            user.partner_id.unlink()
        self.assertTrue(patient.partner_id.active)
