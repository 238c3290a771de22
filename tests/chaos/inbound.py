"""A storm of webhooks on a real server whose processes are killed. Returns what SQL finds."""

import queue
import threading
import time
from dataclasses import dataclass, field

import requests

from tests.chaos import storm as storms
from tests.chaos.wires import PATH, Database, Killer, make_account, server, signed
from tests.support.waiting import wait_until

POSTERS = 6
AHEAD = 0.2  # of all bodies, before what is in them is applied
LIMIT_SECONDS = 3600

PEOPLE = """
company = env['res.company'].browse(company)
account = env['clinic.whatsapp.account'].browse(account)
patients = env['clinic.patient'].create([
    {'name': f'Paciente {digits}', 'phone': f'+52{digits}', 'company_id': company.id}
    for digits in known
])
person = env['clinic.whatsapp.identity'].create({
    'account_id': account.id, 'wa_id': '525599999999', 'patient_id': patients[:1].id,
})
env.flush_all()
env.cr.execute('''
    INSERT INTO clinic_whatsapp_outbox (uuid, account_id, company_id, identity_id, state, wamid,
                idempotency_key, priority, called_at, accepted_at, create_date)
    SELECT gen_random_uuid(), %s, %s, %s, 'accepted', w, w, 1, now(), now(), now()
      FROM unnest(%s) AS w''', [account.id, company.id, person.id, rows])
# some carry a message to a patient, which goes the same way
for n, wamid in enumerate(rows[::20]):
    message = env['clinic.message']._log(
        patients[n % len(patients)], 'whatsapp', 'out', f'salida {n}', dedupe_key=f'caos:{wamid}')
    env.cr.execute('UPDATE clinic_whatsapp_outbox SET message_id = %s WHERE wamid = %s',
                   [message.id, wamid])
env.flush_all()
"""
SAID = """
messages = env['clinic.whatsapp.message'].sudo().search(
    [('account_id', '=', account), ('direction', '=', 'in')], order='id')
result = [
    [m.wamid, m.identity_id.e164, m.identity_id.active, m.identity_id.patient_id.id,
     bool(m.message_id), m.text]
    for m in messages
]
"""


@dataclass
class Found:
    """What was found afterwards. `wrong`: sentences, none when all is well."""

    storm: storms.Storm
    posts: int = 0
    refused: int = 0
    kills: int = 0
    crashes: int = 0
    seconds: float = 0.0
    wrong: list = field(default_factory=list)


def run(ground, events, kills, seed=1):
    """:return: :class:`Found`"""
    storm = storms.make(events, seed)
    odoo = server(ground, 'chaos_in')
    try:
        odoo.wait()
        ids = make_account(odoo)
        odoo.run(
            PEOPLE,
            **ids,
            rows=list(storm.rows),
            known=[person.digits for person in storm.people if person.patient],
        )
        begun = time.monotonic()
        found = Found(storm)
        database = Database(odoo)
        total = storm.events

        def progress():
            done = database.one(
                "SELECT count(*) FROM clinic_whatsapp_event WHERE state IN ('done', 'kept')"
            )
            return done / total

        with Killer(odoo, kills, progress, seed) as killer:
            _deliver(odoo, storm, found, progress)
            beat = _Heartbeat(odoo)
            wait_until(
                lambda: killer.kills >= kills and _at_rest(database),
                LIMIT_SECONDS,
                "the storm is applied",
                beat,
            )
        wait_until(lambda: _at_rest(database), 200, "the rest is applied", beat)
        found.kills, found.crashes = killer.kills, killer.crashes
        found.seconds = time.monotonic() - begun
        _judge(odoo, database, ids, found, beat.count)
        return found
    finally:
        odoo.stop()


