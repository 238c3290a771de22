from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..agenda import Code
from .clinic_appointment import FREE_STATES
from .clinic_appointment_rights import OVERBOOK_WAIVES
from .clinic_appointment_world import codes_of

UNDO = timedelta(minutes=15)
NEXT = {
    'hold': ('scheduled', 'cancelled'),
    'scheduled': ('confirmed', 'arrived', 'cancelled', 'no_show'),
    'confirmed': ('scheduled', 'arrived', 'cancelled', 'no_show'),
    'arrived': ('in_consultation', 'scheduled', 'cancelled', 'no_show'),
    'in_consultation': ('done', 'arrived'),
    'done': (),
    'cancelled': ('scheduled',),
    'no_show': ('arrived', 'scheduled'),
}


class ClinicAppointment(models.Model):
    """The road of a visit, with the time of each step."""

    _inherit = 'clinic.appointment'

    # which buttons make sense at this moment
    is_due = fields.Boolean(compute='_compute_buttons')
    is_today = fields.Boolean(compute='_compute_buttons')
    can_undo = fields.Boolean(compute='_compute_buttons')

    def _move(self, vals, waive=frozenset()):
        """Whoever waits and is given another day waits no more."""
        waiting = self.filtered(lambda visit: visit.state == 'arrived')
        days = {visit: visit._local(visit.start).date() for visit in waiting}
        result = super()._move(vals, waive)
        for visit, day in days.items():
            if visit._local(visit.start).date() != day:
                visit._through_door().write(visit._stamps('arrived', 'scheduled'))
        return result

    def _change_state(self, state, waive=frozenset(), reason=None):
        """Take these visits to another state, if the road leads there.

        :raises UserError: it does not, or the time is taken meanwhile
        """
        waive = waive or self._allowed_waivers(reason)
        if state in FREE_STATES:
            self._let_nobody_in()
        with self.env.cr.savepoint():
            for visit in self.filtered(lambda visit: visit.state != state):
                visit._check_step(state, reason)
                before = visit.state
                # with all rights: nobody else may touch the token of a hold
                visit.sudo()._through_door().write(visit._stamps(before, state))
                if state in FREE_STATES:
                    visit.sudo().booking_ids.write({'blocking': False, 'expires_at': False})
                elif before in FREE_STATES:
                    visit._come_back(before, waive)
                elif before == 'hold':
                    visit._check_patient_free()
                    visit.sudo().booking_ids.write({'expires_at': False})
                if state == 'arrived' and before != 'in_consultation':
                    visit._tell_practitioner()

    def _come_back(self, before, waive):
        """Reserve again what this visit gave up.

        The exceptions that were made for it hold, and whoever made them answers for them. To share
        somebody's time again takes the right to it, unless the absence is what is taken back.
        """
        agreed, author = codes_of(self.waived), self.overbook_user_id.id
        if before == 'no_show':
            holds = agreed | {Code.PAST}
        else:
            may = self.env.user.has_group('clinic_crm.group_overbook')
            holds = agreed - {Code.PAST} - (frozenset() if may else OVERBOOK_WAIVES)
        self._place({self.id: waive | holds})
        codes = codes_of(self.waived) - {Code.PAST}
        if author and codes <= agreed:
            codes |= agreed & {Code.PAST}
            kept = ','.join(sorted(code.value for code in codes)) or False
            self.sudo()._through_door().write({'waived': kept, 'overbook_user_id': kept and author})

    def _check_step(self, state, reason):
        label = dict(self._fields['state']._description_selection(self.env))
        allowed = state in NEXT[self.state]
        if self.state == 'done' and state == 'in_consultation':
            director = self.env.user.has_group('clinic_crm.group_director')
            allowed = self._is_just_done() or (bool(reason) and director)
            if not allowed:
                raise UserError(
                    self.env._(
                        "A finished visit is opened again only by the direction, with a reason."
                    )
                )
        if self.state == 'arrived' and state == 'scheduled':
            allowed = self._is_just_done()
        if allowed and state == 'no_show' and fields.Datetime.now() < self.start:
            raise UserError(
                self.env._(
                    "The visit is on %(when)s: it is too early to say that nobody came. "
                    "If the patient is not coming, cancel it.",
                    when=self._agenda_when(self.start, dated=True),
                )
            )
        if not allowed:
            raise UserError(
                self.env._(
                    "The visit is “%(now)s”: it cannot become “%(then)s”.",
                    now=label.get(self.state),
                    then=label.get(state, state),
                )
            )
        if state != 'cancelled' and not self.patient_id and not self.is_session:
            raise UserError(self.env._("Choose the patient first."))
        if (
            self.is_session
            and state in FREE_STATES
            and self.participant_ids.filtered(lambda visit: visit.state not in FREE_STATES)
        ):
            raise UserError(
                self.env._("Patients have a place in this session. Move or cancel them first.")
            )

    def _is_just_done(self):
        """Whether the last step was a moment ago, and may have been a slip of the hand."""
        stamp = {'arrived': self.arrived_at, 'done': self.done_at}.get(self.state)
        return bool(stamp) and fields.Datetime.now() - stamp <= UNDO

    def _stamps(self, before, state):
        """What is written with a step: who and when."""
        now = fields.Datetime.now()
        vals = {'state': state}
        if before == 'hold':
            vals.update(hold_until=False, hold_token=False)
        if before in FREE_STATES:
            vals.update(
                cancelled_at=False,
                cancel_user_id=False,
                cancelled_by=False,
                cancel_reason=False,
                no_show_at=False,
                no_show_user_id=False,
            )
        if state == 'arrived' and not self.arrived_at:
            vals.update(arrived_at=now)
        if state == 'arrived':
            vals.update(started_at=False)
        elif state == 'in_consultation':
            vals.update(started_at=self.started_at or now, done_at=False)
        elif state == 'done':
            vals.update(done_at=now)
        elif state == 'scheduled':
            vals.update(arrived_at=False, started_at=False)
        elif state == 'cancelled':
            vals.update(cancelled_at=now, cancel_user_id=self.env.uid)
        elif state == 'no_show':
            vals.update(no_show_at=now, no_show_user_id=self.env.uid)
        return vals

    def _tell_practitioner(self):
        """Say at once, on the practitioner's screen only, that somebody is there.

        The screen asks who it is: the bus keeps its messages in clear.
        """
        for visit in self:
            user = visit.practitioner_id.sudo().user_id
            if user and user != self.env.user:
                user._bus_send('clinic.board/arrived', {'visit': visit.id})

    # ------------------------------------------------------------------ buttons
    @api.depends('start', 'state', 'arrived_at', 'done_at')
    def _compute_buttons(self):
        now = fields.Datetime.now()
        for visit in self:
            start = visit.start or now
            visit.is_due = start <= now
            visit.is_today = visit._local(start).date() == visit._local(now).date()
            # who came without an appointment was never expected
            expected = visit.state != 'arrived' or not visit.walk_in
            visit.can_undo = expected and visit._is_just_done()

    def action_confirm(self):
        self._step('confirmed')

    def action_arrive(self):
        self._step('arrived')

    def action_start(self):
        self._step('in_consultation')

    def action_finish(self):
        self._step('done')

    def action_no_show(self):
        self._step('no_show')

    def action_reschedule(self):
        self._step('scheduled')

    def _step(self, state):
        self.check_access('write')
        self._change_state(state)
