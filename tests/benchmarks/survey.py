"""Surveys in the conversation: 1,000 patients at once, with all that goes wrong on the way.

Fails when one answer is lost, doubled or put under another question.
"""

import os
import time

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.benchmarks.table import Table

TITLE = "surveys answered in the conversation"
CONVERSATIONS = 1_000
SEED = 11
RATE = 20  # messages a second and process, each committed


def measure(ground, size=CONVERSATIONS):
    from odoo.addons.clinic_feedback.tests.survey_replay import Replay

    table = Table(('what', 'number', 'unit', 'goal'))
    database = ground.clone(ground.template, 'bench_survey')
    try:
        config.parse_config(['-c', os.environ['ODOO_RC']], setup_logging=False)
        registry = Registry(database)
        with registry.cursor() as cr:
            replay = Replay(api.Environment(cr, SUPERUSER_ID, {}), size, SEED)
            cr.commit()
            begun, before = time.perf_counter(), cr.sql_log_count
            wrong = replay.run(keep=cr.commit)
            seconds, queries = time.perf_counter() - begun, cr.sql_log_count - before
            done = sum(patient.request.state == 'done' for patient in replay.patients)
            lines = sum(patient.request.answer_count for patient in replay.patients)
    finally:
        Registry.delete(database)
        ground.drop(database)
    table.add("conversations", size, '', '')
    table.add("answered to the end", done, '', '')
    table.add("messages taken in", replay.messages, '', '')
    for what, number in sorted(replay.seen.items()):
        table.add(what, number, '', '')
    table.add("answers stored", lines, '', '')
    for what, number in wrong.items():
        table.add(f"answers {what}", number, '', '0')
        table.must(number == 0, f"{number} answers were {what}")
    rate = replay.messages / seconds
    goal = f'≥ {RATE}' if rate >= RATE else f'≥ {RATE} **missed**'
    table.add("messages, the whole way in and out", round(rate, 1), 'a second', goal)
    table.add("queries a message, the whole way", round(queries / replay.messages, 1), '', '')
    return table
