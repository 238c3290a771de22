"""Our messages beside those of an independent client of the same API."""

import json

import pytest

from odoo.addons.clinic_whatsapp.cloud_api import Template, TemplateButton, messages

httpx = pytest.importorskip('httpx', reason='optional: pywa and httpx are development packages')
pywa = pytest.importorskip('pywa', reason='optional: pywa is a development package')
types = pytest.importorskip('pywa.types')
templates = pytest.importorskip('pywa.types.templates')

TO = '525555500142'
PERSON = messages.Recipient(TO)
REMINDER = Template(
    name='recordatorio',
    language='es_MX',
    category='UTILITY',
    header='Su cita',
    header_kind='TEXT',
    body='Hola {{1}}, le esperamos {{2}}.',
    examples={'1': 'Ana', '2': 'mañana'},
    buttons=(
        TemplateButton('QUICK_REPLY', 'Confirmar'),
        TemplateButton('URL', 'Mapa', 'https://clinica.example/{{1}}'),
    ),
)
NAMED = Template('aviso', 'es_MX', 'UTILITY', 'Hola {{nombre}}, gracias.', examples={'nombre': 'A'})


def theirs(act):
    """The body of the request that pywa makes."""
    sent = []

    def answer(request):
        sent.append(json.loads(request.content))
        return httpx.Response(
            200,
            json={
                'messaging_product': 'whatsapp',
                'contacts': [{'input': TO, 'wa_id': TO}],
                'messages': [{'id': 'wamid.1', 'message_status': 'accepted'}],
                'success': True,
            },
        )

    session = httpx.Client(transport=httpx.MockTransport(answer))
    act(pywa.WhatsApp(phone_id='100000000000001', token='token', session=session))
    return sent[-1]


def ours(content, **options):
    return messages.envelope(PERSON, content, **options)


SECTIONS = [('Mañana', [('1', '9:00', 'Dra. Ruiz'), ('2', '9:30', '')])]

