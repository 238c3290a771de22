from psycopg2.errors import ExclusionViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestBooking(AgendaCase):
    def test_a_visit_reserves_its_practitioner(self):
        visit = self.book(self.at(10))
        self.assertEqual(visit.stop, self.at(10, 30))
        self.assertEqual(visit.booking_ids.resource_id, self.ana.resource_id)
        self.assertEqual(visit.state, 'scheduled')

    def test_a_taken_time_is_refused_in_words(self):
        self.book(self.at(10))
        with self.assertRaisesRegex(UserError, r"Dra\. Ana Ríos is taken until 10:30"):
            self.book(self.at(10, 15), patient=1)
        self.assertEqual(self.env['clinic.appointment'].search_count([]), 1)

    def test_visits_may_touch(self):
        self.book(self.at(10))
        self.book(self.at(10, 30), patient=1)

    def test_anybody_free_is_chosen(self):
        first = self.book(self.at(10), practitioner_id=False)
        second = self.book(self.at(10), patient=1, practitioner_id=False)
        self.assertEqual(first.practitioner_id + second.practitioner_id, self.ana + self.luis)
        with self.assertRaisesRegex(UserError, "none is free at that time; the first one is at"):
            self.book(self.at(10), patient=2, practitioner_id=False)

    def test_one_patient_is_not_in_two_places(self):
        self.book(self.at(10))
        with self.assertRaisesRegex(UserError, "Paciente 0 already has a visit"):
            self.book(self.at(10), practitioner_id=self.luis.id)

    def test_buffers_of_room_and_type(self):
        both = self.make_type("Curación", ('practitioner', 'room'), buffer_before=5)
        self.book(self.at(10), type_id=both.id)
        with self.assertRaisesRegex(UserError, "Consultorio 1 is taken until 10:40"):
            self.book(self.at(10, 40), patient=1, type_id=both.id, practitioner_id=self.luis.id)
        self.book(self.at(10, 45), patient=1, type_id=both.id, practitioner_id=self.luis.id)

    def test_capacity(self):
        infusion = self.make_type("Infusión", ('device',))
        visits = [
            self.book(self.at(10), patient=n, type_id=infusion.id, practitioner_id=False)
            for n in range(3)
        ]
        self.assertEqual({visit.booking_ids.seat for visit in visits}, {1, 2, 3})
        with self.assertRaisesRegex(UserError, "All places are taken until 10:30"):
            self.book(self.at(10, 15), patient=3, type_id=infusion.id, practitioner_id=False)

    def test_a_practitioner_who_does_not_give_it(self):
        only = self.make_type("Ultrasonido")
        only.role_ids.resource_ids = self.luis.resource_id
        with self.assertRaisesRegex(UserError, "does not give “Ultrasonido”"):
            self.book(self.at(10), type_id=only.id)

    def test_the_database_refuses_what_the_agenda_did_not_see(self):
        visit = self.book(self.at(10))
        other = self.book(self.at(12), patient=1)
        with self.assertRaises(ExclusionViolation):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    """UPDATE clinic_appointment_booking SET block_start = %s, block_stop = %s
                        WHERE appointment_id = %s""",
                    [visit.start, visit.stop, other.id],
                    log_exceptions=False,
                )

    def test_bad_input(self):
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self.book(self.at(10), stop=self.at(9))
        with self.assertRaisesRegex(UserError, "scheduled first"):
            self.book(self.at(10), state='done')
        with self.assertRaisesRegex(AccessError, "kept by the agenda"):
            self.book(self.at(10), overbooked=True)


@tagged('post_install', '-at_install')
class TestMoves(AgendaCase):
    def test_move(self):
        visit = self.book(self.at(10))
        visit.start = self.at(11)
        self.assertEqual(visit.stop, self.at(11, 30))
        self.assertEqual(visit.booking_ids.block_start, self.at(11))
        self.book(self.at(10), patient=1)

    def test_move_over_itself(self):
        visit = self.book(self.at(10))
        visit.write({'start': self.at(10, 15), 'stop': self.at(10, 45)})
        self.assertEqual(visit.booking_ids.block_stop, self.at(10, 45))

    def test_a_refused_move_changes_nothing(self):
        self.book(self.at(11))
        visit = self.book(self.at(10), patient=1)
        with self.assertRaisesRegex(UserError, "is taken until 11:30"):
            visit.write({'start': self.at(11), 'stop': self.at(11, 30)})
        self.assertEqual(visit.start, self.at(10))
        self.assertEqual(visit.booking_ids.block_start, self.at(10))

    def test_to_another_practitioner(self):
        visit = self.book(self.at(10))
        visit.practitioner_id = self.luis
        self.assertEqual(visit.booking_ids.resource_id, self.luis.resource_id)

    def test_a_visit_stays_its_patients(self):
        visit = self.book(self.at(10))
        for other in (self.patients[1].id, False):
            with self.assertRaisesRegex(UserError, "stays its patient's"):
                visit.patient_id = other
        self.assertEqual(visit.patient_id, self.patients[0])
        visit.write({'patient_id': self.patients[0].id, 'walk_in': True})
        self.assertTrue(visit.walk_in)

    def test_what_is_over_stays(self):
        visit = self.book(self.at(10))
        for step in ('arrive', 'start', 'finish'):
            getattr(visit, f'action_{step}')()
        with self.assertRaisesRegex(UserError, "cannot be moved"):
            visit.start = self.at(12)


