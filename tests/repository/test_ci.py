"""In CI nothing is skipped in silence: a green run without a browser would prove nothing."""

import importlib.util
import os
import subprocess
import sys

import pytest

from tests.support import browser, source

SKIPPED_BY_ODOO = """
import unittest

class TestPage(unittest.TestCase):
    def test_page(self):
        raise unittest.SkipTest("Chrome executable not found")
"""
WITHOUT_BROWSER = """
from tests.support import browser

def test_page():
    browser.require()
"""
OPTIONAL = """
import pytest

def test_rights():
    pytest.skip("optional: needs rights this user does not have")
"""


@pytest.fixture
def run(tmp_path):
    """Run a test file under this repository's rules; returns the last line of pytest's report."""

    def run(text, ci):
        file = tmp_path / 'test_sample.py'
        file.write_text(text)
        env = {name: value for name, value in os.environ.items() if name != 'CI'}
        env['PATH'] = str(tmp_path)  # no browser there
        result = subprocess.run(
            [sys.executable, '-m', 'pytest', '-p', 'no:odoo', '-p', 'no:cacheprovider']
            + ['-p', 'conftest', '-o', 'addopts=', str(file)],
            cwd=source.ROOT,
            env=env | ({'CI': 'true'} if ci else {}),
            capture_output=True,
            text=True,
        )
        return result.stdout.strip().splitlines()[-1]

    return run


@pytest.mark.parametrize('text', [SKIPPED_BY_ODOO, WITHOUT_BROWSER], ids=['odoo', 'playwright'])
def test_a_missing_browser_fails_in_ci(run, text):
    assert '1 skipped' in run(text, ci=False)
    assert '1 failed' in run(text, ci=True)


def test_what_is_optional_may_be_skipped(run):
    assert '1 skipped' in run(OPTIONAL, ci=True)


def test_ci_can_browse():
    if os.environ.get('CI'):
        assert not browser.missing()
        assert importlib.util.find_spec('websocket'), "websocket-client is missing"