def _deliver(odoo, storm, found, progress):
    """As Meta does: again and again until it is taken, several at once, all along."""
    waiting = queue.SimpleQueue()
    for payload in storm.bodies:
        waiting.put(signed(payload))
    pause = threading.Event()

    def not_too_far_ahead():
        for _time in range(15):
            if 1 - waiting.qsize() / len(storm.bodies) < progress() + AHEAD:
                return
            pause.wait(0.2)

    def post():
        with requests.Session() as session:
            session.trust_env = False
            while True:
                not_too_far_ahead()
                try:
                    body, headers = waiting.get_nowait()
                except queue.Empty:
                    return
                while not _taken(session, odoo.url + PATH, body, headers, found):
                    pause.wait(0.3)

    threads = [threading.Thread(target=post) for _poster in range(POSTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _taken(session, url, body, headers, found):
    try:
        if session.post(url, data=body, headers=headers, timeout=30).status_code == 200:
            found.posts += 1
            return True
    except requests.RequestException:
        session.close()
    found.refused += 1
    return False


class _Heartbeat:
    """Life goes on: every few seconds something else arrives, so that jobs are called again."""

    def __init__(self, odoo):
        self.odoo, self.count, self._last = odoo, 0, time.monotonic()

    def __call__(self):
        if time.monotonic() - self._last < 2:
            return
        self._last = time.monotonic()
        change = {'field': 'pulse', 'value': {'beat': self.count}}
        body, headers = signed({'entry': [{'id': '1', 'time': 1, 'changes': [change]}]})
        try:
            answer = requests.post(self.odoo.url + PATH, data=body, headers=headers, timeout=30)
            self.count += answer.status_code == 200
        except requests.RequestException:
            return  # the same beat again


def _at_rest(database):
    return not database.one(
        "SELECT (SELECT count(*) FROM clinic_whatsapp_delivery WHERE state = 'new')"
        " + (SELECT count(*) FROM clinic_whatsapp_event WHERE state IN ('new', 'retry'))"
    )


def _judge(odoo, database, ids, found, beats):
    storm, wrong = found.storm, found.wrong

    def must(holds, sentence):
        if not holds:
            wrong.append(sentence)

    # each event once, and applied
    events = database.rows(
        "SELECT kind, key, state FROM clinic_whatsapp_event WHERE field IS DISTINCT FROM 'pulse'"
    )
    keys = {key for _kind, key, _state in events}
    expected = {f'message:{wamid}' for wamid in storm.messages} | storm.statuses
    known = {key for kind, key, _state in events if kind in ('message', 'status')}
    must(len(keys) == len(events), "an event is there twice")
    must(known == expected, f"{len(expected - known)} lost, {len(known - expected)} invented")
    for kind, count in storm.others.items():
        there = sum(name == kind for name, _key, _state in events)
        must(there == count, f"{there} {kind} events instead of {count}")
    states = {state for _kind, _key, state in events}
    must(states <= {'done', 'kept'}, f"states {states}")
    kept = {key for kind, key, state in events if kind == 'status' and state == 'kept'}
    must(kept == storm.strange, f"{len(kept ^ storm.strange)} statuses went to the wrong message")
    must(
        not database.one("SELECT count(*) FROM clinic_whatsapp_delivery WHERE state != 'done'"),
        "a delivery is not read",
    )

    # each message said once, by whom it was said
    said = odoo.run(SAID, account=ids['account'])
    must(len(said) == len(storm.messages), f"{len(said)} messages of {len(storm.messages)}")
    for wamid, e164, active, patient, handed, text in said:
        number, words = storm.messages.get(wamid, (0, None))
        person = storm.people[number]
        good = (
            words is not None
            and active
            and e164 == f'+52{person.digits}'
            and bool(patient) == handed == person.patient
            and words in (text or '').replace('\n', ' ')
        )
        must(good, f"{wamid} is not as it was said")
    noted = database.one(
        "SELECT count(*) FROM clinic_message WHERE direction = 'in' AND channel = 'whatsapp'"
    )
    known = sum(storm.people[number].patient for number, _text in storm.messages.values())
    must(noted == known, f"{noted} messages with the patients instead of {known}")
    heard = {number for number, _text in storm.messages.values()}
    people = database.one(
        "SELECT count(*) FROM clinic_whatsapp_identity WHERE wa_id != '525599999999'"
    )
    must(people == len(heard), f"{people} people instead of {len(heard)}")

    # each message of ours as far as it came
    rows = dict(database.rows("SELECT wamid, state FROM clinic_whatsapp_outbox"))
    off = [wamid for wamid, state in storm.rows.items() if rows.get(wamid) != state]
    must(not off, f"{len(off)} messages of ours are not as far as Meta said, such as {off[:1]}")
    behind = database.one(
        "SELECT count(*) FROM clinic_whatsapp_outbox o JOIN clinic_message m"
        " ON m.id = o.message_id WHERE o.state IN ('delivered', 'read') AND m.state != o.state"
    )
    must(not behind, f"{behind} patients' messages are behind")
