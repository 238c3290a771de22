"""Three weeks of visits on either side of today, then how far each has come by now.

What has been is written in bulk, beside the door that people book through, but under the same
constraints of the database; nobody gets a message. Loading again on a later day adds the visits
booked since and takes those that nobody touched to where they would be.
"""

import datetime
from collections import defaultdict

from odoo.addons.clinic_crm.agenda import Busy, epoch

from ..agenda.counter import Counter, Present
from ..agenda.course import LATE, Booked, confirmed, course
from ..agenda.diary import NUMBER, WINDOW, Diary, Sheet
from ..agenda.kinds import KINDS, SERIES_WEEKS
from ..ledger import NAMESPACE, Ledger, seed_ledger
from . import checkpoint
from ._bulk import execute
from .a10_clinic import branch_ids
from .c10_means import kind_ids, practitioner_ids, resource_ids

NEEDS = ('clinic.practitioner', 'clinic.appointment')
OPEN = ('scheduled', 'confirmed', 'arrived', 'in_consultation')


def load(env, world):
    book = Book(env, world)
    diary = Diary(world)
    book.add(diary.visits(world.today - WINDOW, world.today + WINDOW))
    checkpoint(env)
    book.bring_up_to(diary)
    for branch in diary.branches:
        counter = Counter(diary, branch, book.present(branch, diary))
        book.set_state({key: (state, steps) for key, state, steps in counter.promoted()})
        more = list(counter.more())
        book.add([visit for visit, _state, _steps in more])
        book.set_state({visit.key: (state, steps) for visit, state, steps in more})
    checkpoint(env)


