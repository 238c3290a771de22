"""A patient on the phone page, reception in Discuss: what one writes the other reads.

A server with its scheduled actions running, as at a clinic's, beside a sandbox of its own.
"""

import io
import json
import time
from pathlib import Path

import pytest
import requests
from PIL import Image

from tests.support.browser import Hands, at_rest, shoot
from tests.support.ground import ROOT
from tests.support.waiting import wait_until

pytestmark = pytest.mark.journey

NUMBER, WEBHOOK = '100000000000001', '00000000-0000-4000-8000-000000000001'
MARIA, JOSE = '525504172290', '525503881154'
SAMPLES = Path(ROOT) / 'sandbox' / 'phone' / 'samples'

CLINIC = """
company = env['res.company'].search([('parent_id', '=', False)], order='id', limit=1)
company.name = "Clínica Nogal"
env['ir.config_parameter'].set_param('web.max_file_upload_size', 4 * 2**20)
account = env['clinic.whatsapp.account'].create({
    'name': "Recepción",
    'company_id': company.id,
    'phone_number_id': number,
    'waba_id': '200000000000001',
    'webhook_uuid': webhook,
    'base_url': meta,
    'new_token': 'sandbox-token',
    'new_app_secret': 'sandbox-app-secret',
    'new_verify_token': 'sandbox-verify',
    'pair_seconds': 0.1,  # the test is in a hurry
    'auto_answers': False,  # it is about what people do
})
env['clinic.patient'].create({
    'name': "María Fernanda Ríos",
    'phone': '55 0417 2290',
    'company_id': company.id,
})
env['clinic.whatsapp.template'].create({
    'account_id': account.id,
    'name': 'retomar',
    'body': "Hola, {{nombre}}: quedó pendiente {{asunto}}. ¿Seguimos por aquí?",
    'examples': '{"nombre": "María", "asunto": "su cita"}',
    'status': 'APPROVED',
})
"""

# the same text as Meta has it
TEMPLATE = {
    'name': 'retomar',
    'language': 'es_MX',
    'category': 'UTILITY',
    'parameter_format': 'NAMED',
    'components': [
        {
            'type': 'BODY',
            'text': "Hola, {{nombre}}: quedó pendiente {{asunto}}. ¿Seguimos por aquí?",
            'example': {
                'body_text_named_params': [
                    {'param_name': 'nombre', 'example': "María"},
                    {'param_name': 'asunto', 'example': "su cita"},
                ]
            },
        }
    ],
}

LISTEN = """
audio => new Promise((heard, failed) => {
    audio.onloadedmetadata = () => heard(audio.duration);
    audio.onerror = () => failed(audio.error.message);
    audio.preload = 'metadata';
    audio.load();
})
"""

# the last letter and Enter before the browser draws again
TYPING = '**/discuss/channel/notify_typing'
WRITE_AND_SEND = """
(box, text) => {
    box.value = text;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
}
"""

SHUT = """
env['clinic.whatsapp.identity'].search([('wa_id', '=', wa_id)]).window_until = '2020-01-01 00:00:00'
"""


