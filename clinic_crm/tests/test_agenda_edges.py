from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .booking_common import BookingCase


@tagged('post_install', '-at_install')
class TestEdges(BookingCase):
    """What is seldom done, and must not end in a wrong time or in the machine's words."""

    def hold(self, **vals):
        Visit = self.env['clinic.appointment'].with_user(self.env.ref('base.user_root')).sudo()
        return Visit._hold(
            {
                'type_id': self.visit_type.id,
                'practitioner_id': self.ana.id,
                'source': 'whatsapp',
                'company_id': self.clinic.id,
                'start': self.at(10),
                **vals,
            },
            'chat',
        )

    # ------------------------------------------------------------------ who gives it
    def test_nobody_stands_in_for_whoever_left(self):
        only = self.make_type("Ultrasonido")
        only.role_ids.resource_ids = self.luis.resource_id
        self.luis.active = False
        with self.assertRaisesRegex(UserError, "does not give"):
            self.book(self.at(10), type_id=only.id)
        with self.assertRaisesRegex(UserError, "none in this branch"):
            self.book(self.at(10), type_id=only.id, practitioner_id=False)
        wish = self.wish(type_id=only.id, practitioner_id=False)
        self.assertFalse(self.desk().get_days(wish)['days'])

    def test_a_type_that_needs_nobody_is_said_to(self):
        kind = self.make_type("Nueva")
        kind.role_ids.unlink()
        wish = self.wish(type_id=kind.id, practitioner_id=False)
        for attempt in (
            lambda: self.desk().get_days(wish),
            lambda: self.book(self.at(10), type_id=kind.id, practitioner_id=False),
        ):
            with self.assertRaisesRegex(UserError, "nobody has said who gives it"):
                attempt()

    def test_the_first_of_two_practitioners_stays_the_first(self):
        both = self.make_type("Cirugía", ('practitioner', 'practitioner'))
        visit = self.book(self.at(10), type_id=both.id, practitioner_id=self.luis.id)
        visit._move_by_patient(visit.sudo()._other_times()[0])
        self.assertEqual(visit.practitioner_id, self.luis)

    def test_a_patient_who_moves_a_long_visit_keeps_its_length(self):
        visit = self.book(self.at(10), stop=self.at(11))
        visit._move_by_patient(visit.sudo()._other_times()[0])
        self.assertNotEqual(visit.start, self.at(10))
        self.assertEqual(visit._length(), 60)

    # ------------------------------------------------------------------ what is shown
    def test_a_visit_may_move_over_itself(self):
        long = self.make_type("Larga", duration=60)
        visit = self.book(self.at(10), type_id=long.id)
        wish = self.wish(type_id=long.id, date='2026-11-03', visit_id=visit.id)
        slots = self.desk().get_days(wish)['days'][0]['slots']
        starts = [slot['start'] for slot in slots]
        self.assertIn(str(self.at(10, 30)), starts)
        self.assertNotIn(str(self.at(10)), starts, "that is where it is")
        [half_past] = [slot for slot in slots if slot['start'] == str(self.at(10, 30))]
        told = self.desk().move({**wish, 'visits': [half_past['values']]})
        self.assertEqual(told['booked'][0]['id'], visit.id)

    def test_the_last_times_of_a_search_know_what_comes_after(self):
        self.book(self.at(11), practitioner_id=self.luis.id)
        slots = self.env['clinic.appointment']._agenda_slots(
            self.visit_type, self.clinic, self.at(10), self.at(11), self.ana, self.patients[0]
        )
        self.assertEqual(slots[-1].start, self.at(10, 30))

    # ------------------------------------------------------------------ held times
    def test_a_hold_that_ran_out_is_judged_again(self):
        hold = self.hold(patient_id=self.patients[0].id)
        self.later(minutes=11)
        self.book(self.at(10), practitioner_id=self.luis.id)
        with self.assertRaisesRegex(UserError, "already have a visit"):
            hold._confirm_hold()
        self.later(days=1, hours=2)
        with self.assertRaisesRegex(UserError, "already passed"):
            hold._confirm_hold(self.patients[1])

    def test_a_hold_that_ran_out_and_is_free_is_good(self):
        hold = self.hold()
        self.later(minutes=11)
        hold._confirm_hold(self.patients[0])
        self.assertEqual(hold.booking_ids.mapped('expires_at'), [False])
        with self.assertRaises(UserError):
            self.book(self.at(10), patient=1)

    def test_the_desk_confirms_a_hold_for_who_is_free(self):
        hold = self.hold().with_user(self.users['reception']).sudo(False)
        self.book(self.at(10), practitioner_id=self.luis.id)
        hold.patient_id = self.patients[0]
        with self.assertRaisesRegex(UserError, "already have a visit"):
            hold.action_reschedule()

    # ------------------------------------------------------------------ times
    def test_who_is_moved_to_another_day_waits_no_more(self):
        visit = self.book(self.at(10, day=2))
        visit.action_arrive()
        visit.start = self.at(12, day=2)
        self.assertEqual(visit.state, 'arrived')
        visit.start = self.at(10)
        self.assertEqual(visit.state, 'scheduled')
        self.assertFalse(visit.arrived_at)
        self.later(days=1, hours=1)
        visit.action_arrive()
        visit.action_start()
        self.assertEqual(visit.wait_minutes, 0)

    def test_no_time_that_cannot_be(self):
        visit = self.book(self.at(10))
        for start in ('9999-12-31 23:30:00', '0001-01-01 00:00:00', "mañana", False):
            for attempt in (
                lambda start=start: self.book(start, patient=1, overbook_reason="x"),
                lambda start=start: visit.write({'start': start}),
            ):
                with self.subTest(start=start), self.assertRaisesRegex(UserError, "a day and a ti"):
                    attempt()
        for stop, why in (
            (self.at(10), "before it begins"),
            (self.at(9), "before it begins"),
            (self.at(10, day=6), "24 hours"),
            (False, "a day and a time"),
        ):
            with self.subTest(stop=stop), self.assertRaisesRegex(UserError, why):
                visit.stop = stop
        self.assertEqual((visit.start, visit.stop), (self.at(10), self.at(10, 30)))

    def test_what_was_measured_is_not_written(self):
        visit = self.book(self.at(10))
        for vals in ({'wait_minutes': 3}, {'late_minutes': 4}, {'heard_at': self.at(9)}):
            with self.subTest(vals=vals), self.assertRaisesRegex(AccessError, "kept by the agenda"):
                visit.write(vals)
