from datetime import date
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .waiting_common import WaitingCase


@tagged('post_install', '-at_install')
class TestWaitingByItself(WaitingCase):
    """What patients leave is offered one after the other: to whom it reaches, while they wake."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic.sudo().email = 'hola@clinica.example'
        for number, patient in enumerate(cls.patients):
            patient.email = f'p{number}@paciente.example'

    def move_on(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_waiting').sudo().method_direct_trigger()
        self.env.invalidate_all()

    def leave(self, hour=10):
        visit = self.book(self.at(hour, day=5))
        visit._cancel_by_patient()
        return visit._waiting_gaps()

    def called_at(self):
        return self.env['ir.cron.trigger'].sudo().search(
            [('cron_id', '=', self.env.ref('clinic_crm.ir_cron_waiting').id)]
        ).mapped('call_at')  # fmt: skip

    def test_what_is_left_at_night_is_offered_in_the_morning(self):
        entry = self.wait_for(1)
        self.later(hours=12, minutes=30)  # 21:30
        self.leave()
        self.move_on()
        self.assertEqual(entry.state, 'waiting')
        self.assertIn(self.at(8), self.called_at())
        self.later(hours=23)  # 8:00
        self.move_on()
        self.assertEqual(entry.state, 'offered')

    def test_a_chain_rests_at_night(self):
        first, second = self.wait_for(1), self.wait_for(2)
        self.later(hours=11, minutes=50)  # 20:50
        self.leave()
        self.move_on()
        self.assertEqual(first.state, 'offered')
        self.later(hours=12, minutes=21)
        self.move_on()
        self.assertEqual((first.state, second.state), ('waiting', 'waiting'))
        self.later(hours=23)
        self.move_on()
        self.assertEqual(second.state, 'offered')

    def test_whom_nothing_reaches_is_passed_over_and_stays_on_the_list(self):
        refused, mute, reached = (self.wait_for(number) for number in (1, 2, 3))
        refused.sudo().patient_id._record_consent('appointments', 'refused', 'in_person', "No.")
        mute.sudo().patient_id.email = False
        gap = self.leave()
        self.move_on()
        self.assertEqual(
            [entry.state for entry in (refused, mute, reached)], ['waiting', 'waiting', 'offered']
        )
        self.assertFalse(gap.sudo().declined_ids)  # the desk may still call them

    def test_an_offer_that_reaches_nobody_goes_on_at_once(self):
        first, second = self.wait_for(1), self.wait_for(2)
        gap = self.leave()
        self.move_on()
        message = self.env['clinic.message'].sudo().search(
            [('kind_id.code', '=', 'waiting_offer'), ('patient_id', '=', first.patient_id.id)]
        )  # fmt: skip
        message._stop('failed', 'delivery', "x")
        self.move_on()
        self.assertEqual((first.state, second.state), ('waiting', 'offered'))
        self.assertEqual(gap.sudo().declined_ids, first)

    def test_what_the_desk_offers_waits_for_who_is_called(self):
        entry = self.wait_for(1)
        entry.sudo().patient_id.email = False
        self.free()
        self.fill(offer=True)
        self.move_on()
        self.assertEqual(entry.state, 'offered')


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
        self.clinic.sudo().email = 'hola@clinica.example'
        for patient in self.patients:  # whom nothing reaches is passed over
            patient.email = f'p{patient.id}@paciente.example'
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
