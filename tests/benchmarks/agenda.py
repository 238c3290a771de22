"""The appointment book with 200,000 visits: free slots, inserting, and the day in the calendar."""

import io
import os
import random
import statistics
import threading
import time
from contextlib import closing
from datetime import datetime, timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.benchmarks import patients
from tests.benchmarks.table import Table, goal, median, timed
from tests.support.ground import connect

TITLE = "the appointment book at 200,000 visits"
VISITS = 200_000
PRACTITIONERS = 20
DAYS = 30
RUNS = 9
SAMPLE = 40
WRITERS = 16
EACH_WRITES = 60
FULL = 0.8  # of the times of a day that are taken
# A working day in Mexico City: (first, last) hour of UTC of its two blocks; 27 times of 20 minutes.
BLOCKS = ((15, 20), (22, 26))
TIMES = [h * 60 + m for first, last in BLOCKS for h in range(first, last) for m in (0, 20, 40)]
SLOTS_MS, SLOTS_QUERIES = 60, 6
SHOWN = (
    'start stop display_name practitioner_id type_id state state_color overbooked patient_id'
).split()
VIEWS = [[False, kind] for kind in ('calendar', 'list', 'kanban', 'form', 'search')]


def measure(ground):
    table = Table(('what', 'median', 'unit', 'queries', 'ratio', 'goal'))
    config.parse_config(['-c', os.environ['ODOO_RC']])
    database = ground.clone(ground.template, 'bench_agenda')
    try:
        with Registry(database).cursor() as cr:
            clinic = Clinic(api.Environment(cr, SUPERUSER_ID, {}))
            clinic.fill()
            cr.commit()
            _slots(table, clinic)
            _calendar(table, clinic)
            cr.rollback()
        _insert(table, database)
    finally:
        ground.drop(database)
    for size, what, _found, ms, queries, wanted in patients.rows(ground, (100_000,)):
        table.add(f'{size:,} patients: {what}', ms, 'ms', queries, '', wanted)
    table.notes.append(
        f"{PRACTITIONERS} practitioners with split shifts, {DAYS} days, {FULL:.0%} of their times "
        f"taken. Medians of {RUNS} runs with the caches of records emptied; as a member of "
        "reception. What the clinic has and its hours stay in Odoo's cache, as in a server. The "
        "tests' PostgreSQL does not wait for the disk (fsync off): of inserts the ratio counts."
    )
    return table


class Clinic:
    """Twenty practitioners, and their visits of some two years up to half a year ahead."""

    def __init__(self, env):
        self.env = env
        self.branch = env.ref('base.main_company')
        self.branch.clinic_tz = 'America/Mexico_City'
        self.now = fields.Datetime.now().replace(microsecond=0)

    def fill(self):
        env = self.env
        calendar = env['resource.calendar'].create(
            {
                'name': "Partido",
                'tz': 'America/Mexico_City',
                'attendance_ids': [Command.clear()]
                + [
                    Command.create(
                        {
                            'name': 'x',
                            'dayofweek': str(day),
                            'hour_from': first - 6,
                            'hour_to': last - 6,
                            'day_period': 'morning' if first < 20 else 'afternoon',
                        }
                    )
                    for day in range(5)
                    for first, last in BLOCKS
                ],
            }
        )
        self.practitioners = env['clinic.practitioner'].create(
            [
                {
                    'name': f'Dra. {number}',
                    'company_id': self.branch.id,
                    'tz': 'America/Mexico_City',
                    'calendar_id': calendar.id,
                }
                for number in range(PRACTITIONERS)
            ]
        )
        self.resources = self.practitioners.resource_id
        self.type = env['clinic.appointment.type'].create(
            {'name': "Consulta", 'company_id': self.branch.id, 'duration': 20, 'step': 20}
        )
        self.patients = env['clinic.patient'].create(
            [{'name': f'Paciente {n}', 'company_id': self.branch.id} for n in range(500)]
        )
        self.user = (
            env['res.users']
            .with_context(no_reset_password=True)
            .create(
                {
                    'name': 'bench',
                    'login': 'bench_agenda',
                    'tz': 'America/Mexico_City',
                    'group_ids': [
                        Command.link(env.ref('clinic_crm.group_reception').id),
                        Command.link(env.ref('clinic_crm.group_overbook').id),
                    ],
                }
            )
        )
        env.flush_all()
        self._visits()

    def _visits(self):
        """By one statement each: the way in is measured elsewhere."""
        cr = self.env.cr
        rows = []
        day = self.now.date() + timedelta(180)
        chance = random.Random(7)
        while len(rows) < VISITS:
            if day.weekday() < 5:
                midnight = datetime.combine(day, datetime.min.time())
                for number in range(PRACTITIONERS):
                    for minutes in TIMES:
                        if chance.random() < FULL and len(rows) < VISITS:
                            start = midnight + timedelta(minutes=minutes)
                            rows.append((number, start))
            day -= timedelta(1)
        cr.execute(
            "CREATE TEMP TABLE wanted (number int, practitioner int, resource int, patient int,"
            " start timestamp) ON COMMIT DROP"
        )
        copy = io.StringIO(
            ''.join(
                f'{n}\t{self.practitioners[number].id}\t{self.resources[number].id}\t'
                f'{self.patients.ids[n % 500]}\t{start}\n'
                for n, (number, start) in enumerate(rows)
            )
        )
        cr.copy_from(copy, 'wanted')
        role = self.type.role_ids[:1].id
        cr.execute(
            """
            WITH made AS (
                INSERT INTO clinic_appointment (
                    company_id, patient_id, practitioner_id, type_id, start, stop, state, source,
                    uuid, seats, is_session, overbooked, walk_in, create_uid, write_uid,
                    create_date, write_date, wait_minutes
                )
                SELECT %(company)s, patient, practitioner, %(type)s, start,
                       start + interval '20 minutes',
                       CASE WHEN start < %(now)s THEN 'done' ELSE 'scheduled' END, 'desk',
                       gen_random_uuid(), 1, false, false, false, 1, 1, %(now)s, %(now)s, 0
                  FROM wanted
                RETURNING id, practitioner_id, start
            )
            INSERT INTO clinic_appointment_booking (
                appointment_id, company_id, resource_id, role, seat, capacity, block_start,
                block_stop, blocking
            )
            SELECT made.id, %(company)s, p.resource_id, %(role)s, 1, 1, made.start,
                   made.start + interval '20 minutes', true
              FROM made JOIN clinic_practitioner p ON p.id = made.practitioner_id
            """,
            {
                'company': self.branch.id,
                'type': self.type.id,
                'now': self.now,
                'role': str(role),
            },
        )
        cr.execute("ANALYZE clinic_appointment, clinic_appointment_booking")
        self.env.invalidate_all()


