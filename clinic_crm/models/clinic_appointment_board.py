from odoo import api, fields, models

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


class ClinicAppointment(models.Model):
    """What the calendar and the day's board show."""

    _inherit = 'clinic.appointment'

    state = fields.Selection(group_expand='_expand_states')
    state_color = fields.Char(compute='_compute_state_color')
    waiting_minutes = fields.Integer(
        string="Waiting (minutes)", compute='_compute_waiting_minutes', compute_sudo=True
    )

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

    @api.model
    def _expand_states(self, states, domain):
        """The board's columns, empty ones too, in the order of the road."""
        shown = ['scheduled', 'confirmed', 'arrived', 'in_consultation', 'done', 'no_show']
        return [state for state in STATE_COLORS if state in shown or state in states]
