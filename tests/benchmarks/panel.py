"""The panel of opinions over 200,000 finished answers of one year, and the lists behind it.

Counted once by the panel and once by plain sums over what was generated: both must agree.
"""

import os
import random
from collections import Counter, defaultdict
from datetime import timedelta

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.benchmarks.table import Table, goal, timed

TITLE = "the panel of opinions"
ANSWERS = 200_000
PRACTITIONERS, TYPES, SPECIALTIES, PATIENTS = 20, 6, 5, 5_000
UNANSWERED, COMMENTED, COMPLAINED = 0.5, 0.3, 0.05  # of so many answers
MOMENTS = ('attended', 'attended', 'attended', 'attended', 'procedure')
FLOOR, AIM = 2_000, 500  # ms
RUNS = 5
LIST = 80  # rows a list asks for


def measure(ground, size=ANSWERS):
    table = Table(('what', 'median', 'unit', 'queries', 'goal'))
    config.parse_config(['-c', os.environ['ODOO_RC']], setup_logging=False)
    database = ground.clone(ground.template, 'bench_panel')
    try:
        with Registry(database).cursor() as cr:
            clinic = Clinic(api.Environment(cr, SUPERUSER_ID, {}), size)
            cr.commit()
            _panel(table, clinic)
            _behind(table, clinic)
            cr.rollback()
    finally:
        Registry.delete(database)
        ground.drop(database)
    table.notes.append(
        f"{size:,} finished answers and {int(size * UNANSWERED):,} that never came, of 360 days; "
        f"{int(size * COMMENTED):,} comments, {int(size * COMPLAINED):,} complaints. Medians of "
        f"{RUNS} runs with the caches of records emptied, as who keeps the feedback."
    )
    return table


def _panel(table, clinic):
    panel = clinic.env['clinic.feedback.panel']
    for days in (365, 90, 30):
        for by in ('practitioner_id', 'specialty_id', 'type_id', 'company_id', 'month'):
            if days != 365 and by != 'practitioner_id':
                continue
            ms, queries, found = timed(clinic.env, lambda b=by, d=days: panel.get_panel(b, d), RUNS)
            _row(table, f"by {by.removesuffix('_id')}, {days} days", ms, queries)
            if (by, days) == ('practitioner_id', 365):
                _judge(table, clinic, found)
    figures = clinic.director['clinic.panel']
    names = ('cases', 'satisfied', 'nps', 'responses', 'fast', 'blamed')

    def home():
        return [one.build() for one in figures._figures() if one.name in names]

    ms, queries, _found = timed(clinic.director, home, RUNS)
    _row(table, "its figures on the direction's page", ms, queries)


def _behind(table, clinic):
    """What a click on a figure, or a menu, asks for."""
    for what, model, domain in (
        ("answers", 'clinic.feedback.request', [('answer_count', '>', 0)]),
        ("comments", 'clinic.feedback.analysis', []),
        ("complaints that wait", 'clinic.feedback.case', [('state', '!=', 'closed')]),
    ):
        Model = clinic.env[model]
        shown = {name: {} for name in ('display_name', 'practitioner_id', 'type_id')}

        def read(Model=Model, domain=domain, shown=shown):
            return Model.web_search_read(domain, shown, limit=LIST, count_limit=10_001)

        ms, queries, _found = timed(clinic.env, read, RUNS)
        _row(table, f"first page of the {what}", ms, queries)


def _row(table, what, ms, queries):
    table.add(what, ms, 'ms', queries, goal(ms, AIM, 'ms'))
    table.must(ms <= FLOOR, f"{what}: {ms:.0f} ms, at most {FLOOR:,}")


def _judge(table, clinic, found):
    """The panel against sums over the generated rows."""
    rows = {row['key']: row for row in found['rows']}
    wrong = 0
    for doctor, facts in clinic.facts.items():
        row = rows[doctor]
        scores = facts['csat']
        n = sum(scores.values())
        value = f'{100 * (scores[4] + scores[5]) / n:.0f} %'
        wrong += (row['satisfied']['n'], row['satisfied']['value']) != (n, value)
        scores = facts['nps']
        n = sum(scores.values())
        good = sum(times for score, times in scores.items() if score >= 9)
        bad = sum(times for score, times in scores.items() if score <= 6)
        wrong += (row['nps']['n'], row['nps']['value']) != (n, f'{100 * (good - bad) / n:+.0f}')
        wrong += row['sent'] != facts['sent']
        waited = facts['waited']
        value = f'{sum(waited) / len(waited):.0f} min'
        wrong += (row['wait']['n'], row['wait']['value']) != (len(waited), value)
    table.add("figures that differ from plain sums", wrong, '', '', '0')
    table.must(not wrong, f"{wrong} figures of the panel differ from plain sums")


