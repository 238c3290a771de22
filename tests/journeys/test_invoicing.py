"""The accountant, from nothing to an invoice that a patient opens.

The PAC is the sandbox; the CSD is made here, as SAT makes them.
"""

import base64
import re

import pytest
from playwright.sync_api import expect

from scripts.generator.csd import make_csd
from tests.support.browser import at_rest

pytestmark = pytest.mark.journey

RFC, NAME = 'EKU9003173C9', "ESCUELA KEMPER URGATE"
CLINIC = """
from odoo.fields import Command
company = env['res.company'].search([('parent_id', '=', False)], order='id', limit=1)
mexico = env.ref('base.mx')
env.ref('base.MXN').active = True
company.write({'name': "Clínica Nogal", 'country_id': mexico.id, 'email': 'clinica@nogal.example',
               'phone': '55 5555 0100', 'street': "Av. Universidad 1001"})
env['account.chart.template'].try_loading('mx', company, install_demo=False)
env['ir.config_parameter'].set_param('web.base.url', url)
tax = lambda name: env.ref(f'account.{company.id}_{name}')
def product(name, kind, price, key, taxes):
    return env['product.product'].with_company(company).create({
        'name': name, 'type': kind, 'list_price': price, 'cfdi_key': key,
        'taxes_id': [Command.set(taxes.ids)]})
visit = product("Consulta de medicina general", 'service', 850, '85121502', tax('tax19'))
splint = product("Férula de muñeca", 'consu', 389.5, '42241705', tax('tax12'))
patient = env['clinic.patient'].create({
    'name': "Xochilt Casas Chávez", 'vat': 'CACX7605101P8', 'zip': '36257',
    'country_id': mexico.id, 'email': 'xochilt@correo.example', 'lang': 'es_MX',
    'company_id': company.id})
move = env['account.move'].create({
    'move_type': 'out_invoice', 'company_id': company.id, 'partner_id': patient.partner_id.id,
    'invoice_line_ids': [Command.create({'product_id': one.id}) for one in (visit, splint)]})
result = {'move': move.id, 'company': company.id}
"""
MORE = """
move = env['account.move'].browse(move)
moves = move.browse()
for number in range(6):
    moves |= move.copy({'invoice_date': move.invoice_date})
moves[0].partner_id = moves[0].partner_id.copy({'name': "Sofía Núñez Andrade", 'cfdi_regime': False,
                                                'vat': 'NUAS850312AB1'})
moves.action_post()
"""
JOB = "env['clinic.cfdi.document']._cron_stamp()"
FILED = """
document = env['account.move'].browse(move).cfdi_document_id
message = env['clinic.message'].search([('res_model', '=', 'account.move'), ('res_id', '=', move)])
result = {'state': document.state, 'uuid': document.uuid, 'message': message.state,
          'link': document._link()}
"""


@pytest.fixture
def clinic(fresh_server, sandbox, monkeypatch):
    monkeypatch.setenv('CLINIC_SANDBOX_PORT', str(sandbox.port))
    return fresh_server()


def give(page, name, files):
    """The pair as a person chooses them, and the password."""
    cer, key, password = files
    dialog = page.locator('.o_dialog:has([name=step])')
    for field, content, ending in (('new_cer', cer, 'cer'), ('new_key', key, 'key')):
        dialog.locator(f'[name={field}] input[type=file]').set_input_files(
            {
                'name': f'{name}.{ending}',
                'mimeType': 'application/octet-stream',
                'buffer': base64.b64decode(content),
            }
        )
    dialog.locator('[name=new_password] input').fill(password)


def press(page, name):
    page.locator(f'.o_dialog:has([name=step]) button[name={name}]:visible').click()
    at_rest(page)


def choose(page, field, text):
    """From a list, once the form has taken in what was typed before: it draws the list anew."""
    field.locator('input').focus()
    at_rest(page)
    field.click()
    page.get_by_text(text).first.click()
    expect(field.locator('input')).to_have_value(re.compile(re.escape(text)))


