from datetime import date

from lxml import etree
from stdnum.mx.curp import calc_check_digit

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import ClinicCase


@tagged('post_install', '-at_install')
class TestRegistration(ClinicCase):
    def test_name_and_phone_are_enough(self):
        patient = self.register("José  Álvarez ", phone="044 55 1234 5678")
        self.assertEqual(patient.name, "José Álvarez")
        self.assertEqual(patient.phone_sanitized, '+525512345678')
        self.assertEqual(patient.partner_id.phone, patient.phone)
        self.assertFalse(patient.partner_id.company_id)
        self.assertEqual(patient.stage, 'patient')

    def test_phones_in_any_spelling(self):
        for text in (
            "5512345678",
            "+52 1 55 1234 5678",
            "01 55 1234 5678",
            "(55) 1234-5678",
            "0445512345678",
            "+525512345678",
            "55.12.34.56.78",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.register(phone=text).phone_sanitized, '+525512345678')

    def test_foreign_phone_keeps_its_country(self):
        self.assertEqual(self.register(phone="+34 612 345 678").phone_sanitized, '+34612345678')

    def test_phone_is_mexican_where_the_company_is_not(self):
        self.company.country_id = self.env.ref('base.us')
        partner = self.env['res.partner'].create({'name': "Luz", 'phone': "5512345678"})
        self.Patient.create({'partner_id': partner.id})
        self.assertEqual(partner.phone_sanitized, '+525512345678')

    def test_bad_phone_is_refused_whole(self):
        before = self.env['res.partner'].search_count([])
        for field in ('phone', 'emergency_phone'):
            for text in (
                "1234567",
                "55123456789",
                "no tiene",
                "5512345678 / 5587654321",
                "0000000000",
            ):
                with (
                    self.subTest(field=field, text=text),
                    self.assertRaises(ValidationError) as error,
                ):
                    self.register("Ana Ruiz", **{field: text})
                self.assertIn(text, str(error.exception))
        self.assertEqual(self.env['res.partner'].search_count([]), before)

    def test_bad_names_are_refused(self):
        for name in ("", "   ", "x" * 121, "Lupita 🌸", "<b>Ana</b>", "12345"):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.register(name)

    def test_long_mexican_name(self):
        name = "María de los Ángeles Guadalupe Fernández de Córdova y O'Farrill-Núñez"
        self.assertEqual(self.register(name).name, name)

    def test_a_branch_registers_for_the_whole_clinic(self):
        branch = self.env['res.company'].create(
            {
                'name': "Sucursal Norte",
                'parent_id': self.company.id,
            }
        )
        user = self.users['reception']
        user.write({'company_ids': [(6, 0, branch.ids)], 'company_id': branch.id})
        patient = self.Patient.with_company(branch).create({'name': "Ana Norte"})
        self.assertEqual(patient.company_id, self.company)
        self.assertIn(patient, self.Patient.with_context(allowed_company_ids=branch.ids).search([]))

    def test_other_clinics_patients_are_not_seen(self):
        other = self.env['res.company'].create({'name': "Otra clínica"})
        patient = self.env['clinic.patient'].with_company(other).create({'name': "Ana Ajena"})
        self.assertNotIn(patient, self.Patient.search([]))
        with self.assertRaises(AccessError):
            patient.with_user(self.users['reception']).read(['name'])

    def test_what_is_registered_once_stays(self):
        patient, other = self.register("Ana Uno"), self.register("Ana Dos")
        contact = self.env['res.partner'].create({'name': "Otra"})
        company = self.env['res.company'].create({'name': "Otra clínica"})
        for vals in (
            {'partner_id': contact.id},
            {'company_id': company.id},
            {'record_number': 'X'},
            {'record_number': False},
            {'merged_into_id': other.id},
            {'active': False, 'merged_into_id': other.id},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "stays"):
                patient.write(vals)
        patient.write(
            {
                'partner_id': patient.partner_id.id,
                'company_id': patient.company_id.id,
                'record_number': patient.record_number,
                'merged_into_id': False,
                'source': 'web',
            }
        )
        self.assertEqual(patient.source, 'web')
        with self.assertRaises(UserError):
            self.register("Ana Tres", active=False, merged_into_id=other.id)
        self.assertEqual(self.register("Ana Cuatro", record_number='A-1').record_number, 'A-1')

    def test_an_apostrophe_among_the_duplicates(self):
        self.register("Ana D'Angelo Ruiz", birthdate='1990-01-01', phone="5512345678")
        new = self.Patient.new(
            {'name': "Ana D'Angelo Ruiz", 'birthdate': '1990-01-01', 'phone': "5512345678"}
        )
        self.assertIn("D&#39;Angelo", new.duplicate_html)
        self.assertNotIn("&amp;", new.duplicate_html)

    def test_the_index_of_the_curp_is_nobodys(self):
        patient = self.register()
        with self.assertRaises(AccessError):
            patient.with_user(self.users['reception']).read(['curp_index'])

    def test_minors_who_died_need_no_guardian(self):
        home = self.env['clinic.home'].with_user(self.users['reception'])
        before = home._card_minors().count
        child = self.register("Niño Pérez", birthdate=date.today().replace(day=1))
        self.assertEqual(home._card_minors().count, before + 1)
        child.deceased_date = date.today()
        self.assertEqual(home._card_minors().count, before)

    def test_own_identifier(self):
        patient = self.register()
        self.assertRegex(patient.uuid, r'^[0-9a-f-]{36}$')

    @freeze_time('2026-11-21')
    def test_age_in_words(self):
        cases = [
            (date(2026, 11, 20), "1 day"),
            (date(2026, 11, 11), "10 days"),
            (date(2026, 10, 21), "1 month"),
            (date(2025, 11, 22), "11 months"),
            (date(2008, 11, 22), "17 years"),
            (date(2008, 11, 21), "18 years"),
        ]
        patient = self.register()
        for born, expected in cases:
            with self.subTest(born=born):
                patient.birthdate = born
                self.assertEqual(patient.age_text, expected)
                self.assertEqual(patient.is_minor, born > date(2008, 11, 21))
                self.assertEqual(
                    patient in self.Patient.search([('is_minor', '=', True)]), patient.is_minor
                )

    def test_dates_must_make_sense(self):
        for vals in (
            {'birthdate': '2990-01-01'},
            {'deceased_date': '2990-01-01'},
            {'birthdate': '2000-01-02', 'deceased_date': '2000-01-01'},
        ):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self.register(**vals)

    def test_a_minor_without_guardian_is_shown_not_blocked(self):
        child = self.register("Niño Pérez", birthdate=date.today().replace(day=1))
        self.assertTrue(child.needs_guardian)
        mother = self.env['res.partner'].create({'name': "Madre Pérez"})
        child.write({'guardian_id': mother.id, 'guardian_relationship': 'mother'})
        self.assertFalse(child.needs_guardian)

    def test_nobody_guards_himself(self):
        patient = self.register()
        with self.assertRaises(ValidationError):
            patient.guardian_id = patient.partner_id

    def test_form_of_reception(self):
        with Form(self.Patient) as form:
            form.name = "Carla Núñez"
            form.phone = "55 1234 5678"
            form.birthdate = '1990-05-01'
            form.sex = 'female'
            form.city = "Puebla"
        patient = form.record
        self.assertEqual(patient.phone, "+52 55 1234 5678")
        self.assertEqual(patient.country_id.code, 'MX')

    def test_form_queries_do_not_grow(self):
        """The form and the search cost the same with few patients and with many."""

        def cost():
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            found = self.Patient.name_search("costo", limit=8)
            self.Patient.browse(found[0][0]).web_read({name: {} for name in spec})
            return self.env.cr.sql_log_count - start

        self.register("Costo Uno", phone="5512345678")
        arch = etree.fromstring(self.Patient.get_view(view_type='form')['arch'])
        spec = {node.get('name') for node in arch.xpath('//field[not(ancestor::field)]')}
        cost()
        few = cost()
        self.Patient.create(
            [
                {'name': f"Costo Número {chr(65 + i % 26)}", 'phone': f"55{i:08d}"}
                for i in range(200)
            ]
        )
        self.assertEqual(cost(), few)