@tagged('post_install', '-at_install')
class TestHoursAndExceptions(AgendaCase):
    def test_closed(self):
        with self.assertRaisesRegex(UserError, "Dra. Ana Ríos does not work at that time"):
            self.book(self.at(15))

    def test_leave_has_no_reason(self):
        self.env['resource.calendar.leaves'].sudo().create(
            {
                'name': "Quimioterapia",
                'resource_id': self.ana.resource_id.resource_id.id,
                'calendar_id': False,
                'date_from': self.at(9),
                'date_to': self.at(14),
            }
        )
        with self.assertRaises(UserError) as refused:
            self.book(self.at(10))
        self.assertIn("is away until", str(refused.exception))
        self.assertNotIn("Quimioterapia", str(refused.exception))

    def test_rest_day(self):
        leave = (
            self.env['resource.calendar.leaves']
            .sudo()
            .with_company(self.clinic)
            .create(
                {
                    'name': "Día de la Revolución",
                    'date_from': self.at(0),
                    'date_to': self.at(23, 59),
                }
            )
        )
        self.assertEqual(leave.company_id, self.clinic)  # computed in this environment
        with self.assertRaisesRegex(UserError, "rest day: Día de la Revolución"):
            self.book(self.at(10))
        curing = self.make_type("Curación", ('practitioner', 'room'))
        self.room.copy({'name': "Consultorio 2"})
        with self.assertRaises(UserError) as refused:
            self.book(self.at(10), type_id=curing.id, practitioner_id=False)
        self.assertTrue(str(refused.exception).startswith("That day is a rest day"))

    def test_away_to_the_end_of_a_day(self):
        leave = (
            self.env['resource.calendar.leaves']
            .sudo()
            .create(
                {
                    'name': "x",
                    'resource_id': self.ana.resource_id.resource_id.id,
                    'calendar_id': False,
                    'date_from': self.at(0),
                    'date_to': self.at(23, 59),
                }
            )
        )
        with self.assertRaisesRegex(UserError, "is away for the rest of that day"):
            self.book(self.at(10))
        leave.date_to = self.at(23, 59, day=5)
        with self.assertRaisesRegex(UserError, r"is away until \w+ 5 \w+\."):
            self.book(self.at(10))

    def test_staff_read_whose_visit_is_in_the_way(self):
        self.book(self.at(10))
        with self.assertRaisesRegex(UserError, r"is taken until 10:30.* \(Paciente 0, 10:00"):
            self.book(self.at(10, 15), patient=1)
        with self.assertRaises(UserError) as refused:
            self.book(self.at(10, 15), patient=1, source='whatsapp')
        self.assertNotIn("Paciente 0", str(refused.exception))

    def test_past_and_after_hours_need_a_reason(self):
        for start in (self.at(10, day=1), self.at(21)):
            with self.assertRaises(UserError):
                self.book(start)
            visit = self.book(start, overbook_reason="Urgencia")
            self.assertTrue(visit.waived)
            self.assertFalse(visit.overbooked)
            self.assertTrue(visit.booking_ids.blocking)

    def test_overbooking_needs_the_right_and_a_reason(self):
        self.book(self.at(10))
        with self.assertRaisesRegex(UserError, "somebody who may overbook"):
            self.book(self.at(10), patient=1, overbook_reason="Urgencia")
        with self.assertRaisesRegex(UserError, "Why the exception"):
            self.book(self.at(10), patient=1, role='director')
        visit = self.book(self.at(10), patient=1, role='director', overbook_reason="Urgencia")
        self.assertTrue(visit.overbooked)
        self.assertFalse(visit.booking_ids.blocking)
        self.assertEqual(visit.overbook_user_id, self.users['director'])

    def test_patients_may_overrule_nothing_and_read_no_name(self):
        self.book(self.at(10))
        Visit = self.env['clinic.appointment'].with_user(self.env.ref('base.user_root'))
        vals = {
            'patient_id': self.patients[1].id,
            'type_id': self.visit_type.id,
            'source': 'whatsapp',
            'company_id': self.clinic.id,
            'practitioner_id': self.ana.id,
            'overbook_reason': "Por favor",
        }
        for start in (self.at(10), self.at(21), self.at(10, day=1)):
            with self.assertRaises(UserError) as refused:
                Visit.create({**vals, 'start': start})
            self.assertNotIn("Paciente", str(refused.exception))
        self.visit_type.min_notice = 3 * 24 * 60
        with self.assertRaisesRegex(UserError, "too soon"):
            Visit.create({**vals, 'start': self.at(12)})

    def test_zone_with_summer_time(self):
        # Tijuana leaves summer time on 1 November 2026: ten o'clock is 17:00, then 18:00 UTC
        before, after = (
            self.at(10, day=day, month=month, tz='America/Tijuana')
            for day, month in ((30, 10), (3, 11))
        )
        self.assertEqual((before.hour, after.hour), (17, 18))
        visit = self.book(after, company_id=self.border.id)
        self.assertTrue(visit.booking_ids.blocking)
        with self.assertRaisesRegex(UserError, "does not work"):
            self.book(self.at(8, 30, tz='America/Tijuana'), patient=1, company_id=self.border.id)
        # the same person is taken in the other branch
        with self.assertRaisesRegex(UserError, "is taken until"):
            self.book(after, patient=1)

    def test_hours_are_read_anew_after_a_change(self):
        self.book(self.at(10))
        self.hours.attendance_ids.filtered(lambda line: line.hour_from == 9).sudo().write(
            {'hour_from': 12}
        )
        with self.assertRaisesRegex(UserError, "does not work"):
            self.book(self.at(11), patient=1)