# a visit in two days at eleven, and its reminder as Meta has approved it
REMINDED = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
company = env['res.company'].search([('parent_id', '=', False)], order='id', limit=1)
maria = env['clinic.patient'].search([('name', '=', "María Fernanda Ríos")])
ana = env['clinic.practitioner'].create({'name': "Dra. Ana Quiroga", 'company_id': company.id})
consultation = env['clinic.appointment.type'].create({
    'name': "Consulta", 'company_id': company.id, 'duration': 30, 'step': 30,
    'role_ids': [Command.create({
        'name': "Profesional", 'kind': 'practitioner', 'resource_ids': ana.resource_id.ids,
    })],
})
day = fields.Datetime.now().replace(hour=17, minute=0, second=0) + timedelta(days=2)
visit = env['clinic.appointment'].create({
    'patient_id': maria.id, 'type_id': consultation.id, 'practitioner_id': ana.id,
    'company_id': company.id, 'start': day,
})
account = env['clinic.whatsapp.account'].search([])
kind = env['clinic.message.kind']._get('appointment_reminder')
text = env['clinic.whatsapp.template']._make_of_kinds(account, kind)
text.status = 'APPROVED'
result = {'visit': visit.id, 'day': str(day), 'template': text._template().creation()}
"""

REMIND = """
visit = env['clinic.appointment'].browse(visit)
visit._send_reminder(dedupe_key='journey', expires_at=visit.start)
"""

# from now on it answers by itself, and somebody is on duty
BY_ITSELF = """
env['clinic.whatsapp.account'].search([]).auto_answers = True
env['clinic.appointment.type'].search([('name', '=', "Consulta")]).bookable_online = True
company = env['res.company'].search([('parent_id', '=', False)], order='id', limit=1)
nurse = env['res.users'].search([('login', '=', 'enfermeria')])
env['clinic.duty'].create({'company_id': company.id, 'user_id': nurse.id})
"""

STOPPED = """
visit = env['clinic.appointment'].browse(visit)
message = visit._send_reminder(dedupe_key='journey-stop', expires_at=visit.start)
result = [message.state, message.patient_id._consent_state('appointments')]
"""

OPEN_AGENDA = """
day => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
    'clinic_crm.clinic_appointment_action',
    { additionalContext: { initial_date: day }, clearBreadcrumbs: true },
)
"""


@pytest.fixture
def clinic(fresh_server, sandbox):
    """An Odoo with its jobs running, to which the sandbox's webhooks come."""
    server = fresh_server(options=('--max-cron-threads=2',))
    requests.post(
        f'{sandbox.url}/_sandbox/accounts/{NUMBER}',
        json={'webhook': f'{server.url}/clinic/whatsapp/{WEBHOOK}/webhook'},
    ).raise_for_status()
    requests.post(
        f'{sandbox.url}/v23.0/200000000000001/message_templates',
        json=TEMPLATE,
        headers={'Authorization': 'Bearer sandbox-token'},
    ).raise_for_status()
    server.run(CLINIC, number=NUMBER, webhook=WEBHOOK, meta=sandbox.url)
    return server


@pytest.fixture
def office(clinic, pages_of):
    return pages_of(clinic)


@pytest.fixture
def people(office, sandbox, pages_of):
    """(reception's page, the patient's phone)"""
    desk = office.open('recepcion')
    phone = pages_of(sandbox).open(viewport=(430, 760))
    phone.goto(f'/phone?to={MARIA}')
    desk.goto('/odoo/discuss')
    return desk, phone


def write(phone, text):
    phone.get_by_label("Escriba como el paciente").fill(text)
    phone.keyboard.press('Enter')
    phone.locator('.bubble.mine', has_text=text).wait_for()


def answer(desk, text):
    desk.get_by_label("Respuesta", exact=True).fill(text)
    desk.keyboard.press('Enter')
    desk.keyboard.press('Enter')  # whoever is in a hurry presses twice


def in_one_frame(desk, phone):
    """Whoever writes faster than the screen finds the box empty all the same."""
    box = desk.get_by_label("Respuesta", exact=True)
    told = []

    def hold_the_first(route):
        told.append(route)
        if len(told) > 1:
            route.continue_()

    desk.route(TYPING, hold_the_first)
    box.evaluate(WRITE_AND_SEND, "Un momento")
    phone.locator('.bubble.theirs', has_text="Un momento").wait_for()
    assert box.input_value() == ""
    [begins] = told  # that it is over is told when this was heard, or it might be heard before
    with desk.expect_response(TYPING), desk.expect_request(TYPING):
        begins.continue_()
    desk.unroute(TYPING)


