from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models import clinic_waiting_gap
from .agenda_common import AgendaCase


class WaitingCase(AgendaCase):
    def wait_for(self, patient, role='reception', **vals):
        return (
            self.env['clinic.waiting.entry']
            .with_user(self.users[role])
            .create(
                {
                    'patient_id': self.patients[patient].id,
                    'type_id': self.visit_type.id,
                    **vals,
                }
            )
        )

    def gaps(self, role='reception'):
        return self.env['clinic.waiting.gap'].with_user(self.users[role]).get_gaps()

    def proposed(self):
        return [[p['patient_id'] for p in gap['proposals']] for gap in self.gaps()]

    def free(self, *hour, **vals):
        """A visit of the first patient at this hour, cancelled."""
        visit = self.book(self.at(*(hour or (10,))), **vals)
        visit._cancel('patient')
        return visit

    def serve(self, method, *args, role='reception'):
        model = self.env['clinic.waiting.entry'].with_user(self.users[role])
        return getattr(model, method)(*args)

    def fill(self, number=0, offer=False, gap=0):
        gap = self.gaps()[gap]
        proposal = gap['proposals'][number]
        return self.serve('fill_gap', gap['id'], proposal['entry'], proposal['start'], offer)


@tagged('post_install', '-at_install')
class TestWaitingProposals(WaitingCase):
    def test_a_cancelled_visit_is_proposed_first_come_first_served(self):
        self.wait_for(1)
        self.later(minutes=1)
        self.wait_for(2)
        self.wait_for(3, priority='1', priority_reason='far')
        self.free()
        expected = [self.patients[n].id for n in (3, 1, 2)]
        self.assertEqual(self.proposed(), [expected])
        [gap] = self.gaps()
        self.assertEqual(gap['who'], "Dra. Ana Ríos")
        self.assertIn("Tomorrow", gap['day'])

    def test_only_whom_it_suits(self):
        self.wait_for(1, part='afternoon')
        self.wait_for(2, practitioner_ids=self.luis.ids)
        self.wait_for(3, branch_ids=self.border.ids)
        self.wait_for(4, tue=False)
        self.wait_for(5, earliest=date(2026, 11, 4))
        self.wait_for(6, latest=date(2026, 11, 3))
        self.free()
        self.assertEqual(self.proposed(), [[self.patients[6].id]])

    def test_the_judge_of_visits_decides(self):
        long = self.make_type("Cirugía", duration=60)
        room = self.make_type("Curación", ('practitioner', 'room'))
        self.wait_for(1, type_id=long.id)
        self.wait_for(2, type_id=room.id)
        self.wait_for(3)
        busy = self.book(self.at(10), patient=3, practitioner_id=self.luis.id)
        self.book(self.at(9), patient=4, type_id=room.id, practitioner_id=self.luis.id)
        self.free()
        # too long; the room is there; the patient is elsewhere
        self.assertEqual(self.proposed(), [[self.patients[2].id]])
        busy._cancel('patient')
        self.assertIn(self.patients[3].id, self.proposed()[0])

    def test_who_came_to_have_the_time_otherwise_leaves_no_gap(self):
        self.wait_for(1)
        self.free()
        self.assertTrue(self.gaps())
        self.book(self.at(10), patient=5)
        self.assertFalse(self.gaps())

    def test_absent_in_advance_moved_and_a_hold_that_ran_out(self):
        self.wait_for(1)
        self.book(self.at(10)).action_no_show()
        moved = self.book(self.at(12))
        moved.write({'start': self.at(12, 15)})
        self.assertEqual(len(self.gaps()), 1, "the quarter left by the move is too short")
        moved.write({'start': self.at(17)})
        self.env['clinic.appointment'].sudo()._hold(
            {
                'type_id': self.visit_type.id,
                'practitioner_id': self.ana.id,
                'company_id': self.clinic.id,
                'start': self.at(18),
            },
            'somebody',
        )
        self.later(minutes=11)
        self.env['clinic.appointment'].sudo()._cron_forget_holds()
        self.assertEqual(len(self.gaps()), 3)

    def test_neighbouring_times_are_one_gap(self):
        long = self.make_type("Cirugía", duration=60)
        self.wait_for(1, type_id=long.id)
        self.free(10)
        self.free(10, 30)
        self.assertEqual(self.proposed(), [[self.patients[1].id]])
        [gap] = self.gaps()
        self.assertIn("11:00", gap['time'])

    def test_nothing_is_kept_when_nobody_waits(self):
        self.free()
        self.assertFalse(self.env['clinic.waiting.gap'].search([]))

    def test_a_place_of_a_group(self):
        group = self.make_type("Taller", seats=2)
        first = self.book(self.at(10), type_id=group.id)
        self.book(self.at(10), patient=1, type_id=group.id)
        self.wait_for(2, type_id=group.id)
        self.wait_for(3)
        first._cancel('patient')
        self.assertEqual(self.proposed(), [[self.patients[2].id]])
        self.assertTrue(self.fill()['done'])
        entry = self.env['clinic.waiting.entry'].search([('patient_id', '=', self.patients[2].id)])
        self.assertTrue(entry.appointment_id.session_id)

    def test_queries_do_not_grow_with_the_list(self):
        self.wait_for(1)
        self.free()
        gap = self.env['clinic.waiting.gap'].search([])
        gap._proposals()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            gap._proposals()
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(2, 8):
            self.wait_for(number)
        self.assertEqual(count(), few)
        self.assertLessEqual(few, 16)

    def test_gaps_nobody_fits_hide_none(self):
        self.wait_for(1, practitioner_ids=self.luis.ids)
        with patch.object(clinic_waiting_gap, 'ASKED', 1):
            self.free(9)
            self.free(10)
            self.free(12, practitioner_id=self.luis.id)
            self.assertEqual([gap['who'] for gap in self.gaps()], ["Dr. Luis Paz"])
        self.wait_for(2)
        for hour in (9, 10):
            self.book(self.at(hour), patient=2, practitioner_id=self.luis.id)
        with patch.object(clinic_waiting_gap, 'PAGE', 1):
            [gap] = self.gaps()
        self.assertEqual(gap['who'], "Dr. Luis Paz", "the patient is elsewhere at the others")

    def test_gaps_nobody_wants_cost_no_queries(self):
        self.wait_for(1, practitioner_ids=self.luis.ids)
        self.free(12, practitioner_id=self.luis.id)
        self.gaps()

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.gaps()), 1)
            return self.env.cr.sql_log_count - before

        self.free(9)
        count()  # what is asked once
        one = count()
        for hour in (10, 11, 12, 13):
            self.free(hour)
        self.assertEqual(count(), one)


