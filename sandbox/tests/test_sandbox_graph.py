"""The Graph API besides messages: tokens, files, templates, numbers, subscriptions."""

import base64
import hashlib

import pytest

from sandbox.webhooks.signing import proof

from .conftest import BUSINESS, NUMBER

PDF = b'%PDF-1.4 a little file'


def upload(clinic, data=PDF, mime='application/pdf', name='a.pdf', **form):
    form = {'messaging_product': 'whatsapp', 'type': mime} | form
    return clinic.call('POST', f'{NUMBER}/media', data=form, files={'file': (name, data, mime)})


# -- who may call ------------------------------------------------------------------------------


@pytest.mark.parametrize('token', [None, 'another', ''])
def test_no_right_token(clinic, token):
    clinic.token = token
    response = clinic.call('GET', NUMBER)
    assert (response.status_code, response.json()['error']['code']) == (401, 190)
    response = clinic.post(text={'body': "a"})
    assert response.status_code == 401


def test_token_in_the_query(clinic):
    clinic.token = None
    assert clinic.call('GET', NUMBER, params={'access_token': 'sandbox-token'}).status_code == 200


def test_proof_of_the_secret(clinic):
    right = {'appsecret_proof': proof('sandbox-token', 'sandbox-app-secret')}
    assert clinic.call('GET', NUMBER, params={'appsecret_proof': 'x'}).status_code == 400
    clinic.control(f'accounts/{NUMBER}', require_proof=True)
    assert clinic.call('GET', NUMBER).json()['error']['code'] == 100
    assert clinic.call('GET', NUMBER, params=right).status_code == 200


def test_unknown_object(clinic):
    for method, path in (('GET', '123'), ('POST', '123/messages'), ('GET', '123/phone_numbers')):
        body = {'json': {'messaging_product': 'whatsapp'}} if method == 'POST' else {}
        response = clinic.call(method, path, **body)
        error = response.json()['error']
        assert (response.status_code, error['code'], error['error_subcode']) == (400, 100, 33)
        assert error['type'] == 'GraphMethodException'


@pytest.mark.parametrize('version, status', [('/v23.0', 200), ('/v26.0', 200), ('/v12.0', 400)])
def test_versions(clinic, version, status):
    assert clinic.call('GET', NUMBER, version=version).status_code == status


def test_another_number_has_its_own_token(clinic):
    other = clinic.control('accounts', name="Tijuana", number='526640550102')['account']
    assert clinic.call('GET', other['phone_number_id']).status_code == 400
    clinic.token = other['token']
    found = clinic.call('GET', other['phone_number_id']).json()
    assert found['verified_name'] == "Tijuana"
    clinic.says('p1', account=other['phone_number_id'], text="Hola")
    assert not clinic.receiver.bodies, "it has no webhook"
    response = clinic.post(number=other['phone_number_id'], text={'body': "a"})
    assert response.status_code == 200


def test_usage_is_told(clinic):
    headers = clinic.call('GET', NUMBER).headers
    assert 'call_count' in headers['X-App-Usage']
    assert BUSINESS in headers['X-Business-Use-Case-Usage']


# -- files -------------------------------------------------------------------------------------


def test_file_there_and_back(clinic):
    name = upload(clinic).json()['id']
    about = clinic.call('GET', name, params={'phone_number_id': NUMBER}).json()
    assert about['sha256'] == base64.b64encode(hashlib.sha256(PDF).digest()).decode()
    assert (about['mime_type'], about['file_size']) == ('application/pdf', len(PDF))
    bearer = {'Authorization': 'Bearer sandbox-token'}
    assert clinic.http.get(about['url'], headers=bearer).content == PDF
    assert clinic.http.get(about['url']).status_code == 401
    assert clinic.http.get(about['url'].replace('mid=', 'mid=1'), headers=bearer).status_code == 404
    assert clinic.call('DELETE', name).json() == {'success': True}
    assert clinic.call('GET', name).json()['error']['error_subcode'] == 33


def test_address_of_a_file_expires(clinic):
    name = upload(clinic).json()['id']
    bearer = {'Authorization': 'Bearer sandbox-token'}
    old = clinic.call('GET', name).json()['url']
    clinic.pass_time(301)
    assert clinic.http.get(old, headers=bearer).status_code == 404
    new = clinic.call('GET', name).json()['url']
    clinic.control('faults', kind='media_expired', count=1)
    assert clinic.http.get(new, headers=bearer).status_code == 404
    clinic.control('faults', kind='media_corrupt', count=1)
    assert clinic.http.get(new, headers=bearer).content != PDF
    assert clinic.http.get(new, headers=bearer).content == PDF
    clinic.pass_time(31 * 24 * 3600)
    assert clinic.call('GET', name).json()['error']['error_subcode'] == 33


