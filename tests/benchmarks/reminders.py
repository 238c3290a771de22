"""A month of reminders for 5,000 visits: moves, cancellations, outages, borders of zones.

Fails unless exactly those go that brute force says, each once and none too late.
"""

import time

from tests.benchmarks.table import Table, goal
from tests.support.reminder_cost import BY_TAP, FREE_ANSWERS, OrdinaryMonth, bill
from tests.support.reminder_month import DAYS, Clinic, Month, live, wrong

TITLE = "30 days of reminders for 5,000 visits, against brute force"
VISITS = 5_000
BRANCH = 1_500
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
    _add_bill(table, size)
    table.notes.append(
        f"Billed: a notice at booking, at each move and cancellation, the reminders, and the "
        f"answers to taps. {BY_TAP:.0%} of what changes after a reminder comes by tap. The first "
        f"{FREE_ANSWERS:,} answers a month are free in the newer list."
    )
    table.notes.append(
        f"{DAYS} simulated days in {len({visit.tz for visit in month.visits})} zones, one of which "
        f"changes its clocks; the job runs every five minutes but for {len(month.outages)} outages "
        "of six hours. The judge looks at every minute of each visit's history with clocks of pytz."
    )
    return table


def _add_bill(table, size):
    """What an ordinary month of as many visits costs: nobody pays for the worst of all months."""
    month = OrdinaryMonth(size, SEED)
    paid = bill(month, live(month, Clinic()), SEED)
    table.add("ordinary month: visits confirmed or kept", paid.kept, '')
    for what, count in sorted(paid.by.items()):
        table.add(f"ordinary month: texts, {what}", count, 'messages')
    table.add("ordinary month: answers to taps", paid.answers, 'messages')
    for name, billed in (
        ("until September", paid.until_september),
        ("since October", paid.since_october),
    ):
        each = billed / paid.kept
        table.add(f"billed a kept visit, by the list {name}", f'{each:.2f}', goal(each, 2))
    if size > BRANCH:  # most have as many a number, and fewer answers than are free
        month = OrdinaryMonth(BRANCH, SEED)
        paid = bill(month, live(month, Clinic()), SEED)
        each = paid.since_october / paid.kept
        table.add(
            f"the same for {BRANCH:,} visits a number since October", f'{each:.2f}', goal(each, 2)
        )
