import itertools

from odoo.addons.clinic_whatsapp.cloud_api import RANKS, further, read_status


def test_any_order_ends_alike():
    """All 720 orders of six reports on one message."""
    reports = ['accepted', 'sent', 'delivered', 'read', 'failed', 'played']
    ends = set()
    for order in itertools.permutations(reports):
        state = 'sending'
        for report in order:
            state = further(state, report)
        ends.add(state)
    assert ends == {'played'}


def test_given_up_and_then_arrived_has_arrived():
    assert further('failed', 'delivered') == further('delivered', 'failed') == 'delivered'
    assert further('sent', 'failed') == further('failed', 'sent') == 'failed'


def test_a_status_nobody_has_heard_of_changes_nothing():
    assert all(further(state, 'warning') == state for state in RANKS)


def test_read():
    status = read_status(
        {
            'id': 'wamid.1',
            'status': 'failed',
            'timestamp': '1698266945',
            'recipient_id': '525555500142',
            'recipient_user_id': 'MX.1',
            'biz_opaque_callback_data': 'c1',
            'pricing': {'billable': True, 'category': 'utility', 'type': 'regular'},
            'errors': [{'code': 131047, 'title': 'Re-engagement message'}, 'x'],
        }
    )
    assert (status.wamid, status.at, status.callback_data) == ('wamid.1', 1698266945, 'c1')
    assert [error.code for error in status.errors] == [131047]
    assert (status.billable, status.pricing_category) == (True, 'utility')


def test_nonsense_is_read_as_nothing():
    status = read_status({'timestamp': 'ayer', 'pricing': [], 'errors': {}, 'id': None})
    assert (status.at, status.billable, status.errors, status.rank) == (None, None, (), -1)
