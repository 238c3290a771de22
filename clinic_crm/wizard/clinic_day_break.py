from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..agenda import day_off
from ..models.clinic_appointment import BOOKED_STATES

WAITING = (*BOOKED_STATES, 'arrived')
LONGEST_LATE = 240
MOST_NAMED = 10


class ClinicDayBreak(models.TransientModel):
    """The practitioner does not come, or comes late: the whole day is told in one action."""

    _name = 'clinic.day.break'
    _description = "The practitioner's day breaks"

    practitioner_id = fields.Many2one(
        'clinic.practitioner',
        required=True,
        ondelete='cascade',
        default=lambda self: self.env['clinic.appointment']._own_practitioner().sudo(False),
    )
    day = fields.Date(required=True, default=lambda self: self._today(self.env.company.clinic_tz))
    what = fields.Selection(
        [('absent', "Does not come"), ('late', "Is late")], required=True, default='absent'
    )
    then = fields.Selection(
        [
            ('offer', "Ask them to choose another time"),
            ('cancel', "Cancel them, and offer to book again"),
        ],
        string="Their visits",
        required=True,
        default='offer',
    )
    minutes = fields.Integer(string="Minutes late", default=40)
    visit_ids = fields.Many2many(
        'clinic.appointment', string="Who is told", compute='_compute_visit_ids'
    )
    elsewhere = fields.Integer(
        compute='_compute_visit_ids', help="Visits at branches whose agenda is not open here."
    )

    @api.depends('practitioner_id', 'day', 'what')
    def _compute_visit_ids(self):
        for wizard in self:
            visits = wizard._visits()
            wizard.visit_ids = visits.with_env(self.env)._filtered_access('read')
            wizard.elsewhere = len(visits) - len(wizard.visit_ids)

    @api.model
    def _today(self, tz):
        """The day on the clinic's clock, wherever the person's browser is."""
        return fields.Date.context_today(self.with_context(tz=tz))

    def _tz(self):
        return self.practitioner_id.tz or self.env.company.clinic_tz

    def _limits(self):
        """(start, stop) of what is left of the day, in naive UTC."""
        start, stop = day_off(self._tz(), self.day)
        return max(start, fields.Datetime.now()), stop

    def _visits(self):
        """The practitioner's visits, in every branch: whoever is away is away from all of them."""
        self.ensure_one()
        if not self.practitioner_id or not self.day:
            return self.env['clinic.appointment']
        start, stop = self._limits()
        states = BOOKED_STATES
        if self.what == 'late':
            states = WAITING
            start = fields.Datetime.subtract(start, minutes=60)
        return (
            self.env['clinic.appointment']
            .sudo()
            .search(
                [
                    ('practitioner_id', '=', self.practitioner_id.id),
                    ('start', '>', start),
                    ('start', '<', stop),
                    ('state', 'in', states),
                    ('patient_id', '!=', False),
                ]
            )
        )

    def action_apply(self):
        self.ensure_one()
        Visit = self.env['clinic.appointment']
        Visit.check_access('write')
        self.practitioner_id.check_access('read')
        if Visit._books_for_itself() and self.practitioner_id != Visit._own_practitioner().sudo(
            False
        ):
            raise AccessError(self.env._("This agenda is not yours."))
        if self.what == 'late':
            return self._late()
        start, stop = self._limits()
        if stop <= start:
            raise UserError(self.env._("That day is over: choose another one."))
        visits = self._visits()
        # first, so that nobody is offered a time of that day
        self.practitioner_id.sudo().resource_id._note_away(self.env._("Away"), start, stop)
        untold = visits._call_off() if self.then == 'cancel' else visits._ask_to_move()
        return self._told(visits, untold)

    def _late(self):
        if not 0 < self.minutes <= LONGEST_LATE:
            raise UserError(self.env._("Write how many minutes: between 1 and 240."))
        if self.day != self._today(self._tz()):
            raise UserError(self.env._("Only today's patients are told that somebody is late."))
        visits = self._visits()
        return self._told(visits, visits._tell_late(self.minutes))

    def _told(self, visits, untold):
        sentence = self.env._("%(n)s patients are told.", n=len(visits) - len(untold))
        if not visits:
            sentence = self.env._("No patient had to be told.")
        if untold:
            sentence += " " + self._to_call(untold)
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'message': sentence,
                'type': 'warning' if untold else 'success',
                'sticky': bool(untold),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }

    def _to_call(self, untold):
        """Whom no message reaches, with the phone, as far as this user may see them."""
        patients = untold.sudo(False)._filtered_access('read').sudo().patient_id
        names = [
            " ".join(filter(None, [one.name, one._reader().phone])) for one in patients[:MOST_NAMED]
        ]
        if len(names) < len(untold.patient_id):
            names.append("…")
        return self.env._(
            "No message reaches %(n)s, call them: %(who)s.", n=len(untold), who=", ".join(names)
        )
