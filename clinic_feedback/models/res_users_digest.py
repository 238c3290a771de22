from odoo import fields, models


class ResUsers(models.Model):
    """Whether somebody gets the weekly summary of opinions; each decides it for themselves."""

    _inherit = 'res.users'

    clinic_digest = fields.Selection(
        [('yes', "Send it to me"), ('no', "Do not send it to me")],
        string="Weekly summary of opinions",
        help="Empty: whoever keeps the feedback gets it, others do not. Only who may see the panel "
        "of opinions ever gets it.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + ['clinic_digest']

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + ['clinic_digest']

    def _wants_feedback_digest(self):
        self.ensure_one()
        if self.clinic_digest:
            return self.clinic_digest == 'yes'
        return self.has_group('clinic_feedback.group_manager')
