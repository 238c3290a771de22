"""Odoo's own runner finds the tests that pytest finds and, in `--slow` runs, passes them."""

import pytest

from tests.runners.odoo_runner import OdooRunner, read
from tests.support import source

LOG = """\
2026-01-01 10:00:00,000 1 INFO t odoo.addons.clinic_crm.tests.test_a: Starting TestA.test_one ...
2026-01-01 10:00:00,000 1 INFO t odoo.addons.clinic_crm.tests.test_a: Starting TestA.test_two ...
2026-01-01 10:00:00,000 1 ERROR t odoo.addons.clinic_crm.tests.test_a: FAIL: TestA.test_two
Traceback (most recent call last):
2026-01-01 10:00:00,000 1 INFO t odoo.addons.base.tests.test_b: Starting TestB.test_one ...
"""


def test_reading_the_log_of_odoo():
    assert read(LOG) == {'clinic_crm.tests.test_a.TestA.test_two'}


def test_odoo_finds_what_pytest_finds(request):
    """A file that `tests/__init__.py` forgets would never run at a clinic's own."""
    ours = {name for name in map(_name, request.session.items) if name}
    if not ours:
        pytest.skip("optional: compared when the addons' tests are asked for too")
    found = set(_found_by_odoo())
    assert ours <= found if len(ours) < len(found) else ours == found


def _name(item):
    """What Odoo calls a test of an addon; nothing for any other."""
    path = item.path.relative_to(item.config.rootpath)
    if len(path.parts) == 3 and path.parts[1] == 'tests' and item.cls:
        return '.'.join([*path.with_suffix('').parts, item.cls.__name__, item.originalname])
    return None


def _found_by_odoo():
    from odoo.tests import loader
    from odoo.tests.tag_selector import TagsSelector

    tags = TagsSelector(','.join(f'/{addon.name}' for addon in source.addons()))
    for addon in source.addons():
        for module in loader.get_test_modules(addon.name):
            for test in loader.get_module_test_cases(module):
                if tags.check(test):
                    yield test.id().removeprefix('odoo.addons.')


@pytest.mark.slow
def test_odoo_passes_them(ground):
    runner = OdooRunner(ground)
    try:
        assert runner.failures() == set(), f"see {runner.log}"
    finally:
        runner.stop()
