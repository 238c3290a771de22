from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.clinic_crm.agenda import AFTERNOON, Code, Reason

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestSlots(AgendaCase):
    def slots(self, visit_type=None, since=None, days=1, **wish):
        since = since or self.at(0)
        Visit = self.env['clinic.appointment'].with_user(self.users['reception'])
        visit_type = visit_type or self.visit_type
        until = since + timedelta(days=days)
        return Visit._agenda_slots(visit_type, self.clinic, since, until, staff=True, **wish)

    def test_the_first_free_ones(self):
        self.book(self.at(9))
        self.book(self.at(9), patient=1, practitioner_id=self.luis.id)
        starts = [slot.start for slot in self.slots(limit=2)]
        self.assertEqual(starts, [self.at(9, 30), self.at(9, 45)])

    def test_part_of_the_day_and_practitioner(self):
        [slot] = self.slots(practitioner=self.luis, parts=[AFTERNOON], limit=1)
        self.assertEqual(slot.start, self.at(12))
        self.assertEqual(slot.resources, (self.luis.resource_id.id,))

    def test_patients_are_bound_by_notice(self):
        self.visit_type.min_notice = 60
        now = self.at(9, day=2)
        for staff, first in ((True, now), (False, self.at(10, day=2))):
            slots = self.env['clinic.appointment']._agenda_slots(
                self.visit_type, self.clinic, now, now + timedelta(days=1), limit=1, staff=staff
            )
            self.assertEqual(slots[0].start, first)

    def test_what_is_shown_can_be_booked(self):
        """In a half-full agenda, each slot alone; the room and its cleaning count too."""
        both = self.make_type("Curación", ('practitioner', 'room'), duration=20, buffer_before=5)
        for hour in range(9, 13):
            self.book(self.at(hour, 10), patient=hour % 4, type_id=both.id, practitioner_id=False)
        Visit = self.env['clinic.appointment'].with_user(self.users['reception'])
        shown = Visit.get_slots(
            {
                'type_id': both.id,
                'company_id': self.clinic.id,
                'since': str(self.at(0)),
                'days': 1,
                'patient_id': self.patients[5].id,
                'limit': 100,
            }
        )
        self.assertGreater(len(shown), 10)
        for slot in shown:
            with self.subTest(start=slot['start']), self.env.cr.savepoint() as savepoint:
                visit = Visit.create({**slot['values'], 'patient_id': self.patients[5].id})
                self.assertEqual(
                    visit.booking_ids.resource_id.ids, slot['values']['resource_ids'][0][2]
                )
                savepoint.rollback()

    def test_what_is_not_shown_is_refused(self):
        self.book(self.at(10))
        shown = {slot.start for slot in self.slots(practitioner=self.ana, limit=None)}
        for quarter in range(8, 48):
            start = self.at(9) + timedelta(minutes=15 * quarter)
            if start not in shown:
                with self.assertRaises(UserError):
                    self.book(start, patient=1)

    def test_a_hold_that_ran_out_is_offered(self):
        self.env['clinic.appointment'].sudo()._hold(
            {
                'type_id': self.visit_type.id,
                'practitioner_id': self.ana.id,
                'company_id': self.clinic.id,
                'start': self.at(9),
                'source': 'whatsapp',
            },
            'chat',
        )
        self.assertNotEqual(self.slots(practitioner=self.ana, limit=1)[0].start, self.at(9))
        self.later(minutes=11)
        self.assertEqual(self.slots(practitioner=self.ana, limit=1)[0].start, self.at(9))

    def test_open_places_of_a_group(self):
        group = self.make_type("Taller", seats=2, duration=60)
        first = self.book(self.at(10), type_id=group.id)
        slots = self.slots(group, practitioner=self.ana, limit=None)
        at_ten = [slot for slot in slots if slot.start == self.at(10)]
        self.assertEqual([slot.session for slot in at_ten], [first.session_id.id])
        self.book(self.at(10), patient=1, type_id=group.id)
        slots = self.slots(group, practitioner=self.ana, limit=None)
        self.assertNotIn(self.at(10), {slot.start for slot in slots})

    def test_few_queries_whatever_the_size(self):
        group = self.make_type("Taller", ('practitioner', 'room'), seats=4, duration=60)
        wish = {'patient': self.patients[0], 'days': 30, 'limit': 9}
        self.slots(group, **wish)
        for visits in (0, 8):
            for number in range(visits):
                self.book(self.at(9 + number % 4, day=4 + number // 4), patient=number)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(6):
                self.slots(group, **wish)

    def test_whoever_sees_no_visits_sees_no_slots(self):
        with self.assertRaises(AccessError):
            self.env['clinic.appointment'].with_user(self.users['privacy']).get_slots(
                {'type_id': self.visit_type.id}
            )

    def test_every_code_has_a_sentence(self):
        self.assertFalse(set(Code) - set(self.sentences()))

    def sentences(self):
        visit = self.book(self.at(10))
        texts = {}
        for code in Code:
            reason = Reason(code, None, self.room.id, self.at(10), self.at(11))
            text = visit._reason_text(reason, True)
            if text != "That time cannot be booked.":
                texts[code] = text
        return texts
