"""Many stampings at PACs that fail, by processes that are killed; `chaos-stamp:1000`: so many.

Fails when a sale was stamped twice, a fiscal folio was lost, or something is open after two runs of
the job, by the PACs' own books and the database.
"""

from tests.benchmarks.table import Table
from tests.chaos import stamping

TITLE = "stamping chaos: PACs that fail, processes killed"
SIZE, KILLS = 10_000, 500


def measure(ground, size=SIZE):
    kills = max(5, KILLS * size // SIZE)
    found = stamping.run(ground, size, kills)
    table = Table(('what', 'count'))
    table.add("comprobantes", found.size)
    table.add("processes killed (SIGKILL)", found.kills)
    for name, times in found.faults.items():
        table.add(f"fault: {name}", times)
    table.add("calls beyond the first of each", found.again)
    table.add("sealed anew after a refusal", found.made_anew)
    table.add("open when the storm ended", found.open_after_storm)
    for number, left in enumerate(found.settled, 1):
        table.add(f"open after run {number} of the job", left)
    table.add("stamped twice", found.twice)
    table.add("fiscal folios lost", found.lost)
    for sentence in found.wrong[:20]:
        table.must(False, sentence)
    table.must(found.kills >= kills, f"only {found.kills} of {kills} were killed")
    table.notes.append(
        f"{found.seconds:.0f} s in all, {found.storm_seconds:.0f} s of storm; the PACs' own books: "
        f"{dict(found.by_pac)}. One process runs the job, three seal and press “Stamp”; silences "
        "take 2 s, the waits of the protocol are made to pass in the database."
    )
    return table
