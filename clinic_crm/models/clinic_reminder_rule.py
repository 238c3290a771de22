from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..agenda import ReminderRule
from .clinic_appointment import BOOKED_STATES

DAYS = [
    ('all', "Any day"),
    ('mon_sat', "Monday to Saturday"),
    ('mon_fri', "Monday to Friday"),
]
WEEKDAYS = {'all': range(7), 'mon_sat': range(6), 'mon_fri': range(5)}
# What a clinic begins with: (hours before, hours that must be left, not once confirmed, not if told
# of the visit within so many hours)
USUAL = ((48, 12, False, 36), (3, 1, True, 12))


class ClinicReminderRule(models.Model):
    """When patients are reminded of a visit: so long before it, never at night.

    The rules without a type are the clinic's. A type with rules of its own has only those.
    """

    _name = 'clinic.reminder.rule'
    _inherit = ['clinic.rule.mixin']
    _description = "Rule of reminders"
    _order = 'company_id, type_id, hours DESC, id'

    active = fields.Boolean(default=True)
    type_id = fields.Many2one(
        'clinic.appointment.type',
        string="Only for",
        ondelete='cascade',
        index='btree_not_null',
        help="Empty: for every type of visit that has no rules of its own.",
    )
    hours = fields.Float(string="Hours before", required=True, default=24)
    least_hours = fields.Float(
        string="Not less than (hours)",
        required=True,
        default=1,
        help="Once fewer hours are left the reminder is not sent any more, e.g. after an outage.",
    )
    quiet_to = fields.Float(
        help="By the clock of the branch. What falls into quiet hours goes when they end, or "
        "before they begin if that would be too late. The same hour twice: never quiet.",
    )
    days = fields.Selection(
        DAYS,
        string="Goes on",
        required=True,
        default='mon_sat',
        help="Rest days of the clinic are left out too. On the day of the visit it may always go.",
    )
    unless_confirmed = fields.Boolean(
        string="Only if not confirmed",
        help="Whoever has confirmed already is not written to again.",
    )

    told_hours = fields.Float(
        string="Not if told within (hours)",
        help="Whoever booked, moved or confirmed the visit so shortly before this reminder would "
        "go has just read of it: the message of then, with its buttons, is reminder enough. "
        "0: it goes all the same. Counts only where the patient is told of the visit.",
    )

    _told_range = models.Constraint(
        'CHECK (told_hours IS NULL OR (told_hours >= 0 AND told_hours <= 720))',
        "Between 0 and 720 hours.",
    )
    _hours_range = models.Constraint(
        'CHECK (hours > 0 AND hours <= 720 AND least_hours >= 0 AND least_hours < hours)',
        "A reminder goes up to 720 hours before the visit, and less must be left than that.",
    )
    _once = models.UniqueIndex(
        '(company_id, COALESCE(type_id, 0), hours) WHERE active',
        "There is a reminder so many hours before already.",
    )

    @api.depends('hours', 'type_id.name')
    def _compute_display_name(self):
        for rule in self:
            before = self.env._("%(hours)s h before", hours=f'{rule.hours:g}')
            rule.display_name = f"{rule.type_id.name}: {before}" if rule.type_id else before

    @api.constrains('company_id', 'type_id')
    def _check_type(self):
        for rule in self:
            if rule.type_id and rule.type_id.company_id != rule.company_id:
                raise ValidationError(self.env._("This type of visit is of another clinic."))

    # ------------------------------------------------------------------ changes
    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.company_id._plan_reminders()
        return rules

    def write(self, vals):
        clinics = self.company_id
        result = super().write(vals)
        (clinics | self.company_id)._plan_reminders()
        return result

    def unlink(self):
        clinics = self.company_id
        result = super().unlink()
        clinics._plan_reminders()
        return result

    # ------------------------------------------------------------------ read
    @api.model
    @ormcache('company_id', 'type_id')
    def _of(self, company_id, type_id):
        """The `agenda.ReminderRule` values that count for a type of visit in a root company."""
        visit_type = self.env['clinic.appointment.type'].sudo().browse(type_id)
        if not visit_type.remind:
            return ()
        rules = self.sudo().search([('company_id', '=', company_id)])
        own = rules.filtered(lambda rule: rule.type_id.id == type_id)
        return tuple(rule._plain() for rule in own or rules.filtered(lambda rule: not rule.type_id))

    def _plain(self):
        self.ensure_one()
        return ReminderRule(
            self.id,
            round(self.hours * 60),
            round(self.least_hours * 60),
            round(self.quiet_from * 60),
            round(self.quiet_to * 60),
            frozenset(WEEKDAYS[self.days]),
            self.unless_confirmed,
            round(self.told_hours * 60),
        )

    # ------------------------------------------------------------------ what a clinic begins with
    @api.model
    def _usual(self):
        names = ('hours', 'least_hours', 'unless_confirmed', 'told_hours')
        return [dict(zip(names, values, strict=True)) for values in USUAL]


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _plan_reminders(self, visit_type=None):
        """The rules have changed: plan the visits to come anew, in the same transaction."""
        if not self:
            return
        self.env.registry.clear_cache()
        self.env.flush_all()
        self.env['clinic.appointment'].sudo().search(
            Domain('company_id', 'child_of', self.ids)
            & Domain('start', '>', fields.Datetime.now())
            & Domain('state', 'in', BOOKED_STATES)
            & (Domain('type_id', '=', visit_type.id) if visit_type else Domain.TRUE)
        )._plan_reminders()


class ClinicAppointmentType(models.Model):
    _inherit = 'clinic.appointment.type'

    remind = fields.Boolean(string="Remind patients", default=True)
    reminder_rule_ids = fields.One2many(
        'clinic.reminder.rule',
        'type_id',
        string="Own reminders",
        help="Empty: as the clinic's reminders say.",
    )

    def write(self, vals):
        result = super().write(vals)
        if 'remind' in vals:
            for visit_type in self:
                visit_type.company_id._plan_reminders(visit_type)
        return result
