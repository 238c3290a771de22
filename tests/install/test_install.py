"""The addons come and go without a trace, alone and together."""

import pytest

from tests.install.snapshot import difference
from tests.support import source

pytestmark = pytest.mark.install


@pytest.mark.parametrize('addon', [addon.name for addon in source.addons()])
def test_installs_alone(matrix, addon):
    check(matrix[f'alone {addon}'])


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
