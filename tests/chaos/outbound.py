"""Thousands of messages through a stand-in that loses answers, while processes are killed."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.wires import Database, Killer, Sandbox, make_account, server
from tests.support.waiting import wait_until

CHUNK = 25  # messages a business transaction
PER_PERSON = 4
LIMIT_SECONDS = 3600
FAULTS = [
    {'kind': 'lose_answer', 'probability': 0.05, 'match': {'call': 'messages'}},
    # half of them as Graph says it, half as a gateway in between does
    {'kind': 'error', 'code': 131000, 'probability': 0.025, 'match': {'call': 'messages'}},
    {'kind': 'http', 'status': 503, 'probability': 0.025, 'match': {'call': 'messages'}},
]

KIND = """
company = env['res.company'].browse(company)
account = env['clinic.whatsapp.account'].browse(account)
kind = env['clinic.message.kind'].create({
    'code': 'caos', 'name': 'Chaos', 'purpose': 'appointments',
    'body': 'Hola, {nombre}: le esperamos en la clinica.',
})
env['clinic.whatsapp.template'].create({
    'account_id': account.id, 'kind_id': kind.id, 'name': 'caos', 'status': 'APPROVED',
    'body': 'Hola, {{nombre}}: le esperamos en la clinica.', 'examples': '{"nombre": "Ana"}',
})
patients = env['clinic.patient'].create([
    {'name': f'Paciente {n}', 'phone': f'+5255{40000000 + n * 7}', 'company_id': company.id}
    for n in range(people)
])
result = patients.ids
"""
SEND = """
Message = env['clinic.message'].with_company(company)
for patient, key in some:
    for _twice in range(1 + key.endswith('0')):  # some callers say it twice
        Message._send(env['clinic.patient'].browse(patient), 'caos', dedupe_key=key)
"""
TEMPLATE = [
    {
        'type': 'BODY',
        'text': "Hola, {{nombre}}: le esperamos en la clinica.",
        'example': {'body_text_named_params': [{'param_name': 'nombre', 'example': "Ana"}]},
    }
]
LATER = """
UPDATE clinic_whatsapp_outbox
   SET called_at = called_at - interval '20 minutes',
       lease_until = lease_until - interval '20 minutes',
       next_attempt_at = next_attempt_at - interval '20 minutes'
"""
# what is said later to a person waits for a while behind a message that may have gone
HELD_NO_LONGER = """
UPDATE clinic_whatsapp_outbox SET called_at = called_at - interval '20 minutes'
 WHERE state = 'uncertain' AND called_at > now() AT TIME ZONE 'UTC' - interval '20 minutes'
