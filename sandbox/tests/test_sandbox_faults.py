"""What goes wrong on purpose: at the right call, as often as asked, the same for the same seed."""

import json

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from sandbox.faults import API, HOOK, Faults
from sandbox.graph import errors
from sandbox.records import Refused

from .conftest import NUMBER

# Section 2.3 of Meta's error policy: every code a connector must know what to do with.
POLICY = [
    *(0, 3, 10, 190, 200, 299, 368, 131031, 130497, 131042, 131045, 133010),
    *(4, 80007, 130429, 131057, 133016, 131056, 131048, 131064, 131047),
    *(131026, 131021, 131030, 131062, 137000, 131049, 130472, 131050),
    *(132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 131063),
    *(100, 131008, 131009, 131051, 131052, 131053),
    *(132068, 132069, 139000, 139001, 139002, 139003, 139004, 1, 2, 131000, 131016, 135000),
]


@pytest.mark.parametrize('code', POLICY)
def test_every_code_as_an_answer(clinic, code):
    assert errors.known(code)
    clinic.control('faults', kind='error', code=code, count=1)
    response = clinic.post(text={'body': "a"})
    error = response.json()['error']
    assert error['code'] == code and error['message'] and error['fbtrace_id']
    assert response.status_code == errors.about(code)[0] >= 400
    assert clinic.post(text={'body': "a"}).status_code == 200


@pytest.mark.parametrize('code', [131026, 131049, 130472, 131042, 131053])
def test_as_a_status(clinic, code):
    clinic.says(text="Hola")
    clinic.control('faults', kind='failed', code=code, count=1)
    wamid = clinic.send(text={'body': "a"}, biz_opaque_callback_data='k')
    clinic.pass_time()
    (status,) = clinic.statuses(wamid)
    assert status['errors'][0]['code'] == code and status['errors'][0]['error_data']['details']
    assert status['biz_opaque_callback_data'] == 'k'


def test_slow_down(clinic):
    clinic.control('faults', kind='rate_limit', retry_after=90, count=1)
    response = clinic.post(text={'body': "a"})
    assert (response.status_code, response.headers['Retry-After']) == (429, '90')
    usage = json.loads(response.headers['X-Business-Use-Case-Usage'])
    assert usage['200000000000001'][0]['estimated_time_to_regain_access'] == 2


def test_no_json_at_all(clinic):
    clinic.control('faults', kind='http', status=502, body='<html>Bad Gateway</html>', count=1)
    response = clinic.post(text={'body': "a"})
    assert response.status_code == 502 and response.text.startswith('<html>')


def test_the_token_expires(clinic):
    clinic.control('faults', kind='token_expired', count=1)
    assert clinic.call('GET', NUMBER).json()['error']['error_subcode'] == 463
    clinic.control(f'accounts/{NUMBER}', token_expires_in=60)
    assert clinic.call('GET', NUMBER).status_code == 200
    clinic.pass_time(61)
    response = clinic.call('GET', NUMBER)
    error = response.json()['error']
    assert (response.status_code, error['code'], error['error_subcode']) == (401, 190, 463)


def test_the_answer_is_lost_after_it_was_taken(clinic):
    """The caller cannot tell; the status with its key can."""
    clinic.says(text="Hola")
    clinic.control('faults', kind='lose_answer', count=1, match={'call': 'messages'})
    with pytest.raises(requests.ConnectionError):
        clinic.post(text={'body': "a"}, biz_opaque_callback_data='llave')
    clinic.pass_time()
    statuses = clinic.receiver.values('statuses')
    assert {each['biz_opaque_callback_data'] for each in statuses} == {'llave'}


def test_the_connection_is_cut_before(clinic):
    clinic.control('faults', kind='drop', count=1)
    with pytest.raises(requests.ConnectionError):
        clinic.post(text={'body': "a"})
    assert clinic.look('messages')['total'] == 0


def test_window_closed_for_one(clinic):
    clinic.says(text="Hola")
    clinic.says('p2', text="Hola")
    clinic.control('faults', kind='window_closed', match={'phone': 'p1'})
    one = clinic.send(text={'body': "a"})
    other = clinic.send('525503881154', text={'body': "a"})
    clinic.pass_time()
    assert clinic.message(one)['error']['code'] == 131047
    assert clinic.message(other)['status'] == 'delivered'


def test_match_and_skip(clinic):
    match = {'call': 'messages', 'type': 'template', 'path': 'v23'}
    clinic.control('faults', kind='error', code=131016, match=match, skip=1)
    clinic.template(components=[{'type': 'BODY', 'text': "Hola."}])
    template = {'name': 'cita', 'language': {'code': 'es_MX'}}
    codes = [clinic.post(type='template', template=template).status_code for _ in range(3)]
    assert codes == [200, 503, 503]
    assert clinic.post(text={'body': "a"}).status_code == 200


def test_batch_of_a_thousand(clinic):
    clinic.control('faults', kind='batch', size=1000, within=60)
    specs = [{'phone': 'p1', 'text': f"{number}"} for number in range(1000)]
    ids = clinic.control('inbound', messages=specs)['ids']
    clinic.pass_time(0)
    (body,) = clinic.receiver.bodies
    assert len(body) < 3_000_000
    assert {each['id'] for each in clinic.receiver.values('messages')} == set(ids)
    entries = json.loads(body)['entry']
    assert len(entries) > 1, "several entries"
    assert any(len(entry['changes']) > 1 for entry in entries), "several changes"
    assert any(
        len(change['value'].get('messages', [])) > 1
        for entry in entries
        for change in entry['changes']
    ), "several messages"


def test_a_batch_waits_no_longer_than_asked(clinic):
    clinic.control('faults', kind='batch', size=10, within=5)
    clinic.says(text="1")
    clinic.says(text="2")
    clinic.pass_time(4)
    assert not clinic.receiver.bodies
    clinic.pass_time(2)
    assert len(clinic.receiver.bodies) == 1
    assert len(clinic.receiver.values('messages')) == 2


def test_duplicates(clinic):
    clinic.control('faults', kind='duplicate', copies=2, within=30)
    message = clinic.says(text="Hola")
    clinic.pass_time(60)
    assert [each['id'] for each in clinic.receiver.values('messages')] == [message['id']] * 3


def test_same_seed_same_order(clinic):
    def run():
        clinic.reset(seed=7)
        clinic.control('settings', batch=1)
        clinic.control('faults', seed=3, kind='reorder', within=60)
        for number in range(12):
            clinic.says(text=f"{number}")
        clinic.pass_time(120)
        return [each['text']['body'] for each in clinic.receiver.values('messages')]

    first = run()
    assert first == run() and first != sorted(first, key=int)


@pytest.mark.parametrize(
    'spec', [{'kind': 'flood'}, {'kind': 'error', 'codes': 1}, {}, {'kind': 'batch', 'copies': 1}]
)
def test_no_such_fault(spec):
    with pytest.raises(Refused):
        Faults().add([spec])


@given(st.integers(), st.sampled_from([*API, *HOOK]), st.floats(0, 1), st.integers(0, 20))
def test_deterministic_and_counted(seed, kind, probability, count):
    def draw():
        faults = Faults(seed)
        faults.add([{'kind': kind, 'probability': probability, 'count': count}])
        return [bool(faults.hit(kind, {})) for _ in range(30)]

    assert draw() == draw()
    assert sum(draw()) <= count
    if probability == 1:
        assert sum(draw()) == min(count, 30)
