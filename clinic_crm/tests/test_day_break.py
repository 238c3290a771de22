from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestDayBreak(AgendaCase):
    """One action for a whole day: its patients are told, and have a way on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give_addresses()

    def setUp(self):
        super().setUp()
        self.visits = (
            self.book(self.at(10))
            + self.book(self.at(12), patient=1)
            + self.book(self.at(17), patient=2)
        )
        self.other = self.book(self.at(10), patient=3, practitioner_id=self.luis.id)

    def apply(self, role='reception', **vals):
        wizard = self.env['clinic.day.break'].with_user(self.users[role]).create(
            {'practitioner_id': self.ana.id, 'day': '2026-11-03', **vals}
        )  # fmt: skip
        return wizard, wizard.action_apply()

    def told(self, visit):
        messages = self.env['clinic.message'].sudo().search(
            [('res_id', '=', visit.id), ('state', '!=', 'cancelled')]
        )  # fmt: skip
        return messages.kind_id.mapped('code'), messages.mapped('body')

    def test_a_practitioner_speaks_of_the_own_day(self):
        Break = self.env['clinic.day.break']
        self.assertEqual(Break.with_user(self.users['doctor']).new().practitioner_id, self.ana)
        self.assertFalse(Break.with_user(self.users['reception']).new().practitioner_id)

    def test_absent_offer(self):
        wizard, answer = self.apply()
        self.assertEqual(wizard.visit_ids, self.visits)
        self.assertIn('3', answer['params']['message'])
        for visit in self.visits:
            codes, [body] = self.told(visit)
            self.assertEqual(codes, ['appointment_to_move'])
            self.assertIn("Dra. Ana Ríos no podrá atender su cita del martes 3", body)
            self.assertEqual(visit.state, 'scheduled')
            self.assertTrue(visit.to_relocate)  # reception sees who has not answered
            days = {visit.sudo()._local(slot.start).day for slot in visit._other_times()}
            self.assertFalse(days & {3})
        self.assertEqual(self.told(self.other)[0], ['appointment_booked'])
        with self.assertRaises(UserError):  # nobody new is booked that day
            self.book(self.at(11), patient=4)

    def test_absent_cancel_and_book_again(self):
        self.apply(then='cancel')
        visit = self.visits[0].sudo()
        self.assertEqual(
            (visit.state, visit.cancelled_by, visit.cancel_cause),
            ('cancelled', 'practitioner', 'absent'),
        )
        self.assertEqual(self.told(visit)[0], ['appointment_called_off'])
        slot = visit._other_times()[0]
        visit._rebook_by_patient(slot)
        self.assertEqual((visit.state, visit.start), ('scheduled', slot.start))
        self.assertTrue(visit.booking_ids.filtered('blocking'))

    def test_whom_no_message_reaches_is_named(self):
        """Who refused messages gets none, and reception is told whom to call instead."""
        refused, unknown = self.patients[1], self.patients[2]
        refused.write({'phone': '55 5550 0177', 'preferred_channel': False})
        refused._record_consent('appointments', 'refused', 'in_person', "No")
        unknown.write({'email': False, 'phone': False})
        _wizard, answer = self.apply(then='cancel')
        told = answer['params']
        self.assertIn("1 patients are told. No message reaches 2", told['message'])
        self.assertEqual((told['type'], told['sticky']), ('warning', True))
        for words in (refused.name, "55 5550 0177", unknown.name):
            self.assertIn(words, told['message'])
        self.assertFalse(self.told(self.visits[1])[0])
        self.assertTrue(refused.sudo().activity_ids)
        self.assertTrue(unknown.sudo().activity_ids)
        self.assertFalse(self.patients[0].sudo().activity_ids)
        self.assertEqual(set(self.visits.sudo().mapped('state')), {'cancelled'})

    def test_other_branches_are_told_too(self):
        there = self.book(self.at(18), patient=4, company_id=self.border.id)
        self.env = self.env(context={'allowed_company_ids': self.clinic.ids})
        wizard, answer = self.apply()
        self.assertEqual((wizard.visit_ids, wizard.elsewhere), (self.visits, 1))
        self.assertIn('4', answer['params']['message'])
        self.assertEqual(self.told(there)[0], ['appointment_to_move'])

    def test_late(self):
        today = self.book(self.at(11, day=2), patient=5)
        wizard, _answer = self.apply(what='late', minutes=40, day='2026-11-02')
        self.assertEqual(wizard.visit_ids, today)
        [body] = [b for b in self.told(today)[1] if "retraso" in b]
        self.assertIn("va con 40 minutos de retraso", body)
        self.assertIn("alrededor de las 11:40 a. m.", body)
        self.apply(what='late', minutes=40, day='2026-11-02')  # pressed twice
        self.assertEqual(self.told(today)[0].count('practitioner_late'), 1)
        for wrong in ({'minutes': 0}, {'minutes': 999}, {'minutes': 30, 'day': '2026-11-03'}):
            with self.assertRaises(UserError):
                self.apply(what='late', **{'day': '2026-11-02'} | wrong)

    def test_whose_day(self):
        self.apply(role='doctor')
        with self.assertRaises(AccessError):
            self.apply(role='doctor', practitioner_id=self.luis.id)
        with self.assertRaises(AccessError):
            self.apply(role='nurse')
        with self.assertRaises(UserError):
            self.apply(day='2026-11-01')
