from ast import literal_eval
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, LockError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..trail import _reason
from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestPatientMerge(ClinicCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stays = cls.register("Ana Ruiz", phone="5512345678")
        cls.goes = cls.register(
            "Ana Ruiz Paz", birthdate='1990-01-01', sex='female', email='ana@example.com'
        )

    def merge(self, role='reception'):
        Wizard = (
            self.env['clinic.patient.merge']
            .with_user(self.users[role])
            .with_context(
                active_model='clinic.patient',
                active_ids=(self.stays | self.goes).ids,
            )
        )
        with Form(Wizard) as form:
            self.assertEqual(form.survivor_id, self.stays, "the older record")
            self.assertIn("ana@example.com", form.preview)
        return form.record.action_merge()

    def test_asked_from_one_record_who_looks_alike_is_proposed(self):
        twin = self.register("Ana Ruiz", phone="5512345678")
        stranger = self.register("Pedro Soto Luna")
        wizard = self.env['clinic.patient.merge'].with_user(self.users['reception'])
        wizard = wizard.with_context(active_model='clinic.patient', active_ids=twin.ids).create({})
        self.assertIn(self.stays, wizard.patient_ids)
        self.assertNotIn(stranger, wizard.patient_ids)
        self.assertEqual(wizard.survivor_id, self.stays)

    def test_both_histories_stay(self):
        note = self.goes.message_post(body="Primera llamada")
        file = self.env['ir.attachment'].create(
            {
                'name': "a.pdf",
                'raw': b'x',
                'res_model': 'clinic.patient',
                'res_id': self.goes.id,
            }
        )
        action = self.merge()
        self.assertEqual(action['res_id'], self.stays.id)
        self.assertFalse(self.goes.active)
        self.assertEqual(self.goes.merged_into_id, self.stays)
        self.assertEqual(self.stays._with_history(), self.stays | self.goes)
        self.assertEqual(self.goes._survivor(), self.stays)
        self.assertIn(note, self.goes.message_ids)
        self.assertEqual(file.res_id, self.goes.id)
        self.assertIn(self.goes.record_number, self.stays.message_ids[0].body)
        self.assertTrue(self.goes.partner_id.exists())
        self.assertFalse(self.goes.partner_id.active)

    def test_gaps_are_filled_and_nothing_overwritten(self):
        self.goes.phone = "8188887777"
        self.merge('director')
        self.assertEqual(self.stays.name, "Ana Ruiz")
        self.assertEqual(self.stays.phone_sanitized, '+525512345678')
        self.assertEqual(str(self.stays.birthdate), '1990-01-01')
        self.assertEqual((self.stays.sex, self.stays.email), ('female', 'ana@example.com'))

    def test_a_phone_that_nobody_can_dial_stays_where_it_is(self):
        self.stays.phone = False
        self.goes.partner_id.phone = "55 1234"  # as it was in the contacts
        self.merge()
        self.assertFalse(self.stays.phone)
        self.assertEqual(self.goes.phone, "55 1234")

    def test_who_left_their_role_stops_no_merge(self):
        nurse = self.users['nurse']
        task = self.goes.activity_schedule('mail.mail_activity_data_todo', user_id=nurse.id)
        nurse.group_ids = [Command.unlink(self.env.ref('clinic_crm.group_nurse').id)]
        self.merge()
        self.assertEqual((task.res_id, task.user_id.id), (self.stays.id, False))

    def test_undone(self):
        child = self.register("Niño Ruiz", guardian_id=self.goes.partner_id.id)
        self.stays.sex = 'female'
        self.merge()
        self.stays.email = 'otra@example.com'
        for role in ('nurse', 'practitioner', 'privacy'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.goes.with_user(self.users[role]).action_unmerge()
        self.goes.action_unmerge()
        self.assertTrue(self.goes.active and self.goes.partner_id.active)
        self.assertFalse(self.goes.merged_into_id)
        self.assertEqual(child.guardian_id, self.goes.partner_id)
        self.assertFalse(self.stays.birthdate, "the other's")
        self.assertEqual(self.stays.sex, 'female', "its own")
        self.assertEqual(self.stays.email, 'otra@example.com', "written since")
        self.assertEqual(self.goes.email, 'ana@example.com')
        self.assertIn(self.goes.record_number, self.stays.message_ids[0].body)
        with self.assertRaises(UserError):
            self.goes.action_unmerge()
        self.merge()
        self.assertFalse(self.goes.active, "and merged again")

    def test_a_curp_goes_back(self):
        self.goes.curp = 'HELA900101MDFRPN04'
        self.merge()
        self.assertEqual(self.stays.curp, 'HELA900101MDFRPN04')
        self.goes.action_unmerge()
        self.assertFalse(self.stays.curp)
        self.assertEqual(self.goes.curp, 'HELA900101MDFRPN04')

    def test_the_later_merge_is_undone_first(self):
        third = self.register("Ana R.")
        self.goes._merge_into(self.stays)
        self.stays._merge_into(third)
        with self.assertRaisesRegex(UserError, self.stays.record_number):
            self.goes.action_unmerge()
        self.stays.action_unmerge()
        self.goes.action_unmerge()
        self.assertTrue(self.goes.active and self.stays.active and third.active)

    def test_a_merged_patient_stays_archived(self):
        self.merge()
        with self.assertRaisesRegex(ValidationError, self.stays.record_number):
            self.goes.action_unarchive()

    def test_once_only(self):
        self.merge()
        third = self.register("Ana R.")
        with self.assertRaises(UserError):
            self.goes._merge_into(third)
        self.stays._merge_into(third)
        self.assertEqual(self.goes._survivor(), third)
        self.assertEqual(third._with_history(), third | self.stays | self.goes)

    def test_crossed_merges_end(self):
        self.goes._merge_into(self.stays)
        with self.assertRaises(UserError):
            self.stays._merge_into(self.goes)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE clinic_patient SET active = false, merged_into_id = %s WHERE id = %s",
            [self.goes.id, self.stays.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "circle"):
            self.goes._survivor()
        self.assertEqual(self.goes._with_history(), self.stays | self.goes)

    def test_a_record_in_use_is_not_merged(self):
        with (
            patch.object(type(self.goes), 'lock_for_update', side_effect=LockError("busy")) as lock,
            self.assertRaisesRegex(UserError, "in a moment"),
        ):
            self.goes._merge_into(self.stays)
        lock.assert_called_once()
        self.assertTrue(self.goes.active)

    def test_do_not_contact_stays(self):
        for refusing in ('goes', 'stays'):
            with self.subTest(refusing=refusing):
                stays, goes = self.register("Eva Paz"), self.register("Eva Paz Ruiz")
                stays.preferred_channel = goes.preferred_channel = 'phone'
                {'goes': goes, 'stays': stays}[refusing].preferred_channel = 'none'
                wizard = self.env['clinic.patient.merge'].create(
                    {'patient_ids': [(6, 0, (stays | goes).ids)], 'survivor_id': stays.id}
                )
                self.assertIn('<td class="fw-bold">Do not contact</td>', wizard.preview)
                self.assertIn('<td class="text-muted">Phone call</td>', wizard.preview)
                goes._merge_into(stays)
                self.assertEqual(stays.preferred_channel, 'none')

    def test_an_allergy_told_once_counts(self):
        for stays_state, goes_state, expected in (
            ('no', 'yes', 'yes'),
            ('unknown', 'yes', 'yes'),
            ('yes', 'no', 'yes'),
            ('unknown', 'no', 'no'),
            ('no', 'unknown', 'no'),
        ):
            with self.subTest(stays=stays_state, goes=goes_state):
                stays, goes = self.register("Eva Paz"), self.register("Eva Paz Ruiz")
                stays.sudo().allergy_state, goes.sudo().allergy_state = stays_state, goes_state
                doubt = goes._merge_warning(stays)
                self.assertEqual(
                    'allergic' in (doubt or ''), {stays_state, goes_state} == {'yes', 'no'}
                )
                goes._merge_into(stays)
                self.assertEqual(stays.allergy_state, expected)

    def test_the_reads_of_a_merge_tell_why(self):
        self.goes.with_user(self.users['nurse']).allergies = "Látex"
        self.env.flush_all()
        self.env.invalidate_all()
        reasons = []

        def prepare(patient, survivor):
            reasons.append(_reason.get())
            return {}

        with patch.object(type(self.goes), '_prepare_merge_vals', prepare):
            self.goes._merge_into(self.stays)
        self.assertEqual(reasons, ["Merge of two records"])

    def test_who_may_merge(self):
        for role in ('nurse', 'practitioner', 'privacy'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.env['clinic.patient.merge'].with_user(self.users[role]).create({})

    def test_mother_and_child_are_two_people(self):
        self.goes.guardian_id = self.stays.partner_id
        with self.assertRaisesRegex(UserError, "guardian"):
            self.goes._merge_into(self.stays)

    def test_children_and_who_was_referred_follow_the_contact_in_use(self):
        contact = self.goes.partner_id.id
        child = self.register("Niño Ruiz", guardian_id=contact)
        friend = self.register("Amiga Ruiz", source='patient', referrer_id=contact)
        self.merge()
        self.assertEqual(child.guardian_id, self.stays.partner_id)
        self.assertEqual(friend.referrer_id, self.stays.partner_id)

    def test_a_doubt_is_shown(self):
        self.stays.birthdate = '1980-01-01'
        wizard = (
            self.env['clinic.patient.merge']
            .with_user(self.users['reception'])
            .create(
                {
                    'patient_ids': [(6, 0, (self.stays | self.goes).ids)],
                    'survivor_id': self.stays.id,
                }
            )
        )
        self.assertTrue(wizard.warning)
        self.assertFalse(wizard.refusal)

    def test_patients_of_another_clinic(self):
        other = self.env['res.company'].create({'name': "Otra clínica"})
        stranger = self.env['clinic.patient'].with_company(other).create({'name': "Ana Ruiz"})
        with self.assertRaises(UserError):
            stranger._merge_into(self.stays)


@tagged('post_install', '-at_install')
class TestContactMerge(ClinicCase):
    """Odoo's own contact merge, by SQL."""

    def contacts(self, count=2):
        return self.env['res.partner'].create(
            [{'name': f"Ana Ruiz {i}", 'email': 'ana@example.com'} for i in range(count)]
        )

    def merge(self, partners, destination=None, user=None):
        wizard = (
            self.env['base.partner.merge.automatic.wizard']
            .with_user(user or self.env.user)
            .create({})
        )
        wizard._merge(partners.ids, destination)

    def test_the_patient_survives_either_way(self):
        for name in ("to the contact", "to the patient's"):
            with self.subTest(name):
                patient = self.register("Ana Ruiz", email='ana@example.com', phone="5512345678")
                child = self.register("Niño", guardian_id=patient.partner_id.id)
                contact = self.contacts(1)
                messages = {
                    patient.message_post(body="Nota"),
                    contact.message_post(body="Del contacto"),
                    patient.partner_id.message_post(body="Del paciente"),
                }
                files = self.env['ir.attachment'].create(
                    [
                        {'name': "a", 'raw': b'x', 'res_model': r._name, 'res_id': r.id}
                        for r in (patient, contact, patient.partner_id)
                    ]
                )
                destination = contact if name == "to the contact" else patient.partner_id
                self.merge(contact | patient.partner_id, destination)
                self.assertTrue(patient.exists().active)
                self.assertEqual(patient.partner_id, destination)
                self.assertEqual(child.guardian_id, destination)
                self.assertEqual(patient.phone_sanitized, '+525512345678')
                self.assertTrue(all(message.exists() for message in messages))
                self.assertEqual(len(files.exists()), 3)
                self.assertEqual(
                    files.mapped('res_id'),
                    [patient.id, destination.id, destination.id],
                )
                self.assertFalse(destination.company_id)
                found = self.Patient.name_search(patient.name)
                self.assertIn(patient.id, [row[0] for row in found])

    def test_destination_chosen_by_the_wizard(self):
        patient = self.register("Ana Ruiz", email='ana@example.com')
        contacts = self.contacts(2)
        self.merge(contacts | patient.partner_id)
        self.assertTrue(patient.exists())
        self.assertEqual(len((contacts | patient.partner_id).exists()), 1)

    def test_company_of_the_other_contact(self):
        patient = self.register("Ana Ruiz", email='ana@example.com')
        contact = self.contacts(1)
        contact.company_id = self.company
        self.merge(contact | patient.partner_id, contact)
        self.assertFalse(patient.partner_id.company_id)

    def test_two_patients_are_refused_in_words(self):
        patients = self.register("Ana Ruiz") | self.register("Ana Ruiz")
        with self.assertRaisesRegex(UserError, "two patients"):
            self.merge(patients.partner_id, user=self.users['reception'])
        with self.assertRaises(UserError) as error:
            self.merge(patients.partner_id, user=self.outsider)
        self.assertNotIn("patient", str(error.exception).lower())
        self.assertEqual(len(patients.exists()), 2)

    def test_mother_and_child_are_refused(self):
        mother = self.contacts(1)
        child = self.register("Niño Ruiz", email='ana@example.com', guardian_id=mother.id)
        with self.assertRaisesRegex(UserError, "guardian"):
            self.merge(mother | child.partner_id, user=self.users['reception'])

    def test_the_automatic_merge_goes_round_them(self):
        """One refused pair must not stop the others."""
        patients = self.register("Ana Ruiz", email='x@example.com') | self.register(
            "Ana Ruiz", email='x@example.com'
        )
        contacts = self.contacts(2)
        contacts.name = "Igual"
        wizard = self.env['base.partner.merge.automatic.wizard'].create({'group_by_email': True})
        wizard.action_start_manual_process()
        groups = [set(literal_eval(line.aggr_ids)) for line in wizard.line_ids]
        self.assertIn(set(contacts.ids), groups)
        self.assertNotIn(set(patients.partner_id.ids), groups)
