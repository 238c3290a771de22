from datetime import timedelta

import pytz
from babel.dates import get_day_names
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime, get_lang

from ..agenda import Shift, days_of, epoch, expand_shifts, grouped, show_hour

LISTED = 12


class ClinicResource(models.Model):
    """Working hours to be read at a glance, and when somebody is away."""

    _inherit = 'clinic.resource'

    week_html = fields.Html(string="Hours", compute='_compute_week_html', sanitize=False)
    has_hours = fields.Boolean(compute='_compute_has_hours')
    shift_count = fields.Integer(compute='_compute_has_hours')
    away_ids = fields.Many2many(
        'resource.calendar.leaves', compute='_compute_away_ids', compute_sudo=True
    )

    # ------------------------------------------------------------------ read at a glance
    @api.depends('shift_ids', 'calendar_id')
    def _compute_has_hours(self):
        for resource in self:
            resource.shift_count = len(resource.shift_ids)
            resource.has_hours = bool(resource.shift_ids or resource.calendar_id)

    @api.depends(
        'shift_ids.calendar_id.attendance_ids',
        'shift_ids.company_id',
        'shift_ids.date_from',
        'shift_ids.date_to',
        'calendar_id.attendance_ids',
    )
    @api.depends_context('lang')
    def _compute_week_html(self):
        for resource in self:
            today = fields.Date.context_today(resource)
            rows = Markup()
            shifts = resource.sudo().shift_ids.filtered(
                lambda shift, today=today: not shift.date_to or shift.date_to >= today
            )
            for shift in shifts:
                rows += self._week_row(shift.calendar_id, shift._heading())
            if not resource.shift_ids and resource.calendar_id:
                rows += self._week_row(resource.sudo().calendar_id, "")
            resource.week_html = rows and Markup('<div class="o_clinic_week">%s</div>') % rows

    def _week_row(self, calendar, heading):
        row = Markup()
        for label, texts in self._calendar_weeks(calendar):
            title = " · ".join(filter(None, [heading, label]))
            row += Markup('<div class="mb-1">%s%s</div>') % (
                Markup('<div class="fw-bold">%s</div>') % title if title else "",
                Markup().join(Markup('<div>%s</div>') % text for text in texts),
            )
        return row

    @api.model
    def _calendar_weeks(self, calendar):
        """``[(name of the week or empty, its lines)]``: one week, or two."""
        lines = calendar._agenda_pattern(calendar.tz or 'UTC').attendances
        weeks = [(None, "")]
        if calendar.two_weeks_calendar:
            weeks = [(0, self.env._("First week")), (1, self.env._("Second week"))]
        return [
            (label, self._week_texts(days_of(lines, week)) or [self.env._("Closed")])
            for week, label in weeks
        ]

    def _week_texts(self, days):
        """A line for each run of days with the same hours: «lun a vie 9:00–14:00 y 16:00–19:00»."""
        names = self._day_names()
        texts = []
        for run, spans in grouped(days):
            day = names[run[0]]
            if len(run) > 1:
                day = self.env._("%(first)s to %(last)s", first=day, last=names[run[-1]])
            hours = [f'{show_hour(begin)}–{show_hour(end)}' for begin, end in spans]
            texts.append(f'{day}: {", ".join(hours)}')
        return texts

    @api.model
    def _day_names(self):
        """``{weekday: its short name}``, Monday 0, in the user's language."""
        names = get_day_names('abbreviated', locale=get_lang(self.env).code)
        return {day: name.rstrip('.').capitalize() for day, name in names.items()}

    def _compute_away_ids(self):
        now = fields.Datetime.now()
        leaves = self.env['resource.calendar.leaves'].search(
            [
                ('resource_id', 'in', self.resource_id.ids),
                ('time_type', '=', 'leave'),
                ('date_to', '>', now),
            ],
            order='date_from',
        )
        by_resource = leaves.grouped('resource_id')
        for resource in self:
            resource.away_ids = by_resource.get(resource.resource_id._origin, leaves.browse())

    # ------------------------------------------------------------------ changed
    def action_set_hours(self):
        self.ensure_one()
        self.check_access('write')
        return self._wizard('clinic.hours', self.env._("Working hours of %(name)s", name=self.name))

    def action_add_away(self):
        self.ensure_one()
        self.check_access('write')
        return self._wizard('clinic.away', self.env._("%(name)s is away", name=self.name))

    def _wizard(self, model, name):
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': model,
            'views': [(False, 'form')],
            'target': 'new',
            'context': {'default_resource_id': self.id},
        }

    def _visits_outside(self, shifts):
        """The visits to come that these hours (``agenda.Shift``) would leave out, although those
        of today cover them."""
        self.ensure_one()
        before = self._plain_shifts(self.sudo().shift_ids)

        def covers(hours, visit):
            if hours is None:
                return True
            days = visit.start.date() - timedelta(1), visit.stop.date() + timedelta(1)
            open_ = expand_shifts(hours, *days, visit.company_id.id).open
            return open_.covers(epoch(visit.start), epoch(visit.stop))

        return self._visits_between().filtered(
            lambda visit: covers(before, visit) and not covers(shifts, visit)
        )

    def _plain_shifts(self, shifts):
        """The hours of these shifts as the agenda's values; None: at any time."""
        resource, shifts = self.sudo(), shifts.sudo()
        if shifts:
            return tuple(
                Shift(
                    shift.calendar_id._agenda_pattern(shift.company_id.clinic_tz or resource.tz),
                    shift.company_id.id or None,
                    shift.date_from or None,
                    shift.date_to or None,
                )
                for shift in shifts
            )
        if resource.calendar_id:
            return (Shift(resource.calendar_id._agenda_pattern(resource.tz)),)
        return None

    @api.model
    def _visits_html(self, visits):
        """These visits as a short list to be read before going on.

        Those of branches the user has no part in are only counted.
        """
        rows = Markup()
        shown = visits.with_env(
            self.with_context(allowed_company_ids=self.env.user.company_ids.ids).env
        )._filtered_access('read')
        for visit in shown[:LISTED]:
            when = format_datetime(
                self.env, visit.start, tz=visit.company_id.clinic_tz, dt_format='EEE d MMM, H:mm'
            )
            rows += Markup('<li>%s · %s · %s</li>') % (
                when,
                visit.display_name,
                visit.type_id.name,
            )
        if len(shown) > LISTED:
            more = self.env._("and %(count)s more", count=len(shown) - LISTED)
            rows += Markup('<li>%s</li>') % more
        if len(visits) > len(shown):
            more = self.env._("and %(n)s in other branches", n=len(visits) - len(shown))
            rows += Markup('<li>%s</li>') % more
        return rows and Markup('<ul class="mb-0">%s</ul>') % rows

    def _note_away(self, name, start, stop):
        """Close this resource's hours in ``[start, stop)``, naive UTC.

        :param name: every employee may read it: it says that, and not why
        """
        resource = self.sudo().resource_id
        self.env['resource.calendar.leaves'].sudo().with_company(resource.company_id).create(
            {
                'name': name,
                'resource_id': resource.id,
                'calendar_id': resource.calendar_id.id,
                'company_id': resource.company_id.id,
                'date_from': start,
                'date_to': fields.Datetime.subtract(stop, seconds=1),
                'time_type': 'leave',
            }
        )

    @api.model
    def _visits_action(self, visits, name):
        """The list of these visits, to move or cancel them one by one."""
        return {
            **self.env['ir.actions.act_window']._for_xml_id('clinic_crm.clinic_appointment_action'),
            'name': name,
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('id', 'in', visits.ids)],
            'context': {},
        }

    # ------------------------------------------------------------------ bad input in words
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_tz(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_tz(vals)
        return super().write(vals)

    @api.model
    def _check_tz(self, vals):
        name = vals.get('tz')
        if name and name not in pytz.all_timezones_set:
            raise UserError(
                self.env._(
                    "“%(zone)s” is not a time zone. Choose one of the list, e.g. Ciudad de México.",
                    zone=name,
                )
            )


class ClinicResourceShift(models.Model):
    _inherit = 'clinic.resource.shift'

    summary = fields.Char(compute='_compute_summary', compute_sudo=True)

    @api.depends('calendar_id.attendance_ids')
    @api.depends_context('lang')
    def _compute_summary(self):
        for shift in self:
            weeks = self.env['clinic.resource']._calendar_weeks(shift.calendar_id)
            shift.summary = " / ".join(" · ".join(texts) for _label, texts in weeks)

    def _heading(self):
        """Where and when these hours hold, empty for everywhere and always."""
        texts = [self.company_id.sudo().name]
        if self.date_from:
            texts.append(self.env._("from %(day)s", day=self._day(self.date_from)))
        if self.date_to:
            texts.append(self.env._("until %(day)s", day=self._day(self.date_to)))
        return " ".join(filter(None, texts))

    def _day(self, day):
        return format_date(self.env, day, date_format='d MMM y')

    def action_remove(self):
        """Take these hours away; never silently over booked visits."""
        self.ensure_one()
        resource = self.resource_id
        resource.check_access('write')
        visits = resource._visits_outside(resource._plain_shifts(resource.shift_ids - self))
        if visits:
            raise UserError(
                self.env._(
                    "%(count)s booked visits lie in these hours (the first: %(when)s). Move or "
                    "cancel them first, or change the hours instead of removing them.",
                    count=len(visits),
                    when=visits[0]._agenda_when(visits[0].start, dated=True),
                )
            )
        self.unlink()


class ClinicPractitioner(models.Model):
    _inherit = 'clinic.practitioner'

    week_html = fields.Html(related='resource_id.week_html')
    has_hours = fields.Boolean(related='resource_id.has_hours')
    shift_count = fields.Integer(related='resource_id.shift_count')
    away_ids = fields.Many2many(related='resource_id.away_ids')

    def action_set_hours(self):
        return self.resource_id.action_set_hours()

    def action_add_away(self):
        return self.resource_id.action_add_away()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.env['clinic.resource']._check_tz(vals)
        return super().create(vals_list)

    def write(self, vals):
        self.env['clinic.resource']._check_tz(vals)
        return super().write(vals)