def two_at_once(desk, colleague, phone):
    """Whoever is about to answer is seen by who else has it open; both then read one answer."""
    colleague.goto(desk.url)
    colleague.locator('.o-mail-DiscussSidebarChannel', has_text="María Fernanda Ríos").click()
    colleague.locator('.o_whatsapp_bubble', has_text="¿Por la mañana?").wait_for()
    colleague.get_by_text("Rocío Recepción atiende esta conversación").wait_for()
    desk.get_by_label("Respuesta", exact=True).press_sequentially("A las 10")
    warned = colleague.get_by_text("Rocío Recepción está respondiendo")
    warned.wait_for()
    shoot(colleague, 'whatsapp-dos-a-la-vez')
    desk.keyboard.press('Enter')
    warned.wait_for(state='detached')
    colleague.locator('.o_whatsapp_bubble', has_text="A las 10").wait_for()
    phone.locator('.bubble.theirs', has_text="A las 10").wait_for()


def answer_lost(desk, phone, office):
    """The network drops once the server has taken it: said again by hand, it is said once."""
    office.allow('net::ERR_CONNECTION_FAILED|Failed to fetch|connection|reconnect')
    desk.evaluate("odoo.loader.modules.get('@clinic_whatsapp/desk/deliveries').TRIES.splice(1)")

    def take_and_drop(route):
        route.fetch()
        route.abort('connectionfailed')

    desk.route('**/desk_send', take_and_drop)
    desk.route('**/desk_open', lambda route: route.abort('connectionfailed'))
    said = "La esperamos el jueves"
    answer(desk, said)
    desk.locator('.o_whatsapp_composer [role=alert]', has_text="no hay conexión").wait_for()
    box = desk.get_by_label("Respuesta", exact=True)
    assert box.input_value() == said, "nothing typed is lost"
    desk.unroute('**/desk_send')
    desk.unroute('**/desk_open')
    box.press('Enter')
    desk.locator('.o_whatsapp_bubble', has_text=said).locator('[data-tick="read"]').wait_for()
    # what follows has come after it: a second one would have been there by then
    answer(desk, "Hasta pronto")
    phone.locator('.bubble.theirs', has_text="Hasta pronto").wait_for()
    assert phone.locator('.bubble.theirs', has_text=said).count() == 1
    assert desk.locator('.o_whatsapp_bubble', has_text=said).count() == 1


def photo(desk, sandbox):
    """The patient sends one; the desk shows it beside its words."""
    requests.post(
        f'{sandbox.url}/_sandbox/inbound',
        data={
            'data': json.dumps({'phone': MARIA, 'kind': 'image', 'caption': "¿Es este estudio?"})
        },
        files={'file': ('foto.jpg', (SAMPLES / 'foto.jpg').read_bytes(), 'image/jpeg')},
        timeout=10,
    ).raise_for_status()
    desk.locator('.o_whatsapp_bubble', has_text="¿Es este estudio?").locator('img').wait_for()


def files(desk, phone):
    """What is too large is said at once; a picture of another kind goes as a photo all the same."""
    chooser = desk.locator('.o_whatsapp_composer input[type=file]')
    chooser.set_input_files(
        {'name': 'consulta.mp4', 'mimeType': 'video/mp4', 'buffer': bytes(3 * 2**20)}
    )
    desk.get_by_text("«consulta.mp4» pesa más de lo que admite WhatsApp (2 MB)").wait_for()
    picture = io.BytesIO()
    Image.new('RGB', (300, 200), 'teal').save(picture, 'GIF')
    chooser.set_input_files(
        {'name': 'mapa.gif', 'mimeType': 'image/gif', 'buffer': picture.getvalue()}
    )
    desk.get_by_text("mapa.jpg").wait_for()
    desk.locator('button[name=send]').click()
    phone.locator('.bubble.theirs img').wait_for()


