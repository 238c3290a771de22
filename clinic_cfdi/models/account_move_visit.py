from odoo import fields, models

from odoo.addons.clinic_crm.const import AGENDA_READERS


class AccountMove(models.Model):
    """From an invoice to the visit it charges: for whoever may see visits, nobody else."""

    _inherit = 'account.move'

    clinic_visit_count = fields.Integer(
        string="Visits", compute='_compute_clinic_visit_count', groups=AGENDA_READERS
    )

    def _compute_clinic_visit_count(self):
        counts = dict(
            self.env['clinic.appointment']._read_group(
                [('invoice_id', 'in', self.ids)], ['invoice_id'], ['__count']
            )
        )
        for move in self:
            move.clinic_visit_count = counts.get(move._origin, 0)

    def _clinic_minor(self):
        """The minor whose visit it charges to the guardian, who is also whom a minor's messages
        reach, as superuser; else nobody."""
        visit = (
            self.env['clinic.appointment'].sudo().search([('invoice_id', '=', self.id)], limit=1)
        )
        patient = visit.patient_id._survivor() if visit.patient_id else visit.patient_id
        theirs = patient.is_minor and patient.guardian_id == self.partner_id
        return patient if theirs else patient.browse()

    def action_open_visit(self):
        self.ensure_one()
        visits = self.env['clinic.appointment'].search([('invoice_id', '=', self.id)])
        return visits._get_records_action(name=self.env._("Visit"))
