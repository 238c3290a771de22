"""Each addon alone, and after it each other one that it does not bring along.

Fails when the log complains, or when what two orders leave behind differs in schema or content.
"""

from tests.benchmarks.table import Table
from tests.install.run import Matrix
from tests.install.snapshot import difference
from tests.support import source

TITLE = "installing the addons, in every order of two"


def measure(ground):
    table = Table(('first', 'then', 'holds in the end', 'seconds', 'complaints', 'differences'))
    matrix = Matrix(ground, 'orders')
    try:
        steps = matrix.steps()
    finally:
        matrix.stop()
    closures = {addon.name: source.closure(addon) for addon in source.addons()}
    first_with = {}
    for name, facts in steps.items():
        first, _space, second = name.partition(' ')
        table.must('error' not in facts, f'{name}: {facts.get("error")}')
        if 'error' in facts:
            continue
        held = closures[first] | closures.get(second, frozenset())
        unlike = difference(first_with.setdefault(held, facts['snapshot']), facts['snapshot'])
        short = ', '.join(sorted(addon.removeprefix('clinic_') for addon in held))
        complaints = facts['complaints']
        table.add(first, second, short, facts['seconds'], len(complaints), len(unlike))
        for sentence in (*complaints, *unlike):
            table.must(False, f'{name}: {sentence}')
    table.notes.append(
        "Differences: of schema and content, to the first row that holds the same addons. What the "
        "first brings along is not installed after it. Updating, uninstalling and installing again "
        "are in the suite."
    )
    return table
