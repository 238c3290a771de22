from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.clinic_crm.models.clinic_appointment_states import NEXT

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestStates(AgendaCase):
    def test_the_road(self):
        visit = self.book(self.at(10))
        visit.action_confirm()
        visit.action_arrive()
        self.later(minutes=25)
        visit.action_start()
        self.assertEqual(visit.wait_minutes, 25)
        visit.action_finish()
        self.assertTrue(visit.done_at)

    def test_the_average_wait_is_of_those_who_were_seen_to_wait(self):
        Visit = self.env['clinic.appointment'].with_user(self.users['reception'])

        def average(visits):
            return Visit._read_group([('id', 'in', visits.ids)], [], ['wait_minutes:avg'])[0][0]

        waited, at_once, coming = (
            self.book(self.at(10 + number), patient=number) for number in range(3)
        )
        self.assertFalse(average(waited + at_once + coming), "nobody has been called in")
        waited.action_arrive()
        self.later(minutes=24)
        at_once.action_arrive()
        for visit in (waited, at_once):
            visit.action_start()
        self.assertEqual(average(waited + at_once + coming), 24)

    def test_no_other_step(self):
        visit = self.book(self.at(10))
        for state in set(NEXT) - set(NEXT['scheduled']) - {'scheduled'}:
            with self.subTest(state=state), self.assertRaises(UserError):
                visit.state = state

    def test_cancelled_frees_and_comes_back_only_if_free(self):
        visit = self.book(self.at(10))
        visit.write({'state': 'cancelled', 'cancelled_by': 'patient', 'cancel_reason': "Viaje"})
        self.assertEqual(visit.cancel_user_id, self.users['reception'])
        other = self.book(self.at(10), patient=1)
        with self.assertRaisesRegex(UserError, "is taken until"):
            visit.action_reschedule()
        self.assertEqual(visit.state, 'cancelled')
        other._cancel('patient')
        visit.action_reschedule()
        self.assertTrue(visit.booking_ids.blocking)

    def test_the_late_patient(self):
        visit = self.book(self.at(10))
        self.later(days=1, hours=2)
        visit.action_no_show()
        self.assertEqual(visit.no_show_user_id, self.users['reception'])
        visit.action_arrive()
        self.assertEqual(visit.state, 'arrived')
        self.assertTrue(visit.booking_ids.blocking)

    def test_nobody_is_absent_before_their_time(self):
        visit = self.book(self.at(10))
        self.assertFalse(visit.is_due)
        with self.assertRaisesRegex(UserError, "too early to say"):
            visit.action_no_show()
        self.later(days=1, hours=1)
        visit.invalidate_recordset()
        self.assertTrue(visit.is_due and visit.is_today)
        visit.action_no_show()

    def test_finished_by_mistake(self):
        visit = self.book(self.at(10))
        visit.action_arrive()
        visit.action_start()
        begun = visit.started_at
        visit.action_finish()
        self.later(minutes=14)
        visit.action_start()
        self.assertEqual((visit.state, visit.started_at), ('in_consultation', begun))
        self.assertFalse(visit.done_at)

    def test_done_is_final_but_for_the_direction(self):
        visit = self.book(self.at(10))
        visit.action_arrive()
        visit.action_start()
        visit.action_finish()
        self.later(minutes=16)
        with self.assertRaisesRegex(UserError, "only by the direction"):
            visit.write({'state': 'in_consultation', 'overbook_reason': "x"})
        visit.with_user(self.users['director']).write(
            {'state': 'in_consultation', 'overbook_reason': "Cerrada por error"}
        )
        self.assertEqual(visit.state, 'in_consultation')

    def test_a_visit_is_not_deleted(self):
        visit = self.book(self.at(10))
        with self.assertRaises(AccessError):
            visit.unlink()
        with self.assertRaises(UserError):
            visit.with_user(self.users['director']).sudo(False).sudo().with_user(
                self.env.ref('base.user_admin')
            ).unlink()
