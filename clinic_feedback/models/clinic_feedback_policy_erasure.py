from dateutil.relativedelta import relativedelta

from odoo import fields, models


class ClinicFeedbackPolicy(models.Model):
    """How long it is known who said what."""

    _inherit = 'clinic.feedback.policy'

    retention_months = fields.Integer(
        string="Forget who answered after (months)",
        default=24,
        required=True,
        help="Then the words, the patient and the visit are taken out of answers and complaints "
        "for good; scores, aspects and times to close stay, for the figures. 0: never.",
    )

    _retention = models.Constraint(
        'CHECK (retention_months BETWEEN 0 AND 240)', "Between 0 and 240 months."
    )

    def action_erasures(self):
        self.check_access('read')
        return self.env['ir.actions.act_window']._for_xml_id(
            'clinic_feedback.clinic_feedback_erasure_action'
        )

    def _forget_before(self):
        """The moment before which nobody is known any more."""
        self.ensure_one()
        return fields.Datetime.now() - relativedelta(months=self.retention_months)
