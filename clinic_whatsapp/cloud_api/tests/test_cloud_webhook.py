"""Everything a delivery can hold becomes events; nothing is skipped and nothing makes it fail."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_whatsapp.cloud_api import (
    KINDS,
    MalformedDelivery,
    parse,
    read_message,
    read_status,
    split,
)

CASES = Path(__file__).resolve().parents[4] / 'shared/data/whatsapp/webhooks'


def delivery(*values, field='messages', waba='200', **entry):
    changes = [{'field': field, 'value': value} for value in values]
    return {
        'object': 'whatsapp_business_account',
        'entry': [{'id': waba, **entry, 'changes': changes}],
    }


def value(**lists):
    return {
        'messaging_product': 'whatsapp',
        'metadata': {'display_phone_number': '525555500100', 'phone_number_id': '100'},
        **lists,
    }


def words(wamid, sender, body='Hola', **more):
    return {
        'from': sender,
        'id': wamid,
        'timestamp': '1697043223',
        'type': 'text',
        'text': {'body': body},
        **more,
    }


def test_all_four_levels_are_walked():
    payload = {
        'entry': [
            {
                'id': str(waba),
                'changes': [
                    {
                        'field': 'messages',
                        'value': value(
                            messages=[words(f'm{waba}{change}{n}', '52') for n in range(3)],
                            statuses=[
                                {'id': f's{waba}{change}{n}', 'status': 'sent'} for n in range(2)
                            ],
                        ),
                    }
                    for change in range(4)
                ],
            }
            for waba in range(2)
        ]
    }
    events = list(split(payload))
    assert len(events) == 2 * 4 * 5
    assert len({event.key for event in events}) == len(events)
    assert {event.waba_id for event in events} == {'0', '1'}


def test_a_thousand_in_one_body():
    payload = delivery(value(messages=[words(f'w{n}', '525555500142') for n in range(1000)]))
    assert len(parse(json.dumps(payload).encode())) == 1000


def test_each_message_of_a_batch_has_its_own_sender():
    contacts = [
        {'wa_id': '521', 'user_id': 'MX.1', 'profile': {'name': 'Ana'}},
        {'wa_id': '522', 'user_id': 'MX.2', 'profile': {'name': 'Beto'}},
    ]
    [one, two, three] = split(
        delivery(
            value(
                contacts=contacts,
                messages=[words('a', '522'), words('b', '521'), words('c', '599')],
            )
        )
    )
    assert [read_message(event).sender.name for event in (one, two, three)] == ['Beto', 'Ana', '']
    assert [event.conversation for event in (one, two, three)] == ['MX.2', 'MX.1', '599']


def test_copies_have_the_same_key_and_others_another():
    [first] = split(delivery(value(messages=[words('w1', '52')])))
    [again] = split(delivery(value(messages=[words('w1', '52')])))
    assert first.key == again.key
    statuses = [
        {'id': 'w1', 'status': status} for status in ('sent', 'delivered', 'read', 'failed')
    ]
    events = [first, *split(delivery(value(statuses=statuses)))]
    assert len({event.key for event in events}) == 5


def test_the_same_news_on_another_day_is_news():
    event = {'event': 'ACCOUNT_VIOLATION'}
    days = [delivery(event, field='account_update', time=day) for day in (1697043223, 1697129623)]
    [one], [two] = (list(split(day)) for day in days)
    assert one.kind == 'account' and one.key != two.key


def test_what_is_unknown_is_kept():
    payload = {
        'entry': [
            {'id': 1, 'changes': [{'field': 'telepathy', 'value': {'a': 1}}, 'x', {'value': 3}]},
            {'id': 2},
            'nonsense',
        ]
    }
    events = list(split(payload))
    assert [event.kind for event in events] == ['unknown'] * 4
    assert events[0].field == 'telepathy' and events[0].node == {'a': 1}


def test_a_kind_of_message_never_seen():
    [event] = split(
        delivery(value(messages=[{'from': '52', 'id': 'w', 'type': 'hologram', 'hologram': {}}]))
    )
    message = read_message(event)
    assert (message.kind, message.original_kind, message.wamid) == ('unsupported', 'hologram', 'w')


def test_someone_with_a_username_only():
    contact = {'user_id': 'MX.9', 'profile': {'name': 'Eva', 'username': 'eva.r'}}
    node = {
        'from_user_id': 'MX.9',
        'id': 'w',
        'type': 'button',
        'button': {'text': 'Sí', 'payload': 'c1'},
    }
    [event] = split(delivery(value(contacts=[contact], messages=[node])))
    sender = read_message(event).sender
    assert (sender.wa_id, sender.bsuid, sender.username) == ('', 'MX.9', 'eva.r')
    assert event.conversation == 'MX.9'


def test_a_changed_number():
    node = {
        'from': '5215555500142',
        'id': 'w',
        'type': 'system',
        'system': {'type': 'user_changed_number', 'wa_id': '525555500199', 'body': 'cambió'},
    }
    [event] = split(delivery(value(messages=[node])))
    message = read_message(event)
    assert (message.change, message.new_wa_id) == ('user_changed_number', '525555500199')


@pytest.mark.parametrize(
    'body',
    [
        b'',
        b'{',
        b'[]',
        b'"hola"',
        b'null',
        b'{"entry": 3}',
        b'\xff\xfe',
        b'{"a":' * 5000 + b'1' + b'}' * 5000,
        b'{"entry":' + b'[' * 90 + b']' * 90 + b'}',
    ],
)
def test_what_is_no_delivery(body):
    with pytest.raises(MalformedDelivery):
        parse(body)


def test_halves_of_characters_and_nul():
    body = b'{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{'
    body += b'"id":"a\\u0000b","from":"52","type":"text","text":{"body":"x\\ud800\\u0000y"}}]}}]}]}'
    [event] = parse(body)
    assert event.wamid == 'ab'
    assert read_message(event).text == 'x?y'


NAMES = (
    'id from type text body messages statuses contacts value changes entry field metadata errors '
    'interactive button_reply context image audio location system profile'
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(JSON, JSON)
def test_no_json_makes_it_fail(entry, node):
    payload = {'entry': [entry, {'changes': [{'field': 'messages', 'value': node}]}]}
    for event in split(payload):
        assert event.kind in KINDS and event.key and len(event.key) <= 200
        event.key.encode()
        if event.kind in ('message', 'echo'):
            read_message(event)
        elif event.kind == 'status':
            read_status(event.node)


@given(st.sampled_from(['text', 'interactive', 'image', 'location', 'contacts', 'edit']), JSON)
def test_no_content_makes_it_fail(kind, content):
    [event] = split(
        delivery(value(messages=[{'id': 'w', 'from': '52', 'type': kind, kind: content}]))
    )
    assert read_message(event).wamid == 'w'


# ------------------------------------------------------------------ foreign payloads


def foreign():
    if not CASES.is_dir():
        return []
    return [
        pytest.param(case, id=f'{path.stem}-{name}')
        for path in sorted(CASES.glob('*.json'))
        for name, case in json.loads(path.read_text()).items()
    ]


@pytest.mark.skipif(not CASES.is_dir(), reason='optional: the foreign payloads are not here')
@pytest.mark.parametrize('case', foreign())
def test_foreign_payload(case):
    events = list(split(case))
    assert events and all(event.kind != 'unknown' for event in events)
    for event in events:
        if event.kind == 'message':
            message = read_message(event)
            part = event.node.get('interactive', {}).get('type')
            supported = event.node['type'] != 'unsupported' and part != 'call_permission_reply'
            assert (message.kind != 'unsupported') == supported
            assert message.wamid and message.sender.wa_id or '<' in event.node['from']


@pytest.mark.skipif(not CASES.is_dir(), reason='optional: the foreign payloads are not here')
def test_what_foreign_payloads_say():
    def read(name, case):
        [event] = split(json.loads((CASES / f'{name}.json').read_text())[case])
        return read_message(event)

    assert read('callback_button', 'button').payload == 'callback_data'
    assert read('callback_button', 'quick_reply_without_context').payload == 'callback_data'
    assert read('callback_selection', 'callback').kind == 'list_reply'
    flow = read('flow_completion', 'completion')
    assert (flow.kind, flow.answers['delivery_rating']) == ('flow_reply', '4')
    assert read('message', 'voice').media.voice
    assert read('message', 'media_with_url').media.url.startswith('https://lookaside.fbsbx.com/')
    assert read('message', 'forwarded_many_times').forwarded
    assert [card.name for card in read('message', 'contacts').cards][0] == 'Chandler Bing'
    assert read('edited_message', 'image').about.startswith('wamid.HBgLMTQx')
    assert read('system', 'phone_number_change').new_wa_id == '972912345678'
