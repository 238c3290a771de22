from odoo import api, fields, models

from ..agenda import Repeat

MOST_VISITS = 60


class ClinicAppointmentSeries(models.Model):
    """Visits that were booked together because they repeat: what they have in common.

    Each visit is a visit like any other and is moved or cancelled alone, unless somebody says
    "this one and the following". Written only by the booking itself.
    """

    _name = 'clinic.appointment.series'
    _description = "Series of visits"
    _order = 'id desc'

    company_id = fields.Many2one('res.company', string="Branch", required=True, index=True)
    patient_id = fields.Many2one('clinic.patient', required=True, ondelete='restrict', index=True)
    type_id = fields.Many2one('clinic.appointment.type', required=True, ondelete='restrict')
    practitioner_id = fields.Many2one('clinic.practitioner', ondelete='restrict', index=True)
    every = fields.Integer(required=True, default=1)
    unit = fields.Selection(
        [('day', "Days"), ('week', "Weeks"), ('month', "Months")],
        required=True,
        default='week',
    )
    weekdays = fields.Char(help="Of a series by weeks: Monday 0, with commas between.")
    count = fields.Integer(string="Visits planned", required=True)
    appointment_ids = fields.One2many('clinic.appointment', 'series_id', string="Visits")
    rule_text = fields.Char(string="Repeats", compute='_compute_rule_text')

    _rule_range = models.Constraint(
        f'CHECK (every BETWEEN 1 AND 366 AND count BETWEEN 1 AND {MOST_VISITS})',
        "A series has between 1 and 60 visits.",
    )
    _weekdays_of_weeks = models.Constraint(
        "CHECK (weekdays IS NULL OR (unit = 'week' AND weekdays ~ '^[0-6](,[0-6])*$'))",
        "Days of the week are chosen only for a series by weeks.",
    )

    @api.depends('every', 'unit', 'weekdays')
    def _compute_rule_text(self):
        for series in self:
            series.rule_text = series._rule_text()

    def _rule_text(self):
        if self.unit == 'day':
            return (
                self.env._("Every day")
                if self.every == 1
                else self.env._("Every %(n)s days", n=self.every)
            )
        if self.unit == 'month':
            return (
                self.env._("Every month")
                if self.every == 1
                else self.env._("Every %(n)s months", n=self.every)
            )
        text = (
            self.env._("Every week")
            if self.every == 1
            else self.env._("Every %(n)s weeks", n=self.every)
        )
        if self.weekdays:
            # the names of the week are those of Odoo's working hours
            names = dict(
                self.env['resource.calendar.attendance']
                ._fields['dayofweek']
                ._description_selection(self.env)
            )
            days = ", ".join(names[day].lower() for day in self.weekdays.split(','))
            text = self.env._("%(rule)s: %(days)s", rule=text, days=days)
        return text

    @api.depends('type_id.name', 'rule_text')
    def _compute_display_name(self):
        for series in self:
            series.display_name = f"{series.type_id.name or ''} · {series.rule_text}"

    @api.model
    def _repeat(self, rule):
        """The rule somebody chose, as the agenda's `Repeat`.

        :param dict rule: ``unit``, ``every``, ``count``, ``weekdays`` (a list)
        :raises ValueError: it makes no sense
        """
        count, every = int(rule.get('count') or 0), int(rule.get('every') or 0)
        if not (1 <= count <= MOST_VISITS and 1 <= every <= 366):
            raise ValueError("The count or the step is out of range.")
        unit = rule.get('unit')
        if unit not in dict(self._fields['unit'].selection):
            raise ValueError(f"Unknown unit: {unit}")
        weekdays = tuple(sorted({int(day) for day in rule.get('weekdays') or ()}))
        return Repeat(count, every, unit, weekdays if unit == 'week' else ())
