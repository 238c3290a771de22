from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_time

from .clinic_appointment import BOOKED_STATES
from .clinic_board import IN_THE_HOUSE

STEPS = {
    'arrive': 'arrived',
    'call': 'in_consultation',
    'finish': 'done',
    'confirm': 'confirmed',
    'absent': 'no_show',
    'not_arrived': 'scheduled',
    'back': 'arrived',
    'reopen': 'in_consultation',
}


class ClinicBoard(models.AbstractModel):
    """What the buttons of the board do. Rights and the road are those of the visit itself."""

    _inherit = 'clinic.board'

    @api.model
    def step(self, visit_id, step):
        """Take a visit one step on, or back. Asking twice does no harm.

        :return: ``{'turn', 'room', 'patient'}``
        """
        visit = self._visit(visit_id)
        visit.write({'state': STEPS[step]})
        turn = visit.sudo().turn_ids
        return {
            'turn': turn.number,
            'room': turn.room_id.name or "",
            'patient': visit.patient_id.display_name,
        }

    @api.model
    def call_again(self, visit_id, room_id=None):
        """Call somebody who is to go in once more, or to another room."""
        visit = self._visit(visit_id)
        visit.check_access('write')
        room = self.env['clinic.resource'].browse(room_id or [])
        room.check_access('read')
        turn = visit.sudo().turn_ids
        if visit.state != 'in_consultation' or not turn:
            raise UserError(self.env._("Only somebody who was called in can be called again."))
        turn._call(room.sudo() or turn.room_id)
        visit._announce()
        return {'turn': turn.number, 'room': turn.room_id.name or ""}

    @api.model
    @api.readonly
    def get_rooms(self, branch_id):
        """The rooms of a branch, to call somebody to."""
        rooms = self.env['clinic.resource'].search(
            [
                ('kind', '=', 'room'),
                '|',
                ('branch_ids', '=', False),
                ('branch_ids', 'in', [branch_id]),
            ]
        )
        return [{'id': room.id, 'name': room.name} for room in rooms]

    # ------------------------------------------------------------------ the end of the day
    @api.model
    def mark_absent(self, visit_ids):
        """Write down that these patients did not come, because a person says so.

        :return: what `undo_absent` takes
        """
        visits = self.env['clinic.appointment'].browse(visit_ids).exists()
        visits = visits.filtered(lambda visit: visit.state in BOOKED_STATES)
        before = {state: found.ids for state, found in visits.grouped('state').items()}
        if visits:
            visits.write({'state': 'no_show'})
        return before

    @api.model
    def undo_absent(self, before):
        """Put back what `mark_absent` changed."""
        Visit = self.env['clinic.appointment']
        for state in BOOKED_STATES:
            visits = Visit.browse(before.get(state) or []).exists()
            visits = visits.filtered(lambda visit: visit.state == 'no_show')
            if visits:
                visits.write({'state': 'scheduled'})
            if visits and state == 'confirmed':
                visits.write({'state': 'confirmed'})

    @api.model
    def close_past(self, visit_id):
        """Finish a visit of an earlier day that was left open.

        Nobody wrote down when it ended: the agenda's time stands in, since today's would tell of a
        consultation of a whole night. When it began stays open if nobody wrote it: a wait is
        measured, not made up.
        """
        visit = self._visit(visit_id)
        if visit.state not in IN_THE_HOUSE:
            return
        begun = visit.started_at
        if visit.state == 'arrived':
            visit.write({'state': 'in_consultation'})
        visit.write({'state': 'done'})
        over = max(begun or visit.arrived_at, visit.stop)
        visit.sudo()._through_door().write({'started_at': begun, 'done_at': over})

    # ------------------------------------------------------------------ somebody is there
    @api.model
    @api.readonly
    def get_arrival(self, visit_id):
        """What the practitioner's screen says when a patient has arrived.

        The notice itself carries an id: the bus keeps what it carries. None when the visit is gone
        or is not theirs to read: a browser that wakes up late hears old notices.
        """
        visit = self.env['clinic.appointment'].browse(visit_id).exists()
        if not visit or not visit.has_access('read'):
            return None
        return {
            'patient': visit.patient_id.display_name,
            'turn': visit.turn,
            'time': format_time(
                self.env, visit.start, tz=visit.company_id.sudo().clinic_tz, time_format='HH:mm'
            ),
        }

    @api.model
    def _visit(self, visit_id):
        visit = self.env['clinic.appointment'].browse(visit_id)
        visit.check_access('read')
        return visit
