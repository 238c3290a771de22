from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_time

from ..agenda import Arrival, epoch, moment, queue, zone
from .clinic_appointment import BOOKED_STATES

STAGES = {
    'scheduled': 'expected',
    'confirmed': 'expected',
    'arrived': 'waiting',
    'in_consultation': 'inside',
    'done': 'done',
    'no_show': 'absent',
}
IN_THE_HOUSE = ('arrived', 'in_consultation')
ABSENT_AFTER = timedelta(minutes=30)  # after its end, a visit nobody came to is asked about
ASKED_DAYS = 14
ASKED_LIMIT = 30
VISIT_FIELDS = (
    'state',
    'start',
    'stop',
    'company_id',
    'patient_id',
    'practitioner_id',
    'type_id',
    'session_id',
    'overbooked',
    'walk_in',
    'arrived_at',
    'started_at',
    'late_told_at',
    'late_minutes',
    'done_at',
)


class ClinicBoard(models.AbstractModel):
    """The day of the branches one works in: who is expected, who waits, who is inside.

    Everything is read with the rights of whoever looks, in a number of queries that depends neither
    on how many visits there are nor on how many patients. Minutes are counted in the browser, so a
    board that nobody changes is not asked for again.
    """

    _name = 'clinic.board'
    _description = "Board of the day"

    @api.model
    @api.readonly
    def get_board(self):
        """Return the board.

        :return: ``{'now', 'branches': [{'id', 'name'}], 'practitioners': [{'id', 'name'}], 'mine',
            'visits': [...], 'asked': {'rows': [...], 'more'}, 'can': {...}}``, times in
            milliseconds since 1970; None for who reads no visits. ``visits`` come in the order of
            their column: by time, those who wait in the order to call them, the last finished
            first.
        """
        Visit = self.env['clinic.appointment']
        if not Visit.has_access('read'):
            return None
        visits = Visit.search_fetch(self._domain_of_today(), VISIT_FIELDS, order='start, id')
        asked = self._asked()
        both = visits | asked[:ASKED_LIMIT]
        mine = Visit._own_practitioner()
        names = self._names(both)
        writable = both._filtered_access('write')
        facts = {
            'rooms': self._rooms(visits),
            'turns': self._turns(visits),
            'first': self._first_timers(visits),
            'place': self._places(visits),
        }
        rows = [
            self._row(visit, names, facts) | {'can_write': visit in writable} for visit in visits
        ]
        rows.sort(key=lambda row: row['place'])
        return {
            'now': _milliseconds(fields.Datetime.now()),
            'branches': [
                {'id': branch.id, 'name': branch.name} for branch in self.env.companies.sudo()
            ],
            'practitioners': [
                {'id': doctor.id, 'name': names[doctor]}
                for doctor in visits.practitioner_id.sorted(lambda doctor: names[doctor])
            ],
            'mine': mine.id,
            'visits': rows,
            'asked': {
                'rows': [
                    self._asked_row(visit, names)
                    for visit in asked[:ASKED_LIMIT]
                    if visit in writable
                ],
                'more': len(asked) > ASKED_LIMIT,
            },
            'can': self._can(),
        }

    @api.model
    def _can(self):
        return {
            'walk_in': self.env['clinic.appointment'].has_access('create'),
            'register': self.env['clinic.patient'].has_access('create'),
            'renew_screen': self.env.user.has_group('clinic_crm.group_director'),
        }

    # ------------------------------------------------------------------ which visits
    @api.model
    def _today(self, branch):
        """The branch's local day as naive UTC: ``(since, until)``."""
        clock = zone(branch.clinic_tz)
        day = clock.day(epoch(fields.Datetime.now()))
        return moment(clock.midnight(day)), moment(clock.midnight(day + 1))

    @api.model
    def _domain_of_today(self):
        """Visits of today, and those of another day whose patient is in the house today."""
        days = []
        for branches in self.env.companies.sudo().grouped('clinic_tz').values():
            since, until = self._today(branches[0])
            days.append(
                Domain('company_id', 'in', branches.ids)
                & (
                    (Domain('start', '>=', since) & Domain('start', '<', until))
                    | (Domain('state', 'in', IN_THE_HOUSE) & Domain('arrived_at', '>=', since))
                )
            )
        return (
            Domain.OR(days) & Domain('state', 'in', list(STAGES)) & Domain('is_session', '=', False)
        )

    @api.model
    def _asked(self):
        """Visits whose time is long over and of which nobody has said what happened."""
        now = fields.Datetime.now()
        over = Domain('state', 'in', BOOKED_STATES) & Domain('stop', '<', now - ABSENT_AFTER)
        left = Domain.OR(
            Domain('company_id', 'in', branches.ids)
            & Domain('state', 'in', IN_THE_HOUSE)
            & Domain('start', '<', self._today(branches[0])[0])
            & Domain('arrived_at', '<', self._today(branches[0])[0])
            for branches in self.env.companies.sudo().grouped('clinic_tz').values()
        )
        own = Domain.TRUE
        if self.env['clinic.appointment']._books_for_itself():
            own = Domain('practitioner_id.user_id', '=', self.env.uid)
        return self.env['clinic.appointment'].search_fetch(
            (over | left)
            & own
            & Domain('company_id', 'in', self.env.companies.ids)
            & Domain('start', '>=', now - timedelta(days=ASKED_DAYS))
            & Domain('is_session', '=', False),
            VISIT_FIELDS,
            order='start, id',
            limit=ASKED_LIMIT + 1,
        )

    # ------------------------------------------------------------------ what is said of them
    @api.model
    def _names(self, visits):
        """``{record: name}`` of patients, practitioners and types, each kind read at once."""
        found = {}
        for records in (visits.patient_id, visits.practitioner_id, visits.type_id):
            found.update((record, record.display_name) for record in records)
        return found

    @api.model
    def _rooms(self, visits):
        """``{visit: name of its room}``; a group visit's is its session's."""
        owners = {visit: (visit.session_id or visit).id for visit in visits}
        lines = self.env['clinic.appointment.booking'].search_fetch(
            [
                ('appointment_id', 'in', list(set(owners.values()))),
                ('resource_id.kind', '=', 'room'),
            ],
            ['appointment_id', 'resource_id'],
        )
        rooms = {line.appointment_id.id: line.resource_id.name for line in lines}
        return {visit: rooms.get(owner, "") for visit, owner in owners.items()}

    @api.model
    def _turns(self, visits):
        turns = self.env['clinic.turn'].search_fetch(
            [('appointment_id', 'in', visits.ids)],
            ['appointment_id', 'number', 'room_id', 'called_at'],
        )
        return {turn.appointment_id: turn for turn in turns}

    @api.model
    def _first_timers(self, visits):
        """The patients nobody here has seen before today, whatever branch it was in."""
        patients = visits.patient_id
        records = patients.sudo()._with_history()
        seen = (
            self.env['clinic.appointment']
            .sudo()
            ._read_group(
                [
                    ('patient_id', 'in', records.ids),
                    ('state', 'in', ('in_consultation', 'done')),
                    ('id', 'not in', visits.ids),
                    ('start', '<', fields.Datetime.now()),
                ],
                ['patient_id'],
            )
        )
        return set(patients.ids) - {patient._survivor().id for [patient] in seen}

    @api.model
    def _places(self, visits):
        """``{visit: place in its column}``."""
        waiting = visits.filtered(lambda visit: visit.state == 'arrived')
        order = queue(
            # who came without an appointment was given a time too
            Arrival(visit.id, visit.arrived_at, visit.start)
            for visit in waiting
            if visit.arrived_at
        )
        places = {arrival.id: number for number, arrival in enumerate(order)}
        found = {}
        for number, visit in enumerate(visits):
            place = places.get(visit.id, number)
            found[visit] = -number if visit.state == 'done' else place
        return found

    @api.model
    def _row(self, visit, names, facts):
        turn = facts['turns'].get(visit)
        room = turn and turn.room_id.name if visit.state == 'in_consultation' else None
        late = visit.late_told_at and visit.state in BOOKED_STATES
        return {
            'id': visit.id,
            'stage': STAGES[visit.state],
            'state': visit.state,
            'place': facts['place'][visit],
            'time': self._time(visit),
            'day': self._other_day(visit),
            'start': _milliseconds(visit.start),
            'arrived': _milliseconds(visit.arrived_at),
            'due': _milliseconds(visit.arrived_at and max(visit.arrived_at, visit.start)),
            'started': _milliseconds(visit.started_at),
            'done': _milliseconds(visit.done_at),
            'branch_id': visit.company_id.id,
            'patient_id': visit.patient_id.id,
            'patient': names.get(visit.patient_id, ""),
            'practitioner_id': visit.practitioner_id.id,
            'practitioner': names.get(visit.practitioner_id, ""),
            'type': names.get(visit.type_id, ""),
            'room': room or facts['rooms'][visit],
            'turn': turn.number if turn else 0,
            'first': visit.patient_id.id in facts['first'],
            'allergic': visit.patient_id.allergy_state == 'yes',
            'overbooked': visit.overbooked,
            'group': bool(visit.session_id),
            'walk_in': visit.walk_in,
            'told_late': (visit.late_minutes or -1) if late else 0,  # -1: they did not say how much
        }

    @api.model
    def _asked_row(self, visit, names):
        return {
            'id': visit.id,
            'state': visit.state,
            'time': ", ".join(filter(None, [self._other_day(visit), self._time(visit)])),
            'patient': names.get(visit.patient_id, ""),
            'patient_id': visit.patient_id.id,
            'practitioner_id': visit.practitioner_id.id,
            'practitioner': names.get(visit.practitioner_id, ""),
            'branch_id': visit.company_id.id,
        }

    @api.model
    def _other_day(self, visit):
        """The day of a visit that is not of today, else nothing."""
        day, today = (visit._local(when).date() for when in (visit.start, fields.Datetime.now()))
        return "" if day == today else format_date(self.env, day, date_format='EEE d MMM')

    @api.model
    def _time(self, visit):
        return format_time(
            self.env, visit.start, tz=visit.company_id.sudo().clinic_tz, time_format='HH:mm'
        )


def _milliseconds(when):
    return epoch(when) * 1000 if when else None
