"""Thousands of stampings at PACs that fail in every way, by processes that are killed."""

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.wires import Database, Sandbox
from tests.support.ground import ROOT

OFTEN, SELDOM = 0.03, 0.01
FAULTS = [
    {'kind': 'drop', 'probability': SELDOM},
    {'kind': 'silence', 'probability': SELDOM, 'seconds': 2.0},
    {'kind': 'silence', 'probability': SELDOM, 'seconds': 2.0, 'after': True},
    {'kind': 'slow', 'probability': SELDOM, 'seconds': 2.0},  # done when nobody listens any more
    {'kind': 'http', 'probability': SELDOM},
    {'kind': 'http_after', 'probability': OFTEN},
    {'kind': 'lose_answer', 'probability': OFTEN},
    {'kind': 'cut_answer', 'probability': OFTEN},
    {'kind': 'no_previous_xml', 'probability': 0.3},
    {'kind': 'late_stamped', 'probability': OFTEN, 'seconds': 2.0},
    {'kind': 'no_credits', 'probability': OFTEN},
    {'kind': 'refused', 'probability': SELDOM, 'code': 'CFDI40145', 'message': "El nombre."},
    {'kind': 'token_expired', 'probability': SELDOM},
]
# what only strikes what was stamped before, or SW's tokens: a small run may not see it
RARE = ('no_previous_xml', 'token_expired')
ROWS = """
SELECT d.state, upper(d.uuid), d.xml IS NOT NULL, a.states, a.calls
  FROM clinic_cfdi_document d LEFT JOIN (
    SELECT document_id, array_agg(state) AS states, sum(calls) AS calls
      FROM clinic_cfdi_attempt GROUP BY document_id) a ON a.document_id = d.id
"""


@dataclass
class Found:
    """What was found afterwards. `wrong`: sentences, none when all is well."""

    size: int
    kills: int = 0
    seconds: float = 0.0
    storm_seconds: float = 0.0
    faults: dict = field(default_factory=dict)
    open_after_storm: int = 0
    settled: list = field(default_factory=list)  # open after each run of the job
    again: int = 0  # calls beyond the first of each comprobante
    made_anew: int = 0  # sealed again after a refusal
    by_pac: Counter = field(default_factory=Counter)
    twice: int = 0
    lost: int = 0
    wrong: list = field(default_factory=list)


def run(ground, size, kills, seed=1):
    """:return: :class:`Found`"""
    begun = time.monotonic()
    database = ground.clone(ground.template, 'chaos_stamp')
    sandbox = Sandbox(ground, 'chaos_stamp')
    try:
        sandbox.post('reset', empty=True, seed=seed, settings={'credits': 10 * size})
        sandbox.post('faults', seed=seed, faults=FAULTS)
        told = _stampers(
            ground, database, {'url': sandbox.url, 'size': size, 'kills': kills, 'seed': seed}
        )
        found = Found(size, told['kills'], wrong=told['broken'])
        for name in ('storm_seconds', 'open_after_storm', 'settled', 'faults'):
            setattr(found, name, told[name])
        _judge(Database(_Named(database)), sandbox, found)
        found.seconds = time.monotonic() - begun
        return found
    finally:
        sandbox.stop()
        ground.drop(database)


@dataclass
class _Named:
    database: str


def _stampers(ground, database, plan):
    log = ground.log('chaos_stamp')
    command = [sys.executable, '-m', 'tests.chaos.stampers', str(ground.rc), database]
    with log.open('w') as errors:
        ended = subprocess.run(
            [*command, json.dumps(plan)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            check=False,
        )
    words = log.read_text()
    if ended.returncode:
        raise RuntimeError(words[-3000:])
    told = json.loads(ended.stdout.splitlines()[-1])
    if told['broken']:
        told['broken'].append(words[words.find('--- ') :][:3000])
    else:
        log.unlink()
    return told


def _judge(database, sandbox, found):
    stamps, wrong = _stamps(sandbox), found.wrong
    rows = database.rows(ROWS)
    kept = Counter(uuid for state, uuid, *_rest in rows if uuid)
    there = {stamp['uuid'].upper() for stamp in stamps}
    sales = Counter((stamp['serie'], stamp['folio']) for stamp in stamps)
    found.by_pac = Counter(stamp['pac'] for stamp in stamps)
    found.twice = sum(times - 1 for times in sales.values())
    found.lost = len(there - set(kept))
    for state, uuid, xml, attempts, calls in rows:
        found.again += (calls or 0) - 1
        found.made_anew += len(attempts or ()) - 1
        if state != 'stamped' or not uuid or not xml:
            wrong.append(f"a comprobante is {state} in the end: attempts {attempts}")
        elif attempts.count('stamped') != 1 or set(attempts) - {'stamped', 'refused'}:
            wrong.append(f"a stamped comprobante has attempts {attempts}")
    if len(rows) != found.size:
        wrong.append(f"{len(rows)} comprobantes of {found.size}")
    if found.twice:
        wrong.append(f"{found.twice} were stamped twice: {sales.most_common(3)}")
    if found.lost:
        wrong.append(f"{found.lost} fiscal folios of the PAC's are not in the database")
    if set(kept) - there:
        wrong.append(f"{len(set(kept) - there)} fiscal folios are not the PAC's")
    if found.settled[-1]:
        wrong.append(f"open after each run of the job: {found.settled}")


def _stamps(sandbox):
    """All that both PACs stamped."""
    found, since = [], 0
    while page := sandbox.get('stamps', since=since, limit=2000)['stamps']:
        found += page
        since = page[-1]['seq']
    return found
