from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.clinic_crm.agenda import Repeat
from odoo.addons.clinic_crm.models.clinic_appointment_tell import KINDS, QUIET

from .agenda_common import AgendaCase

CANARY = "Dolor-secreto-7731"
LIVE = ('queued', 'sent')


@tagged('post_install', '-at_install')
class TestNotices(AgendaCase):
    """What patients are told of their visits, once, and when nothing is said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give_addresses()
        cls.clinic.sudo().street = "Av. Juárez 10"

    def notices(self, visit, states=LIVE):
        """[(code, body)] of what has been or will be told of a visit."""
        messages = (
            self.env['clinic.message']
            .sudo()
            .search(
                [
                    ('res_model', '=', 'clinic.appointment'),
                    ('res_id', '=', visit.id),
                    ('state', 'in', states),
                ],
                order='id',
            )
        )
        self.assertLessEqual(set(messages.kind_id.mapped('code')), set(KINDS))
        return [(m.kind_id.code.removeprefix('appointment_'), m.body) for m in messages]

    def codes(self, visit, states=LIVE):
        return [code for code, _body in self.notices(visit, states)]

    def leave(self, visit):
        """What is queued has gone."""
        queued = (
            self.env['clinic.message']
            .sudo()
            .search([('res_id', '=', visit.id), ('state', '=', 'queued')])
        )
        for message in queued:
            message._advance('sent')

    def test_booked(self):
        visit = self.book(self.at(10), reason=CANARY)
        [(code, body)] = self.notices(visit)
        self.assertEqual(code, 'booked')
        self.assertEqual(
            body,
            "Hola, Paciente: su cita quedó agendada. "
            "Le esperamos el martes 3 de noviembre a las 10:00 a. m., con Dra. Ana Ríos, "
            "en Clínica Prueba (Av. Juárez 10).\n\n"
            f"Mapa, calendario y cambios: {visit.sudo()._link()}",
        )
        message = self.env['clinic.message'].sudo().search([('res_id', '=', visit.id)])
        self.assertEqual(message.purpose, 'appointments')
        self.assertEqual(message.company_id, self.clinic)
        self.assertEqual(message.expires_at, visit.start)
        self.assertEqual(message.dedupe_key, f'visit:{visit.uuid}:booked:{visit.start.isoformat()}')
        for text in (message.body, message.subject, message.variables):
            self.assertNotIn(CANARY, text)
            self.assertNotIn("Consulta", text)

    def test_nothing_else_leaves(self):
        """No mail, no chatter, no event and no invitation tells of a visit: the one neutral notice
        does, whatever happens to the visit."""
        ways = ('mail.mail', 'mail.message', 'mail.notification', 'mail.activity')
        ways += ('calendar.event', 'calendar.attendee')
        counts = {way: self.env[way].sudo().search_count([]) for way in ways}
        visit = self.book(self.at(10), reason=CANARY)
        visit.start = self.at(11)
        visit._cancel('patient')
        self.book(self.at(12), patient=1, reason=CANARY)
        self.env.flush_all()
        for way, count in counts.items():
            with self.subTest(way):
                self.assertEqual(self.env[way].sudo().search_count([]), count)

    def test_with_tu(self):
        self.clinic.sudo().clinic_informal = True
        self.assertIn(
            "tu cita quedó agendada. Te esperamos", self.notices(self.book(self.at(10)))[0][1]
        )

    def test_the_kind_of_visit_only_where_it_may_be_said(self):
        self.visit_type.write({'reason_in_messages': True, 'instructions': "Venga\nen ayunas."})
        [(_code, body)] = self.notices(self.book(self.at(12)))
        self.assertIn("su cita quedó", body)  # nor without the patient's leave
        self.patients[0]._record_consent('appointments', 'granted', 'in_person', "Dijo que sí.")
        [(_code, body)] = self.notices(self.book(self.at(10)))
        self.assertIn("su cita (Consulta) quedó", body)
        self.assertIn("Indicaciones: Venga en ayunas.", body)

    def test_a_guardian_reads_whose_visit_it_is(self):
        guardian = (
            self.env['res.partner'].sudo().create({'name': "Rosa Mora", 'email': 'r@x.example'})
        )
        self.patients[0].write({'guardian_id': guardian.id, 'birthdate': date(2020, 1, 1)})
        [(_code, body)] = self.notices(self.book(self.at(10)))
        self.assertTrue(body.startswith("Hola, Rosa: la cita de Paciente 0 quedó agendada."))

    def test_the_hour_is_that_of_the_branch(self):
        visit = self.book(self.at(10, tz='America/Tijuana'), company_id=self.border.id)
        [(_code, body)] = self.notices(visit)
        self.assertIn("a las 10:00 a. m., con Dra. Ana Ríos, en Tijuana.", body)

    def test_moved(self):
        visit = self.book(self.at(10))
        self.leave(visit)
        visit.start = self.at(13)
        self.assertEqual(self.codes(visit), ['booked', 'moved'])
        self.assertIn(
            "Ahora le esperamos el martes 3 de noviembre a la 1:00 p. m.,",
            self.notices(visit)[1][1],
        )
        visit.write({'start': self.at(13), 'stop': self.at(13, 45)})
        self.assertEqual(self.codes(visit), ['booked', 'moved'], "a longer visit is nobody's news")

    def test_what_has_not_left_gives_way(self):
        visit = self.book(self.at(10))
        visit.start = self.at(11)
        self.assertEqual(self.codes(visit), ['booked'])
        self.assertIn("a las 11:00 a. m.", self.notices(visit)[0][1])
        self.leave(visit)
        visit.start = self.at(12)
        visit.start = self.at(13)
        self.assertEqual(self.codes(visit), ['booked', 'moved'])
        visit._cancel('patient')
        self.assertEqual(self.codes(visit), ['booked', 'cancelled'])

    def test_booked_and_cancelled_before_anybody_heard(self):
        visit = self.book(self.at(10))
        visit._cancel('patient')
        self.assertEqual(self.codes(visit), [])

    def test_there_and_back_again(self):
        visit = self.book(self.at(10))
        for hour in (11, 10, 11):
            self.leave(visit)
            visit.start = self.at(hour)
        self.assertEqual(self.codes(visit), ['booked', 'moved', 'moved', 'moved'])

    def test_cancelled_and_booked_again(self):
        visit = self.book(self.at(10))
        self.leave(visit)
        visit._cancel('patient')
        self.assertIn(
            "su cita del martes 3 de noviembre a las 10:00 a. m. quedó cancelada",
            self.notices(visit)[1][1],
        )
        self.leave(visit)
        visit.write({'start': self.at(12), 'state': 'scheduled'})
        self.assertEqual(self.codes(visit), ['booked', 'cancelled', 'booked'])

    def test_another_practitioner_is_told(self):
        visit = self.book(self.at(10))
        self.leave(visit)
        visit.practitioner_id = self.luis
        self.assertIn("con Dr. Luis Paz", self.notices(visit)[1][1])

    def test_a_refused_move_tells_nothing(self):
        self.book(self.at(11), patient=1)
        visit = self.book(self.at(10))
        self.leave(visit)
        with self.assertRaises(UserError):
            visit.start = self.at(11)
        self.assertEqual(self.codes(visit), ['booked'])

    def test_the_road_of_the_day_is_not_told(self):
        visit = self.book(self.at(10))
        self.leave(visit)
        visit.action_confirm()
        visit.action_arrive()
        visit.action_reschedule()
        visit.action_arrive()
        visit.action_start()
        visit.action_finish()
        self.assertEqual(self.codes(visit), ['booked'])

    def test_when_nothing_is_said(self):
        quiet = self.book(self.at(10), notify_patient=False)
        quiet.start = self.at(11)
        walked_in = self.book(self.at(9, 30, day=2), patient=1, walk_in=True)
        past = self.book(self.at(8, day=2), patient=2, overbook_reason="Se olvidó", role='doctor')
        spoken = self.env['clinic.appointment'].with_user(self.users['reception'])
        told = spoken.with_context(**{QUIET: True}).create(
            {
                'patient_id': self.patients[3].id,
                'type_id': self.visit_type.id,
                'practitioner_id': self.luis.id,
                'company_id': self.clinic.id,
                'start': self.at(10),
            }
        )
        for visit in quiet + walked_in + past + told:
            self.assertEqual(self.codes(visit, LIVE + ('failed', 'cancelled')), [])

    def test_who_tells_it_leaves_no_old_time_on_its_way(self):
        """A conversation moves or cancels a visit and says so itself: what waits of the old time
        does not go any more, and what has gone stays."""
        visit = self.book(self.at(10))
        visit.with_context(**{QUIET: True}).start = self.at(11)
        self.assertEqual(self.codes(visit), [])
        heard = self.book(self.at(12), patient=1)
        self.leave(heard)
        heard.start = self.at(13)
        heard.with_context(**{QUIET: True})._cancel('patient')
        self.assertEqual(self.codes(heard), ['booked'])

    def test_who_tells_of_one_visit_leaves_the_news_of_the_others(self):
        visits = self.series()
        visits[0].with_context(**{QUIET: True}).start = self.at(12)
        self.assertEqual([self.codes(visit) for visit in visits], [[], ['booked'], []])
        self.assertIn("(la primera de 2 citas),", self.notices(visits[1])[0][1])

    def test_a_silent_correction_takes_back_what_has_not_left(self):
        visit = self.book(self.at(10))
        visit.write({'start': self.at(11), 'notify_patient': False})
        self.assertEqual(self.codes(visit), [])

    def test_a_broken_text_refuses_no_visit(self):
        kind = self.env.ref('clinic_crm.message_kind_appointment_booked').sudo()
        kind.variable_ids = [
            Command.create({'name': 'piso', 'description': "Piso", 'example': "Segundo"})
        ]
        logger = 'odoo.addons.clinic_crm.models.clinic_message_send'
        with self.assertLogs(logger, 'WARNING') as logs:
            visit = self.book(self.at(10))
        self.assertEqual(visit.state, 'scheduled')
        self.assertEqual(self.codes(visit), [])
        self.assertIn(f'appointment_booked of visit {visit.id} ', logs.output[0])
        self.assertNotIn("Paciente", logs.output[0])

    def test_a_hold_is_told_when_it_becomes_a_visit(self):
        held = (
            self.env['clinic.appointment']
            .sudo()
            ._hold(
                {
                    'type_id': self.visit_type.id,
                    'practitioner_id': self.ana.id,
                    'company_id': self.clinic.id,
                    'start': self.at(10),
                },
                'conversation',
            )
        )
        self.assertEqual(self.codes(held), [])
        held._confirm_hold(self.patients[0])
        self.assertEqual(self.codes(held), ['booked'])

    def test_a_kind_the_clinic_archived_is_not_sent(self):
        self.env.ref('clinic_crm.message_kind_appointment_booked').sudo().active = False
        self.assertEqual(self.codes(self.book(self.at(10))), [])

    def test_a_session_that_moves_tells_its_participants(self):
        group = self.make_type("Taller", seats=3)
        visits = self.book(self.at(10), type_id=group.id)
        visits += self.book(self.at(10), patient=1, type_id=group.id)
        for visit in visits:
            self.leave(visit)
        visits.session_id.with_user(self.users['reception']).start = self.at(12)
        for visit in visits:
            self.assertEqual(self.codes(visit), ['booked', 'moved'])

    def test_a_series_is_told_once(self):
        visits = (
            self.env['clinic.appointment']
            .with_user(self.users['reception'])
            .create(
                [
                    {
                        'patient_id': self.patients[0].id,
                        'type_id': self.visit_type.id,
                        'practitioner_id': self.ana.id,
                        'company_id': self.clinic.id,
                        'start': self.at(10, day=day),
                    }
                    for day in (5, 3, 4)
                ]
            )
        )
        told = [self.notices(visit) for visit in visits]
        self.assertEqual([len(one) for one in told], [0, 1, 0])
        self.assertIn(
            "martes 3 de noviembre a las 10:00 a. m. (la primera de 3 citas),", told[1][0][1]
        )

    def series(self):
        values = {
            'patient_id': self.patients[0].id,
            'type_id': self.visit_type.id,
            'practitioner_id': self.ana.id,
            'company_id': self.clinic.id,
        }
        visits = self.env['clinic.appointment'].with_user(self.users['reception'])
        vals_list = [{**values, 'start': self.at(10, day=day)} for day in (3, 4, 5)]
        return visits._book_series(vals_list, Repeat(3, 1, 'day'))

    def test_a_series_outlives_its_first_visit(self):
        visits = self.series()
        visits[0]._cancel('patient')
        self.assertEqual([self.codes(visit) for visit in visits], [[], ['booked'], []])
        self.assertIn(
            "miércoles 4 de noviembre a las 10:00 a. m. (la primera de 2 citas),",
            self.notices(visits[1])[0][1],
        )
        visits[1].write({'start': self.at(11, day=4), 'notify_patient': False})
        self.assertEqual([self.codes(visit) for visit in visits], [[], [], ['booked']])
        self.leave(visits[2])
        visits[2]._cancel('patient')
        self.assertEqual(self.codes(visits[2]), ['booked', 'cancelled'])

    def test_a_series_nobody_heard_of_moves(self):
        visits = self.series()
        visits[0].start = self.at(12)
        self.assertIn("a las 12:00 p. m. (la primera de 3 citas),", self.notices(visits[0])[0][1])
        visits[0].start = self.at(12, day=6)
        self.assertEqual([self.codes(visit) for visit in visits], [[], ['booked'], []])
        self.assertIn("(la primera de 3 citas),", self.notices(visits[1])[0][1])
        visits._cancel('patient')
        self.assertEqual([self.codes(visit) for visit in visits], [[], [], []])

    def test_a_series_that_moves_is_told_once(self):
        visits = self.series()
        self.leave(visits[0])
        desk = self.env['clinic.booking'].with_user(self.users['reception'])
        answer = desk.move(
            {
                'visit_id': visits[0].id,
                'scope': 'following',
                'start': str(self.at(12)),
                'minutes': 30,
            }
        )
        self.assertEqual(len(answer['booked']), 3)
        self.assertEqual([visit.start.hour for visit in visits], [self.at(12).hour] * 3)
        self.assertEqual([self.codes(visit) for visit in visits], [['booked', 'moved'], [], []])
        self.assertIn("a las 12:00 p. m. (la primera de 3 citas),", self.notices(visits[0])[1][1])
        visits[1].start = self.at(13, day=4)
        self.assertEqual(self.codes(visits[1]), ['moved'])

    def test_a_series_that_was_heard_of_is_told_visit_by_visit(self):
        visits = self.series()
        self.leave(visits[0])
        visits[0]._cancel('patient')
        self.assertEqual([self.codes(visit) for visit in visits], [['booked', 'cancelled'], [], []])

    def test_video_link(self):
        video = self.make_type("Videoconsulta", video=True)
        visit = self.book(self.at(10), type_id=video.id)
        self.assertFalse(visit.video_url)
        self.assertIn("por videollamada.", self.notices(visit)[0][1])
        self.clinic.sudo().clinic_video_url = 'https://video.clinica.example/salas/'
        visit.invalidate_recordset(['video_url'])
        self.assertRegex(
            visit.video_url, r'^https://video\.clinica\.example/salas/cita-[0-9a-f]{24}$'
        )
        other = self.book(self.at(11), patient=1, type_id=video.id)
        self.assertNotEqual(visit.video_url, other.video_url)
        self.assertIn(other.video_url, self.notices(other)[0][1])
        link = visit.video_url
        visit.start = self.at(12)
        self.assertEqual(visit.video_url, link)

    def test_a_video_service_is_an_address(self):
        for wrong in (
            'http://x.example',
            'javascript:alert(1)',
            'https://',
            'https://x.example/?a=1',
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.clinic.sudo().clinic_video_url = wrong

    def test_a_visit_that_has_begun_is_not_told_of(self):
        visit = self.book(self.at(10))
        self.leave(visit)
        self.later(days=1, hours=2)
        visit._cancel('patient')
        self.assertEqual(self.codes(visit), ['booked'])
