from odoo import fields, models
from odoo.exceptions import AccessError


class ClinicFeedbackSwitch(models.TransientModel):
    """Whether the clinic asks its patients at all, and how often."""

    _name = 'clinic.feedback.switch'
    _description = "Surveys on or off"

    company_id = fields.Many2one(
        'res.company', required=True, readonly=True, default=lambda self: self.env.company.root_id
    )
    on = fields.Boolean(
        string="Ask patients for their opinion",
        default=lambda self: self.env.company.root_id.sudo().clinic_feedback_on,
    )
    days = fields.Integer(
        string="Days between two surveys",
        default=lambda self: self.env.company.root_id.sudo().clinic_feedback_days,
    )

    def action_save(self):
        """The roles that keep surveys do not keep companies: only these two answers are theirs."""
        self.check_access('write')
        if self.company_id != self.env.company.root_id:
            raise AccessError(self.env._("Choose the clinic you work in first."))
        self.company_id.sudo().write(
            {'clinic_feedback_on': self.on, 'clinic_feedback_days': self.days}
        )
        return {'type': 'ir.actions.act_window_close'}
