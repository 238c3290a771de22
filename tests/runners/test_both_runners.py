"""pytest and Odoo's own runner agree on what is tested and what fails."""

import pytest

from tests.runners.odoo_runner import read
from tests.support.outcomes import OUTCOMES

LOG = """\
2026-01-01 10:00:00,000 1 INFO t odoo.addons.clinic_crm.tests.test_a: Starting TestA.test_one ...
2026-01-01 10:00:00,000 1 INFO t odoo.addons.clinic_crm.tests.test_a: Starting TestA.test_two ...
2026-01-01 10:00:00,000 1 ERROR t odoo.addons.clinic_crm.tests.test_a: FAIL: TestA.test_two
Traceback (most recent call last):
2026-01-01 10:00:00,000 1 INFO t odoo.addons.base.tests.test_b: Starting TestB.test_one ...
"""


def test_reading_the_log_of_odoo():
    run, failed = read(LOG)
    assert run == {f'clinic_crm.tests.test_a.TestA.test_{name}' for name in ('one', 'two')}
    assert failed == {'clinic_crm.tests.test_a.TestA.test_two'}


def test_both_runners_agree(request, odoo_runner):
    if not odoo_runner:
        pytest.skip("optional: compared only when everything runs")
    run, failed = odoo_runner.outcome()
    outcomes = request.config.stash[OUTCOMES]
    assert run == set(outcomes), f"see {odoo_runner.log}"
    assert failed == {name for name, failed in outcomes.items() if failed}