class Book:
    """The generated visits of one world in the database."""

    def __init__(self, env, world):
        self.env, self.world = env, world
        self.now = world.now
        self.ledger = seed_ledger(env, world)
        self.branches = branch_ids(env)
        self.resources = resource_ids(env)
        self.practitioners = practitioner_ids(env)
        self.kinds = kind_ids(env)
        self.desk = Ledger(env).known('res.users', ['recepcion'])['recepcion']
        types = env['clinic.appointment.type']
        self.needs = {
            kind.key: types.browse(self.kinds[kind.key]).role_ids.sorted('sequence').ids
            for kind in KINDS
        }

    # -- adding ----------------------------------------------------------------------------------

    def add(self, visits):
        """Create those that are missing and whose time nobody else has taken meanwhile."""
        visits = list(visits)
        known = self.ledger.known('clinic.appointment', [visit.key for visit in visits])
        missing = [visit for visit in visits if visit.key not in known]
        if not missing:
            return
        missing = list(self._free(missing, known))
        patients = self.ledger.known('clinic.patient', {v.patient for v in missing if v.patient})
        for some in (  # a session before its places
            [visit for visit in missing if not visit.session],
            [visit for visit in missing if visit.session],
        ):
            series = self._series([visit for visit in some if visit.series], patients)
            Visit = self.env['clinic.appointment']._through_door()
            values = [self._values(visit, patients, known) for visit in some]
            if 'series_id' in Visit._fields:
                for visit, vals in zip(some, values, strict=True):
                    vals['series_id'] = series.get(visit.series)
            records = Visit.create(values)
            ids = {visit.key: record.id for visit, record in zip(some, records, strict=True)}
            self.ledger.remember('clinic.appointment', ids)
            known |= ids
        self.env.flush_all()
        self._reserve(missing, known)
        self._date(missing, known)
        self.env.invalidate_all()

    def _free(self, visits, known):
        """Those that would not overlap what is in the book, whoever wrote it."""
        self.env.cr.execute(
            "SELECT resource_id, seat, block_start, block_stop FROM clinic_appointment_booking"
            " WHERE blocking AND block_stop > %s AND block_start < %s",
            [min(v.start for v in visits) - WINDOW, max(v.stop for v in visits) + WINDOW],
        )
        number = {record_id: NUMBER[key] for key, record_id in self.resources.items()}
        rows = [(number.get(row[0], 0), *row[1:]) for row in self.env.cr.fetchall()]
        busy = Busy.of_rows(rows)
        kept = set(known)
        for visit in visits:
            clash = any(
                line.blocking
                and busy.of(NUMBER[line.means], line.seat).clash(
                    epoch(line.start), epoch(line.stop)
                )
                for line in visit.lines
            )
            if not clash and (not visit.session or visit.session in kept):
                kept.add(visit.key)
                yield visit

    def _values(self, visit, patients, known):
        return {
            'company_id': self.branches[visit.branch],
            'patient_id': patients.get(visit.patient),
            'practitioner_id': self.practitioners.get(visit.practitioner),
            'type_id': self.kinds[visit.kind],
            'start': visit.start,
            'stop': visit.stop,
            'state': 'scheduled',
            'reason': visit.reason,
            'source': visit.source,
            'walk_in': visit.walk_in,
            'is_session': not visit.patient,
            'session_id': known.get(visit.session),
            'seat': visit.seat,
            'seats': visit.seats,
            'overbook_reason': visit.exception,
            'overbooked': not all(line.blocking for line in visit.lines),
            'waived': ','.join(visit.waived) or False,
            'overbook_user_id': self.desk if visit.exception else False,
        }

    def _series(self, visits, patients):
        """{key: id} of what the visits of a run have in common."""
        if 'clinic.appointment.series' not in self.env:
            return {}
        return self.ledger.ensure(
            'clinic.appointment.series',
            {
                visit.series: {
                    'company_id': self.branches[visit.branch],
                    'patient_id': patients[visit.patient],
                    'type_id': self.kinds[visit.kind],
                    'practitioner_id': self.practitioners.get(visit.practitioner),
                    'every': 1,
                    'unit': 'week',
                    'count': SERIES_WEEKS,
                }
                for visit in visits
            },
        )

    def _reserve(self, visits, ids):
        capacity = {
            resource.id: resource.capacity
            for resource in self.env['clinic.resource'].browse(self.resources.values())
        }
        execute(
            self.env,
            """
            INSERT INTO clinic_appointment_booking (
                resource_id, seat, block_start, block_stop, role, blocking, capacity,
                appointment_id, company_id
            ) VALUES %s
            """,
            sorted(
                (
                    self.resources[line.means],
                    line.seat,
                    line.start,
                    line.stop,
                    str(self.needs[visit.kind][line.need]),
                    line.blocking,
                    capacity[self.resources[line.means]],
                    ids[visit.key],
                    self.branches[visit.branch],
                )
                for visit in visits
                for line in visit.lines
            ),
        )

    def _date(self, visits, ids):
        """A visit was made when it was booked, not when it was loaded."""
        execute(
            self.env,
            "UPDATE clinic_appointment v SET create_date = d.booked, write_date = d.booked"
            " FROM (VALUES %s) AS d (id, booked) WHERE v.id = d.id",
            [(ids[visit.key], visit.booked) for visit in visits],
        )

    # -- as time goes by -------------------------------------------------------------------------

    def bring_up_to(self, diary):
        """Take the visits that nobody touched to where they are by now."""
        rows = self._rows()
        plans = self._plans(diary, rows)
        steps = course(self.world.seed, self._booked(rows, plans))
        changes = {}
        for row in rows:
            plan = plans.get(row['key'])
            new = self._what_became_of(row, plan, steps.get(row['key']))
            if new and new[0] != row['state']:
                changes[row['key']] = new
        self.set_state(changes)

    def _rows(self):
        """Generated visits of the days on which one is still open."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            WITH mine AS (
                SELECT v.*, substr(d.name, %(skip)s) AS key FROM clinic_appointment v
                  JOIN ir_model_data d ON d.res_id = v.id AND d.model = 'clinic.appointment'
                 WHERE d.module = %(module)s AND starts_with(d.name, %(prefix)s)
            )
            SELECT key, id, state, start, stop, company_id, practitioner_id, is_session,
                   session_id, walk_in, arrived_at, started_at, patient_id, write_uid
              FROM mine
             WHERE start >= (SELECT min(start) FROM mine WHERE state = ANY(%(open)s)
                                AND write_uid = %(uid)s) - interval '1 day'
             ORDER BY start, key
            """,
            {
                'module': NAMESPACE,
                'prefix': self._prefix,
                'skip': len(self._prefix) + 1,
                'open': list(OPEN),
                'uid': self.env.uid,
            },
        )
        return self.env.cr.dictfetchall()

    @property
    def _prefix(self):
        return self.ledger._name('clinic.appointment', '')

    def _plans(self, diary, rows):
        """{key: the visit as it was drawn}; those added at the counter have none."""
        plans = {}
        branch_of = {record_id: key for key, record_id in self.branches.items()}
        days = {(branch_of[row['company_id']], _day_of(row['key'])) for row in rows}
        for branch, day in days:
            plans.update((visit.key, visit) for visit in diary.day(branch, day))
        return plans

    def _booked(self, rows, plans):
        for row in rows:
            plan = plans.get(row['key'])
            absent = plan and (plan.missed or plan.cancelled)
            if row['is_session'] or absent or row['state'] in ('cancelled', 'no_show'):
                continue
            room = f"{row['practitioner_id'] or row['key']}_{_day_of(row['key'])}"
            yield Booked(
                row['key'],
                row['start'],
                row['stop'],
                room,
                row['walk_in'],
                bool(row['session_id']),
                row['arrived_at'],
                row['started_at'],
            )

    def _what_became_of(self, row, plan, steps):
        """(state, what it is stamped with) of an open, untouched visit; None: leave it alone."""
        if row['state'] not in OPEN or row['write_uid'] != self.env.uid:
            return None
        if plan and plan.cancelled and plan.cancelled.at <= self.now:
            return 'cancelled', plan.cancelled
        if row['is_session']:
            return ('done', None) if row['stop'] <= self.now else None
        if plan and plan.missed and row['state'] in ('scheduled', 'confirmed'):
            if row['start'] + LATE <= self.now:
                return 'no_show', row['start'] + LATE
        elif steps and (state := steps.state(self.now)):
            return state, steps
        if row['state'] == 'scheduled' and confirmed(
            self.world.seed, row['key'], row['start'], self.now
        ):
            return 'confirmed', None
        return None

    def set_state(self, changes):
        """Write {key: (state, its Steps, its Cancelled, the moment of the absence or None)}."""
        if not changes:
            return
        ids = self.ledger.known('clinic.appointment', changes)
        execute(
            self.env,
            """
            UPDATE clinic_appointment v
               SET state = c.state,
                   arrived_at = c.arrived::timestamp,
                   started_at = c.started::timestamp,
                   done_at = c.done::timestamp,
                   cancelled_at = c.cancelled::timestamp,
                   no_show_at = c.absent::timestamp,
                   cancelled_by = c.asked,
                   cancel_reason = c.why,
                   cancel_user_id = CASE WHEN c.state = 'cancelled' THEN c.desk END,
                   no_show_user_id = CASE WHEN c.state = 'no_show' THEN c.desk END,
                   wait_minutes = COALESCE(
                       extract(epoch FROM c.started::timestamp - c.arrived::timestamp)::int / 60,
                       0
                   ),
                   write_date = GREATEST(
                       v.write_date, c.arrived::timestamp, c.started::timestamp,
                       c.done::timestamp, c.cancelled::timestamp, c.absent::timestamp
                   )
              FROM (VALUES %s) AS c (id, state, arrived, started, done, cancelled, absent,
                                     asked, why, desk)
             WHERE v.id = c.id
            """,
            [
                (ids[key], state, *self._stamps(state, what), self.desk)
                for key, (state, what) in changes.items()
            ],
        )
        self.env.cr.execute(
            "UPDATE clinic_appointment_booking b SET blocking = false, expires_at = NULL"
            "  FROM clinic_appointment v WHERE v.id = b.appointment_id AND b.blocking"
            "   AND v.id = ANY(%s) AND v.state IN ('cancelled', 'no_show')",
            [list(ids.values())],
        )
        if 'cancel_cause' in self.env['clinic.appointment']._fields:
            execute(
                self.env,
                "UPDATE clinic_appointment v SET cancel_cause = c.cause"
                " FROM (VALUES %s) AS c (id, cause) WHERE v.id = c.id",
                [
                    (ids[key], what.cause)
                    for key, (state, what) in changes.items()
                    if state == 'cancelled'
                ],
            )
        self.env.invalidate_all()

    @staticmethod
    def _stamps(state, what):
        """(arrived, started, done, cancelled, absent, who asked, why)."""
        if state == 'cancelled':
            return None, None, None, what.at, None, what.by, what.why
        if state == 'no_show':
            return None, None, None, None, what, None, None
        if what is None:
            return (None,) * 7
        started = what.started if state in ('in_consultation', 'done') else None
        done = what.done if state == 'done' else None
        return what.arrived, started, done, None, None, None, None

    # -- the desk now ----------------------------------------------------------------------------

    def present(self, branch, diary):
        """Today's visits of a branch, whoever booked them, and those that reach into today from
        yesterday's last hours: in no state of today, they only take their seats."""
        day = diary.today(branch)
        sheet = Sheet(diary, diary.branches[branch], day)
        self.env.cr.execute(
            """
            SELECT v.id, d.name, p.key_name, v.practitioner_id,
                   CASE WHEN v.start >= %(since)s THEN v.state END, v.start
              FROM clinic_appointment v
              LEFT JOIN ir_model_data d ON d.res_id = v.id AND d.module = %(module)s
                    AND d.model = 'clinic.appointment'
              LEFT JOIN LATERAL (
                    SELECT name AS key_name FROM ir_model_data m
                     WHERE m.res_id = v.patient_id AND m.module = %(module)s
                       AND m.model = 'clinic.patient' LIMIT 1) p ON true
             WHERE v.company_id = %(branch)s AND v.start < %(until)s
               AND v.start >= %(since)s - interval '3 hours'
            """,
            {
                'module': NAMESPACE,
                'branch': self.branches[branch],
                'since': sheet.at(0),
                'until': sheet.at(24),
            },
        )
        visits = self.env.cr.fetchall()
        lines = self._lines([visit[0] for visit in visits])
        practitioner = {record_id: key for key, record_id in self.practitioners.items()}
        prefix = self.ledger._name('clinic.patient', '')
        return [
            Present(
                (name or '').removeprefix(self._prefix),
                practitioner.get(practitioner_id),
                state,
                start,
                tuple(lines[visit_id]),
                patient and patient.removeprefix(prefix),
            )
            for visit_id, name, patient, practitioner_id, state, start in visits
        ]

    def _lines(self, visit_ids):
        key = {record_id: key for key, record_id in self.resources.items()}
        self.env.cr.execute(
            "SELECT appointment_id, resource_id, seat, block_start, block_stop"
            "  FROM clinic_appointment_booking WHERE blocking AND appointment_id = ANY(%s)",
            [visit_ids],
        )
        lines = defaultdict(list)
        for visit, resource, *rest in self.env.cr.fetchall():
            if resource in key:
                lines[visit].append((key[resource], *rest))
        return lines


def _day_of(key):
    return datetime.datetime.strptime(key[:8], '%Y%m%d').date()
