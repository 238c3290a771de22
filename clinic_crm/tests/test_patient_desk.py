from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from .agenda_common import AgendaCase
from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestFirstContact(ClinicCase):
    """Who asked and has not booked is kept, listed and called again."""

    def test_kept_with_a_call_to_make(self):
        patient = self.register(phone="55 1234 5678")
        patient.action_keep_first_contact()
        self.assertEqual(patient.stage, 'contact')
        self.assertEqual(len(patient.activity_ids), 1)
        self.assertGreater(patient.activity_ids.date_deadline, fields.Date.context_today(patient))
        patient.action_keep_first_contact()
        self.assertEqual(len(patient.activity_ids), 1, "one call is enough")

    def test_found_on_today(self):
        patient = self.register("Tadeo Preguntón", phone="55 1234 5678")
        patient.stage = 'contact'
        home = self.env['clinic.home'].with_user(self.users['reception'])
        card = next(card for card in home.get_today()['cards'] if card['name'] == 'first_contacts')
        row = next(row for row in card['rows'] if row['res_id'] == patient.id)
        self.assertIn(patient.phone, row['hint'])
        self.assertIn("asked today", row['hint'])
        found = home.search_patients("tadeo pregunton")['rows']
        self.assertEqual([row['id'] for row in found], patient.ids)


@tagged('post_install', '-at_install')
class TestGuardian(ClinicCase):
    def test_a_guardian_is_called_in_an_emergency(self):
        guardian = self.env['res.partner'].create({'name': "Laura Soto", 'phone': "55 1234 5678"})
        with Form(self.Patient) as form:
            form.name = "Iker Soto"
            form.birthdate = fields.Date.context_today(self.Patient) - timedelta(days=2000)
            form.guardian_id = guardian
            form.guardian_relationship = 'mother'
        patient = form.record
        self.assertEqual(patient.emergency_relationship, "Mother")
        self.assertEqual(patient.emergency_name, "Laura Soto")
        self.assertEqual(patient.emergency_phone, "+52 55 1234 5678")

    def test_people_are_found_without_accents_and_by_phone(self):
        contact = self.env['res.partner'].create(
            {'name': "Mónica Núñez O’Farrill Peña", 'phone': "044 55 1234 5678"}
        )
        People = self.env['res.partner'].with_user(self.users['reception'])
        finder = People.with_context(clinic_find_person=True)
        for text in (
            "monica nunez",
            "PEÑA mónica",
            "55 1234-5678",
            "5678",
            "O'Farrill",
            "ofarrill peña",
        ):
            with self.subTest(text):
                self.assertIn(contact.id, [row[0] for row in finder.name_search(text)])
        self.assertNotIn(contact.id, [row[0] for row in finder.name_search("55 1234 5679")])
        self.assertFalse(People.name_search("monica nunez"), "elsewhere Odoo's own search")

    def test_namesakes_are_shown_until_something_tells_them_apart(self):
        known = self.register("Hannah Müller", birthdate='1980-01-01')
        form = self.Patient.new({'name': "hannah muller"})
        self.assertIn(f'data-id="{known.id}"', form.duplicate_html)
        form.birthdate = '1991-12-24'
        self.assertFalse(form.duplicate_html)

    def test_a_contact_of_the_same_name_is_shown(self):
        contact = self.env['res.partner'].create({'name': "Hannah Müller"})
        form = self.Patient.new({'name': "Hannah Müller"})
        self.assertIn(f'data-model="res.partner" data-id="{contact.id}"', form.duplicate_html)


@tagged('post_install', '-at_install')
class TestReceptionAndAllergies(ClinicCase):
    def test_reception_reads_no_more_than_yes(self):
        patient = self.register()
        patient.with_user(self.users['nurse']).allergies = "Penicilina: choque"
        self.env.flush_all()
        desk = patient.with_user(self.users['reception'])
        desk.invalidate_recordset()
        self.assertEqual(desk.allergy_state, 'yes')
        arch = desk.get_view(view_type='form')['arch']
        self.assertNotIn('name="allergies"', arch)
        self.assertIn('name="allergies_flag"', arch)
        clinical = patient.with_user(self.users['nurse']).get_view(view_type='form')['arch']
        self.assertIn('name="allergies"', clinical)
        self.assertNotIn('name="allergies_flag"', clinical)
        for way in (
            lambda: desk.read(['allergies']),
            lambda: desk.export_data(['allergies']),
            lambda: desk.search([('allergies', 'ilike', 'peni')]),
            lambda: desk.web_read({'allergies': {}}),
            lambda: desk._read_group([], ['allergies']),
            lambda: desk.allergies,
            lambda: desk.search([], order='allergies'),
        ):
            with self.assertRaises(Exception) as refused:
                way()
            self.assertNotIn("Penicilina", str(refused.exception))
        mine = [
            name for name, field in desk._fields.items() if desk._has_field_access(field, 'read')
        ]
        self.assertNotIn('allergies', mine)
        stored = [name for name in mine if desk._fields[name].store]
        self.assertNotIn("Penicilina", str(desk.read(stored)))
        self.assertNotIn("Penicilina", str(desk.message_ids.mapped('body')))
        self.env.cr.execute("SELECT * FROM clinic_patient WHERE id = %s", [patient.id])
        self.assertNotIn("Penicilina", str(self.env.cr.fetchall()), "sealed from the start")


@tagged('post_install', '-at_install')
class TestFirstVisit(AgendaCase):
    def test_booking_makes_a_patient(self):
        patient = self.patients[0].with_user(self.users['reception'])
        patient.action_keep_first_contact()
        self.book(self.at(10))
        self.assertEqual(patient.stage, 'patient')
        self.assertFalse(patient.activity_ids)

    def asked(self, number):
        patient = self.patients[number].with_user(self.users['reception'])
        patient.action_keep_first_contact()
        return patient

    def open_contacts(self):
        home = self.env['clinic.home'].with_user(self.users['reception'])
        [card] = [card for card in home.get_today()['cards'] if card['name'] == 'first_contacts']
        return card['count']

    def test_whichever_way_they_book(self):
        group = self.make_type("Taller", seats=3)
        ways = [self.asked(number) for number in range(4)]
        self.assertEqual(self.open_contacts(), 4)
        held = (
            self.env['clinic.appointment']
            .sudo()
            ._hold(
                {
                    'patient_id': ways[0].id,
                    'type_id': self.visit_type.id,
                    'practitioner_id': self.ana.id,
                    'company_id': self.clinic.id,
                    'start': self.at(10),
                },
                'conversation',
            )
        )
        self.assertEqual(ways[0].stage, 'contact', "a held time is no visit yet")
        held._confirm_hold()
        self.book(self.at(12), patient=1, type_id=group.id)
        self.book(self.at(9), patient=2, walk_in=True)
        self.env['clinic.waiting.entry'].with_user(self.users['reception']).create(
            {'patient_id': ways[3].id, 'type_id': self.visit_type.id}
        )
        self.assertEqual([patient.stage for patient in ways], ['patient'] * 3 + ['contact'])
        self.assertEqual(self.open_contacts(), 1, "who waits for a time has none yet")

    def test_a_visit_that_is_cancelled_makes_no_contact_again(self):
        patient = self.asked(0)
        self.book(self.at(10))._cancel('patient')
        self.assertEqual(patient.stage, 'patient')
