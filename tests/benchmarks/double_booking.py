"""64 writers over HTTP want 2,000 slots, each slot wanted by more than it holds.

Fails unless every slot is filled exactly to its capacity, nothing overlaps, and whoever lost was
told so in a sentence.
"""

import copy
import os
import queue
import statistics
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import requests

from tests.benchmarks.table import Table
from tests.concurrency.double_booking import OVERLAPS, SETUP, is_readable
from tests.support.rpc import RpcError
from tests.support.server import Server

TITLE = "2,000 contested slots, 64 writers over HTTP"
SLOTS = int(os.environ.get('CLINIC_BENCH_SLOTS', 2000))
WRITERS = 64
SERVER_WORKERS = 6
LIMIT_SECONDS = 900
DOCTORS = 10
SERIES = 4  # visits each
# How the slots are shared out, and how many want each.
SHARE = {'single': 0.70, 'chairs': 0.15, 'series': 0.10, 'move': 0.05}
WANTED_BY = {'single': 2, 'chairs': 5, 'series': 2, 'move': 2}
HOLDS = {'single': 1, 'chairs': 3, 'series': 1, 'move': 1}
BEGINS = {kind: datetime(2031, month, 3, 8) for month, kind in enumerate(SHARE, 3)}

MORE = """
from odoo.fields import Command
doctors = env['clinic.practitioner'].create([
    {'name': f'Dra. {number}', 'company_id': company.id} for number in range(count)
])
result['doctors'] = doctors.ids
result['movers'] = env['clinic.appointment'].create([
    {
        'patient_id': patients.ids[index % people], 'type_id': result['single'],
        'company_id': company.id, 'practitioner_id': doctors.ids[index % count], 'start': start,
    }
    for index, start in enumerate(starts)
]).ids
"""
FILLED = """
env.cr.execute('''
    SELECT v.type_id, v.practitioner_id, to_char(v.start, 'YYYY-MM-DD HH24:MI:SS'), count(*)
      FROM clinic_appointment v JOIN clinic_appointment_booking b ON b.appointment_id = v.id
     WHERE b.blocking AND v.state = 'scheduled'
     GROUP BY 1, 2, 3''')
result = env.cr.fetchall()
"""


@dataclass(frozen=True)
class Wish:
    """One call of one writer. `slots`: what it would fill, as (kind, doctor or None, start)."""

    kind: str
    method: str
    args: list
    slots: tuple


@dataclass
class Outcome:
    won: dict = field(default_factory=lambda: dict.fromkeys(SHARE, 0))
    lost: dict = field(default_factory=lambda: dict.fromkeys(SHARE, 0))
    seconds: dict = field(default_factory=lambda: {kind: [] for kind in SHARE})
    unreadable: list = field(default_factory=list)
    failures: list = field(default_factory=list)


