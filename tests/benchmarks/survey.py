"""Surveys in the conversation: 1,000 patients at once, with all that goes wrong on the way.

Fails when one answer is lost, doubled or put under another question, or costs too many queries.
The rates are told beside their goal: that of messages, the whole way in and out, and that of the
survey alone.
"""

import os
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.benchmarks.table import Table, goal, median

TITLE = "surveys answered in the conversation"
CONVERSATIONS = 1_000
SEED = 11
FLOOR, AIM = 20, 50  # messages a second and process, each committed
MOST, WANTED = 20, 12  # queries an answer
ANSWERS = {"a score": "5", "an option": "sí", "a comment": "Todo muy bien, gracias"}
ALONE = 100  # surveys answered without WhatsApp, to measure them alone


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
            wrong = replay.run(keep=cr.commit)
            seconds, with_all = _alone(replay, cr)
            # and without what others do with an answer: analyse it, open a case, tell of it
            others = dict.fromkeys(('_on_answered', '_on_finished'), lambda *_args: None)
            with patch.multiple(registry['clinic.feedback.request'], **others):
                _seconds, costs = _alone(replay, cr)
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
    alone = sum(map(len, seconds.values())) / sum(map(sum, seconds.values()))
    whole = replay.messages / replay.seconds
    table.add("messages, the whole way in and out, each committed", whole, 'a second', _rate(whole))
    table.add("answers, the survey alone, each committed", alone, 'a second', _rate(alone))
    table.add("of that, work of this process", 1000 * replay.cpu / replay.messages, 'CPU-ms', '')
    table.add("queries of a message, the whole way", median(replay.queries), 'median', '')
    for kind, numbers in with_all.items():
        table.add(f"queries of {kind}, with all it sets off", median(numbers), 'median', '')
    for kind, numbers in costs.items():
        typical = median(numbers)
        table.add(f"queries of {kind}, the survey alone", typical, 'median', goal(typical, WANTED))
        table.must(typical <= MOST, f"{typical} queries for {kind}, at most {MOST}")
    table.notes.append(
        "Queries of an answer: reading it, storing it and asking the next question, with nothing "
        "in the cache and its transaction committed; with all it sets off: also analysing the "
        "comment, looking for a case and telling other systems. The seconds are with all of it. "
        "The whole way also verifies and keeps the "
        "message, tells the desk in Discuss, listens for urgencies and queues the reply."
    )
    return table


def _rate(found):
    missed = '' if found >= FLOOR else ' **missed**'
    return f'≥ {FLOOR}{missed}, aim {AIM}'


def _alone(replay, cr):
    """New surveys, each answer committed, without the way in and out of WhatsApp.

    :return: ({kind of answer: seconds of each}, {kind of answer: queries of each})
    """
    from odoo.addons.clinic_crm.conversation import Answer
    from odoo.addons.clinic_feedback.tests.survey_replay import clocks

    env = replay.env
    topic = env['clinic.chat.topic.survey']
    seconds, queries = {}, {}
    for session in env['clinic.chat.session'].search([], limit=ALONE, order='id'):
        request = env['clinic.feedback.request'].create(
            {
                'survey_id': replay.survey.id,
                'patient_id': session.identity_id.patient_id.id,
                'company_id': replay.clinic.id,
                'state': 'sent',
                'sent_at': fields.Datetime.now(),
                'user_input_id': env['survey.user_input']
                .create({'survey_id': replay.survey.id})
                .id,
            }
        )
        for kind, text in ANSWERS.items():
            talk = session._talk()
            talk.memory = {'request': request.id, 'question': request._next().id}
            cr.commit()
            begun, before = clocks()[0], cr.sql_log_count
            topic._answer(talk, Answer(text=text))
            cr.commit()
            seconds.setdefault(kind, []).append(clocks()[0] - begun)
            queries.setdefault(kind, []).append(cr.sql_log_count - before)
        assert request.state == 'done', request.state
    return seconds, queries