def voice_note(desk, phone):
    """Recorded in the browser, heard on the phone."""
    desk.context.grant_permissions(['microphone'])
    began = time.monotonic()
    desk.locator('button[name=record]').click()
    desk.get_by_text("Grabando 0:01").wait_for()
    desk.locator('button[name=keep_voice]').click()
    recorded = time.monotonic() - began
    desk.locator('button[name=send]').click()
    phone.locator('.bubble.theirs .voice').wait_for()
    desk.locator('.o_whatsapp_line:has(audio) [data-tick="read"]').wait_for()
    seconds = desk.locator('.o_whatsapp_bubble audio').last.evaluate(LISTEN)
    assert 0.5 < seconds < recorded + 2


def test_a_conversation_from_both_ends(people, clinic, office, sandbox):
    desk, phone = people
    write(phone, "Buenas tardes, ¿tienen lugar mañana?")
    thread = desk.locator('.o-mail-DiscussSidebarChannel', has_text="María Fernanda Ríos")
    thread.click()
    desk.locator('.o_whatsapp_bubble', has_text="¿tienen lugar mañana?").wait_for()
    # seen here, blue there
    phone.locator('.ticks.read').wait_for()

    answer(desk, "Con gusto. ¿Por la mañana?")
    bubble = desk.locator('.o_whatsapp_bubble', has_text="¿Por la mañana?")
    bubble.wait_for()
    phone.locator('.bubble.theirs', has_text="¿Por la mañana?").wait_for()
    bubble.locator('[data-tick="read"]').wait_for()
    assert phone.locator('.bubble.theirs', has_text="¿Por la mañana?").count() == 1

    in_one_frame(desk, phone)
    two_at_once(desk, office.open('direccion'), phone)
    answer_lost(desk, phone, office)
    photo(desk, sandbox)
    shoot(desk, 'whatsapp-conversacion')
    files(desk, phone)
    voice_note(desk, phone)

    desk.get_by_label("Respuesta", exact=True).press('/')
    desk.get_by_label("Buscar una respuesta rápida").fill("datos factura")
    desk.locator('.o_whatsapp_reply_choice.is-active', has_text="factura").wait_for()
    shoot(desk, 'whatsapp-respuestas')
    desk.keyboard.press('Enter')
    desk.wait_for_function(
        """() => document.querySelector('.o_whatsapp_composer textarea').value.includes('RFC')"""
    )
    desk.get_by_label("Respuesta", exact=True).fill("")

    # a day later only an approved text goes
    clinic.run(SHUT, wa_id=MARIA)
    desk.reload()
    desk.get_by_text("WhatsApp solo acepta un texto aprobado").wait_for()
    send = desk.locator('button[name=send_template]')
    assert send.is_disabled()
    desk.locator('input[name=asunto]').fill("elegir el horario")
    shoot(desk, 'whatsapp-ventana-cerrada')
    send.click()
    said = "Hola, María: quedó pendiente elegir el horario."
    phone.locator('.bubble.theirs', has_text=said).wait_for()
    desk.locator('.o_whatsapp_bubble', has_text=said).locator('[data-tick="read"]').wait_for()


def test_somebody_unknown_becomes_a_patient(people, sandbox):
    desk, phone = people
    write(phone, "Hola")  # her phone is registered: known at once
    desk.locator('.o-mail-DiscussSidebarChannel', has_text="María Fernanda Ríos").wait_for()
    jose = sandbox.url
    requests.post(
        f'{jose}/_sandbox/inbound', json={'phone': 'p2', 'text': "¿A qué hora abren?"}
    ).raise_for_status()
    desk.locator('.o-mail-DiscussSidebarChannel', has_text="José").click()
    desk.get_by_text("¿Quién es?").wait_for()
    desk.locator('button[name=register_patient]').click()
    desk.locator('button[name=register]').click()
    desk.locator('button[name=open_patient]').wait_for()
    desk.get_by_text("¿Quién es?").wait_for(state='detached')
    desk.locator('button[name=done]').click()
    desk.locator('.o-mail-DiscussSidebarChannel', has_text="José").wait_for(state='detached')
    at_rest(desk)