"""
WAKE = "env.ref('clinic_whatsapp.ir_cron_send')._trigger()"
SETTLE_ROUNDS = 8


@dataclass
class Found:
    """What was found afterwards. `wrong`: sentences, none when all is well."""

    sends: int
    seconds: float = 0.0
    kills: int = 0
    crashes: int = 0
    faults: dict = field(default_factory=dict)
    states: Counter = field(default_factory=Counter)
    doubts: int = 0  # answers that were lost, at some time
    again: int = 0  # sent once more after proof
    twice: int = 0
    lost: int = 0
    unresolved: int = 0
    wrong: list = field(default_factory=list)


def run(ground, sends, kills, seed=1):
    """:return: :class:`Found`"""
    odoo = server(ground, 'chaos_out')
    sandbox = None
    try:
        sandbox = Sandbox(ground, 'chaos_out')
        odoo.wait()
        clinic = Clinic(odoo, sandbox, people=-(-sends // PER_PERSON))
        sandbox.post('faults', seed=seed, faults=FAULTS)
        found = Found(sends)
        begun = time.monotonic()
        keys = [f'caos:{number}' for number in range(sends)]

        def progress():
            return clinic.database.one(
                "SELECT count(*) FROM clinic_whatsapp_outbox WHERE state != 'queued'"
            ) / len(keys)

        with Killer(odoo, kills, progress, seed) as killer:
            producer = threading.Thread(target=clinic.send, args=(keys,))
            producer.start()
            wait_until(
                lambda: killer.kills >= kills and not clinic.waiting(),
                LIMIT_SECONDS,
                "all was tried",
                clinic.wake,
            )
            producer.join()
        wait_until(lambda: not clinic.waiting(), 200, "the rest was tried", clinic.wake)
        found.kills, found.crashes = killer.kills, killer.crashes
        found.faults = {rule['kind']: rule['fired'] for rule in sandbox.get('faults')['faults']}
        found.doubts = clinic.count('uncertain', 'sending')
        _settle(clinic, sandbox)
        found.seconds = time.monotonic() - begun
        _judge(clinic, sandbox, keys, found)
        return found
    finally:
        odoo.stop()
        if sandbox:
            sandbox.stop()


class Clinic:
    """A clinic with a number at the sandbox, patients and one kind of message."""

    def __init__(self, odoo, sandbox, people):
        self.odoo, self.sandbox, self.database = odoo, sandbox, Database(odoo)
        sandbox.post('reset', empty=True)
        sandbox.connect(odoo)
        sandbox.post(
            'settings',
            throughput=1000,
            pair_seconds=0,
            pair_burst=1000,
            lanes=4,
            batch=100,
        )
        sandbox.approve('caos', TEMPLATE)
        self._one_at_a_time = threading.Lock()
        self.ids = make_account(odoo, sandbox.url)
        self.patients = self.run(KIND, people=people, **self.ids)
        self._woken = time.monotonic()

    def run(self, code, **values):
        with self._one_at_a_time:
            return self.odoo.run(code, **values)

    def send(self, keys):
        """Queue a message under each key, some a transaction."""
        people = len(self.patients)
        some = [(self.patients[number % people], key) for number, key in enumerate(keys)]
        for begin in range(0, len(some), CHUNK):
            self.run(SEND, company=self.ids['company'], some=some[begin : begin + CHUNK])

    def count(self, *states):
        return self.database.one(
            "SELECT count(*) FROM clinic_whatsapp_outbox WHERE state = ANY(%s)", list(states)
        )

    def waiting(self):
        """Messages that are still to be called out for the first time, or again in a moment."""
        return self.count('queued')

    def wake(self):
        """Life goes on: somebody else sends something now and then, and pauses come to an end."""
        if time.monotonic() - self._woken > 3:
            self._woken = time.monotonic()
            self.database.rows(
                "UPDATE clinic_whatsapp_outbox SET next_attempt_at = NULL"
                " WHERE state = 'queued' AND next_attempt_at IS NOT NULL"
            )
            self.database.rows(HELD_NO_LONGER)
            self.run(WAKE)


def _settle(clinic, sandbox):
    """Let the quarters of an hour pass after which doubts are decided; nothing is lost any more."""
    sandbox.http.delete(f'{sandbox.url}/_sandbox/faults')
    for number in range(SETTLE_ROUNDS):
        # the next messages of the day, whose news prove that Meta is heard
        clinic.send([f'prueba:{number}:{n}' for n in range(3)])
        wait_until(lambda: not clinic.waiting(), 200, "the next messages went", clinic.wake)
        sandbox.settle()
        wait_until(lambda: _read(clinic.database), 300, "the news are applied")
        if not clinic.count('uncertain', 'sending', 'queued'):
            return
        clinic.database.rows(LATER)
        clinic.run(WAKE)
        wait_until(lambda: not _due(clinic.database), 200, "the doubts are decided", clinic.wake)


def _due(database):
    return database.one(
        "SELECT count(*) FROM clinic_whatsapp_outbox WHERE state = 'queued'"
        " OR state IN ('sending', 'uncertain') AND lease_until < now() AT TIME ZONE 'UTC'"
    )


def _read(database):
    return not database.one(
        "SELECT (SELECT count(*) FROM clinic_whatsapp_delivery WHERE state = 'new')"
        " + (SELECT count(*) FROM clinic_whatsapp_event WHERE state IN ('new', 'retry'))"
    )


def _judge(clinic, sandbox, keys, found):
    database, wrong = clinic.database, found.wrong
    rows = database.rows(
        "SELECT m.dedupe_key, o.uuid, o.state, o.attempts, o.error, m.state, m.error"
        "  FROM clinic_message m LEFT JOIN clinic_whatsapp_outbox o ON o.message_id = m.id"
        " WHERE m.dedupe_key LIKE 'caos:%%'"
    )
    arrived = Counter(message['biz_opaque_callback_data'] for message in sandbox.accepted())
    if {key for key, *_rest in rows} != set(keys) or len(rows) != len(keys):
        wrong.append(f"{len(rows)} messages were queued for {len(keys)}")
    for key, uuid, state, attempts, error, told, why in rows:
        found.states[state] += 1
        found.again += attempts > 1
        found.twice += arrived[uuid] > 1
        if state in ('uncertain', 'failed', 'sending', 'queued'):
            found.unresolved += 1
            if not error or told == 'failed' and not why:
                wrong.append(f"{key} is {state} and nobody is told why")
        elif not arrived[uuid]:
            found.lost += 1
        if state in ('delivered', 'read') and told != state:
            wrong.append(f"{key} is {state}, its message {told}")
    strangers = set(arrived) - {uuid for uuid, *_rest in database.rows(
        "SELECT uuid FROM clinic_whatsapp_outbox"
    )}  # fmt: skip
    if strangers:
        wrong.append(f"{len(strangers)} messages arrived that nobody queued")
    if found.twice:
        wrong.append(f"{found.twice} were delivered twice")
    if found.lost:
        wrong.append(f"{found.lost} never arrived and nobody knows")
    if found.unresolved > len(keys) / 1000:
        wrong.append(f"{found.unresolved} are not resolved")