@tagged('post_install', '-at_install')
class TestCurp(ClinicCase):
    # Well-formed and invented; the letters after the state belong to nobody.
    CURPS = ('HELA900501MDFRPN01', 'HELA900501XDFRPN01')

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.woman, cls.x = (text[:17] + calc_check_digit(text) for text in cls.CURPS)

    def test_read_and_checked(self):
        patient = self.register(curp=f" {self.woman.lower()} ")
        self.assertEqual((patient.curp, patient.curp_state), (self.woman, 'declared'))
        other = self.register(curp=self.x, curp_state='document')
        self.assertEqual((other.curp, other.curp_state), (self.x, 'document'))

    def test_wrong_ones_are_refused_in_words(self):
        wrong_digit = self.woman[:17] + str((int(self.woman[17]) + 1) % 10)
        for text in (
            "HELA900501",
            wrong_digit,
            "HELA901301MDFRPN01",
            "HELA900501ZDFRPN01",
            "HELA900501MZZRPN01",
            "123456789012345678",
        ):
            with self.subTest(text=text), self.assertRaises(ValidationError) as error:
                self.register(curp=text)
            self.assertIn(text, str(error.exception))

    def test_one_patient_a_curp(self):
        first = self.register("Ana Primera", curp=self.woman)
        with self.assertRaisesRegex(ValidationError, first.record_number):
            self.register("Ana Segunda", curp=self.woman.lower())
        second = self.register("Ana Segunda")
        with self.assertRaisesRegex(ValidationError, first.record_number):
            second.curp = self.woman
        first.curp = self.woman  # its own

    def test_never_made(self):
        patient = self.register(birthdate='1990-05-01', sex='female')
        self.assertFalse(patient.curp)
        self.assertFalse(patient.curp_state)

    def test_having_none_is_an_answer(self):
        patient = self.register(curp_state='none')
        self.assertEqual(patient.curp_state, 'none')
        patient.curp = self.woman
        self.assertEqual(patient.curp_state, 'declared')
        with self.assertRaises(ValidationError):
            patient.curp_state = 'none'

    def test_it_fills_what_is_empty(self):
        with Form(self.Patient) as form:
            form.name = "Ana Herrera"
            form.curp = self.woman
            self.assertEqual((str(form.birthdate), form.sex), ('1990-05-01', 'female'))
        form = self.Patient.new({'birthdate': '1991-05-01', 'curp': self.woman})
        self.assertIn("01/05/1990", form._onchange_curp()['warning']['message'])

    def test_found_by_it_and_only_whole(self):
        patient = self.register("Ana Primera", curp=self.woman)
        self.assertEqual([row[0] for row in self.Patient.name_search(self.woman)], patient.ids)
        self.assertFalse(self.Patient.name_search(self.woman[:10]))
        self.assertFalse(self.Patient.name_search(self.x))

    def test_the_same_curp_is_a_duplicate(self):
        known = self.register("Ana Herrera", curp=self.woman)
        new = self.Patient.new({'name': "Anita H.", 'curp': self.woman.lower()})
        self.assertEqual([row[0] for row in new._find_duplicates()], [known])

    def test_merge_keeps_it(self):
        stays, goes = self.register("Ana Herrera"), self.register("Ana H.", curp=self.woman)
        goes.sudo()._merge_into(stays.sudo())
        self.assertEqual(stays.curp, self.woman)

    def test_two_curps_are_two_people(self):
        stays, goes = self.register("Ana", curp=self.woman), self.register("Ana", curp=self.x)
        with self.assertRaisesRegex(UserError, "CURP"):
            goes.sudo()._merge_into(stays.sudo())


