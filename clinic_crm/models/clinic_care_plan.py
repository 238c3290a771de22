from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..agenda import Controls, next_due
from ..agenda.controls import add
from .clinic_appointment import BOOKED_STATES

END_REASONS = [
    ('finished', "Treatment finished"),
    ('discharged', "Discharged"),
    ('left', "The patient does not want to go on"),
    ('died', "The patient died"),
]
# written by the plan itself: no reason to look at it anew
DERIVED = frozenset(('next_due', 'visit_id', 'lapsed_due', 'activity_id', 'grace_days', 'user_id'))
HERE = ('arrived', 'in_consultation', 'done')


class ClinicCarePlan(models.Model):
    """A treatment that wants controls: every so many weeks or months, or on given dates.

    A fitting visit, as soon as it is booked, satisfies the control that is due; if it falls through
    the control is due again. Small on purpose: what is treated stands in the record.
    """

    _name = 'clinic.care.plan'
    _description = "Plan of controls"
    _inherit = ['clinic.typed.mixin']
    _order = 'next_due, id'

    active = fields.Boolean(default=True)
    patient_id = fields.Many2one(
        'clinic.patient', required=True, ondelete='restrict', index=True,
        domain="[('merged_into_id', '=', False), ('deceased_date', '=', False)]",
    )  # fmt: skip
    company_id = fields.Many2one(
        'res.company',
        string="Branch",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    practitioner_id = fields.Many2one(
        'clinic.practitioner',
        string="Followed by",
        ondelete='restrict',
        index='btree_not_null',
        default=lambda self: self.env['clinic.practitioner'].search(
            [('user_id', '=', self.env.uid)], limit=1
        ),
    )
    type_id = fields.Many2one(
        'clinic.appointment.type',
        string="Type of control",
        required=True,
        ondelete='restrict',
        index=True,
        help="A visit of this type, as soon as it is booked, is the control.",
    )
    user_id = fields.Many2one(
        'res.users',
        string="Who calls the patient",
        required=True,
        ondelete='restrict',
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Gets a task when the patient does not come.",
    )
    rhythm = fields.Selection(
        [('months', "Every so many months"), ('weeks', "Every so many weeks"),
         ('dates', "On these dates")],
        required=True,
        default='months',
    )  # fmt: skip
    every = fields.Integer(required=True, default=3)
    start = fields.Date(string="Since", required=True, default=fields.Date.context_today)
    first_due = fields.Date(
        string="First control",
        compute='_compute_first_due',
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    until = fields.Date(help="Empty: until somebody ends it.")
    date_ids = fields.One2many('clinic.care.plan.date', 'plan_id', string="Dates", copy=True)
    grace_days = fields.Integer(
        string="Days late before the task",
        required=True,
        default=7,
        help="So long after the control was due whoever calls the patient gets a task.",
    )
    state = fields.Selection(
        [('active', "Under way"), ('ended', "Ended")],
        required=True,
        readonly=True,
        default='active',
        copy=False,
    )
    end_reason = fields.Selection(END_REASONS, string="Ended because", readonly=True, copy=False)
    ended_on = fields.Date(readonly=True, copy=False)

    next_due = fields.Date(string="Next control", readonly=True, copy=False, index=True)
    visit_id = fields.Many2one(
        'clinic.appointment', string="Visit booked", readonly=True, copy=False, ondelete='set null'
    )
    visit_start = fields.Datetime(related='visit_id.start', string="Visit booked for")
    overdue = fields.Boolean(compute='_compute_overdue', search='_search_overdue')

    _every_range = models.Constraint(
        'CHECK (every BETWEEN 1 AND 120)', "A control is every 1 to 120 weeks or months."
    )
    _grace_range = models.Constraint(
        'CHECK (grace_days BETWEEN 0 AND 365)', "The days of grace are 0 to 365."
    )
    _under_way = models.Index("(patient_id) WHERE state = 'active' AND active")
    _due = models.Index("(next_due) WHERE state = 'active' AND active")

    @api.depends('patient_id.name', 'type_id.name')
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = ': '.join(
                filter(None, (plan.type_id.name, plan.patient_id.sudo().name))
            )

    @api.depends('start', 'rhythm', 'every', 'date_ids.date')
    def _compute_first_due(self):
        for plan in self:
            dates = plan.date_ids.filtered('date').mapped('date')
            start = plan.start or fields.Date.context_today(plan)
            if plan.rhythm == 'dates':
                plan.first_due = min(dates, default=start)
            else:
                plan.first_due = add(start, **{plan.rhythm or 'months': plan.every})

    @api.depends('next_due', 'state')
    def _compute_overdue(self):
        today = fields.Date.context_today(self)
        for plan in self:
            plan.overdue = bool(plan.state == 'active' and plan.next_due and plan.next_due < today)

    @api.model
    def _search_overdue(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = fields.Date.context_today(self)
        return [('state', '=', 'active'), ('next_due', '<', today)]

    @api.onchange('practitioner_id')
    def _onchange_practitioner(self):
        user = self.practitioner_id.sudo().user_id
        if user:
            self.user_id = user

    @api.constrains('user_id')
    def _check_caller(self):
        for plan in self:
            plan.user_id._check_may_read(plan.patient_id)

    @api.constrains('rhythm', 'date_ids', 'start', 'until', 'patient_id', 'company_id', 'type_id')
    def _check_plan(self):
        for plan in self:
            root = plan.company_id.root_id
            if plan.patient_id.company_id != root or plan.type_id.company_id != root:
                raise ValidationError(
                    self.env._("The patient and the type of control are of another clinic.")
                )
            if plan.rhythm == 'dates' and not plan.date_ids:
                raise ValidationError(self.env._("Write at least one date, or choose a rhythm."))
            if plan.until and plan.until < plan.start:
                raise ValidationError(self.env._("The plan ends before it begins."))

    # ------------------------------------------------------------------ changes
    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._refresh()
        return plans

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() - DERIVED:
            self._refresh()
        return result

    def action_book(self):
        """Book the control."""
        self.ensure_one()
        action = self.env['ir.actions.act_window']._for_xml_id('clinic_crm.clinic_booking_action')
        return action | {
            'context': {
                'default_patient_id': self.patient_id.id,
                'default_type_id': self.type_id.id,
                'default_practitioner_id': self.practitioner_id.id,
            }
        }

    def action_end(self):
        """End it; the button says why (`end_reason` in the context)."""
        self.check_access('write')
        self._end(self.env.context.get('end_reason') or 'finished')

    def action_go_on(self):
        self.check_access('write')
        self.write({'state': 'active', 'end_reason': False, 'ended_on': False})

    def _end(self, reason):
        self.write(
            {
                'state': 'ended',
                'end_reason': reason,
                'ended_on': fields.Date.context_today(self),
            }
        )

    # ------------------------------------------------------------------ due
    def _controls(self):
        self.ensure_one()
        if self.rhythm == 'dates':
            dates = tuple(self.date_ids.mapped('date'))
            return Controls(self.first_due, dates=dates, until=self.until)
        return Controls(self.first_due, until=self.until, **{self.rhythm: self.every})

    def _refresh(self):
        """Bring what is due to what the visits are now. Three queries for any number of plans."""
        plans = self.sudo().exists()
        under_way = plans.filtered(lambda p: p.state == 'active' and p.active)
        visits = under_way._fitting_visits()
        now = fields.Datetime.now()
        for plan in plans:
            mine = visits.get(plan, self.env['clinic.appointment'])
            due = None
            if plan in under_way:
                days = [visit._local(visit.start).date() for visit in mine]
                due = next_due(plan._controls(), days)
            coming = mine.filtered(lambda v: v.start > now and v.state in BOOKED_STATES)
            vals = {'next_due': due or False, 'visit_id': coming.sorted('start')[:1].id}
            if plan.next_due != vals['next_due'] or plan.visit_id.id != vals['visit_id']:
                plan.write(vals)
                plan._due_changed()

    def _fitting_visits(self):
        """{plan: its visits since it began, those to come included}."""
        if not self:
            return {}
        Visit = self.env['clinic.appointment']
        owners = self.patient_id._records_of()
        now = fields.Datetime.now()
        found = Visit.search(
            [
                ('patient_id', 'in', list(owners)),
                ('type_id', 'in', self.type_id.ids),
                ('start', '>=', fields.Datetime.to_datetime(min(self.mapped('start')))),
                ('state', 'in', HERE + BOOKED_STATES),
                '|',
                ('state', 'in', HERE),
                ('start', '>', now),
            ]
        )
        by_patient = {}
        for visit in found:
            owner = owners[visit.patient_id.id]
            by_patient[owner] = by_patient.get(owner, Visit) | visit
        return {
            plan: by_patient.get(plan.patient_id.id, Visit).filtered(
                lambda v, plan=plan: (
                    v.type_id == plan.type_id and v._local(v.start).date() >= plan.start
                )
            )
            for plan in self
        }

    def _due_changed(self):
        """What is due is another day now, or nothing; for what hangs on it."""


class ClinicCarePlanDate(models.Model):
    _name = 'clinic.care.plan.date'
    _description = "Date of a control"
    _order = 'date, id'
    _rec_name = 'date'

    plan_id = fields.Many2one('clinic.care.plan', required=True, ondelete='cascade', index=True)
    company_id = fields.Many2one(related='plan_id.company_id', store=True)
    date = fields.Date(required=True)

    _once = models.Constraint('UNIQUE (plan_id, date)', "This date is there already.")

    def write(self, vals):
        result = super().write(vals)
        self.plan_id._refresh()
        return result

    def unlink(self):
        plans = self.plan_id
        result = super().unlink()
        plans.exists()._refresh()
        return result
