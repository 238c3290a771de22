from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time

from ..agenda import AFTERNOON, EVENING, MORNING, Plan, epoch, moment, zone
from .clinic_appointment import FREE_STATES

LONGEST_SEARCH = timedelta(days=120)
PARTS = {'morning': MORNING, 'afternoon': AFTERNOON, 'evening': EVENING}


class ClinicAppointment(models.Model):
    """When could it be? Answered by the code that decides whether it can be booked."""

    _inherit = 'clinic.appointment'

    @api.model
    def _agenda_slots(
        self,
        visit_type,
        branch,
        since,
        until,
        practitioner=None,
        patient=None,
        parts=(),
        weekdays=None,
        limit=9,
        each=False,
        staff=False,
        exclude=(),
        minutes=None,
    ):
        """The slots (``agenda.Slot``) that start in ``[since, until)`` (naive UTC), in order.

        At most six queries, whatever the number of practitioners, days and visits.

        :param practitioner: only with this one; else with whoever is free
        :param patient: leave out the times at which this patient has another visit
        :param parts: parts of the local day as pairs of hours, e.g. ``agenda.MORNING``
        :param weekdays: Monday 0
        :param each: one slot per start and practitioner, not only per start
        :param staff: whether notice and window for patients do not bind
        :param exclude: ids of visits that do not count, such as the one that is to be moved
        :param minutes: how long, when not as long as its type
        """
        until = min(until, since + LONGEST_SEARCH)
        if until <= since:
            return []
        if not staff and not self._agenda_needs(visit_type.id):
            return []  # patients are not told what the direction has still to set up
        world, request = self._agenda_question(
            visit_type,
            branch,
            since,
            until,
            practitioner,
            patient,
            exclude,
            staff=staff,
            minutes=minutes,
        )
        return list(
            Plan(world, request).search(
                since,
                until,
                parts=parts,
                weekdays=weekdays,
                pack=visit_type.sudo().pack,
                each=each,
                limit=limit,
            )
        )

    def _length(self):
        """How many minutes this visit takes, which may not be what its type does."""
        return int((self.stop - self.start).total_seconds() // 60)

    @api.model
    def get_slots(self, wish):
        """The first free slots for a wish of the desk, ready to be shown and booked.

        :param dict wish: ``type_id``; optional ``company_id``, ``practitioner_id``, ``patient_id``,
            ``since`` (text, UTC), ``days``, ``part`` (``morning``, ``afternoon``, ``evening``),
            ``limit``
        :return: ``[{'start', 'stop', 'day', 'time', 'practitioner', 'values'}]``; ``values`` is
            what `create` takes to book exactly this slot, once the patient is known
        """
        self.check_access('read')
        branch = self.env['res.company'].browse(wish.get('company_id') or self.env.company.id)
        if branch not in self.env.companies:
            raise UserError(self.env._("Choose a branch you work in."))
        visit_type = self.env['clinic.appointment.type'].browse(wish['type_id'])
        practitioner = self.env['clinic.practitioner'].browse(wish.get('practitioner_id') or [])
        patient = self.env['clinic.patient'].browse(wish.get('patient_id') or [])
        visit_type.check_access('read')
        practitioner.check_access('read')
        patient.check_access('read')
        since = fields.Datetime.to_datetime(wish.get('since')) or fields.Datetime.now()
        slots = self._agenda_slots(
            visit_type,
            branch,
            since,
            since + timedelta(days=min(wish.get('days') or 30, LONGEST_SEARCH.days)),
            practitioner,
            patient or None,
            parts=[PARTS[wish['part']]] if wish.get('part') in PARTS else (),
            limit=min(wish.get('limit') or 9, 100),
            staff=self._agenda_is_staff(),
        )
        return self._slots_values(slots, visit_type, branch)

    @api.model
    def _slots_values(self, slots, visit_type, branch):
        """The slots as the desk shows and books them; see :meth:`get_slots`.

        :return: beside what `get_slots` says, `date` and `clock` (local, ISO), `practitioner_id`,
            `rooms`, and for a group visit `places`: how many are left, and `joins`: whether a group
            meets then already
        """
        sessions = self.sudo().browse({slot.session for slot in slots if slot.session})
        reserved = {session.id: session.booking_ids.resource_id.ids for session in sessions}
        seats = {session.id: session.seats for session in sessions}
        taken = self._taken_places(sessions)
        numbers = {number for slot in slots for number in slot.resources}
        resources = self.env['clinic.resource'].sudo().browse(numbers.union(*reserved.values()))
        kinds = {resource.id: resource.kind for resource in resources}
        names = {resource.id: resource.name for resource in resources}
        practitioners = {
            practitioner.resource_id.id: practitioner
            for practitioner in self.env['clinic.practitioner']
            .sudo()
            .with_context(active_test=False)
            .search([('resource_id', 'in', resources.ids)])
        }
        places = visit_type.sudo().seats
        clock, days, found = zone(branch.clinic_tz), {}, []
        for slot in slots:
            chosen = reserved[slot.session] if slot.session else list(slot.resources)
            lead = next((n for n in chosen if kinds[n] == 'practitioner'), None)
            practitioner = practitioners.get(lead, self.env['clinic.practitioner'])
            local = moment(clock.wall(epoch(slot.start)))
            day = local.date()
            if day not in days:
                days[day] = format_date(self.env, day, date_format=self.env._("EEEE d MMMM"))
            start, stop = map(fields.Datetime.to_string, (slot.start, slot.stop))
            found.append(
                {
                    'start': start,
                    'stop': stop,
                    'date': fields.Date.to_string(day),
                    'clock': f'{local:%H:%M}',
                    'day': days[day],
                    'time': format_time(
                        self.env, slot.start, tz=branch.clinic_tz, time_format='short'
                    ),
                    'practitioner': practitioner.name or "",
                    'practitioner_id': practitioner.id,
                    'rooms': ", ".join(names[n] for n in chosen if kinds[n] != 'practitioner'),
                    'joins': bool(slot.session),
                    'places': places > 1
                    and seats.get(slot.session, places) - taken.get(slot.session, 0),
                    'values': {
                        'type_id': visit_type.id,
                        'company_id': branch.id,
                        'start': start,
                        'stop': stop,
                        'practitioner_id': practitioner.id,
                        'resource_ids': [(6, 0, chosen)],
                    },
                }
            )
        return found

    @api.model
    def _taken_places(self, sessions):
        """``{session id: places taken}``; a hold that has run out takes none."""
        return dict(
            (session.id, count)
            for session, count in self.sudo()._read_group(
                [
                    ('session_id', 'in', sessions.ids),
                    ('state', 'not in', FREE_STATES),
                    '|',
                    ('state', '!=', 'hold'),
                    ('hold_until', '>', fields.Datetime.now()),
                ],
                ['session_id'],
                ['__count'],
            )
        )