@tagged('post_install', '-at_install')
class TestRoles(ClinicCase):
    def test_everybody_of_the_clinic_reads_identity(self):
        patient = self.register()
        for role, user in self.users.items():
            with self.subTest(role=role):
                self.assertTrue(patient.with_user(user).read(['name', 'birthdate', 'phone']))

    def test_who_registers_and_writes(self):
        patient = self.register()
        for role, user in self.users.items():
            with self.subTest(role=role):
                Patient = self.env['clinic.patient'].with_user(user)
                self.assertEqual(Patient.has_access('create'), role == 'reception')
                self.assertFalse(Patient.has_access('unlink'))
                if role in ('reception', 'practitioner'):
                    patient.with_user(user).birthdate = '1990-01-01'
                else:
                    with self.assertRaises(AccessError):
                        patient.with_user(user).birthdate = '1990-01-01'

    def test_the_form_offers_what_one_may_change(self):
        patient = self.register()
        can = {}
        for role, user in self.users.items():
            seen = patient.with_user(user)
            can[role] = (seen.can_edit_contact, seen.can_edit_identity)
        self.assertEqual(can['reception'], (True, True))
        self.assertEqual(can['practitioner'], (False, True))
        self.assertEqual(can['nurse'], (False, False))
        with Form(patient.with_user(self.users['nurse'])) as form:
            form.allergies = "Látex"
        with Form(patient.with_user(self.users['practitioner'])) as form:
            form.birthdate = '1990-01-01'
        self.assertEqual(patient.allergy_state, 'yes')

    def test_allergies_are_clinical(self):
        patient = self.register()
        self.assertEqual(patient.allergy_state, 'unknown')
        patient.with_user(self.users['nurse']).allergies = " Penicilina "
        self.assertEqual(patient.with_user(self.users['practitioner']).allergies, "Penicilina")
        for role in ('reception', 'director', 'privacy'):
            with self.subTest(role=role):
                seen = patient.with_user(self.users[role])
                self.assertEqual(seen.allergy_state, 'yes')
                self.assertNotIn('allergies', seen.fields_get())
                with self.assertRaises(AccessError):
                    seen.read(['allergies'])
                with self.assertRaises(AccessError):
                    seen.allergy_state = 'no'
        with self.assertRaises(UserError):
            patient.with_user(self.users['nurse']).allergy_state = 'no'
        patient.with_user(self.users['nurse']).write({'allergies': False, 'allergy_state': 'no'})
        self.assertEqual(patient.allergy_state, 'no')

    def test_allergies_are_sealed(self):
        patient = self.register()
        patient.with_user(self.users['nurse']).allergies = "Penicilina"
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT row_to_json(p)::text FROM clinic_patient p WHERE id = %s", [patient.id]
        )
        self.assertNotIn("enicilina", self.env.cr.fetchone()[0])

    def test_the_administrator_is_no_clinician(self):
        patient = self.register()
        admin = self.env['res.users'].create(
            {
                'name': "Sistemas",
                'login': 'test_system',
                'group_ids': [(6, 0, [self.env.ref('base.group_system').id])],
            }
        )
        with self.assertRaises(AccessError):
            patient.with_user(admin).read(['birthdate'])
        with self.assertRaises(AccessError):
            self.env['clinic.patient'].with_user(admin).search_count([])


