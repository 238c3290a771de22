from odoo import fields, models

from odoo.addons.clinic_crm.const import AGENDA_READERS


class AccountMove(models.Model):
    """From an invoice to the visit it charges: for whoever may see visits, nobody else."""

    _inherit = 'account.move'  # pylint: disable=consider-merging-classes-inherited

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

    def action_open_visit(self):
        self.ensure_one()
        visits = self.env['clinic.appointment'].search([('invoice_id', '=', self.id)])
        return visits._get_records_action(name=self.env._("Visit"))
