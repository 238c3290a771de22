from odoo import api, fields, models


class ClinicAppointment(models.Model):
    """Whoever arrives gets a turn; whoever is called in is called by it."""

    _inherit = 'clinic.appointment'

    turn_ids = fields.One2many('clinic.turn', 'appointment_id', string="Turns", readonly=True)
    turn = fields.Integer(compute='_compute_turn', compute_sudo=True)

    @api.depends('turn_ids.number')
    def _compute_turn(self):
        for visit in self:
            visit.turn = visit.turn_ids.number

    def _change_state(self, state, waive=frozenset(), reason=None):
        """As before, and turns follow: after all else, so that their lock is held briefly."""
        Turn = self.env['clinic.turn'].sudo()
        moving = self.filtered(lambda visit: visit.state != state and not visit.is_session)
        called = moving.filtered(lambda visit: visit.state == 'arrived')
        back = moving.filtered(lambda visit: visit.state == 'in_consultation')
        result = super()._change_state(state, waive, reason)
        if state == 'arrived':
            Turn._of(back).write({'called_at': False})
            Turn._give(moving - back)
        elif state == 'in_consultation':
            Turn._of(called)._call()
        return result
