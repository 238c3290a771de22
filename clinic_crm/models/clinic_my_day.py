from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, format_time

from ..agenda import Code, epoch, expand_shifts, free_gaps, moment, zone
from ..agenda.hours import whole_minutes
from ..agenda.intervals import Spans
from .clinic_appointment import BOOKED_STATES, FREE_STATES
from .clinic_appointment_views import STATE_COLORS

NEXT_STEPS = {
    'scheduled': 'action_arrive',
    'confirmed': 'action_arrive',
    'arrived': 'action_start',
    'in_consultation': 'action_finish',
}


class ClinicMyDay(models.AbstractModel):
    """The page «My day»: a practitioner's visits of one day, in order, with what lies between."""

    _name = 'clinic.my.day'
    _description = "A practitioner's day"

    @api.model
    @api.readonly
    def get_day(self, day=None):
        """Return one day of the practitioner who asks.

        No clinical text: whether there are allergies, not which, so that looking at the list is
        not reading a record.

        :param str day: `YYYY-MM-DD` in the practitioner's zone; today when missing
        :return: ``{'practitioner': name or False, 'day', 'title', 'is_today', 'previous', 'next',
            'counts': {'expected', 'waiting', 'done'}, 'items': […], 'parts': […]}``. Items in
            order of time have a ``kind``: ``visit``, ``session`` (its participants follow), ``gap``
            or ``block`` (away, or a rest day). ``parts`` are what may be blocked, see
            :meth:`_parts`.
        """
        self.env['clinic.appointment'].check_access('read')
        practitioner = self._practitioner()
        if not practitioner:
            return {'practitioner': False, 'user': self.env.user.name}
        clock = self._clock(practitioner)
        now = epoch(fields.Datetime.now())
        today = clock.day(now)
        ordinal = self._ordinal(day, today)
        low, high = clock.midnight(ordinal), clock.midnight(ordinal + 1)
        visits = self._visits(practitioner, low, high)
        open_, closures = self._hours(practitioner, low, high)
        closed = Spans.of([closure.span for closure in closures])
        booked = self._booked(visits)
        date = fields.Date.to_date('0001-01-01') + timedelta(days=ordinal - 1)
        several = len(visits.company_id) > 1
        items = [self._visit_item(visit, several, ordinal <= today) for visit in visits]
        for block in self._blocks(practitioner, low, high):
            span = whole_minutes(block.date_from, block.date_to)
            items.append(self._block_item(block.id, span, clock, low, high, block.clinic_block))
        for closure in closures:
            if closure.kind == Code.HOLIDAY:
                number = f'rest{closure.span[0]}'
                items.append(
                    self._block_item(number, closure.span, clock, low, high, name=closure.name)
                )
        if ordinal >= today:
            since = max(low, now) if ordinal == today else low
            gaps = free_gaps(open_, closed | booked, since, high)
            items += [self._gap_item(start, stop, clock) for start, stop in gaps]
        items.sort(key=lambda item: (item['at'], item['group'], item['kind'] == 'visit'))
        patients = visits.filtered('patient_id')
        return {
            'practitioner': practitioner.name,
            'practitioner_id': practitioner.id,
            'day': fields.Date.to_string(date),
            'title': format_date(self.env, date, date_format=self.env._("EEEE d MMMM")),
            'is_today': ordinal == today,
            'is_past': ordinal < today,
            'previous': fields.Date.to_string(date - timedelta(days=1)),
            'next': fields.Date.to_string(date + timedelta(days=1)),
            'counts': {
                'expected': len(patients.filtered(lambda v: v.state in BOOKED_STATES)),
                'waiting': len(patients.filtered(lambda v: v.state == 'arrived')),
                'done': len(patients.filtered(lambda v: v.state == 'done')),
            },
            'items': items,
            'parts': self._parts(open_ | booked, closed, clock, ordinal, now),
        }

    @api.model
    def get_allergies(self, visit_id):
        """Return the allergies of the patient of one visit; that is a read of the record."""
        visit = self.env['clinic.appointment'].browse(visit_id)
        visit.check_access('read')
        return visit.patient_id.allergies or ''

    # ------------------------------------------------------------------ whose day, which day
    @api.model
    def _practitioner(self):
        """The practitioner this user is, with superuser rights; perhaps none."""
        return self.env['clinic.appointment']._own_practitioner()

    @api.model
    def _clock(self, practitioner):
        return zone(practitioner.tz or self.env.company.clinic_tz)

    @api.model
    def _ordinal(self, day, today):
        try:
            return fields.Date.to_date(day).toordinal() if day else today
        except ValueError:
            return today

    # ------------------------------------------------------------------ what is in it
    @api.model
    def _visits(self, practitioner, low, high):
        """The visits that need the practitioner, in all the branches the user works in."""
        visit = self.env['clinic.appointment'].with_context(
            allowed_company_ids=self.env.user.company_ids.ids
        )
        return visit.search(
            [
                ('start', '<', moment(high)),
                ('stop', '>', moment(low)),
                ('state', 'not in', ('hold', 'cancelled')),
                '|',
                ('practitioner_id', '=', practitioner.id),
                ('booking_ids.resource_id', '=', practitioner.resource_id.id),
            ]
        )

    @api.model
    def _blocks(self, practitioner, low, high):
        return (
            self.env['resource.calendar.leaves']
            .sudo()
            .search(
                [
                    ('resource_id', '=', practitioner.resource_id.resource_id.id),
                    ('time_type', '=', 'leave'),
                    ('date_from', '<', moment(high)),
                    ('date_to', '>', moment(low)),
                ]
            )
        )

    @api.model
    def _booked(self, visits):
        """When these visits take place, as spans."""
        booked = visits.filtered(lambda visit: visit.state not in FREE_STATES)
        return Spans.of([(epoch(visit.start), epoch(visit.stop)) for visit in booked])

    @api.model
    def _hours(self, practitioner, low, high):
        """(working hours, closures) of a day: the leaves, and the rest days of where the
        practitioner works. Where no hours are set there is nothing to tell."""
        Visit = self.env['clinic.appointment']
        number, branch = practitioner.resource_id.id, practitioner.company_id
        if len(practitioner.branch_ids) == 1:
            branch = practitioner.branch_ids
        mean = Visit._agenda_means(branch.id).get(number)
        if mean is None:
            return Spans(), ()
        days = fields.Date.to_date(moment(low)), fields.Date.to_date(moment(high))
        closures = Visit._agenda_closures(branch, {number: mean}, moment(low), moment(high))
        open_ = expand_shifts(mean.shifts or (), *days).open.clip(low, high)
        return open_, closures.get(number, ())

    # ------------------------------------------------------------------ as items of the page
    @api.model
    def _visit_item(self, visit, several, steps):
        patient = visit.patient_id
        return {
            'kind': 'session' if visit.is_session else 'visit',
            'at': epoch(visit.start),
            'group': visit.session_id.id or (visit.is_session and visit.id) or 0,
            'id': visit.id,
            'time': format_time(self.env, visit.start, tz=visit.tz, time_format='short'),
            'minutes': (epoch(visit.stop) - epoch(visit.start)) // 60,
            'state': visit.state,
            'state_label': dict(visit._fields['state']._description_selection(self.env))[
                visit.state
            ],
            'color': STATE_COLORS[visit.state],
            'name': visit.display_name,
            'patient_id': patient.id,
            'age': patient.age_text or '',
            'phone': patient.phone or '',
            'allergy': patient.allergy_state or '',
            'type': visit.type_id.name,
            'in_group': bool(visit.session_id),
            'place': " · ".join(
                [
                    *visit.resource_ids.filtered(lambda one: one.kind == 'room').mapped('name'),
                    *([visit.company_id.name] if several else []),
                ]
            ),
            'waiting': visit.waiting_minutes,
            'overbooked': visit.overbooked,
            'to_relocate': visit.to_relocate,
            'video_url': visit.video_url or '',
            'step': NEXT_STEPS.get(visit.state, '') if steps and not visit.is_session else '',
            'back': self._step_back(visit),
            'over': visit.state in ('done', 'no_show'),
        }

    @api.model
    def _step_back(self, visit):
        """The step that takes back a tap on the wrong card, while one can."""
        if visit.state == 'in_consultation' and not visit.is_session:
            return 'action_arrive'
        if visit.is_session or not visit.can_undo:
            return ''
        return {'arrived': 'action_reschedule', 'done': 'action_start'}.get(visit.state, '')

    @api.model
    def _gap_item(self, start, stop, clock):
        return {
            'kind': 'gap',
            'at': start,
            'group': 0,
            'id': f'gap{start}',
            'time': self._clock_time(start, clock),
            'until': self._clock_time(stop, clock),
            'minutes': (stop - start) // 60,
        }

    @api.model
    def _block_item(self, number, span, clock, low, high, own=False, name=''):
        start, stop = max(span[0], low), min(span[1], high)
        whole = start == low and stop >= high - 60  # Odoo ends a day at 23:59
        return {
            'kind': 'block',
            'at': start,
            'group': 0,
            'id': number,
            'time': '' if whole else self._clock_time(start, clock),
            'until': '' if whole else self._clock_time(stop, clock),
            'own': own,
            'name': name,
        }

    @api.model
    def _clock_time(self, second, clock):
        return format_time(self.env, moment(second), tz=clock.name, time_format='short')
