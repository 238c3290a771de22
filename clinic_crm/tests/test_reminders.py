from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.clinic_crm.models.clinic_appointment_tell import QUIET

from .agenda_common import AgendaCase


class ReminderCase(AgendaCase):
    """A clinic with e-mail and a day of rest; visits of the week that is not theirs yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give_addresses()
        cls.clinic.sudo().street = "Av. Juárez 10"
        cls.rules = cls.env['clinic.reminder.rule'].search([('company_id', '=', cls.clinic.id)])
        cls.far, cls.near = cls.rules

    def reminders(self, visit):
        """{hours before: (state, local day and time it is due)} for the time the visit has now."""
        found = visit.sudo().reminder_ids.filtered(lambda r: r.start == visit.start)
        return {
            round(reminder.rule_id.hours): (
                reminder.state,
                f'{visit._local(reminder.due_at):%a %H:%M}',
            )
            for reminder in found
        }

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_reminders').sudo().method_direct_trigger()
        self.env.invalidate_all()

    def at_moment(self, moment):
        """Run the job as if it were then."""
        clock = freeze_time(moment)
        clock.start()
        self.addCleanup(clock.stop)
        self.run_job()

    def notices(self, visits):
        return (
            self.env['clinic.message']
            .sudo()
            .search([('res_id', 'in', visits.ids), ('state', '=', 'queued')])
        )

    def leave(self, visits):
        """The notices of these have gone."""
        for message in self.notices(visits):
            message._advance('sent')

    def outcome(self, visit):
        """(state, why) of the first reminder of the time the visit has now."""
        far = visit.sudo().reminder_ids.filtered(
            lambda r: r.rule_id == self.far and r.start == visit.start
        )
        return far.state, far.why

    def sent(self, visit):
        return (
            self.env['clinic.message']
            .sudo()
            .search(
                [('res_id', '=', visit.id), ('kind_id.code', '=', 'appointment_reminder')],
                order='id',
            )
        )


@tagged('post_install', '-at_install')
class TestReminders(ReminderCase):
    """Planned in the transaction of what happens to a visit, sent by the job while still useful."""

    def test_planned_when_booked(self):
        visit = self.book(self.at(10, day=10))  # a Tuesday
        self.assertEqual(
            self.reminders(visit),
            # Sunday is no day to write on: Monday morning
            {48: ('planned', 'Mon 08:00'), 3: ('planned', 'Tue 08:00')},
        )
        early = self.book(self.at(9, day=10), patient=2)  # at eight too little would be left
        self.assertEqual(self.reminders(early)[3], ('planned', 'Mon 20:00'))
        self.assertEqual(
            self.reminders(self.book(self.at(16, day=12), patient=1)),
            {48: ('planned', 'Tue 16:00'), 3: ('planned', 'Thu 13:00')},
        )

    def test_the_clock_is_that_of_the_branch(self):
        visit = self.book(self.at(16, day=12, tz='America/Tijuana'), company_id=self.border.id)
        self.assertEqual(self.reminders(visit)[3], ('planned', 'Thu 13:00'))

    def test_nobody_is_reminded_of_what_was_just_said(self):
        visit = self.book(self.at(10))  # tomorrow
        self.assertEqual(self.reminders(visit)[48][0], 'skipped')
        self.assertEqual(visit.sudo().reminder_ids[0].why, 'booked_late')

    def test_the_notice_just_before_takes_its_place(self):
        visit = self.book(self.at(12, day=5))  # its first reminder would go in 27 hours
        self.leave(visit)
        self.assertEqual(self.outcome(visit), ('planned', False))
        self.at_moment(self.at(12, 1, day=3))
        self.assertEqual(self.outcome(visit), ('skipped', 'told'))
        self.assertEqual(self.reminders(visit)[3][0], 'planned')
        notice = self.env.ref('clinic_crm.message_kind_appointment_booked')
        self.assertEqual(notice.button_ids.mapped('action'), ['confirm', 'move', 'cancel'])

    def test_planned_anew_nobody_is_told_twice(self):
        visit = self.book(self.at(12, day=5))
        self.leave(visit)
        self.far.quiet_to = 7
        self.at_moment(self.at(12, 1, day=3))
        self.far.quiet_to = 6
        self.assertEqual(self.outcome(visit), ('skipped', 'told'))
        self.far.hours = 40  # its moment is to come again
        self.assertEqual(self.outcome(visit)[0], 'planned')
        self.at_moment(self.at(20, 1, day=3))
        self.assertEqual(self.outcome(visit), ('skipped', 'told'))
        self.assertFalse(self.sent(visit))

    def test_whom_no_notice_reached_is_reminded(self):
        silent = self.book(self.at(9, day=5), notify_patient=False)
        visits = silent
        for number, state in enumerate(('queued', 'cancelled', 'failed', 'expired'), 1):
            visit = self.book(self.at(9 + number, day=5), patient=number)
            if state != 'queued':
                self.notices(visit)._stop(state, 'not_asked', "No salió.")
            visits += visit
        self.env.ref('clinic_crm.message_kind_appointment_booked').sudo().active = False
        visits += self.book(self.at(16, day=5), patient=5)
        self.at_moment(self.at(16, 1, day=3))
        for visit in visits:
            self.assertEqual(self.outcome(visit)[0], 'sent')

    def test_what_was_told_last_counts(self):
        visit = self.book(self.at(12, day=5))
        self.leave(visit)
        visit.start = self.at(13, day=5)
        self.leave(visit)
        visit.start = self.at(12, day=5)  # they know of one o'clock
        self.notices(visit)._stop('failed', 'delivery', "No salió.")
        self.at_moment(self.at(12, 1, day=3))
        self.assertEqual(self.outcome(visit)[0], 'sent')

    def test_a_step_undone_tells_nothing(self):
        visit = self.book(self.at(17, day=5))
        self.leave(visit)
        with freeze_time(self.at(10, day=5)):
            visit.action_arrive()
            visit.action_reschedule()
        self.at_moment(self.at(14, 1, day=5))
        self.assertEqual(self.reminders(visit)[3][0], 'sent')

    def test_of_a_series_only_the_first_was_named(self):
        first = self.book(self.at(10, day=5))
        values = first.copy_data()[0] | {'patient_id': self.patients[1].id}
        visits = first.create(
            [
                values | {'start': self.at(hour, day=5), 'stop': self.at(hour, 30, day=5)}
                for hour in (11, 12)
            ]
        )
        self.assertEqual(len(self.notices(visits)), 1)
        self.leave(visits)
        self.at_moment(self.at(11, 1, day=3))
        self.at_moment(self.at(12, 1, day=3))
        self.assertEqual(self.outcome(visits[0]), ('skipped', 'told'))
        self.assertEqual(self.outcome(visits[1])[0], 'sent')
        self.assertEqual(len(self.sent(visits[1])), 1)

    def test_who_chose_the_time_themself_knows_it(self):
        moved, gone = self.book(self.at(12, day=5)), self.book(self.at(11, day=5), patient=1)
        moved.with_context(**{QUIET: True}).start = self.at(13, day=5)
        self.leave(gone)
        gone.with_context(**{QUIET: True})._cancel('patient')
        gone.action_reschedule()
        self.notices(gone)._stop('failed', 'delivery', "No salió.")
        self.at_moment(self.at(13, 1, day=3))
        self.assertEqual(self.outcome(moved), ('skipped', 'told'))
        self.assertEqual(self.outcome(gone)[0], 'sent')  # they think that it is off

    def test_a_clinic_may_want_it_all_the_same(self):
        self.rules.write({'told_hours': 0})
        visit = self.book(self.at(12, day=5))
        self.leave(visit)
        self.at_moment(self.at(12, 1, day=3))
        self.assertEqual(self.outcome(visit)[0], 'sent')

    def test_what_was_told_is_asked_once_for_many(self):
        visits = self.book(self.at(12, day=5))
        for number in range(1, 5):
            visits += self.book(self.at(8 + number, day=6), patient=number)
        self.leave(visits)
        counts = []
        for some in (visits[:1], visits):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(some.sudo()._told_since(self.at(8, day=1))), len(some))
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_who_has_just_confirmed_is_not_asked_again(self):
        early, late = self.book(self.at(16, day=12)), self.book(self.at(17, day=12), patient=1)
        with freeze_time(self.at(12, day=7)):  # longer before than the rule says
            early.sudo()._confirm_by_patient()
        with freeze_time(self.at(12, day=9)):
            late.sudo()._confirm_by_patient()
            desk = self.book(self.at(18, day=12), patient=2)
            self.notices(desk)._stop('failed', 'delivery', "No salió.")
            desk.action_confirm()  # nobody knows whether the patient was there
        self.at_moment(self.at(18, 1, day=10))
        self.assertEqual(self.outcome(early)[0], 'sent')
        self.assertEqual(self.outcome(late), ('skipped', 'told'))
        self.assertEqual(self.outcome(desk)[0], 'sent')

    def test_a_rest_day_is_none_to_write_on(self):
        self.env['resource.calendar.leaves'].sudo().create(
            {
                'name': "Aniversario",
                'company_id': self.clinic.id,
                'clinic_rest_day': '2026-11-10',
                'time_type': 'leave',
                'calendar_id': False,
                'date_from': self.at(0, day=10),
                'date_to': self.at(0, day=11) - timedelta(seconds=1),
            }
        )
        visit = self.book(self.at(16, day=12))
        self.assertEqual(self.reminders(visit)[48], ('planned', 'Wed 08:00'))

    def test_it_follows_the_visit(self):
        visit = self.book(self.at(16, day=12))
        first = visit.start
        visit.start = self.at(12, day=13)
        self.assertEqual(
            self.reminders(visit), {48: ('planned', 'Wed 12:00'), 3: ('planned', 'Fri 09:00')}
        )
        old = visit.sudo().reminder_ids.filtered(lambda r: r.start == first)
        self.assertEqual(old.mapped('state'), ['withdrawn'] * 2)
        visit.start = first  # back: the same rows again
        self.assertEqual(self.reminders(visit)[3], ('planned', 'Thu 13:00'))
        self.assertEqual(len(visit.sudo().reminder_ids), 4)
        visit._cancel('patient')
        self.assertEqual(set(visit.sudo().reminder_ids.mapped('state')), {'withdrawn'})
        visit.action_reschedule()
        self.assertEqual(self.reminders(visit)[3][0], 'planned')

    def test_holds_sessions_and_walk_ins_have_none(self):
        group = self.make_type("Taller", seats=5)
        visit = self.book(self.at(16, day=12), type_id=group.id)
        self.assertFalse(visit.session_id.sudo().reminder_ids)
        self.assertEqual(len(visit.sudo().reminder_ids), 2)
        held = (
            self.env['clinic.appointment']
            .sudo()
            ._hold(
                {
                    'type_id': self.visit_type.id,
                    'company_id': self.clinic.id,
                    'start': self.at(18, day=12),
                },
                'x',
            )
        )
        self.assertFalse(held.reminder_ids)
        held._confirm_hold(self.patients[2])
        self.assertEqual(len(held.reminder_ids), 2)

    def test_sent_once_with_all_that_is_needed(self):
        self.visit_type.instructions = "Venga\nen ayunas."
        visit = self.book(self.at(16, day=12))
        self.at_moment(self.at(15, 59, day=10))
        self.assertFalse(self.sent(visit))
        self.at_moment(self.at(16, 3, day=10))
        self.run_job()
        message = self.sent(visit)
        self.assertEqual(
            message.body,
            "Hola, Paciente: le recordamos su cita del jueves 12 de noviembre a las 4:00 p. m., "
            "con Dra. Ana Ríos, en Clínica Prueba (Av. Juárez 10).\n"
            "Cómo llegar: https://maps.google.com/?q=Clinica+Prueba,+Av.+Juarez+10\n"
            "Indicaciones: Venga en ayunas.\n"
            "Por favor confirme, o díganos si necesita cambiarla.",
        )
        self.assertEqual(message.expires_at, visit.start - timedelta(hours=12))
        self.assertEqual(
            message.dedupe_key, f'reminder:{visit.uuid}:{self.far.id}:{visit.start.isoformat()}'
        )
        reminder = visit.sudo().reminder_ids.filtered(lambda r: r.rule_id == self.far)
        self.assertEqual((reminder.state, reminder.message_id), ('sent', message))

    def test_the_reason_needs_the_types_and_the_patients_leave(self):
        self.visit_type.reason_in_messages = True
        visits = self.book(self.at(16, day=12)) + self.book(self.at(17, day=12), patient=1)
        self.patients[1]._record_consent('appointments', 'granted', 'in_person', "Dijo que sí.")
        self.at_moment(self.at(17, 3, day=10))
        self.assertIn("su cita del jueves", self.sent(visits[0]).body)
        self.assertIn("su cita (Consulta) del jueves", self.sent(visits[1]).body)

    def test_after_an_outage_only_what_is_useful(self):
        visits = self.book(self.at(16, day=12)) + self.book(self.at(12, day=13), patient=1)
        late = self.book(self.at(9, day=12), patient=2)
        self.at_moment(self.at(13, 30, day=12))  # it was down since the 9th
        reasons = {r.rule_id: (r.state, r.why) for r in visits[0].sudo().reminder_ids}
        self.assertEqual(reasons, {self.far: ('skipped', 'next_one'), self.near: ('sent', False)})
        self.assertEqual(len(self.sent(visits[1])), 1)  # 22 hours left are enough
        self.assertEqual(set(late.sudo().reminder_ids.mapped('state')), {'skipped'})
        self.assertIn('too_late', late.sudo().reminder_ids.mapped('why'))
        self.assertFalse(self.sent(late))

    def test_not_at_night_also_after_an_outage(self):
        visit = self.book(self.at(16, day=12))
        self.at_moment(self.at(22, day=10))
        self.assertFalse(self.sent(visit))
        self.assertEqual(self.reminders(visit)[48], ('planned', 'Wed 08:00'))
        self.at_moment(self.at(8, 1, day=11))
        self.assertEqual(len(self.sent(visit)), 1)

    def test_who_confirmed_is_not_asked_again(self):
        visit = self.book(self.at(16, day=12))
        visit.action_confirm()
        self.at_moment(self.at(13, 1, day=12))
        near = visit.sudo().reminder_ids.filtered(lambda r: r.rule_id == self.near)
        self.assertEqual((near.state, near.why), ('skipped', 'confirmed'))

    def test_what_has_not_left_gives_way(self):
        visit = self.book(self.at(16, day=12))
        self.at_moment(self.at(16, 3, day=10))
        message = self.sent(visit)
        self.assertEqual(message.state, 'queued')
        visit.start = self.at(18, day=18)
        self.assertEqual(message.state, 'cancelled')
        self.at_moment(self.at(18, 3, day=16))
        self.assertEqual(self.sent(visit).mapped('state'), ['cancelled', 'queued'])

    def test_a_refusal_is_heard(self):
        self.patients[0]._record_consent('appointments', 'refused', 'in_person', "No quiere.")
        visit = self.book(self.at(16, day=12))
        self.at_moment(self.at(16, 3, day=10))
        reminder = visit.sudo().reminder_ids.filtered(lambda r: r.rule_id == self.far)
        self.assertEqual(reminder.message_id.error_code, 'refused')
        self.assertIn(reminder.message_id.error, reminder.outcome)

    def test_a_family_without_buttons_gets_a_link_for_each(self):
        mother = self.patients[0]
        self.patients[1].write({'guardian_id': mother.partner_id.id, 'birthdate': '2020-01-01'})
        visits = [
            self.book(self.at(hour, day=12), patient=patient)
            for hour, patient in ((16, 0), (17, 1))
        ]
        self.at_moment(self.at(17, 3, day=10))
        for visit in visits:
            self.assertEqual(self.sent(visit)._visit_link(), visit.sudo()._link())

    def test_a_family_is_written_to_once(self):
        self.patch(self.registry['clinic.message.channel.email'], '_has_buttons', True)
        mother = self.patients[0]
        for child in self.patients[1:3]:
            child.write({'guardian_id': mother.partner_id.id, 'birthdate': '2020-01-01'})
        visits = self.env['clinic.appointment'].sudo()
        for hour, patient in ((16, 0), (17, 1), (18, 2)):
            visits += self.book(self.at(hour, day=12), patient=patient).sudo()
        stranger = self.book(self.at(19, day=12), patient=4)
        self.at_moment(self.at(16, 3, day=10))
        [message] = (
            self.env['clinic.message'].sudo().search([('kind_id.code', '=', 'family_reminder')])
        )
        self.assertIn(
            "Paciente 0 a las 4:00 p. m. con Dra. Ana Ríos; Paciente 1 a las 5:00 p. m.",
            message.body,
        )
        self.assertFalse(self.sent(stranger))
        self.assertEqual(visits[2]._reminded_with(), visits)
        # what has not left gives way, and the others are still reminded of
        visits[1].with_user(self.users['reception']).start = self.at(12, day=13)
        self.assertEqual(message.state, 'cancelled')
        self.at_moment(self.at(18, 3, day=10))
        [new] = (
            self.env['clinic.message']
            .sudo()
            .search([('kind_id.code', '=', 'family_reminder'), ('state', '=', 'queued')])
        )
        self.assertNotIn("Paciente 1", new.body)
        self.assertIn("Paciente 2", new.body)

    def test_rules_of_a_type_and_changes_of_rules(self):
        visit = self.book(self.at(16, day=12))
        Rule = self.env['clinic.reminder.rule'].with_user(self.users['director'])
        own = Rule.create(
            {'type_id': self.visit_type.id, 'company_id': self.clinic.id, 'hours': 24}
        )
        self.assertEqual(self.reminders(visit)[24], ('planned', 'Wed 16:00'))
        self.assertEqual(self.reminders(visit)[48][0], 'withdrawn')
        own.hours = 20
        self.assertEqual(self.reminders(visit)[20], ('planned', 'Wed 20:00'))
        own.active = False
        self.assertEqual(self.reminders(visit)[48][0], 'planned')
        self.visit_type.remind = False
        self.assertEqual({state for state, _due in self.reminders(visit).values()}, {'withdrawn'})

    def test_a_text_that_cannot_be_made_stops_nobody_else(self):
        self.env.ref('clinic_crm.message_kind_appointment_reminder').sudo().active = False
        visit = self.book(self.at(16, day=12))
        self.at_moment(self.at(16, 3, day=10))
        far = visit.sudo().reminder_ids.filtered(lambda r: r.rule_id == self.far)
        self.assertEqual((far.state, far.why), ('skipped', 'no_text'))

    def test_the_job_is_called_in_time(self):
        cron = self.env.ref('clinic_crm.ir_cron_reminders').sudo()
        pending = self.env['ir.cron.trigger'].sudo().search([('cron_id', '=', cron.id)])
        visit = self.book(self.at(16, day=12))
        self.at_moment(self.at(15, 55, day=10))
        new = self.env['ir.cron.trigger'].sudo().search([('cron_id', '=', cron.id)]) - pending
        self.assertEqual(new.mapped('call_at'), [visit.start - timedelta(hours=48)])

    def test_roles(self):
        visit = self.book(self.at(16, day=12))
        for role in ('reception', 'nurse', 'doctor', 'director'):
            mine = visit.with_user(self.users[role]).reminder_ids
            self.assertEqual(len(mine.mapped('outcome')), 2)
            with self.assertRaises(AccessError):
                mine.write({'state': 'sent'})
        with self.assertRaises(AccessError):
            self.far.with_user(self.users['reception']).hours = 5
        with self.assertRaises(AccessError):
            visit.reminder_ids.with_user(self.users['privacy']).read(['due_at'])

    def test_planning_costs_the_same_for_many(self):
        visits = self.env['clinic.appointment'].browse()
        for number in range(6):
            visits += self.book(self.at(9 + number % 4, day=9 + number % 5), patient=number)
        visits.flush_recordset()
        one, many = [], []
        for some, counts in ((visits[:1], one), (visits, many)):
            some._plan_reminders()
            before = self.cr.sql_log_count
            some._plan_reminders()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(one, many)
