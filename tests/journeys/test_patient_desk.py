"""Reception registers a patient and finds the record again, however it is asked for."""

import pytest

from tests.support.browser import at_rest

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


def find(page, text):
    """What the search box finds, as the names in the list."""
    open_patients(page)
    page.fill('.o_searchview_input', text)
    page.keyboard.press('Enter')
    page.wait_for_selector('.o_searchview_facet')
    at_rest(page)
    return page.locator('.o_data_row td[name=name]').all_inner_texts()


def test_register_and_find_again(page_as, shoot):
    desk = page_as('recepcion')
    open_patients(desk)
    register(desk, NAME, PHONE)
    shoot(desk, 'paciente')
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
    shoot(desk, 'pacientes')
