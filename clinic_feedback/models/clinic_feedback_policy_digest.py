from odoo import fields, models


class ClinicFeedbackPolicy(models.Model):
    """When the weekly summary goes."""

    _inherit = 'clinic.feedback.policy'

    digest_on = fields.Boolean(
        string="Send the weekly summary",
        default=True,
        help="Every Monday, the figures of the week before, without names, to whoever keeps the "
        "feedback. Others of the direction, or who does not want it, say so in their preferences.",
    )
    digest_hour = fields.Integer(string="On Mondays at (hour)", default=8, required=True)

    _digest_hour = models.Constraint(
        'CHECK (digest_hour BETWEEN 0 AND 23)', "An hour is between 0 and 23."
    )

    def action_preview_digest(self):
        """See the summary of the last whole week, as it is sent."""
        self.check_access('read')
        return {'type': 'ir.actions.act_url', 'url': '/clinic/feedback/digest', 'target': 'new'}
