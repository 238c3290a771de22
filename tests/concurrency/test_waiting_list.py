"""The waiting list is served by many at one instant: an entry once, a freed time once."""

import pytest

from tests.concurrency.double_booking import OVERLAPS, SETUP, is_readable
from tests.support.crowd import Call, crowd

PEOPLE = 8
FREE = """
visit = env['clinic.appointment'].create({
    'patient_id': patient, 'type_id': kind, 'company_id': company,
    'practitioner_id': practitioner, 'start': start,
})
visit._cancel('patient')
result = visit._waiting_gaps().id
"""
OFFER = """
gap = env['clinic.waiting.gap'].browse(gap)
result = env['clinic.waiting.entry']._offer_next(gap).id
"""
ACCEPT = """
offer = env['clinic.appointment'].browse(offer)
result = env['clinic.waiting.entry']._accept(offer).id
"""


@pytest.fixture(scope='module')
def list_of_eight(busy_server):
    clinic = busy_server.run(SETUP, people=2 * PEOPLE + 1)
    clinic['entries'] = busy_server.client('recepcion').call(
        'clinic.waiting.entry',
        'create',
        [
            {'patient_id': patient, 'type_id': clinic['single']}
            for patient in clinic['patients'][: 2 * PEOPLE]
        ],
    )
    return busy_server, clinic


@pytest.fixture(autouse=True)
def nothing_twice(list_of_eight):
    yield
    server, _clinic = list_of_eight
    assert set(server.run(OVERLAPS).values()) == {0}
    assert not [text for text in server.problems() if not text.startswith('WARNING')]


def freed(list_of_eight, start):
    """The gap a cancelled visit of the doctor leaves at this time."""
    server, clinic = list_of_eight
    return server.run(
        FREE,
        patient=clinic['patients'][-1],
        kind=clinic['single'],
        company=clinic['company'],
        practitioner=clinic['doctor'],
        start=start,
    )


def visits_of(server, gap):
    return server.client('recepcion').call(
        'clinic.appointment',
        'search_read',
        [['waiting_gap_id', '=', gap], ['state', 'not in', ['cancelled', 'no_show']]],
        ['state', 'waiting_entry_id'],
    )


def test_many_desks_fill_one_hole(list_of_eight):
    """Each for another patient: one wins, the others read who and when, and lose nothing."""
    server, clinic = list_of_eight
    start = '2031-03-03 16:00:00'
    gap = freed(list_of_eight, start)
    answers = crowd(
        server,
        [
            Call('recepcion', 'clinic.waiting.entry', 'fill_gap', [gap, entry, start])
            for entry in clinic['entries'][:PEOPLE]
        ],
    )
    assert not [answer for answer in answers if answer.error]
    lost = [answer.value['message'] for answer in answers if not answer.value['done']]
    assert len(lost) == PEOPLE - 1
    for message in lost:
        assert is_readable(message)
        assert "Rocío Recepción" in message
        assert "Contendiente" in message
    assert len(visits_of(server, gap)) == 1
    states = server.client('recepcion').call(
        'clinic.waiting.entry', 'read', clinic['entries'][:PEOPLE], ['state']
    )
    assert sorted(entry['state'] for entry in states) == ['booked'] + ['waiting'] * (PEOPLE - 1)


def test_one_patient_is_served_once(list_of_eight):
    """The same entry into as many holes at once: one visit."""
    server, clinic = list_of_eight
    entry = clinic['entries'][PEOPLE]
    starts = [f'2031-03-04 {15 + number}:00:00' for number in range(PEOPLE)]
    gaps = [freed(list_of_eight, start) for start in starts]
    answers = crowd(
        server,
        [
            Call('recepcion', 'clinic.waiting.entry', 'fill_gap', [gap, entry, start])
            for gap, start in zip(gaps, starts, strict=True)
        ],
    )
    assert not [answer for answer in answers if answer.error]
    assert sum(answer.value['done'] for answer in answers) == 1
    for answer in answers:
        assert is_readable(answer.value['message'])
    assert sum(len(visits_of(server, gap)) for gap in gaps) == 1


def test_one_offer_and_many_answers(list_of_eight):
    """A time is offered to one, however many ask; a yes said by many at once books once."""
    server, _clinic = list_of_eight
    gap = freed(list_of_eight, '2031-03-05 16:00:00')
    answers = server.rush(OFFER, [{'gap': gap}] * PEOPLE)
    assert not [answer['error'] for answer in answers if 'error' in answer]
    offers = {answer['result'] for answer in answers} - {False}
    assert len(offers) == 1
    assert [visit['state'] for visit in visits_of(server, gap)] == ['hold']
    [offer] = offers
    answers = server.rush(ACCEPT, [{'offer': offer}] * PEOPLE)
    assert [answer.get('result') for answer in answers] == [offer] * PEOPLE
    [visit] = visits_of(server, gap)
    assert visit['state'] == 'scheduled'
