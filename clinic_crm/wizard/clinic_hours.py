from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..agenda import Pattern, Period, Shift, days_of, read_week, show_hour

TYPICAL = (('9:00', '14:00'), ('16:00', '19:00'))
WORKDAYS = range(5)


class ClinicHours(models.TransientModel):
    """Set the week of a practitioner, room or device, as it is said: from nine to two."""

    _name = 'clinic.hours'
    _description = "Set working hours"

    resource_id = fields.Many2one('clinic.resource', required=True, ondelete='cascade')
    company_id = fields.Many2one(
        'res.company',
        string="Branch",
        domain="[('id', 'in', choice_ids)]",
        help="Empty: the same hours in every branch.",
    )
    choice_ids = fields.Many2many('res.company', compute='_compute_choice_ids')
    has_branches = fields.Boolean(compute='_compute_choice_ids')
    since = fields.Date(
        string="From the day", help="Empty: from now on. A later day keeps today's hours till then."
    )
    two_weeks = fields.Boolean(string="Two different weeks, one after the other")
    week_now = fields.Char(compute='_compute_week_now')
    line_ids = fields.One2many('clinic.hours.line', 'wizard_id', string="Week")
    affected_html = fields.Html(readonly=True, sanitize=False)

    # ------------------------------------------------------------------ what is shown
    @api.depends('resource_id')
    def _compute_choice_ids(self):
        for wizard in self:
            branches = wizard._branches()
            wizard.choice_ids = wizard.resource_id.branch_ids or branches
            # who has one branch open changes the hours of all of them knowingly
            wizard.has_branches = len(wizard.sudo()._branches()) > 1

    def _branches(self):
        """All of the clinic the resource belongs to."""
        return self.env['res.company'].search([('id', 'child_of', self.resource_id.company_id.ids)])

    @api.depends('two_weeks')
    def _compute_week_now(self):
        parity = self.env['resource.calendar.attendance'].get_week_type(
            fields.Date.context_today(self)
        )
        name = self.env._("second") if parity else self.env._("first")
        self.week_now = self.env._("This week is a %(which)s one.", which=name)

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        resource = self.env['clinic.resource'].browse(values.get('resource_id'))
        if resource and 'line_ids' in fields_list:
            resource.check_access('read')
            shifts = resource.sudo().shift_ids.filtered(lambda shift: not shift.date_to)
            values['company_id'] = shifts[:1].company_id.id
            here = shifts.filtered(lambda shift: shift.company_id == shifts[0].company_id)
            values['since'] = self._begins(here)
            values.update(self._week_values(here.calendar_id or resource.sudo().calendar_id))
        return values

    @api.model
    def _begins(self, shifts):
        """The day to come on which these hours begin to hold, or none."""
        today = fields.Date.context_today(self)
        return max(
            (day for day in shifts.mapped('date_from') if day and day > today), default=False
        )

    @api.onchange('company_id')
    def _onchange_company_id(self):
        shifts = self.resource_id.shift_ids.filtered(
            lambda shift: shift.company_id == self.company_id and not shift.date_to
        )
        if shifts:
            self.since = self._begins(shifts)
            values = self._week_values(shifts.sudo().calendar_id)
            self.two_weeks = values['two_weeks']
            self.line_ids = [Command.clear(), *values['line_ids']]

    @api.onchange('two_weeks')
    def _onchange_two_weeks(self):
        second = self.line_ids.filtered(lambda line: line.week == '1')
        if self.two_weeks and not second:
            self.line_ids = [
                Command.create({**line._written(), 'week': '1'}) for line in self.line_ids
            ]
        elif not self.two_weeks:
            self.line_ids -= second

    @api.model
    def _week_values(self, calendars):
        """The two fields of the week, as these calendars have it; seven empty days for none."""
        two_weeks = any(calendars.mapped('two_weeks_calendar'))
        lines = [
            replace(line, week=week)
            for calendar in calendars
            for line in calendar._agenda_pattern(calendar.tz or 'UTC').attendances
            for week in ((line.week or 0,) if calendar.two_weeks_calendar else (0, 1))
        ]
        commands = []
        for week in (0, 1) if two_weeks else (0,):
            days = days_of(lines, week)
            for day in range(7):
                spans = [tuple(map(show_hour, span)) for span in days.get(day, ())]
                # a day of more than two periods goes on in another row
                for first in range(0, max(len(spans), 1), 2):
                    commands.append(Command.create(self._row(day, week, spans[first : first + 2])))
        return {'two_weeks': two_weeks, 'line_ids': commands}

    @api.model
    def _row(self, day, week, spans):
        spans = [*spans, ("", ""), ("", "")][:2]
        return {
            'weekday': str(day),
            'week': str(week or 0),
            'from_1': spans[0][0],
            'to_1': spans[0][1],
            'from_2': spans[1][0],
            'to_2': spans[1][1],
        }

    # ------------------------------------------------------------------ help with typing
    def action_typical(self):
        """Monday to Friday, 9 to 14 and 16 to 19."""
        weeks = (0, 1) if self.two_weeks else (0,)
        self.line_ids = [Command.clear()] + [
            Command.create(self._row(day, week, TYPICAL if day in WORKDAYS else ()))
            for week in weeks
            for day in range(7)
        ]
        return self._again()

    def action_copy_monday(self):
        """What Monday says, for Tuesday to Friday too."""
        for line in self.line_ids.filtered(lambda line: line.weekday in ('1', '2', '3', '4')):
            monday = self.line_ids.filtered(
                lambda other, line=line: other.weekday == '0' and other.week == line.week
            )[:1]
            line.write({name: monday[name] for name in ('from_1', 'to_1', 'from_2', 'to_2')})
        return self._again()

    def _again(self):
        self.affected_html = False
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Working hours of %(name)s", name=self.resource_id.name),
            'res_model': self._name,
            'res_id': self.id,
            'views': [(False, 'form')],
            'target': 'new',
        }

    # ------------------------------------------------------------------ saved
    def action_save(self):
        """Save, or show first which booked visits these hours would leave out."""
        self.resource_id.check_access('write')
        visits = self.resource_id._visits_outside(self._future_shifts())
        if visits:
            action = self._again()
            self.affected_html = self.env['clinic.resource']._visits_html(visits)
            return action
        self._apply()
        return {'type': 'ir.actions.act_window_close'}

    def action_save_anyway(self):
        """Save, and show the visits that have to be moved or cancelled."""
        self.resource_id.check_access('write')
        visits = self.resource_id._visits_outside(self._future_shifts())
        self._apply()
        if not visits:
            return {'type': 'ir.actions.act_window_close'}
        name = self.env._("Visits outside the new hours")
        return self.env['clinic.resource']._visits_action(visits, name)

    def _attendances(self):
        """The week as ``agenda.Attendance``.

        :raises UserError: everything that is wrong with it, day by day
        """
        periods = [
            Period(
                int(line.weekday), line[f'from_{n}'] or '', line[f'to_{n}'] or '', int(line.week)
            )
            for line in self.line_ids
            if self.two_weeks or line.week == '0'
            for n in (1, 2)
        ]
        lines, problems = read_week(periods)
        if problems:
            raise UserError("\n".join(self._problem_text(problem) for problem in problems))
        if not lines:
            raise UserError(
                self.env._(
                    "Write at least one day's hours, e.g. Monday 9:00 to 14:00. Who never works is "
                    "archived instead."
                )
            )
        return tuple(lines)

    def _problem_text(self, problem):
        days = dict(
            self.env['clinic.hours.line']._fields['weekday']._description_selection(self.env)
        )
        day = days[str(problem.weekday)]
        if self.two_weeks:
            second = self.env._("%(day)s of the second week", day=day)
            day = second if problem.week else self.env._("%(day)s of the first week", day=day)
        return {
            'text': self.env._(
                "%(day)s: “%(value)s” is not a time. Write it like 9:00 or 16:30.",
                day=day,
                value=problem.value,
            ),
            'half': self.env._(
                "%(day)s: “%(value)s” has no beginning or no end. Write both, or leave both empty.",
                day=day,
                value=problem.value,
            ),
            'order': self.env._(
                "%(day)s: %(value)s ends before it begins. After midnight belongs to the next day.",
                day=day,
                value=problem.value,
            ),
            'overlap': self.env._(
                "%(day)s: %(value)s overlaps the period before it.", day=day, value=problem.value
            ),
        }[problem.code]

    def _kept(self):
        """What goes on beside the new hours, as values of shifts: the hours of other branches, and
        what held before the day on which these begin."""
        resource = self.resource_id.sudo()
        hours = [
            {
                'calendar_id': shift.calendar_id.id,
                'company_id': shift.company_id.id,
                'date_from': shift.date_from,
                'date_to': shift.date_to,
            }
            for shift in resource.shift_ids
        ]
        if not hours and resource.calendar_id:
            everywhere = dict.fromkeys(('company_id', 'date_from', 'date_to'), False)
            hours = [{'calendar_id': resource.calendar_id.id, **everywhere}]
        # also those the user has no part in keep theirs
        branches = resource.branch_ids or self.sudo()._branches()
        kept = []
        for vals in hours:
            here = vals['company_id'] or self.company_id.id
            if self.company_id and here != self.company_id.id:
                kept.append(vals)
                continue
            if here != vals['company_id']:  # so far the same in every branch
                others = branches - self.company_id
                kept += [{**vals, 'company_id': branch.id} for branch in others]
            if self.since and (not vals['date_from'] or vals['date_from'] < self.since):
                before = self.since - timedelta(1)
                until = min(vals['date_to'] or before, before)
                kept.append({**vals, 'company_id': here, 'date_to': until})
        return kept

    def _future_shifts(self):
        zone = self.company_id.clinic_tz or self.resource_id.tz
        pattern = Pattern(self._attendances(), zone, self.two_weeks)
        new = Shift(pattern, self.company_id.id or None, self.since or None)
        Shifts = self.env['clinic.resource.shift'].sudo()
        kept = Shifts.concat(*map(Shifts.new, self._kept()))
        return (*(self.resource_id._plain_shifts(kept) if kept else ()), new)

    def _apply(self):
        resource = self.resource_id.sudo()
        new = {
            'calendar_id': self._make_calendar().id,
            'company_id': self.company_id.id,
            'date_from': self.since,
        }
        shifts = [{**vals, 'resource_id': resource.id} for vals in (*self._kept(), new)]
        resource.shift_ids.unlink()
        self.env['clinic.resource.shift'].sudo().create(shifts)

    def _make_calendar(self):
        """Hours of this resource's own: whoever else followed the old ones keeps them."""
        resource = self.resource_id
        names = dict(
            self.env['clinic.hours.line']._fields['weekday']._description_selection(self.env)
        )
        rows, sequence, week = [], 0, None
        for line in self._attendances():
            sequence += 1
            if self.two_weeks and line.week != week:
                week = line.week
                label = self.env._("Second week") if week else self.env._("First week")
                section = {'name': label, 'display_type': 'line_section', 'dayofweek': '0'}
                rows.append({**section, 'week_type': str(week), 'sequence': sequence})
                sequence += 1
            rows.append(
                {
                    'name': names[str(line.weekday)],
                    'dayofweek': str(line.weekday),
                    'hour_from': line.hour_from,
                    'hour_to': line.hour_to,
                    'day_period': 'morning' if line.hour_from < 12 else 'afternoon',
                    'week_type': str(line.week) if self.two_weeks else False,
                    'sequence': sequence,
                }
            )
        return (
            self.env['resource.calendar']
            .sudo()
            .create(
                {
                    'name': " · ".join(filter(None, [resource.name, self.company_id.name])),
                    'company_id': resource.company_id.id,
                    'tz': self.company_id.clinic_tz or resource.tz,
                    'two_weeks_calendar': self.two_weeks,
                    'attendance_ids': [Command.clear(), *map(Command.create, rows)],
                }
            )
        )


class ClinicHoursLine(models.TransientModel):
    _name = 'clinic.hours.line'
    _description = "Hours of a day"
    _order = 'week, weekday, id'

    wizard_id = fields.Many2one('clinic.hours', required=True, ondelete='cascade')
    week = fields.Selection([('0', "First"), ('1', "Second")], required=True, default='0')
    weekday = fields.Selection(
        [
            ('0', "Monday"),
            ('1', "Tuesday"),
            ('2', "Wednesday"),
            ('3', "Thursday"),
            ('4', "Friday"),
            ('5', "Saturday"),
            ('6', "Sunday"),
        ],
        string="Day",
        required=True,
        default='0',
    )
    from_1 = fields.Char(string="Starts")
    to_1 = fields.Char(string="Ends")
    from_2 = fields.Char(string="Starts again")
    to_2 = fields.Char(string="Ends again")

    def _written(self):
        names = ('weekday', 'week', 'from_1', 'to_1', 'from_2', 'to_2')
        return {name: self[name] for name in names}
