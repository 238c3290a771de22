from datetime import datetime

from odoo.tests import freeze_time, tagged

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestVisitTimeline(AgendaCase):
    """Visits stand among what happened with a patient, for whoever sees the agenda."""

    def visits(self, role, kinds=('visit',)):
        patient = self.patients[0].with_user(self.users[role])
        return patient.timeline(kinds=list(kinds))

    def test_what_has_been_and_not_what_is_to_come(self):
        first, second = self.book(self.at(10)), self.book(self.at(17))
        self.assertFalse(self.visits('reception')['entries'])
        with freeze_time(datetime(2026, 11, 3, 18, 0)):  # noon there
            [entry] = self.visits('reception')['entries']
        self.assertEqual((entry['model'], entry['res_id']), (first._name, first.id))
        self.assertEqual(entry['title'], "Consulta · Dra. Ana Ríos")
        self.assertTrue(entry['text'])
        second.sudo()._cancel('patient')
        with freeze_time(datetime(2026, 11, 4, 18, 0)):
            states = [entry['state'] for entry in self.visits('doctor')['entries']]
        self.assertEqual(states, ['cancelled', 'scheduled'])

    def test_not_for_who_sees_no_visit(self):
        self.book(self.at(10))
        with freeze_time(datetime(2026, 11, 4, 18, 0)):
            page = self.visits('privacy')
        self.assertFalse(page['entries'])
        self.assertNotIn('visit', {kind['key'] for kind in page['kinds']})
