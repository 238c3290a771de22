from datetime import date

from odoo import fields
from odoo.tests import tagged

from .test_agent import STRANGER
from .test_agent_book import BookCase


@tagged('post_install', '-at_install')
class TestNight(BookCase):
    """Twenty to midnight on the branch's clock: nobody is there, and all of it works."""

    def setUp(self):
        super().setUp()
        self.later(hours=14, minutes=40)  # 23:40 in Mexico City

    def due(self):
        """Whether everything that was answered may leave now."""
        rows = self.env['clinic.whatsapp.outbox'].search([('idempotency_key', '=like', 'turn:%')])
        now = fields.Datetime.now()
        return bool(rows) and all(
            row.state == 'queued' and (not row.next_attempt_at or row.next_attempt_at <= now)
            for row in rows
        )

    def first_to_last(self, day):
        """From the first word to the booked visit; times are those from `day` on."""
        answer = self.says("quiero una cita de limpieza", sender=STRANGER)
        if "Quien tenga lugar antes" in self.options(answer):
            answer = self.choose(answer, "Quien tenga lugar antes", sender=STRANGER)
        first = list(self.options(answer))[0]
        self.assertTrue(first.startswith(day), first)
        self.choose(answer, first, sender=STRANGER)
        answer = self.says("me llamo Rosa Elena Díaz", sender=STRANGER)
        self.assertIn("mañana martes 3 de noviembre", self.words(answer))
        told = self.words(self.choose(answer, "Confirmar", sender=STRANGER))
        self.assertIn("Listo: su cita es mañana martes 3 de noviembre", told)
        [visit] = self.visits()
        self.assertEqual(visit.state, 'scheduled')
        self.assertTrue(self.due(), "quiet hours are for what was not asked")
        return visit

    def test_somebody_unknown_books(self):
        self.assertEqual(self.clinic._on_clock(fields.Datetime.now()).hour, 23)
        visit = self.first_to_last("mar 3 nov")
        self.assertEqual(visit._local(visit.start).date(), date(2026, 11, 3))

    def test_by_the_clock_of_the_branch(self):
        """The branch's night is not that of the clinic: two hours later it is its Monday still."""
        self.later(hours=16, minutes=40)
        self.luis.sudo().branch_ids = self.border
        self.account.company_id = self.border
        self.assertEqual(self.border._on_clock(fields.Datetime.now()).hour, 23)
        visit = self.first_to_last("mar 3 nov")
        self.assertEqual(visit.company_id, self.border)

    def test_a_person_is_there_in_the_morning(self):
        told = self.words(self.says("humano", sender=STRANGER))
        self.assertIn("A esta hora no hay nadie en la clínica", told)
        self.assertIn("Le responde una persona mañana martes 3 de noviembre a las 9:00", told)
        self.assertTrue(self.conversation().waiting_since)
        self.assertTrue(self.due())

    def test_a_reminder_waits_for_the_morning_and_its_buttons_do_not(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.assertIn("confirmada", self.words(self.taps(self.remind(visit)["Confirmar"])))
        self.assertEqual(visit.state, 'confirmed')
        self.assertTrue(self.due())
