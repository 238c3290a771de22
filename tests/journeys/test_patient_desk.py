"""Reception registers a patient and finds the record again, however it is asked for."""

import pytest

from tests.support.browser import Hands, at_rest

pytestmark = pytest.mark.journey

NAME = "María José Hernández Ibáñez"
PHONE = "(55) 5550 0142"


def open_patients(page):
    page.goto('/odoo/pacientes')
    page.wait_for_selector('.o_list_view')
    at_rest(page)


def register(page, name, phone):
    page.click('.o_list_button_add')
    page.wait_for_selector('.o_form_view')
    page.locator('[name=name] :is(input, textarea)').first.fill(name)
    page.fill('[name=phone] input', phone)
    page.keyboard.press('Tab')  # the title takes the name, and moves the button beside it
    at_rest(page)
    page.locator('.o_form_button_save:visible').first.click()
    page.wait_for_selector('.o_field_widget[name=record_number]')
    at_rest(page)


def new_patient(page):
    page.goto('/odoo/hoy')
    page.wait_for_selector('.o_clinic_today button[name=add_patient]')
    at_rest(page)
    page.click('.o_clinic_today button[name=add_patient]')
    page.wait_for_selector('.o_clinic_patient_form')
    at_rest(page)


def write(page, field, text):
    page.locator(f'[name={field}] :is(input, textarea)').first.fill(text)
    page.keyboard.press('Tab')
    at_rest(page)


def save(page):
    page.click('.o_form_statusbar .btn-primary')
    page.wait_for_selector('.o_field_widget[name=record_number]')
    at_rest(page)


def find(page, text):
    """What the search box finds, as the names in the list."""
    open_patients(page)
    page.fill('.o_searchview_input', text)
    page.wait_for_selector('.o_searchview_autocomplete')
    page.keyboard.press('Enter')
    page.wait_for_selector('.o_searchview_facet')
    at_rest(page)
    return page.locator('.o_data_row td[name=name]').all_inner_texts()


def test_register_and_find_again(page_as):
    desk = page_as('recepcion')
    open_patients(desk)
    register(desk, NAME, PHONE)
    for text in (
        'hernandez ibanez',
        'MARIA JOSE',
        'Ibáñez Hernández',
        '5555500142',
        '55 5550-0142',
        '+52 1 55 5550 0142',
        '044 55 5550 0142',
    ):
        assert NAME in find(desk, text), text
    assert NAME not in find(desk, '5555500143')

    # and from the first page, where the cursor waits in the box: without a click, within 2 s
    desk.goto('/odoo/hoy')
    desk.wait_for_selector('.o_clinic_search input:focus')
    at_rest(desk)
    for text in ('ibanez maria', '55 5550 0142'):
        hands = Hands(desk)
        desk.keyboard.press('Control+a')
        desk.keyboard.type(text)
        desk.wait_for_selector(f'.o_clinic_search_row.o_active:has-text("{NAME}")')
        hands.within(2)
    desk.keyboard.press('Enter')
    desk.wait_for_selector('.o_field_widget[name=record_number]')
    assert hands.clicks == 0
    hands.within(4)  # with the record open


def test_all_of_an_adult_on_one_screen(page_as, notice, shoot):
    """What the desk asks for lies above the fold of a small laptop: no scrolling, no other tab."""
    desk = page_as('recepcion')
    new_patient(desk)
    asked = (
        *('name', 'phone', 'birthdate', 'sex', 'curp', 'email', 'source', 'payer_id'),
        *('emergency_name', 'emergency_phone', 'preferred_channel', 'lang', 'consent_accept'),
    )
    for field in asked:
        box = desk.locator(f'.o_field_widget[name={field}]').first.bounding_box()
        assert box and box['y'] + box['height'] <= 768, field
    write(desk, 'name', "Regina Lozano Villaseñor")
    write(desk, 'phone', '044 55 5550 0177')
    write(desk, 'birthdate', '05/03/1988')
    desk.locator('[name=sex] .o_radio_input').first.click()
    write(desk, 'emergency_name', "Rosa Villaseñor")
    write(desk, 'emergency_phone', '55 5550 0178')
    desk.click('[name=consent_accept] input')
    at_rest(desk)
    shoot(desk, 'paciente-nuevo')
    save(desk)
    assert desk.locator('[name=phone] input').input_value() == '+52 55 5550 0177'
    assert desk.locator('[name=consent_care]').first.inner_text() == "Sí"


