"""Odoo's processes that stamp, forked from one that has loaded the registry, and killed.

    python -m tests.chaos.stampers CONFIG DATABASE PLAN

The plan is JSON: `url` of the sandbox, `size`, `kills`, `seed`. One process runs the job, three are
people who seal comprobantes and press “Stamp”, often both at the same one; each may be killed at
any instruction and another takes its place. The last line said is JSON of what happened.
"""

import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from datetime import datetime, timezone

import requests

import odoo.init  # noqa: F401  (makes the namespace package whole)
from odoo import SUPERUSER_ID, api, sql_db
from odoo.exceptions import LockError, UserError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

from tests.support.ground import connect

PEOPLE = 3
INVOICES_SHARE, MOST_INVOICES = 0.1, 300
CALL_SECONDS, WHOLE_SECONDS = 1.5, 4.0  # a silence takes so long here, not the half minute
LATE = 5  # seconds after which nothing of a call is under way any more
MINUTE = 60.0
MOST = 0.94  # of the comprobantes are stamped when the storm ends, in the middle of it
LIMIT_SECONDS = 3 * 3600
RUNS = 2  # of the job, after which nothing may be open

OPEN = "SELECT count(*) FROM clinic_cfdi_document WHERE state IN ('draft', 'to_stamp', 'rejected')"
STAMPED = "SELECT count(*) FROM clinic_cfdi_document WHERE state = 'stamped'"
STATES = "SELECT state, count(*) FROM clinic_cfdi_document GROUP BY state"
# Time passes for what waits. For a call that may still be under way it does not: the PAC's clock
# goes on as ours does.
PASSES = """
UPDATE clinic_cfdi_attempt
   SET not_before = greatest(0, not_before - %(seconds)s),
       last_call = greatest(0, last_call - %(seconds)s),
       doubt_at = greatest(0, doubt_at - %(seconds)s),
       first_call = greatest(0, first_call - %(seconds)s)
 WHERE id IN (
    SELECT id FROM clinic_cfdi_attempt
     WHERE state IN ('ready', 'calling', 'doubt')
       AND write_date < now() AT TIME ZONE 'UTC' - %(late)s * interval '1 second'
     FOR UPDATE SKIP LOCKED)
"""


def main():
    rc, database, text = sys.argv[1:]
    plan = json.loads(text)
    config.parse_config(['-c', rc, '-d', database, '--no-http'])
    registry = Registry(database)
    _hurry()
    with _env(registry) as env:
        clinic = _make(env, plan)
    begun = time.monotonic()
    storm = Storm(registry, database, plan, clinic)
    storm.run()
    told = {'storm_seconds': round(time.monotonic() - begun, 1), 'kills': storm.kills}
    told['open_after_storm'] = storm.one(OPEN)
    told['faults'] = storm.calm(plan['url'])
    told['settled'] = storm.settle()
    told['states'] = dict(storm.rows(STATES))
    told['broken'] = storm.broken
    print(json.dumps(told), flush=True)


def _hurry():
    from odoo.addons.clinic_cfdi.engine.pac.wire import Wire

    Wire.__init__.__defaults__ = ((CALL_SECONDS, CALL_SECONDS), WHOLE_SECONDS, None)


@contextlib.contextmanager
def _env(registry):
    with registry.cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})


