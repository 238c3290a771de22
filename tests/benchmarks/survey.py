"""Surveys in the conversation: 1,000 patients at once, with all that goes wrong on the way.

Fails when one answer is lost, doubled or put under another question, or costs too many queries.
"""

import contextlib
import os
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.benchmarks.table import Table, goal, median

TITLE = "surveys answered in the conversation"
CONVERSATIONS = 1_000
SEED = 11
FLOOR, AIM = 20, 50  # messages a second and process, each committed
MOST, WANTED = 20, 12  # queries an answer


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
            with _counted(registry) as costs:
                wrong = replay.run(keep=cr.commit)
            done = sum(patient.request.state == 'done' for patient in replay.patients)
            lines = sum(patient.request.answer_count for patient in replay.patients)
    finally:
        Registry.delete(database)
        ground.drop(database)
    table.add("conversations", size, '', '')
    table.add("answered to the end", done, '', '')
    table.add("messages taken in, each committed", replay.messages, '', '')
    for what, number in sorted(replay.seen.items()):
        table.add(what, number, '', '')
    table.add("answers stored", lines, '', '')
    for what, number in wrong.items():
        table.add(f"answers {what}", number, '', '0')
        table.must(number == 0, f"{number} answers were {what}")
    rate = replay.messages / replay.seconds
    missed = '' if rate >= FLOOR else ' **missed**'
    table.add("messages, the whole way in and out", rate, 'a second', f'≥ {FLOOR}{missed}, {AIM}')
    table.add("queries of a message, the whole way", median(replay.queries), 'median', '')
    for kind, numbers in sorted(costs.items()):
        typical = median(numbers)
        table.add(f"queries of an answer: {kind}", typical, 'median', goal(typical, WANTED))
        table.must(typical <= MOST, f"{typical} queries for an answer: {kind}; at most {MOST}")
    table.notes.append(
        "Queries of an answer: reading it, storing it and asking the next question, with nothing "
        "in the cache; what a comment or a bad score sets off (reading the comment, a case, an "
        "alert) is in the whole way."
    )
    return table


@contextlib.contextmanager
def _counted(registry):
    """{kind of question: queries of each answer to one that was stored}, filled meanwhile."""
    costs, at_work = {}, []
    Topic, Request = registry['clinic.chat.topic.survey'], registry['clinic.feedback.request']
    answer, keep = Topic._answer, Request._keep
    hooks = {name: getattr(Request, name) for name in ('_on_answered', '_on_finished')}

    def counted(self, *args):
        self.env.flush_all()
        work = {'kind': '', 'others': 0}
        at_work.append(work)
        before = self.env.cr.sql_log_count
        try:
            turn = answer(self, *args)
            self.env.flush_all()
        finally:
            at_work.pop()
        if work['kind']:
            spent = self.env.cr.sql_log_count - before - work['others']
            costs.setdefault(work['kind'], []).append(spent)
        return turn

    def kept(self, question, reading):
        if at_work:
            at_work[-1]['kind'] = 'skipped' if reading.skipped else question.kind
        return keep(self, question, reading)

    def set_off(name):
        def hook(self, *args):
            if not at_work:
                return hooks[name](self, *args)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            result = hooks[name](self, *args)
            self.env.flush_all()
            at_work[-1]['others'] += self.env.cr.sql_log_count - before
            return result

        return hook

    others = {name: set_off(name) for name in hooks}
    with patch.object(Topic, '_answer', counted), patch.multiple(Request, _keep=kept, **others):
        yield costs
