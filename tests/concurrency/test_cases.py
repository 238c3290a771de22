"""Answers and people at the same instant: one case of a survey, one hand that takes it, one that
hears that it is late."""

import pytest

PEOPLE = 6

SETUP = """
from odoo import fields
company = env.ref('base.main_company')
patient = env['clinic.patient'].create({'name': 'Queja de Prueba', 'company_id': company.id})
survey = env['survey.survey'].create({'title': 'Visita', 'survey_type': 'clinic'})
request = env['clinic.feedback.request'].create({
    'survey_id': survey.id, 'patient_id': patient.id, 'company_id': company.id, 'state': 'sent',
})
keeper = env['res.users'].search([('login', '=', 'recepcion')])
env['clinic.feedback.policy']._of(company).user_id = keeper
result = request.id
"""

# As a request or a job does it: what collides is done again.
AGAIN = """
from odoo.exceptions import ConcurrencyError
from psycopg2.errors import SerializationFailure
for _try in range(6):
    try:
        result = act(env)
        env.cr.commit()
        break
    except (ConcurrencyError, SerializationFailure):
        env.cr.rollback()
        env.transaction.reset()
"""

WEIGH = (
    """
def act(env):
    request = env['clinic.feedback.request'].browse(request_id)
    return env['clinic.feedback.case']._weigh(request, score=(score, 1, 5)).id
"""
    + AGAIN
)

ESCALATE = (
    """
def act(env):
    case = env['clinic.feedback.case'].browse(case_id).try_lock_for_update()
    if case and case.next_step_at and case.next_step_at <= fields.Datetime.now():
        case._escalate()
    return bool(case)
"""
    + AGAIN
)

LATE = """
from datetime import timedelta
from odoo import fields
case = env['clinic.feedback.case'].browse(case_id)
now = fields.Datetime.now()
case.write({
    'opened_at': now - timedelta(days=2), 'deadline_at': now - timedelta(hours=1),
    'next_step_at': now - timedelta(hours=1), 'take_by': False,
})
env['clinic.feedback.policy']._of(case.company_id).step_ids = [
    (0, 0, {'minutes': 0, 'user_id': director}), (0, 0, {'minutes': 600, 'user_id': director}),
]
"""


@pytest.fixture(scope='module')
def case(busy_server):
    request = busy_server.run(SETUP)
    answers = busy_server.rush(
        WEIGH, [{'request_id': request, 'score': 1 + n % 2} for n in range(PEOPLE)]
    )
    assert not [answer['error'] for answer in answers if 'error' in answer]
    assert len({answer['result'] for answer in answers}) == 1
    return answers[0]['result']


def test_answers_at_the_same_instant_are_one_case(busy_server, case):
    found = busy_server.run(
        "case = env['clinic.feedback.case'].browse(case_id)\n"
        "cases = env['clinic.feedback.case'].search([('request_id', '=', case.request_id.id)])\n"
        "result = [len(cases), case.severity, len(case.activity_ids)]",
        case_id=case,
    )
    assert found == [1, 'alta', 1]


def test_jobs_at_the_same_instant_tell_one_person_once(busy_server, case):
    director = busy_server.run("result = env['res.users'].search([('login', '=', 'direccion')]).id")
    busy_server.run(LATE, case_id=case, director=director)
    answers = busy_server.rush('from odoo import fields\n' + ESCALATE, [{'case_id': case}] * PEOPLE)
    assert not [answer['error'] for answer in answers if 'error' in answer]
    found = busy_server.run(
        "case = env['clinic.feedback.case'].browse(case_id)\n"
        "told = case.activity_ids.filtered(lambda one: one.user_id.id == director)\n"
        "result = [case.steps_done, len(told)]",
        case_id=case,
        director=director,
    )
    assert found == [1, 1]
