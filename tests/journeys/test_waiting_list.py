"""A visit is cancelled; the next one of the waiting list has it with one click."""

import pytest

from tests.support.browser import at_rest, home

pytestmark = pytest.mark.journey

SETUP = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
company = env.ref('base.main_company')
doctor = env['clinic.practitioner'].create({
    'name': "Dra. Huecos " + tag, 'company_id': company.id,
})
kind = env['clinic.appointment.type'].create({
    'name': "Consulta " + tag, 'company_id': company.id, 'duration': 30,
    'role_ids': [Command.create({
        'name': "Dra.", 'kind': 'practitioner',
        'resource_ids': [Command.set(doctor.resource_id.ids)],
    })],
})
patients = env['clinic.patient'].create([
    {'name': name + " " + tag, 'company_id': company.id, 'phone': phone}
    for name, phone in (
        ("Ana Cancela", '55 1111 2222'), ("Eva Espera", '55 3333 4444'), ("Ida Luego", ''),
    )
])
start = fields.Datetime.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
visit = env['clinic.appointment'].create({
    'patient_id': patients[0].id, 'type_id': kind.id, 'company_id': company.id,
    'practitioner_id': doctor.id, 'start': start,
})
entries = env['clinic.waiting.entry']
for patient in patients[1:]:
    entries += env['clinic.waiting.entry'].create({'patient_id': patient.id, 'type_id': kind.id})
result = {'visit': visit.id, 'entries': entries.ids, 'patients': patients.ids}
"""
LIST = "() => odoo.__WOWL_DEBUG__.root.env.services.action.doAction('%s')"
WAITING = LIST % 'clinic_crm.clinic_waiting_action'


@pytest.mark.parametrize('viewport', [(1366, 768), (390, 844)], ids=['desk', 'phone'])
def test_fill_the_hole(page_as, clinic_server, viewport, shoot):
    made = clinic_server.run(SETUP, tag=str(viewport[0]))
    desk = clinic_server.client('recepcion')
    page = page_as('recepcion', viewport=viewport)
    home(page)
    cancelled = {'state': 'cancelled', 'cancelled_by': 'patient'}
    desk.call('clinic.appointment', 'write', [made['visit']], cancelled)
    page.evaluate(LIST % 'clinic_crm.clinic_today_action')
    card = page.locator('.o_clinic_card[data-card=gaps]')
    card.locator('.o_clinic_row').first.wait_for()
    assert "Eva Espera" in card.inner_text()
    card.locator('.o_clinic_card_head').click()

    gap = page.locator('.o_clinic_gap', has_text=f"Eva Espera {viewport[0]}")
    gap.wait_for()
    shoot(page, f'waiting-list-{viewport[0]}')
    gap.locator('button[name=fill]').first.click()
    page.wait_for_selector('.o_notification')
    at_rest(page)
    assert page.locator('.o_clinic_gap', has_text=f"Espera {viewport[0]}").count() == 0
    [eva, ida] = desk.call('clinic.waiting.entry', 'read', made['entries'], ['state'])
    assert (eva['state'], ida['state']) == ('booked', 'waiting')
    taken = desk.call(
        'clinic.appointment',
        'search_count',
        [['patient_id', '=', made['patients'][1]], ['state', '=', 'scheduled']],
    )
    assert taken == 1
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing is cut off at the side"


def test_offer_and_decline(page_as, clinic_server):
    made = clinic_server.run(SETUP, tag='oferta')
    desk = clinic_server.client('recepcion')
    cancelled = {'state': 'cancelled', 'cancelled_by': 'patient'}
    desk.call('clinic.appointment', 'write', [made['visit']], cancelled)
    page = page_as('recepcion')
    home(page)
    page.evaluate(WAITING)
    gap = page.locator('.o_clinic_gap', has_text="oferta")
    gap.locator('button[name=offer]').first.click()
    gap.locator('.o_clinic_offered').wait_for()
    gap.locator('.o_clinic_offered .btn-secondary').click()
    page.wait_for_function(
        "() => [...document.querySelectorAll('.o_clinic_gap')].some("
        "(gap) => /Ida Luego oferta/.test(gap.innerText) && !/Eva/.test(gap.innerText))"
    )
    gap.locator('button[name=fill]').first.click()
    gap.wait_for(state='detached')
    states = desk.call('clinic.waiting.entry', 'read', made['entries'], ['state'])
    assert [entry['state'] for entry in states] == ['waiting', 'booked']