# ---------------------------------------------------------------------- the clinic
def _make(env, plan):
    """A Mexican clinic with a CSD, both PACs, posted invoices and other comprobantes to seal."""
    from scripts.generator.csd import make_csd

    env.ref('base.MXN').active = True
    mexico = env.ref('base.mx')
    company = env['res.company'].create(
        {
            'name': "Caos",
            'country_id': mexico.id,
            'currency_id': env.ref('base.MXN').id,
            'vat': 'EKU9003173C9',
            'zip': '06700',
            'cfdi_name': "ESCUELA KEMPER URGATE",
            'cfdi_regime': '601',
        }
    )
    env['account.chart.template'].try_loading('mx', company, install_demo=False)
    env = env(context={**env.context, 'allowed_company_ids': company.ids})
    cer, key, password = make_csd('EKU9003173C9', "ESCUELA KEMPER URGATE")
    env['clinic.cfdi.certificate'].create(
        {'company_id': company.id, 'new_cer': cer, 'new_key': key, 'new_password': password}
    )
    pac = {'company_id': company.id, 'base_url': plan['url'], 'sat_url': plan['url']}
    login = {'new_user': 'sandbox@clinica.example', 'new_password': 'sandbox-password'}
    env['clinic.cfdi.pac'].create(
        [
            {**pac, **login, 'name': "SW", 'provider': 'sw', 'sequence': 1},
            {**pac, **login, 'name': "Finkok", 'provider': 'finkok', 'sequence': 2},
        ]
    )
    invoices = min(MOST_INVOICES, int(plan['size'] * INVOICES_SHARE))
    moves = _invoices(env, company, mexico, invoices)
    env['clinic.cfdi.document'].create(
        [
            {'company_id': company.id, 'kind': 'I', 'name': f'C/{number:06}'}
            for number in range(plan['size'] - invoices)
        ]
    )
    return {'company': company.id, 'moves': moves.ids}


def _invoices(env, company, mexico, count):
    exempt = env.ref(f'account.{company.id}_tax19')
    visit = env['product.product'].create(
        {
            'name': "Consulta",
            'type': 'service',
            'list_price': 850,
            'cfdi_key': '85121502',
            'taxes_id': [Command.set(exempt.ids)],
        }
    )
    patient = env['res.partner'].create(
        {
            'name': "Xochilt Casas Chávez",
            'vat': 'CACX7605101P8',
            'zip': '36257',
            'country_id': mexico.id,
            'cfdi_regime': '612',
            'cfdi_use': 'D01',
        }
    )
    moves = env['account.move'].create(
        [
            {
                'move_type': 'out_invoice',
                'company_id': company.id,
                'partner_id': patient.id,
                'invoice_line_ids': [Command.create({'product_id': visit.id})],
            }
            for _number in range(count)
        ]
    )
    moves.action_post()
    return moves


# ---------------------------------------------------------------------- who works there
def job(registry, _clinic, _chance):
    """The scheduled job, one run after the other."""
    while True:
        one_run(registry)
        time.sleep(0.05)


def one_run(registry, _clinic=None, _chance=None):
    with _env(registry) as env:
        env['clinic.cfdi.document']._cron_stamp()


def person(registry, clinic, chance):
    """Seals what is to be stamped and presses “Stamp”, or leaves that to the job."""
    loaded = {}
    while seal_some(registry, clinic, chance, loaded):
        pass
    time.sleep(3600)  # nothing is left to do, but one can still be killed


def mend(registry, clinic, chance):
    """Stamp again what was refused; the job does the rest."""
    while seal_some(registry, clinic, chance, {}, at_once=0.0):
        pass


def seal_some(registry, clinic, chance, loaded, at_once=0.15):
    """Take the next that wait, as whoever else does at this moment; False: none."""
    with _env(registry) as env:
        env = env(context={'allowed_company_ids': [clinic['company']]})
        cr, documents = env.cr, env['clinic.cfdi.document']
        cr.execute(
            "SELECT id FROM account_move WHERE id = ANY(%s) AND id NOT IN (SELECT move_id"
            " FROM clinic_cfdi_document WHERE move_id IS NOT NULL AND state != 'rejected')"
            " ORDER BY id LIMIT 2",
            [clinic['moves']],
        )
        moves = [row_id for [row_id] in cr.fetchall()]
        cr.execute(
            "SELECT id FROM clinic_cfdi_document WHERE move_id IS NULL"
            " AND state IN ('draft', 'rejected') ORDER BY id LIMIT 6"
        )
        bare = [row_id for [row_id] in cr.fetchall()]
        cr.rollback()
        if not moves and not bare:
            return False
        if moves and (not bare or chance.random() < 0.3):
            _press(env, env['account.move'].browse(chance.choice(moves)))
            return True
        document = documents.browse(chance.choice(bare))
        with contextlib.suppress(LockError):
            retrying(lambda: _seal(document, loaded), env)
            if chance.random() < at_once:
                document._stamp_now()
        return True