@tagged('post_install', '-at_install')
class TestHolds(AgendaCase):
    def hold(self, token='chat', **vals):
        return (
            self.env['clinic.appointment']
            .sudo()
            ._hold(
                {
                    'type_id': self.visit_type.id,
                    'practitioner_id': self.ana.id,
                    'source': 'whatsapp',
                    'company_id': self.clinic.id,
                    'start': self.at(10),
                    **vals,
                },
                token,
            )
        )

    def test_a_hold_blocks_until_it_runs_out(self):
        hold = self.hold()
        with self.assertRaises(UserError):
            self.book(self.at(10))
        self.later(minutes=11)
        visit = self.book(self.at(10))
        self.assertEqual(visit.state, 'scheduled')
        self.assertFalse(hold.exists())

    def test_one_hold_each(self):
        first = self.hold()
        second = self.hold(start=self.at(11))
        self.assertFalse(first.exists())
        self.assertEqual(second.start, self.at(11))

    def test_confirm(self):
        hold = self.hold()
        hold._confirm_hold(self.patients[0])
        self.assertEqual(hold.state, 'scheduled')
        self.later(minutes=30)
        self.env['clinic.appointment'].sudo()._cron_forget_holds()
        self.assertTrue(hold.exists())
        with self.assertRaises(UserError):
            self.book(self.at(10), patient=1)

    def test_whose_it_is_may_still_change(self):
        hold = self.hold(patient_id=self.patients[0].id).with_user(self.users['director'])
        hold.patient_id = self.patients[1]
        self.assertEqual(hold.patient_id, self.patients[1])

    def test_the_job_forgets(self):
        hold = self.hold()
        self.later(minutes=11)
        self.env['clinic.appointment'].sudo()._cron_forget_holds()
        self.assertFalse(hold.exists())


