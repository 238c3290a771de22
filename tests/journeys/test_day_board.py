"""A morning at the desk: receive, call, finish; somebody without an appointment, an absence, a
cancellation; and the other desk, the practitioner and the waiting room see it happen."""

import re

import pytest

from tests.support.browser import Hands, at_rest
from tests.support.clock import noon

pytestmark = pytest.mark.journey

SETUP = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
from odoo.addons.clinic_crm.agenda import Code
company = env.ref('base.main_company')
old = company.clinic_tz
company.clinic_tz = zone
user = env['res.users'].search([('login', '=', 'doctora')])
Practitioner = env['clinic.practitioner']
doctor = Practitioner.search([('user_id', '=', user.id)]) or Practitioner.create(
    {'name': 'Dra. Dora Doctora', 'user_id': user.id, 'company_id': company.id})
room = env['clinic.resource'].create({'name': 'Consultorio 4', 'company_id': company.id})
visit_type = env['clinic.appointment.type'].create({
    'name': 'Consulta del tablero', 'company_id': company.id, 'duration': 10, 'step': 5,
    'sequence': -1, 'role_ids': [
        Command.create({'name': 'x', 'kind': 'practitioner',
                        'resource_ids': [Command.set(doctor.resource_id.ids)]}),
        Command.create({'name': 'y', 'kind': 'room', 'sequence': 20,
                        'resource_ids': [Command.set(room.ids)]}),
    ]})
now = fields.Datetime.now().replace(second=0)
made = {}
for name, minutes in (('Olvidada', -90), ('Puntual', 20), ('Cancela', 40)):
    patient = env['clinic.patient'].create({'name': f'{name} Tablero', 'company_id': company.id})
    start = now + timedelta(minutes=minutes)
    made[name] = env['clinic.appointment']._book([{
        'patient_id': patient.id, 'type_id': visit_type.id, 'practitioner_id': doctor.id,
        'company_id': company.id, 'start': start}], [frozenset((Code.PAST,))]).id
result = {'old': old, 'visits': made, 'type': visit_type.id, 'doctor': doctor.id}
"""

# what stays behind must not stand in the way of another test's visits
TIDY = """
company = env.ref('base.main_company')
company.clinic_tz = old
visits = env['clinic.appointment'].search([('type_id', '=', type)])
visits.booking_ids.unlink()
visits.unlink()
env['clinic.appointment.type'].browse(type).active = False
env['clinic.practitioner'].browse(doctor).user_id = False
"""


@pytest.fixture
def morning(clinic_server):
    made = clinic_server.run(SETUP, zone=noon())
    yield made['visits']
    clinic_server.run(TIDY, old=made['old'], type=made['type'], doctor=made['doctor'])


def today(page):
    page.goto('/odoo/hoy')
    page.wait_for_selector('.o_clinic_board')
    at_rest(page)


def card(page, stage, visit):
    return page.locator(f'[data-column={stage}] [data-visit="{visit}"]')


def test_a_morning(page_as, pages, morning, shoot):
    desk, other, doctor = page_as('recepcion'), page_as('enfermeria'), page_as('doctora')
    for page in (desk, other, doctor):
        today(page)
    visit = morning['Puntual']

    # received in one click; the other desk and the practitioner see it without doing anything
    hands = Hands(desk)
    card(desk, 'expected', visit).locator('[data-step=arrive]').click()
    card(desk, 'waiting', visit).wait_for()
    assert hands.clicks == 1
    card(other, 'waiting', visit).wait_for()
    notice = doctor.locator('.o_notification', has_text="Puntual Tablero")
    notice.wait_for()
    hands.within(5)
    turn = card(desk, 'waiting', visit).locator('.o_clinic_turn').inner_text()

    # the waiting room's screen, opened by its link
    desk.click('.o_clinic_screen_button')
    link = desk.locator('.modal input[readonly]').input_value()
    desk.click('.modal .btn-close')
    screen = pages.open(viewport=(1280, 720))
    screen.goto(link)
    screen.wait_for_selector('#empty, #call')
    card(other, 'waiting', visit).locator('[data-step=call]').click()
    screen.wait_for_function(
        "turn => document.getElementById('turn').textContent === turn", arg=turn
    )
    assert screen.locator('#room').inner_text() == "Consultorio 4"
    assert "Puntual" not in screen.content()
    assert not screen.context.cookies()
    shoot(screen, 'pantalla-turnos')

    card(desk, 'inside', visit).locator('[data-step=finish]').click()
    card(desk, 'inside', visit).wait_for(state='detached')
    desk.click('[data-column=done] .o_clinic_column_head')
    card(desk, 'done', visit).wait_for()


def test_without_appointment(page_as, morning, shoot):
    desk = page_as('recepcion')
    today(desk)
    desk.click('.o_clinic_walk_in_button')
    desk.fill('.o_clinic_walk_in input[name=patient]', "Zoraida Sin Cita")
    desk.click('.o_clinic_register')
    desk.fill('.o_clinic_walk_in input[name=phone]', "55 5123 4567")
    desk.click('.o_clinic_walk_in [name=receive]')
    big = desk.locator('.o_clinic_turn_number')
    big.wait_for()
    assert int(big.inner_text()) > 0
    shoot(desk, 'llego-sin-cita')
    desk.click('.o_clinic_walk_in .btn-primary')
    desk.locator('[data-column=waiting]', has_text="Zoraida Sin Cita").wait_for()
    shoot(desk, 'tablero')


def test_absent_and_cancelled(page_as, morning):
    desk = page_as('recepcion')
    today(desk)
    desk.click('.o_clinic_asked_head')
    asked = desk.locator(f'.o_clinic_asked [data-visit="{morning["Olvidada"]}"]')
    asked.locator('[data-step=absent]').click()
    asked.wait_for(state='detached')
    desk.locator('.o_notification_buttons button').first.click()
    card(desk, 'expected', morning['Olvidada']).wait_for()

    visit = card(desk, 'expected', morning['Cancela'])
    visit.locator('.o_clinic_visit_menu').click()
    desk.locator('.o-dropdown--menu .dropdown-item', has_text=re.compile("Cancel")).click()
    desk.wait_for_selector('.modal .o_field_widget[name=cancelled_by]')
    desk.locator('.modal [name=cancelled_by] input[data-value=patient]').check()
    desk.locator('.modal .o_field_widget[name=cause_patient] .o_selection_badge').first.click()
    desk.click('.modal button[name=action_cancel]')
    visit.wait_for(state='detached')


def test_on_a_phone(page_as, morning):
    phone = page_as('recepcion', viewport=(390, 844))
    today(phone)
    phone.click('[data-tab=waiting]')
    phone.click('[data-tab=expected]')
    card(phone, 'expected', morning['Puntual']).locator('[data-step=arrive]').click()
    phone.click('[data-tab=waiting]')
    card(phone, 'waiting', morning['Puntual']).wait_for()
    wide = phone.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing is cut off at the side"