def _press(env, move):
    """Stamp an invoice; somebody else may have been quicker."""
    try:
        retrying(lambda: move._cfdi_stamp(), env)
    except (UserError, LockError):
        env.cr.rollback()


def _seal(document, loaded):
    """As `_of_moves` does with an invoice."""
    from tests.support.cfdi import invoice

    document.lock_for_update()
    document.invalidate_recordset()
    if document.state in ('draft', 'rejected'):
        now = datetime.now(timezone.utc)
        document._begin(invoice(serie='C', folio=document.name[2:], date=now), loaded)


# ---------------------------------------------------------------------- what befalls them
class Storm:
    def __init__(self, registry, database, plan, clinic):
        self.registry, self.clinic = registry, clinic
        self._connection = connect(database)  # those who are forked leave it alone
        self.size, self.times = plan['size'], plan['kills']
        self.chance = random.Random(plan['seed'])
        self.kills, self.broken = 0, []
        self._working = {}  # pid -> what it does
        self._passed = 0.0

    def one(self, query, **values):
        return self.rows(query, **values)[0][0]

    def rows(self, query, **values):
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def run(self):
        for task in (job, *[person] * PEOPLE):
            self._start(task)
        limit = time.monotonic() + LIMIT_SECONDS
        while self.kills < self.times or self.one(STAMPED) < self.size * MOST:
            if time.monotonic() > limit or len(self.broken) > 20:
                self.broken.append("the storm did not end")
                break
            self._replace_the_dead()
            due = self.one(STAMPED) / (self.size * MOST) >= (self.kills + 0.5) / (self.times + 1)
            if due and self.kills < self.times:
                time.sleep(self.chance.uniform(0, 0.15))  # at any moment of what it does
                os.kill(self.chance.choice(list(self._working)), signal.SIGKILL)
                self.kills += 1
            if time.monotonic() - self._passed > 1:
                self.time_passes(MINUTE)
            time.sleep(0.05)
        for pid in self._working:  # and in the end everything at once
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.kills += len(self._working)

    def calm(self, url):
        """Nothing fails any more: how often each fault struck."""
        faults, struck = f'{url}/_sandbox/faults', {}
        for rule in requests.get(faults, timeout=30).json()['faults']:
            name = rule['kind'] + (' after' if rule.get('after') else '')
            struck[name] = rule['fired']
        requests.delete(faults, timeout=30)
        time.sleep(LATE)  # what was under way has arrived or never will
        return struck

    def settle(self):
        """The comprobantes that are open after each run of the job."""
        self._whole(mend)
        found = []
        for _run in range(RUNS):
            self.time_passes(2 * 3600.0, late=0)
            self._whole(one_run)
            found.append(self.one(OPEN))
        return found

    def time_passes(self, seconds, late=LATE):
        self._passed = time.monotonic()
        self.rows(PASSES, seconds=seconds, late=late)

    def _start(self, task):
        seed = self.chance.random()
        sql_db.close_all()
        pid = os.fork()
        if pid:
            self._working[pid] = task
            return pid
        try:
            task(self.registry, self.clinic, random.Random(seed))
        except BaseException:
            print(f"--- {task.__name__} broke", traceback.format_exc(), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)

    def _whole(self, task):
        """A process that is let do its work to the end."""
        pid = self._start(task)
        del self._working[pid]
        if os.waitpid(pid, 0)[1]:
            self.broken.append(f"{task.__name__} failed")

    def _replace_the_dead(self):
        for pid, task in list(self._working.items()):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            if not os.WIFSIGNALED(status):
                self.broken.append(f"{task.__name__} ended by itself")
            del self._working[pid]
            self._start(task)


if __name__ == '__main__':
    main()
