from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import ATTENDING_GROUPS
from ..fields import Encrypted

STATES = [
    ('hold', "Held"),
    ('scheduled', "Scheduled"),
    ('confirmed', "Confirmed"),
    ('arrived', "In the waiting room"),
    ('in_consultation', "In consultation"),
    ('done', "Done"),
    ('cancelled', "Cancelled"),
    ('no_show', "Did not come"),
]
FREE_STATES = ('cancelled', 'no_show')  # these reserve nothing
BOOKED_STATES = ('scheduled', 'confirmed')  # still to come; what somebody may create
# what decides which resources a visit reserves: written through the door only
PLACED = ('start', 'stop', 'type_id', 'practitioner_id', 'company_id', 'resource_ids')
# what the agenda alone writes
KEPT = frozenset(
    (
        'is_session',
        'session_id',
        'series_id',
        'seats',
        'seat',
        'hold_until',
        'hold_token',
        'overbooked',
        'overbook_user_id',
        'waived',
        'arrived_at',
        'started_at',
        'done_at',
        'no_show_at',
        'no_show_user_id',
        'cancelled_at',
        'cancel_user_id',
        'booking_ids',
        'participant_ids',
        'waiting_entry_id',
        'waiting_gap_id',
        'wait_minutes',
        'late_told_at',
        'late_minutes',
        'heard_at',
        'heard_start',
    )
)
# Given in the context by the door itself. An object: contexts of clients hold plain data only.
DOOR_KEY, DOOR_TOKEN = 'clinic_agenda_door', object()


