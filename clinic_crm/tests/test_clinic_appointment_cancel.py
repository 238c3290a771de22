from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestCancelling(AgendaCase):
    def wizard(self, visits, role='reception', **vals):
        action = visits.with_user(self.users[role]).action_cancel()
        return (
            self.env[action['res_model']]
            .with_user(self.users[role])
            .with_context(**action['context'])
            .create(vals)
        )

    def test_it_asks_who_and_why(self):
        visit = self.book(self.at(10))
        wizard = self.wizard(visit)
        self.assertIn("Paciente 0", wizard.summary)
        with self.assertRaisesRegex(UserError, "who asks"):
            wizard.action_cancel()
        wizard.cancelled_by = 'clinic'
        with self.assertRaisesRegex(UserError, "Choose why"):
            wizard.action_cancel()
        wizard.write({'cause_clinic': 'failure', 'reason': "Sin luz"})
        wizard.action_cancel()
        self.assertEqual(
            (visit.state, visit.cancelled_by, visit.cancel_cause, visit.cancel_reason),
            ('cancelled', 'clinic', 'failure', "Sin luz"),
        )
        self.assertEqual(visit.cancel_user_id, self.users['reception'])
        visit.action_reschedule()
        self.assertFalse(visit.cancel_cause or visit.cancelled_by)

    def test_staff_cannot_leave_it_out(self):
        visit = self.book(self.at(10))
        with self.assertRaisesRegex(UserError, "Say who asked"):
            visit.write({'state': 'cancelled'})
        visit.sudo().write({'state': 'cancelled'})
        self.assertEqual(visit.state, 'cancelled')

    def test_a_doctor_cancels_the_own_ones_only(self):
        own = self.book(self.at(10))
        other = self.book(self.at(10), patient=1, practitioner_id=self.luis.id)
        self.wizard(
            own, 'doctor', cancelled_by='practitioner', cause_practitioner='absent'
        ).action_cancel()
        self.assertEqual(own.state, 'cancelled')
        wizard = self.wizard(other, 'doctor', cancelled_by='clinic', cause_clinic='mistake')
        with self.assertRaises(AccessError):
            wizard.action_cancel()

    def test_a_group_session_goes_with_those_who_have_a_place(self):
        self.env['clinic.waiting.entry'].with_user(self.users['reception']).create(
            {'patient_id': self.patients[7].id, 'type_id': self.visit_type.id}
        )
        group = self.make_type("Taller", seats=3, duration=60)
        visits = [self.book(self.at(10), patient=number, type_id=group.id) for number in range(2)]
        session = visits[0].session_id
        wizard = self.wizard(session, cancelled_by='practitioner', cause_practitioner='absent')
        self.assertIn("Taller", wizard.summary)
        self.assertEqual(wizard.participants, 2)
        self.assertFalse(wizard.offer, "whoever is away sees nobody else")
        wizard.action_cancel()
        for visit in (*visits, session):
            self.assertEqual(
                (visit.state, visit.cancelled_by, visit.cancel_cause),
                ('cancelled', 'practitioner', 'absent'),
            )
        self.assertFalse(self.env['clinic.waiting.gap'].search_count([]))

    def test_what_is_not_offered_is_no_gap(self):
        self.env['clinic.waiting.entry'].with_user(self.users['reception']).create(
            {'patient_id': self.patients[7].id, 'type_id': self.visit_type.id}
        )
        for hour, offer in ((10, False), (12, True)):
            wizard = self.wizard(
                self.book(self.at(hour)), cancelled_by='patient', cause_patient='busy', offer=offer
            )
            wizard.action_cancel()
            self.assertEqual(self.env['clinic.waiting.gap'].search_count([]), int(offer))

    def test_moving_it_instead(self):
        visit = self.book(self.at(10))
        action = self.wizard(visit).action_reschedule()
        self.assertEqual(
            (action['tag'], action['params']), ('clinic_booking', {'visit_id': visit.id})
        )
