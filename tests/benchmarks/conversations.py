"""A thousand random conversations with the agent, each turn judged.

Fails on a dead end, on silence, on two turns for a message, and on a visit that was booked, moved
or cancelled without the button of the turn before.
"""

import os
import time
from collections import Counter

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.benchmarks.table import Table

TITLE = "random conversations with the agent"
CONVERSATIONS = 1_000
EACH = 100  # in one transaction, which is rolled back


def measure(ground, conversations=CONVERSATIONS):
    table = Table(('what', 'number', 'goal'))
    database = ground.clone(ground.template, 'bench_conversations')
    counts, wrong, begun = Counter(), [], time.monotonic()
    try:
        config.parse_config(['-c', os.environ['ODOO_RC']], setup_logging=False)
        registry = Registry(database)
        from odoo.addons.clinic_whatsapp.tests.chat_walk import Walk, make_clinic

        for seed in range(-(-conversations // EACH)):
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                walk = Walk(make_clinic(env), seed).run(min(EACH, conversations - seed * EACH))
                counts += walk.counts
                wrong += [(seed, *found) for found in walk.wrong]
                cr.rollback()
    finally:
        ground.drop(database)
    for name in sorted(counts):
        table.add(name, counts[name], '')
    table.add("wrong acts, silence, or a duplicate that did something", len(wrong), '0')
    table.add("ms a turn", round((time.monotonic() - begun) * 1000 / counts['turns']), '')
    table.notes.append(
        "Taps out of order, stale buttons, duplicates, other topics in between, in every state. "
        "`silent`: what is left to a person, in whose queue the conversation waits."
    )
    table.must(not wrong, f"{len(wrong)} turns were wrong, such as {wrong[:5]}")
    return table
