from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..agenda import Code, Reason, Refusal, epoch, moment
from .clinic_appointment import FREE_STATES
from .clinic_appointment_type import LONGEST_MINUTES

MOVABLE = ('hold', 'scheduled', 'confirmed', 'arrived')
HOLD_MINUTES = 10
YEARS = range(1971, 2200)  # of visits that anybody can mean
STAFF_WAIVES = frozenset(
    (Code.PAST, Code.OUTSIDE_HOURS, Code.LEAVE, Code.HOLIDAY, Code.EVENT, Code.NOTICE, Code.TOO_FAR)
)
OVERBOOK_WAIVES = frozenset((Code.BUSY, Code.CAPACITY_FULL, Code.PATIENT_BUSY))


class ClinicAppointment(models.Model):
    """The ways to the door: booking, holding, moving, and who may overrule the agenda."""

    _inherit = 'clinic.appointment'

    # ------------------------------------------------------------------ ways in
    @api.model
    def _book(self, vals_list, waive=()):
        """Create visits and reserve what they need: all of them, or none.

        :param waive: for each visit the codes of reasons that may be overruled, or nothing
        :raises UserError: the refusal in words
        """
        vals_list = [dict(vals) for vals in vals_list]
        wanted = [self._ids_of_commands(vals.pop('resource_ids', None)) for vals in vals_list]
        for vals in vals_list:
            self._check_times(vals)
            if not vals.get('practitioner_id') and self._books_for_itself():
                vals['practitioner_id'] = self._own_practitioner().id
        with self.env.cr.savepoint():
            visits = self._through_door().create(vals_list).with_env(self.env)
            visits._place(dict(zip(visits.ids, waive, strict=False)), wanted)
            visits.check_access('write')
        return visits

    @api.model
    def _hold(self, vals, token, minutes=HOLD_MINUTES):
        """Hold a time for somebody who has not decided yet; a new one replaces the old.

        :param vals: as for `create`; the patient may be missing
        :param str token: who holds it (a conversation, a session)
        """
        self.sudo().search([('hold_token', '=', token), ('state', '=', 'hold')]).unlink()
        until = fields.Datetime.now() + timedelta(minutes=minutes)
        return self._book([{**vals, 'state': 'hold', 'hold_until': until, 'hold_token': token}])

    def _confirm_hold(self, patient=None):
        """Make a held time a visit. One that ran out but that nobody took is judged once more.

        :raises UserError: it is taken, has passed, or the patient has another visit then
        """
        self.ensure_one()
        held = self.sudo().exists()
        if held.state != 'hold' or not (patient or held.patient_id):
            raise UserError(self.env._("This time is not held any more. Choose another."))
        held.lock_for_update()
        ran_out = held.hold_until <= fields.Datetime.now()
        with self.env.cr.savepoint():
            held._through_door().write(
                {
                    'patient_id': (patient or held.patient_id).id,
                    'state': 'scheduled',
                    'hold_until': False,
                    'hold_token': False,
                }
            )
            held.booking_ids.write({'expires_at': False})
            if ran_out:
                held._place()
            else:
                held._check_patient_free()

    def _check_patient_free(self):
        """Refuse a held time at which the patient it is for has another visit."""
        busy = self._agenda_patient_busy(self.patient_id, self.start, self.stop, self.ids)
        for spans in busy.values():
            since, until = map(moment, spans.clash(epoch(self.start), epoch(self.stop)))
            reason = Reason(Code.PATIENT_BUSY, since=since, until=until)
            raise self._refused(Refusal(self.start, self.stop, (reason,)))

    def _move(self, vals, waive=frozenset()):
        """Write what decides the reservation of these visits, and reserve anew.

        :param vals: for all of them alike, or a list with what is written on each
        """
        each = [dict(one) for one in (vals if isinstance(vals, list) else [vals] * len(self))]
        wanted = {}
        for visit, one in zip(self, each, strict=True):
            self._check_times({'start': visit.start, **one})
            wanted[visit] = self._ids_of_commands(one.pop('resource_ids', None))
            visit._check_movable(one)
        with self.env.cr.savepoint():
            same_start = self.browse()
            for visit, times in zip(self, each, strict=True):
                if 'start' in times and 'stop' not in times and 'type_id' not in times:
                    start = fields.Datetime.to_datetime(times['start'])
                    times['stop'] = start + (visit.stop - visit.start)
                start = visit.start
                visit._through_door().write(times)
                if visit.start == start:
                    same_start += visit
            taking = self.filtered(lambda visit: visit.state not in FREE_STATES)
            # what was agreed to was another time
            (self - taking)._through_door().write(
                {'waived': False, 'overbooked': False, 'overbook_user_id': False}
            )
            for visits, also in (
                (taking & same_start, frozenset((Code.PAST,))),
                (taking - same_start, frozenset()),
            ):
                visits._place(
                    dict.fromkeys(visits.ids, waive | also), [wanted[visit] for visit in visits]
                )
            self._place_session()
            self.check_access('write')

    def _check_movable(self, vals):
        if self.is_session and vals.get('type_id', self.type_id.id) != self.type_id.id:
            raise UserError(
                self.env._("A group session stays what it is. Cancel it and book another.")
            )
        if self.state not in (*MOVABLE, *FREE_STATES):
            raise UserError(
                self.env._(
                    "%(visit)s has already begun: it cannot be moved.",
                    visit=self.display_name,
                )
            )

    @api.model
    def _check_times(self, vals):
        """Refuse in words a start or an end that no visit can have."""
        try:
            times = [fields.Datetime.to_datetime(vals[n]) for n in ('start', 'stop') if n in vals]
            if any(not one or one.year not in YEARS for one in times):
                raise ValueError
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("Choose a day and a time.")) from error
        if len(times) == 2 and times[1] <= times[0]:
            raise UserError(self.env._("The visit ends before it begins."))
        if len(times) == 2 and times[1] - times[0] > timedelta(minutes=LONGEST_MINUTES):
            raise UserError(self.env._("A visit takes between 1 minute and 24 hours."))

    @api.model
    def _allowed_waivers(self, reason):
        """The codes this user may overrule, having written why."""
        if not (reason or '').strip() or not self._agenda_is_staff():
            return frozenset()
        if self.env.user.has_group('clinic_crm.group_overbook'):
            return STAFF_WAIVES | OVERBOOK_WAIVES
        return STAFF_WAIVES

    @api.model
    def _books_for_itself(self):
        user = self.env.user
        return user.has_group('clinic_crm.group_practitioner') and not user.has_groups(
            'clinic_crm.group_reception,clinic_crm.group_director'
        )

    @api.model
    def _own_practitioner(self):
        return (
            self.env['clinic.practitioner']
            .sudo()
            .search(
                [('user_id', '=', self.env.uid)],
                limit=1,
            )
        )

    @api.model
    def _ids_of_commands(self, commands):
        found = set()
        for command in commands or ():
            if command[0] in (4, 1):
                found.add(command[1])
            elif command[0] == 6:
                found.update(command[2])
        return tuple(found)

    # ------------------------------------------------------------------ holds that ran out
    @api.model
    def _cron_forget_holds(self):
        now = fields.Datetime.now()
        holds = self.search([('state', '=', 'hold'), ('hold_until', '<=', now)], limit=1000)
        holds.try_lock_for_update().unlink()
