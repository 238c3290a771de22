from datetime import timedelta
from math import gcd

import pytz
from babel.dates import format_interval

from odoo import api, fields, models
from odoo.tools import SQL, get_lang

from ..agenda import epoch, moment, zone
from ..const import AGENDA_READERS

# the colours the clinic knows the states by, the same in every view
STATE_COLORS = {
    'hold': '#9CA3AF',
    'scheduled': '#3B82F6',
    'confirmed': '#22C55E',
    'arrived': '#F97316',
    'in_consultation': '#A855F7',
    'done': '#166534',
    'cancelled': '#D1D5DB',
    'no_show': '#EF4444',
}
LINES = 30  # minutes between the lines of the calendar; what a hand moves by divides them
FINEST = 5  # minutes that a hand can tell apart in a week


class ClinicAppointment(models.Model):
    """What calendar, cards, lists and graphs show of visits: colours, rooms, waits, weeks."""

    _inherit = 'clinic.appointment'

    state = fields.Selection(group_expand='_expand_states')
    state_color = fields.Char(compute='_compute_state_color')
    waiting_minutes = fields.Integer(
        string="Waiting (minutes)", compute='_compute_waiting_minutes', compute_sudo=True
    )
    wait_minutes = fields.Integer(
        string="Waited (minutes)",
        compute='_compute_wait_minutes',
        store=True,
        aggregator='avg',
        help="From the arrival to the call. Averages leave out visits without both.",
    )
    room_ids = fields.Many2many(
        'clinic.resource',
        string="Rooms",
        compute='_compute_room_ids',
        compute_sudo=True,
    )
    local_time = fields.Char(
        string="Local time",
        compute='_compute_local_time',
        help="The hour in its branch, where the screen shows another branch's clock.",
    )
    patient_phone = fields.Char(
        string="Phone",
        related='patient_id.phone',
        groups=AGENDA_READERS,
    )

    # ------------------------------------------------------------------ of one visit
    @api.depends('state')
    def _compute_state_color(self):
        for visit in self:
            visit.state_color = STATE_COLORS.get(visit.state, False)

    @api.depends('state', 'arrived_at')
    @api.depends_context('uid')
    def _compute_waiting_minutes(self):
        now = fields.Datetime.now()
        for visit in self:
            waiting = visit.state == 'arrived' and visit.arrived_at
            visit.waiting_minutes = (now - visit.arrived_at).total_seconds() // 60 if waiting else 0

    @api.depends('arrived_at', 'started_at')
    def _compute_wait_minutes(self):
        for visit in self:
            both = visit.arrived_at and visit.started_at
            waited = (visit.started_at - visit.arrived_at).total_seconds() if both else 0
            visit.wait_minutes = max(0, waited // 60)

    @api.depends('booking_ids.resource_id', 'session_id.booking_ids.resource_id')
    def _compute_room_ids(self):
        for visit in self:
            visit.room_ids = (visit.session_id or visit).booking_ids.resource_id.filtered(
                lambda resource: resource.kind != 'practitioner'
            )

    @api.depends('start', 'company_id')
    @api.depends_context('tz', 'lang')
    def _compute_local_time(self):
        shown = self.env.context.get('tz')
        for visit in self:
            visit.local_time = False
            elsewhere = visit.tz and visit.tz != shown and shown in pytz.all_timezones_set
            if elsewhere and visit.start:
                start = epoch(visit.start)
                if zone(shown).wall(start) != zone(visit.tz).wall(start):
                    hour = visit._agenda_when(visit.start)
                    visit.local_time = f'{hour} · {visit.company_id.name}'

    def action_open_patient(self):
        self.ensure_one()
        return self.patient_id.action_open()

    # ------------------------------------------------------------------ of many
    @api.model
    def _expand_states(self, states, domain):
        """The board's columns, empty ones too, in the order of the road."""
        shown = ['scheduled', 'confirmed', 'arrived', 'in_consultation', 'done', 'no_show']
        return [state for state in STATE_COLORS if state in shown or state in states]

    def _read_group_select(self, aggregate_spec, query):
        """A wait of no minute was not measured, since nobody was received before being called in:
        it is no part of an average."""
        expression = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec == 'wait_minutes:avg':
            return SQL("AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, 'wait_minutes', query))
        return expression

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Weeks as people say them: «1–7 de nov», where Odoo writes «W45 2026»."""
        formatter = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec != 'start:week':
            return formatter

        def week(value):
            key, domain = formatter(value)
            return (key[0], self._week_label(value.date())) if key else key, domain

        return week

    @api.model
    def _week_label(self, first):
        """The week that begins on this day; with its year where that is not the current one."""
        last = first + timedelta(days=6)
        this_year = fields.Date.context_today(self).year
        skeleton = 'MMMd' if {first.year, last.year} == {this_year} else 'yMMMd'
        return format_interval(first, last, skeleton, locale=get_lang(self.env).code)

    # ------------------------------------------------------------------ beside them
    @api.model
    @api.readonly
    def get_opening(self, since, until):
        """When each practitioner of the user's branches works, to shade the rest.

        :param since: text, UTC, as ``until``
        :return: ``[[practitioner id, start, stop]]``, text in UTC
        """
        self.check_access('read')
        since, until = map(fields.Datetime.to_datetime, (since, until))
        practitioners = {
            practitioner.sudo().resource_id.id: practitioner.id
            for practitioner in self.env['clinic.practitioner'].search([])
        }
        found = set()
        for branch in self.env.companies:
            world = self._agenda_world(branch, list(practitioners), since, until)
            for number, resource in world.resources.items():
                if resource.hours is None:
                    continue
                for start, stop in resource.open:
                    start, stop = moment(start), moment(stop)
                    if start < until and stop > since:
                        found.add((practitioners[number], start, stop))
        return [
            [practitioner, *map(fields.Datetime.to_string, times)]
            for practitioner, *times in sorted(found)
        ]

    @api.model
    @api.readonly
    def get_step(self):
        """By how many minutes a hand moves visits, so that it meets the times they begin at."""
        self.check_access('read')
        types = self.env['clinic.appointment.type'].search(
            [('company_id', 'in', self.env.companies.root_id.ids)]
        )
        return max(FINEST, gcd(LINES, *types.mapped('step')))
