"""Webhooks: signed over what is sent, of the shapes Meta sends, tried until they are taken."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.webhooks import courier, signing

from .conftest import BUSINESS, MARIA, NUMBER


def test_signed_over_escaped_bytes(clinic):
    clinic.says(text="¿Mañana? 😀 y/o el jueves")
    clinic.pass_time(0)
    (body,) = clinic.receiver.bodies
    assert not clinic.receiver.forged
    assert b'\\u00bfMa\\u00f1ana? \\ud83d\\ude00 y\\/o el jueves' in body
    assert body.isascii()


@given(
    st.recursive(
        st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_escaping_changes_nothing(value):
    body = signing.encode({'x': value})
    assert json.loads(body) == {'x': value} and body.isascii()


def test_handshake(clinic):
    clinic.control(f'accounts/{NUMBER}', verify=True)
    clinic.receiver.verify_token = 'another'
    try:
        response = clinic.http.post(
            f'{clinic.url}/_sandbox/accounts/{NUMBER}', json={'verify': True}
        )
        assert response.status_code == 400 and '403' in response.json()['error']
    finally:
        clinic.receiver.verify_token = 'sandbox-verify'


# -- shapes ------------------------------------------------------------------------------------


def only(values):
    (value,) = values
    return value


def test_text(clinic):
    message = clinic.says(text="Hola")
    clinic.pass_time(0)
    body = json.loads(only(clinic.receiver.bodies))
    assert body['object'] == 'whatsapp_business_account'
    assert body['entry'][0]['id'] == BUSINESS
    change = body['entry'][0]['changes'][0]
    assert change['field'] == 'messages'
    value = change['value']
    assert value['metadata'] == {
        'display_phone_number': '525505550100',
        'phone_number_id': NUMBER,
    }
    bsuid = value['contacts'][0]['user_id']
    assert value['contacts'] == [
        {'profile': {'name': "María Fernanda Ríos"}, 'wa_id': MARIA, 'user_id': bsuid}
    ]
    found = only(value['messages'])
    assert found.pop('timestamp').isdigit()
    assert found == {
        'from': MARIA,
        'from_user_id': bsuid,
        'id': message['id'],
        'text': {'body': "Hola"},
        'type': 'text',
    }


def test_an_old_account_writes_as_521(clinic):
    clinic.says('p2', text="Hola")
    clinic.pass_time(0)
    assert only(clinic.receiver.values('messages'))['from'] == '5215503881154'


def test_a_username_shows_no_number(clinic):
    clinic.says('p3', text="Hola")
    clinic.pass_time(0)
    body = only(clinic.receiver.bodies).decode()
    number = next(each for each in clinic.look('phones')['phones'] if each['id'] == 'p3')['number']
    assert number not in body and '"from"' not in body and '"wa_id"' not in body
    message = only(clinic.receiver.values('messages'))
    contact = only(clinic.receiver.values('contacts'))
    assert message['from_user_id'] == contact['user_id'] and contact['profile']['username']


KINDS = {
    'image': {'kind': 'image', 'caption': "Mi estudio"},
    'document': {'kind': 'document'},
    'audio': {'kind': 'voice'},
    'location': {'kind': 'location'},
    'contacts': {'kind': 'contacts', 'contacts': [{'name': {'formatted_name': "Ana"}}]},
    'unsupported': {'kind': 'unsupported'},
}


@pytest.mark.parametrize('kind', KINDS)
def test_kinds(clinic, kind):
    clinic.says(**KINDS[kind])
    clinic.pass_time(0)
    message = only(clinic.receiver.values('messages'))
    assert message['type'] == kind
    if kind in ('image', 'document', 'audio'):
        about = message[kind]
        data = clinic.call('GET', about['id']).json()
        assert (data['mime_type'], data['sha256']) == (about['mime_type'], about['sha256'])
    if kind == 'unsupported':
        assert message['errors'][0]['code'] == 131051


def test_button_list_and_flow_replies(clinic):
    clinic.says(text="Hola")
    reply = {'type': 'reply', 'reply': {'id': 'c1', 'title': "Confirmo"}}
    interactive = {'type': 'button', 'body': {'text': "?"}, 'action': {'buttons': [reply]}}
    button = clinic.send(type='interactive', interactive=interactive)
    row = {'id': 'r1', 'title': "9:00", 'description': "Del Valle"}
    action = {'button': "Ver", 'sections': [{'rows': [row]}]}
    interactive = {'type': 'list', 'body': {'text': "?"}, 'action': action}
    rows = clinic.send(type='interactive', interactive=interactive)
    clinic.pass_time()
    clinic.receiver.clear()
    clinic.says(kind='button', reply_to=button, title="Confirmo")
    clinic.says(kind='list', reply_to=rows, id='r1')
    clinic.says(kind='flow', reply_to=rows, answers={'nps': "9"}, flow_token='t')
    clinic.pass_time(0)
    first, second, third = clinic.receiver.values('messages')
    assert first['context'] == {'from': '525505550100', 'id': button}
    assert first['interactive'] == {
        'type': 'button_reply',
        'button_reply': {'id': 'c1', 'title': "Confirmo"},
    }
    assert second['interactive'] == {'type': 'list_reply', 'list_reply': row}
    # the same row of two people's lists: each message has an id of its own
    assert second['id'].startswith('wamid.')
    reply = third['interactive']['nfm_reply']
    assert third['interactive']['type'] == 'nfm_reply' and reply['name'] == 'flow'
    assert json.loads(reply['response_json']) == {'nps': "9", 'flow_token': 't'}


def test_quick_reply_of_a_template(clinic):
    components = [
        {'type': 'BODY', 'text': "Hola."},
        {'type': 'BUTTONS', 'buttons': [{'type': 'QUICK_REPLY', 'text': "Confirmo"}]},
    ]
    clinic.template(components=components)
    payload = {'type': 'payload', 'payload': 'c1.uuid'}
    button = {'type': 'button', 'sub_type': 'quick_reply', 'index': 0, 'parameters': [payload]}
    template = {'name': 'cita', 'language': {'code': 'es_MX'}, 'components': [button]}
    wamid = clinic.send(type='template', template=template)
    clinic.pass_time()
    clinic.says(kind='button', reply_to=wamid, title="Confirmo")
    clinic.says(kind='button', reply_to=wamid, title="Confirmo", without_context=True)
    clinic.pass_time(0)
    first, second = clinic.receiver.values('messages')
    assert first['button'] == second['button'] == {'payload': 'c1.uuid', 'text': "Confirmo"}
    assert first['context']['id'] == wamid and 'context' not in second


def test_reactions_edits_and_removals(clinic):
    hello = clinic.says(text="Hola")
    clinic.says(kind='reaction', reply_to=hello['id'], emoji='👍')
    clinic.says(kind='reaction', reply_to=hello['id'])
    clinic.says(kind='edit', message=hello['id'], text="Hola, buenas")
    clinic.says(kind='revoke', message=hello['id'])
    clinic.pass_time(0)
    _, given, taken, edit, revoke = clinic.receiver.values('messages')
    assert given['reaction'] == {'message_id': hello['id'], 'emoji': '👍'}
    assert taken['reaction']['emoji'] == ''
    assert edit['edit'] == {
        'original_message_id': hello['id'],
        'message': {'type': 'text', 'text': {'body': "Hola, buenas"}},
    }
    assert revoke['revoke'] == {'original_message_id': hello['id']}


def test_statuses(clinic):
    clinic.says(text="Hola")
    wamid = clinic.send(text={'body': "Hola"}, biz_opaque_callback_data='llave-1')
    clinic.pass_time()
    clinic.says(kind='read')
    clinic.pass_time(0)
    statuses = clinic.statuses(wamid)
    assert [each['status'] for each in statuses] == ['sent', 'delivered', 'read']
    for each in statuses:
        assert each['recipient_id'] == MARIA and each['recipient_user_id'].startswith('MX.')
        assert each['biz_opaque_callback_data'] == 'llave-1'
        assert each['conversation']['origin'] == {'type': 'service'}
        assert each['pricing'] == {
            'billable': False,
            'pricing_model': 'PMP',
            'type': 'free_customer_service',
            'category': 'service',
        }
    assert 'expiration_timestamp' in statuses[0]['conversation']
    times = [int(each['timestamp']) for each in statuses]
    assert times == sorted(times)


def test_a_phone_that_is_off_or_blocks(clinic):
    clinic.says(text="Hola")
    clinic.control('phones/p1', on=False)
    wamid = clinic.send(text={'body': "Hola"})
    clinic.pass_time(3600)
    assert [each['status'] for each in clinic.statuses(wamid)] == ['sent']
    clinic.control('phones/p1', on=True)
    clinic.pass_time(0)
    assert [each['status'] for each in clinic.statuses(wamid)] == ['sent', 'delivered']
    clinic.control('phones/p1', blocked=True)
    wamid = clinic.send(text={'body': "Hola"})
    clinic.pass_time(3600)
    assert [each['status'] for each in clinic.statuses(wamid)] == ['sent']


def test_voice_note_is_played(clinic):
    clinic.says(text="Hola")
    form = {'messaging_product': 'whatsapp', 'type': 'audio/ogg'}
    file = {'file': ('v.ogg', b'OggS', 'audio/ogg')}
    media = clinic.call('POST', f'{NUMBER}/media', data=form, files=file).json()['id']
    wamid = clinic.send(type='audio', audio={'id': media})
    clinic.pass_time()
    clinic.says(kind='played', message=wamid)
    clinic.pass_time(0)
    assert clinic.statuses(wamid)[-1]['status'] == 'played'


def test_a_new_number(clinic):
    clinic.says(kind='change_number', number='55 0777 1234')
    clinic.says(kind='identity_changed')
    clinic.pass_time(0)
    number, user, identity = clinic.receiver.values('messages')
    assert number['from'] == MARIA and number['type'] == 'system'
    assert number['system']['type'] == 'user_changed_number'
    assert number['system']['wa_id'] == '525507771234'
    assert user['system']['type'] == 'user_changed_user_id'
    assert user['system']['previous_user_id'] != user['system']['user_id']
    assert identity['system']['type'] == 'customer_identity_changed'
    assert identity['identity']['hash'] == identity['system']['identity']
    with_contacts = ['contacts' in change['value'] for change in clinic.receiver.changes()]
    assert with_contacts == [False, False, True]


def test_other_fields(clinic):
    clinic.says(kind='preference', value='stop')
    clinic.says(kind='echo', text="Desde el celular del consultorio")
    restricted = {'event': 'ACCOUNT_RESTRICTION'}
    clinic.control('events', field='account_update', value=restricted)
    clinic.pass_time(0)
    found = {change['field']: change['value'] for change in clinic.receiver.changes()}
    assert found['user_preferences']['user_preferences'][0]['value'] == 'stop'
    assert found['smb_message_echoes']['message_echoes'][0]['to'] == MARIA
    assert found['account_update'] == restricted
    assert b'"time":' in clinic.receiver.bodies[-1]


def test_nothing_without_a_subscription(clinic):
    clinic.call('DELETE', f'{BUSINESS}/subscribed_apps')
    clinic.says(text="Hola")
    clinic.pass_time()
    clinic.call('POST', f'{BUSINESS}/subscribed_apps')
    clinic.says(text="¿Hay alguien?")
    clinic.pass_time()
    assert [each['text']['body'] for each in clinic.receiver.values('messages')] == [
        "¿Hay alguien?"
    ]


# -- delivery ----------------------------------------------------------------------------------


def test_tried_again_with_growing_pauses(clinic):
    clinic.receiver.answers = [500, 503, 302]
    clinic.says(text="Hola")
    for wait, tries in ((0, 1), (1.9, 1), (0.2, 2), (3.7, 2), (0.4, 3), (8, 4)):
        clinic.pass_time(wait)
        assert len(clinic.receiver.bodies) == tries
    assert len(set(clinic.receiver.bodies)) == 1, "the same bytes each time"
    assert len(clinic.receiver.accepted) == 1
    clinic.pass_time(3600)
    assert len(clinic.receiver.bodies) == 4


def test_given_up_after_seven_days(clinic):
    clinic.control('faults', kind='receiver_down')
    clinic.says(text="Hola")
    clinic.pass_time(0)
    clinic.pass_time(8 * 24 * 3600)
    (delivery,) = clinic.look('webhooks')['webhooks']
    assert delivery['given_up']
    # 2, 4 … 2048 seconds, then one a hour until the week is over
    assert 150 < delivery['attempts'] < 190


@given(st.integers(1, 40))
def test_pauses_grow_up_to_an_hour(attempts):
    assert courier.pause(attempts) <= courier.pause(attempts + 1) <= 3600


@settings(max_examples=15)
@given(data=st.data())
def test_every_message_arrives(both, data):
    """Whatever the faults, once the receiver answers 200 everything has arrived, rightly signed."""
    both.reset()
    hook = st.one_of(
        st.builds(
            lambda p, n: {'kind': 'duplicate', 'probability': p, 'copies': n},
            st.floats(0, 1),
            st.integers(1, 3),
        ),
        st.builds(
            lambda p, w: {'kind': 'reorder', 'probability': p, 'within': w},
            st.floats(0, 1),
            st.floats(0, 60),
        ),
        st.builds(
            lambda p, s: {'kind': 'delay', 'probability': p, 'seconds': s},
            st.floats(0, 1),
            st.floats(0, 600),
        ),
        st.builds(
            lambda n, w: {'kind': 'batch', 'size': n, 'within': w},
            st.integers(1, 1000),
            st.floats(0, 30),
        ),
        st.builds(lambda n: {'kind': 'receiver_down', 'count': n}, st.integers(0, 5)),
        st.builds(lambda n: {'kind': 'ack_lost', 'count': n}, st.integers(0, 5)),
    )
    both.control(
        'faults', seed=data.draw(st.integers(0, 99)), faults=data.draw(st.lists(hook, max_size=5))
    )
    both.receiver.answers = data.draw(st.lists(st.sampled_from([200, 403, 500, 503]), max_size=6))
    sent = set()
    for number in range(data.draw(st.integers(1, 8))):
        sent.add(both.says(f'p{number % 3 + 1}', text=f"Mensaje {number} ñ/")['id'])
        if data.draw(st.booleans()):
            both.pass_time(data.draw(st.floats(0, 5)))
    both.pass_time(0)
    both.pass_time(3 * 3600)
    assert {each['id'] for each in both.receiver.values('messages')} == sent
    assert not both.receiver.forged
