from odoo import Command
from odoo.tests import tagged

from .whatsapp_common import OutboundCase


@tagged('post_install', '-at_install')
class TestCampaignCost(OutboundCase):
    def test_shown_before_it_is_sent(self):
        kind = self.env['clinic.message.kind']._get('campaign')
        for patient in (self.ana, self.leo):
            patient._record_consent('marketing', 'granted', 'paper', "Sí")
        self.template(kind_id=kind.id, name='campaign', category='MARKETING',
                      body="Hola, {{nombre}}: {{texto}}",
                      examples='{"nombre": "M", "texto": "x"}')  # fmt: skip
        campaign = self.env['clinic.campaign'].with_company(self.clinic).create(
            {
                'company_id': self.clinic.id,
                'text': "hay descuentos",
                'line_ids': [
                    Command.create({'patient_id': patient.id}) for patient in (self.ana, self.leo)
                ],
            }
        )  # fmt: skip
        self.assertEqual(campaign.ready_count, 2)
        self.assertIn("2 messages of WhatsApp at a price that is not written", campaign.cost_text)
        self.env['clinic.whatsapp.rate'].create(
            {'account_id': self.account.id, 'category': 'marketing', 'price': 0.85}
        )
        campaign.invalidate_recordset(['cost_text'])
        self.assertIn("1.70", campaign.cost_text)
        # within a day of their own message it costs nothing
        self.receive({'from': '5215555500142', 'id': 'w1', 'timestamp': '1700000000',
                      'type': 'text', 'text': {'body': "hola"}})  # fmt: skip
        person = self.env['clinic.whatsapp.identity'].search([('patient_id', '=', self.ana.id)])
        person.window_until = '2099-01-01 00:00:00'
        campaign.invalidate_recordset(['cost_text'])
        self.assertIn("0.85: ", campaign.cost_text)
        self.assertNotIn("1.70", campaign.cost_text)
