"""What chaos is made with: a clinic's number, processes that are killed, and a look by SQL."""

import os
import random
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import requests

from scripts.ground.process import free_port
from tests.support.background import Detached
from tests.support.ground import connect
from tests.support.server import Server

NUMBER_ID, WABA_ID = '100000000000055', '200000000000055'
SECRET, TOKEN, VERIFY = 'chaos-app-secret', 'chaos-token', 'chaos-verify'
UUID = '00000000-0000-4000-8000-000000000055'
PATH = f'/clinic/whatsapp/{UUID}/webhook'
EVERY_CRASH = 10  # the whole server dies, the other times some of its workers

ACCOUNT = '''
company = env.ref('base.main_company')
account = env['clinic.whatsapp.account'].create({
    'name': 'Caos', 'company_id': company.id, 'phone_number_id': number_id, 'waba_id': waba_id,
    'base_url': address, 'new_token': token, 'new_app_secret': secret, 'new_verify_token': verify,
    'rate': 1000, 'pair_seconds': 0, 'daily_limit': 1_000_000, 'reserved_share': 0,
    'auto_answers': False,
})
account.webhook_uuid = uuid
# what the night is for would only stand in the way of the jobs that are watched here
env.cr.execute("""
    UPDATE ir_cron SET active = false WHERE id NOT IN (
        SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND module = 'clinic_whatsapp')""")
result = {'account': account.id, 'company': company.id}
'''


def server(ground, purpose, *, workers=2, jobs=2, **options):
    """A server whose workers, for requests and for jobs, are processes of their own."""
    return Server(
        ground,
        purpose,
        staff=False,
        workers=workers,
        # one database and no filter: else Odoo asks for all databases, on a connection of its own,
        # at every request that brings no cookie
        options=(f'--max-cron-threads={jobs}', '--db-filter='),
        **options,
    )


def make_account(odoo, address='http://127.0.0.1:9'):
    """The number all of it is about; returns the ids of `account` and `company`."""
    return odoo.run(
        ACCOUNT,
        address=address,
        number_id=NUMBER_ID,
        waba_id=WABA_ID,
        token=TOKEN,
        secret=SECRET,
        verify=VERIFY,
        uuid=UUID,
    )


class Database:
    """A look into the server's database, past Odoo: on one connection, by one thread at a time.

    Who looks all the time must not make the server begin anew for each look.
    """

    def __init__(self, odoo):
        self.name = odoo.database
        self._connection = None
        self._one_at_a_time = threading.Lock()

    def rows(self, query, *values):
        with self._one_at_a_time:
            self._connection = self._connection or connect(self.name)
            with self._connection, self._connection.cursor() as cursor:
                cursor.execute(query, values)
                return cursor.fetchall() if cursor.description else []

    def one(self, query, *values):
        return self.rows(query, *values)[0][0]


class Killer:
    """Kills processes with SIGKILL as the work goes on: the n-th when its share of it is done."""

    def __init__(self, odoo, times, progress, seed=0):
        """:param progress: function that tells how much of the work is done, from 0 to 1"""
        self.odoo, self.times, self.progress = odoo, times, progress
        self.kills = self.crashes = 0
        self._chance = random.Random(seed)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        self._thread.join(120)

    def _run(self):
        while self.kills < self.times and not self._over.is_set():
            if self.progress() < (self.kills + 0.5) / (self.times + 1):
                self._over.wait(0.1)
                continue
            # at any moment of what the process is doing
            self._over.wait(self._chance.uniform(0, 0.4))
            self._kill()

    def _kill(self):
        if (self.kills + 1) % EVERY_CRASH == 0:
            self.kills += 1
            self.crashes += 1
            self.odoo.crash()
            return
        jobs = self._chance.random() < 0.7
        workers = self.odoo.workers(jobs)
        if workers:
            with suppress(ProcessLookupError):
                os.kill(self._chance.choice(workers), signal.SIGKILL)
                self.kills += 1


class Sandbox:
    """WhatsApp's stand-in as a process of its own."""

    def __init__(self, ground, purpose, clinic=''):
        self.port = free_port()
        self.url = f'http://localhost:{self.port}'
        self.log = ground.log(f'{purpose}-sandbox')
        command = ['-m', 'sandbox', '--port', str(self.port), '--clinic', clinic or self.url]
        self._process = Detached([sys.executable, *command], self.log)
        self.http = requests.Session()
        self.http.trust_env = False
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            with suppress(requests.ConnectionError):
                self.http.get(f'{self.url}/_sandbox/state', timeout=10)
                return
            threading.Event().wait(0.1)
        raise RuntimeError(f"The sandbox did not start: see {self.log}")

    @property
    def pid(self):
        return self._process.pid

    def connect(self, odoo):
        """Give it the number of `make_account`, its webhooks going to that server."""
        self.post(
            'accounts',
            phone_number_id=NUMBER_ID,
            waba_id=WABA_ID,
            token=TOKEN,
            app_secret=SECRET,
            verify_token=VERIFY,
            webhook=odoo.url + PATH,
        )
        # the clinic asks how many people it may write to in a day, and believes what it is told
        self.post(f'accounts/{NUMBER_ID}', limit_tier='TIER_UNLIMITED')

    def post(self, name, /, **body):
        answer = self.http.post(f'{self.url}/_sandbox/{name}', json=body, timeout=120)
        if answer.status_code != 200:
            raise RuntimeError(answer.text)
        return answer.json()

    def approve(self, name, components):
        """A text of ours, with named variables, that is approved already."""
        self.post(
            'templates',
            account=NUMBER_ID,
            name=name,
            parameter_format='NAMED',
            components=components,
        )

    def get(self, name, /, **query):
        answer = self.http.get(f'{self.url}/_sandbox/{name}', params=query, timeout=120)
        return answer.json()

    def accepted(self):
        """Every message it took from the business."""
        found, since = [], 0
        while page := self.get(
            'messages', account=NUMBER_ID, direction='out', since=since, limit=5000
        )['messages']:
            found += page
            since = page[-1]['seq']
        return found

    def settle(self):
        """All that happened there was told, and taken."""
        for _time in range(20):
            if self.post('settle', timeout=30)['calm']:
                return
        raise RuntimeError("The sandbox finds no rest.")

    def stop(self):
        self._process.stop()


def signed(payload):
    """(body, headers) of a webhook as Meta sends it."""
    from sandbox.webhooks import signing

    body = signing.encode(payload)
    return body, signing.headers(body, SECRET)


def cpu_seconds(pids):
    """What these processes have computed so far."""
    ticks = 0
    for pid in pids:
        values = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
        ticks += int(values[11]) + int(values[12])
    return ticks / os.sysconf('SC_CLK_TCK')
