from datetime import timedelta

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .messages_common import MessagesCase

PURPOSES = ('care', 'appointments', 'follow_up', 'marketing', 'feedback')


@tagged('post_install', '-at_install')
class TestConsentLedger(MessagesCase):
    """The ledger only grows, and its last row counts."""

    def record(self, state, purpose='care', **values):
        return self.patient._record_consent(purpose, state, 'in_person', "Said so", **values)

    def test_not_asked_is_not_refused(self):
        self.assertEqual(self.patient._consent_state('care'), 'not_asked')
        self.record('refused')
        self.assertEqual(self.patient._consent_state('care'), 'refused')
        self.assertEqual(self.patient._consent_state('marketing'), 'not_asked')

    def test_the_last_row_counts(self):
        for state, seen in (('granted', 'granted'), ('refused', 'refused'), ('granted', 'granted')):
            self.record(state)
            self.assertEqual(self.patient._consent_state('care'), seen)
        rows = self.env['clinic.consent'].search([('patient_id', '=', self.patient.id)])
        self.assertEqual(rows.mapped('state'), ['granted', 'revoked', 'granted'])

    def test_an_exception_ends(self):
        self.record('refused')
        self.record('exception', until=fields.Datetime.now() + timedelta(hours=1))
        self.assertEqual(self.patient._consent_state('care'), 'granted')
        self.record('exception', until=fields.Datetime.now() - timedelta(hours=1))
        self.record('refused')
        self.record('exception', until=fields.Datetime.now() - timedelta(minutes=1))
        self.assertEqual(self.patient._consent_state('care'), 'refused')
        with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger('odoo.sql_db'):
            self.record('exception')

    def test_who_answers_and_what_was_shown(self):
        guardian = self.env['res.partner'].create({'name': "Rosa Díaz"})
        self.patient.write(
            {
                'guardian_id': guardian.id,
                'birthdate': fields.Date.subtract(fields.Date.today(), years=6),
            }
        )
        notice = self.env['clinic.privacy.notice'].create(
            {
                'version': '9',
                'company_id': self.clinic.id,
                'full_text': "<p>Aviso</p>",
                'short_text': "Aviso",
            }
        )
        notice.action_put_in_force()
        self.assertRecordValues(
            self.record('granted'),
            [
                {
                    'given_by': "Rosa Díaz",
                    'notice_id': notice.id,
                    'user_id': self.env.uid,
                }
            ],
        )

    def test_duplicates_count_together(self):
        double = self.make_patient("Doble")
        self.record('granted')
        double._record_consent('care', 'refused', 'phone', "No")
        self.merge(double, self.patient)
        self.assertEqual(self.patient._consent_state('care'), 'refused')
        self.record('granted')
        self.assertEqual(self.patient._consent_state('care'), 'granted')

    def test_the_answer_given_last_counts_whenever_it_was_recorded(self):
        now = fields.Datetime.now()
        self.record('refused', at=now - timedelta(days=1))
        self.record('granted', at=now - timedelta(days=300))
        self.assertEqual(self.patient._consent_state('care'), 'refused')
        double = self.make_patient("Doble")
        double._record_consent('care', 'granted', 'phone', "Sí", at=now)
        self.merge(double, self.patient)
        self.assertEqual(self.patient._consent_state('care'), 'granted')

    def test_a_statement_that_finds_no_row_is_no_change(self):
        self.env.cr.execute("UPDATE clinic_consent SET state = 'refused' WHERE id = 0")
        self.env.cr.execute("DELETE FROM clinic_consent WHERE id = 0")

    def test_nothing_changes_a_row(self):
        row = self.record('granted').sudo()
        with self.assertRaises(UserError):
            row.write({'state': 'refused'})
        with self.assertRaises(UserError):
            row.unlink()
        for statement in (
            "UPDATE clinic_consent SET state = 'refused'",
            "DELETE FROM clinic_consent",
            "TRUNCATE clinic_consent",
        ):
            with self.assertRaises(psycopg2.Error), mute_logger('odoo.sql_db'):
                with self.env.cr.savepoint():
                    self.env.cr.execute(statement)

    def test_not_in_the_future(self):
        with self.assertRaises(ValidationError):
            self.record('granted', at=fields.Datetime.now() + timedelta(days=1))

    def test_roles(self):
        row = self.record('granted')
        for role in ('reception', 'nurse', 'practitioner', 'privacy'):
            self.assertEqual(row.with_user(self.users[role]).state, 'granted')
        for user in (self.users['director'], self.stranger):
            with self.assertRaises(AccessError):
                row.with_user(user).read(['state'])
        for user in (*self.users.values(), self.stranger):
            with self.assertRaises(AccessError):
                self.env['clinic.consent'].with_user(user).create({})
        for user in (self.users['director'], self.stranger):
            with self.assertRaises(AccessError):
                self.patient.with_user(user)._record_consent('care', 'refused', 'phone', "No")

    def test_privacy_keeps_consents_and_direction_sees_none(self):
        privacy, director = self.users['privacy'], self.users['director']
        self.patient.with_user(privacy)._record_consent('marketing', 'refused', 'email', "BAJA")
        self.assertEqual(self.patient.with_user(privacy).consent_marketing, 'refused')
        with self.assertRaises(AccessError):
            self.patient.with_user(director).read(['consent_marketing'])

    def test_one_query_for_many(self):
        patients = self.env['clinic.patient'].concat(
            *(self.make_patient(f"Paciente {index}") for index in range(20))
        )
        patients._record_consent('marketing', 'granted', 'paper', "Binder 3")
        self.env.flush_all()
        patients._consent_states('marketing')
        with self.assertQueryCount(3):
            states = patients._consent_states('marketing')
        self.assertEqual(set(states.values()), {'granted'})

    def test_one_query_for_merged_ones_too(self):
        patients = self.env['clinic.patient'].concat(
            *(self.make_patient(f"Paciente {index}") for index in range(10))
        )
        doubles = self.env['clinic.patient'].concat(
            *(self.make_patient(f"Doble {index}") for index in range(10))
        )
        doubles._record_consent('marketing', 'granted', 'paper', "Binder 3")
        for double, patient in zip(doubles, patients, strict=True):
            self.merge(double, patient)
        self.env.flush_all()
        with self.assertQueryCount(1):
            states = patients._consent_states('marketing')
        self.assertEqual(states, dict.fromkeys(patients.ids, 'granted'))
        self.assertEqual(doubles[0]._consent_state('marketing'), 'granted')


