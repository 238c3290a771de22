from contextlib import contextmanager
from dataclasses import dataclass, replace

import psycopg2
import psycopg2.errors
import psycopg2.pool

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ..agenda import Code, Plan, Refusal, Request, Spans, epoch, union
from .clinic_appointment import FREE_STATES
from .clinic_appointment_rights import OVERBOOK_WAIVES

LOCK_RESOURCE, LOCK_SESSION = 0x0C11C, 0x0C11D  # classes of PostgreSQL's advisory locks
TRIES = 4


@dataclass(frozen=True)
class Asked:
    """One visit on its way through the door: the record, what it needs, what may be waived."""

    visit: models.BaseModel
    request: Request
    waive: frozenset


class ClinicAppointment(models.Model):
    """The one door: nothing else reserves a resource.

    The constraint on the lines is what makes a double booking impossible. The locks only spare
    writers who want the same resource a deadlock; they are freed with the transaction.
    """

    _inherit = 'clinic.appointment'

    def _place(self, waive=None, wanted=None):
        """Reserve what these visits need, instead of what they reserved before.

        :param waive: ``{visit id: codes}``
        :param wanted: for each visit the ids of the resources somebody chose
        """
        if not self:
            return
        waive = waive or {}
        wanted = dict(zip(self.ids, wanted or (), strict=False))
        for visit in self:
            visit._check_choice()
        group = self.filtered(lambda visit: visit.type_id.sudo().seats > 1 and not visit.is_session)
        plain = self - group
        if plain:
            plain._place_together(waive, wanted)
        for visit in group:
            visit._place_in_session(waive.get(visit.id, frozenset()), wanted.get(visit.id, ()))

    def _check_choice(self):
        """Refuse a practitioner who does not give this kind of visit here."""
        if not self.practitioner_id:
            return
        lead = self.practitioner_id.sudo().resource_id.id
        means = self._agenda_means(self.company_id.id)
        for kind, role in self._agenda_needs(self.type_id.id):
            if kind == 'practitioner':
                if lead in (role.alternatives or means):
                    return
                raise UserError(
                    self.env._(
                        "%(practitioner)s does not give “%(type)s”.",
                        practitioner=self.practitioner_id.display_name,
                        type=self.type_id.display_name,
                    )
                )

    def _ask(self, waive, wanted, patient_busy, session=None):
        """The visits as :class:`Asked`, with what the agenda has to know of each."""
        asked = []
        for visit in self:
            request = self._agenda_request(
                visit.type_id,
                visit.company_id,
                visit.practitioner_id,
                wanted=wanted.get(visit.id, ()),
                keep=set(visit.sudo().booking_ids.resource_id.ids),
                staff=self._agenda_is_staff(visit.source),
                session=session or visit.is_session,
                patient_busy=union(
                    patient_busy.get(patient.id, Spans()) for patient in visit._who_comes()
                ),
            )
            asked.append(Asked(visit, request, frozenset(waive.get(visit.id) or ())))
        return asked

    def _who_comes(self):
        """The patients of these visits; of a group session, those who have a place in it."""
        taken = self._places().filtered(lambda visit: visit.state not in FREE_STATES)
        return self.patient_id | taken.patient_id.with_env(self.env)

    def _patients_busy(self):
        """``{patient id: Spans}`` of the other visits of those who come, around these."""
        since, until = self._window()
        exclude = self.ids + self._places().ids
        return self._agenda_patient_busy(self._who_comes(), since, until, exclude)

    def _places(self):
        """The visits that have, or had, a place in these as group sessions (superuser)."""
        return self.filtered('is_session').sudo().participant_ids

    def _window(self):
        return min(self.mapped('start')), max(self.mapped('stop'))

    def _place_together(self, waive, wanted):
        asked = self._ask(waive, wanted, self._patients_busy())
        held = frozenset()
        for attempt in range(TRIES):
            # what the database has refused once is judged by what others have committed since
            slots = self._judge(asked, fresh=attempt > 0)
            held = self._lock_more(held, {n for slot in slots for n in slot.resources})
            with self._only_if_free() as done:
                self._release()
                self._forget_expired(slots)
                self._insert_lines(slots)
                done()
                break
        else:
            raise UserError(self.env._("That time has just been taken. Choose another."))
        for one, slot in zip(asked, slots, strict=True):
            one.visit._note(slot, one.waive)

    def _judge(self, asked, fresh=False):
        """The slots of these visits, each seeing those before it as booked.

        :raises UserError: when one of them cannot be
        """
        branches = self.company_id
        slots = []
        for branch in branches:
            mine = [one for one in asked if one.visit.company_id == branch]
            needed = {n for one in mine for role in one.request.roles for n in role.alternatives}
            since, until = self._window()
            with self._other_cursor(fresh) as cursor:
                world = self._agenda_world(
                    branch,
                    needed,
                    since,
                    until,
                    exclude=self.ids,
                    fresh=cursor,
                )
            mine_busy = {}
            for one in mine:
                visit, request = one.visit, one.request
                patient = visit.patient_id.id
                request = replace(
                    request,
                    patient_busy=request.patient_busy | mine_busy.get(patient, Spans()),
                )
                verdict = Plan(world, request).fits(visit.start, visit.stop, one.waive)
                if isinstance(verdict, Refusal):
                    raise visit._refused(verdict, several=len(asked) > 1)
                world = world.plus(verdict.lines)
                if patient:
                    taken = Spans.of([(epoch(visit.start), epoch(visit.stop))])
                    mine_busy[patient] = mine_busy.get(patient, Spans()) | taken
                slots.append((visit.id, verdict))
        by_visit = dict(slots)
        return [by_visit[one.visit.id] for one in asked]

    @contextmanager
    def _other_cursor(self, wanted):
        """A cursor that sees what has been committed by now, or None."""
        if not wanted:
            yield None
            return
        try:
            with self.env.registry.cursor() as cursor:
                yield cursor
        except psycopg2.pool.PoolError as error:
            raise UserError(self.env._("That time has just been taken. Choose another.")) from error

    @contextmanager
    def _only_if_free(self):
        """Undo the block when the database says that a seat is taken.

        The block calls what it is given when it is through; then no refusal is swallowed.
        """
        finished = []
        try:
            with self.env.cr.savepoint():
                yield lambda: finished.append(True)
        except (psycopg2.errors.ExclusionViolation, psycopg2.errors.UniqueViolation):
            if finished:
                raise

    @api.model
    def _lock(self, kind, numbers):
        numbers = sorted(set(numbers))
        if numbers:
            self.env.cr.execute(
                "SELECT pg_advisory_xact_lock(%s, number) FROM unnest(%s) AS number",
                [kind, numbers],
            )

    @api.model
    def _lock_more(self, held, numbers):
        """Lock these resources besides those already locked, and return all that are.

        The first are waited for in order. Later ones are out of order and not waited for: two
        writers could wait for each other. Then the request begins again.
        """
        missing = sorted(numbers - held)
        if not held:
            self._lock(LOCK_RESOURCE, missing)
        for number in missing if held else ():
            self.env.cr.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_RESOURCE, number])
            if not self.env.cr.fetchone()[0]:
                raise ConcurrencyError("Somebody else is booking this resource")
        return held | numbers

    @api.model
    def _forget_expired(self, slots):
        """Delete the holds that have run out and stand in the way."""
        now = fields.Datetime.now()
        for slot in slots:
            for line in slot.lines:
                if line.blocking:
                    self.env['clinic.appointment.booking'].sudo().search(
                        [
                            ('expires_at', '<=', now),
                            ('resource_id', '=', line.resource),
                            ('block_start', '<', line.block_stop),
                            ('block_stop', '>', line.block_start),
                        ]
                    ).appointment_id.unlink()

    def _insert_lines(self, slots):
        """Write the lines of these visits, in an order all writers share."""
        means = {}
        for branch in self.company_id:
            means.update(self._agenda_means(branch.id))
        rows = sorted(
            (
                line.resource,
                line.seat,
                line.block_start,
                line.block_stop,
                line.role,
                line.blocking,
                means[line.resource].resource.capacity,
                visit.id,
                visit.company_id.id,
                visit.hold_until or None if line.blocking else None,
            )
            for visit, slot in zip(self, slots, strict=True)
            for line in slot.lines
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO clinic_appointment_booking (
                    resource_id, seat, block_start, block_stop, role, blocking, capacity,
                    appointment_id, company_id, expires_at
                ) VALUES %s
                """,
                SQL(", ").join(SQL("%s", row) for row in rows),
            ),
            log_exceptions=False,  # it is answered in words
        )
        self.env['clinic.appointment.booking'].invalidate_model()
        self.invalidate_recordset(['booking_ids', 'resource_ids'])

    def _release(self):
        """Take away what these visits reserve."""
        self.sudo().booking_ids.unlink()
        self.filtered('session_id').sudo()._through_door().write({'session_id': False, 'seat': 0})

    def _note(self, slot, waive):
        """Write down what the agenda chose, and which exceptions were made."""
        practitioners = (
            self.env['clinic.resource']
            .sudo()
            .browse(slot.resources)
            .filtered(lambda resource: resource.kind == 'practitioner')
        )
        codes = {reason.code for reason in slot.waived} - {Code.PAST}
        if Code.PAST in waive & {reason.code for reason in slot.waived} and self.overbook_reason:
            codes.add(Code.PAST)
        overbooked = not all(line.blocking for line in slot.lines) or bool(codes & OVERBOOK_WAIVES)
        vals = {
            'overbooked': overbooked,
            'waived': ",".join(sorted(code.value for code in codes)) or False,
            'overbook_user_id': self.env.uid if codes else False,
        }
        if practitioners and not self.practitioner_id:
            vals['practitioner_id'] = (
                self.env['clinic.practitioner']
                .sudo()
                .search(
                    [('resource_id', '=', practitioners[0].id)],
                    limit=1,
                )
                .id
            )
        self.sudo()._through_door().write(vals)