class Clinic:
    """A clinic whose patients answered a lot; the way in is measured elsewhere, so by SQL."""

    def __init__(self, env, size):
        env = env(context={**env.context, 'tracking_disable': True, 'no_reset_password': True})
        self.size, self.chance = size, random.Random(5)
        self.company = env['res.company'].create({'name': "Clínica de las opiniones"})
        self.company.clinic_tz = 'America/Mexico_City'
        specialties = env['clinic.specialty'].create(
            [{'name': f'Especialidad {n}'} for n in range(SPECIALTIES)]
        )
        self.doctors = env['clinic.practitioner'].create(
            [
                {
                    'name': f'Dra. {n}',
                    'company_id': self.company.id,
                    'specialty_id': specialties[n % len(specialties)].id,
                }
                for n in range(PRACTITIONERS)
            ]
        )
        self.types = env['clinic.appointment.type'].create(
            [{'name': f'Tipo {n}', 'company_id': self.company.id} for n in range(TYPES)]
        )
        self.patients = env['clinic.patient'].create(
            [{'name': f'Paciente {n}', 'company_id': self.company.id} for n in range(PATIENTS)]
        )
        self.survey = env['survey.survey'].create({'title': "Visita", 'survey_type': 'clinic'})
        self.words = env['survey.question'].create(
            {'title': "¿Algo más?", 'question_type': 'text_box', 'survey_id': self.survey.id}
        )
        env.flush_all()
        self.facts = defaultdict(
            lambda: {'csat': Counter(), 'nps': Counter(), 'sent': 0, 'waited': []}
        )
        self._fill(env)
        self.env = self._as(env, 'clinic_feedback.group_manager')
        self.director = self._as(env, 'clinic_crm.group_director')

    def _as(self, env, group):
        user = env['res.users'].create(
            {
                'name': group,
                'login': group,
                'tz': 'America/Mexico_City',
                'company_id': self.company.id,
                'company_ids': [Command.set(self.company.ids)],
                'group_ids': [Command.set([env.ref(group).id])],
            }
        )
        return env(user=user, context={'tz': user.tz, 'allowed_company_ids': self.company.ids})

    def _fill(self, env):
        cr, now = env.cr, fields.Datetime.now()
        cr.execute(
            "CREATE TEMP TABLE wanted (n int, doctor int, specialty int, type int, patient int,"
            " sent timestamp, finished timestamp, state text, score int, kind text, said int,"
            " wait int, wait_long boolean, was_bad boolean, moment text) ON COMMIT DROP"
        )
        execute_values(cr, 'wanted', self._rows(now))
        cr.execute(
            """
            INSERT INTO clinic_feedback_request (
                key, token, survey_id, company_id, practitioner_id, specialty_id, type_id,
                patient_id, state, due_at, sent_at, finished_at, score, score_kind, csat, nps,
                answer_count, is_anonymous, first_visit, wait_minutes, wait_long, was_bad, moment
            )
            SELECT 'bench:' || n, 'bench:' || n, %(survey)s, %(company)s, doctor, specialty, type,
                   patient, state, sent, sent, finished, score, kind,
                   CASE kind WHEN 'csat' THEN score END, CASE kind WHEN 'nps' THEN score END,
                   said, false, false, wait,
                   wait_long, was_bad, moment
              FROM wanted ORDER BY sent
            """,
            {'survey': self.survey.id, 'company': self.company.id},
        )
        cr.execute(
            """
            WITH input AS (
                INSERT INTO survey_user_input (survey_id, state, clinic_owned, access_token)
                VALUES (%(survey)s, 'done', true, 'bench') RETURNING id
            ), line AS (
                INSERT INTO survey_user_input_line (
                    user_input_id, survey_id, question_id, answer_type, value_text_box
                )
                SELECT input.id, %(survey)s, %(question)s, 'text_box', 'x'
                  FROM input, generate_series(1, %(comments)s)
                RETURNING id
            ), asked AS (
                SELECT r.*, row_number() OVER () AS n FROM (
                    SELECT * FROM clinic_feedback_request
                     WHERE company_id = %(company)s AND state = 'done'
                     ORDER BY random() LIMIT %(comments)s
                ) r
            ), numbered AS (SELECT id, row_number() OVER () AS n FROM line)
            INSERT INTO clinic_feedback_analysis (
                request_id, line_id, company_id, practitioner_id, specialty_id, type_id,
                answered_at, finished_at, is_anonymous, polarity, emotion, severity, urgent
            )
            SELECT asked.id, numbered.id, %(company)s, practitioner_id, specialty_id, type_id,
                   finished_at, finished_at, false, CASE WHEN score >= 4 THEN 'pos' ELSE 'neg' END,
                   'neutral', 'ninguna', false
              FROM asked JOIN numbered USING (n) ORDER BY finished_at
            """,
            {
                'survey': self.survey.id,
                'question': self.words.id,
                'company': self.company.id,
                'comments': int(self.size * COMMENTED),
            },
        )
        cr.execute(
            """
            INSERT INTO clinic_feedback_analysis_aspect (
                analysis_id, aspect, sign, rank, answered_at, finished_at, company_id,
                practitioner_id, type_id, specialty_id
            )
            SELECT a.id, aspect, CASE WHEN polarity = 'pos' THEN '+' ELSE '-' END, 0, answered_at,
                   finished_at, company_id, practitioner_id, type_id, specialty_id
              FROM clinic_feedback_analysis a,
                   unnest(ARRAY['espera', 'trato', 'costo', 'agenda']) WITH ORDINALITY
                       AS x (aspect, place)
             WHERE a.company_id = %(company)s AND (a.id + place) %% 3 = 0
            """,
            {'company': self.company.id},
        )
        cr.execute(
            """
            INSERT INTO clinic_feedback_case (
                uuid, request_id, company_id, practitioner_id, specialty_id, type_id, patient_id,
                state, severity, opened_by, opened_at, deadline_at, closed_at, in_time, hours_open,
                reopened_count, steps_done, is_anonymous
            )
            SELECT gen_random_uuid(), id, company_id, practitioner_id, specialty_id, type_id,
                   patient_id, CASE WHEN id %% 40 = 0 THEN 'new' ELSE 'closed' END, 'media',
                   'score', finished_at, finished_at + interval '24 hours',
                   CASE WHEN id %% 40 = 0 THEN NULL ELSE finished_at + interval '20 hours' END,
                   id %% 5 > 0, 20, 0, 0, false
              FROM clinic_feedback_request
             WHERE company_id = %(company)s AND state = 'done' AND score < 3
             ORDER BY random() LIMIT %(cases)s
            """,
            {'company': self.company.id, 'cases': int(self.size * COMPLAINED)},
        )
        for name in ('request', 'analysis', 'analysis_aspect', 'case'):
            cr.execute(f'ANALYZE clinic_feedback_{name}')
        env.invalidate_all()

    def _rows(self, now):
        chance, doctors = self.chance, self.doctors.ids
        specialties = {one.id: one.specialty_id.id for one in self.doctors}
        patients, types = self.patients.ids, self.types.ids
        for n in range(int(self.size * (1 + UNANSWERED))):
            doctor = chance.choice(doctors)
            facts = self.facts[doctor]
            facts['sent'] += 1
            sent = now - timedelta(days=360 * chance.random(), hours=3)
            done = n < self.size
            kind = ('csat', 'csat', 'nps')[n % 3] if done else None
            score = kind and min(chance.choice(range(3, 12)) // 2, 5)
            if kind == 'nps':
                score *= 2
            if kind:
                facts[kind][score] += 1
            wait = chance.randrange(60)
            if wait:
                facts['waited'].append(wait)
            yield (
                n, doctor, specialties[doctor], chance.choice(types), chance.choice(patients),
                sent, done and sent + timedelta(hours=2) or None, 'done' if done else 'expired',
                score, kind, 3 if done else 0, wait, done and n % 7 == 0, n % 9 == 0,
                MOMENTS[n % len(MOMENTS)],
            )  # fmt: skip


def execute_values(cr, name, rows):
    """Many rows into a table, some thousand a statement."""
    some = []
    for row in rows:
        some.append(row)
        if len(some) == 5_000:
            _insert(cr, name, some)
            some = []
    if some:
        _insert(cr, name, some)


def _insert(cr, name, rows):
    holes = f'({", ".join(["%s"] * len(rows[0]))})'
    cr.execute(
        f'INSERT INTO {name} VALUES {", ".join([holes] * len(rows))}',
        [value for row in rows for value in row],
    )
