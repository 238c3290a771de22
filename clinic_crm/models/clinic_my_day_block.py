import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..agenda import epoch, halves, moment
from ..agenda.zones import EPOCH_DAY
from .clinic_appointment import FREE_STATES
from .clinic_appointment_door import LOCK_RESOURCE

AHEAD = timedelta(days=400)


class ClinicMyDay(models.AbstractModel):
    """Blocking a part of one's own day, and taking it back."""

    _inherit = 'clinic.my.day'

    @api.model
    def block(self, day, part, since=None, until=None, over_visits=False):
        """Block a part of the own day, so that nobody is booked in it.

        With visits in that part nothing is blocked until `over_visits` says that they are known:
        they stay as they are, and reception sees them as visits to be moved.

        :param str part: `morning`, `afternoon`, `day`, `now` or `hours`; the last with `since` and
            `until` as `HH:MM` on the practitioner's clock
        :return: ``{'block': id or False, 'from': text, 'to': text, 'visits': […], 'hidden':
            number of visits in branches the user has no part in}``
        """
        practitioner = self._practitioner()
        if not practitioner:
            raise AccessError(self._no_practitioner())
        clock = self._clock(practitioner)
        start, stop = self._range(practitioner, clock, day, part, since, until)
        resource = practitioner.resource_id
        # two taps in a row wait for each other
        self.env['clinic.appointment']._lock(LOCK_RESOURCE, resource.ids)
        found = resource._visits_between(moment(start), moment(stop))
        patients = (found | found.participant_ids).filtered(
            lambda visit: visit.patient_id and visit.state not in (*FREE_STATES, 'in_consultation')
        )
        shown = patients.with_env(
            self.env['clinic.appointment']
            .with_context(allowed_company_ids=self.env.user.company_ids.ids)
            .env
        )._filtered_access('read')
        answer = {
            'block': False,
            'from': self._clock_time(start, clock),
            'to': self._clock_time(stop, clock),
            'visits': [self._booked_visit(visit) for visit in shown],
            'hidden': len(patients) - len(shown),
        }
        if not patients or over_visits:
            answer['block'] = self._make_block(practitioner, moment(start), moment(stop)).id
        return answer

    @api.model
    def unblock(self, block_id):
        """Take back a block of one's own; one that is gone already is no error."""
        practitioner = self._practitioner()
        block = self.env['resource.calendar.leaves'].sudo().browse(block_id).exists()
        if not block:
            return
        own = practitioner.resource_id.resource_id
        if not own or block.resource_id != own or not block.clinic_block:
            raise AccessError(
                self.env._("Only what you blocked here yourself can be unblocked here.")
            )
        block.unlink()

    @api.model
    def _make_block(self, practitioner, start, stop):
        """The leave that blocks ``[start, stop)`` of the practitioner; never two for the same."""
        if practitioner.user_id != self.env.user:
            raise AccessError(self.env._("This agenda is not yours."))
        vals = {
            'resource_id': practitioner.resource_id.resource_id.id,
            'date_from': start,
            'date_to': stop,
            'clinic_block': True,
        }
        Leave = self.env['resource.calendar.leaves'].sudo()
        return Leave.search([(name, '=', value) for name, value in vals.items()], limit=1) or (
            # every employee may read the names of leaves: it says that, and not why
            Leave.create({**vals, 'name': self.env._("Blocked"), 'time_type': 'leave'})
        )

    # ------------------------------------------------------------------ which part
    @api.model
    def _parts(self, open_, closed, clock, ordinal, now):
        """What may be blocked on a day: ``[{'part', 'from', 'to'}]``; what is over or blocked
        already is left out.

        ``open_``: the hours, and the visits booked out of hours: who leaves leaves those too.
        """
        parts = []
        for part in ('morning', 'afternoon', 'day', 'now'):
            span = self._part(part, open_, clock, ordinal, now)
            if span and span[1] > now and not closed.covers(*span):
                parts.append(
                    {
                        'part': part,
                        'from': self._clock_time(span[0], clock),
                        'to': self._clock_time(span[1], clock),
                    }
                )
        return parts

    @api.model
    def _part(self, part, open_, clock, ordinal, now):
        """The (start, stop) of a named part of a day, or None where there is none."""
        low, high = clock.midnight(ordinal), clock.midnight(ordinal + 1)
        if part == 'day':
            return low, high
        morning, afternoon = halves(open_, clock, ordinal)
        if part == 'now':
            last = (afternoon or morning or (low, high))[1]
            # whole minutes, so that the page says what is kept
            return (now // 60 * 60, last) if low <= now < last else None
        return {'morning': morning, 'afternoon': afternoon}.get(part)

    @api.model
    def _range(self, practitioner, clock, day, part, since, until):
        """What is to be blocked, in seconds.

        :raises UserError: it cannot be, in words
        """
        now = epoch(fields.Datetime.now())
        ordinal = self._ordinal(day, clock.day(now))
        if part == 'hours':
            base = (ordinal - EPOCH_DAY) * 86_400
            start, stop = (
                clock.utc(base + self._seconds(text), forward=True) for text in (since, until)
            )
        else:
            day = practitioner, clock.midnight(ordinal), clock.midnight(ordinal + 1)
            open_ = self._hours(*day)[0] | self._booked(self._visits(*day))
            span = self._part(part, open_, clock, ordinal, now)
            if not span:
                raise UserError(
                    self.env._("You do not work in that part of the day. Choose the hours instead.")
                )
            start, stop = span
        if stop <= start:
            raise UserError(self.env._("The end must be after the start. Correct the hours."))
        if stop <= now:
            raise UserError(self.env._("That time has already passed: there is nothing to block."))
        if start > now + AHEAD.total_seconds():
            raise UserError(self.env._("That is too far ahead. Check the date."))
        return start, stop

    @api.model
    def _seconds(self, text):
        """Seconds from midnight of an hour such as `16:30`."""
        found = re.fullmatch(r'([01]?\d|2[0-4]):([0-5]\d)(:\d\d)?', text or '')
        if not found:
            raise UserError(self.env._("Write both hours, such as 16:00 and 18:30."))
        return (int(found[1]) * 60 + int(found[2])) * 60

    @api.model
    def _booked_visit(self, visit):
        return {
            'id': visit.id,
            'time': visit._agenda_when(visit.start),
            'name': visit.display_name,
            'phone': visit.patient_id.phone or '',
        }

    @api.model
    def _no_practitioner(self):
        return self.env._(
            "Your user is not linked to a practitioner yet. Ask the direction to do it under "
            "Settings › Practitioners."
        )
