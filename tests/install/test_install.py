"""The addons come and go without a trace, alone and together."""

import pytest

from tests.install.snapshot import difference
from tests.support import source

pytestmark = pytest.mark.install


ADDONS = source.addons()
# one after the other, where the first has not brought the second along
PAIRS = [(a, b) for a in ADDONS for b in ADDONS if b.name not in source.closure(a)]


@pytest.mark.parametrize('addon', [addon.name for addon in ADDONS])
def test_installs_alone(matrix, addon):
    check(matrix[addon])


@pytest.mark.parametrize(('first', 'second'), [(a.name, b.name) for a, b in PAIRS])
def test_installs_after_another(matrix, first, second):
    check(matrix[f'{first} {second}'])


def test_no_order_makes_a_difference(matrix):
    """What holds the same addons is alike, however it came to them."""
    alike = {source.closure(addon): (addon.name, matrix[addon.name]) for addon in ADDONS}
    alike[frozenset(addon.name for addon in ADDONS)] = ('together', matrix['together'])
    for first, second in PAIRS:
        name = f'{first.name} {second.name}'
        held = source.closure(first) | source.closure(second)
        other, step = alike.setdefault(held, (name, matrix[name]))
        unlike = difference(step['snapshot'], matrix[name]['snapshot'])
        assert not unlike, f'{name} and {other}:\n' + '\n'.join(unlike)


def test_update_changes_nothing(matrix):
    check(matrix['update'])
    assert not '\n'.join(difference(matrix['together']['snapshot'], matrix['update']['snapshot']))


def test_uninstall_leaves_nothing(matrix):
    check(matrix['uninstall'])
    assert not '\n'.join(difference(matrix['deps']['snapshot'], matrix['uninstall']['snapshot']))


def test_installs_again_as_the_first_time(matrix):
    check(matrix['again'])
    assert not '\n'.join(difference(matrix['together']['snapshot'], matrix['again']['snapshot']))


def test_the_opinions_are_a_dashboard_where_odoo_has_them(matrix):
    step = matrix['dashboards']
    check(step)
    assert (step['same'], step['ours'], step['theirs']) == (True, True, False)


def check(step):
    assert 'error' not in step, step['error']
    assert not step['complaints']
