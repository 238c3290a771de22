"""Reception books: in five clicks, in series, in a group, and never twice."""

import re

import pytest

from tests.support.browser import Hands, at_rest

pytestmark = pytest.mark.journey

SETUP = """
from odoo.fields import Command
company = env.ref('base.main_company')
def practitioner(name):
    return env['clinic.practitioner'].create({'name': name, 'company_id': company.id})
def visit_type(name, sequence, who, **vals):
    return env['clinic.appointment.type'].create({
        'name': name, 'company_id': company.id, 'duration': 30, 'step': 30, 'sequence': sequence,
        'role_ids': [Command.create({
            'name': 'Profesional', 'kind': 'practitioner', 'resource_ids': who.resource_id.ids,
        })],
        **vals,
    })
ana, tere = practitioner('Dra. Ana Quiroga'), practitioner('Lic. Tere Campos')
first = visit_type('Consulta de jornada', 1, ana)
group = visit_type('Taller de jornada', 2, tere, seats=3)
people = env['clinic.patient'].create([
    {'name': name, 'company_id': company.id}
    for name in ('Casilda Agenda Uno', 'Dorotea Agenda Dos', 'Eulalia Agenda Tres')
])
def visit(patient, start):
    return env['clinic.appointment'].create({
        'patient_id': patient.id, 'type_id': first.id, 'company_id': company.id, 'start': start,
        'practitioner_id': ana.id,
    })
# five in the afternoon of Mexico City and an hour later, on a Wednesday
early, late = visit(people[0], '2031-05-07 17:00:00'), visit(people[1], '2031-05-07 18:00:00')
visit(people[0], '2031-06-18 17:00:00')
result = {'first': first.id, 'group': group.id, 'people': people.ids, 'early': early.id,
          'late': late.id, 'ana': ana.id}
"""
BOOK = '.o_clinic_booking_foot button[name=book]'
OPEN_WEEK = """
() => odoo.__WOWL_DEBUG__.root.env.services.action.doAction(
    'clinic_crm.clinic_appointment_action',
    { additionalContext: { initial_date: '2031-05-07 18:00:00' }, clearBreadcrumbs: true },
)
"""


@pytest.fixture(scope='module')
def clinic(clinic_server):
    return clinic_server.run(SETUP)


def open_today(page):
    page.goto('/odoo/hoy')
    page.wait_for_selector('.o_clinic_today')
    at_rest(page)


def open_booking(page):
    page.click('.o_clinic_today button[name=book]')
    page.wait_for_selector('.o_clinic_booking .o_clinic_slot')


def find(page, name):
    page.fill('.o_clinic_booking .o_clinic_search input', name)
    page.wait_for_selector('.o_clinic_booking .o_clinic_search_row')


def choose(page, name):
    find(page, name)
    page.click('.o_clinic_booking .o_clinic_search_row')
    page.wait_for_selector('.o_clinic_booking_chip')
    at_rest(page)


def by_hand(page, day, hour):
    page.click('button[name=by_hand]')
    page.fill('input[name=hand_date]', day)
    page.fill('input[name=hand_time]', hour)


def booked(server, patient):
    desk = server.client('recepcion')
    return desk.call('clinic.appointment', 'search_count', [['patient_id', '=', patient]])


def test_five_clicks_and_twenty_seconds(page_as, shoot, clinic):
    page = page_as('recepcion')
    open_today(page)
    hands = Hands(page)
    open_booking(page)
    find(page, 'casilda agenda')
    shoot(page, 'agendar-paciente')
    page.click('.o_clinic_booking .o_clinic_search_row')
    page.wait_for_selector('.o_clinic_booking_chip')
    page.click(f'[data-type="{clinic["first"]}"]')
    at_rest(page)
    page.locator('.o_clinic_slot').nth(2).click()
    shoot(page, 'agendar')
    page.click(BOOK)
    page.wait_for_selector('.o_clinic_booking_done')
    hands.within(20)
    assert hands.clicks <= 5
    told = page.inner_text('.o_clinic_booking_done')
    assert "Casilda Agenda Uno" in told
    assert "Dra. Ana Quiroga" in told
    shoot(page, 'agendada')
    page.click('button[name=open_visit]')
    page.wait_for_selector('.o_form_view [name=patient_id]')
    at_rest(page)
    shoot(page, 'cita')