@tagged('post_install', '-at_install')
class TestThread(ClinicCase):
    def test_the_patient_has_a_thread_of_its_own(self):
        patient = self.register()
        contact = patient.partner_id
        before = contact.message_ids
        note = patient.message_post(body="Llamó para preguntar")
        self.assertEqual(contact.message_ids, before)
        self.assertIn(note, patient.message_ids)
        other = contact.message_post(body="Factura enviada")
        self.assertNotIn(other, patient.message_ids)
        patient.activity_schedule('mail.mail_activity_data_todo', user_id=self.env.uid)
        self.assertFalse(contact.activity_ids)

    def test_nobody_follows_a_patient_unasked(self):
        self.assertFalse(self.register().message_follower_ids)

    def test_what_is_tracked_is_not_on_the_contact(self):
        patient = self.register(phone="5512345678")
        self.flush_tracking()
        contact_messages = len(patient.partner_id.message_ids)
        patient.write({'birthdate': '1990-01-01', 'sex': 'x', 'source': 'web'})
        patient.stage = 'contact'
        self.flush_tracking()
        self.assertEqual(len(patient.partner_id.message_ids), contact_messages)
        tracked = patient.message_ids.sudo().tracking_value_ids.field_id.mapped('name')
        self.assertEqual(tracked, ['stage'])

    def mails(self):
        return self.env['mail.mail'].search_count([])

    def test_no_mail_reaches_the_patient(self):
        patient = self.register(email='ana@example.com')
        patient._record_consent('appointments', 'refused', 'in_person')
        before = self.mails()
        self.assertEqual(
            patient._message_get_default_recipients()[patient.id],
            {'email_cc': '', 'email_to': '', 'partner_ids': []},
        )
        self.assertNotIn('ana@example.com', str(patient._message_get_suggested_recipients()))
        patient.with_user(self.users['reception']).message_post(
            body="Su cita es mañana",
            partner_ids=patient.partner_id.ids,
            subtype_xmlid='mail.mt_comment',
        )
        self.assertEqual(self.mails(), before)

    def test_no_mail_names_the_patient_to_the_staff(self):
        patient = self.register()
        nurse, reception = self.users['nurse'], self.users['reception']
        nurse.write({'email': 'nurse@example.com', 'notification_type': 'email'})
        reception.write({'email': 'desk@example.com', 'notification_type': 'inbox'})
        before = self.mails()
        patient.message_subscribe(nurse.partner_id.ids)
        mention = patient.with_user(self.users['practitioner']).message_post(
            body="¿La llamas?",
            partner_ids=(nurse | reception).partner_id.ids,
            subtype_xmlid='mail.mt_comment',
        )
        self.assertEqual(mention.notification_ids.res_partner_id, reception.partner_id)
        activity = patient.with_user(reception).activity_schedule(
            'mail.mail_activity_data_todo', user_id=nurse.id
        )
        activity.action_notify()
        self.assertEqual(self.mails(), before)

    def test_activities_of_a_record_without_a_thread(self):
        visits = self.env['ir.model']._get('clinic.appointment')
        activity = self.env['mail.activity'].new(
            {'res_model_id': visits.id, 'res_model': visits.model, 'res_id': 1}
        )
        activity.action_notify()

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()
