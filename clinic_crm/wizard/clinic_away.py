from odoo import api, fields, models
from odoo.exceptions import UserError

from ..agenda import day_off, epoch, moment, read_hour, zone


class ClinicAway(models.TransientModel):
    """Somebody is away, or a room cannot be used: from one day to another, or some hours.

    Why is not asked: every employee of Odoo could read it.
    """

    _name = 'clinic.away'
    _description = "Note an absence"

    resource_id = fields.Many2one('clinic.resource', required=True, ondelete='cascade')
    kind = fields.Selection(
        [('vacation', "Vacation"), ('other', "Other absence")], required=True, default='vacation'
    )
    first = fields.Date(
        string="From the day", required=True, default=lambda self: fields.Date.context_today(self)
    )
    last = fields.Date(string="Until the day", help="Included. Empty: that day only.")
    from_hour = fields.Char(string="From the hour", help="Empty: whole days.")
    to_hour = fields.Char(string="Until the hour")
    affected_html = fields.Html(compute='_compute_affected_html', sanitize=False)

    @api.depends('first', 'last', 'from_hour', 'to_hour')
    def _compute_affected_html(self):
        for wizard in self:
            wizard.resource_id._origin.check_access('read')
            try:
                visits = wizard.resource_id._visits_between(*wizard._limits())
            except UserError:
                visits = self.env['clinic.appointment']
            wizard.affected_html = self.env['clinic.resource']._visits_html(visits)

    def _limits(self):
        """(start, stop) in naive UTC.

        :raises UserError: what was written makes no sense
        """
        self.ensure_one()
        last = self.last or self.first
        if not self.first or last < self.first:
            raise UserError(self.env._("The absence ends before it begins."))
        tz = self.resource_id.tz
        if not (self.from_hour or self.to_hour):
            return day_off(tz, self.first, last)
        hours = []
        for text, empty in ((self.from_hour, 0.0), (self.to_hour, 24.0)):
            try:
                hours.append(read_hour(text) if text else empty)
            except ValueError:
                raise UserError(
                    self.env._("“%(text)s” is not a time. Write it like 9:00 or 16:30.", text=text)
                ) from None
        clock = zone(tz)
        start, stop = (
            moment(clock.utc(clock.wall(epoch(day_off(tz, day)[0])) + round(hour * 60) * 60))
            for day, hour in zip((self.first, last), hours, strict=True)
        )
        if stop <= start:
            raise UserError(self.env._("The absence ends before it begins."))
        return start, stop

    def action_save(self):
        """Note it; the visits it falls on are shown, to be moved or cancelled."""
        self.resource_id.check_access('write')
        start, stop = self._limits()
        visits = self.resource_id._visits_between(start, stop)
        names = {'vacation': self.env._("Vacation"), 'other': self.env._("Away")}
        self.resource_id._note_away(names[self.kind], start, stop)
        if not visits:
            return {'type': 'ir.actions.act_window_close'}
        name = self.env._("Visits while %(name)s is away", name=self.resource_id.name)
        return self.env['clinic.resource']._visits_action(visits, name)
