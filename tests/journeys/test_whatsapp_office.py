"""The manager connects a number, watches it break, mends it, and hangs up a poster.

Meta is the sandbox; the server's scheduled actions run, as at a clinic's.
"""

import pytest
import requests

from sandbox.app import Server as Sandbox
from tests.conftest import stop
from tests.support.browser import at_rest
from tests.support.server import Server
from tests.support.waiting import wait_until

pytestmark = pytest.mark.journey

TURN = 90  # seconds within which the jobs' turn comes: they look once a minute
ACCOUNT = 'accounts/100000000000001'
CLINIC = """
env['ir.config_parameter'].set_param('web.base.url', url)
env['res.company'].search([('parent_id', '=', False)], order='id', limit=1).name = "Clínica Nogal"
"""
LOOK = """
from odoo.addons.clinic_whatsapp.cloud_api import survey
account = env['clinic.whatsapp.account'].search([]).with_context(lang='es_MX')
account._note_look(survey(**account._question()))
"""
# What a clinic of some size has sent by the middle of a month.
USED = """
from odoo import fields
account = env['clinic.whatsapp.account'].search([], limit=1)
account.daily_limit = 250
account.rate_ids = [
    (0, 0, {'category': 'utility', 'price': 0.17, 'date_from': '2026-01-01'}),
    (0, 0, {'category': 'service', 'price': 0.17, 'free_monthly': 1000, 'date_from': '2026-01-01'}),
]
now = fields.Datetime.now()
people = env['clinic.whatsapp.identity'].create(
    [{'account_id': account.id, 'wa_id': f'5215500{n:06d}'} for n in range(64)]
)
env['clinic.whatsapp.outbox'].create(
    [
        {
            'account_id': account.id,
            'identity_id': people[n % 64].id,
            'idempotency_key': f'seen:{n}',
            'state': 'delivered',
            'by_template': n % 3 == 0,
            'called_at': now,
            'accepted_at': now,
            'billable': True,
            'pricing_category': 'utility' if n % 3 == 0 else 'service',
        }
        for n in range(420)
    ]
)
"""


@pytest.fixture(scope='module')
def sandbox():
    """One WhatsApp for all of them: the server has been told where it is."""
    sandbox = Sandbox().start()
    yield sandbox
    sandbox.close()


@pytest.fixture(scope='module')
def clinic(request, ground, sandbox):
    """Nothing is connected in it before the first test connects it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('CLINIC_SANDBOX_PORT', str(sandbox.port))
        server = Server(ground, 'whatsapp_office', options=('--max-cron-threads=2',))
    try:
        server.wait().run(CLINIC, url=server.url)
        yield server
    finally:
        stop(server, request.session)


@pytest.fixture
def office(clinic, pages_of):
    return pages_of(clinic)


def control(sandbox, path, **body):
    answer = requests.post(f'{sandbox.url}/_sandbox/{path}', json=body, timeout=10)
    answer.raise_for_status()


def state(page, step):
    return page.get_attribute(f'[data-step={step}]', 'data-state')


def press_test(page):
    """Press the one button and wait for what it says."""
    page.click('button[name=test]')
    at_rest(page)


@pytest.mark.parametrize('viewport', [(1366, 768), (390, 844)], ids=['desk', 'phone'])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office, viewport):
    page = office.open('direccion', viewport=viewport)
    office.allow('Refused .*save_setup')
    page.goto('/odoo/whatsapp-conectar')
    page.fill('input[name=phone_number_id]', '55 0000 1111')
    page.fill('input[name=waba_id]', '200000000000044')
    page.fill('input[name=name]', "Recepción")
    page.click('button[name=next]')
    page.fill('input[name=new_token]', 'ficha-secreta')
    press_test(page)
    page.wait_for_selector('.alert[name=problem]')
    page.click('[data-card=number] .o_clinic_card_head')
    assert page.input_value('input[name=phone_number_id]') == '55 0000 1111'
    page.click('[data-card=secrets] .o_clinic_card_head')
    assert page.input_value('input[name=new_token]') == 'ficha-secreta'
    assert page.get_attribute('input[name=new_token]', 'type') == 'password'
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing is cut off at the side"


def test_from_nothing_to_the_first_message_and_back(office, clinic, sandbox, shoot):
    page = office.open('direccion')
    page.goto('/odoo/whatsapp-conectar')
    page.click('button[name=try]')
    page.wait_for_selector('[data-step=news]')
    at_rest(page)
    assert state(page, 'webhook') == 'done'
    assert state(page, 'news') == 'missing', "nobody has written yet"
    shoot(page, 'whatsapp-conectar')

    control(sandbox, 'inbound', phone='p1', text="Hola, quiero una cita")

    def connected():
        press_test(page)
        return page.is_visible('.alert-success')

    wait_until(connected, TURN, "the first message")
    shoot(page, 'whatsapp-conectado')

    # the token breaks: the desk and the direction are told, and one button mends it
    control(sandbox, ACCOUNT, token_expires_in=-1)
    clinic.run(LOOK)
    page.goto('/odoo/hoy')
    page.wait_for_selector('.o_clinic_whatsapp_banner.alert-danger')
    at_rest(page)
    shoot(page, 'whatsapp-aviso')
    desk = office.open('recepcion')
    desk.goto('/odoo/discuss')
    desk.wait_for_selector('.o_clinic_whatsapp_banner.alert-danger')
    assert not desk.is_visible('button[name=whatsapp_mend]')
    page.click('button[name=whatsapp_mend]')
    page.wait_for_selector('.o_clinic_whatsapp_banner strong')
    control(sandbox, ACCOUNT, token_expires_in=None)
    page.click('button[name=whatsapp_mend]')
    page.wait_for_selector('.o_clinic_whatsapp_banner', state='detached')

    clinic.run(USED)
    page.goto('/odoo/whatsapp-estado')
    page.wait_for_selector('[data-lamp=limit]')
    assert page.get_attribute('[data-lamp=connection]', 'data-tone') == 'good'
    shoot(page, 'whatsapp-estado')
    page.goto('/odoo/whatsapp-costo')
    page.wait_for_selector('.o_graph_view canvas')
    at_rest(page)


def test_a_link_and_its_code(office, clinic, sandbox, shoot):
    page = office.open('direccion')
    if not clinic.run("result = env['clinic.whatsapp.account'].search_count([])"):
        page.goto('/odoo/whatsapp-conectar')
        page.click('button[name=try]')
        page.wait_for_selector('[data-step=news]')
    page.goto('/odoo/whatsapp-enlaces')
    page.locator('.o_list_button_add:visible').click()
    page.locator('.o_field_widget[name=name] :is(input, textarea)').fill("Mostrador")
    page.locator('.o_form_button_save:visible').first.click()
    page.wait_for_selector('button[name=action_poster]')
    at_rest(page)
    code = page.inner_text('.o_field_widget[name=code]').strip()
    control(sandbox, 'inbound', phone='p2', text=f"Hola, quiero información. [{code}]")

    def counted():
        page.reload()
        at_rest(page)
        return page.inner_text('.o_field_widget[name=people_count] .o_stat_value') == '1'

    wait_until(counted, TURN, "whoever wrote by the link")
    shoot(page, 'whatsapp-enlace')
