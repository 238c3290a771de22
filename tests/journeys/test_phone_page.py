"""The patients' phones of the sandbox in a real browser; Odoo is played by a small receiver."""

import re

import pytest
import requests

from sandbox.app import Server
from sandbox.tests.receiver import Receiver
from tests.support.browser import at_rest, shoot

pytestmark = pytest.mark.journey

NUMBER = '100000000000001'
MARIA, JOSE = '525504172290', '525503881154'
SLOTS = [
    (
        "Lunes 30",
        [("9:00 a. m.", "Del Valle · 30 minutos"), ("11:30 a. m.", "Del Valle · 30 minutos")],
    ),
    ("Martes 1", [("4:00 p. m.", "Del Valle · 30 minutos"), ("Otro horario", "")]),
]


class Clinic:
    """What the connector would do, by the Graph API."""

    def __init__(self, server, receiver):
        self.url = server.url
        self.receiver = receiver
        self.control(f'accounts/{NUMBER}', webhook=receiver.url)

    def control(self, path, /, **body):
        response = requests.post(f'{self.url}/_sandbox/{path}', json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def send(self, to, **message):
        key = 'recipient' if to.startswith('MX.') else 'to'
        response = requests.post(
            f'{self.url}/v23.0/{NUMBER}/messages',
            json={'messaging_product': 'whatsapp', key: to, **message},
            headers={'Authorization': 'Bearer sandbox-token'},
        )
        assert response.status_code == 200, response.text
        return response.json().get('messages', [{}])[0].get('id')

    def upload(self, name, mime):
        file = requests.get(f'{self.url}/phone/samples/{name}').content
        response = requests.post(
            f'{self.url}/v23.0/{NUMBER}/media',
            data={'messaging_product': 'whatsapp', 'type': mime},
            files={'file': (name, file, mime)},
            headers={'Authorization': 'Bearer sandbox-token'},
        )
        return response.json()['id']

    def buttons(self, to, text, *titles):
        buttons = [{'type': 'reply', 'reply': {'id': title, 'title': title}} for title in titles]
        interactive = {'type': 'button', 'body': {'text': text}, 'action': {'buttons': buttons}}
        return self.send(to, type='interactive', interactive=interactive)

    def slots(self, to, text):
        sections = [
            {
                'title': title,
                'rows': [
                    {'id': f'{title} {hour}', 'title': hour}
                    | ({'description': where} if where else {})
                    for hour, where in rows
                ],
            }
            for title, rows in SLOTS
        ]
        action = {'button': "Ver horarios", 'sections': sections}
        interactive = {'type': 'list', 'body': {'text': text}, 'action': action}
        return self.send(to, type='interactive', interactive=interactive)

    def heard(self):
        return self.receiver.values('messages')


@pytest.fixture(scope='module')
def both():
    receiver, server = Receiver(), Server().start()
    yield server, receiver
    server.close()
    receiver.close()


@pytest.fixture
def clinic(both):
    server, receiver = both
    requests.post(f'{server.url}/_sandbox/reset')
    receiver.clear()
    return Clinic(server, receiver)


@pytest.fixture
def open_page(clinic, pages_of):
    """`open_page(viewport=…)`; any problem in a page fails the test."""
    return pages_of(clinic).open


def phone(page, name):
    return page.locator('.device', has_text=name)


def test_first_look_and_first_message(open_page, clinic):
    page = open_page()
    page.goto('/phone')
    page.get_by_text("Aquí usted es el paciente").wait_for()
    page.get_by_role('button', name="Abrir el primer teléfono").click()
    maria = phone(page, "María Fernanda Ríos")
    maria.get_by_role('button', name="Hola, quiero una cita").click()
    maria.locator('.ticks.delivered').wait_for()
    assert [message['text']['body'] for message in clinic.heard()] == ["Hola, quiero una cita"]
    page.keyboard.press('Tab')
    maria.get_by_label("Escriba como el paciente").fill("¿Tienen mañana?")
    page.keyboard.press('Enter')
    maria.locator('.bubble.mine', has_text="¿Tienen mañana?").wait_for()
    assert maria.get_by_label("Escriba como el paciente").input_value() == ''
    clinic.send(MARIA, text={'body': "Sí: *a las 10*."})
    maria.locator('.bubble.theirs strong', has_text="a las 10").wait_for()


def test_buttons_lists_and_files(open_page, clinic):
    page = open_page()
    page.goto(f'/phone?to={MARIA}')
    maria = phone(page, "María Fernanda Ríos")
    maria.get_by_role('button', name="Hola, quiero una cita").click()
    maria.locator('.bubble.mine').wait_for()
    clinic.slots(MARIA, "Estos son los horarios libres:")
    maria.get_by_role('button', name="Ver horarios").click()
    maria.get_by_role('radio').nth(2).check()
    maria.get_by_role('dialog').get_by_role('button', name="Enviar").click()
    maria.locator('.bubble.mine', has_text="4:00 p. m.").wait_for()
    clinic.buttons(MARIA, "¿Confirma?", "Confirmo", "Cancelar")
    maria.get_by_role('button', name="Confirmo").click()
    maria.locator('.action.chosen', has_text="Confirmo").wait_for()
    for label, shown in (
        ("Foto de ejemplo", 'img.photo'),
        ("Estudio en PDF", '.document'),
        ("Nota de voz", '.voice .length:text-is("0:07")'),
        ("Ubicación", '.place'),
        ("Contacto", '.contact'),
    ):
        maria.get_by_role('button', name="Adjuntar").click()
        maria.get_by_role('button', name=label, exact=True).click()
        maria.locator(f'.bubble.mine {shown}').wait_for()
    kinds = [message['type'] for message in clinic.heard()]
    expected = 'text interactive interactive image document audio location contacts'
    assert kinds == expected.split()


def test_what_arrives_is_read_when_somebody_looks(open_page, clinic):
    clinic.control('inbound', phone='p1', text="Hola")
    clinic.send(MARIA, text={'body': "Buenas tardes"})
    page = open_page()
    page.goto('/phone')
    person = page.locator('.person', has_text="María Fernanda Ríos")
    person.locator('.badge', has_text="1").wait_for()
    person.click()
    person.locator('.badge').wait_for(state='detached')
    page.wait_for_function(
        """async () => {
            const found = await (await fetch('/_sandbox/messages?direction=out')).json();
            return found.messages[0].status === 'read';
        }"""
    )


def test_off_and_on(open_page, clinic):
    clinic.control('inbound', phone='p1', text="Hola")
    page = open_page()
    page.goto(f'/phone?to={MARIA}')
    maria = phone(page, "María Fernanda Ríos")
    maria.get_by_role('button', name="Apagar el teléfono").click()
    maria.get_by_text("Teléfono apagado").wait_for()
    clinic.send(MARIA, text={'body': "¿Sigue ahí?"})
    maria.get_by_text("Un mensaje espera a que se encienda.").wait_for()
    maria.get_by_role('button', name="Encender", exact=True).click()
    maria.locator('.bubble.theirs', has_text="¿Sigue ahí?").wait_for()


def test_a_new_phone_on_a_small_screen(open_page, clinic):
    page = open_page(viewport=(390, 844), is_mobile=True, has_touch=True)
    page.goto('/phone')
    page.get_by_role('button', name="Nuevo").click()
    page.get_by_label("Nombre de la persona").fill("Lucía Herrera")
    page.get_by_text("Solo nombre de usuario").click()
    page.get_by_role('button', name="Crear teléfono").click()
    composer = page.get_by_label("Escriba como el paciente")
    composer.fill("Hola")
    page.get_by_role("button", name="Enviar", exact=True).click()
    page.locator('.ticks.delivered').wait_for()
    (message,) = clinic.heard()
    assert 'from' not in message and re.match(r'MX\.\d+', message['from_user_id'])
    width = page.evaluate('document.documentElement.scrollWidth')
    assert width <= 390, "nothing sticks out"
    page.get_by_role('button', name="Volver a los teléfonos").click()
    page.locator('.person', has_text="Lucía Herrera").wait_for()


def test_lost_message_is_told(open_page, clinic):
    page = open_page()
    page.goto(f'/phone?to={MARIA}')
    at_rest(page)  # what comes while the page first asks may be missing from what it shows
    clinic.send(MARIA, text={'body': "a"})
    phone(page, "María").get_by_text(re.compile("más de 24 horas.*131047")).wait_for()


def test_three_phones(open_page, clinic):
    """The picture of the documentation."""
    ximena = requests.get(f'{clinic.url}/_sandbox/phones').json()['phones'][2]
    body = "Hola, María Fernanda. Su cita con la Dra. Elena Cárdenas es *mañana a las 10:30 a. m.*"
    clinic.control('inbound', phone='p1', text="Buenas tardes")
    first = clinic.buttons(MARIA, body, "Confirmo", "Cambiar fecha")
    clinic.control('inbound', phone='p1', kind='button', reply_to=first, title="Cambiar fecha")
    page = open_page()
    page.goto('/phone')
    for name in ("María", "José", "Ximena"):
        page.locator('.person', has_text=name).click()
    maria, jose, third = (phone(page, name) for name in ("María", "José", "Ximena"))
    rows = clinic.slots(MARIA, "Claro. Estos son los horarios libres:")
    maria.get_by_role('button', name="Ver horarios").wait_for()
    clinic.control('inbound', phone='p1', kind='list', reply_to=rows, id="Martes 1 4:00 p. m.")
    said = clinic.control('inbound', phone='p2', kind='image', caption="Mi estudio del martes")
    clinic.control('inbound', phone='p2', kind='voice')
    clinic.send(JOSE, text={'body': "Gracias, don José Luis. La doctora lo revisa hoy."})
    clinic.send(JOSE, status='read', message_id=said['message']['id'])
    document = {'id': clinic.upload('estudio.pdf', 'application/pdf'), 'filename': "Receta.pdf"}
    clinic.send(JOSE, type='document', document=document)
    clinic.control('inbound', phone='p3', text="¿Me pueden facturar la consulta?")
    parameters = {'display_text': "Pedir mi factura", 'url': 'https://clinicanogal.example/factura'}
    interactive = {
        'type': 'cta_url',
        'header': {'type': 'text', 'text': "Su factura"},
        'body': {'text': "Escriba su RFC una sola vez y le llega aquí mismo, en PDF y XML."},
        'footer': {'text': "Tarda menos de un minuto"},
        'action': {'name': 'cta_url', 'parameters': parameters},
    }
    clinic.send(ximena['bsuid'], type='interactive', interactive=interactive)
    place = {'latitude': 19.39, 'longitude': -99.17, 'name': "Clínica Nogal Del Valle"}
    clinic.send(ximena['bsuid'], type='location', location=place)
    maria.locator('.bubble.mine', has_text="4:00 p. m.").wait_for()
    jose.get_by_text("Receta.pdf").wait_for()
    third.locator('.place').wait_for()
    jose.locator('.voice .length', has_text="0:07").wait_for()
    shoot(page, 'telefonos')
    assert page.locator('.device').count() == 3
    assert page.evaluate('document.documentElement.scrollWidth') <= 1366
