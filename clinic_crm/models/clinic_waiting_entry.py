from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..agenda import AFTERNOON, EVENING, MORNING, Waiting, grouped
from ..const import ATTENDING_GROUPS
from ..fields import Encrypted
from .clinic_appointment import FREE_STATES

OPEN = ('waiting', 'offered')
# what only booking, offering and taking off the list write
KEPT = frozenset(('state', 'asked_at', 'closed_at', 'offered_until'))
DAYS = ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')
PARTS = {'morning': MORNING, 'afternoon': AFTERNOON, 'evening': EVENING}


class ClinicWaitingEntry(models.Model):
    """A patient who waits for a time to come free, and what would suit them.

    An entry is served once: the database allows one visit that takes place (or is held) for it.
    How it is served is in `clinic_waiting_offer`; what comes free is `clinic.waiting.gap`.
    """

    _name = 'clinic.waiting.entry'
    _description = "Waiting list"
    _inherit = ['clinic.encrypted.mixin', 'clinic.timeline.mixin']
    _order = 'priority desc, asked_at, id'
    _rec_name = 'patient_id'

    patient_id = fields.Many2one('clinic.patient', required=True, ondelete='restrict', index=True)
    company_id = fields.Many2one(
        related='patient_id.company_id', store=True, precompute=True, index=True, string="Clinic"
    )
    type_id = fields.Many2one(
        'clinic.appointment.type', string="Type of visit", required=True, ondelete='restrict'
    )
    practitioner_ids = fields.Many2many(
        'clinic.practitioner',
        'clinic_waiting_entry_practitioner_rel',
        string="With",
        help="Empty: with whoever is free.",
    )
    branch_ids = fields.Many2many(
        'res.company',
        'clinic_waiting_entry_branch_rel',
        string="Where",
        domain="[('id', 'child_of', company_id)]",
        help="Empty: in any branch.",
    )
    part = fields.Selection(
        [
            ('morning', "Morning (until 12)"),
            ('afternoon', "Afternoon (12 to 18)"),
            ('evening', "Evening (from 18)"),
        ],
        string="Part of the day",
        help="Empty: at any hour.",
    )
    mon = fields.Boolean(default=True)
    tue = fields.Boolean(default=True)
    wed = fields.Boolean(default=True)
    thu = fields.Boolean(default=True)
    fri = fields.Boolean(default=True)
    sat = fields.Boolean(default=True)
    sun = fields.Boolean(default=True)
    earliest = fields.Date(string="Not before")
    latest = fields.Date(string="Not after", help="The day after, the entry leaves the list.")
    priority = fields.Selection(
        [('0', "Normal"), ('1', "Soon"), ('2', "Urgent")], required=True, default='0', index=True
    )
    priority_reason = fields.Selection(
        [
            ('practitioner', "The practitioner asks for it"),
            ('clinic_cancelled', "The clinic cancelled their visit"),
            ('far', "Comes from far away"),
            ('long', "Has waited long"),
            ('other', "Other, see the note"),
        ],
        string="Why before others",
    )
    asked_at = fields.Datetime(
        string="Since", required=True, default=fields.Datetime.now, copy=False, readonly=True
    )
    note = Encrypted(groups=ATTENDING_GROUPS)
    state = fields.Selection(
        [
            ('waiting', "Waiting"),
            ('offered', "Time offered"),
            ('booked', "Booked"),
            ('withdrawn', "Taken off"),
            ('expired', "Out of date"),
        ],
        required=True,
        default='waiting',
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    closed_at = fields.Datetime(string="Left the list", readonly=True, copy=False)
    offered_until = fields.Datetime(readonly=True, copy=False)
    appointment_ids = fields.One2many(
        'clinic.appointment', 'waiting_entry_id', string="Visits given", readonly=True
    )
    appointment_id = fields.Many2one(
        'clinic.appointment', string="Visit", compute='_compute_appointment_id'
    )
    wishes = fields.Char(compute='_compute_wishes')
    waited_days = fields.Integer(string="Days waiting", compute='_compute_waited_days')
    phone = fields.Char(related='patient_id.phone')
    other_visit_id = fields.Many2one(
        'clinic.appointment',
        string="Visit booked elsewhere",
        compute='_compute_other_visit_id',
        help="A visit of the same type that the patient was given without the list.",
    )

    _priority_reason = models.Constraint(
        "CHECK (priority = '0' OR priority_reason IS NOT NULL)",
        "Say why this patient goes before others.",
    )
    _dates_in_order = models.Constraint(
        'CHECK (latest >= earliest)',
        "“Not after” is before “Not before”.",
    )
    _some_day = models.Constraint(
        'CHECK (mon OR tue OR wed OR thu OR fri OR sat OR sun)',
        "Choose at least one day of the week.",
    )
    _asked_once = models.UniqueIndex(
        "(patient_id, type_id) WHERE state IN ('waiting', 'offered')",
        "This patient is already on the waiting list for this type of visit.",
    )

    # ------------------------------------------------------------------ computes
    @api.depends('appointment_ids.state')
    def _compute_appointment_id(self):
        for entry in self:
            entry.appointment_id = entry.appointment_ids.filtered(
                lambda visit: visit.state not in FREE_STATES
            )[:1]

    @api.depends('asked_at', 'closed_at')
    def _compute_waited_days(self):
        now = fields.Datetime.now()
        for entry in self:
            since = entry.asked_at or now
            entry.waited_days = max(0, ((entry.closed_at or now) - since).days)

    @api.depends('practitioner_ids', 'branch_ids', 'part', 'earliest', 'latest', *DAYS)
    @api.depends_context('lang')
    def _compute_wishes(self):
        parts = dict(self._fields['part']._description_selection(self.env))
        for entry in self:
            wishes = [
                ", ".join(entry.practitioner_ids.mapped('name')),
                ", ".join(entry.branch_ids.sudo().mapped('name')),
                parts.get(entry.part),
                entry._days_text(),
                entry._dates_text(),
            ]
            entry.wishes = " · ".join(filter(None, wishes)) or self.env._("Any time, with anybody")

    def _days_text(self):
        chosen = {number: () for number, name in enumerate(DAYS) if self[name]}
        if len(chosen) == len(DAYS):
            return None
        label = [
            self._fields[name].get_description(self.env, ['string'])['string'] for name in DAYS
        ]
        texts = []
        for run, _spans in grouped(chosen):
            if len(run) > 2:
                ends = {'first': label[run[0]], 'last': label[run[-1]]}
                texts.append(self.env._("%(first)s to %(last)s", **ends))
            else:
                texts += [label[number] for number in run]
        return ", ".join(texts)

    def _dates_text(self):
        texts = []
        if self.earliest:
            texts.append(self.env._("from %(day)s", day=self._short(self.earliest)))
        if self.latest:
            texts.append(self.env._("until %(day)s", day=self._short(self.latest)))
        return " ".join(texts)

    def _short(self, day):
        return format_date(self.env, day, date_format='d MMM')

    def _compute_other_visit_id(self):
        """Visits to come of the same patients and types that the list did not give."""
        found = {}
        waiting = self.filtered(lambda entry: entry.state in OPEN)
        if waiting:
            visits = self.env['clinic.appointment'].search(
                [
                    ('patient_id', 'in', waiting.patient_id.ids),
                    ('type_id', 'in', waiting.type_id.ids),
                    ('state', 'in', ('scheduled', 'confirmed', 'arrived', 'in_consultation')),
                    ('stop', '>', fields.Datetime.now()),
                    ('waiting_entry_id', '=', False),
                ],
                order='start desc',
            )
            found = {(visit.patient_id, visit.type_id): visit for visit in visits}
        for entry in self:
            mine = found.get((entry.patient_id, entry.type_id)) if entry in waiting else None
            entry.other_visit_id = mine or False

    @api.depends('patient_id.display_name', 'type_id.name')
    def _compute_display_name(self):
        for entry in self:
            names = [entry.patient_id.display_name, entry.type_id.name]
            entry.display_name = ": ".join(filter(None, names))

    # ------------------------------------------------------------------ create, write
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_kept(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_kept(vals)
        if not self.env.su and {'patient_id', 'type_id'} & vals.keys():
            if any(entry.state != 'waiting' for entry in self):
                raise UserError(
                    self.env._("This entry is not waiting any more: write a new one instead.")
                )
        return super().write(vals)

    @api.model
    def _refuse_kept(self, vals):
        if not self.env.su and any(vals.get(name) for name in KEPT):
            raise AccessError(
                self.env._("The waiting list itself keeps who was served. Use its buttons.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_served(self):
        if not self.env.su:
            raise UserError(self.env._("Take the patient off the list instead of deleting it."))

    # ------------------------------------------------------------------ buttons
    def action_withdraw(self):
        """The patient does not want it any more."""
        self.check_access('write')
        for entry in self.filtered(lambda entry: entry.state in OPEN):
            entry._release_offer()
            entry._leave('withdrawn')

    def action_wait_again(self):
        """Back to the list, in the place they had."""
        self.check_access('write')
        for entry in self.filtered(lambda entry: entry.state not in OPEN):
            if entry.sudo().appointment_id:
                raise UserError(
                    self.env._(
                        "%(patient)s has the visit the list gave (%(when)s). Cancel it first.",
                        patient=entry.patient_id.display_name,
                        when=entry._when(entry.sudo().appointment_id),
                    )
                )
            vals = {'state': 'waiting', 'closed_at': False, 'offered_until': False}
            if entry.latest and entry.latest < fields.Date.context_today(entry):
                vals['latest'] = False
            entry.sudo().write(vals)

    def action_close_with_visit(self):
        """The visit booked without the list is what they waited for."""
        self.check_access('write')
        for entry in self.filtered('other_visit_id'):
            entry._serve_with(entry.other_visit_id)

    def action_open_visit(self):
        self.ensure_one()
        visit = self.appointment_id or self.other_visit_id
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'clinic.appointment',
            'res_id': visit.id,
            'views': [(False, 'form')],
        }

    # ------------------------------------------------------------------ what others build on
    def _leave(self, state):
        self.sudo().write(
            {'state': state, 'closed_at': fields.Datetime.now(), 'offered_until': False}
        )

    def _serve_with(self, visit):
        """Note that this visit, which the patient already has, is what they waited for."""
        self.ensure_one()
        self._release_offer()
        visit.sudo()._through_door().write({'waiting_entry_id': self.id})
        self._leave('booked')
        self.env.flush_all()

    def _when(self, visit):
        return visit._agenda_when(visit.start, dated=True)

    def _plain(self):
        """The entries as the agenda's values."""
        return [
            Waiting(
                entry.id,
                entry.type_id.id,
                entry.type_id.duration,
                entry.asked_at,
                int(entry.priority),
                frozenset(entry.practitioner_ids.ids),
                frozenset(entry.branch_ids.ids),
                (PARTS[entry.part],) if entry.part else (),
                frozenset(number for number, name in enumerate(DAYS) if entry[name]),
                entry.earliest or None,
                entry.latest or None,
            )
            for entry in self.sudo()
        ]

    # ------------------------------------------------------------------ timeline
    @api.model
    def _timeline_kinds(self):
        return [('waiting', self.env._("Waiting list"), 'fa-hourglass-half')]

    def _timeline_entries(self, patients, before, limit):
        entries = self.search(
            [('patient_id', 'in', patients.ids), ('asked_at', '<=', before)],
            order='asked_at desc, id desc',
            limit=limit,
        )
        states = dict(self._fields['state']._description_selection(self.env))
        return [
            entry._timeline_entry(
                'waiting',
                entry.asked_at,
                title=self.env._("Waits for: %(type)s", type=entry.type_id.name),
                text=entry.wishes,
                state=entry.state,
                state_label=states[entry.state],
                icon='fa-hourglass-half',
                author=entry.sudo().create_uid.name,
            )
            for entry in entries
        ]

    # ------------------------------------------------------------------ the daily sweep
    @api.model
    def _expire(self):
        """Take off the list who waited for days that are over."""
        for zone, entries in (
            self.sudo()
            .search([('state', '=', 'waiting'), ('latest', '!=', False)])
            .grouped(lambda entry: entry.company_id.clinic_tz)
            .items()
        ):
            today = fields.Date.context_today(self.with_context(tz=zone))
            entries.filtered(lambda entry, today=today: entry.latest < today)._leave('expired')