class ClinicAppointment(models.Model):
    """A visit. What it reserves are its lines; a group visit's are those of its session.

    Whoever writes its times, its practitioner or its state, by whatever way, goes through one door
    (`_place`), which reserves what the visit needs or refuses in words.
    """

    _name = 'clinic.appointment'
    _description = "Visit"
    _inherit = ['clinic.encrypted.mixin', 'mail.activity.mixin']
    _order = 'start, id'

    company_id = fields.Many2one(
        'res.company',
        string="Branch",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    patient_id = fields.Many2one('clinic.patient', ondelete='restrict')
    practitioner_id = fields.Many2one(
        'clinic.practitioner',
        ondelete='restrict',
        help="Empty: whoever is free.",
    )
    type_id = fields.Many2one(
        'clinic.appointment.type',
        required=True,
        ondelete='restrict',
        index=True,
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(
        string="End",
        required=True,
        compute='_compute_stop',
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(STATES, required=True, default='scheduled', copy=False, index=True)
    booking_ids = fields.One2many(
        'clinic.appointment.booking',
        'appointment_id',
        string="Reserves",
        readonly=True,
    )
    resource_ids = fields.Many2many(
        'clinic.resource',
        string="Rooms and devices",
        compute='_compute_resource_ids',
        inverse='_inverse_resource_ids',
    )
    reason = Encrypted(string="Reason for the visit", groups=ATTENDING_GROUPS)
    source = fields.Selection(
        [
            ('desk', "Reception"),
            ('practitioner', "Practitioner"),
            ('portal', "Patient's page"),
            ('whatsapp', "WhatsApp"),
            ('web', "Web site"),
        ],
        required=True,
        default='desk',
        copy=False,
    )
    color = fields.Integer(related='type_id.color')
    tz = fields.Selection(related='company_id.clinic_tz', string="Time zone")

    # a group visit: the session holds the lines, each participant a seat of it
    is_session = fields.Boolean(string="Group session", copy=False, readonly=True)
    session_id = fields.Many2one(
        'clinic.appointment',
        ondelete='restrict',
        index='btree_not_null',
        copy=False,
        readonly=True,
    )
    participant_ids = fields.One2many('clinic.appointment', 'session_id', readonly=True)
    seats = fields.Integer(string="Places", default=1, required=True, copy=False, readonly=True)
    seat = fields.Integer(string="Place", copy=False, readonly=True)

    hold_until = fields.Datetime(copy=False, readonly=True)
    hold_token = fields.Char(copy=False, readonly=True, groups=fields.NO_ACCESS)

    overbooked = fields.Boolean(string="Overbooking", copy=False, readonly=True)
    overbook_reason = fields.Char(
        string="Why the exception",
        copy=False,
        help="Needed for what the agenda refuses: an overbooking, a time out of hours or past. "
        "No clinical text here.",
    )
    overbook_user_id = fields.Many2one(
        'res.users',
        string="Exception by",
        copy=False,
        readonly=True,
        ondelete='restrict',
    )
    waived = fields.Char(string="Exceptions made", copy=False, readonly=True)

    arrived_at = fields.Datetime(string="Arrived", copy=False, readonly=True)
    started_at = fields.Datetime(string="Called in", copy=False, readonly=True)
    done_at = fields.Datetime(string="Finished", copy=False, readonly=True)
    no_show_at = fields.Datetime(string="Marked absent", copy=False, readonly=True)
    no_show_user_id = fields.Many2one(
        'res.users',
        string="Marked absent by",
        copy=False,
        readonly=True,
        ondelete='restrict',
    )
    cancelled_at = fields.Datetime(string="Cancelled on", copy=False, readonly=True)
    cancel_user_id = fields.Many2one(
        'res.users',
        string="Cancelled by",
        copy=False,
        readonly=True,
        ondelete='restrict',
    )
    cancelled_by = fields.Selection(
        [
            ('patient', "The patient"),
            ('clinic', "The clinic"),
            ('practitioner', "The practitioner"),
        ],
        string="Who asked",
        copy=False,
    )
    cancel_reason = fields.Char(string="Why it was cancelled", copy=False)
    walk_in = fields.Boolean(string="Without appointment", copy=False)

    _stop_after_start = models.Constraint(
        'CHECK (stop > start)',
        "The visit ends before it begins.",
    )
    _somebody = models.Constraint(
        "CHECK (patient_id IS NOT NULL OR state IN ('hold', 'cancelled') OR is_session)",
        "Choose the patient.",
    )
    _session_alone = models.Constraint(
        'CHECK (NOT is_session OR (session_id IS NULL AND patient_id IS NULL))',
        "A group session is not a patient's visit.",
    )
    _seat_range = models.Constraint(
        'CHECK (session_id IS NULL OR seat BETWEEN 1 AND seats)',
        "This session has no such place.",
    )
    _hold_ends = models.Constraint(
        "CHECK (state <> 'hold' OR hold_until IS NOT NULL)",
        "A hold needs an end.",
    )
    _session_seat = models.UniqueIndex(
        "(session_id, seat) WHERE session_id IS NOT NULL AND state NOT IN ('cancelled', 'no_show')",
        "That place has just been taken. Choose another.",
    )
    _one_hold = models.UniqueIndex(
        "(hold_token) WHERE state = 'hold'",
        "There is already a time held here.",
    )
    _by_branch = models.Index('(company_id, start)')
    _squeezed_in = models.Index('(start) WHERE overbooked')
    _by_practitioner = models.Index('(practitioner_id, start)')
    _by_patient = models.Index('(patient_id, start DESC) WHERE patient_id IS NOT NULL')

    # ------------------------------------------------------------------ computes
    @api.depends('start', 'type_id')
    def _compute_stop(self):
        for visit in self:
            if visit.start and visit.type_id:
                visit.stop = visit.start + timedelta(minutes=visit.type_id.duration)

    @api.depends('booking_ids.resource_id', 'session_id.booking_ids.resource_id')
    def _compute_resource_ids(self):
        for visit in self:
            visit.resource_ids = (visit.session_id or visit).booking_ids.resource_id

    def _inverse_resource_ids(self):
        """Reserved by the door, which `create` and `write` hand them to."""

    @api.depends('patient_id.display_name', 'type_id.name', 'is_session', 'state')
    def _compute_display_name(self):
        for visit in self:
            if visit.is_session:
                taken = len(visit.participant_ids.filtered(lambda p: p.state not in FREE_STATES))
                visit.display_name = self.env._(
                    "%(type)s (%(taken)s of %(seats)s)",
                    type=visit.type_id.name,
                    taken=taken,
                    seats=visit.seats,
                )
            else:
                visit.display_name = visit.patient_id.display_name or self.env._("Held time")

    # ------------------------------------------------------------------ create, write
    @api.model_create_multi
    def create(self, vals_list):
        if self._is_through_door():
            return super().create(vals_list)
        self.check_access('create')
        waive = [self._allowed_waivers(vals.get('overbook_reason')) for vals in vals_list]
        vals_list = [
            {name: value for name, value in vals.items() if name not in KEPT or value}
            for vals in vals_list
        ]
        for vals in vals_list:
            if vals.get('state', 'scheduled') not in BOOKED_STATES:
                raise UserError(
                    self.env._("A new visit is scheduled first; mark what happened to it then.")
                )
            self._refuse_kept(vals)
        return self._book(vals_list, waive)

    def write(self, vals):
        if self._is_through_door() or not vals:
            return super().write(vals)
        self.check_access('write')
        self._refuse_kept(vals)
        self._refuse_other_patient(vals)
        vals = {name: value for name, value in vals.items() if name not in KEPT}
        state = vals.pop('state', None)
        moved = {name: vals.pop(name) for name in PLACED if name in vals}
        if 'overbook_reason' in vals and not (moved or state):
            self._refuse_other_reason(vals['overbook_reason'])
        if vals:
            super().write(vals)
        if moved:
            self._move(moved, self._allowed_waivers(vals.get('overbook_reason')))
        if state:
            self._change_state(state, reason=vals.get('overbook_reason'))
        return True

    @api.model
    def _refuse_kept(self, vals):
        """Refuse what only the agenda writes: times of arrival, places, exceptions."""
        for name in KEPT.intersection(vals):
            if vals[name]:
                raise AccessError(
                    self.env._(
                        "“%(field)s” is kept by the agenda and cannot be written.",
                        field=self._fields[name].get_description(self.env, ['string'])['string'],
                    )
                )

    def _refuse_other_patient(self, vals):
        """Refuse to give a booked visit to somebody else: the agenda has not looked at their other
        visits, and its notices have gone to the first one."""
        if 'patient_id' not in vals or self.env.su:
            return
        patient = vals['patient_id'] or False
        if any(visit.state != 'hold' and visit.patient_id.id != patient for visit in self):
            raise UserError(self.env._("A visit stays its patient's. Cancel it and book another."))

    def _refuse_other_reason(self, reason):
        """Refuse to rewrite why somebody else made an exception, or to leave one without a why."""
        for visit in self.filtered('waived'):
            if not (reason or '').strip() or visit.overbook_user_id != self.env.user:
                raise UserError(
                    self.env._("An exception keeps its reason, and who made it may correct it.")
                )

    def _through_door(self):
        return self.with_context(**{DOOR_KEY: DOOR_TOKEN})

    def _is_through_door(self):
        return self.env.context.get(DOOR_KEY) is DOOR_TOKEN

    @api.ondelete(at_uninstall=False)
    def _unlink_except_hold(self):
        if not self.env.su and any(visit.state != 'hold' for visit in self):
            raise UserError(self.env._("A visit is cancelled, not deleted."))