def test_from_nothing_to_the_first_invoice(clinic, sandbox, pages_of, shoot):
    ids = clinic.run(CLINIC, url=clinic.url)
    pages = pages_of(clinic)
    page = pages.open('contador')
    page.goto('/odoo')
    page.wait_for_selector('.o_clinic_due [data-card=cfdi_setup]')
    shoot(page, 'facturas-pendientes')

    page.click('[data-card=cfdi_setup] .o_clinic_card_head')
    dialog = page.locator('.o_dialog:has([name=step])')
    dialog.locator('[name=rfc] input').fill(RFC)
    dialog.locator('[name=name] input').fill(NAME)
    choose(page, dialog.locator('[name=regime]'), "601 General de Ley Personas Morales")
    dialog.locator('[name=zip] input').fill('06700')
    shoot(page, 'facturas-datos')
    press(page, 'action_next')

    # the e.firma is refused in words, and what was typed is still there
    pages.allow('e.firma')
    give(page, 'fiel', make_csd(RFC, NAME, branch=None))
    press(page, 'action_next')
    refusal = page.get_by_text("Es la e.firma (FIEL)")
    refusal.wait_for()
    shoot(page, 'facturas-csd-rechazado')
    page.locator('.o_dialog:has-text("e.firma (FIEL)") .modal-footer button').first.click()
    give(page, 'csd', make_csd(RFC, NAME))
    press(page, 'action_next')

    dialog.locator('[name=place] input[type=radio]').first.check()
    press(page, 'action_trial')
    dialog.locator('[name=stamp]').wait_for()
    press(page, 'action_test_stamp')
    dialog.locator('[name=ready]:visible [name=test_uuid]').wait_for()
    shoot(page, 'facturas-listo')
    press(page, 'action_done')
    page.wait_for_selector('[data-card=cfdi_setup]', state='detached')

    # an exempt visit and a product with 16 %: a finding is seen and mended
    page.goto(f'/odoo/cobros/{ids["move"]}')
    page.locator('button[name=action_post]:visible').first.click()
    at_rest(page)
    finding = page.locator('.o_field_cfdi_check .alert-warning')
    finding.wait_for()
    shoot(page, 'facturas-hallazgo')
    finding.locator('button').first.click()
    page.wait_for_selector('.o_form_view .o_field_widget[name=is_company], .o_form_view [name=vat]')
    page.get_by_role('tab', name="Datos fiscales").click()
    choose(page, page.locator('[name=cfdi_regime]'), "605 Sueldos y Salarios")
    page.locator('.o_form_button_save:visible').click()
    at_rest(page)
    page.go_back()
    page.wait_for_selector('button[name=action_invoice_sent]:visible')
    finding.wait_for(state='detached')

    page.locator('button[name=action_invoice_sent]:visible').first.click()
    send = page.locator('.o_dialog')
    send.locator('[name=sending_method_checkboxes]').wait_for()
    at_rest(page)
    shoot(page, 'facturas-enviar')
    send.locator('button[name=action_send_and_print]:visible').first.click()
    page.wait_for_selector('[name=cfdi_delivery_state]')
    at_rest(page)
    shoot(page, 'facturas-timbrada')
    filed = clinic.run(FILED, move=ids['move'])
    assert filed['state'] == 'stamped' and filed['message'] == 'queued'

    # the patient opens what came
    phone = pages.open(None, viewport=(390, 844))
    phone.goto(filed['link'])
    phone.get_by_text("Descargar PDF").wait_for()
    shoot(phone, 'facturas-paciente')
    with phone.expect_download() as download:
        phone.get_by_text("Descargar PDF").click()
    with open(download.value.path(), 'rb') as pdf:
        assert pdf.read(5) == b'%PDF-'
    with phone.expect_download() as download:
        phone.get_by_text("Descargar XML").click()
    with open(download.value.path(), 'rb') as xml:
        assert filed['uuid'].lower().encode() in xml.read().lower()

    # many at once: the page may be left, and what is wrong with one stops no other
    clinic.run(MORE, move=ids['move'])
    page.goto('/odoo/pendientes')
    page.wait_for_selector('[data-card=cfdi_to_stamp].o_clinic_warning')
    shoot(page, 'facturas-tarjetas')
    page.goto('/odoo/cobros')
    page.locator('thead .o_list_record_selector input').check()
    page.locator('button[name=action_cfdi_stamp]:visible').click()
    page.wait_for_selector('.o_clinic_cfdi_progress [data-count=waiting]')
    page.goto('/odoo/pendientes')
    page.click('[data-card=cfdi_batch] .o_clinic_card_head')
    page.wait_for_selector('.o_clinic_cfdi_progress [data-count=waiting]')
    clinic.run(JOB)
    page.get_by_text("Listo, y algunas necesitan su atención").wait_for()
    assert page.inner_text('[data-count=stamped]').startswith('5')
    shoot(page, 'facturas-avance')
