from odoo import api, fields, models
from odoo.fields import Domain

from .account_move import SEES

FISCAL = ('cfdi_name', 'cfdi_regime', 'cfdi_zip', 'cfdi_use')


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
        records = self._origin._with_history()
        own = Domain('partner_id', 'in', records.partner_id.ids)
        visits = self.env['clinic.appointment'].sudo().search(
            [('patient_id', 'in', records.ids), ('invoice_id', '!=', False)]
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

    @api.model
    def _merge_filled_fields(self):
        return [*super()._merge_filled_fields(), *FISCAL]

    def _merge_source(self, name):
        """Fiscal data go with their RFC: those of another one would be refused by SAT."""
        if name not in FISCAL:
            return super()._merge_source(name)
        rfc = self.filtered('vat')[:1].vat
        same = self.filtered(lambda patient: not rfc or (patient.vat or rfc) == rfc)
        return super(ClinicPatient, same)._merge_source(name)
