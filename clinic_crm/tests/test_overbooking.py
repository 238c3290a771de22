from odoo.exceptions import UserError
from odoo.tests import tagged

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestOverbooking(AgendaCase):
    """What an exception allows, and for how long: that visit, at that time, and nobody else."""

    def squeeze(self, start, patient=1, **vals):
        return self.book(start, patient, role='director', overbook_reason="Urgencia", **vals)

    def at_the_desk(self, visit):
        return visit.with_user(self.users['reception'])

    def test_its_time_is_taken_when_the_first_one_leaves(self):
        first = self.book(self.at(10))
        self.squeeze(self.at(10))
        first._cancel('patient')
        with self.assertRaisesRegex(UserError, "is taken until 10:30"):
            self.book(self.at(10), patient=2)
        starts = [
            slot.start
            for slot in self.env['clinic.appointment']._agenda_slots(
                self.visit_type, self.clinic, self.at(9), self.at(11), self.ana, staff=True
            )
        ]
        self.assertEqual(starts, [self.at(9), self.at(9, 15), self.at(9, 30), self.at(10, 30),
                                  self.at(10, 45)])  # fmt: skip

    def test_its_time_is_taken_where_nobody_else_is(self):
        self.book(self.at(10))
        self.squeeze(self.at(10, 15))
        with self.assertRaisesRegex(UserError, "is taken until 10:45"):
            self.book(self.at(10, 30), patient=2)

    def test_whoever_it_was_squeezed_in_over_keeps_the_time(self):
        first = self.book(self.at(10))
        self.squeeze(self.at(10))
        first.write({'stop': self.at(10, 20)})
        first.write({'start': self.at(10, 5)})
        first._cancel('patient')
        first.action_reschedule()
        self.later(days=1, hours=2)
        first.action_no_show()
        first.action_arrive()
        self.assertTrue(first.booking_ids.blocking)
        self.assertFalse(first.overbooked)

    def test_an_absence_taken_back_brings_its_exception_back(self):
        self.book(self.at(10))
        over = self.squeeze(self.at(10))
        after_hours = self.squeeze(self.at(21), patient=2)
        self.later(days=1, hours=13)
        for visit in (over, after_hours):
            with self.subTest(visit=visit.waived):
                before = visit.waived, visit.overbooked
                self.at_the_desk(visit).action_no_show()
                self.at_the_desk(visit).action_arrive()
                self.assertEqual((visit.waived, visit.overbooked), before)
                self.assertEqual(visit.overbook_user_id, self.users['director'])

    def test_what_was_cancelled_is_shared_again_only_by_right(self):
        self.book(self.at(10))
        over = self.squeeze(self.at(10))
        over._cancel('patient')
        with self.assertRaisesRegex(UserError, "somebody who may overbook"):
            self.at_the_desk(over).action_reschedule()
        over.action_reschedule()
        self.assertTrue(over.overbooked)

    def test_an_exception_is_for_one_time(self):
        visit = self.squeeze(self.at(21))
        visit._cancel('patient')
        self.at_the_desk(visit).write({'start': self.at(22)})
        self.assertFalse(visit.waived)
        with self.assertRaisesRegex(UserError, "does not work at that time"):
            self.at_the_desk(visit).action_reschedule()

    def test_its_reason_stays(self):
        visit = self.at_the_desk(self.squeeze(self.at(21)))
        for reason in (False, " ", "Otra"):
            with self.subTest(reason=reason), self.assertRaisesRegex(UserError, "keeps its reason"):
                visit.overbook_reason = reason
        visit.with_user(self.users['director']).overbook_reason = "Corregido"
        visit.write({'start': self.at(12)})
        self.assertFalse(visit.waived)
