"""Reception registers a patient who accepts the notice, and finds a noted call on the timeline."""

import pytest

from tests.support.browser import at_rest, home

pytestmark = pytest.mark.journey

NEW_PATIENT = """
() => odoo.__WOWL_DEBUG__.root.env.services.action.doAction('clinic_crm.clinic_patient_action', {
    viewType: 'form',
})
"""


@pytest.mark.parametrize('viewport', [(1366, 768), (390, 844)], ids=['desk', 'phone'])
def test_register_consent_and_note_a_call(page_as, notice, viewport, shoot):
    page = page_as('recepcion', viewport=viewport)
    home(page)
    page.evaluate(NEW_PATIENT)
    page.wait_for_selector('.o_form_view .o_field_widget[name=name]')
    name = page.locator('.o_field_widget[name=name] input, .o_field_widget[name=name] textarea')
    name.first.fill("Lucía Ríos Peña")
    page.click('.o_notebook_headers [name=privacy]')
    page.click('.o_field_widget[name=consent_accept] input')
    at_rest(page)
    yes = page.locator('.o_field_widget[name=consent_follow_up] input[data-value=granted]')
    assert yes.is_checked()
    asked = page.locator('.o_field_widget[name=consent_marketing] input[data-value=not_asked]')
    assert asked.is_checked()
    page.locator('.o_form_button_save:visible').first.click()
    page.wait_for_selector('.o_notebook_headers [name=timeline]')
    page.click('.o_notebook_headers [name=timeline]')
    page.wait_for_selector('.o_clinic_timeline_entry')
    assert page.locator('.o_clinic_timeline_entry').count() == 4

    page.click('.o_clinic_timeline_log')
    page.wait_for_selector('.modal .o_field_widget[name=body]')
    page.fill('.modal .o_field_widget[name=body] textarea', "Pregunta por su cita del jueves.")
    page.click('.modal [name=action_log]')
    said = page.locator('.o_clinic_timeline_in .o_clinic_timeline_text')
    said.wait_for()
    assert said.inner_text() == "Pregunta por su cita del jueves."
    shoot(page, f'timeline-{viewport[0]}')

    page.click('.o_clinic_timeline [data-kind=consent]')
    page.wait_for_function("!document.querySelector('.o_clinic_timeline_in')")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing is cut off at the side"