@tagged('post_install', '-at_install')
class TestConsentAtTheDesk(MessagesCase):
    """One tick at registration, three answers a purpose, and lists for those who are missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.privacy.notice'].create(
            {
                'version': '9',
                'company_id': cls.clinic.id,
                'full_text': "<p>Aviso</p>",
                'short_text': "Aviso corto",
            }
        ).action_put_in_force()

    def states(self, patient):
        return [patient._consent_state(purpose) for purpose in PURPOSES]

    def test_one_tick(self):
        reception = self.env(user=self.users['reception'])
        with Form(reception['clinic.patient']) as form:
            form.name = "Nueva Paciente"
            self.assertEqual(form.consent_notice, "Aviso corto")
            form.consent_accept = True
            self.assertEqual(form.consent_marketing, 'not_asked')
            form.consent_feedback = 'refused'
        patient = form.record
        self.assertEqual(
            self.states(patient),
            ['granted', 'granted', 'granted', 'not_asked', 'refused'],
        )
        self.assertEqual(len(patient.consent_ids), 4)
        self.assertEqual(patient.consent_ids.user_id, self.users['reception'])

    def test_without_a_tick_nothing_is_recorded(self):
        with Form(self.env['clinic.patient']) as form:
            form.name = "Sin Preguntar"
        self.assertFalse(form.record.consent_ids)
        self.assertEqual(form.record.consent_care, 'not_asked')

    def test_changing_an_answer(self):
        self.patient._record_consent('care', 'granted', 'paper', "x")
        with Form(self.patient.with_user(self.users['reception'])) as form:
            form.consent_care = 'refused'
        self.assertEqual(self.patient.consent_ids.mapped('state'), ['revoked', 'granted'])
        patient = self.patient.with_user(self.users['reception'])
        with self.assertRaises(UserError), Form(patient) as form:
            form.consent_care = 'not_asked'
        with Form(patient) as form:
            form.name = "Otro Nombre"
        self.assertEqual(len(self.patient.consent_ids), 2)

    def test_many_at_once_with_evidence(self):
        others = self.make_patient("Uno") | self.make_patient("Dos")
        others[0]._record_consent('marketing', 'granted', 'paper', "Before")
        wizard = (
            self.env['clinic.consent.record']
            .with_user(self.users['reception'])
            .with_context(
                active_model='clinic.patient',
                active_ids=others.ids,
            )
            .create(
                {
                    'marketing': True,
                    'feedback': True,
                    'channel': 'import',
                    'evidence': "Binder 3",
                    'at': fields.Datetime.now() - timedelta(days=200),
                }
            )
        )
        wizard.action_record()
        for patient in others:
            self.assertEqual(self.states(patient)[3:], ['granted', 'granted'])
        self.assertEqual(len(others.consent_ids), 4, "who had said yes is not asked twice")
        exception = {'state': 'exception', 'until': fields.Datetime.now()}
        for values in ({}, {'marketing': True, **exception}):
            with self.assertRaises(UserError):
                self.env['clinic.consent.record'].create(
                    {
                        'patient_ids': [Command.set(others.ids)],
                        'evidence': "x",
                        **values,
                    }
                ).action_record()

    def test_an_old_paper_does_not_undo_a_newer_refusal(self):
        willing, refused = self.make_patient("Sí Quiere"), self.make_patient("Ya No")
        now = fields.Datetime.now()
        refused._record_consent('marketing', 'refused', 'phone', "No", at=now - timedelta(days=1))
        willing._record_consent('marketing', 'refused', 'phone', "No", at=now - timedelta(days=99))
        wizard = (
            self.env['clinic.consent.record']
            .with_user(self.users['reception'])
            .create(
                {
                    'patient_ids': [Command.set((willing | refused).ids)],
                    'marketing': True,
                    'channel': 'paper',
                    'evidence': "Binder 3",
                    'at': now - timedelta(days=30),
                }
            )
        )
        answer = wizard.action_record()
        self.assertEqual(willing._consent_state('marketing'), 'granted')
        self.assertEqual(refused._consent_state('marketing'), 'refused')
        self.assertEqual(len(refused.consent_ids), 1)
        self.assertIn("Ya No", answer['params']['message'])
        self.assertNotIn("Sí Quiere", answer['params']['message'])
        self.assertFalse(wizard.exists(), "what proves it stays in the ledger alone")

    def test_nursing_answers_on_the_form(self):
        with Form(self.patient.with_user(self.users['nurse'])) as form:
            form.consent_accept = True
            form.consent_marketing = 'refused'
        self.assertEqual(
            self.states(self.patient), ['granted', 'granted', 'granted', 'refused', 'granted']
        )
        self.assertEqual(self.patient.consent_ids.user_id, self.users['nurse'])
        with self.assertRaises(AccessError):
            self.patient.with_user(self.users['nurse']).name = "Otra"

    def test_who_was_not_asked_is_the_same_everywhere(self):
        until = fields.Datetime.now() - timedelta(minutes=1)
        ended = self.make_patient("Urgencia Pasada")
        ended._record_consent('appointments', 'exception', 'in_person', "Urgencia", until=until)
        double, survivor = self.make_patient("Doble"), self.make_patient("Queda")
        double._record_consent('appointments', 'granted', 'in_person', "Sí")
        self.merge(double, survivor)
        Patient = self.env['clinic.patient'].with_user(self.users['reception'])
        mine = [('company_id', '=', self.clinic.id)]
        missing = Patient.search([*mine, ('consent_missing', '=', True)])
        self.assertEqual(missing, self.patient | ended)
        self.assertEqual(missing, Patient.search(mine).filtered('consent_missing'))
        self.assertEqual(Patient.search([*mine, ('consent_missing', '=', False)]), survivor)
        Patient.search(mine).sudo().stage = 'patient'
        answers = self.env['clinic.panel'].sudo()._last_answers('appointments')
        self.assertEqual(answers, {'granted': 1})

    def test_who_cannot_be_reminded_and_why(self):
        no_mail = self.make_patient("Sin Correo")
        refused = self.make_patient("Se Negó", email='n@x.example')
        refused._record_consent('appointments', 'refused', 'phone', "No")
        never = self.make_patient("No Contactar", email='s@x.example', preferred_channel='none')
        mine = [('company_id', '=', self.clinic.id)]
        Patient = self.env['clinic.patient'].with_user(self.users['reception'])
        found = Patient.search([*mine, ('reminder_problem', '!=', False)])
        self.assertEqual(found, no_mail | refused | never)
        self.assertIn("no e-mail", no_mail.reminder_problem)
        self.assertIn("refused", refused.reminder_problem)
        self.assertIn("not to be contacted", never.reminder_problem)
        self.assertEqual(Patient.search([*mine, ('reminder_problem', '=', False)]), self.patient)


@tagged('post_install', '-at_install')
class TestPrivacyNotice(MessagesCase):
    """A notice in force does not change, and there is one."""

    def make(self, version, **values):
        return self.env['clinic.privacy.notice'].create(
            {
                'version': version,
                'company_id': self.clinic.id,
                'full_text': "<p>Aviso</p>",
                'short_text': "Aviso",
                **values,
            }
        )

    def test_life(self):
        first, second = self.make('1'), self.make('2')
        first.action_put_in_force()
        self.assertEqual(self.env['clinic.privacy.notice']._in_force(self.branch), first)
        self.assertEqual(len(first.text_hash), 64)
        second.action_put_in_force()
        self.assertRecordValues(
            first | second,
            [
                {'state': 'past', 'date_to': second.date_from},
                {'state': 'in_force', 'date_to': False},
            ],
        )
        self.assertEqual(self.env['clinic.privacy.notice']._in_force(self.clinic), second)
        for notice in first | second:
            for values in (
                {'short_text': "x"},
                {'full_text': "x"},
                {'text_hash': "x"},
                {'version': "x"},
                {'state': 'draft'},
            ):
                with self.assertRaises(UserError):
                    notice.write(values)
            with self.assertRaises(UserError):
                notice.with_context(clinic_notice=True).write({'state': 'draft'})
            with self.assertRaises(UserError):
                notice.unlink()
            with self.assertRaises(UserError):
                notice.action_put_in_force()
        self.assertEqual(first.copy().state, 'draft')

    def test_parts_left_to_complete(self):
        notice = self.make('1', short_text="[Nombre o razón social] usa sus datos")
        with self.assertRaisesRegex(UserError, "Nombre o razón social"):
            notice.action_put_in_force()
        shipped = self.env.ref('clinic_crm.privacy_notice_draft')
        if shipped.state == 'draft':
            with self.assertRaises(UserError):
                shipped.action_put_in_force()

    def test_not_created_in_force(self):
        self.assertEqual(self.make('1', state='in_force').state, 'draft')

    def test_roles(self):
        notice = self.make('1')
        for role in ('director', 'privacy'):
            notice.with_user(self.users[role]).short_text = f"Aviso {role}"
        for role in ('reception', 'nurse', 'practitioner'):
            self.assertTrue(notice.with_user(self.users[role]).short_text)
            with self.assertRaises(AccessError):
                notice.with_user(self.users[role]).short_text = "x"
            with self.assertRaises(AccessError):
                notice.with_user(self.users[role]).action_put_in_force()
        with self.assertRaises(AccessError):
            notice.with_user(self.stranger).read(['version'])