# -- slots -----------------------------------------------------------------------------------------


def _slots(table, clinic):
    env = clinic.env(user=clinic.user)
    Visit = env['clinic.appointment']
    branch, kind = clinic.branch.with_env(env), clinic.type.with_env(env)
    until = clinic.now + timedelta(days=DAYS)

    def search(**more):
        return lambda: Visit._agenda_slots(kind, branch, clinic.now, until, staff=True, **more)

    baseline, base_queries, _taken = timed(env, lambda: _baseline(clinic, until), RUNS)
    table.add('baseline: hours and one query each', baseline, 'ms', base_queries, '1.00', '')
    for what, work in (
        ('first 9 slots, with anybody', search(limit=9)),
        ('all slots of 30 days, with anybody', search(limit=None)),
        ('all slots of 30 days, each practitioner', search(limit=None, each=True)),
    ):
        ms, queries, found = timed(env, work, RUNS)
        table.add(
            f'{what} ({len(found):,})',
            ms,
            'ms',
            queries,
            f'{ms / baseline:.2f}',
            f'{goal(ms, SLOTS_MS)}, {goal(queries, SLOTS_QUERIES, "queries")}',
        )
        table.must(queries <= SLOTS_QUERIES, f"{what}: {queries} queries, at most {SLOTS_QUERIES}")
    refused = _not_bookable(clinic, Visit, kind, branch)
    table.add(f'slots shown and then refused (of {SAMPLE})', len(refused), '', '', '', '0')
    table.must(not refused, f"slots were shown that cannot be booked: {refused[:3]}")


def _baseline(clinic, until):
    """Odoo's own hours of all practitioners, and what is taken asked for one by one."""
    env = clinic.env
    start, stop = (fields.Datetime.context_timestamp(clinic.type, m) for m in (clinic.now, until))
    resources = clinic.resources.resource_id
    resources.calendar_id._work_intervals_batch(start, stop, resources)
    for resource in clinic.resources:
        env.cr.execute(
            "SELECT block_start, block_stop FROM clinic_appointment_booking WHERE blocking"
            " AND resource_id = %s AND block_start < %s AND block_stop > %s ORDER BY block_start",
            [resource.id, until, clinic.now],
        )
        env.cr.fetchall()


