"""Many people want the same slot at the same instant, over HTTP, on a server with two workers."""

import pytest

from tests.concurrency.double_booking import ELSEWHERE, OVERLAPS, SETUP, is_readable
from tests.support.crowd import Call, crowd

PEOPLE = 10
DAY = '2031-03-04'


@pytest.fixture(scope='module')
def contest(busy_server):
    return busy_server, busy_server.run(SETUP, people=PEOPLE)


@pytest.fixture(autouse=True)
def nothing_twice(contest):
    yield
    server, _clinic = contest
    assert set(server.run(OVERLAPS).values()) == {0}
    # what is refused is a warning of the log; an error is what nobody foresaw
    assert not [text for text in server.problems() if not text.startswith('WARNING')]


def visit(clinic, kind, start, patient, practitioner=None):
    return {
        'patient_id': clinic['patients'][patient],
        'type_id': clinic[kind],
        'company_id': clinic['company'],
        'practitioner_id': clinic[practitioner] if practitioner else False,
        'start': f'{DAY} {start}',
    }


def half_hour(number):
    return f'{8 + number // 2:02}:{number % 2 * 30:02}:00'


def book_all(contest, kind, start, practitioner=None):
    server, clinic = contest
    calls = [
        Call(
            'recepcion',
            'clinic.appointment',
            'create',
            [[visit(clinic, kind, start, number, practitioner)]],
        )
        for number in range(PEOPLE)
    ]
    return crowd(server, calls)


def judge(answers, winners):
    """As many winners as places, and a sentence for everybody else."""
    refused = [answer for answer in answers if answer.error]
    assert len(answers) - len(refused) == winners, [answer.message for answer in refused]
    for answer in refused:
        assert answer.error == 'odoo.exceptions.UserError', answer
        assert is_readable(answer.message), answer


def test_one_practitioner(contest):
    judge(book_all(contest, 'single', '15:00:00', 'doctor'), 1)


def test_three_places_of_a_device(contest):
    judge(book_all(contest, 'chairs', '16:00:00'), 3)


def test_practitioner_and_device(contest):
    judge(book_all(contest, 'both', '17:00:00', 'doctor'), 1)


def test_places_of_a_group_that_nobody_has_opened(contest):
    judge(book_all(contest, 'group', '18:00:00', 'teacher'), 4)


def test_moves_to_one_slot(contest):
    server, clinic = contest
    desk = server.client('recepcion')
    visits = [
        desk.call(
            'clinic.appointment',
            'create',
            [
                visit(
                    clinic,
                    'single',
                    f'{8 + number // 2:02}:{number % 2 * 30:02}:00',
                    number,
                    'doctor',
                )
            ],
        )[0]
        for number in range(PEOPLE)
    ]
    target = {'start': f'{DAY} 20:00:00', 'stop': f'{DAY} 20:30:00'}
    judge(
        crowd(
            server,
            [Call('recepcion', 'clinic.appointment', 'write', [[one], target]) for one in visits],
        ),
        1,
    )
    moved = desk.call(
        'clinic.appointment',
        'search_count',
        [['id', 'in', visits], ['start', '=', target['start']]],
    )
    assert moved == 1


def test_a_series_is_booked_whole_or_not_at_all(contest):
    """Two by two they want the same four days: one of each pair gets all of them."""
    server, clinic = contest
    calls = []
    for number in range(PEOPLE):
        days = [f'2031-04-{day:02} {9 + number // 2:02}:00:00' for day in (1, 8, 15, 22)]
        series = [{**visit(clinic, 'single', '', number, 'doctor'), 'start': day} for day in days]
        calls.append(Call('recepcion', 'clinic.appointment', 'create', [series]))
    judge(crowd(server, calls), PEOPLE // 2)
    desk = server.client('recepcion')
    assert (
        desk.call(
            'clinic.appointment',
            'search_count',
            [['start', '>=', '2031-04-01'], ['start', '<', '2031-05-01']],
        )
        == 4 * PEOPLE // 2
    )


def test_a_series_by_the_booking_dialog(contest):
    """As above, by the way the desk goes: it is planned, then all of it is booked, or refused."""
    server, clinic = contest
    desk = server.client('recepcion')
    rule = {'unit': 'week', 'every': 1, 'count': 4}
    calls = []
    for number in range(PEOPLE):
        wish = {
            'patient_id': clinic['patients'][number],
            'type_id': clinic['single'],
            'company_id': clinic['company'],
            'practitioner_id': clinic['doctor'],
            'start': f'2031-06-03 {15 + number // 2:02}:00:00',
            'repeat': rule,
        }
        plan = desk.call('clinic.booking', 'plan', wish)
        wish['visits'] = [one['slot']['values'] for one in plan['visits']]
        calls.append(Call('recepcion', 'clinic.booking', 'book', [wish]))
    answers = crowd(server, calls)
    assert not [answer for answer in answers if answer.error]
    refused = [one.value['refused']['text'] for one in answers if 'refused' in one.value]
    assert len(refused) == PEOPLE // 2
    assert all(is_readable(text) for text in refused)
    june = [['start', '>=', '2031-06-01'], ['start', '<', '2031-07-01']]
    assert desk.call('clinic.appointment', 'search_count', june) == 4 * PEOPLE // 2
    series = desk.call('clinic.appointment.series', 'search_count', [])
    assert series == PEOPLE // 2


def test_nobody_is_left_in_a_session_that_moves_or_ends(contest):
    """Some take places of sessions that others, at that instant, cancel or move."""
    server, clinic = contest
    desk = server.client('recepcion')
    kept = {'kind': 'group', 'practitioner': 'teacher'}
    sessions = []
    for number in range(PEOPLE):
        first = {**visit(clinic, start='', patient=number, **kept)}
        first['start'] = f'2031-07-{number + 1:02} 15:00:00'
        [opened] = desk.call('clinic.appointment', 'create', [first])
        [row] = desk.call('clinic.appointment', 'read', [opened], ['session_id'])
        sessions.append((row['session_id'][0], first))
        desk.call(
            'clinic.appointment',
            'write',
            [opened],
            {'state': 'cancelled', 'cancelled_by': 'patient'},
        )
    calls = []
    for number, (session, first) in enumerate(sessions):
        end = (
            {'state': 'cancelled'}
            if number % 2
            else {'start': first['start'].replace(' 15:', ' 18:')}
        )
        calls += [
            Call('recepcion', 'clinic.appointment', 'create', [[first]]),
            Call('recepcion', 'clinic.appointment', 'write', [[session], end]),
        ]
    for answer in crowd(server, calls):
        assert not answer.error or is_readable(answer.message), answer
    lost = server.run(ELSEWHERE)
    assert lost == []
