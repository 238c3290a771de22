"""Odoo's own runner, with the tests of modules started once everything is loaded.

    run_odoo_tests.py OUTCOMES.json [arguments of `odoo server`]

Without an update Odoo would start most tests ("at install") before the addons that depend on
theirs are loaded, and so never see what those change. What became of each test is kept as JSON:
`{name: {"outcome": "passed" | "failed" | "skipped", "reasons": [...]}}`. Browser tours are skipped.
"""

import json
import sys
from pathlib import Path

import odoo.init  # noqa: F401 - prepares the namespace `odoo`
from odoo import cli
from odoo.tests import common, loader
from odoo.tests.case import _SubTest
from odoo.tests.result import OdooTestResult
from odoo.tests.suite import OdooSuite

REASON_LENGTH = 500
outcomes = {}
make_suite = loader.make_suite


def suite_at_the_end(module_names, position='at_install'):
    """Every test at the end, those meant for the installation first."""
    if position == 'at_install':
        return OdooSuite([])
    return OdooSuite(
        test for when in ('at_install', 'post_install') for test in make_suite(module_names, when)
    )


def name_of(test):
    """A test's name; what a class was preparing when it broke has one too."""
    while isinstance(test, _SubTest) and test.test_case:
        test = test.test_case
    return test.id().removeprefix('odoo.addons.')


def note(method, outcome):
    """Make a method of the result remember what it is told."""
    tell = getattr(OdooTestResult, method)

    def told(self, test, *arguments):
        kept = outcomes.setdefault(name_of(test), {'outcome': 'passed', 'reasons': []})
        if outcome and kept['outcome'] != 'failed':
            kept['outcome'] = outcome
        if outcome == 'failed':
            kept['reasons'].append(str(arguments[0][1])[:REASON_LENGTH])
        return tell(self, test, *arguments)

    setattr(OdooTestResult, method, told)


def without_browser(test, *_arguments, **_options):
    test.skipTest("needs a browser")


def main():
    target, *arguments = sys.argv[1:]
    loader.make_suite = suite_at_the_end
    common.HttpCase.browser_js = without_browser
    for method, outcome in (
        ('startTest', None),
        ('addSkip', 'skipped'),
        ('addFailure', 'failed'),
        ('addError', 'failed'),
    ):
        note(method, outcome)
    sys.argv = ['odoo', *arguments]
    try:
        cli.main()
    finally:
        Path(target).write_text(json.dumps(outcomes, indent=1, sort_keys=True))


if __name__ == '__main__':
    main()