def test_by_keyboard_alone(page_as, clinic, clinic_server):
    before = booked(clinic_server, clinic['people'][1])
    page = page_as('recepcion')
    open_today(page)
    page.keyboard.press('Alt+b')
    page.wait_for_selector('.o_clinic_booking .o_clinic_slot')
    page.keyboard.type('dorotea agenda')
    page.keyboard.press('Enter')  # the first one found
    page.wait_for_selector('.o_clinic_booking_chip')
    page.wait_for_selector('.o_clinic_slot:focus')
    page.keyboard.press('ArrowDown')
    page.keyboard.press('Enter')
    page.wait_for_selector(f'{BOOK}:focus')
    page.keyboard.press('Enter')
    page.wait_for_selector('.o_clinic_booking_done')
    assert booked(clinic_server, clinic['people'][1]) == before + 1


def test_somebody_new_on_the_telephone(page_as, clinic_server):
    page = page_as('recepcion')
    open_today(page)
    open_booking(page)
    page.click('button[name=new_patient]')
    page.fill('#o_booking_name', "Filiberto Agenda Nuevo")
    page.fill('#o_booking_phone', "123")
    page.click('button[name=register]')
    page.wait_for_selector('.o_clinic_booking_register .alert-danger')
    page.fill('#o_booking_phone', "55 5550 0177")
    page.click('button[name=register]')
    page.wait_for_selector('.o_clinic_booking_chip')
    at_rest(page)
    page.locator('.o_clinic_slot').first.click()
    page.click(BOOK)
    page.wait_for_selector('.o_clinic_booking_done')
    # the next one who asks for that person is warned
    page.click('button[name=another]')
    page.click('button[name=new_patient]')
    page.fill('#o_booking_name', "Filiberto Agenda Nuevo")
    page.fill('#o_booking_phone', "55 5550 0177")
    page.wait_for_selector('.o_clinic_booking_register .alert-warning')


def test_a_taken_time_says_why_and_loses_nothing(page_as, clinic):
    page = page_as('recepcion')
    open_today(page)
    open_booking(page)
    choose(page, 'eulalia agenda')
    page.click('button[name=add_reason]')
    page.fill('textarea[name=reason]', "Dolor de cabeza 🤕")
    by_hand(page, '2031-05-07', '11:15')
    page.wait_for_selector('.o_clinic_booking_results .alert-warning')
    assert "Dra. Ana Quiroga" in page.inner_text('.o_clinic_booking_results .alert-warning')
    assert page.is_disabled(BOOK)
    assert page.input_value('textarea[name=reason]') == "Dolor de cabeza 🤕"
    page.fill('input[name=hand_time]', '16:00')
    page.wait_for_selector('.o_clinic_booking_hand .text-success')
    page.click(BOOK)
    page.wait_for_selector('.o_clinic_booking_done')


def test_a_late_answer_judges_no_other_wish(page_as, clinic):
    page = page_as('recepcion')
    open_today(page)
    open_booking(page)
    choose(page, 'dorotea agenda')
    page.click(f'[data-type="{clinic["first"]}"]')
    at_rest(page)
    asked = '**/clinic.booking/check'
    late = []
    page.route(asked, lambda route: late.append(route), times=1)
    with page.expect_request(asked):
        by_hand(page, '2031-05-07', '11:15')  # Dra. Ana Quiroga is taken
    page.click(f'[data-type="{clinic["group"]}"]')  # and Lic. Tere Campos is not
    page.wait_for_selector('.o_clinic_booking_hand .text-success')
    with page.expect_response(asked):
        late[0].continue_()
    at_rest(page)
    assert page.locator('.o_clinic_booking_results .alert-warning').count() == 0
    assert page.is_enabled(BOOK)


def test_overbooking_with_a_reason(page_as, shoot, clinic):
    page = page_as('direccion')
    page.goto('/odoo/agenda')
    page.wait_for_selector('.o_clinic_calendar_book')
    at_rest(page)
    page.click('.o_clinic_calendar_book')
    page.wait_for_selector('.o_clinic_booking .o_clinic_slot')
    choose(page, 'eulalia agenda')
    by_hand(page, '2031-05-07', '11:00')
    page.wait_for_selector('input[name=exception]')
    assert page.is_disabled(BOOK)
    page.fill('input[name=exception]', "La manda urgencias")
    shoot(page, 'sobrecupo')
    page.click(BOOK)
    page.wait_for_selector('.o_clinic_booking_done')


