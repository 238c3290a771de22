"""A bad week of webhooks while Odoo's processes are killed. `chaos-in:5000` for another size.

Fails unless every event is there once and applied once, checked by SQL against what was made.
"""

from tests.benchmarks.table import Table
from tests.chaos import inbound

TITLE = "inbound chaos: webhooks while processes are killed"
SIZE, KILLS = 100_000, 50


def measure(ground, size=SIZE):
    kills = max(5, KILLS * size // SIZE)
    found = inbound.run(ground, size, kills)
    storm = found.storm
    table = Table(('what', 'count'))
    table.add("different events", storm.events)
    table.add("of them messages of patients", len(storm.messages))
    table.add("events delivered, copies among them", storm.delivered)
    table.add("bodies", len(storm.bodies))
    table.add("posts that were not taken at once", found.refused)
    table.add("processes killed", found.kills)
    table.add("of them the whole server", found.crashes)
    table.add("lost, applied twice or otherwise wrong", len(found.wrong))
    table.add("events a second, kills and restarts included", storm.events / found.seconds)
    for sentence in found.wrong[:20]:
        table.must(False, sentence)
    table.must(found.kills == kills, f"only {found.kills} of {kills} were killed")
    table.notes.append(
        f"{found.seconds:.0f} s; two workers for requests and two for jobs, batches of 1 to 1,000 "
        "in any order, one event in five twice."
    )
    return table
