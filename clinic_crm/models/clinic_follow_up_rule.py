import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..agenda import FollowUp
from .clinic_reminder_rule import DAYS, WEEKDAYS

EVENTS = [
    ('welcome', "Registered as a patient"),
    ('visit', "The visit ended"),
    ('control', "A control is due"),
    ('birthday', "Birthday"),
]
LARGEST_FILE = 10 * 1024 * 1024  # bytes
# event → (kind, hours after, hours useful, in use from the start)
USUAL = (
    ('welcome', 'welcome', 1, 48, True),
    ('visit', 'visit_instructions', 2, 48, True),
    ('control', 'control_due', -7 * 24, 6 * 24, True),
    ('control', 'control_due', 7 * 24, 7 * 24, True),
    ('birthday', 'birthday', 0, 10, False),
)


class ClinicFollowUpRule(models.Model):
    """What is said to patients after (or before) something, and how long after it.

    The rules without a type are for every type of visit that has none of its own for the event.
    """

    _name = 'clinic.follow.up.rule'
    _inherit = ['clinic.rule.mixin']
    _description = "Rule of follow-up"
    _order = 'company_id, event, type_id, hours, id'

    active = fields.Boolean(default=True)
    event = fields.Selection(EVENTS, string="When", required=True, default='visit')
    type_id = fields.Many2one(
        'clinic.appointment.type',
        string="Only for",
        ondelete='cascade',
        index='btree_not_null',
        help="Empty: for every type that has no rule of its own for this.",
    )
    kind_id = fields.Many2one(
        'clinic.message.kind', string="Message", required=True, ondelete='cascade'
    )
    hours = fields.Float(
        string="Hours after",
        required=True,
        default=2,
        help="Below zero: before. A control and a birthday count from ten in the morning.",
    )
    useful_hours = fields.Float(
        string="Useful for (hours)",
        required=True,
        default=48,
        help="What could not go by then, e.g. after an outage, is not sent any more.",
    )
    moment_text = fields.Char(string="Goes", compute='_compute_moment_text')
    days = fields.Selection(DAYS, string="Goes on", required=True, default='mon_sat')

    _hours_range = models.Constraint(
        'CHECK (hours BETWEEN -2160 AND 8784 AND useful_hours > 0 AND useful_hours <= 2160)',
        "A message goes up to 90 days before or a year after, and is useful for up to 90 days.",
    )
    _once = models.UniqueIndex(
        '(company_id, event, COALESCE(type_id, 0), hours) WHERE active',
        "There is a message for this moment already.",
    )

    @api.depends('event', 'kind_id.name')
    def _compute_display_name(self):
        events = dict(self._fields['event']._description_selection(self.env))
        for rule in self:
            rule.display_name = f"{events.get(rule.event, '')}: {rule.kind_id.name or ''}"

    @api.depends('hours')
    def _compute_moment_text(self):
        for rule in self:
            hours = abs(rule.hours)
            days = not hours % 24
            n = f'{hours / 24 if days else hours:g}'
            if not hours:
                rule.moment_text = self.env._("At once")
            elif rule.hours < 0:
                rule.moment_text = (
                    self.env._("%(n)s days before", n=n)
                    if days
                    else self.env._("%(n)s hours before", n=n)
                )
            else:
                rule.moment_text = (
                    self.env._("%(n)s days after", n=n)
                    if days
                    else self.env._("%(n)s hours after", n=n)
                )

    @api.constrains('company_id', 'type_id', 'event')
    def _check_type(self):
        for rule in self:
            if rule.type_id and rule.type_id.company_id != rule.company_id:
                raise ValidationError(self.env._("This type of visit is of another clinic."))
            if rule.type_id and rule.event not in ('visit', 'control'):
                raise ValidationError(
                    self.env._("Only visits and controls have a type: leave it empty.")
                )

    @api.constrains('kind_id')
    def _check_kind(self):
        """What the kind asks for beside the values given here is never filled."""
        known = set(self.env['clinic.follow.up']._places())
        for rule in self:
            wanted = rule.kind_id.variable_ids.filtered('required').mapped('name')
            if set(wanted) - known:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” needs something that a follow-up does not know: choose "
                        "another message.",
                        kind=rule.kind_id.name,
                    )
                )

    def _plain(self):
        self.ensure_one()
        return FollowUp(
            timedelta(hours=self.hours),
            timedelta(hours=self.useful_hours),
            round(self.quiet_from * 60),
            round(self.quiet_to * 60),
            frozenset(WEEKDAYS[self.days]),
        )

    @api.model
    def _of(self, company, event, visit_type=None):
        """The rules that count for an event in a root company."""
        rules = self.sudo().search(
            Domain('company_id', '=', company.root_id.id) & Domain('event', '=', event)
        )
        own = rules.filtered(lambda rule: visit_type and rule.type_id == visit_type)
        return own or rules.filtered(lambda rule: not rule.type_id)

    # ------------------------------------------------------------------ what a clinic begins with
    @api.model
    def _usual(self):
        kinds = {kind.code: kind.id for kind in self.env['clinic.message.kind'].sudo().search([])}
        return [
            {
                'event': event,
                'kind_id': kinds[code],
                'hours': hours,
                'useful_hours': useful,
                'active': active,
            }
            for event, code, hours, useful, active in USUAL
            if code in kinds
        ]


class ClinicAppointmentType(models.Model):
    _inherit = 'clinic.appointment.type'

    after_instructions = fields.Text(
        string="Instructions for afterwards",
        translate=True,
        help="Sent to the patient after the visit, e.g. no hot food today. The same for everybody: "
        "nothing of what was found.",
    )
    after_file = fields.Binary(
        string="Document for afterwards (PDF)",
        help="Goes with the message after the visit, by WhatsApp or e-mail, e.g. how to care for "
        "the wound. The same for everybody: nothing of what was found.",
    )
    after_file_name = fields.Char(string="Name of the document")

    @api.constrains('after_file')
    def _check_after_file(self):
        """What WhatsApp carries in an approved text is a PDF."""
        for visit_type in self.filtered('after_file'):
            content = visit_type._after_file_bytes()
            if not content.startswith(b'%PDF-'):
                raise ValidationError(self.env._("The document for afterwards has to be a PDF."))
            if len(content) > LARGEST_FILE:
                raise ValidationError(
                    self.env._(
                        "The document for afterwards is larger than %(size)s MB.",
                        size=LARGEST_FILE // 1024 // 1024,
                    )
                )

    def _after_file_bytes(self):
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).after_file or b'')
