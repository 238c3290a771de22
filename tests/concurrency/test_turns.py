"""Several desks receive people at the same instant: every turn is given once, and nobody waits in
vain for a refusal."""

from datetime import datetime, timedelta

import pytest

from tests.concurrency.double_booking import OVERLAPS
from tests.support.clock import noon
from tests.support.crowd import Call, crowd

DESKS = 8

SETUP = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
company = env.ref('base.main_company')
before, company.clinic_tz = company.clinic_tz, zone
doctor = env['clinic.practitioner'].create({'name': 'Dra. Turnos', 'company_id': company.id})
visit_type = env['clinic.appointment.type'].create({
    'name': 'Consulta', 'company_id': company.id, 'duration': 10, 'step': 10,
    'role_ids': [Command.create({
        'name': 'x', 'kind': 'practitioner', 'resource_ids': doctor.resource_id.ids,
    })],
})
patients = env['clinic.patient'].create([
    {'name': f'Turno {number}', 'company_id': company.id} for number in range(2 * desks)
])
start = fields.Datetime.now().replace(minute=0, second=0) + timedelta(hours=4)
visits = env['clinic.appointment'].create([
    {'patient_id': patient.id, 'type_id': visit_type.id, 'practitioner_id': doctor.id,
     'company_id': company.id, 'start': start + timedelta(minutes=10 * number)}
    for number, patient in enumerate(patients[desks:])
])
result = {'company': company.id, 'type': visit_type.id, 'patients': patients.ids[:desks],
          'visits': visits.ids, 'zone': before}
"""

TURNS = """
turns = env['clinic.turn'].search([('company_id', '=', company)])
result = {
    'numbers': sorted(turns.mapped('number')),
    'days': len(set(turns.mapped('day'))),
}
"""


@pytest.fixture(scope='module')
def reception(busy_server):
    clinic = busy_server.run(SETUP, desks=DESKS, zone=noon())
    yield busy_server, clinic
    busy_server.run("env['res.company'].browse(company).clinic_tz = zone", **clinic)


def test_every_turn_is_given_once(reception):
    """Half of the desks receive walk-ins, half people with an appointment."""
    server, clinic = reception
    walk_ins = [
        Call(
            'recepcion',
            'clinic.board',
            'receive_walk_in',
            [{'type_id': clinic['type'], 'company_id': clinic['company'], 'patient_id': patient}],
        )
        for patient in clinic['patients']
    ]
    booked = [
        Call('recepcion', 'clinic.board', 'step', [visit, 'arrive']) for visit in clinic['visits']
    ]
    answers = crowd(server, walk_ins + booked)
    assert not [answer.message for answer in answers if answer.error]
    given = sorted(answer.value['turn'] for answer in answers)
    assert given == list(range(1, 2 * DESKS + 1))
    assert server.run(TURNS, company=clinic['company']) == {'numbers': given, 'days': 1}
    # and each walk-in has a time of its own
    assert set(server.run(OVERLAPS).values()) == {0}
    assert len({answer.value['time'] for answer in answers[:DESKS]}) == DESKS


def test_one_visit_received_at_two_desks(reception):
    server, clinic = reception
    [visit] = server.run(
        """
from datetime import timedelta
from odoo import fields
visit = env['clinic.appointment'].browse(visit)
start = visit.start + timedelta(hours=3)
result = visit.copy({'start': start, 'stop': start + timedelta(minutes=10)}).ids
""",
        visit=clinic['visits'][0],
    )
    call = Call('recepcion', 'clinic.board', 'step', [visit, 'arrive'])
    answers = crowd(server, [call] * 4)
    assert not [answer.message for answer in answers if answer.error]
    assert len({answer.value['turn'] for answer in answers}) == 1


def test_the_zone_is_about_noon():
    import pytz

    local = datetime.now(pytz.timezone(noon()))
    assert abs(local - local.replace(hour=12, minute=30)) < timedelta(hours=1)
