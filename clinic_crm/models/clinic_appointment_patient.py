from datetime import datetime, timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ..agenda import near_day_in_words, spread
from .clinic_appointment import BOOKED_STATES
from .clinic_appointment_tell import QUIET

SOON, LATER = timedelta(days=14), timedelta(days=90)
ENOUGH = 400  # slots looked at, for a choice among several days


class ClinicAppointment(models.Model):
    """What patients themselves do with a visit, by whatever way: confirm it, move it, cancel it,
    say that they are late. Whoever calls this tells them what came of it.
    """

    _inherit = 'clinic.appointment'

    late_told_at = fields.Datetime(
        string="Said they are late", copy=False, readonly=True, help="The patient sent word."
    )
    late_minutes = fields.Integer(string="Minutes late, they say", copy=False, readonly=True)

    def _is_open_to_patient(self):
        """Whether the patient may still confirm, move or cancel it."""
        self.ensure_one()
        return self.state in BOOKED_STATES and self.start > fields.Datetime.now()

    def _is_cancelled_by_patient(self):
        """Only then it is theirs to take up again, and to say why."""
        return self.state == 'cancelled' and self.cancelled_by == 'patient'

    def _move(self, vals, waive=frozenset()):
        """Of being late to a time it no longer has nobody needs to know."""
        before = {visit: visit.start for visit in self if visit.late_told_at}
        result = super()._move(vals, waive)
        for visit, start in before.items():
            if visit.start != start:
                visit._through_door().write({'late_told_at': False, 'late_minutes': 0})
        return result

    def _other_times(self, since=None, parts=(), limit=9, weekdays=None, until=None):
        """Free slots this visit could be moved to, with the same practitioner if there are any.

        :param datetime since: not before (naive UTC); ``until``: before that
        :param parts: parts of the day, as `_agenda_slots` takes them; so are ``weekdays``
        :return: list of ``agenda.Slot``
        """
        self.ensure_one()
        visit = self.sudo()
        now = fields.Datetime.now()
        since = max(since or now, now)
        for practitioner, ahead in (
            (visit.practitioner_id, SOON),
            (visit.practitioner_id, LATER),
            (visit.practitioner_id.browse(), LATER),
        ):
            slots = visit._agenda_slots(
                visit.type_id,
                visit.company_id,
                since,
                min(since + ahead, until or datetime.max),
                practitioner,
                visit.patient_id,
                parts=parts,
                weekdays=weekdays,
                limit=ENOUGH,
                exclude=visit.ids,
                minutes=visit._length(),
            )
            slots = [slot for slot in slots if slot.start != visit.start]
            if slots:
                return spread(slots, visit.company_id.clinic_tz, limit)
        return []

    def _confirm_by_patient(self):
        """The patient comes; whether that is news."""
        self.ensure_one()
        if self.state != 'scheduled':
            return False
        self.sudo()._change_state('confirmed')
        self._heard(self.start)
        return True

    def _move_by_patient(self, slot):
        """Move the visit to a slot of `_other_times`; what it leaves is free at once.

        :raises UserError: it is taken meanwhile; nothing has changed then
        """
        self.ensure_one()
        visit = self.sudo()
        if not visit._is_open_to_patient():
            raise UserError(self.env._("This visit cannot be moved any more."))
        with self.env.cr.savepoint():
            session = visit.session_id
            visit.with_context(**{QUIET: True})._move(visit._slot_vals(slot))
            session._end_if_left()
            self.env.flush_all()

    def _slot_vals(self, slot):
        """What `_move` writes to bring the visit to a slot."""
        vals = {'start': slot.start, 'stop': slot.stop}
        lead = self.sudo().browse(slot.session or []).practitioner_id
        found = lead.search([('resource_id', 'in', slot.resources)])
        by_resource = {practitioner.resource_id.id: practitioner for practitioner in found}
        lead = lead or next((by_resource[n] for n in slot.resources if n in by_resource), lead)
        if lead and lead != self.practitioner_id:
            vals['practitioner_id'] = lead.id
        return vals

    def _cancel_by_patient(self):
        self.ensure_one()
        self.sudo().with_context(**{QUIET: True})._cancel('patient')
        self.sudo().session_id._end_if_left()

    def _say_why_by_patient(self, cause):
        """Keep the first reason that is given for what the patient cancelled."""
        self.ensure_one()
        if self._is_cancelled_by_patient() and not self.cancel_cause:
            self.sudo().cancel_cause = cause

    def _restore_by_patient(self):
        """Take up again what the patient cancelled.

        :raises UserError: its time is taken meanwhile, or has passed; it was the clinic's doing
        """
        self.ensure_one()
        if not self._is_cancelled_by_patient():
            raise UserError(self.env._("This visit cannot be moved any more."))
        with self.env.cr.savepoint():
            self.sudo().with_context(**{QUIET: True})._change_state('scheduled')
            self.env.flush_all()

    def _late_by_patient(self, minutes=0):
        """Tell reception, on the day's board, that the patient is on the way but late."""
        self.ensure_one()
        self.sudo()._through_door().write(
            {'late_told_at': fields.Datetime.now(), 'late_minutes': min(minutes, 99)}
        )

    def _near_in_words(self):
        """«mañana jueves 26 de noviembre a las 10:30 a. m.»: only for what is read at once."""
        return near_day_in_words(self._local(self.start), self._local(fields.Datetime.now()).date())
