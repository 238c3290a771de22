from odoo.tests import tagged

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestVisitsBetween(AgendaCase):
    """What a leave, other hours or an archiving would leave without its practitioner."""

    def test_only_what_is_still_to_come_and_takes_place(self):
        first = self.book(self.at(10))
        second = self.book(self.at(11), patient=1)
        self.book(self.at(12), patient=2)._cancel('patient')
        agenda = self.ana.resource_id
        self.assertEqual(agenda._visits_between(), first + second)
        self.assertEqual(agenda._visits_between(self.at(10, 30), self.at(12)), second)
        self.assertFalse(agenda._visits_between(self.at(11, 30)))
        self.assertFalse(self.luis.resource_id._visits_between())
        self.later(days=2)
        self.assertFalse(agenda._visits_between(self.at(0)))

    def test_an_overbooked_visit_counts_and_a_hold_until_it_ends(self):
        self.book(self.at(10))
        over = self.book(self.at(10), patient=1, role='doctor', overbook_reason="Urgente")
        held = (
            self.env['clinic.appointment']
            .sudo()
            ._hold(
                {
                    'type_id': self.visit_type.id,
                    'practitioner_id': self.ana.id,
                    'company_id': self.border.id,
                    'start': self.at(12),
                },
                'x',
            )
        )
        found = self.ana.resource_id._visits_between()
        self.assertIn(over, found)
        self.assertIn(held, found)
        self.later(minutes=11)
        self.assertNotIn(held, self.ana.resource_id._visits_between())

    def test_a_group_visit_is_its_session(self):
        group = self.make_type("Taller", seats=3)
        visits = self.book(self.at(10), type_id=group.id)
        visits += self.book(self.at(10), patient=1, type_id=group.id)
        session = self.ana.resource_id._visits_between()
        self.assertTrue(session.is_session)
        self.assertEqual(session.participant_ids, visits)
