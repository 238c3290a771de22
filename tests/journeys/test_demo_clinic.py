"""The generated clinic as its people see it: their homes, their lists and what is in them."""

import pytest

from scripts.ground.demo import LOGINS
from tests.support.browser import at_rest, home

pytestmark = pytest.mark.journey

# Each entry right below the clinic's own menu, or the first below it that leads somewhere.
ENTRIES = """
() => {
    const menus = odoo.__WOWL_DEBUG__.root.env.services.menu;
    const first = (menu) => menu.actionID ? menu : menu.childrenTree.map(first).find(Boolean);
    const root = menus.getApps().find((app) => app.xmlid === 'clinic_crm.menu_clinic_root');
    return root
        ? menus.getMenuAsTree(root.id).childrenTree.map(first).filter(Boolean)
              .map(({ id, xmlid }) => ({ id, xmlid }))
        : [];
}
"""
OPEN = "(id) => odoo.__WOWL_DEBUG__.root.env.services.menu.selectMenu(id)"
# A record of a list or a kanban; an empty list shows rows that are none.
RECORD = '.o_content:not(.o_view_sample_data) :is(.o_data_row .o_data_cell, .o_kanban_record)'
SEE_PATIENTS = ('recepcion', 'enfermeria', 'doctora', 'doctor')


@pytest.mark.parametrize('login', LOGINS)
def test_home_and_lists(demo_page_as, login, shoot):
    """Every entry of the menu opens with the clinic's data in it, and so does its first record."""
    page = demo_page_as(login)
    home(page)
    shoot(page, f'inicio-{login}')
    filled = set()
    for entry in page.evaluate(ENTRIES):
        page.evaluate(OPEN, entry['id'])
        page.wait_for_selector('.o_action_manager > *, .modal .o_form_view')
        at_rest(page)
        row = page.locator(RECORD).first
        if row.is_visible():
            filled.add(entry['xmlid'])
            row.click()
            at_rest(page)
            if login == 'recepcion' and 'patient' in entry['xmlid']:
                shoot(page, 'paciente')
        if page.locator('.modal').count():
            page.keyboard.press('Escape')
            page.wait_for_selector('.modal', state='detached')
    if login in SEE_PATIENTS:
        assert any('patient' in name for name in filled), filled


def test_the_log_has_no_complaint(demo_server):
    """Runs last in this file: it went well on the server too."""
    assert not demo_server.problems()
