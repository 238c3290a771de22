from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .agenda_common import AgendaCase
from .common import ClinicCase

CANARY = "canaria-camino-4471"
LETTER = """From: Dra. Falsa <doctora@example.com>
To: nadie@example.com
Subject: Orden
Message-Id: <%s@example.com>

Suspender el tratamiento
"""


@tagged('post_install', '-at_install')
class TestStrangers(ClinicCase):
    """Nobody without a role hears of a patient through messages, activities and the calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = cls.register("Ana Secreta", email='ana@paciente.example')
        cls.portal = new_test_user(cls.env, 'de_fuera', 'base.group_portal')
        cls.system = new_test_user(cls.env, 'sistema', 'base.group_system')
        cls.desk = cls.patient.with_user(cls.users['reception'])

    def as_stranger(self, model, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(user or self.outsider)

    def test_no_message_to_oneself_tells_a_name(self):
        for user in (self.outsider, self.portal, self.system):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_stranger('mail.thread', user).message_notify(
                    model='clinic.patient',
                    res_id=self.patient.id,
                    partner_ids=user.partner_id.ids,
                    body="¿quién es?",
                )

    def test_who_may_read_tells_who_may_read(self):
        nurse = self.users['nurse']
        told = self.as_stranger('mail.thread', self.users['reception']).message_notify(
            model='clinic.patient',
            res_id=self.patient.id,
            partner_ids=nurse.partner_id.ids,
            body="Llegó",
        )
        self.assertEqual(told.notified_partner_ids, nurse.partner_id)

    def test_no_stranger_is_mentioned(self):
        stranger = self.outsider.partner_id
        note = self.desk.message_post(body="Llamar", partner_ids=[])
        for tell in (
            lambda: self.desk.message_post(body="Mira", partner_ids=stranger.ids),
            lambda: self.desk.message_notify(body="Mira", partner_ids=stranger.ids),
            lambda: self.desk._message_update_content(
                note, body="Mira", partner_ids=stranger.ids, strict=False
            ),
        ):
            with self.assertRaisesRegex(UserError, self.outsider.name.split()[0]):
                tell()
        seen = self.as_stranger('mail.message').search([('model', '=', 'clinic.patient')])
        self.assertFalse(seen)

    def test_who_left_their_role_hears_no_more(self):
        nurse = self.users['nurse']
        nurse.notification_type = 'inbox'
        comment = self.env.ref('mail.mt_note').ids
        self.patient.message_subscribe(nurse.partner_id.ids, comment)
        heard = self.desk.message_post(body="Uno")
        self.assertEqual(heard.notified_partner_ids, nurse.partner_id)
        nurse.group_ids = [Command.unlink(self.env.ref('clinic_crm.group_nurse').id)]
        self.assertFalse(self.desk.message_post(body="Dos").notified_partner_ids)

    def test_no_activity_for_a_stranger(self):
        todo = 'mail.mail_activity_data_todo'
        with self.assertRaises(UserError):
            self.desk.activity_schedule(todo, user_id=self.outsider.id)
        activity = self.desk.activity_schedule(todo, user_id=self.users['nurse'].id)
        with self.assertRaises(UserError):
            activity.user_id = self.outsider

    def test_a_meeting_is_neutral_in_the_calendar(self):
        activity = self.desk.activity_schedule(
            'mail.mail_activity_data_meeting',
            summary="Biopsia",
            note="Biopsia",
            user_id=self.users['reception'].id,
        )
        asked = activity.with_context(
            default_res_model='clinic.patient', default_res_id=self.patient.id
        )
        context = asked.action_create_calendar_event()['context']
        event = (
            self.env['calendar.event']
            .with_user(self.users['reception'])
            .with_context(**context)
            .create({'start': '2026-12-01 16:00:00', 'stop': '2026-12-01 17:00:00'})
        )
        self.assertEqual((event.activity_ids, event.privacy), (activity, 'private'))
        self.assertFalse(event.res_id)
        self.assertEqual(event.partner_ids, self.users['reception'].partner_id)
        self.assertNotIn("Secreta", f"{event.name} {event.description}")
        self.assertNotIn("Biopsia", f"{event.name} {event.description}")

    def test_ids_are_not_counted_by_their_answers(self):
        threads = self.as_stranger('clinic.patient')
        missing = self.patient.id + 1_000_000
        for ask in ('message_subscribe', 'message_unsubscribe', '_partner_find_from_emails_single'):
            for patient in threads.browse([self.patient.id, missing]):
                with self.subTest(ask=ask), self.assertRaises(AccessError):
                    getattr(patient, ask)(['ana@paciente.example'])

    def test_only_the_gateway_brings_e_mails(self):
        """Odoo writes what comes in with all rights: as any author, into any record."""
        patients = self.Patient.search_count([])
        for user in (self.outsider, self.portal, self.users['reception']):
            threads = self.as_stranger('mail.thread', user)
            for number, route in enumerate(
                (
                    {'model': 'clinic.patient', 'thread_id': self.patient.id},
                    {'model': 'clinic.patient'},
                    {'model': 'res.partner', 'custom_values': {'name': "x"}},
                    {'model': None},
                )
            ):
                with self.subTest(user=user.login, route=route), self.assertRaises(AccessError):
                    threads.message_process(message=LETTER % f'{user.id}.{number}', **route)
        self.assertEqual(self.Patient.search_count([]), patients)
        self.assertNotIn("Suspender", str(self.patient.message_ids.mapped('body')))


@tagged('post_install', '-at_install')
class TestNotes(ClinicCase):
    """Who wrote a note, when and what: nobody else changes it, and it stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patient = cls.register()
        doctor = cls.patient.with_user(cls.users['practitioner'])
        cls.note = doctor.message_post(body="No operar", message_type='comment')

    def test_nobody_else_changes_it(self):
        note = self.note.with_user(self.users['reception'])
        stranger = self.outsider.partner_id
        for vals in (
            {'body': "Operar"},
            {'author_id': self.users['reception'].partner_id.id},
            {'date': '2020-01-01 10:00:00'},
            {'partner_ids': [Command.link(stranger.id)]},
            {'notification_ids': [Command.create({'res_partner_id': stranger.id})]},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                note.write(vals)
        self.assertIn("No operar", self.note.body)

    def test_nobody_takes_it_away(self):
        for role in ('reception', 'practitioner', 'nurse'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.note.with_user(self.users[role]).unlink()
        self.assertTrue(self.note.exists())

    def test_its_author_corrects_it(self):
        own = self.note.with_user(self.users['practitioner'])
        thread = self.patient.with_user(self.users['practitioner'])
        thread._message_update_content(own.sudo(), body="No operar aún")
        self.assertIn("aún", self.note.body)
        with self.assertRaises(AccessError):
            own.date = '2020-01-01 10:00:00'

    def test_marks_of_a_reader_are_theirs(self):
        note = self.note.with_user(self.users['reception'])
        note.toggle_message_starred()
        self.assertTrue(note.starred)


@tagged('post_install', '-at_install')
class TestRoadOfAVisit(AgendaCase):
    """What happens to a visit leaves no trace of the patient where others read."""

    def test_nothing_leaves(self):
        reason = "Canaria-Motivo-4471"
        self.patients[0].write({'name': CANARY, 'email': f'{CANARY}@paciente.example'})
        self.env.flush_all()
        marks = self.marks()
        visit = self.book(self.at(10), reason=reason)
        visit.write({'start': self.at(11)})
        visit.action_confirm()
        visit.action_cancel()
        visit._cancel('clinic', reason=reason)
        second = self.book(self.at(12), reason=reason)
        for step in ('action_arrive', 'action_start', 'action_finish'):
            getattr(second, step)()
        third = self.book(self.at(13), reason=reason)
        self.later(days=1, hours=13)
        third.action_no_show()
        self.env.flush_all()
        self.cr.precommit.run()
        for table, mark in marks.items():
            query = SQL("SELECT row::text FROM %s row WHERE id > %s", SQL.identifier(table), mark)
            for [row] in self.env.execute_query(query):
                with self.subTest(table=table):
                    self.assertNotIn(CANARY, row)
                    self.assertNotIn(reason, row)

    def marks(self):
        tables = (
            'mail_mail', 'mail_message', 'mail_notification', 'mail_activity', 'bus_bus',
            'calendar_event', 'calendar_attendee', 'sms_sms',
        )  # fmt: skip
        return {
            table: self.env.execute_query(
                SQL("SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table))
            )[0][0]
            for table in tables
        }
