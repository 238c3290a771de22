from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..agenda import day_off, holidays

CUSTOMARY = ('holy_thursday', 'good_friday')
OVER = ('cancelled', 'no_show', 'done')


class ClinicRestDays(models.TransientModel):
    """The days of a year on which the clinic closes: those of the law are ticked already."""

    _name = 'clinic.rest.days'
    _description = "Rest days"

    company_id = fields.Many2one(
        'res.company',
        string="Clinic or branch",
        required=True,
        default=lambda self: self._default_company(),
        domain="[('id', 'in', allowed_company_ids)]",
        help="The clinic: all its branches close, each on its own clock.",
    )
    year = fields.Selection(
        '_selection_year', required=True, default=lambda self: self._default_year()
    )
    line_ids = fields.One2many('clinic.rest.days.line', 'wizard_id', string="Days")

    @api.model
    def _default_company(self):
        clinic = self.env.company.root_id
        return clinic if clinic in self.env.user.company_ids else self.env.company

    @api.model
    def _selection_year(self):
        year = fields.Date.context_today(self).year
        return [(str(number), str(number)) for number in range(year, year + 4)]

    @api.model
    def _default_year(self):
        today = fields.Date.context_today(self)
        return str(today.year + (today.month >= 10))

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        if 'line_ids' in fields_list and values.get('year') and values.get('company_id'):
            company = self.env['res.company'].browse(values['company_id'])
            values['line_ids'] = self._day_commands(company, int(values['year']))
        return values

    @api.onchange('year', 'company_id')
    def _onchange_year(self):
        if self.year and self.company_id:
            commands = self._day_commands(self.company_id, int(self.year))
            self.line_ids = [Command.clear(), *commands]

    @api.model
    def _require_own(self, company):
        """Refuse a clinic or branch the user has no part in: its figures are not theirs to know."""
        if company not in self.env.user.company_ids:
            raise AccessError(
                self.env._("You do not work in that clinic or branch. Choose one of yours.")
            )

    # ------------------------------------------------------------------ the year
    @api.model
    def _day_commands(self, company, year):
        self._require_own(company)
        known = self._known(company, year)
        rows = {
            holiday.day: {
                'name': self._names().get(holiday.code, holiday.name),
                'kind': 'customary' if holiday.customary else 'statutory',
                'closed': not holiday.customary or holiday.day in known,
            }
            for holiday in holidays(year, CUSTOMARY)
        }
        for day, leave in known.items():
            row = rows.setdefault(day, {'name': leave.name or "", 'kind': 'own', 'closed': True})
            row['leave_id'] = leave.id
            row['inherited'] = leave.company_id != company
        return [
            Command.create({**row, 'day': day, 'visit_count': len(self._visits_on(company, day))})
            for day, row in sorted(rows.items())
        ]

    @api.model
    def _names(self):
        return {
            'new_year': self.env._("New Year's Day"),
            'constitution': self.env._("Constitution Day"),
            'juarez': self.env._("Benito Juárez's birthday"),
            'labour': self.env._("Labour Day"),
            'independence': self.env._("Independence Day"),
            'transmission': self.env._("Federal executive takes office"),
            'revolution': self.env._("Revolution Day"),
            'christmas': self.env._("Christmas Day"),
            'holy_thursday': self.env._("Holy Thursday"),
            'good_friday': self.env._("Good Friday"),
        }

    @api.model
    def _known(self, company, year):
        """``{day: leave}`` of the rest days this clinic or branch has, or its clinic for it."""
        parents = [int(part) for part in company.sudo().parent_path.split('/') if part]
        leaves = (
            self.env['resource.calendar.leaves']
            .sudo()
            .search(
                [
                    ('company_id', 'in', parents),
                    ('clinic_rest_day', '>=', f'{year}-01-01'),
                    ('clinic_rest_day', '<=', f'{year}-12-31'),
                ]
            )
        )
        # its own before its clinic's
        ordered = leaves.sorted(lambda leave: leave.company_id == company)
        return {leave.clinic_rest_day: leave for leave in ordered}

    @api.model
    def _visits_on(self, company, day):
        """The visits still booked on a local day of this clinic or branch, with all its own."""
        Visit = self.env['clinic.appointment'].sudo()
        found = Visit.browse()
        for branch in self.env['res.company'].sudo().search([('id', 'child_of', company.id)]):
            start, stop = day_off(branch.clinic_tz, day)
            if stop <= fields.Datetime.now():
                continue
            found += Visit.search(
                [
                    ('company_id', '=', branch.id),
                    ('start', '<', stop),
                    ('stop', '>', start),
                    ('state', 'not in', OVER),
                    ('session_id', '=', False),
                ]
            )
        return found

    # ------------------------------------------------------------------ saved
    def action_save(self):
        """Close on the days ticked, open on the others; show the visits booked on new ones."""
        self.ensure_one()
        if not self.env.user.has_group('clinic_crm.group_director'):
            raise AccessError(self.env._("Only the direction sets the rest days."))
        company = self.company_id
        self._require_own(company)
        known = self._known(company, int(self.year))
        wanted = {}
        for line in self.line_ids.filtered('closed'):
            if line.day.year != int(self.year):
                raise UserError(
                    self.env._(
                        "%(day)s is not in %(year)s. Choose that year above.",
                        day=line._shown(),
                        year=self.year,
                    )
                )
            wanted[line.day] = line.name or self.env._("Rest day")
        own = {day: leave for day, leave in known.items() if leave.company_id == company}
        for day, leave in own.items():
            if day not in wanted:
                leave.unlink()
        new = [day for day in wanted if day not in known]
        Leave = self.env['resource.calendar.leaves'].sudo().with_company(company)
        for day in new:
            Leave.create(
                {
                    **Leave._rest_day_limits(company, day),
                    'name': wanted[day],
                    'company_id': company.id,
                    'calendar_id': False,
                    'resource_id': False,
                    'time_type': 'leave',
                    'clinic_rest_day': day,
                }
            )
        visits = self.env['clinic.appointment'].sudo()
        for day in new:
            visits += self._visits_on(company, day)
        if visits:
            name = self.env._("Visits booked on the new rest days")
            return self.env['clinic.resource']._visits_action(visits, name)
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'success',
                'message': self.env._(
                    "The clinic closes on %(count)s days of %(year)s.",
                    count=len(wanted),
                    year=self.year,
                ),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }


