"""In CI nothing is skipped in silence: a green run without a browser would prove nothing."""

import importlib.util
import os
import re
import subprocess
import sys

import pytest

from tests.support import browser, source

SAMPLE = """
import unittest

import pytest

from tests.support import browser

class TestPage(unittest.TestCase):
    def test_browser_of_odoo(self):
        raise unittest.SkipTest("Chrome executable not found")

def test_browser_of_playwright():
    browser.require()

def test_rights():
    pytest.skip("optional: needs rights this user does not have")
"""


@pytest.fixture(scope='module')
def outcomes(tmp_path_factory):
    """`outcomes(ci)`: what becomes of the sample's tests where there is no browser."""
    folder = tmp_path_factory.mktemp('sample')
    (folder / 'test_sample.py').write_text(SAMPLE)

    def run(ci):
        env = {name: value for name, value in os.environ.items() if name != 'CI'}
        env |= {'PATH': str(folder)} | ({'CI': 'true'} if ci else {})
        plugins = [
            'no:odoo',
            'no:cacheprovider',
            'no:hypothesispytest',
            'no:pytest_cov',
            'conftest',
        ]
        options = ['-o', 'addopts=-v', *(word for name in plugins for word in ('-p', name))]
        result = subprocess.run(
            [sys.executable, '-m', 'pytest', *options, str(folder)],
            cwd=source.ROOT,
            env=env,
            capture_output=True,
            text=True,
        )
        return dict(re.findall(r'::test_(\w+) (PASSED|FAILED|SKIPPED)', result.stdout))

    return run


def test_a_missing_browser_fails_in_ci_only(outcomes):
    assert outcomes(ci=True) == {
        'browser_of_odoo': 'FAILED',
        'browser_of_playwright': 'FAILED',
        'rights': 'SKIPPED',
    }
    assert set(outcomes(ci=False).values()) == {'SKIPPED'}


def test_ci_can_browse():
    if os.environ.get('CI'):
        assert not browser.missing()
        assert importlib.util.find_spec('websocket'), "websocket-client is missing"
