from odoo.tests import tagged
from odoo.tools import SQL

from .agenda_common import AgendaCase

CANARY = "Canaria-Espejo-9920"


@tagged('post_install', '-at_install')
class TestTwin(AgendaCase):
    """The visits of a practitioner in Odoo's calendar: off by default, neutral, one way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patients.write({'name': CANARY, 'email': 'canaria@paciente.example'})

    def events(self):
        user = self.users['doctor']
        return self.env['calendar.event'].sudo().search([('user_id', '=', user.id)], order='start')

    def switch(self, on=True):
        self.ana.mirror_calendar = on

    def test_off_by_default(self):
        self.book(self.at(10))
        self.assertFalse(self.events())

    def test_neutral(self):
        """The canary is nowhere, also when the visit is booked with a patient's form open."""
        self.switch()
        mails = self.env['mail.mail'].sudo().search_count([])
        patient = self.patients[0]
        visit = (
            self.env['clinic.appointment']
            .with_user(self.users['reception'])
            .with_context(
                active_model='clinic.patient',
                active_id=patient.id,
                default_name=CANARY,
                default_description=CANARY,
                default_res_id=patient.id,
                default_partner_ids=patient.partner_id.ids,
            )
            .create(
                {
                    'patient_id': patient.id,
                    'type_id': self.visit_type.id,
                    'practitioner_id': self.ana.id,
                    'company_id': self.clinic.id,
                    'start': self.at(10),
                    'reason': CANARY,
                }
            )
        )
        event = self.events()
        self.assertEqual(
            (event.name, event.privacy, event.start, event.stop),
            ("Cita", 'private', visit.start, visit.stop),
        )
        self.assertFalse(event.description or event.location or event.res_model or event.res_id)
        self.assertFalse(event.alarm_ids or event.videocall_location)
        self.assertEqual(event.partner_ids, self.users['doctor'].partner_id)
        self.assertEqual(event.attendee_ids.mapped('state'), ['accepted'])
        self.assertLessEqual(event.message_partner_ids, self.users['doctor'].partner_id)
        self.assertEqual(self.env['mail.mail'].sudo().search_count([]), mails)
        self.env.flush_all()
        for table in ('calendar_event', 'calendar_attendee', 'mail_message', 'mail_mail'):
            query = SQL(
                "SELECT count(*) FROM %s row WHERE row::text LIKE %s",
                SQL.identifier(table),
                f'%{CANARY}%',
            )
            self.assertEqual(self.env.execute_query(query), [(0,)], table)

    def test_it_follows(self):
        self.switch()
        visit = self.book(self.at(10))
        event = self.events()
        visit.start = self.at(12)
        self.assertEqual((self.events(), event.start), (event, self.at(12)))
        visit.practitioner_id = self.luis
        self.assertFalse(self.events())
        visit.practitioner_id = self.ana
        self.assertEqual(self.events().start, self.at(12))
        visit._cancel('patient')
        self.assertFalse(self.events())
        visit.action_reschedule()
        self.assertEqual(len(self.events()), 1)

    def test_one_way(self):
        self.switch()
        visit = self.book(self.at(10))
        doctors = self.events().with_user(self.users['doctor'])
        doctors.write({'start': self.at(18), 'stop': self.at(19), 'name': "Otra cosa"})
        self.assertEqual(visit.start, self.at(10))
        doctors.unlink()
        self.assertEqual((visit.exists().state, visit.start), ('scheduled', self.at(10)))
        visit.start = self.at(11)
        self.assertEqual(self.events().start, self.at(11))

    def test_on_and_off(self):
        visits = self.book(self.at(10)) + self.book(self.at(11), patient=1)
        past = self.book(self.at(8, day=2), patient=2, overbook_reason="x", role='doctor')
        own = (
            self.env['calendar.event']
            .with_user(self.users['doctor'])
            .create({'name': "Congreso", 'start': self.at(9), 'stop': self.at(10)})
        )
        self.switch()
        self.assertEqual(len(self.events() - own), 2)
        self.switch(False)
        self.assertEqual(self.events(), own)
        self.assertEqual(len((visits + past).exists()), 3)

    def test_a_group_visit_once_and_a_hold_never(self):
        self.switch()
        group = self.make_type("Taller", seats=3)
        visits = self.book(self.at(10), type_id=group.id)
        visits += self.book(self.at(10), patient=1, type_id=group.id)
        self.assertEqual(len(self.events()), 1)
        visits.session_id.with_user(self.users['reception']).start = self.at(12)
        self.assertEqual(self.events().start, self.at(12))
        held = (
            self.env['clinic.appointment']
            .sudo()
            ._hold(
                {
                    'type_id': self.visit_type.id,
                    'practitioner_id': self.ana.id,
                    'company_id': self.clinic.id,
                    'start': self.at(17),
                },
                'x',
            )
        )
        self.assertEqual(len(self.events()), 1)
        held._confirm_hold(self.patients[3])
        self.assertEqual(len(self.events()), 2)
