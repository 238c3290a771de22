"""A practitioner with a phone in the hand: the own day, an afternoon blocked in two taps."""

from datetime import datetime, timedelta, timezone

import pytest

from tests.support.browser import at_rest, home

pytestmark = pytest.mark.journey

PHONE = (390, 844)
NAME = "Mariana Solís Prado"


@pytest.fixture
def agenda(clinic_server):
    """Dora's agenda with one visit that has arrived; gone again after the test."""
    direction, desk = clinic_server.client('direccion'), clinic_server.client('recepcion')
    [user] = direction.call('res.users', 'search', [('login', '=', 'doctora')])
    [hours] = clinic_server.client('admin').call(
        'resource.calendar',
        'create',
        [
            {
                'name': "Mañana y tarde",
                'tz': 'America/Mexico_City',
                'attendance_ids': [(5,)]
                + [
                    (
                        0,
                        0,
                        {'name': "x", 'dayofweek': str(day), 'hour_from': start, 'hour_to': stop},
                    )
                    for day in range(7)
                    for start, stop in ((9, 14), (16, 20))
                ],
            }
        ],
    )
    [practitioner] = direction.call(
        'clinic.practitioner',
        'create',
        [{'name': "Dra. Dora Doctora", 'user_id': user, 'calendar_id': hours}],
    )
    [kind] = direction.call(
        'clinic.appointment.type', 'create', [{'name': "Consulta", 'duration': 30}]
    )
    [patient] = desk.call('clinic.patient', 'create', [{'name': NAME, 'phone': "55 5550 0177"}])
    now = datetime.now(timezone.utc).replace(tzinfo=None).replace(second=0, microsecond=0)
    [visit] = desk.call(
        'clinic.appointment',
        'create',
        [
            {
                'patient_id': patient,
                'type_id': kind,
                'practitioner_id': practitioner,
                'start': str(now + timedelta(minutes=1)),
                'overbook_reason': "Viene llegando",
                'notify_patient': False,
            }
        ],
    )
    desk.call('clinic.appointment', 'action_arrive', [visit])
    yield visit
    direction.call('clinic.practitioner', 'write', [practitioner], {'user_id': False})
    direction.call('clinic.appointment.type', 'write', [kind], {'active': False})


def test_own_day_and_an_afternoon_blocked(page_as, agenda, clinic_server, shoot):
    page = page_as('doctora', viewport=PHONE, has_touch=True)
    home(page)
    page.wait_for_selector('.o_clinic_my_day')
    visit = page.locator('.o_clinic_my_visit', has_text=NAME)
    assert visit.get_attribute('data-state') == 'arrived'
    width = visit.locator('.o_clinic_my_visit_name').bounding_box()['width']
    assert width > 150, "a name is on a line of its own"
    shoot(page, 'mi-dia')
    visit.locator('[data-step=action_start]').click()
    page.wait_for_selector('.o_clinic_my_visit[data-state=in_consultation]')
    visit.locator('[data-step=action_finish]').click()
    page.wait_for_selector('.o_clinic_my_visit[data-state=done]')

    today = page.locator('.o_clinic_my_day h1').inner_text()
    page.locator('.o_clinic_my_day_head button').nth(1).click()
    page.wait_for_function(
        "(today) => document.querySelector('.o_clinic_my_day h1').innerText !== today", arg=today
    )
    for tap in ('.o_clinic_block', '.o_clinic_part[data-part=afternoon]'):  # two, and no more
        page.locator(tap).click()
        at_rest(page)
    page.wait_for_selector('[data-kind=block]')
    shoot(page, 'mi-dia-bloqueado')
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing is cut off at the side"
    page.locator('.o_clinic_unblock').click()
    page.wait_for_function("!document.querySelector('[data-kind=block]')")