def test_a_file_somebody_sent_is_kept_a_week(clinic):
    name = clinic.says(kind='image')['payload']['image']['id']
    assert clinic.call('GET', name).status_code == 200
    clinic.pass_time(8 * 24 * 3600)
    assert clinic.call('GET', name).status_code == 400


@pytest.mark.parametrize(
    'data, mime, code',
    [
        (b'x', 'application/zip', 100),
        (b'', 'application/pdf', 131053),
        (b'x' * (5 * 1024 * 1024 + 1), 'image/jpeg', 131053),
        (b'x' * (500 * 1024 + 1), 'image/webp', 131053),
    ],
)
def test_files_that_are_not_taken(clinic, data, mime, code):
    assert upload(clinic, data, mime).json()['error']['code'] == code
    assert upload(clinic, messaging_product='x').json()['error']['code'] == 100


def test_a_file_behind_a_link(clinic):
    """WhatsApp gets it before it sends; what cannot be had fails by status."""
    clinic.says(text="Hola")
    link = f'{clinic.url}/phone/samples/foto.jpg'
    wamid = clinic.send(type='image', image={'link': link, 'caption': "Mapa"})
    gone = clinic.send(type='image', image={'link': f'{clinic.url}/phone/samples/no.jpg'})
    clinic.pass_time()
    clinic.pass_time()
    shown = clinic.message(wamid)['view']['media']
    assert shown['mime_type'] == 'image/jpeg' and shown['size'] > 1000
    assert clinic.message(wamid)['status'] == 'delivered'
    assert clinic.message(gone)['error']['code'] == 131053


def test_resumable_upload(clinic):
    query = {'file_length': 6, 'file_type': 'application/pdf', 'file_name': 'a.pdf'}
    session = clinic.call('POST', 'app/uploads', params=query).json()['id']
    first = clinic.call('POST', session, data=b'abc', headers={'file_offset': '0'}).json()
    assert first['file_offset'] == 3
    assert clinic.call('GET', session).json()['file_offset'] == 3
    last = clinic.call('POST', session, data=b'def', headers={'file_offset': '3'}).json()
    assert last['h'].startswith('4::')


# -- templates ---------------------------------------------------------------------------------


def template(name='recordatorio', **changes):
    body = {
        'type': 'BODY',
        'text': "Hola, {{1}}: su cita es {{2}}.",
        'example': {'body_text': [["María", "mañana"]]},
    }
    return {
        'name': name,
        'language': 'es_MX',
        'category': 'UTILITY',
        'components': [body],
    } | changes


def create(clinic, **changes):
    return clinic.call('POST', f'{BUSINESS}/message_templates', json=template(**changes))


def test_review(clinic):
    made = create(clinic).json()
    assert made['status'] == 'PENDING' and made['category'] == 'UTILITY'
    clinic.pass_time()
    assert clinic.call('GET', made['id']).json()['status'] == 'APPROVED'
    (change,) = clinic.receiver.changes('message_template_status_update')
    assert change['value'] == {
        'event': 'APPROVED',
        'message_template_id': int(made['id']),
        'message_template_name': 'recordatorio',
        'message_template_language': 'es_MX',
        'reason': 'NONE',
        'message_template_category': 'UTILITY',
    }


def test_rejected_edited_and_deleted(clinic):
    clinic.control('settings', review='reject')
    made = create(clinic).json()
    clinic.pass_time()
    fields = {'fields': 'status,rejected_reason'}
    found = clinic.call('GET', made['id'], params=fields).json()
    assert found == {
        'status': 'REJECTED',
        'rejected_reason': 'INVALID_FORMAT',
        'id': made['id'],
    }
    clinic.control('settings', review='approve')
    components = template()['components']
    edited = clinic.call('POST', made['id'], json={'components': components})
    assert edited.json() == {'success': True}
    clinic.pass_time()
    clinic.call('DELETE', f'{BUSINESS}/message_templates', params={'name': 'recordatorio'})
    clinic.pass_time(0)
    values = [change['value'] for change in clinic.receiver.changes()]
    assert [value['event'] for value in values] == ['REJECTED', 'APPROVED', 'DELETED']
    assert values[0]['rejection_info'] and values[2]['reason'] is None
    assert clinic.call('GET', made['id']).status_code == 400


def test_paging(clinic):
    for number in range(7):
        clinic.template(f'cita_{number}')
    names, url = [], f'{clinic.url}/v23.0/{BUSINESS}/message_templates?limit=3&fields=name'
    pages = 0
    while url:
        page = clinic.http.get(url, headers={'Authorization': 'Bearer sandbox-token'}).json()
        names += [each['name'] for each in page['data']]
        assert set(page['paging']['cursors']) == {'before', 'after'}
        url, pages = page['paging'].get('next'), pages + 1
    assert names == [*(f'cita_{number}' for number in range(7)), 'hello_world'] and pages == 3
    one = clinic.call('GET', f'{BUSINESS}/message_templates', params={'name': 'cita_3'}).json()
    assert [each['name'] for each in one['data']] == ['cita_3']


