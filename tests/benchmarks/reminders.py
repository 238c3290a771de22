"""A month of reminders for 5,000 visits: moves, cancellations, outages, borders of zones.

Fails unless exactly those go that brute force says, each once and none too late.
"""

import time

from tests.benchmarks.table import Table
from tests.support.reminder_month import DAYS, Clinic, Month, live, wrong

TITLE = "30 days of reminders for 5,000 visits, against brute force"
VISITS = 5_000
SEED = 7


def measure(ground, size=VISITS):
    table = Table(('what', 'number', 'unit'))
    month = Month(size, SEED)
    begun = time.perf_counter()
    sent = live(month, Clinic())
    seconds = time.perf_counter() - begun
    found = wrong(month, sent)
    changes = len(month.changes())
    table.add("visits", size, '')
    table.add("what happened to them", changes, 'changes')
    table.add("reminders sent", len(sent), '')
    for what, number in found.items():
        table.add(what, number, '')
        table.must(number == 0, f"{number} reminders were {what}")
    table.add("planning and sending all of it", round(seconds, 1), 's')
    table.add("one change planned anew", round(seconds / changes * 1e6), 'µs')
    table.notes.append(
        f"{DAYS} simulated days in {len({visit.tz for visit in month.visits})} zones, one of which "
        f"changes its clocks; the job runs every five minutes but for {len(month.outages)} outages "
        "of six hours. The judge looks at every minute of each visit's history with clocks of pytz."
    )
    return table