def measure(ground):
    counts = {kind: max(1, round(SLOTS * share)) for kind, share in SHARE.items()}
    counts['series'] = max(SERIES, counts['series'] // SERIES * SERIES)
    server = Server(ground, 'double_booking', workers=SERVER_WORKERS)
    try:
        server.wait()
        clinic = _prepare(server, counts)
        wishes = list(_wishes(clinic, counts))
        start = time.monotonic()
        outcome = _contest(server, wishes)
        seconds = time.monotonic() - start
        return _judge(server, clinic, wishes, counts, outcome, seconds)
    finally:
        server.stop()


def _prepare(server, counts):
    """The clinic of the contest, and the visits that want to move, far from where they want to."""
    base = datetime(2031, 9, 1, 8)
    starts = [
        str(base + timedelta(minutes=30 * (index // DOCTORS)))
        for index in range(counts['move'] * WANTED_BY['move'])
    ]
    return server.run(SETUP + MORE, people=2 * WRITERS, count=DOCTORS, starts=starts)


def _wishes(clinic, counts):
    """The calls, those that want the same slot side by side."""

    def visit(kind, patient, start, doctor=None):
        return {
            'patient_id': clinic['patients'][patient],
            'type_id': clinic['chairs' if kind == 'chairs' else 'single'],
            'company_id': clinic['company'],
            'practitioner_id': doctor or False,
            'start': str(start),
        }

    def at(kind, number):
        return BEGINS[kind] + timedelta(minutes=30 * number)

    for number in range(counts['single']):
        doctor = clinic['doctors'][number % DOCTORS]
        start = at('single', number // DOCTORS)
        for rival in range(WANTED_BY['single']):
            # patients of their own at one time: nobody is refused for being elsewhere
            patient = number % DOCTORS * WANTED_BY['single'] + rival
            vals = visit('single', patient, start, doctor)
            yield Wish('single', 'create', [[vals]], (('single', doctor, str(start)),))
    for number in range(counts['chairs']):
        start = at('chairs', number)
        for rival in range(WANTED_BY['chairs']):
            vals = visit('chairs', rival, start)
            yield Wish('chairs', 'create', [[vals]], (('chairs', None, str(start)),))
    for number in range(counts['series'] // SERIES):
        doctor = clinic['doctors'][number % DOCTORS]
        days = [
            at('series', number // DOCTORS) + timedelta(days=7 * week) for week in range(SERIES)
        ]
        for rival in range(WANTED_BY['series']):
            patient = number % DOCTORS * WANTED_BY['series'] + rival
            vals = [visit('series', patient, day, doctor) for day in days]
            slots = tuple(('single', doctor, str(day)) for day in days)
            yield Wish('series', 'create', [vals], slots)
    for number in range(counts['move']):
        start = at('move', number)
        for rival in range(WANTED_BY['move']):
            index = number * WANTED_BY['move'] + rival
            doctor = clinic['doctors'][0]
            target = {
                'start': str(start),
                'stop': str(start + timedelta(minutes=30)),
                'practitioner_id': doctor,
            }
            slots = (('single', doctor, str(start)),)
            yield Wish('move', 'write', [[clinic['movers'][index]], target], slots)


def _contest(server, wishes):
    """Let all writers loose on the wishes; each has its own connection."""
    client = server.client('recepcion')
    waiting = queue.SimpleQueue()
    for wish in wishes:
        waiting.put(wish)
    outcome, barrier = Outcome(), threading.Barrier(WRITERS)
    deadline = time.monotonic() + LIMIT_SECONDS

    def write():
        own = copy.copy(client)
        own.session = requests.Session()
        own.session.trust_env = False
        own.session.cookies.update(client.session.cookies)
        barrier.wait()
        while time.monotonic() < deadline:
            try:
                wish = waiting.get_nowait()
            except queue.Empty:
                return
            _try(own, wish, outcome)
        outcome.failures.append("the time was up before all had tried")

    threads = [threading.Thread(target=write) for _writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def _try(client, wish, outcome):
    begun = time.perf_counter()
    try:
        client.call('clinic.appointment', wish.method, *wish.args)
        outcome.won[wish.kind] += 1
    except RpcError as error:
        outcome.lost[wish.kind] += 1
        if error.name != 'odoo.exceptions.UserError' or not is_readable(error.message):
            outcome.unreadable.append(f'{error.name}: {error.message}')
    except requests.RequestException as error:
        outcome.failures.append(f'{type(error).__name__}: {error}')
    outcome.seconds[wish.kind].append(time.perf_counter() - begun)


def _judge(server, clinic, wishes, counts, outcome, seconds):
    table = Table(('contest', 'slots', 'wishes', 'won', 'refused', 'p50 ms', 'p95 ms', 'p99 ms'))
    for kind, found in outcome.seconds.items():
        cuts = statistics.quantiles(sorted(found), n=100) if len(found) > 1 else found * 99
        times = [round(cuts[place - 1] * 1000) for place in (50, 95, 99)]
        table.add(kind, counts[kind], len(found), outcome.won[kind], outcome.lost[kind], *times)
    of_type = {clinic['single']: 'single', clinic['chairs']: 'chairs'}
    filled = {}
    for visit_type, doctor, start, count in server.run(FILLED):
        kind = of_type[visit_type]
        key = (kind, doctor if kind == 'single' else None, start)
        filled[key] = filled.get(key, 0) + count
    wanted = {slot: HOLDS[wish.kind] for wish in wishes for slot in wish.slots}
    wrong = {slot: filled.get(slot, 0) for slot, n in wanted.items() if filled.get(slot, 0) != n}
    table.must(not wrong, f"{len(wrong)} slots are not filled exactly: {list(wrong.items())[:3]}")
    for what, count in server.run(OVERLAPS).items():
        table.must(count == 0, f"{count} {what} by SQL")
    unreadable = outcome.unreadable
    table.must(not unreadable, f"{len(unreadable)} refusals for no person: {unreadable[:3]}")
    table.must(
        not outcome.failures, f"{len(outcome.failures)} calls failed: {outcome.failures[:3]}"
    )
    errors = [text for text in server.problems() if not text.startswith('WARNING')]
    table.must(not errors, f"errors in the server's log: {errors[:2]}")
    table.notes.append(
        f"{len(wanted):,} slots by {WRITERS} writers at once, {SERVER_WORKERS} workers, in "
        f"{seconds:.0f} s ({len(wishes) / seconds:.0f} calls a second). A series is "
        f"{SERIES} slots in one call, all or none. "
        f"Overlaps by SQL and slots not filled exactly: {'see below' if table.broken else 'none'}."
    )
    return table
