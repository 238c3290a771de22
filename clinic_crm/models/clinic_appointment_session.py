from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ..agenda import Plan, Refusal
from .clinic_appointment import FREE_STATES, PLACED
from .clinic_appointment_door import LOCK_RESOURCE, LOCK_SESSION
from .clinic_appointment_rights import MOVABLE
from .clinic_appointment_world import PATIENT_SOURCES


class ClinicAppointment(models.Model):
    """Group visits: one session reserves, each participant takes a place of it."""

    _inherit = 'clinic.appointment'

    def _place_in_session(self, waive, wanted):
        """Take a place in the session of this time, or open one."""
        self.ensure_one()
        [asked] = self._ask({self.id: waive}, {self.id: wanted}, self._patients_busy())
        self._release()
        needed = {n for role in asked.request.roles for n in role.alternatives}
        world = self._agenda_world(
            self.company_id,
            needed,
            self.start,
            self.stop,
            exclude=self.ids,
            group_type=self.type_id,
        )
        verdict = Plan(world, asked.request).fits(self.start, waive=asked.waive)
        if isinstance(verdict, Refusal):
            raise self._refused(verdict)
        session = self.sudo().browse(verdict.session or [])
        if not session:
            session = self._open_session(verdict)
        self._take_seat(session)
        self._note(verdict, waive)

    def _open_session(self, slot):
        """Open the group session these lines are for."""
        session = (
            self.sudo()
            ._through_door()
            .create(
                {
                    'is_session': True,
                    'type_id': self.type_id.id,
                    'company_id': self.company_id.id,
                    'start': slot.start,
                    'stop': slot.stop,
                    'seats': self.type_id.sudo().seats,
                    'source': self.source,
                }
            )
        )
        session = session.with_env(self.sudo().env)
        with self._only_if_free() as done:
            self._lock(LOCK_RESOURCE, slot.resources)
            self._forget_expired([slot])
            session._insert_lines([slot])
            done()
            session._note(slot, frozenset())
            return session
        # somebody opened it at this very moment: begin again and find it
        raise ConcurrencyError("The session was opened by somebody else")

    def _take_seat(self, session):
        """Give this visit the lowest free place of a session."""
        self._lock(LOCK_SESSION, session.ids)
        # where it has been moved or ended since, the request begins again
        self.flush_model()
        self.env.cr.execute("SELECT FROM clinic_appointment WHERE id = %s FOR SHARE", session.ids)
        query = """
            SELECT seat FROM clinic_appointment
             WHERE session_id = %s AND id <> %s AND state NOT IN ('cancelled', 'no_show')
        """
        expired = self.sudo().search(
            [
                ('session_id', '=', session.id),
                ('state', '=', 'hold'),
                ('hold_until', '<=', fields.Datetime.now()),
                ('id', '!=', self.id),
            ]
        )
        expired.unlink()
        self.flush_model()
        taken = set()
        with self._other_cursor(True) as other:
            for cursor in (self.env.cr, other):
                cursor.execute(query, [session.id, self.id])
                taken.update(seat for [seat] in cursor.fetchall())
        free = [seat for seat in range(1, session.seats + 1) if seat not in taken]
        if not free:
            raise UserError(
                self.env._(
                    "All %(count)s places are taken. Choose another time.", count=session.seats
                )
            )
        with self._only_if_free() as done:
            self.sudo()._through_door().write(
                {
                    'session_id': session.id,
                    'seats': session.seats,
                    'seat': free[0],
                    'start': session.start,
                    'stop': session.stop,
                    'practitioner_id': session.practitioner_id.id,
                }
            )
            self.flush_recordset()
            done()
            return
        raise UserError(self.env._("That place has just been taken. Choose another time."))

    def _move(self, vals, waive=frozenset()):
        self._let_nobody_in()
        return super()._move(vals, waive)

    def _let_nobody_in(self):
        """Nobody takes a place of these sessions while they move or end. Where somebody has since
        this transaction began, the request begins again, and sees them."""
        sessions = self.filtered('is_session')
        if not sessions:
            return
        self._lock(LOCK_SESSION, sessions.ids)
        with self._other_cursor(True) as other:
            other.execute(
                "SELECT id FROM clinic_appointment WHERE session_id IN %s", [tuple(sessions.ids)]
            )
            inside = self.sudo().browse(number for [number] in other.fetchall())
        known = sessions.sudo().participant_ids
        # whoever leaves it in this transaction is no news
        left = (inside - known).exists().filtered(lambda one: one.write_date == self.env.cr.now())
        if inside - known - left:
            raise ConcurrencyError("Somebody has just taken a place in this session")

    def _end_if_left(self):
        """A session that a patient opened ends with the last one who leaves it; one that the clinic
        opened is the clinic's to end."""
        for session in self.filtered(lambda one: one.source in PATIENT_SOURCES):
            if session.state in MOVABLE and not session._who_comes():
                session._change_state('cancelled')

    def _place_session(self):
        """After a session has moved, its participants follow."""
        for session in self.filtered('is_session'):
            session.participant_ids.filtered(
                lambda visit: visit.state not in FREE_STATES
            ).sudo()._through_door().write(
                {
                    name: session[name] if name in ('start', 'stop') else session[name].id
                    for name in PLACED
                    if name != 'resource_ids'
                }
            )
