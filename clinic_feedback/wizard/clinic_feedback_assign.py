from odoo import api, fields, models

from ..models.clinic_feedback_route import STAFF


class ClinicFeedbackAssign(models.TransientModel):
    """Give a case to somebody else."""

    _name = 'clinic.feedback.assign'
    _description = "Give a Case to Somebody"

    case_id = fields.Many2one('clinic.feedback.case', required=True, ondelete='cascade')
    user_id = fields.Many2one('res.users', string="To", domain="[('id', 'in', user_ids)]")
    user_ids = fields.Many2many('res.users', compute='_compute_user_ids')

    @api.depends('case_id')
    def _compute_user_ids(self):
        """Who works in the branch and could open it; of an anonymous one not whom it is about."""
        Users = self.env['res.users']
        for wizard in self:
            case = wizard.case_id._origin.sudo()
            users = Users._in_role(case.company_id, *STAFF)
            wizard.user_ids = users.filtered(
                lambda user, case=case: case.company_id in user.company_ids
            ) - case._not_to(case)

    def action_assign(self):
        self.ensure_one()
        if self.user_id in self.user_ids:
            self.case_id._assign(self.user_id)
        return {'type': 'ir.actions.act_window_close'}
