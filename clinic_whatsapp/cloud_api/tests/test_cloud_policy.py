import random

import pytest

from odoo.addons.clinic_whatsapp.cloud_api import Action, GraphError, action_of, decide, gravest
from odoo.addons.clinic_whatsapp.cloud_api.errors import NO_CODE
from odoo.addons.clinic_whatsapp.cloud_api.policy import A_DAY, BY_CODE, LONGEST_WAIT, TRIES

# The table of Meta's page of errors as our facts have it, written out once more.
EXPECTED = {
    Action.STOP_ACCOUNT: [
        0,
        3,
        10,
        190,
        200,
        250,
        299,
        368,
        131031,
        130497,
        131042,
        131045,
        133010,
    ],
    Action.SLOW_DOWN: [4, 80007, 130429, 131057, 133016],
    Action.WAIT_RECIPIENT: [131056],
    Action.PAUSE_CAMPAIGNS: [131048, 131064],
    Action.WINDOW_CLOSED: [131047],
    Action.RECIPIENT: [131026, 131021, 131030, 131062, 137000],
    Action.NOT_NOW: [131049, 130472],
    Action.OPTED_OUT: [131050],
    Action.TEMPLATE: [132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 131063],
    Action.PAYLOAD: [100, 131008, 131009, 131051, 131052, 131053],
    Action.FLOW: [132068, 132069, 139000, 139001, 139002, 139003, 139004],
    Action.RETRY: [1, 2, 131000, 131016, 135000],
}


@pytest.mark.parametrize(
    'code, action', [(code, action) for action, codes in EXPECTED.items() for code in codes]
)
def test_every_code(code, action):
    assert action_of(GraphError(code, http=400)) is action


def test_no_code_is_in_two_classes():
    assert len(BY_CODE) == sum(len(codes) for codes in EXPECTED.values()) + 97  # 200 to 299


@pytest.mark.parametrize(
    'error, action',
    [
        (GraphError(987654, http=503), Action.RETRY),
        (GraphError(987654, transient=True, http=400), Action.RETRY),
        (GraphError(987654, http=429), Action.SLOW_DOWN),
        (GraphError(987654, http=401), Action.STOP_ACCOUNT),
        (GraphError(987654, http=400), Action.PAYLOAD),
        (GraphError(NO_CODE, http=503), Action.RETRY),
        (GraphError(NO_CODE), Action.PAYLOAD),
    ],
)
def test_a_code_nobody_has_heard_of(error, action):
    assert action_of(error) is action


def test_what_passes_by_itself_is_tried_a_few_times_with_jitter():
    chance = random.Random(1)
    error = GraphError(131016, http=500)
    for tries in range(1, TRIES):
        waits = {decide(error, tries, chance).after for _ in range(50)}
        assert len(waits) > 40
        assert all(0 <= wait <= min(LONGEST_WAIT, 2 * 2**tries) for wait in waits)
    assert decide(error, TRIES, chance).after is None


def test_metas_own_wait_is_kept():
    assert decide(GraphError(130429, http=429, retry_after=33), 1).after == 33
    assert decide(GraphError(2, http=500, retry_after=33), 1).after >= 33


def test_one_person_waits_longer_each_time():
    waits = [decide(GraphError(131056), tries).after for tries in range(1, 8)]
    assert waits[:4] == [4, 16, 64, 256] and waits == sorted(waits) and waits[-1] == 3600


def test_not_before_a_day():
    assert decide(GraphError(131049), 1).after == A_DAY


@pytest.mark.parametrize('code', [131026, 131047, 100, 131050, 139000])
def test_never_again(code):
    assert decide(GraphError(code), 1).after is None


def test_the_gravest_of_several_says_what_to_do():
    errors = [GraphError(131026), GraphError(190), GraphError(2)]
    assert gravest(errors).code == 190
    assert gravest([]) is None


def test_any_shape_of_error_is_read():
    full = GraphError.of(
        {
            'message': '(#131056) Pair rate limit',
            'type': 'OAuthException',
            'code': '131056',
            'error_subcode': 33,
            'is_transient': True,
            'error_data': {'details': 'Too many messages'},
            'fbtrace_id': 'A1',
        },
        400,
    )
    assert (full.code, full.subcode, full.transient, full.trace) == (131056, 33, True, 'A1')
    assert str(full) == '131056: Too many messages'
    assert GraphError.of({'code': 130472, 'title': 'Experimento'}).message == 'Experimento'
    assert GraphError.of({'error_data': 'x', 'code': None}).code == NO_CODE