def test_a_reminder_moves_the_agenda(people, clinic, sandbox, pages_of):
    """Tapped on the phone, moved on reception's screen: nobody reloads anything. Then by itself:
    a visit booked by somebody unknown, an emergency in between, BAJA."""
    desk, phone = people
    found = clinic.run(REMINDED)
    requests.post(
        f'{sandbox.url}/v23.0/200000000000001/message_templates',
        json=found['template'],
        headers={'Authorization': 'Bearer sandbox-token'},
    ).raise_for_status()
    desk.locator('.o-mail-DiscussSidebar').wait_for()
    desk.evaluate(OPEN_AGENDA, found['day'])
    event = desk.locator(f'.fc-event[data-event-id="{found["visit"]}"]')
    event.wait_for()
    at_rest(desk)
    before = event.bounding_box()
    phone.get_by_label("Escriba como el paciente").wait_for()
    clinic.run(REMIND, visit=found['visit'])
    phone.get_by_role('button', name="Reagendar").click()
    phone.get_by_role('button', name="Ver opciones").click()
    phone.get_by_role('radio').nth(3).check()
    hands = Hands(phone)
    phone.get_by_role('dialog').get_by_role('button', name="Enviar").click()
    # to another time, or to another week
    wait_until(
        lambda: not event.count() or event.bounding_box() != before, 60, "the agenda to move"
    )
    hands.within(5)
    phone.locator('.bubble.theirs', has_text="su cita quedó para").wait_for()
    clinic.run(BY_ITSELF)
    jose = pages_of(sandbox).open(viewport=(390, 844), is_mobile=True, has_touch=True)
    jose.goto(f'/phone?to={JOSE}')
    books_in_the_middle_of_an_emergency(desk, jose)
    nothing_more_arrives(phone, clinic, found['visit'])


def choose(phone, number):
    """A row of the list that is offered."""
    phone.get_by_role('button', name="Ver opciones").last.click()
    phone.get_by_role('radio').nth(number).check()
    phone.get_by_role('dialog').get_by_role('button', name="Enviar").click()


def books_in_the_middle_of_an_emergency(desk, phone):
    """Whoever is no patient books, and nobody of the clinic has to be there; a sentence that cannot
    wait reaches a person meanwhile, and the booking goes on where it was."""

    def reads(words):
        phone.locator('.bubble.theirs', has_text=words).last.wait_for()

    write(phone, "Hola, quiero una cita")
    reads("¿Qué horario le acomoda?")
    choose(phone, 0)
    reads("nombre completo")
    write(phone, "José Luis Ramírez Soto")
    reads("¿La agendamos?")
    shoot(phone, 'celular-agendar')
    write(phone, "me duele el pecho y sudo frío")
    reads("911")
    desk.get_by_role('alert').filter(has_text="José").first.wait_for()
    shoot(desk, 'urgencia-aviso')
    write(phone, "estoy en mi casa con los niños")
    reads("Ya avisamos a una persona")
    shoot(phone, 'celular-urgencia')
    phone.get_by_role('button', name="Confirmar", exact=True).click()
    reads("Listo: su cita es")


def nothing_more_arrives(phone, clinic, visit):
    write(phone, "BAJA")
    phone.locator('.bubble.theirs', has_text="¿Qué más quiere dejar de recibir?").wait_for()
    choose(phone, 2)
    phone.locator('.bubble.theirs', has_text="ya no le enviaremos mensajes").wait_for()
    shoot(phone, 'celular-baja')
    state, consent = clinic.run(STOPPED, visit=visit)
    assert (state, consent) == ('cancelled', 'refused')
    before = phone.locator('.bubble.theirs').count()
    write(phone, "¿dónde están?")  # who asks is answered
    phone.locator('.bubble.theirs').nth(before).wait_for()
    assert phone.locator('.bubble.theirs').count() == before + 1
