from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from odoo.addons.clinic_crm.agenda import Courtesy, FollowUp, follow_up_at, zone

from .survey_survey import TYPE

MOMENTS = [
    ('booked', "A visit was booked"),
    ('attended', "A visit has ended"),
    ('procedure', "After a procedure"),
    ('no_show', "The patient did not come"),
    ('case_closed', "A complaint was closed"),
]
# Of a visit: the state in which it must still be when the survey goes.
STATES = {
    'booked': ('scheduled', 'confirmed', 'arrived', 'in_consultation', 'done'),
    'attended': ('done',),
    'procedure': ('done',),
    'no_show': ('no_show',),
}
# A question about one's health, or about one's complaint, is not one survey too many.
ALWAYS = ('procedure', 'case_closed')
# What a clinic begins with: (survey, moment, hours, visits, in use)
USUAL = (
    ('survey_first_visit', 'attended', 2, 'first', True),
    ('survey_visit', 'attended', 1, 'any', True),
    ('survey_booking', 'booked', 0.25, 'any', False),
    ('survey_no_show', 'no_show', 3, 'any', False),
    ('survey_closed', 'case_closed', 24, 'any', False),
)


class ClinicFeedbackRule(models.Model):
    """Which survey a patient is asked, and when. The first rule that fits counts.

    After a procedure every rule that fits counts, e.g. one after a day and one after three.
    """

    _name = 'clinic.feedback.rule'
    _inherit = ['clinic.rule.mixin', 'clinic.cached.mixin']
    _description = "When a Survey is Asked"
    _order = 'company_id, sequence, id'

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    survey_id = fields.Many2one(
        'survey.survey', required=True, ondelete='cascade', index=True,
        domain=[('survey_type', '=', TYPE)],
    )  # fmt: skip
    moment = fields.Selection(MOMENTS, string="When", required=True, default='attended')
    hours = fields.Float(string="Hours after", required=True, default=1)
    visits = fields.Selection(
        [('any', "Every visit"), ('first', "The first visit"), ('again', "Not the first")],
        string="Which visits",
        required=True,
        default='any',
    )
    type_ids = fields.Many2many(
        'clinic.appointment.type', string="Types of visit", help="Empty: every type."
    )
    specialty_ids = fields.Many2many(
        'clinic.specialty', string="Specialties", help="Empty: every specialty."
    )
    practitioner_ids = fields.Many2many(
        'clinic.practitioner', string="Practitioners", help="Empty: every practitioner."
    )
    quiet_from = fields.Float(default=20)  # an opinion can wait longer than a visit
    quiet_to = fields.Float(default=9)

    _hours_range = models.Constraint(
        'CHECK (hours >= 0 AND hours <= 720)', "A survey goes up to 720 hours after its moment."
    )

    @api.depends('survey_id.title', 'moment')
    def _compute_display_name(self):
        moments = dict(self._fields['moment']._description_selection(self.env))
        for rule in self:
            rule.display_name = f"{moments.get(rule.moment)}: {rule.survey_id.title or ''}"

    @api.constrains('type_ids', 'practitioner_ids', 'survey_id', 'moment')
    def _check_rule(self):
        for rule in self:
            if rule.survey_id.survey_type != TYPE:
                raise ValidationError(
                    self.env._("Choose a survey for patients: the other kinds cannot be asked.")
                )
            if rule.moment == 'procedure' and not rule.type_ids:
                raise ValidationError(
                    self.env._("Say which types of visit are procedures: not all of them are.")
                )

    # ------------------------------------------------------------------ which and when
    @api.model
    @ormcache('company_id', 'moment')
    def _of(self, company_id, moment):
        """The ids of the rules in use for a moment in a root company, in order."""
        company = self.env['res.company'].sudo().browse(company_id)
        if not company.clinic_feedback_on:
            return ()
        rules = self.sudo().search([('company_id', '=', company_id), ('moment', '=', moment)])
        return tuple(rules.filtered('survey_id.active').ids)

    def _fitting(self, visit, first):
        """Those that count for a visit or a complaint: the first, but of procedures all."""
        found = self.filtered(
            lambda rule: (
                (not rule.type_ids or visit.type_id in rule.type_ids)
                and (
                    not rule.specialty_ids
                    or visit.practitioner_id.specialty_id in rule.specialty_ids
                )
                and (not rule.practitioner_ids or visit.practitioner_id in rule.practitioner_ids)
                and (rule.visits == 'any' or (rule.visits == 'first') == first)
            )
        )
        return found if found[:1].moment == 'procedure' else found[:1]

    def _allowed_at(self, moment, tz):
        """The first moment from this one on, naive UTC, that is in no quiet hours of a branch."""
        self.ensure_one()
        hours = FollowUp(
            timedelta(),
            timedelta(days=2),
            quiet_from=round(self.quiet_from * 60),
            quiet_to=round(self.quiet_to * 60),
        )
        return follow_up_at(hours, moment, Courtesy(zone(tz)))

    # ------------------------------------------------------------------ what a clinic begins with
    @api.model
    def _usual(self):
        """Nothing goes before the clinic's switch is on."""
        return [
            {
                'survey_id': survey.id,
                'sequence': place * 10,
                'moment': moment,
                'hours': hours,
                'visits': visits,
                'active': active,
            }
            for place, (name, moment, hours, visits, active) in enumerate(USUAL, 1)
            if (survey := self.env.ref(f'clinic_feedback.{name}', raise_if_not_found=False))
        ]


class ResCompany(models.Model):
    _inherit = 'res.company'

    clinic_feedback_on = fields.Boolean(
        string="Ask patients for their opinion",
        help="Surveys go by themselves, as the rules say, to patients who agreed to them. What was "
        "planned goes on when it is switched off; nothing new is.",
    )
    clinic_feedback_days = fields.Integer(
        string="Days between two surveys",
        default=30,
        help="Nobody is asked more often. Questions after a procedure and on one's own complaint "
        "do not count.",
    )

    _clinic_feedback_days = models.Constraint(
        'CHECK (clinic_feedback_days BETWEEN 0 AND 365)', "Between 0 and 365 days."
    )

    def write(self, vals):
        result = super().write(vals)
        if 'clinic_feedback_on' in vals:
            self.env.registry.clear_cache()
        return result
