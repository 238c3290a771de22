from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..resolution import Route
from .clinic_feedback_labels import SEVERITIES
from .survey_question import ASPECTS

STAFF = (
    'clinic_feedback.group_manager',
    'clinic_crm.group_director',
    'clinic_crm.group_practitioner',
    'clinic_crm.group_reception',
    'clinic_crm.group_nurse',
)
ABOVE = STAFF[:2]


class ClinicFeedbackRoute(models.Model):
    """Who gets which cases. The first rule that fits decides; what is empty fits all."""

    _name = 'clinic.feedback.route'
    _description = "Who Gets a Case"
    _order = 'sequence, id'

    policy_id = fields.Many2one(
        'clinic.feedback.policy', required=True, ondelete='cascade', index=True
    )
    sequence = fields.Integer(default=10)
    aspect = fields.Selection(ASPECTS)
    specialty_id = fields.Many2one('clinic.specialty', ondelete='cascade')
    practitioner_id = fields.Many2one('clinic.practitioner', ondelete='cascade')
    branch_id = fields.Many2one('res.company', ondelete='cascade')
    severity = fields.Selection(SEVERITIES, string="From this severity on")
    user_id = fields.Many2one(
        'res.users',
        string="Gets the case",
        required=True,
        ondelete='restrict',
        domain="[('share', '=', False)]",
    )

    @api.constrains('user_id')
    def _check_user(self):
        for route in self:
            if not route.user_id.sudo().has_groups(','.join(STAFF)):
                raise ValidationError(
                    self.env._(
                        "%(user)s could not open the case: give them a role of the clinic first.",
                        user=route.user_id.name,
                    )
                )

    def _plain(self):
        return Route(
            self.user_id.id,
            self.aspect or '',
            self.practitioner_id.id or 0,
            self.specialty_id.id or 0,
            self.branch_id.id or 0,
            self.severity or '',
        )


class ClinicFeedbackStep(models.Model):
    """Somebody who hears of a case that is late."""

    _name = 'clinic.feedback.step'
    _description = "Who Hears of a Late Case"
    _order = 'minutes, sequence, id'

    policy_id = fields.Many2one(
        'clinic.feedback.policy', required=True, ondelete='cascade', index=True
    )
    sequence = fields.Integer(default=10)
    minutes = fields.Integer(string="Minutes after the deadline", required=True)
    user_id = fields.Many2one(
        'res.users',
        string="Hears of it",
        required=True,
        ondelete='restrict',
        domain="[('share', '=', False)]",
    )

    _minutes_positive = models.Constraint(
        'CHECK (minutes BETWEEN 0 AND 43200)', "Between 0 minutes and 30 days after the deadline."
    )

    @api.constrains('user_id')
    def _check_user(self):
        for step in self:
            if not step.user_id.sudo().has_groups(','.join(ABOVE)):
                raise ValidationError(
                    self.env._(
                        "%(user)s may not see the cases of others: late cases go to whoever keeps "
                        "the feedback, or to the direction.",
                        user=step.user_id.name,
                    )
                )
