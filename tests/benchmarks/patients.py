"""Finding a patient among many, by whatever the person at the desk has."""

import io
import itertools
import os
import random
import time
import uuid

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.sql import table_columns

from tests.benchmarks.table import Table, goal, median

TITLE = "finding a patient"
SIZES = (5_000, 100_000)
GOAL_MS = 100
RUNS = 9
GIVEN = (
    "José María Juan Guadalupe Francisco Ana Luis Carmen Pedro Rosa Jesús Margarita Miguel "
    "Verónica Antonio Leticia Carlos Patricia Emilio Ximena Valentina Santiago Mateo Renata Sofía"
).split()
FAMILY = (
    "Hernández García Martínez López González Pérez Rodríguez Sánchez Ramírez Cruz Flores Gómez "
    "Morales Vázquez Reyes Jiménez Torres Díaz Gutiérrez Ruiz Mendoza Aguilar Ortiz Castillo "
    "Romero Álvarez Méndez Chávez Juárez Muñoz Núñez Ibarra Zúñiga Ávila Peña Cárdenas Figueroa"
).split()
ASKED = (
    ("a common surname", "hernandez"),
    ("two letters", "an"),
    ("two fragments", "nunez xim"),
    ("three fragments", "gar lop jos"),
    ("no such name", "wolfeschlegel"),
    ("a whole phone", "044 55 0000 2345"),
    ("the end of a phone", "2345"),
    ("a record number", "1002345"),
    ("name and phone", "hernandez 2345"),
)
LISTED = {'record_number': {}, 'name': {}, 'phone': {}, 'age_text': {}, 'sex': {}, 'stage': {}}


def measure(ground):
    table = Table(('patients', 'asked', 'found', 'median (ms)', 'queries', 'goal (ms)'))
    for row in rows(ground, SIZES):
        table.add(*row)
    table.notes.append(
        "What the list asks for 80 patients with their count, as a member of reception; caches "
        f"emptied before each of {RUNS} runs."
    )
    return table


def rows(ground, sizes):
    """(patients, what was asked, found, milliseconds, queries, goal) for growing numbers."""
    found = []
    database = ground.clone(ground.template, 'bench_patients')
    try:
        config.parse_config(['-c', os.environ['ODOO_RC']])
        registry = Registry(database)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            known = 0
            for size in sizes:
                _fill(env, known, size)
                known = size
                found += [(size, *row, goal(row[2], GOAL_MS)) for row in _rows(env)]
    finally:
        ground.drop(database)
    return found


def _fill(env, start, stop):
    """Add invented patients by COPY: the ORM would take minutes and measures nothing here."""
    # Importable once the configuration has named the addons' folders.
    from odoo.addons.clinic_crm.identity import Person, candidate_keys, fold

    random.seed(start)
    cr = env.cr
    model = env['clinic.patient'].create({'name': "Modelo", 'phone': "55 0000 0000"})
    env.flush_all()
    first = model.partner_id.id + 1
    rows = io.StringIO()
    for number in range(start, stop):
        name = ' '.join((*random.choices(GIVEN, k=2), *random.choices(FAMILY, k=2)))
        sound = next(k for k in candidate_keys(Person(name)) if k.startswith('name:'))
        values = (first + number - start, name, f'+5255{number:08d}', fold(name), sound)
        rows.write('\t'.join(map(str, (*values, 1_000_000 + number, random.randint(1, 30_000)))))
        rows.write('\n')
    rows.seek(0)
    cr.execute(
        "CREATE TEMP TABLE invented (partner int, name text, phone text, folded text, sound text, "
        "number text, days int) ON COMMIT DROP"
    )
    cr.copy_from(rows, 'invented')
    _copies(
        cr,
        'res_partner',
        model.partner_id.id,
        {
            'id': 'partner',
            'name': 'name',
            'complete_name': 'name',
            'phone': 'phone',
            'phone_sanitized': 'phone',
            'commercial_partner_id': 'partner',
        },
    )
    _copies(
        cr,
        'clinic_patient',
        model.id,
        {
            'id': "nextval('clinic_patient_id_seq')",
            'partner_id': 'partner',
            'uuid': 'gen_random_uuid()',
            'record_number': 'number',
            'search_name': 'folded',
            'sound_key': 'sound',
            'birthdate': "DATE '2026-11-01' - days",
        },
    )
    cr.execute("SELECT setval('res_partner_id_seq', max(id)) FROM res_partner")
    cr.execute("DROP TABLE invented")
    cr.execute("ANALYZE res_partner, clinic_patient")
    env.invalidate_all()


def _copies(cr, table, model_id, values):
    """Insert a copy of one row for each invented person, with some columns their own."""
    columns = list(table_columns(cr, table))
    chosen = ', '.join(
        (f'i.{values[column]}' if values[column].isidentifier() else values[column])
        if column in values
        else f'm."{column}"'
        for column in columns
    )
    names = ', '.join(f'"{column}"' for column in columns)
    cr.execute(
        f'INSERT INTO {table} ({names}) SELECT {chosen} FROM invented i, {table} m WHERE m.id = %s',
        [model_id],
    )


def _rows(env):
    login = f'bench_{uuid.uuid4().hex}'
    user = (
        env['res.users']
        .with_context(no_reset_password=True)
        .create(
            {
                'name': login,
                'login': login,
                'group_ids': [(4, env.ref('clinic_crm.group_reception').id)],
            }
        )
    )
    Patient = env['clinic.patient'].with_user(user)
    searches = [(what, [('display_name', 'ilike', text)]) for what, text in ASKED]
    for what, domain in itertools.chain([("everybody", [])], searches):
        times, queries, found = [], 0, None
        for _run in range(RUNS + 1):  # the first run warms up
            env.invalidate_all()
            before, start = env.cr.sql_log_count, time.perf_counter()
            found = Patient.web_search_read(domain, LISTED, limit=80, count_limit=10_001)
            times.append((time.perf_counter() - start) * 1000)
            queries = env.cr.sql_log_count - before
        yield what, found['length'], median(times[1:]), queries