@tagged('post_install', '-at_install')
class TestWaitingServed(WaitingCase):
    def test_one_click_fills_the_gap(self):
        entry = self.wait_for(1)
        self.free()
        answer = self.fill()
        self.assertTrue(answer['done'])
        self.assertIn("Paciente 1", answer['message'])
        visit = entry.appointment_id
        self.assertEqual((visit.start, visit.state), (self.at(10), 'scheduled'))
        self.assertEqual(visit.practitioner_id, self.ana)
        self.assertEqual(entry.state, 'booked')
        self.assertFalse(self.gaps())

    def test_a_time_taken_meanwhile_is_said_in_a_sentence(self):
        entry = self.wait_for(1)
        self.free()
        gap = self.gaps()[0]
        proposal = gap['proposals'][0]
        self.book(self.at(10), patient=5)
        answer = self.serve('fill_gap', gap['id'], proposal['entry'], proposal['start'])
        self.assertFalse(answer['done'])
        self.assertIn("Dra. Ana Ríos is taken until 10:30", answer['message'])
        self.assertEqual(entry.state, 'waiting')

    def test_an_entry_served_meanwhile_says_by_whom(self):
        self.wait_for(1)
        self.free(10)
        self.free(12)
        old = self.gaps()
        self.assertTrue(self.fill(gap=0)['done'])
        proposal = old[1]['proposals'][0]
        answer = self.serve('fill_gap', old[1]['id'], proposal['entry'], proposal['start'])
        self.assertFalse(answer['done'])
        self.assertRegex(answer['message'], "Paciente 1 has just been given .*agenda_reception")

    def test_an_offer_holds_and_is_accepted(self):
        entry = self.wait_for(1)
        self.wait_for(2)
        self.free()
        self.assertTrue(self.fill(offer=True)['done'])
        self.assertEqual(entry.state, 'offered')
        [gap] = self.gaps()
        self.assertEqual(gap['offer']['patient'], entry.patient_id.display_name)
        self.assertFalse(gap['proposals'], "it is offered to one at a time")
        with self.assertRaises(UserError):
            self.book(self.at(10), patient=5)
        self.assertTrue(self.serve('answer_offer', gap['offer']['id'], True)['done'])
        self.assertEqual((entry.state, entry.appointment_id.state), ('booked', 'scheduled'))
        again = self.env['clinic.waiting.entry']._accept(entry.appointment_id)
        self.assertEqual(again, entry.appointment_id, "twice is once")

    def test_declined_goes_to_the_next(self):
        entry = self.wait_for(1)
        self.wait_for(2)
        self.free()
        self.fill(offer=True)
        offer = self.gaps()[0]['offer']['id']
        self.assertTrue(self.serve('answer_offer', offer, False)['done'])
        self.assertEqual(entry.state, 'waiting')
        self.assertEqual(self.proposed(), [[self.patients[2].id]])

    def test_silence_goes_to_the_next(self):
        entry = self.wait_for(1)
        self.wait_for(2)
        self.free()
        self.clinic.sudo().clinic_offer_minutes = 20
        self.fill(offer=True)
        offer = entry.appointment_id
        self.later(minutes=21)
        self.move_on()
        self.assertFalse(offer.exists())
        self.assertEqual(entry.state, 'waiting')
        self.assertEqual(self.proposed(), [[self.patients[2].id]])

    def test_a_chain_offers_itself(self):
        Entry = self.env['clinic.waiting.entry']
        first, second = self.wait_for(1), self.wait_for(2)
        visit = self.free()
        gap = visit._waiting_gaps()
        offer = Entry._offer_next(gap, chain=True)
        self.assertEqual(offer.patient_id, first.patient_id)
        self.assertFalse(Entry._offer_next(gap), "one offer at a time")
        following = Entry._decline(offer)
        self.assertEqual(following.patient_id, second.patient_id)
        self.assertEqual((first.state, second.state), ('waiting', 'offered'))
        # swept away by the other job: the chain still goes on
        self.later(minutes=31)
        self.env['clinic.appointment'].sudo()._cron_forget_holds()
        self.assertEqual(second.state, 'waiting')
        third = self.wait_for(3)
        self.move_on()
        self.assertEqual(third.state, 'offered')
        with self.assertRaisesRegex(UserError, "not held any more"):
            Entry._accept(following)

    def test_a_part_filled_leaves_the_rest(self):
        Entry = self.env['clinic.waiting.entry']
        for number, (hour, way) in enumerate(((10, 'booked'), (12, 'accepted'), (17, 'by hand'))):
            with self.subTest(way=way):
                entry = self.wait_for(number + 1)
                other = self.wait_for(number + 4)
                self.free(hour)
                gap = self.free(hour, 30)._waiting_gaps()
                gap.sudo().declined_ids = other
                self.assertTrue(self.fill(offer=way != 'booked')['done'])
                if way == 'accepted':
                    Entry._accept(entry.appointment_id)
                elif way == 'by hand':
                    visit = entry.appointment_id.sudo(False)
                    visit.with_user(self.users['reception']).action_reschedule()
                self.assertEqual(gap.filled_by_id, entry.appointment_id)
                self.assertEqual((gap.start, gap.stop), (self.at(hour), self.at(hour, 30)))
                self.assertEqual(self.proposed(), [[other.patient_id.id]])
                self.assertTrue(self.fill()['done'])
                self.assertEqual(other.appointment_id.start, self.at(hour, 30))
                self.assertFalse(self.gaps())

    def test_a_rest_of_minutes_is_none(self):
        self.wait_for(1)
        gap = self.free()._waiting_gaps()
        gap.sudo().stop = self.at(10, 34)
        self.fill()
        self.assertFalse(self.env['clinic.waiting.gap'].search([('state', '=', 'open')]))

    def move_on(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_waiting').sudo().method_direct_trigger()
        self.env.invalidate_all()

    def test_silence_is_told_whoever_sweeps_the_offer(self):
        told = []
        self.patch(
            self.registry['clinic.waiting.entry'],
            '_tell_offer_over',
            lambda self, entry, gap: told.append((entry.id, gap.id)),
        )
        gap = self.free_for(1, 2, 3)
        entries = self.env['clinic.waiting.entry'].search([])
        sweeps = (
            self.move_on,
            self.env['clinic.appointment'].sudo()._cron_forget_holds,
            lambda: self.book(self.at(10), patient=5),
        )
        for number, (entry, sweep) in enumerate(zip(entries, sweeps, strict=True), 1):
            self.fill(offer=True)
            self.assertEqual(entry.state, 'offered')
            self.later(minutes=31 * number)
            sweep()
            self.move_on()
            self.assertEqual(entry.state, 'waiting')
            self.assertEqual(told, [(one.id, gap.id) for one in entries[:number]])

    def free_for(self, *patients):
        for patient in patients:
            self.wait_for(patient)
        return self.free()._waiting_gaps()

    def test_an_offer_without_its_hold_does_not_repeat(self):
        self.free_for(1, 2)
        entries = self.env['clinic.waiting.entry'].search([])
        self.fill()
        entries.sudo().write({'state': 'offered', 'offered_until': fields.Datetime.now()})
        self.move_on()
        self.assertEqual(entries.mapped('state'), ['booked', 'waiting'])
        self.assertFalse(entries.filtered('offered_until'))

    def test_an_offer_cancelled_or_scheduled_by_hand(self):
        entry = self.wait_for(1)
        self.free()
        self.fill(offer=True)
        entry.appointment_id.sudo(False).with_user(self.users['reception']).action_cancel()
        self.assertEqual(entry.state, 'waiting')
        other = self.wait_for(2)
        self.fill(offer=True)
        other.appointment_id.sudo(False).with_user(self.users['reception']).action_reschedule()
        self.assertEqual(other.state, 'booked')

    @mute_logger('odoo.sql_db')
    def test_the_database_serves_an_entry_once(self):
        self.wait_for(1)
        self.free()
        self.fill()
        visit = self.env['clinic.waiting.entry'].search([]).appointment_id
        other = self.book(self.at(12), patient=1)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env.cr.execute(
                "UPDATE clinic_appointment SET waiting_entry_id = %s WHERE id = %s",
                [visit.waiting_entry_id.id, other.id],
            )

    def test_a_visit_booked_otherwise_proposes_to_close(self):
        entry = self.wait_for(1)
        visit = self.book(self.at(10), patient=1)
        self.assertEqual(visit.waiting_match_id, entry)
        self.assertEqual(entry.other_visit_id, visit)
        visit.action_close_waiting()
        self.assertEqual(entry.state, 'booked')
        self.assertFalse(visit.waiting_match_id)
        with self.assertRaisesRegex(UserError, "Cancel it first"):
            entry.action_wait_again()
        visit._cancel('patient')
        entry.action_wait_again()
        self.assertEqual(entry.state, 'waiting')

    def test_withdrawn_and_out_of_date(self):
        entry = self.wait_for(1, latest=date(2026, 11, 3))
        self.free()
        self.fill(offer=True)
        entry.action_withdraw()
        self.assertEqual(entry.state, 'withdrawn')
        self.assertFalse(entry.sudo().appointment_ids)
        entry.action_wait_again()
        self.later(days=2)
        self.env['clinic.waiting.entry']._expire()
        self.assertEqual(entry.state, 'expired')

    def test_a_gap_left_empty(self):
        self.wait_for(1)
        self.free()
        self.serve('dismiss_gap', self.gaps()[0]['id'])
        self.assertFalse(self.gaps())

    def test_after_a_cancellation_the_list_is_shown_when_it_helps(self):
        visit = self.free()
        self.assertFalse(visit.action_offer_freed())
        self.wait_for(1)
        visit = self.free(12)
        action = self.env['clinic.waiting.entry'].action_offer_freed(visit)
        self.assertEqual(action['res_model'], 'clinic.waiting.entry')

    def test_the_list_is_looked_at_after_one_cancellation_only(self):
        self.wait_for(1)
        visits = [self.book(self.at(hour)) for hour in (10, 11, 12)]
        for number, some in enumerate((visits[0], visits[1] + visits[2])):
            with patch.object(
                self.registry['clinic.waiting.entry'], 'action_offer_freed', return_value={'a': 1}
            ) as looked:
                wizard = (
                    self.env['clinic.appointment.cancel']
                    .with_user(self.users['reception'])
                    .create(
                        {
                            'appointment_ids': [fields.Command.set(some.ids)],
                            'cancelled_by': 'patient',
                            'cause_patient': 'busy',
                        }
                    )
                )
                self.assertEqual(wizard.offer, number == 0)
                action = wizard.action_cancel()
            self.assertEqual(looked.call_count, 1 - number)
            self.assertEqual(action == {'a': 1}, number == 0)
            self.assertEqual(set(some.mapped('state')), {'cancelled'})


@tagged('post_install', '-at_install')
class TestWaitingRights(WaitingCase):
    def test_roles(self):
        entry = self.wait_for(1, note="Llamar por la tarde")
        self.free()
        for role in ('reception', 'nurse', 'doctor', 'director'):
            with self.subTest(role=role):
                mine = entry.with_user(self.users[role])
                self.assertEqual(mine.state, 'waiting')
                self.assertTrue(self.gaps(role))
        gap = self.gaps()[0]
        proposal = gap['proposals'][0]
        for role in ('nurse', 'privacy'):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.serve('fill_gap', gap['id'], proposal['entry'], proposal['start'], role=role)
        with self.assertRaises(AccessError):
            entry.with_user(self.users['privacy']).read(['state'])
        with self.assertRaises(AccessError):
            entry.with_user(self.users['director']).read(['note'])
        with self.assertRaises(AccessError):
            self.wait_for(2, role='nurse')
        self.assertTrue(self.wait_for(2, role='doctor'))

    def test_the_order_is_not_for_sale(self):
        entry = self.wait_for(1)
        for vals in ({'state': 'booked'}, {'asked_at': '2020-01-01'}, {'closed_at': self.at(10)}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                entry.write(vals)
        with self.assertRaises(AccessError):
            self.wait_for(2, asked_at='2020-01-01')
        with self.assertRaises(AccessError):
            self.book(self.at(12), patient=1, waiting_entry_id=entry.id)
        with self.assertRaisesRegex(UserError, "instead of deleting"):
            entry.with_user(self.users['director']).sudo(False)._unlink_except_served()

    def test_a_desk_of_one_branch(self):
        """Whoever may not even read the clinic's own company serves the list of their branch."""
        desk = self.users['reception'].copy(
            {
                'login': 'border_desk',
                'company_id': self.border.id,
                'company_ids': [fields.Command.set(self.border.ids)],
            }
        )
        visit = self.book(self.at(10, tz='America/Tijuana'), company_id=self.border.id)
        self.wait_for(1)
        visit._cancel('patient')
        env = self.env(user=desk, context={'allowed_company_ids': self.border.ids})
        for offer in (True, False):
            with self.subTest(offer=offer):
                [gap] = env['clinic.waiting.gap'].get_gaps()
                proposal = gap['proposals'][0]
                answer = env['clinic.waiting.entry'].fill_gap(
                    gap['id'], proposal['entry'], proposal['start'], offer
                )
                self.assertTrue(answer['done'], answer)
                if offer:
                    [gap] = env['clinic.waiting.gap'].get_gaps()
                    answer = env['clinic.waiting.entry'].answer_offer(gap['offer']['id'], False)
                    self.assertTrue(answer['done'], answer)
                    self.wait_for(2)
        self.assertTrue(env['clinic.home']._card_gaps())

    def test_another_clinic_sees_nothing(self):
        self.wait_for(1)
        self.free()
        other = self.env['res.company'].sudo().create({'name': "Otra clínica"})
        stranger = self.users['reception'].copy(
            {
                'login': 'stranger',
                'company_id': other.id,
                'company_ids': [fields.Command.set(other.ids)],
            }
        )
        env = self.env(user=stranger, context={'allowed_company_ids': other.ids})
        self.assertFalse(env['clinic.waiting.entry'].search([]))
        self.assertFalse(env['clinic.waiting.gap'].get_gaps())

    @mute_logger('odoo.sql_db')
    def test_bad_input_in_words(self):
        for vals, words in (
            ({'priority': '2'}, "Say why"),
            ({'earliest': date(2026, 11, 5), 'latest': date(2026, 11, 3)}, "Not after"),
            (dict.fromkeys(('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), False), "one day"),
        ):
            with self.subTest(vals=vals):
                with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                    self.wait_for(1, **vals)
                self.assertIn(words, self.message_of(caught.exception))
        self.wait_for(1)
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.wait_for(1)

    def message_of(self, error):
        constraint = error.diag.constraint_name
        model = self.env['clinic.waiting.entry']
        [found] = [o for o in model._table_objects.values() if o.full_name(model) == constraint]
        return found.get_error_message(model)

    def test_every_role_opens_the_views(self):
        views = [(False, kind) for kind in ('list', 'kanban', 'form', 'search')]
        for role in ('reception', 'nurse', 'doctor', 'director'):
            self.env['clinic.waiting.entry'].with_user(self.users[role]).get_views(views)

    def test_by_the_form(self):
        model = self.env['clinic.waiting.entry'].with_user(self.users['reception'])
        with Form(model) as form:
            form.patient_id = self.patients[1]
            form.type_id = self.visit_type
            form.part = 'morning'
        self.assertEqual(form.record.wishes, "Morning (until 12)")

    def test_home_patient_and_timeline(self):
        self.wait_for(1)
        self.free()
        home = self.env['clinic.home'].with_user(self.users['reception'])
        content = home._card_gaps()
        self.assertEqual(content.count, 1)
        self.assertIn("Paciente 1", content.rows[0].hint)
        patient = self.patients[1].with_user(self.users['reception'])
        self.assertEqual(patient.waiting_count, 1)
        self.assertTrue(patient.action_open_waiting()['res_id'])
        entries = patient.timeline()['entries']
        self.assertIn('waiting', [entry['kind'] for entry in entries])

    def test_a_merge_takes_along_who_waits(self):
        entry = self.wait_for(1)
        double = self.wait_for(2)
        self.patients[1].sudo()._merge_into(self.patients[3])
        self.assertEqual(entry.sudo().patient_id, self.patients[3])
        self.patients[2].sudo()._merge_into(self.patients[3])
        self.assertEqual(double.sudo().state, 'withdrawn')
