"""Rules that hold for every test of the repository; loaded also without Odoo."""

import datetime
import os
import resource
import unittest

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import HealthCheck, settings

MARKERS = (
    'install: installs, updates or uninstalls addons on databases of its own (slow)',
    'journey: walks through the real web client in a real browser',
    'slow: takes many minutes; only with --slow',
)


def pytest_addoption(parser):
    parser.addoption(
        '--screenshots',
        metavar='DIR',
        help="where to keep a screenshot and the HTML of each page of a failed browser test "
        "(default: $CLINIC_HOME/screenshots)",
    )
    parser.addoption('--slow', action='store_true', help="run also what takes many minutes")


def pytest_configure(config):
    for marker in MARKERS:
        config.addinivalue_line('markers', marker)
    # A busy machine is no reason to fail: how fast something is, the benchmarks say.
    settings.register_profile('clinic', deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile('clinic')
    _show_the_clock()


@pytest.fixture(scope='session', autouse=True)
def room():
    """Odoo's server, which pytest-odoo runs in this process, limits its address space to
    that of one worker. A suite and its threads reserve more, Chromium far more than it uses."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _show_the_clock():
    """cryptography keeps the class of the first date it meets: not one of a frozen clock."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(x509.Name([]), x509.Name([]), key.public_key(), 1, now, now)
    builder.sign(key, hashes.SHA256())


def pytest_collection_modifyitems(config, items):
    """Odoo's test classes come first: each ends every child of this process when it is done, such
    as a browser that later tests share.
    """
    slow = [item for item in items if item.get_closest_marker('slow')]
    if slow and not config.option.slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
    items.sort(key=lambda item: not (item.cls and issubclass(item.cls, unittest.TestCase)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """In CI nothing is skipped in silence: pytest-odoo and Odoo skip a browser test when the
    browser or websocket-client is missing, and a green run would prove nothing.

    A skip that is right in CI too starts its reason with `optional:`.
    """
    report = yield
    if os.environ.get('CI') and report.skipped and not hasattr(report, 'wasxfail'):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if 'optional:' not in reason:
            report.outcome = 'failed'
            report.longrepr = f"{item.nodeid} was skipped, which CI does not accept. {reason}"
    return report
