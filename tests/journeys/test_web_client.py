"""Odoo's web client with the addons in it: every page opens, and nothing complains."""

import pytest

from tests.support.browser import at_rest, home
from tests.support.staff import STAFF

pytestmark = pytest.mark.journey

MENUS = """
() => {
    const menus = odoo.__WOWL_DEBUG__.root.env.services.menu;
    const below = (menu) => [menu, ...menu.childrenTree.flatMap(below)];
    const root = menus.getApps().find((app) => app.xmlid === 'clinic_crm.menu_clinic_root');
    return root
        ? below(menus.getMenuAsTree(root.id))
              .filter((menu) => menu.actionID)
              .map(({ id, name, xmlid }) => ({ id, name, xmlid }))
        : [];
}
"""
CLINICAL = {'recepcion', 'enfermeria', 'doctora', 'direccion'}
OPEN_MENU = "(id) => odoo.__WOWL_DEBUG__.root.env.services.menu.selectMenu(id)"


def test_login(pages):
    page = pages.open()
    page.goto('/web/login')
    page.fill('input[name=login]', 'recepcion')
    page.fill('input[name=password]', 'recepcion')
    page.click('button[type=submit]')
    page.wait_for_selector('.o_main_navbar')
    at_rest(page)
    assert '/odoo' in page.url


def test_wrong_password_is_told(pages):
    page = pages.open()
    page.goto('/web/login')
    page.fill('input[name=login]', 'recepcion')
    page.fill('input[name=password]', 'equivocada')
    page.click('button[type=submit]')
    page.wait_for_selector('.alert-danger')


@pytest.mark.parametrize(
    'action', ['contacts.action_contacts', 'calendar.action_calendar_event', 'mail.action_discuss']
)
def test_native_apps(page_as, action):
    page = page_as('recepcion')
    page.goto(f'/odoo/action-{action}')
    page.wait_for_selector('.o_action_manager > .o_action, .o-mail-Discuss')
    at_rest(page)


@pytest.mark.parametrize('login', [*STAFF, 'admin'])
def test_every_entry_of_our_menu(page_as, login):
    """Each role's home and everything its menu offers, every view of it, and a new record."""
    page = page_as(login)
    home(page)
    opened = []
    for menu in page.evaluate(MENUS):
        page.evaluate(OPEN_MENU, menu['id'])
        page.wait_for_selector('.o_action_manager > *, .modal .o_form_view')
        at_rest(page)
        opened.append(menu['xmlid'])
        if page.locator('.modal').count():
            page.keyboard.press('Escape')
            page.wait_for_selector('.modal', state='detached')
            continue
        look_at_views(page)
    if login in CLINICAL:
        assert 'clinic_crm.menu_clinic_patients' in opened
    if login == 'empleado':
        assert not opened


def look_at_views(page):
    """Open every view of the current action, then the form of a new record."""
    switches = page.locator('.o_cp_switch_buttons .o_switch_view')
    for number in range(switches.count()):
        switches.nth(number).click()
        at_rest(page)
    create = page.locator('.o_list_button_add:visible, .o-kanban-button-new:visible')
    if create.count():
        create.first.click()
        at_rest(page)
        assert page.locator('.o_form_view, .o_kanban_quick_create, .o_data_row').count()
        discard = page.locator('.o_form_button_cancel:visible')
        if discard.count():
            discard.first.click()
            at_rest(page)


def test_the_log_has_no_complaint(clinic_server):
    """Runs last in this file: what the pages above asked for went well on the server too."""
    assert not clinic_server.problems()
