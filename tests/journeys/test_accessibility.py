"""Nothing serious of axe-core's on the pages that are ours alone: the patient's, on a phone and
without a login; the waiting room's; the sandbox's; and what is ours inside the web client."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.browser import at_rest

pytestmark = pytest.mark.journey

GRAVE = ('serious', 'critical')
PHONE = {'viewport': (390, 844), 'bypass_csp': True}

MAKE = """
from base64 import b64encode
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
company = env.ref('base.main_company')
env['ir.config_parameter'].set_param('web.base.url', url)
doctor = env['clinic.practitioner'].create({'name': "Dra. Legible", 'company_id': company.id})
kind = env['clinic.appointment.type'].create({
    'name': "Consulta legible", 'company_id': company.id, 'duration': 30,
    'role_ids': [Command.create({'name': "Dra.", 'kind': 'practitioner',
                                 'resource_ids': [Command.set(doctor.resource_id.ids)]})]})
patient = env['clinic.patient'].create({
    'name': "Lía Legible", 'company_id': company.id, 'phone': '55 0000 1111'})
start = fields.Datetime.now().replace(minute=0, second=0) + timedelta(days=2)
visit, over = env['clinic.appointment'].create([{
    'patient_id': patient.id, 'type_id': kind.id, 'company_id': company.id,
    'practitioner_id': doctor.id, 'start': start + timedelta(hours=hours),
} for hours in (0, 1)])
over._cancel_by_patient()
survey = env.ref('clinic_feedback.survey_visit')
def asked(**vals):
    now = fields.Datetime.now()
    request = env['clinic.feedback.request'].create({
        'survey_id': survey.id, 'patient_id': patient.id, 'company_id': company.id,
        'state': 'sent', 'sent_at': now, 'expires_at': now + timedelta(hours=48), **vals})
    if not request.is_anonymous:
        request.user_input_id = env['survey.user_input'].create(
            {'survey_id': survey.id, 'deadline': request.expires_at})
    return request
duty = env['res.users'].search([('login', '=', 'direccion')])
alert = env['clinic.alert']._raise('urgent', "Algo espera", patient, company, users=duty)
call = env['clinic.alert.call'].create({
    'alert_id': alert.id, 'user_id': duty.id, 'way': 'email', 'at': fields.Datetime.now()})
invoice = env['clinic.cfdi.document'].create({
    'company_id': company.id, 'kind': 'I', 'name': 'INV/2026/00017',
    'state': 'stamped', 'stamped_at': fields.Datetime.now(),
    'uuid': '6F3A1B52-0000-4000-8000-000000000A0E', 'xml': b64encode(b'<x/>')})
notice = env['clinic.privacy.notice'].search([('state', '=', 'in_force')], limit=1)
company.clinic_screen_token = company.clinic_screen_token or 'legible-legible-legible'
result = {
    'visit': visit._link(), 'times': visit._link() + '?show=times',
    'cancel': visit._link() + '?show=cancel', 'cancelled': over._link(),
    'moved': visit._link() + '?said=moved',
    'messages': patient._stop_link(), 'stopped': patient._stop_link() + '?said=stopped',
    'notice': notice._link(), 'alert': call._link(), 'invoice': invoice._link(),
    'screen': company._clinic_screen()['path'],
    'survey': asked(appointment_id=visit.id)._link(),
    'anonymous': asked(is_anonymous=True)._link(),
    'answered': asked(state='done')._link(),
    'no such visit': '/clinic/visit/none', 'no such patient': '/clinic/mensajes/none',
    'no such invoice': '/clinic/factura/none', 'no such alert': '/clinic/alert/none',
}
"""

# what stays behind must not stand in another test's way
TIDY = """
env['clinic.appointment.type'].search([('name', '=', "Consulta legible")]).active = False
alerts = env['clinic.alert'].search(
    [('res_model', '=', 'clinic.patient'), ('state', '=', 'new')])
for alert in alerts:
    alert._take(env['res.users'].search([('login', '=', 'direccion')]))
"""


@pytest.fixture
def addresses(clinic_server, notice):
    yield clinic_server.run(MAKE, url=clinic_server.url)
    clinic_server.run(TIDY)


# what fades in is not judged half faded
STILL = """
() => Promise.all(
    document.getAnimations()
        .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
        .map((each) => each.finished.catch(() => null))
)
"""


def grave(page, context=None):
    """What axe-core finds serious in a page, in words."""
    page.evaluate(STILL)
    found = Axe().run(page, context=context).response['violations']
    return [
        f'{one["id"]}: {one["help"]}\n    '
        + '\n    '.join(f'{node["target"]}: {node["failureSummary"]}' for node in one['nodes'])
        for one in found
        if one['impact'] in GRAVE
    ]


def told(found):
    return '\n'.join(
        f'{name}: {problem}' for name, problems in found.items() for problem in problems
    )


def test_pages_of_patients(pages, addresses):
    pages.allow('answered 404: .*/none')
    page, found = pages.open(None, **PHONE), {}
    for name, address in addresses.items():
        page.goto(address)
        found[name] = grave(page)
    # the questions themselves
    page.goto(addresses['survey'])
    page.locator('button[type=submit]:visible').first.click()
    page.locator('.o_survey_form .js_question-wrapper').first.wait_for()
    found['question'] = grave(page)
    assert not any(found.values()), told(found)


def test_pages_of_the_sandbox(sandbox, pages_of):
    page = pages_of(sandbox).open(None, viewport=(1366, 768), bypass_csp=True)
    found = {}
    page.goto('/phone')
    page.get_by_role('button', name="Abrir el primer teléfono").wait_for()
    found['no phone open'] = grave(page)
    page.get_by_role('button', name="Nuevo").click()
    page.get_by_role('button', name="Crear teléfono").wait_for()
    found['new phone'] = grave(page)
    page.keyboard.press('Escape')
    page.get_by_role('button', name="Abrir el primer teléfono").click()
    page.get_by_role('button', name="Hola, quiero una cita").click()
    page.locator('.bubble.mine').wait_for()
    page.get_by_role('button', name="Adjuntar").click()
    found['phone'] = grave(page)
    page.goto('/stamps')
    page.locator('h1').first.wait_for()
    found['stamps'] = grave(page)
    assert not any(found.values()), told(found)


@pytest.mark.parametrize(
    ('login', 'path'),
    [('recepcion', 'hoy'), ('direccion', 'opinion'), ('contador', 'pendientes')],
)
def test_own_pages_of_the_web_client(pages, login, path):
    """Of Odoo's own frame and widgets we only answer for what is inside them."""
    page = pages.open(login, bypass_csp=True)
    page.goto(f'/odoo/{path}')
    page.wait_for_selector('.o_clinic_page')
    at_rest(page)
    assert not (found := grave(page, '.o_clinic_page')), told({path: found})
