import base64
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .test_care_plans import CareCase


class FollowCase(CareCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give_addresses()
        for patient in cls.patients:
            patient._record_consent('follow_up', 'granted', 'paper', "Firmó")
        cls.visit_type.after_instructions = "Hoy evite alimentos calientes."

    def rows(self, **values):
        domain = [(name, '=', value) for name, value in values.items()]
        return self.env['clinic.follow.up'].sudo().search(domain)

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_follow_ups').sudo().method_direct_trigger()
        self.env.invalidate_all()

    def rule(self, event):
        rules = self.env['clinic.follow.up.rule'].sudo().with_context(active_test=False)
        domain = [("company_id", "=", self.clinic.id), ("event", "=", event)]
        return rules.search(domain, order="hours")


@tagged('post_install', '-at_install')
class TestFollowUp(FollowCase):
    def test_welcome_once_and_never_to_an_import(self):
        Patient = self.env['clinic.patient'].with_user(self.users['reception'])
        patient = Patient.create({'name': "Nueva Paciente", 'email': 'n@paciente.example'})
        [row] = self.rows(subject=f'patient:{patient.id}')
        self.assertEqual(row.due_at, fields.Datetime.now() + timedelta(hours=1))
        asked = Patient.create({'name': "Solo Preguntó", 'stage': 'contact'})
        imported = Patient.with_context(import_file=True).create({'name': "De la Lista"})
        self.assertFalse(self.rows(patient_id=asked.id) + self.rows(patient_id=imported.id))
        asked.write({'stage': 'patient'})
        asked.write({'stage': 'contact'})
        asked.write({'stage': 'patient'})
        self.assertEqual(len(self.rows(patient_id=asked.id)), 1)
        self.later(hours=2)
        self.run_job()
        self.run_job()
        self.assertEqual(row.state, 'sent')
        self.assertEqual(row.message_id.kind_id.code, 'welcome')
        self.assertEqual(row.message_id.state, 'queued')

    def test_after_the_visit(self):
        visit = self.book(self.at(9, 30, day=2))
        self.finish(visit)
        [row] = self.rows(visit_id=visit.id)
        self.later(hours=3)
        self.run_job()
        message = row.message_id
        self.assertIn("Hoy evite alimentos calientes.", message.body)
        self.assertEqual((message.purpose, message.state), ('follow_up', 'queued'))

    def test_the_job_is_called_for_the_next_one(self):
        visit = self.book(self.at(9, 30, day=2))
        self.finish(visit)
        [row] = self.rows(visit_id=visit.id)
        cron = self.env.ref('clinic_crm.ir_cron_follow_ups').sudo()
        calls = self.env['ir.cron.trigger'].sudo()
        self.later(hours=1)
        row.due_at = fields.Datetime.now() + timedelta(minutes=5)
        self.run_job()
        self.assertIn(row.due_at, calls.search([('cron_id', '=', cron.id)]).mapped('call_at'))

    def test_the_document_of_the_type_goes_with_it(self):
        content = b'%PDF-1.4 cuidados'
        self.visit_type.write(
            {
                'after_instructions': False,
                'after_file': base64.b64encode(content),
                'after_file_name': "Cuidados.pdf",
            }
        )
        visit = self.book(self.at(9, 30, day=2))
        self.finish(visit)
        self.later(hours=3)
        self.run_job()
        message = self.rows(visit_id=visit.id).message_id
        self.assertEqual((message.kind_id.code, message.state), ('visit_file', 'queued'))
        self.assertIn("Le enviamos un documento", message.body)
        [file] = message.attachment_ids
        self.assertEqual((file.name, file.raw), ("Cuidados.pdf", content))
        for wrong in (b'GIF89a', b'%PDF-' + b'x' * 10 * 1024 * 1024):
            with self.assertRaises(ValidationError):
                self.visit_type.after_file = base64.b64encode(wrong)

    def test_who_refused_gets_nothing(self):
        visit = self.book(self.at(9, 30, day=2))
        self.finish(visit)
        self.patients[0]._record_consent('follow_up', 'refused', 'in_person', "No")
        self.later(hours=3)
        self.run_job()
        [row] = self.rows(visit_id=visit.id)
        message = row.message_id
        self.assertEqual((message.state, message.error_code), ('cancelled', 'refused'))

    def test_opened_again_is_taken_back(self):
        visit = self.book(self.at(9, 30, day=2)).sudo()
        self.finish(visit)
        visit._through_door().write({'state': 'in_consultation'})
        self.assertEqual(self.rows(visit_id=visit.id).state, 'withdrawn')
        visit.action_finish()
        self.assertEqual(self.rows(visit_id=visit.id).state, 'planned')

    def test_nothing_to_tell(self):
        self.visit_type.after_instructions = False
        visit = self.book(self.at(9, 30, day=2))
        self.finish(visit)
        self.assertFalse(self.rows(visit_id=visit.id))

    def test_after_an_outage_only_what_is_useful(self):
        visit = self.book(self.at(9, 30, day=2))
        self.finish(visit)
        self.later(days=4)
        self.run_job()
        [row] = self.rows(visit_id=visit.id)
        self.assertEqual((row.state, row.why), ('skipped', 'too_late'))
        self.assertFalse(row.message_id)

    def test_never_at_night(self):
        visit = self.book(self.at(9, 30, day=2))
        self.finish(visit)
        [row] = self.rows(visit_id=visit.id)
        self.later(hours=14)  # 23:00
        self.run_job()
        self.assertEqual(row.state, 'planned')
        self.assertEqual(row.due_at, self.at(8, day=3))

    def test_control(self):
        """Before it is due and after, until the patient books."""
        plan = self.plan(start=date(2026, 11, 1), every=1)
        rows = self.rows(plan_id=plan.id)
        self.assertEqual(rows.mapped('due_at'), [self.at(10, day=24), self.at(10, day=8, month=12)])
        self.later(days=22, hours=3)
        self.run_job()
        self.assertEqual(rows[0].message_id.kind_id.code, 'control_due')
        self.assertEqual(rows[0].message_id.state, 'queued')
        self.book(self.at(11, day=26), type_id=self.control.id)
        # what had not left is taken back, and what was planned
        self.assertEqual(rows.mapped('state'), ['withdrawn', 'withdrawn'])
        news = self.rows(plan_id=plan.id, state='planned')
        self.assertEqual(set(news.mapped('happened')), {self.at(10, day=26, month=12)})
        self.patients[0].deceased_date = fields.Date.today()
        self.assertFalse(self.rows(plan_id=plan.id, state='planned'))

    def test_birthday_only_where_it_is_wanted(self):
        patient = self.patients[2]
        patient.write({'birthdate': date(1980, 11, 2)})
        patient._record_consent('marketing', 'granted', 'paper', "Sí")
        self.later(hours=2)
        self.run_job()
        rule = self.rule('birthday')
        self.assertFalse(self.rows(rule_id=rule.id))
        rule.active = True
        self.run_job()
        self.run_job()
        sent = self.rows(rule_id=rule.id, state='sent')
        self.assertEqual(sent.message_id.kind_id.code, 'birthday')

    def test_roles_and_rules(self):
        Rule = self.env['clinic.follow.up.rule']
        values = {'event': 'visit', 'hours': 30, 'kind_id': self.rule('visit')[0].kind_id.id,
                  'company_id': self.clinic.id}  # fmt: skip
        self.assertTrue(Rule.with_user(self.users['director']).create(values))
        for role in ('reception', 'nurse', 'doctor'):
            with self.assertRaises(AccessError):
                Rule.with_user(self.users[role]).create(values | {'hours': 31})
        with self.assertRaises(AccessError):
            self.env['clinic.follow.up'].with_user(self.users['privacy']).search([])
        reminder = self.env['clinic.message.kind'].sudo()._get('appointment_reminder')
        with self.assertRaises(ValidationError):
            Rule.sudo().create(values | {'hours': 40, 'kind_id': reminder.id})
