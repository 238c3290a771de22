from odoo.exceptions import UserError
from odoo.tests import tagged

from .waiting_common import WaitingCase


@tagged('post_install', '-at_install')
class TestGroupVisits(WaitingCase):
    """Sessions and their places, when something else happens to them than booking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_type("Taller", seats=3, duration=60)

    def join(self, patient=0, hour=10, **vals):
        return self.book(self.at(hour), patient, type_id=self.group.id, **vals)

    def session_of(self, visit):
        return visit.session_id.with_user(self.users['reception'])

    def away(self, practitioner, *hours):
        practitioner.resource_id._note_away("Ausencia", *(self.at(hour) for hour in hours))

    def by_patient(self, patient=0, hour=10):
        """As `join`, booked by the patient."""
        Visit = self.env['clinic.appointment'].with_user(self.env.ref('base.user_root'))
        return Visit._book(
            [
                {
                    'patient_id': self.patients[patient].id,
                    'type_id': self.group.id,
                    'practitioner_id': self.ana.id,
                    'company_id': self.clinic.id,
                    'source': 'whatsapp',
                    'start': self.at(hour),
                }
            ]
        )

    def test_another_kind_of_visit_leaves_the_session(self):
        visit = self.join()
        session = visit.session_id
        visit.write({'type_id': self.visit_type.id, 'start': self.at(12)})
        self.assertFalse(visit.session_id)
        self.assertFalse(session.participant_ids)
        self.assertTrue(visit.booking_ids.blocking)

    def test_a_session_stays_what_it_is(self):
        session = self.session_of(self.join())
        with self.assertRaisesRegex(UserError, "stays what it is"):
            session.type_id = self.visit_type
        with self.assertRaisesRegex(UserError, "stays its patient's"):
            session.patient_id = self.patients[1]

    def test_nobody_joins_a_session_nobody_gives(self):
        self.join()
        self.away(self.ana, 9, 14)
        with self.assertRaisesRegex(UserError, "is away until"):
            self.join(1)
        Visit = self.env['clinic.appointment']
        wish = (self.group, self.clinic, self.at(9), self.at(13), self.ana)
        self.assertFalse(Visit._agenda_slots(*wish, staff=True))
        told = self.join(1, overbook_reason="Lo da Luis")
        self.assertEqual(told.waived, 'leave')

    def test_what_was_agreed_for_a_session_is_for_all_of_it(self):
        first = self.join(hour=21, overbook_reason="Solo esta noche")
        second = self.join(1, hour=21)
        self.assertEqual(second.session_id, first.session_id)
        self.assertFalse((first + second).filtered('to_relocate'))

    def test_a_session_does_not_move_onto_a_visit_of_its_patients(self):
        session = self.session_of(self.join())
        self.book(self.at(12), practitioner_id=self.luis.id)
        with self.assertRaisesRegex(UserError, "Somebody of this group already has a visit"):
            session.start = self.at(12)
        session.start = self.at(16)
        self.assertEqual(session.participant_ids.start, self.at(16))

    def test_a_session_is_shown_times_that_its_patients_have(self):
        session = self.session_of(self.join())
        self.book(self.at(12), practitioner_id=self.luis.id)
        desk = self.env['clinic.booking'].with_user(self.users['reception'])
        wish = {
            'type_id': self.group.id,
            'company_id': self.clinic.id,
            'practitioner_id': self.ana.id,
            'visit_id': session.id,
            'date': '2026-11-03',
        }
        shown = {slot['start'] for slot in desk.get_days(wish)['days'][0]['slots']}
        self.assertIn(str(self.at(10, 30)), shown, "their places in it are not in the way")
        self.assertNotIn(str(self.at(12)), shown)
        self.assertIn('slot', desk.check({**wish, 'start': str(self.at(10, 30))}))
        self.assertIn('refused', desk.check({**wish, 'start': str(self.at(12))}))

    def test_a_patient_moves_to_the_session_of_somebody_else(self):
        mine = self.join()
        theirs = self.join(1, hour=12, practitioner_id=self.luis.id)
        self.away(self.ana, 11, 20)
        self.ana.resource_id._note_away("Ausencia", self.at(9, day=2), self.at(10))
        slots = mine.sudo()._other_times(until=self.at(12, 30), limit=99)
        [slot] = [slot for slot in slots if slot.session]
        mine._move_by_patient(slot)
        self.assertEqual(mine.session_id, theirs.session_id)
        self.assertEqual(mine.practitioner_id, self.luis)

    def test_what_a_patient_opened_ends_with_the_last_one(self):
        visit = self.by_patient()
        first = visit.session_id
        [slot] = [one for one in visit._other_times(limit=99) if one.start == self.at(12)]
        visit._move_by_patient(slot)
        self.assertEqual(first.state, 'cancelled')
        self.book(self.at(10), patient=2)
        second = visit.session_id
        self.by_patient(1, hour=12)
        visit._cancel_by_patient()
        self.assertEqual(second.state, 'scheduled')
        self.assertEqual(len(second._who_comes()), 1)

    def test_what_the_clinic_opened_stays(self):
        visit = self.join()
        visit._cancel_by_patient()
        self.assertEqual(visit.session_id.state, 'scheduled')

    def test_a_place_is_offered_while_the_session_takes_place(self):
        visit = self.join()
        self.wait_for(1, type_id=self.group.id)
        visit._cancel('patient')
        self.assertEqual(self.proposed(), [self.patients[1].ids])
        self.session_of(visit)._cancel('clinic')
        self.assertFalse(self.gaps())
