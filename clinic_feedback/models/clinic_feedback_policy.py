from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.tools import mute_logger

from ..resolution import Facts, Step, Thresholds, choose, worst
from ..statistics import BAD
from .clinic_feedback_labels import SEVERITIES

MINUTES = 60


class ClinicFeedbackPolicy(models.Model):
    """What a clinic does with bad answers: one record a clinic, for all its branches.

    Hours are hours of the clock, nights and Sundays included: a patient waits by that clock.
    """

    _name = 'clinic.feedback.policy'
    _description = "Rules for Complaints"

    company_id = fields.Many2one(
        'res.company', string="Clinic", required=True, readonly=True, ondelete='cascade'
    )
    bad_five = fields.Integer(
        string="Bad from 1 to 5, at or below",
        default=BAD['csat'],
        required=True,
        help="An answer of 1 to 5 at or below this opens a case. 0: none does.",
    )
    bad_ten = fields.Integer(
        string="Bad from 0 to 10, at or below",
        default=BAD['nps'],
        required=True,
        help="An answer of 0 to 10 at or below this opens a case. -1: none does.",
    )
    comment_from = fields.Selection(
        [('alta', "Somebody should call back"), ('critica', "Somebody should call now")],
        string="A comment opens a case when",
        default='alta',
        help="Empty: only a score opens a case. Words on an urgency always do.",
    )
    hours_media = fields.Integer(string="Medium: close within (hours)", default=24, required=True)
    hours_alta = fields.Integer(string="High: close within (hours)", default=24, required=True)
    hours_critica = fields.Integer(
        string="Critical: close within (hours)", default=4, required=True
    )
    take_alta = fields.Integer(
        string="High: taken within (minutes)",
        default=240,
        required=True,
        help="If nobody takes it by then, the first of the chain hears of it. 0: never.",
    )
    take_critica = fields.Integer(
        string="Critical: taken within (minutes)", default=15, required=True
    )
    user_id = fields.Many2one(
        'res.users',
        string="Otherwise to",
        ondelete='restrict',
        domain="[('share', '=', False)]",
        help="Who gets a case that no rule below gives to somebody.",
    )
    route_ids = fields.One2many('clinic.feedback.route', 'policy_id', string="Who gets which cases")
    step_ids = fields.One2many(
        'clinic.feedback.step', 'policy_id', string="Who hears of late cases"
    )
    alert_from = fields.Selection(
        SEVERITIES,
        string="Call the telephone from",
        default='alta',
        help="From this severity on the alert reaches the telephones of whoever is in charge and "
        "of the chain, one after the other until somebody takes it: critical ones at the pace of "
        "urgent messages, others at that of the time to take them. Empty: Odoo alone tells.",
    )
    review_link = fields.Char(
        string="Where to write a review",
        help="Sent to everybody who answered a survey, whatever they answered, and to nobody while "
        "a case of theirs is open. Empty: nobody is invited.",
    )
    review_hours = fields.Integer(string="Invite after (hours)", default=24, required=True)

    _company_uniq = models.Constraint('UNIQUE (company_id)', "This clinic has its rules already.")
    _scores = models.Constraint(
        'CHECK (bad_five BETWEEN 0 AND 5 AND bad_ten BETWEEN -1 AND 10)',
        "Bad is a score of 0 to 5, or of -1 to 10.",
    )
    _hours_range = models.Constraint(
        'CHECK (least(hours_media, hours_alta, hours_critica) >= 1 AND '
        'greatest(hours_media, hours_alta, hours_critica) <= 720 AND '
        'least(take_alta, take_critica, review_hours) >= 0)',
        "A case is closed within 1 to 720 hours; the other times cannot be negative.",
    )

    @api.depends('company_id.name')
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = policy.env._(
                "Complaints at %(clinic)s", clinic=policy.sudo().company_id.name
            )

    @api.constrains('review_link')
    def _check_review_link(self):
        for policy in self.filtered('review_link'):
            if not policy.review_link.startswith('https://') or ' ' in policy.review_link.strip():
                raise ValidationError(
                    self.env._(
                        "The address for reviews begins with https://. Copy it from the page where "
                        "patients find the clinic."
                    )
                )

    @api.model
    def _of(self, company):
        """The rules of a branch's clinic, made the first time they are needed (superuser)."""
        clinic = company.sudo().root_id
        found = self.sudo().search([('company_id', '=', clinic.id)])
        if found:
            return found
        try:
            with mute_logger('odoo.sql_db'), self.env.cr.savepoint():
                return self.sudo().create({'company_id': clinic.id})
        except UniqueViolation as error:
            raise ConcurrencyError("another transaction made the rules of this clinic") from error

    @api.model
    def action_open(self):
        """Open the rules of the clinic one works in."""
        policy = self._of(self.env.company).with_env(self.env)
        policy.check_access('read')
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("When a case is opened, and whose it is"),
            'res_model': self._name,
            'res_id': policy.id,
            'view_mode': 'form',
        }

    # ------------------------------------------------------------------ asked by cases
    def _thresholds(self):
        self.ensure_one()
        return Thresholds(self.bad_five, self.bad_ten, self.comment_from or '')

    def _hours(self, severity):
        self.ensure_one()
        return self[f'hours_{severity}']

    def _calls(self, severity):
        """Whether cases as grave as this reach the telephones of the staff."""
        self.ensure_one()
        return bool(self.alert_from) and worst(severity, self.alert_from) == severity

    def _take_minutes(self, severity):
        """Minutes in which somebody has to take a case; 0: there is no such limit."""
        self.ensure_one()
        return {'alta': self.take_alta, 'critica': self.take_critica}.get(severity, 0)

    def _owner(self, facts, branch, never=None):
        """Who gets a case: by the rules, else the usual person, else whoever keeps feedback."""
        self.ensure_one()
        routes = [
            route._plain()
            for route in self.route_ids.sorted(lambda route: (route.sequence, route.id))
            if self._may_have(route.user_id, branch, never)
        ]
        Users = self.env['res.users'].sudo()
        chosen = Users.browse(choose(routes, facts) or [])
        return (
            chosen or self._usual(branch, never) or (self._keepers(branch) - (never or Users))[:1]
        )

    def _usual(self, branch, never=None):
        """Who gets what no rule gives to somebody, if they can have it; else nobody."""
        return self.user_id.filtered(lambda user: self._may_have(user, branch, never))

    def _may_have(self, user, branch, never):
        """Whether somebody a rule names still works here and may open a case."""
        return (
            user.active
            and user not in (never or ())
            and branch in user.company_ids
            and self.env['clinic.feedback.case'].with_user(user).has_access('read')
        )

    def _keepers(self, branch):
        """Those who may resolve any case of a branch: who keeps feedback, then the direction."""
        found = Users = self.env['res.users'].sudo()
        for role in ('clinic_feedback.group_manager', 'clinic_crm.group_director'):
            found |= Users._in_role(branch, role).filtered(lambda u: branch in u.company_ids)
        admin = found & self.env.ref('base.user_admin')  # where it is nobody's, nobody answers
        return found - admin + admin

    def _chain(self, owner, branch, never=None):
        """The steps of the escalation, in order; without rules, two of those who keep feedback."""
        self.ensure_one()
        never = never or self.env['res.users']
        steps = [
            Step(step.minutes, step.user_id.id)
            for step in self.step_ids.sorted(lambda step: (step.minutes, step.sequence, step.id))
            if self._may_have(step.user_id, branch, never)
        ]
        if steps:
            return steps
        others = ((self._keepers(branch) - owner or owner) - never)[:2]
        return [Step(number * 4 * MINUTES, user.id) for number, user in enumerate(others)]

    @api.model
    def _facts(self, severity, analyses, about, aspect=''):
        """What routes look at.

        :param about: the survey sent, or the case
        :param str aspect: one that was chosen rather than written about
        """
        blamed = analyses.aspect_ids.filtered(lambda one: one.sign == '-').mapped('aspect')
        return Facts(
            severity,
            tuple(dict.fromkeys([*filter(None, [aspect]), *blamed])),
            about.practitioner_id.id,
            about.specialty_id.id,
            about.company_id.id,
        )
