from odoo import fields, models
from odoo.fields import Domain

from .account_move import SEES


class ClinicPatient(models.Model):
    """A patient's invoices: made out to the patient, or to whoever pays for their visits."""

    _inherit = 'clinic.patient'

    clinic_invoice_count = fields.Integer(
        string="Number of invoices", compute='_compute_clinic_invoice_count', groups=SEES
    )

    def _compute_clinic_invoice_count(self):
        for patient in self:
            domain = patient._invoice_domain()
            patient.clinic_invoice_count = self.env['account.move'].search_count(domain)

    def _invoice_domain(self):
        patients = self._origin._with_history()
        own = Domain('partner_id', 'in', patients.partner_id.ids)
        visits = self.env['clinic.appointment'].sudo().search(
            [('patient_id', 'in', patients.ids), ('invoice_id', '!=', False)]
        )  # fmt: skip
        return Domain('move_type', 'in', ('out_invoice', 'out_refund')) & (
            own | Domain('id', 'in', visits.invoice_id.ids)
        )

    def action_open_invoices(self):
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('clinic_cfdi.clinic_invoice_action')
        action.pop('path', None)  # with its own domain it is another page
        return {
            **action,
            'name': self.env._("Invoices"),
            'domain': list(self._invoice_domain()),
            'context': {
                'default_move_type': 'out_invoice',
                'default_partner_id': (self.payer_id or self.partner_id).id,
            },
        }