class ClinicRestDaysLine(models.TransientModel):
    _name = 'clinic.rest.days.line'
    _description = "Rest day"
    _order = 'day, id'

    wizard_id = fields.Many2one('clinic.rest.days', required=True, ondelete='cascade')
    closed = fields.Boolean(default=True)
    day = fields.Date(required=True)
    weekday = fields.Char(string="Falls on", compute='_compute_weekday')
    name = fields.Char(string="Rest day")
    kind = fields.Selection(
        [('statutory', "By law"), ('customary', "By custom"), ('own', "The clinic's")],
        required=True,
        default='own',
        readonly=True,
    )
    visit_count = fields.Integer(string="Visits booked", readonly=True)
    inherited = fields.Boolean(readonly=True)
    leave_id = fields.Many2one('resource.calendar.leaves', readonly=True)

    @api.depends('day')
    @api.depends_context('lang')
    def _compute_weekday(self):
        names = self.env['clinic.resource']._day_names()
        for line in self:
            line.weekday = names[line.day.weekday()] if line.day else ""

    def _shown(self):
        return self.env['clinic.resource.shift']._day(self.day)

    def action_visits(self):
        """The visits booked on this day."""
        self.wizard_id._require_own(self.wizard_id.company_id)
        visits = self.wizard_id._visits_on(self.wizard_id.company_id, self.day)
        name = self.env._("Visits on %(day)s", day=self._shown())
        return self.env['clinic.resource']._visits_action(visits, name)