def test_a_series_with_a_conflict(page_as, shoot, clinic):
    page = page_as('recepcion')
    open_today(page)
    open_booking(page)
    choose(page, 'dorotea agenda')
    page.click('button[name=repeat]')
    by_hand(page, '2031-06-04', '11:00')
    page.wait_for_selector('.o_clinic_booking_plan li')
    assert page.locator('.o_clinic_booking_plan li').count() == 4
    assert page.locator('.o_clinic_booking_plan li.o_conflict').count() == 1
    assert page.is_disabled(BOOK)
    shoot(page, 'serie')
    page.click('button[name=accept]')
    page.click(BOOK)
    page.wait_for_selector('.o_clinic_booking_done')
    assert page.locator('.o_clinic_booking_when').count() == 4


def test_a_group_visit(page_as, shoot, clinic):
    page = page_as('recepcion')
    open_today(page)
    open_booking(page)
    choose(page, 'casilda agenda')
    page.click(f'[data-type="{clinic["group"]}"]')
    page.fill('.o_clinic_booking input[type=date]', '2031-07-02')  # a day of no other test's
    page.wait_for_selector('.o_clinic_slot_hint')
    at_rest(page)
    slot = page.locator('.o_clinic_slot').nth(1)
    start = slot.get_attribute('data-start')
    assert "3" in slot.inner_text()
    slot.click()
    page.click(BOOK)
    page.wait_for_selector('.o_clinic_booking_done')
    page.click('button[name=another]')
    choose(page, 'dorotea agenda')
    page.click(f'[data-type="{clinic["group"]}"]')
    at_rest(page)
    assert "2" in page.locator(f'[data-start="{start}"] .o_clinic_slot_hint').first.inner_text()
    page.click(f'[data-start="{start}"]')
    page.click(BOOK)
    page.wait_for_selector('.o_clinic_booking_done')
    page.click('button[name=open_visit]')
    page.wait_for_selector('.o_form_view [name=session_id]')
    at_rest(page)
    page.hover('.o_field_widget[name=session_id]')
    page.click('.o_field_widget[name=session_id] a')
    page.wait_for_selector('.o_clinic_participants')
    at_rest(page)
    page.fill('.o_clinic_participants .o_clinic_search input', 'eulalia agenda')
    page.click('.o_clinic_participants .o_clinic_search_row')
    page.wait_for_selector('.o_clinic_participants >> text=Eulalia Agenda Tres')
    at_rest(page)
    shoot(page, 'sesion')
    assert page.locator('button[name=remove_participant]').count() == 3


def in_the_middle(locator):
    """Where something of the calendar is on the screen, once it was scrolled to its middle."""
    locator.evaluate("element => element.scrollIntoView({ block: 'center' })")
    return locator.bounding_box()


def height(page, visit):
    """How far below the day's beginning a visit stands, however the calendar is scrolled."""
    top = page.locator('.fc-timegrid-slot-lane').first.bounding_box()['y']
    return page.locator(f'.fc-event[data-event-id="{visit}"]').bounding_box()['y'] - top


def drag(page, visit, minutes):
    """Drag a visit of the calendar by so many minutes."""
    slot = page.locator('.fc-timegrid-slot-lane').first.bounding_box()  # half an hour
    box = in_the_middle(page.locator(f'.fc-event[data-event-id="{visit}"]'))
    x, y = box['x'] + box['width'] / 2, box['y'] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 12, steps=3)
    page.mouse.move(x, y + slot['height'] * minutes / 30, steps=8)
    page.mouse.up()


def test_a_drop_in_the_calendar(page_as, shoot, clinic, clinic_server):
    desk = clinic_server.client('recepcion')

    def start():
        return desk.call('clinic.appointment', 'read', [clinic['late']], ['start'])[0]['start']

    page = page_as('recepcion')
    page.goto('/odoo/agenda')
    page.wait_for_selector('.o_calendar_widget')
    at_rest(page)
    page.evaluate(OPEN_WEEK)
    page.wait_for_selector(f'.fc-event[data-event-id="{clinic["late"]}"]')
    at_rest(page)
    shoot(page, 'calendario')
    event = page.locator(f'.fc-event[data-event-id="{clinic["late"]}"]')
    stood = height(page, clinic['late'])

    drag(page, clinic['late'], -60)  # onto the visit before it
    page.wait_for_selector('.modal .o_clinic_refused')
    assert re.search("Dra. Ana Quiroga", page.inner_text('.modal .o_clinic_refused'))
    shoot(page, 'calendario-rechazo')
    page.click('.modal button[name=close]')
    page.wait_for_selector('.modal', state='detached')
    at_rest(page)
    assert abs(height(page, clinic['late']) - stood) < 3
    assert start() == '2031-05-07 18:00:00'

    with page.expect_response(lambda answer: '/clinic.booking/' in answer.url):
        drag(page, clinic['late'], 60)
    at_rest(page)
    assert start() == '2031-05-07 19:00:00'

    event.click()
    page.wait_for_selector('.o_cw_popover button[name=reschedule]')
    shoot(page, 'calendario-cita')
    with page.expect_response(lambda answer: '/clinic.booking/' in answer.url):
        page.click('.o_notification button:has-text("Deshacer")')
    at_rest(page)
    assert start() == '2031-05-07 18:00:00'


