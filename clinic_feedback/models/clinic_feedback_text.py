from odoo import fields, models

from odoo.addons.clinic_crm.fields import Encrypted


class ClinicFeedbackText(models.Model):
    """What a patient wrote in a survey, sealed like a message.

    A model of its own, beside Odoo's line and not in it: Odoo's table keeps a mark in place of the
    words, its rights stay Odoo's and these are ours, and uninstalling takes it along.
    """

    _name = 'clinic.feedback.text'
    _description = "Words of a Patient in a Survey"
    _inherit = ['clinic.encrypted.mixin']
    _order = 'id desc'
    _log_access = False

    line_id = fields.Many2one(
        'survey.user_input.line', required=True, readonly=True, ondelete='cascade'
    )
    text = Encrypted(readonly=True)

    _line_uniq = models.Constraint('UNIQUE (line_id)', "This answer has its words already.")
