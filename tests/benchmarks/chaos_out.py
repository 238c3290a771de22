"""Many messages while answers are lost and Odoo's processes killed. `chaos-out:1000` for another
size.

Fails when a message arrived twice, or none did and nobody knows, by the sandbox's own record.
"""

from tests.benchmarks.table import Table
from tests.chaos import outbound

TITLE = "outbound chaos: messages while answers are lost and processes killed"
SIZE, KILLS = 20_000, 30


def measure(ground, size=SIZE):
    kills = max(3, KILLS * size // SIZE)
    found = outbound.run(ground, size, kills)
    table = Table(('what', 'count'))
    table.add("messages", found.sends)
    for kind, times in found.faults.items():
        words = {'lose_answer': "answers lost after accepting", 'error': "answers 500 with a code"}
        table.add(words.get(kind, "answers 503 without a word"), times)
    table.add("processes killed", found.kills)
    table.add("of them the whole server", found.crashes)
    table.add("in doubt at the end of the storm", found.doubts)
    table.add("called more than once", found.again)
    table.add("delivered twice", found.twice)
    table.add("lost", found.lost)
    table.add("not resolved, and visible", found.unresolved)
    for sentence in found.wrong[:20]:
        table.must(False, sentence)
    table.must(found.kills == kills, f"only {found.kills} of {kills} were killed")
    table.notes.append(
        f"{found.seconds:.0f} s from the first message to the last decision. The quarters of an "
        "hour after which a doubt is decided are made to pass in the database, once the sandbox "
        f"has told all it has to tell. In the end: {dict(found.states)}."
    )
    return table