def test_a_minor_and_a_guardian_made_in_place(page_as, shoot):
    desk = page_as('recepcion')
    new_patient(desk)
    write(desk, 'name', "Iker Lozano Luna")
    beside = desk.locator('.o_notebook [name=guardian_id]')
    assert beside.count() == 1, "an adult's, apart"
    write(desk, 'birthdate', '05/03/2019')
    assert beside.count() == 0, "a minor's, first of all"
    desk.locator('[name=guardian_id] input').first.fill("Brenda Luna Ortiz")
    desk.click('.o_m2o_dropdown_option_create_edit')
    desk.wait_for_selector('.modal .o_form_view')
    at_rest(desk)
    desk.fill('.modal [name=phone] input', '55 5550 0179')
    shoot(desk, 'tutor-nuevo')
    desk.click('.modal .o_form_button_save')
    desk.wait_for_selector('.modal', state='detached')
    at_rest(desk)
    assert desk.locator('[name=emergency_name] input').input_value() == "Brenda Luna Ortiz"
    save(desk)
    assert not desk.locator('.alert[name=guardian]').is_visible()
    new_patient(desk)
    write(desk, 'name', "Alina Lozano Luna")
    write(desk, 'birthdate', '05/03/2021')
    for text in ('brenda lúna', '5550-0179'):
        desk.locator('[name=guardian_id] input').first.fill(text)
        desk.wait_for_selector('.o-autocomplete--dropdown-item:has-text("Brenda Luna Ortiz")')
    desk.locator('.o-autocomplete--dropdown-item').first.click()
    at_rest(desk)
    save(desk)


def test_who_only_asked_is_kept_and_found(page_as):
    desk = page_as('recepcion')
    new_patient(desk)
    write(desk, 'name', "Tadeo Solís Preguntón")
    write(desk, 'phone', '55 5550 0180')
    desk.click('.o_form_statusbar [name=action_keep_first_contact]')
    desk.wait_for_selector('.o_notification')
    at_rest(desk)
    desk.goto('/odoo/hoy')
    desk.wait_for_selector('[data-card=first_contacts] :text("Tadeo Solís Preguntón")')


def test_a_likely_duplicate_is_taken_instead(page_as, shoot):
    """One click on who is registered already: the draft is gone and nobody is there twice."""
    desk = page_as('recepcion')
    open_patients(desk)
    register(desk, "Jimena Ochoa Terrazas", '55 5550 0181')
    new_patient(desk)
    write(desk, 'name', "jimena ochoa terrazas")
    desk.wait_for_selector('.alert[name=duplicates] a[data-id]')
    shoot(desk, 'paciente-duplicado')
    desk.click('.o_menu_sections [data-menu-xmlid="clinic_crm.menu_clinic_today"]')
    desk.wait_for_selector('.modal :text("muy parecido"), .modal :text("very alike")')
    desk.keyboard.press('Escape')
    desk.wait_for_selector('.modal', state='detached')
    desk.click('.alert[name=duplicates] a[data-id]')
    desk.wait_for_selector('.o_field_widget[name=record_number]')
    at_rest(desk)
    assert len(find(desk, 'jimena ochoa terrazas')) == 1


def test_write_to_a_patient_and_note_for_the_staff(page_as, mailbox, shoot):
    desk = page_as('recepcion')
    open_patients(desk)
    register(desk, "Elías Navarro Cota", '55 5550 0182')
    assert not desk.locator('.o-mail-Chatter-sendMessage').count()
    assert desk.locator('.o-mail-Chatter-logNote').count() == 1
    desk.click('.o_form_statusbar button:has-text("Enviar mensaje")')
    desk.wait_for_selector('.modal .alert:has-text("correo")')  # he has no address: said before
    assert not desk.locator('.modal [name=action_send]').is_visible()
    desk.keyboard.press('Escape')
    desk.wait_for_selector('.modal', state='detached')
    write(desk, 'email', 'elias@correo.example')
    desk.click('.o_form_statusbar button:has-text("Enviar mensaje")')
    desk.wait_for_selector('.modal [name=action_send]')
    desk.fill('.modal [name=text] textarea', "Ya llegaron sus lentes.")
    desk.keyboard.press('Tab')
    desk.wait_for_selector('.modal [name=preview]:has-text("Hola, Elías")')
    shoot(desk, 'mensaje-a-paciente')
    desk.click('.modal [name=action_send]')
    desk.wait_for_selector('.o_notification')
    desk.click('.o_notebook .nav-link[name=timeline]')
    desk.wait_for_selector('.o_clinic_timeline :text("Escrito por el personal")')
    shoot(desk, 'paciente-linea-de-tiempo')


def test_the_log_says_who_read_what(page_as, shoot):
    desk = page_as('recepcion')
    open_patients(desk)
    register(desk, "Olga Rentería Duarte", '55 5550 0184')
    keeper = page_as('privacidad')
    keeper.goto('/odoo/bitacora')
    keeper.wait_for_selector('.o_data_row [name=field_labels]:has-text("CURP")')
    shoot(keeper, 'bitacora')


def test_register_on_a_phone(pages, notice, shoot):
    phone = pages.open('recepcion', viewport=(390, 844), is_mobile=True, has_touch=True)
    new_patient(phone)
    shoot(phone, 'paciente-nuevo-celular')
    write(phone, 'name', "Celia Montaño Ruelas")
    write(phone, 'phone', '55 5550 0183')
    save(phone)
    width = phone.evaluate('document.documentElement.scrollWidth')
    assert width <= 390, "nothing to scroll sideways"
