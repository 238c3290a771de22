"""Clinics of older versions brought up to date with this checkout's addons.

`upgrade:5` takes five points of the history, `upgrade:main` the one that is named; without history
(an archive, a shallow clone) there is nothing to upgrade from. Fails when a row is lost, a sealed
value no longer opens, the log complains, the schema is another than that of a new installation, or
what a new clinic begins with is not there.
"""

import time

from tests.benchmarks.table import Table
from tests.install import snapshot
from tests.install.upgrade import OPEN_ALL, Holdings, bring_up_to_date, past, points
from tests.support.server import Beside

TITLE = "upgrade: clinics of older versions, brought up to date"
POINTS, PATIENTS = 3, 60
COUNTED = {
    'patients': 'clinic_patient',
    'visits': 'clinic_appointment',
    'messages': 'clinic_message',
    'answers': 'clinic_feedback_request',
    'invoices': 'account_move',
    'CFDI': 'clinic_cfdi_document',
}


def measure(ground, size=POINTS):
    table = Table(('from', 'rows', *COUNTED, 'sealed values open', 'rows lost', 'seconds'))
    fresh, begun = snapshot.take(ground.template), Holdings(ground.template)
    commits = points(size)
    for commit in commits:
        with past(ground, commit, PATIENTS) as database:
            before = Holdings(database)
            start = time.monotonic()
            complaints = bring_up_to_date(ground, database)
            seconds = time.monotonic() - start
            after, now = Holdings(database, of=before), Holdings(database)
            schema = _schema_difference(fresh, snapshot.take(database))
            sealed = _open_all(ground, database)
        lost = before.lost(after)
        bare = [
            f'{name} is empty, and a new clinic begins with {begun.count(name)} rows'
            for name in begun.tables
            if begun.count(name) and not now.count(name)
        ]
        counts = [before.count(name) for name in COUNTED.values()]
        rows = sum(before.count(name) for name in before.tables)
        table.add(commit, rows, *counts, sealed['opened'], len(lost), seconds)
        for sentence in (*lost, *complaints, *sealed['broken'], *schema, *bare):
            table.must(False, f'{commit}: {sentence}')
        if changed := before.changed(after):
            table.notes.append(
                f'{commit}, other values in rows that were there: {", ".join(changed)}'
            )
    if not commits:
        table.notes.append(
            "Nothing to upgrade from: no history (an archive, a shallow clone) or no such commit."
        )
    return table


def _schema_difference(fresh, upgraded):
    kinds = snapshot.SCHEMA.keys() | {'rules', 'jobs', 'access'}
    fresh = {kind: names for kind, names in fresh.items() if kind in kinds}
    return snapshot.difference(fresh, upgraded)


def _open_all(ground, database):
    beside = Beside(ground, database, ground.log('past-open'))
    try:
        [answer] = beside.rush(OPEN_ALL, [{}])
        if 'error' in answer:
            raise RuntimeError(answer['trace'])
        return answer['result']
    finally:
        beside.stop()
