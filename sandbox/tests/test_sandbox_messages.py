"""Messages of the business: what is taken, what is refused and how, what the phone shows."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .conftest import MARIA, NUMBER

BODY = {'text': "¿Le queda bien?"}
NAMES = st.sampled_from(
    'type text body id link to template interactive action buttons reply title header image '
    'parameters components index sub_type name language code rows sections status context'.split()
)


def button(count=1, title="Sí", action=None):
    buttons = [
        {'type': 'reply', 'reply': {'id': f'b{number}', 'title': f'{title}{number or ""}'}}
        for number in range(count)
    ]
    return {
        'type': 'interactive',
        'interactive': {'type': 'button', 'body': BODY, 'action': action or {'buttons': buttons}},
    }


def rows(count):
    found = [{'id': f'r{number}', 'title': f'Hora {number}'} for number in range(count)]
    action = {'button': "Ver horarios", 'sections': [{'title': "Lunes", 'rows': found}]}
    return {
        'type': 'interactive',
        'interactive': {'type': 'list', 'body': BODY, 'action': action},
    }


def cta(url='https://clinica.example/'):
    parameters = {'display_text': "Abrir", 'url': url}
    action = {'name': 'cta_url', 'parameters': parameters}
    return {
        'type': 'interactive',
        'interactive': {'type': 'cta_url', 'body': BODY, 'action': action},
    }


def flow(**changes):
    parameters = {'flow_message_version': '3', 'flow_id': '1', 'flow_cta': "Contestar"} | changes
    action = {'name': 'flow', 'parameters': parameters}
    return {'type': 'interactive', 'interactive': {'type': 'flow', 'body': BODY, 'action': action}}


TAKEN = {
    'text': {'type': 'text', 'text': {'body': "Hola", 'preview_url': False}},
    'text without a type': {'text': {'body': "Hola"}},
    'buttons': button(3),
    'list': rows(10),
    'cta_url': cta(),
    'flow': flow(),
    'location': {
        'type': 'location',
        'location': {'latitude': 19.4, 'longitude': '-99.1', 'name': "Consultorio"},
    },
    'contacts': {
        'type': 'contacts',
        'contacts': [{'name': {'formatted_name': "Farmacia", 'first_name': "Farmacia"}}],
    },
    'location request': {
        'type': 'interactive',
        'interactive': {
            'type': 'location_request_message',
            'body': BODY,
            'action': {'name': 'send_location'},
        },
    },
}

TEMPLATE = {
    'type': 'template',
    'template': {
        'name': 'cita',
        'language': {'code': 'es_MX'},
        'components': [
            {
                'type': 'body',
                'parameters': [{'type': 'text', 'text': "María"}, {'type': 'text', 'text': "hoy"}],
            }
        ],
    },
}

REFUSED = {
    'no type that exists': ({'type': 'fax', 'fax': {}}, 100),
    'nothing under the type': ({'type': 'text'}, 100),
    'an empty text': ({'type': 'text', 'text': {'body': ''}}, 131008),
    'a long text': ({'type': 'text', 'text': {'body': 'x' * 4097}}, 100),
    'four buttons': (button(4), 131009),
    'no buttons': (button(0), 131009),
    'a long button': (button(1, "x" * 21), 131009),
    'two equal buttons': (
        button(action={'buttons': button(1)['interactive']['action']['buttons'] * 2}),
        131009,
    ),
    'eleven rows': (rows(11), 131009),
    'no rows': (rows(0), 131009),
    'no address': (cta('clinica.example'), 131009),
    'a flow of another version': (flow(flow_message_version='2'), 131009),
    'a flow without a name': (flow(flow_id=None), 131009),
    'media with id and link': (
        {'type': 'image', 'image': {'id': '1', 'link': 'https://a.example/b.jpg'}},
        131008,
    ),
    'media nobody uploaded': ({'type': 'image', 'image': {'id': '1'}}, 131009),
    'a place off the map': (
        {'type': 'location', 'location': {'latitude': 91, 'longitude': 0}},
        131009,
    ),
    'a contact without a name': ({'type': 'contacts', 'contacts': [{'phones': []}]}, 131008),
    'a reaction to nothing': (
        {'type': 'reaction', 'reaction': {'message_id': 'wamid.x', 'emoji': '👍'}},
        131009,
    ),
    'too much to echo': (
        {'type': 'text', 'text': {'body': "a"}, 'biz_opaque_callback_data': 'x' * 513},
        100,
    ),
    'a group': ({'type': 'text', 'text': {'body': "a"}, 'recipient_type': 'group'}, 100),
    'no product': ({'messaging_product': 'telegram', 'text': {'body': "a"}}, 100),
}


@pytest.mark.parametrize('name', TAKEN)
def test_taken(clinic, name):
    clinic.says(text="Hola")
    response = clinic.post(**TAKEN[name]).json()
    assert response['messaging_product'] == 'whatsapp'
    assert response['contacts'] == [{'input': MARIA, 'wa_id': MARIA}]
    wamid = response['messages'][0]['id']
    assert re.fullmatch(r'wamid\.[A-Za-z0-9+/]+=*', wamid)
    clinic.pass_time()
    assert clinic.message(wamid)['status'] == 'delivered'


@pytest.mark.parametrize('name', REFUSED)
def test_refused(clinic, name):
    message, code = REFUSED[name]
    response = clinic.post(**message)
    error = response.json()['error']
    assert (error['code'], response.status_code) == (code, 400)
    assert error['type'] == 'OAuthException' and error['message'] and error['fbtrace_id']
    assert error['error_data']['messaging_product'] == 'whatsapp'
    assert error['error_data']['details']
    assert clinic.look('messages')['total'] == 0


@pytest.mark.parametrize('body', [b'', b'{', b'[]', b'"x"', b'\xff\xfe'])
def test_no_json(clinic, body):
    response = clinic.call('POST', f'{NUMBER}/messages', data=body)
    assert response.status_code == 400 and response.json()['error']['code'] == 100


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def bent(draw):
    """A message that is right, with one of its parts replaced by anything."""
    message = json.loads(json.dumps(draw(st.sampled_from([*TAKEN.values(), TEMPLATE]))))
    place = message
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = draw(st.sampled_from(list(keys)))
        if not isinstance(place[key], dict | list) or draw(st.booleans()):
            place[key] = draw(ANYTHING)
            break
        place = place[key]
    return message


@given(st.one_of(bent(), st.dictionaries(NAMES, ANYTHING)))
def test_whatever_is_sent_is_taken_or_refused(both, message):
    both.reset()
    both.template()
    both.says(text="Hola")
    message = {name: part for name, part in message.items() if name not in ('to', 'number')}
    response = both.post(**message)
    assert response.status_code in (200, 400, 404), response.text
    both.pass_time()


@pytest.mark.parametrize('to', ['', None])
def test_no_recipient(clinic, to):
    response = clinic.post(to, text={'body': "a"})
    assert response.json()['error']['code'] == 100


def test_recipient_is_the_sender(clinic):
    assert clinic.post('525505550100', text={'body': "a"}).json()['error']['code'] == 131021


def test_no_number(clinic):
    assert clinic.post('abc', text={'body': "a"}).json()['error']['code'] == 131009


def test_an_old_account_is_answered_by_its_own_name(clinic):
    """Sent to +52, WhatsApp knows the person as 521."""
    response = clinic.post('+52 55 0388 1154', text={'body': "a"}).json()
    assert response['contacts'] == [{'input': '+52 55 0388 1154', 'wa_id': '5215503881154'}]
    assert clinic.post('5215503881154', text={'body': "a"}).status_code == 200


def test_by_business_scoped_user_id(clinic):
    ximena = next(each for each in clinic.look('phones')['phones'] if each['kind'] == 'username')
    response = clinic.post(None, recipient=ximena['bsuid'], text={'body': "a"}).json()
    assert response['contacts'] == [{'input': ximena['bsuid'], 'user_id': ximena['bsuid']}]
    unknown = clinic.post(None, recipient='MX.1', text={'body': "a"}).json()
    assert unknown['error']['code'] == 131009


def test_authentication_needs_the_number(clinic):
    clinic.template('codigo', category='AUTHENTICATION', components=[{'type': 'BODY', 'text': "x"}])
    ximena = next(each for each in clinic.look('phones')['phones'] if each['kind'] == 'username')
    template = {'name': 'codigo', 'language': {'code': 'es_MX'}}
    response = clinic.post(None, recipient=ximena['bsuid'], type='template', template=template)
    assert response.json()['error']['code'] == 131062


def test_a_stranger_gets_a_phone_or_has_no_whatsapp(clinic):
    clinic.send('+52 55 0123 4567', text={'body': "a"})
    assert any(each['number'] == '525501234567' for each in clinic.look('phones')['phones'])
    clinic.control('settings', strangers='reject')
    wamid = clinic.send('+52 55 0123 9999', text={'body': "a"})
    clinic.pass_time()
    assert clinic.statuses(wamid)[0]['errors'][0]['code'] == 131026


def test_closed_window(clinic):
    """Taken, and told by status: as Meta does it."""
    wamid = clinic.send(text={'body': "a"})
    clinic.pass_time()
    (status,) = clinic.statuses(wamid)
    assert status['status'] == 'failed' and status['errors'][0]['code'] == 131047
    clinic.says(text="Hola")
    clinic.pass_time(24 * 3600 - 20)
    inside = clinic.send(text={'body': "a"})
    clinic.pass_time()
    assert clinic.message(inside)['status'] == 'delivered'
    clinic.pass_time(30)
    outside = clinic.send(text={'body': "a"})
    clinic.template()
    template = clinic.send(type='template', template=filled("María", "mañana"))
    clinic.pass_time()
    assert clinic.message(outside)['status'] == 'failed'
    assert clinic.message(template)['status'] == 'delivered'


def test_read_mark_and_typing(clinic):
    hello = clinic.says(text="Hola")
    read = {'status': 'read', 'message_id': hello['id'], 'typing_indicator': {'type': 'text'}}
    assert clinic.post(None, **read).json() == {'success': True}
    assert clinic.message(hello['id'])['status'] == 'read'
    again = clinic.post(None, status='read', message_id='wamid.nothing')
    assert again.json()['error']['code'] == 131009


def test_reaction_shows_on_its_message(clinic):
    hello = clinic.says(text="Hola")
    clinic.send(type='reaction', reaction={'message_id': hello['id'], 'emoji': '❤️'})
    clinic.pass_time()
    assert clinic.message(hello['id'])['reactions'] == {'out': '❤️'}


# -- templates ---------------------------------------------------------------------------------


def filled(*texts, name='cita', language='es_MX', **more):
    parameters = [{'type': 'text', 'text': text} for text in texts]
    components = [{'type': 'body', 'parameters': parameters}, *more.pop('others', [])]
    return {'name': name, 'language': {'code': language}, 'components': components}


def test_template_is_filled(clinic):
    clinic.template()
    wamid = clinic.send(type='template', template=filled("María", "mañana"))
    assert clinic.message(wamid)['view']['body'] == "Hola, María: su cita es mañana."


def test_ten_variables_keep_their_order(clinic):
    text = "Hola " + ' '.join(f'{{{{{number}}}}}' for number in range(1, 12)) + "."
    clinic.template(components=[{'type': 'BODY', 'text': text}])
    wamid = clinic.send(
        type='template', template=filled(*(f'v{number}' for number in range(1, 12)))
    )
    words = ' '.join(f'v{number}' for number in range(1, 12))
    assert clinic.message(wamid)['view']['body'] == f"Hola {words}."


def test_named_variables(clinic):
    body = {'type': 'BODY', 'text': "Hola, {{nombre}}: {{dia}}."}
    clinic.template(components=[body], parameter_format='NAMED')
    values = {'dia': "lunes", 'nombre': "Ana"}
    parameters = [
        {'type': 'text', 'parameter_name': name, 'text': text} for name, text in values.items()
    ]
    template = filled() | {'components': [{'type': 'body', 'parameters': parameters}]}
    wamid = clinic.send(type='template', template=template)
    assert clinic.message(wamid)['view']['body'] == "Hola, Ana: lunes."
    positional = clinic.post(type='template', template=filled("Ana", "lunes"))
    assert positional.json()['error']['code'] == 132012


BUTTONS = {
    'type': 'BUTTONS',
    'buttons': [
        {'type': 'QUICK_REPLY', 'text': "Confirmo"},
        {'type': 'URL', 'text': "Ver", 'url': 'https://clinica.example/{{1}}', 'example': ['x']},
    ],
}


def for_button(index, kind, **parameter):
    return {'type': 'button', 'sub_type': kind, 'index': str(index), 'parameters': [parameter]}


WRONG = {
    'too few values': (filled("María"), 132000),
    'too many values': (filled("a", "b", "c"), 132000),
    'another language': (filled("a", "b", language='en_US'), 132001),
    'another name': (filled("a", "b", name='citas'), 132001),
    'an empty value': (filled("a", ""), 131008),
    'a value of two lines': (filled("a", "b\nc"), 132008),
    'too long when filled': (filled("a", "x" * 1024), 132005),
    'a header that is not there': (
        filled(
            "a", "b", others=[{'type': 'header', 'parameters': [{'type': 'text', 'text': 'x'}]}]
        ),
        132000,
    ),
    'a button that is not there': (
        filled("a", "b", others=[for_button(2, 'quick_reply', type='payload', payload='x')]),
        132000,
    ),
    'another kind of button': (
        filled("a", "b", others=[for_button(0, 'url', type='text', text='x')]),
        132012,
    ),
    'no value for the address': (filled("a", "b"), 131008),
}


@pytest.mark.parametrize('name', WRONG)
def test_template_that_does_not_fit(clinic, name):
    body = {'type': 'BODY', 'text': "Hola, {{1}}: su cita es {{2}}."}
    clinic.template(components=[body, BUTTONS])
    template, code = WRONG[name]
    response = clinic.post(type='template', template=template)
    assert response.json()['error']['code'] == code
    assert response.status_code == (404 if code == 132001 else 400)


def test_buttons_of_a_template(clinic):
    clinic.template(components=[{'type': 'BODY', 'text': "Hola, {{1}}."}, BUTTONS])
    others = [
        for_button(0, 'quick_reply', type='payload', payload='c1.si'),
        for_button(1, 'url', type='text', text='abc'),
    ]
    wamid = clinic.send(type='template', template=filled("María", others=others))
    assert clinic.message(wamid)['view']['buttons'] == [
        {'type': 'quick_reply', 'id': 'c1.si', 'title': "Confirmo"},
        {'type': 'url', 'title': "Ver", 'url': 'https://clinica.example/abc'},
    ]


def test_header_with_a_document(clinic):
    components = [{'type': 'HEADER', 'format': 'DOCUMENT'}, {'type': 'BODY', 'text': "Su receta."}]
    clinic.template(components=components)
    form = {'messaging_product': 'whatsapp', 'type': 'application/pdf'}
    file = {'file': ('r.pdf', b'%PDF-1.4', 'application/pdf')}
    media = clinic.call('POST', f'{NUMBER}/media', data=form, files=file).json()['id']
    document = {'type': 'document', 'document': {'id': media, 'filename': 'Receta.pdf'}}
    header = [{'type': 'header', 'parameters': [document]}]
    wamid = clinic.send(type='template', template=filled(others=header))
    shown = clinic.message(wamid)['view']['header']['media']
    assert (shown['filename'], shown['size']) == ('Receta.pdf', 8)
    assert clinic.post(type='template', template=filled()).json()['error']['code'] == 132012


@pytest.mark.parametrize(
    'status, code', [('PAUSED', 132015), ('DISABLED', 132016), ('REJECTED', 132001)]
)
def test_template_out_of_use(clinic, status, code):
    clinic.template()
    clinic.control('templates/cita', status=status)
    response = clinic.post(type='template', template=filled("a", "b"))
    assert response.json()['error']['code'] == code


def test_offers_that_were_stopped(clinic):
    clinic.template(category='MARKETING')
    clinic.says(kind='preference', value='stop')
    wamid = clinic.send(type='template', template=filled("a", "b"))
    clinic.pass_time()
    assert clinic.statuses(wamid)[0]['errors'][0]['code'] == 131050


# -- limits ------------------------------------------------------------------------------------


def test_pair_rate(clinic):
    clinic.control('settings', pair_burst=3)
    answers = [clinic.post(text={'body': "a"}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
    assert clinic.post(text={'body': "a"}).json()['error']['code'] == 131056
    clinic.pass_time(6)
    assert clinic.post(text={'body': "a"}).status_code == 200


def test_throughput(clinic):
    clinic.control('settings', throughput=2, pair_burst=100)
    answers = [clinic.post(text={'body': "a"}) for _ in range(3)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()['error']['code'] == 130429
    assert answers[-1].headers['Retry-After'] == '1'
    assert 'X-Business-Use-Case-Usage' in answers[-1].headers


def test_people_a_day(clinic):
    clinic.control('settings', daily_people=1)
    clinic.template()
    clinic.send(type='template', template=filled("a", "b"))
    clinic.send(type='template', template=filled("a", "b"))
    other = clinic.post('525503881154', type='template', template=filled("a", "b"))
    assert other.json()['error']['code'] == 131048
    clinic.says('p2', text="Hola")  # who wrote first does not count
    clinic.send('525503881154', text={'body': "a"})


@pytest.mark.parametrize('part', [{'context': "x"}, {'typing_indicator': "text"}, {'status': "x"}])
def test_parts_of_the_wrong_kind(clinic, part):
    response = clinic.post(text={'body': "a"}, message_id='wamid.x', **part)
    assert response.status_code == 400