def _not_bookable(clinic, Visit, kind, branch):
    """Book some of the slots shown, each alone, and undo it; the refusals."""
    shown = Visit._agenda_slots(
        kind, branch, clinic.now, clinic.now + timedelta(DAYS), staff=True, limit=None, each=True
    )
    of_resource = {p.resource_id.id: p.id for p in clinic.practitioners}
    free = clinic.env['clinic.patient'].create(
        {'name': "Sin citas", 'company_id': clinic.branch.id}
    )
    refused = []
    for slot in shown[:: max(1, len(shown) // SAMPLE)][:SAMPLE]:
        vals = {
            'patient_id': free.id,
            'type_id': kind.id,
            'company_id': branch.id,
            'practitioner_id': of_resource[slot.resources[0]],
            'start': slot.start,
            'stop': slot.stop,
        }
        clinic.env.cr.execute('SAVEPOINT alone')
        try:
            Visit.create(vals)
            clinic.env.flush_all()
        except UserError as error:
            refused.append(f'{slot.start}: {error}')
        clinic.env.cr.execute('ROLLBACK TO SAVEPOINT alone')
        clinic.env.invalidate_all()
    return refused


# -- the calendar ----------------------------------------------------------------------------------


def _calendar(table, clinic):
    env = clinic.env(user=clinic.user, context={'lang': 'en_US', 'tz': 'America/Mexico_City'})
    Visit = env['clinic.appointment']
    ms, queries, _views = timed(env, lambda: Visit.get_views(VIEWS, {}), RUNS)
    table.add('calendar: its views, asked for once', ms, 'ms', queries, '', '')
    monday = clinic.now.date() + timedelta(-clinic.now.weekday())
    day = clinic.now.date()
    while day.weekday() > 4:
        day += timedelta(1)
    for what, first, days in (('a day', day, 1), ('a week', monday, 7)):
        since = datetime.combine(first, datetime.min.time()) + timedelta(hours=6)
        domain = [('start', '<=', since + timedelta(days)), ('stop', '>=', since)]
        ms, queries, rows = timed(env, lambda d=domain: Visit.search_read(d, SHOWN), RUNS)
        table.add(f'calendar: {what} ({len(rows):,} visits)', ms, 'ms', queries, '', '')


# -- inserting -------------------------------------------------------------------------------------

COPIES = """
CREATE TABLE bench_with (LIKE clinic_appointment_booking INCLUDING ALL);
INSERT INTO bench_with SELECT * FROM clinic_appointment_booking;
CREATE TABLE bench_without (LIKE clinic_appointment_booking INCLUDING ALL);
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT conname FROM pg_constraint
                 WHERE conrelid = 'bench_without'::regclass AND contype = 'x' LOOP
        EXECUTE format('ALTER TABLE bench_without DROP CONSTRAINT %I', name);
    END LOOP;
END $$;
INSERT INTO bench_without SELECT * FROM clinic_appointment_booking;
ANALYZE bench_with, bench_without;
"""
INSERT = """
INSERT INTO {table} (appointment_id, company_id, resource_id, role, seat, capacity, block_start,
                     block_stop, blocking)
SELECT appointment_id, company_id, resource_id, role, 1, 1, %s, %s, true
  FROM {table} WHERE resource_id = %s LIMIT 1
"""


def _insert(table, database):
    """Single rows by sixteen connections at once, each committed, free times of one book."""
    with closing(connect(database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(COPIES)
            cursor.execute(
                "SELECT count(*) FROM pg_constraint"
                " WHERE conrelid = 'bench_with'::regclass AND contype = 'x'"
            )
            table.must(cursor.fetchone()[0] == 1, "the copy has no EXCLUDE constraint")
            cursor.execute("SELECT array_agg(DISTINCT resource_id) FROM bench_with")
            resources = cursor.fetchone()[0]
    found = {'bench_without': [], 'bench_with': []}
    for run in range(3):  # by turns, so that what else the machine does hits both
        for name, times in found.items():
            times += _write(database, name, resources, run)
    without, with_it = (median(times) for times in found.values())
    what = f'{WRITERS} writers, a row inserted and committed'
    table.add(f'{what}, without the constraint', without, 'ms', 1, '1.00', '')
    table.add(f'{what}, with it', with_it, 'ms', 1, f'{with_it / without:.2f}', '')
    for name, times in found.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        table.notes.append(f"{name}: 95 % of {len(times):,} inserts within {p95:.1f} ms.")


def _write(database, name, resources, run):
    """Milliseconds of every insert of all writers."""
    times, barrier = [], threading.Barrier(WRITERS)
    failures = []

    def write(writer):
        try:
            with closing(connect(database)) as connection, connection.cursor() as cursor:
                resource = resources[writer % len(resources)]
                first = datetime(2040, 1, 1) + timedelta(days=run * 30)
                barrier.wait()
                for number in range(EACH_WRITES):
                    start = first + timedelta(minutes=20 * number)
                    stop = start + timedelta(minutes=20)
                    begun = time.perf_counter()
                    cursor.execute(INSERT.format(table=name), [start, stop, resource])
                    connection.commit()
                    times.append((time.perf_counter() - begun) * 1000)
        except Exception as error:
            barrier.abort()
            failures.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return times
