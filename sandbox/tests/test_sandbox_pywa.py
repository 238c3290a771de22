"""An independent client of the Cloud API finds Meta here: it sends, and reads what is sent."""

import pytest

from .conftest import BUSINESS, MARIA, NUMBER

httpx = pytest.importorskip('httpx', reason='optional: pywa and httpx are development packages')
pywa = pytest.importorskip('pywa', reason='optional: pywa is a development package')
types = pytest.importorskip('pywa.types')
errors = pytest.importorskip('pywa.errors')

SAMPLE = b'%PDF-1.4'


class Here(httpx.HTTPTransport):
    """Takes what is meant for Meta to the sandbox."""

    def __init__(self, port):
        super().__init__(trust_env=False)
        self.port = port

    def handle_request(self, request):
        request.url = request.url.copy_with(scheme='http', host='localhost', port=self.port)
        request.headers['Host'] = f'localhost:{self.port}'
        return super().handle_request(request)


@pytest.fixture
def client(clinic):
    clinic.control('settings', batch=1)  # pywa reads the first change of a webhook only
    return pywa.WhatsApp(
        phone_id=NUMBER,
        waba_id=BUSINESS,
        token='sandbox-token',
        session=httpx.Client(transport=Here(clinic.server.port)),
        server=None,
        verify_token='sandbox-verify',
        app_secret='sandbox-app-secret',
    )


ROWS = [types.SectionRow(title="9:00", callback_data='r1', description="Del Valle")]
SENT = {
    'text': lambda wa: wa.send_text(MARIA, "Hola, *María*"),
    'buttons': lambda wa: wa.send_message(MARIA, "?", buttons=[types.Button("Sí", 'si')]),
    'list': lambda wa: wa.send_message(
        MARIA, "?", buttons=types.SectionList("Ver", [types.Section("Lunes", ROWS)])
    ),
    'link': lambda wa: wa.send_message(
        MARIA, "?", buttons=types.URLButton("Abrir", 'https://clinica.example/')
    ),
    'document': lambda wa: wa.send_document(
        MARIA, SAMPLE, filename='a.pdf', mime_type='application/pdf', caption="Receta"
    ),
    'location': lambda wa: wa.send_location(MARIA, 19.3, -99.1, "Consultorio", "Del Valle"),
    'location request': lambda wa: wa.request_location(MARIA, "¿Dónde está?"),
    'contact': lambda wa: wa.send_contact(
        MARIA, types.Contact(name=types.Contact.Name(formatted_name="Ana", first_name="Ana"))
    ),
}


@pytest.mark.parametrize('kind', SENT)
def test_it_sends(clinic, client, kind):
    clinic.says(text="Hola")
    sent = SENT[kind](client)
    clinic.pass_time()
    assert clinic.message(sent.id)['status'] == 'delivered'


def test_it_looks_around(clinic, client):
    assert client.get_business_phone_number().verified_name == "Clínica Nogal"
    assert client.get_business_account().id == BUSINESS
    assert [each.name for each in client.get_templates()] == ['hello_world']
    hello = clinic.says(text="Hola")
    assert client.mark_message_as_read(hello['id']).success
    assert client.indicate_typing(hello['id']).success


def test_it_knows_the_errors(clinic, client):
    with pytest.raises(errors.WhatsAppError) as found:
        client.send_text(MARIA, "x" * 4097)
    assert found.value.code == 100 and '4096' in found.value.details
    clinic.control('faults', kind='error', code=131056, count=1)
    with pytest.raises(errors.TooManyMessages):
        client.send_text(MARIA, "x")


def buttons_and_rows(clinic, client):
    """Messages of the business that the patient can tap on."""
    clinic.says(text="Hola")
    button, rows = SENT['buttons'](client), SENT['list'](client)
    clinic.pass_time()
    clinic.receiver.clear()
    return button.id, rows.id


def test_it_reads_what_a_patient_does(clinic, client):
    button, rows = buttons_and_rows(clinic, client)
    text = clinic.says(text="¿Mañana? ñ / 😀")
    for spec in (
        {'kind': 'button', 'reply_to': button, 'title': "Sí"},
        {'kind': 'list', 'reply_to': rows, 'id': 'r1'},
        {'kind': 'flow', 'reply_to': rows, 'answers': {'nps': "9"}},
        *({'kind': kind} for kind in ('image', 'document', 'voice', 'location', 'unsupported')),
        {'kind': 'reaction', 'reply_to': button, 'emoji': '👍'},
        {'kind': 'edit', 'message': text['id'], 'text': "Pasado mañana"},
        {'kind': 'revoke', 'message': text['id']},
        {'kind': 'preference', 'value': 'stop'},
        {'kind': 'echo', 'text': "Desde el celular"},
        {'kind': 'identity_changed'},
        {'kind': 'change_number', 'number': '55 0777 1234'},
    ):
        clinic.says(**spec)
    clinic.says('p3', text="Sin número")
    clinic.pass_time(0)
    bodies = [each for each in clinic.receiver.accepted if b'"statuses"' not in each]
    heard = read(client, bodies)
    assert heard['message'][0].text == "¿Mañana? ñ / 😀"
    kinds = [message.type.value for message in heard['message']]
    assert kinds[1:-1] == 'image document audio location unsupported reaction'.split()
    assert heard['message'][-1].from_user.wa_id is None
    assert heard['message'][-1].from_user.bsuid.startswith('MX.')
    assert (heard['callback_button'][0].data, heard['callback_selection'][0].data) == ('si', 'r1')
    assert heard['flow_completion'][0].response == {'nps': "9"}
    once = 'edited_message deleted_message user_marketing_preferences outgoing_message'.split()
    for name in (*once, 'identity_change'):
        assert len(heard[name]) == 1, name
    assert {change.new_wa_id for change in heard['phone_number_change']} >= {'525507771234'}


def test_it_reads_statuses(clinic, client):
    clinic.says(text="Hola")
    client.send_text(MARIA, "Hola", tracker='llave-1')
    clinic.pass_time()
    clinic.says(kind='read')
    clinic.pass_time(0)
    bodies = [each for each in clinic.receiver.accepted if b'"statuses"' in each]
    statuses = read(client, bodies)['message_status']
    assert [status.status.value for status in statuses] == ['sent', 'delivered', 'read']
    assert {status.tracker for status in statuses} == {'llave-1'}
    assert statuses[0].pricing.category.value == 'service'


NAMES = (
    *('message', 'callback_button', 'callback_selection', 'flow_completion', 'message_status'),
    *('edited_message', 'deleted_message', 'user_marketing_preferences', 'outgoing_message'),
    *('identity_change', 'phone_number_change'),
)


def read(client, bodies):
    """What pywa makes of webhooks, by the kind it takes them for."""
    heard = {name: [] for name in NAMES}
    for name in NAMES:
        getattr(client, f'on_{name}')()(lambda _, update, name=name: heard[name].append(update))
    for body in bodies:
        client.webhook_update_handler(body)
    return heard
