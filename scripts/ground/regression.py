"""Odoo's own tests with our addons and without: what passes there must pass here.

Slow, so not part of every run: `./clinic test --regression`.
"""

import json
from dataclasses import dataclass, field

from .console import Problem, say, step
from .process import free_port, lock, run

MODULES = ('calendar', 'resource', 'contacts', 'mail', 'portal')
# More tables mean more queries; a test that only counts them is listed and not held against us.
QUERY_COUNT = "Query count more than expected"
# Odoo's tests expect English where a person's language is not set, and ours speak Spanish.
IN_ENGLISH = """
    UPDATE res_partner SET lang = 'en_US';
    DELETE FROM ir_default USING ir_model_fields field
     WHERE field.id = field_id AND field.name = 'lang';
    UPDATE res_lang SET active = (code = 'en_US');
"""
STEPS = {
    'without': "Odoo's tests without our addons",
    'with': "Odoo's tests with our addons",
    'again': "Once more, what broke",
}


@dataclass
class Difference:
    """Names of tests, each in one list at most; `reasons` says why one failed with our addons."""

    broken: list[str] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    passed: int = 0
    skipped: int = 0
    failed_anyway: int = 0


def compare(without, with_addons):
    """What our addons change.

    :param dict without: outcomes of `run_odoo_tests.py` without our addons
    :param dict with_addons: the same with them
    """
    difference = Difference()
    for name in sorted(without.keys() | with_addons.keys()):
        before, after = without.get(name), with_addons.get(name)
        if after and after['outcome'] == 'failed':
            difference.reasons[name] = after['reasons'][0] if after['reasons'] else ''
        if not _passed(before):
            _note_not_passed(difference, name, before, after)
        elif _passed(after):
            difference.passed += 1
        elif after and _only_counts(after):
            difference.queries.append(name)
        else:  # failed, skipped or never started: its class could not be prepared
            difference.broken.append(name)
    return difference


def _note_not_passed(difference, name, before, after):
    if before is None and after['outcome'] == 'failed':  # such as the preparation of a class
        difference.broken.append(name)
    elif _passed(after) and before and before['outcome'] == 'failed':
        difference.mended.append(name)
    elif before and before['outcome'] == 'failed':
        difference.failed_anyway += 1
    else:
        difference.skipped += 1


def _passed(kept):
    return kept is not None and kept['outcome'] == 'passed'


def _only_counts(kept):
    return bool(kept['reasons']) and all(QUERY_COUNT in reason for reason in kept['reasons'])


def table(without, with_addons):
    """Lines: passed, failed and skipped of each module, without our addons and with them."""
    lines = [f"{'':10}{'without our addons':>28}{'with them':>28}"]
    heads = ('passed', 'failed', 'skipped')
    lines.append(f"{'module':10}" + ''.join(f'{head:>9}' for head in heads * 2))
    for module in MODULES:
        counts = [
            sum(
                kept['outcome'] == head
                for name, kept in outcomes.items()
                if name.partition('.')[0] == module
            )
            for outcomes in (without, with_addons)
            for head in heads
        ]
        lines.append(f'{module:10}' + ''.join(f'{count:>9}' for count in counts))
    return lines


class Regression:
    """Runs both sides, each on a clone of its own."""

    def __init__(self, tests):
        self.tests = tests
        self.ground = tests.ground

    def run(self):
        """Print the difference and keep it; returns the exit code."""
        with self.tests.ready(browser=True):
            without = self._outcomes('without', self.tests.deps)
            with_addons = self._outcomes('with', self.tests.template)
            difference = compare(without, with_addons)
            if difference.broken:  # once more: a test that fails only sometimes is not ours
                again = self._outcomes('again', self.tests.template, difference.broken)
                with_addons |= {k: v for k, v in again.items() if v['outcome'] == 'passed'}
                difference = compare(without, with_addons)
        kept = self.ground.state / 'regression.json'
        kept.write_text(json.dumps(vars(difference), indent=1))
        tell(difference, table(without, with_addons), kept)
        return 1 if difference.broken else 0

    def _outcomes(self, side, template, names=()):
        tests = self.tests
        clone = tests.own_name(side)
        with lock(self.ground.home / 'locks' / 'templates'):
            tests.databases.clone(template, clone)
        if tests.server.sql(IN_ENGLISH, clone) is None:
            raise Problem(f"The database {clone} could not be set to English.")
        target = self.ground.logs / f'regression-{side}.json'
        target.unlink(missing_ok=True)
        try:
            with step(STEPS[side]):
                self._start(clone, target, tags(names))
        finally:
            tests.databases.drop(clone)
        return json.loads(target.read_text())

    def _start(self, clone, target, test_tags):
        tests = self.tests
        rc = tests.databases.make(clone)
        script = self.ground.root / 'scripts/run_odoo_tests.py'
        command = [tests.environment.python, script, target, 'server', '-c', rc, '-d', clone]
        options = ['--test-tags', test_tags, '--stop-after-init', '--max-cron-threads=0']
        log = self.ground.logs / f'{target.stem}.log'
        log.unlink(missing_ok=True)
        try:
            run(
                [*command, f'--http-port={free_port()}', *options],
                log,
                "Odoo's tests could not be run.",
                env=tests.variables(rc),
            )
        except Problem:  # a failed test is an answer, too; no answer is none
            if not target.exists():
                raise


def tags(names=()):
    """`--test-tags` of some tests by name, or of all modules."""
    found = []
    for name in names:
        parts = name.split('.')  # calendar.tests.test_x.TestX.test_y
        if len(parts) == 5:
            found.append(f'/{parts[0]}:{parts[3]}.{parts[4]}')
    return ','.join(found or (f'/{module}' for module in MODULES))


def tell(difference, lines, kept):
    """Print what came out, for a person."""
    say('\n'.join(['', *lines, '']))
    say(
        f"{difference.passed} pass on both sides; {difference.skipped} skipped (browser tours and "
        f"the like); {difference.failed_anyway} fail without our addons too."
    )
    for title, names in (
        ("Mended by our addons", difference.mended),
        ("Only count more queries", difference.queries),
        ("BROKEN by our addons", difference.broken),
    ):
        if names:
            say(f"\n{title}:")
        for name in names:
            reason = difference.reasons.get(name, '').partition('\n')[0]
            say(f"  {name}" + (f"\n      {reason}" if reason else ''))
    if not difference.broken:
        say("\nNo test that passes without our addons fails with them.")
    say(f"Kept in {kept}")
