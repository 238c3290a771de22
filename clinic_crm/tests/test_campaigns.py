from datetime import date

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .agenda_common import AgendaCase


@tagged('post_install', '-at_install')
class TestCampaigns(AgendaCase):
    """Who gets a campaign, who does not and why; slowly, never too often, and stopped at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.give_addresses()
        for patient in cls.patients[:5]:
            patient._record_consent('marketing', 'granted', 'paper', "Sí")
        cls.patients[5]._record_consent('marketing', 'refused', 'paper', "No")
        cls.patients[4].email = False

    def prepare(self, patients=None, role='director', **values):
        Campaign = self.env['clinic.campaign'].with_user(self.users[role])
        Campaign = Campaign.with_context(allowed_company_ids=self.clinic.ids)
        patients = self.patients if patients is None else patients
        return Campaign.create(
            {
                'text': "este mes hay 20 % de descuento.",
                'line_ids': [Command.create({'patient_id': patient.id}) for patient in patients],
                **values,
            }
        )

    def run_job(self, **later):
        if later:
            self.later(**later)
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_campaigns').sudo().method_direct_trigger()
        self.env.invalidate_all()

    def messages(self, campaign):
        return campaign.sudo().line_ids.message_id

    def test_who_gets_it(self):
        campaign = self.prepare()
        lines = {line.patient_id: line.why or line.state for line in campaign.sudo().line_ids}
        self.assertEqual(
            [lines[patient] for patient in self.patients],
            ['ready'] * 4 + ['no_channel', 'refused', 'not_asked', 'not_asked'],
        )
        self.assertEqual((campaign.ready_count, campaign.excluded_count), (4, 4))
        self.assertEqual(campaign.excluded_text.splitlines()[0][:1], '2')
        self.assertIn("20 % de descuento", campaign.preview)
        self.assertTrue(campaign.cost_text)
        self.assertFalse(self.messages(campaign))  # looking sends nothing

    def test_sends_slowly_and_stops(self):
        campaign = self.prepare(per_hour=24)  # two in five minutes
        campaign.action_start()
        self.run_job()
        self.assertEqual(len(self.messages(campaign)), 2)
        self.run_job()  # called once more at once: nothing
        self.assertEqual(len(self.messages(campaign)), 2)
        self.assertEqual(campaign.progress, 50)
        campaign.action_stop()
        self.assertEqual(set(self.messages(campaign).mapped('state')), {'cancelled'})
        self.run_job(hours=1)
        self.assertEqual(len(self.messages(campaign)), 2)
        self.assertEqual(campaign.state, 'stopped')
        with self.assertRaises(UserError):
            campaign.text = "otra cosa"
        with self.assertRaises(UserError):
            campaign.unlink()

    def test_who_refuses_meanwhile_gets_nothing(self):
        campaign = self.prepare(per_hour=24)
        campaign.action_start()
        self.run_job()
        waiting = self.messages(campaign)
        first, last = waiting.patient_id[0], self.patients[3]
        (first | last)._stop_messages(['marketing'], 'web', "Pulsó")
        self.run_job(minutes=6)
        self.assertEqual(campaign.sudo().line_ids.filtered(
            lambda line: line.patient_id == last).why, 'refused')  # fmt: skip
        message = waiting.filtered(lambda m: m.patient_id == first)
        self.assertFalse(message._still_goes())
        self.assertEqual(message.error_code, 'refused')
        self.assertEqual(campaign.state, 'done')

    def test_limit_of_each_patient(self):
        """Two in thirty days; other messages neither count nor are held back."""
        for _time in range(2):
            campaign = self.prepare(self.patients[:1])
            campaign.action_start()
            self.run_job(minutes=6 * (_time + 1))
        self.assertEqual(len(self.messages(campaign)), 1)
        third = self.prepare(self.patients[:2])
        self.assertEqual(third.sudo().line_ids[0].why, 'cap')
        self.assertEqual(third.ready_count, 1)
        visit = self.book(self.at(10, day=20))
        told = self.env['clinic.message'].sudo().search([('res_id', '=', visit.id)])
        self.assertIn('queued', told.mapped('state'))
        self.later(days=31)
        third.action_check()
        self.assertEqual(third.ready_count, 2)

    def test_never_at_night(self):
        self.later(hours=14)  # 23:00
        campaign = self.prepare()
        campaign.action_start()
        self.run_job()
        self.assertFalse(self.messages(campaign))

    def test_double_records_get_one(self):
        double = self.patients[1]
        double.write({'active': False, 'merged_into_id': self.patients[0].id})
        campaign = self.prepare(self.patients[:2])
        self.assertEqual(campaign.sudo().line_ids.mapped('why'), [False, 'double'])

    def test_booked(self):
        campaign = self.prepare(self.patients[:2])
        campaign.action_start()
        self.run_job()
        for message in self.messages(campaign):
            message._advance('read')
        self.env.flush_all()
        self.book(self.at(10, day=20)).flush_recordset()
        # the database's own clock stamps a record
        self.env.cr.execute("UPDATE clinic_appointment SET create_date = %s WHERE patient_id = %s",
                            [fields.Datetime.now(), self.patients[0].id])  # fmt: skip
        self.env.invalidate_all()
        self.assertEqual(
            (campaign.sent_count, campaign.delivered_count, campaign.read_count), (2, 2, 2)
        )
        self.assertEqual(campaign.booked_count, 1)

    def test_from_the_list_of_those_who_have_not_come_back(self):
        visit = self.book(self.at(10, day=2)).sudo()
        visit.action_arrive()
        visit.action_start()
        visit.action_finish()
        self.env.flush_all()
        Absence = self.env['clinic.patient.absence'].with_user(self.users['director'])
        absent = Absence.search([('patient_id', '=', visit.patient_id.id)])
        action = absent.action_campaign()
        campaign = self.env['clinic.campaign'].browse(action['res_id'])
        self.assertEqual(campaign.line_ids.patient_id, visit.patient_id)
        with self.assertRaises(UserError):
            campaign.action_start()  # without words
        for role in ('reception', 'nurse', 'doctor', 'privacy'):
            with self.assertRaises(AccessError):
                absent.with_user(self.users[role]).action_campaign()

    def test_roles_and_branches(self):
        campaign = self.prepare()
        reception = campaign.with_user(self.users['reception'])
        self.assertEqual(reception.ready_count, 4)
        for method in ('action_start', 'action_stop'):
            with self.assertRaises(AccessError):
                getattr(reception, method)()
        for role in ('nurse', 'doctor', 'privacy'):
            with self.assertRaises(AccessError):
                campaign.with_user(self.users[role]).read(['name'])
        elsewhere = self.env['clinic.campaign'].with_context(allowed_company_ids=self.border.ids)
        self.assertFalse(elsewhere.search([('id', '=', campaign.id)]))

    def test_dead_patients(self):
        self.patients[0].deceased_date = date(2026, 10, 1)
        self.assertEqual(self.prepare(self.patients[:1]).sudo().line_ids.why, 'deceased')
        nobody = self.prepare(self.patients[:1])
        with self.assertRaises(UserError):
            nobody.action_start()