NEWS = '**/clinic.appointment/get_opening'  # what an open week asks for when it hears of a change


@pytest.fixture
def week(page_as, clinic, clinic_server):
    """An open week, a visit in it, and a colleague who moves that visit to another hour."""
    page = page_as('recepcion')
    page.goto('/odoo/agenda')
    page.wait_for_selector('.o_calendar_widget')
    at_rest(page)
    page.evaluate(OPEN_WEEK)
    event = page.locator(f'.fc-event[data-event-id="{clinic["late"]}"]')
    event.wait_for()
    at_rest(page)
    colleague = clinic_server.client('recepcion')

    def move_to(hour):
        start = {'start': f'2031-05-07 {hour}:00'}
        colleague.call('clinic.appointment', 'write', [clinic['late']], start)

    return page, event, move_to


def test_a_week_that_was_turned_while_news_came(week, clinic):
    """News asked for and overtaken by the next week are no end of news."""
    page, event, move_to = week
    held = []
    page.route(NEWS, lambda route: held.append(route))
    with page.expect_request(NEWS):
        move_to('20:30')
    page.click('.o_calendar_button_next')
    page.click('.o_calendar_button_prev')
    for route in list(held):
        route.continue_()
    page.unroute(NEWS)
    at_rest(page)
    event.wait_for()
    event.evaluate("element => element.classList.add('o_seen_before')")
    move_to('23:00')
    page.wait_for_selector(f'.fc-event[data-event-id="{clinic["late"]}"]:not(.o_seen_before)')


def test_a_visit_clicked_while_news_comes(week, clinic):
    """What is about to be shown is not drawn anew in that moment; the news comes afterwards."""
    page, event, move_to = week
    held = []
    page.route(NEWS, lambda route: held.append(route))
    with page.expect_request(NEWS):
        move_to('21:00')
    event.evaluate("element => element.classList.add('o_seen_before')")
    event.click()
    for route in held:
        route.continue_()
    page.unroute(NEWS)
    page.wait_for_selector('.o_cw_popover button[name=reschedule]')
    page.click('.o_cw_popover_close')
    page.wait_for_selector(f'.fc-event[data-event-id="{clinic["late"]}"]:not(.o_seen_before)')


def test_a_click_on_a_free_time(page_as, clinic):
    page = page_as('recepcion')
    page.goto('/odoo/agenda')
    page.wait_for_selector('.o_calendar_widget')
    at_rest(page)
    page.evaluate(OPEN_WEEK)
    page.wait_for_selector(f'.fc-event[data-event-id="{clinic["early"]}"]')
    at_rest(page)
    row = in_the_middle(page.locator('.fc-timegrid-slot-lane[data-time="09:30:00"]'))
    day = page.locator(f'.fc-event[data-event-id="{clinic["early"]}"]').bounding_box()
    page.mouse.click(day['x'] + 40, row['y'] + 4)
    page.wait_for_selector('.o_clinic_booking input[name=hand_time]')
    assert page.input_value('input[name=hand_date]') == '2031-05-07'
    assert page.input_value('input[name=hand_time]') == '09:30'


def test_on_a_phone(page_as, shoot, clinic):
    page = page_as('recepcion', viewport=(390, 844), is_mobile=True, has_touch=True)
    open_today(page)
    open_booking(page)
    choose(page, 'casilda agenda')
    shoot(page, 'agendar-celular')
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator('.o_clinic_slot').last.click()
    page.click(BOOK)
    page.wait_for_selector('.o_clinic_booking_done')
    page.click('button[name=close]')
    page.goto('/odoo/agenda')
    page.wait_for_selector('.fc-timeGridDay-view')
    at_rest(page)
    shoot(page, 'calendario-celular')