CASES = {
    'text': (
        lambda wa: wa.send_message(TO, 'Hola', preview_url=False),
        lambda: ours(messages.text('Hola')),
    ),
    'text with preview': (
        lambda wa: wa.send_message(TO, 'https://a.example', preview_url=True),
        lambda: ours(messages.text('https://a.example', preview_url=True)),
    ),
    'reply with callback data': (
        lambda wa: wa.send_message(TO, 'Sí', reply_to_message_id='wamid.0', tracker='uno'),
        lambda: ours(messages.text('Sí'), reply_to='wamid.0', callback_data='uno'),
    ),
    'to a person without a number': (
        lambda wa: wa.send_message('MX.13491208655302741918', 'Hola'),
        lambda: messages.envelope(
            messages.Recipient(bsuid='MX.13491208655302741918'), messages.text('Hola')
        ),
    ),
    'one button': (
        lambda wa: wa.send_message(TO, '¿Viene?', buttons=[types.Button('Sí', 'si')]),
        lambda: ours(messages.buttons('¿Viene?', [messages.Button('si', 'Sí')])),
    ),
    'three buttons, header, footer': (
        lambda wa: wa.send_message(
            TO,
            '¿Viene?',
            header='Su cita',
            footer='Clínica',
            buttons=[types.Button(title, title) for title in ('Sí', 'No', 'Otra')],
        ),
        lambda: ours(
            messages.buttons(
                '¿Viene?',
                [messages.Button(title, title) for title in ('Sí', 'No', 'Otra')],
                header='Su cita',
                footer='Clínica',
            )
        ),
    ),
    'list': (
        lambda wa: wa.send_message(
            TO,
            'Elija',
            buttons=types.SectionList(
                'Horarios',
                [
                    types.Section(
                        title,
                        [
                            types.SectionRow(name, number, note or None)
                            for number, name, note in rows
                        ],
                    )
                    for title, rows in SECTIONS
                ],
            ),
        ),
        lambda: ours(
            messages.list_of(
                'Elija',
                'Horarios',
                [
                    messages.Section([messages.Row(*row) for row in rows], title)
                    for title, rows in SECTIONS
                ],
            )
        ),
    ),
    'address button': (
        lambda wa: wa.send_message(
            TO, 'Mapa', buttons=types.URLButton('Abrir', 'https://a.example/x')
        ),
        lambda: ours(messages.cta_url('Mapa', 'Abrir', 'https://a.example/x')),
    ),
    'flow': (
        lambda wa: wa.send_message(
            TO,
            'Encuesta',
            buttons=types.FlowButton(
                title='Abrir',
                flow_id='77',
                flow_token='t1',
                flow_action_type=types.FlowActionType.NAVIGATE,
                flow_action_screen='UNO',
                flow_action_payload={'a': 1},
            ),
        ),
        lambda: ours(
            messages.flow(
                'Encuesta', 'Abrir', flow_id='77', token='t1', screen='UNO', data={'a': 1}
            )
        ),
    ),
    'location request': (
        lambda wa: wa.request_location(TO, '¿Dónde está?'),
        lambda: ours(messages.location_request('¿Dónde está?')),
    ),
    'image': (
        lambda wa: wa.send_image(TO, '1234567890123', caption='Mapa'),
        lambda: ours(messages.media('image', id='1234567890123', caption='Mapa')),
    ),
    'image by address': (
        lambda wa: wa.send_image(TO, 'https://a.example/a.jpg', caption='Mapa'),
        lambda: ours(messages.media('image', link='https://a.example/a.jpg', caption='Mapa')),
    ),
    'video': (
        lambda wa: wa.send_video(TO, '1234567890123'),
        lambda: ours(messages.media('video', id='1234567890123')),
    ),
    'document': (
        lambda wa: wa.send_document(TO, '1234567890123', filename='a.pdf', caption='Factura'),
        lambda: ours(
            messages.media('document', id='1234567890123', filename='a.pdf', caption='Factura')
        ),
    ),
    'audio': (
        lambda wa: wa.send_audio(TO, '1234567890123'),
        lambda: ours(messages.media('audio', id='1234567890123')),
    ),
    'voice note': (
        lambda wa: wa.send_voice(TO, '1234567890123'),
        lambda: ours(messages.media('audio', id='1234567890123', voice=True)),
    ),
    'sticker': (
        lambda wa: wa.send_sticker(TO, '1234567890123'),
        lambda: ours(messages.media('sticker', id='1234567890123')),
    ),
    'location': (
        lambda wa: wa.send_location(TO, 19.4, -99.1, 'Clínica', 'Calle 1'),
        lambda: ours(messages.location(19.4, -99.1, 'Clínica', 'Calle 1')),
    ),
    'contact': (
        lambda wa: wa.send_contact(
            TO,
            types.Contact(
                name=types.Contact.Name(formatted_name='Ana Ruiz', first_name='Ana'),
                phones=[types.Contact.Phone(phone='+525555500142', type='WORK')],
            ),
        ),
        lambda: ours(
            messages.contacts(
                [
                    {
                        'name': {'formatted_name': 'Ana Ruiz', 'first_name': 'Ana'},
                        'phones': [{'phone': '+525555500142', 'type': 'WORK'}],
                    }
                ]
            )
        ),
    ),
    'reaction': (
        lambda wa: wa.send_reaction(TO, '👍', 'wamid.0'),
        lambda: ours(messages.reaction('wamid.0', '👍')),
    ),
    'reaction taken back': (
        lambda wa: wa.remove_reaction(TO, 'wamid.0'),
        lambda: ours(messages.reaction('wamid.0', '')),
    ),
    'template': (
        lambda wa: wa.send_template(
            TO,
            'recordatorio',
            templates.TemplateLanguage.SPANISH_MEX,
            [
                templates.BodyText.params('Ana', 'mañana'),
                templates.QuickReplyButton.params(callback_data='c1', index=0),
                templates.URLButton.params(url_variable='mapa', index=1),
            ],
        ),
        lambda: ours(
            messages.template(
                'recordatorio',
                'es_MX',
                REMINDER.fill({'1': 'Ana', '2': 'mañana'}, button_values={0: 'c1', 1: 'mapa'}),
            )
        ),
    ),
    'template with named variables': (
        lambda wa: wa.send_template(
            TO,
            'aviso',
            templates.TemplateLanguage.SPANISH_MEX,
            [templates.BodyText.params(nombre='Ana')],
        ),
        lambda: ours(messages.template('aviso', 'es_MX', NAMED.fill({'nombre': 'Ana'}))),
    ),
    'read with typing': (
        lambda wa: wa.indicate_typing('wamid.0'),
        lambda: messages.read_mark('wamid.0', typing=True),
    ),
    'read': (
        lambda wa: wa.mark_message_as_read('wamid.0'),
        lambda: messages.read_mark('wamid.0'),
    ),
}


def plain(value):
    """What means the same to Meta made the same: a number and its text, absent and empty, and the
    names of a template's parts, which its own examples write small and pywa in capitals."""
    if isinstance(value, dict):
        return {
            name: plain(item.lower() if name in ('type', 'sub_type') else item)
            for name, item in value.items()
            if item is not None and item != []
        }
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.mark.parametrize('case', CASES)
def test_same_json(case):
    act, build = CASES[case]
    assert plain(build()) == plain(theirs(act))