WRONG = {
    'a capital letter': {'name': 'Recordatorio'},
    'no language': {'language': 'spanish'},
    'no category': {'category': 'SERVICE'},
    'no body': {'components': [{'type': 'FOOTER', 'text': "x"}]},
    'no example': {'components': [{'type': 'BODY', 'text': "Hola, {{1}}."}]},
    'a gap': {
        'components': [
            {'type': 'BODY', 'text': "Hola, {{2}}.", 'example': {'body_text': [["a", "b"]]}}
        ]
    },
    'a variable at the end': {
        'components': [{'type': 'BODY', 'text': "Hola {{1}}", 'example': {'body_text': [["a"]]}}]
    },
    'a long footer': {
        'components': [*template()['components'], {'type': 'FOOTER', 'text': "x" * 61}]
    },
    'a document without a sample': {
        'components': [*template()['components'], {'type': 'HEADER', 'format': 'DOCUMENT'}]
    },
    'a long button': {
        'components': [
            *template()['components'],
            {'type': 'BUTTONS', 'buttons': [{'type': 'QUICK_REPLY', 'text': "x" * 26}]},
        ]
    },
}


@pytest.mark.parametrize('name', WRONG)
def test_templates_that_are_not_taken(clinic, name):
    response = create(clinic, **WRONG[name])
    assert (response.status_code, response.json()['error']['code']) == (400, 100)


def test_same_name_twice(clinic):
    assert create(clinic).status_code == 200
    assert create(clinic).json()['error']['error_subcode'] == 2388024
    assert create(clinic, language='en_US').status_code == 200


def test_a_hundred_an_hour(clinic):
    clinic.control('settings', review='hold')
    codes = [create(clinic, name=f'cita_{number}').status_code for number in range(101)]
    assert codes == [200] * 100 + [400]
    clinic.pass_time(3601)
    assert create(clinic, name='cita_101').status_code == 200


# -- the number and its account ----------------------------------------------------------------


def test_number(clinic):
    fields = 'verified_name,quality_rating,throughput,status,name_status,display_phone_number'
    found = clinic.call('GET', NUMBER, params={'fields': fields}).json()
    assert found == {
        'verified_name': "Clínica Nogal",
        'quality_rating': 'GREEN',
        'throughput': {'level': 'STANDARD'},
        'status': 'CONNECTED',
        'name_status': 'APPROVED',
        'display_phone_number': '+52 55 0555 0100',
        'id': NUMBER,
    }
    listed = clinic.call('GET', f'{BUSINESS}/phone_numbers').json()['data']
    assert [each['id'] for each in listed] == [NUMBER]
    assert clinic.call('GET', BUSINESS).json()['name'] == "Clínica Nogal"


def test_registration(clinic):
    assert clinic.call('POST', f'{NUMBER}/deregister').json() == {'success': True}
    register = {'messaging_product': 'whatsapp', 'pin': '12'}
    assert clinic.call('POST', f'{NUMBER}/register', json=register).status_code == 400
    assert clinic.post(text={'body': "a"}).json()['error']['code'] == 133010
    register['pin'] = '123456'
    assert clinic.call('POST', f'{NUMBER}/register', json=register).json() == {'success': True}
    assert clinic.post(text={'body': "a"}).status_code == 200


def test_subscription_with_another_callback(clinic):
    body = {'override_callback_uri': clinic.receiver.url, 'verify_token': 'wrong'}
    assert clinic.call('POST', f'{BUSINESS}/subscribed_apps', json=body).status_code == 400
    body['verify_token'] = 'sandbox-verify'
    assert clinic.call('POST', f'{BUSINESS}/subscribed_apps', json=body).json()['success']
    (app,) = clinic.call('GET', f'{BUSINESS}/subscribed_apps').json()['data']
    assert app['override_callback_uri'] == clinic.receiver.url
    clinic.call('DELETE', f'{BUSINESS}/subscribed_apps')
    assert clinic.call('GET', f'{BUSINESS}/subscribed_apps').json()['data'] == []


def test_debug_token(clinic):
    def look(token):
        return clinic.call('GET', 'debug_token', params={'input_token': token}).json()['data']

    clinic.control(f'accounts/{NUMBER}', token_expires_in=3600)
    found = look('sandbox-token')
    assert found['is_valid'] and found['expires_at'] > 0
    assert 'whatsapp_business_messaging' in found['scopes']
    assert found['granular_scopes'][0]['target_ids'] == [BUSINESS]
    assert not look('another')['is_valid']