@tagged('post_install', '-at_install')
class TestGroupVisits(AgendaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_type("Taller", seats=3, duration=60)

    def join(self, patient, **vals):
        return self.book(self.at(10), patient=patient, type_id=self.group.id, **vals)

    def test_participants_share_one_session(self):
        visits = [self.join(number) for number in range(3)]
        self.assertEqual(len({visit.session_id for visit in visits}), 1)
        self.assertEqual({visit.seat for visit in visits}, {1, 2, 3})
        self.assertFalse(visits[0].booking_ids)
        self.assertEqual(len(visits[0].session_id.booking_ids), 1)
        with self.assertRaises(UserError):
            self.join(3)
        visits[1]._cancel('patient')
        self.assertEqual(self.join(3).seat, 2)

    def test_a_session_blocks_its_practitioner(self):
        self.join(0)
        with self.assertRaisesRegex(UserError, "is taken until 11:00"):
            self.book(self.at(10, 30), patient=1)

    def test_a_session_moves_with_its_participants(self):
        visit = self.join(0)
        visit.session_id.with_user(self.users['reception']).write({'start': self.at(12)})
        self.assertEqual(visit.start, self.at(12))

    def test_a_session_with_patients_is_not_cancelled(self):
        visit = self.join(0)
        with self.assertRaisesRegex(UserError, "Patients have a place"):
            visit.session_id._cancel('clinic')


@tagged('post_install', '-at_install')
class TestRights(AgendaCase):
    def test_doctors_keep_their_own(self):
        own = self.book(self.at(10), role='doctor')
        own.with_user(self.users['doctor']).start = self.at(11)
        other = self.book(self.at(10), patient=1, practitioner_id=self.luis.id)
        other.with_user(self.users['doctor']).read(['start'])
        with self.assertRaises(AccessError):
            other.with_user(self.users['doctor']).start = self.at(12)
        mine = self.book(self.at(12), role='doctor', practitioner_id=False, patient=2)
        self.assertEqual(mine.practitioner_id, self.ana)

    def test_nurses_receive_but_do_not_book(self):
        visit = self.book(self.at(10))
        visit.with_user(self.users['nurse']).action_arrive()
        with self.assertRaises(AccessError):
            self.book(self.at(11), role='nurse')

    def test_others_see_nothing(self):
        visit = self.book(self.at(10))
        for user in (self.users['privacy'], self.env.ref('base.user_admin')):
            with self.assertRaises(AccessError):
                visit.with_user(user).read(['start'])

    def test_the_reason_is_for_those_who_receive(self):
        visit = self.book(self.at(10), reason="Dolor de rodilla")
        self.env.cr.execute("SELECT reason FROM clinic_appointment WHERE id = %s", visit.ids)
        self.assertNotIn(b'rodilla', bytes(self.env.cr.fetchone()[0]))
        visit.invalidate_recordset()
        self.assertEqual(visit.reason, "Dolor de rodilla")
        with self.assertRaises(AccessError):
            visit.with_user(self.users['director']).read(['reason'])

    def test_other_branches(self):
        visit = self.book(self.at(10))
        user = self.users['reception']
        user.sudo().write(
            {'company_ids': [Command.set(self.border.ids)], 'company_id': self.border.id}
        )
        with self.assertRaises(AccessError):
            visit.with_user(user).with_context(allowed_company_ids=self.border.ids).read(['start'])

    def test_lines_are_written_by_nobody(self):
        line = self.book(self.at(10)).booking_ids
        for user in self.users.values():
            with self.assertRaises(AccessError):
                line.with_user(user).write({'blocking': False})


@tagged('post_install', '-at_install')
class TestResources(AgendaCase):
    def test_what_is_reserved_stays(self):
        visit = self.book(self.at(10))
        with self.assertRaisesRegex(UserError, "Move or cancel them"):
            self.ana.resource_id.active = False
        infusion = self.make_type("Infusión", ('device',))
        for number in (1, 2):
            self.book(self.at(10), patient=number, type_id=infusion.id, practitioner_id=False)
        with self.assertRaisesRegex(UserError, "fewer visits"):
            self.device.capacity = 1
        self.device.capacity = 2
        visit._cancel('patient')
        self.ana.resource_id.active = False

    def test_hours_without_times_are_refused(self):
        flexible = (
            self.env['resource.calendar']
            .sudo()
            .create({'name': "Libre", 'company_id': self.clinic.id, 'flexible_hours': True})
        )
        with self.assertRaisesRegex(UserError, "says how many hours"):
            self.room.calendar_id = flexible


@tagged('post_install', '-at_install')
class TestProtection(AgendaCase):
    def test_health_is_red_without_the_constraint(self):
        health = self.env['clinic.health'].sudo()
        self.assertTrue(health._check_agenda()[0])
        self.env.cr.execute(
            "ALTER TABLE clinic_appointment_booking DROP CONSTRAINT "
            "clinic_appointment_booking_no_overlap"
        )
        self.assertFalse(health._check_agenda()[0])
        self.assertFalse(health._check_constraints()[0])
        with self.assertRaisesRegex(UserError, "no_overlap"):
            health._verify_constraints()
        # one of that name that protects nothing is not enough
        self.env.cr.execute(
            "ALTER TABLE clinic_appointment_booking ADD CONSTRAINT "
            "clinic_appointment_booking_no_overlap CHECK (seat > 0)"
        )
        self.assertFalse(health._check_agenda()[0])
