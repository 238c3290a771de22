import base64
import logging
import threading
import time
from collections import namedtuple
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import datetime, timedelta, timezone

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..engine import pac as engine
from .clinic_cfdi_pac import client_of

_logger = logging.getLogger(__name__)

THREADS = 8
CLAIMED = 16  # attempts a transaction
WRITES = 5  # tries to write an answer down
PERSON_WAITS = 40.0  # seconds
REBUILDS = 3  # of a comprobante whose date grew too old

Known = namedtuple('Known', 'name asks')


class ClinicCfdiDocument(models.Model):
    """The job that stamps: claim, commit, call outside any transaction, commit what came of it.

    Whatever dies on the way, the sealed bytes and the claim are in the database: the same bytes go
    out again, or the PAC is asked, and never are others made while one may have been stamped.
    """

    _inherit = 'clinic.cfdi.document'

    @api.model
    def _cron_stamp(self):
        """Settle all that is open; one worker at a time."""
        batches = self.env['clinic.cfdi.batch']
        self._run()
        while batches._seal_some():  # so that the first are stamped while the last are sealed
            self._run()
        self._renew_the_late()
        batches._close_what_ended()
        self._wake_for_the_next()

    def _stamp_now(self):
        """Stamp these while a person waits; what takes longer the job goes on with.

        The caller has committed. Its own cursor: nothing of the caller is open meanwhile.
        """
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).sudo()._run_these()
        self.env.invalidate_all()
        return True

    def _run_these(self):
        self._run(self.ids, time.monotonic() + PERSON_WAITS)
        if any(document.state == 'to_stamp' for document in self):
            self._wake_for_the_next()

    # ------------------------------------------------------------------ the loop
    @api.model
    def _run(self, ids=None, until=None):
        """:param ids: only the attempts of these documents
        :param until: when to stop claiming, on the monotonic clock
        """
        commit = self.env['ir.cron']._commit_progress
        clients, running, left = _Clients(), {}, True
        with ThreadPoolExecutor(THREADS, 'cfdi') as pool:
            while True:
                claimed = 0
                if left and len(running) < THREADS and (not until or time.monotonic() < until):
                    calls, claimed = self._claim_safely(ids)
                    for call in calls:
                        running[pool.submit(_perform, clients, call)] = call
                if not running:
                    if not claimed:
                        break
                    continue
                done, _under_way = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    call = running.pop(future)
                    if self._write_down(call, future):
                        left = commit(1) or bool(until)
        clients.close()

    @api.model
    def _claim_safely(self, ids):
        """`_claim`, committed: from here on the database knows of the calls. What another process
        has in its hands at this moment is looked at again."""
        for attempt in range(WRITES):
            try:
                found = self._claim(ids)
                self.env['ir.cron']._commit_progress(0)
            except (OperationalError, IntegrityError, ConcurrencyError) as error:
                self.env.cr.rollback()
                self.env.invalidate_all()
                _logger.info("Claim of attempts to stamp: %s", type(error).__name__)
                time.sleep(0.05 * 2**attempt)
            else:
                return found
        return [], 0  # the next run

    @api.model
    def _claim(self, ids):
        """([call as plain values], how many rows were looked at)."""
        now = time.time()
        rows = self.env['clinic.cfdi.attempt'].sudo()
        rows.flush_model()
        rows.env.cr.execute(
            SQL(
                """
                SELECT id FROM clinic_cfdi_attempt
                 WHERE (state IN ('ready', 'doubt') AND not_before <= %(now)s
                        OR state = 'calling' AND last_call <= %(now)s - %(lease)s)
                   AND (%(everything)s OR document_id = ANY(%(ids)s))
                 ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
                """,
                now=now,
                lease=engine.settle.LEASE,
                everything=ids is None,
                ids=list(ids or []),
                limit=CLAIMED,
            )
        )
        rows = rows.browse(row_id for [row_id] in rows.env.cr.fetchall())
        rows.invalidate_recordset(flush=False)
        calls, accounts = [], {}
        for row in rows:
            company = row.company_id
            if company not in accounts:
                accounts[company] = self.env['clinic.cfdi.pac']._for_company(company)
            pacs = accounts[company]
            attempt, known = row._engine(), _known(pacs)
            step = engine.next_step(attempt, known, now)
            if step.calls:
                attempt = engine.claim(attempt, step, now)
                row._keep(attempt)
                account = pacs.filtered(lambda pac, step=step: pac._key() == step.pac)
                calls.append(
                    {
                        'row': row.id,
                        'step': step,
                        'attempt': attempt,
                        'known': known,
                        'connection': account._connection(),
                        'xml': base64.b64decode(row.sent),
                    }
                )
            elif step.kind == 'person':
                attempt = engine.claim(attempt, step, now)
                row._keep(attempt)
                row.document_id._settled(attempt)
            elif step.kind == 'wait':
                row.not_before = max(step.until, now + 1)
                if not pacs:
                    row.document_id.problem = self.env._("No PAC is set up.")
                    row.document_id.remedy = self.env._("Set one up under Settings, PAC.")
        self.env.flush_all()
        return calls, len(rows)

    @api.model
    def _write_down(self, call, future):
        """Keep the answer of a call; True when it was kept."""
        try:
            outcome = future.result()
        except Exception as error:  # noqa: BLE001 - its claim stays, so it is in doubt
            _logger.error("Stamping of attempt %s broke: %s", call['row'], type(error).__name__)
            return False
        for attempt in range(WRITES):
            try:
                self._keep_answer(call, outcome)
                self.env['ir.cron']._commit_progress(0)
            except (OperationalError, IntegrityError, ConcurrencyError) as error:
                self.env.cr.rollback()
                self.env.invalidate_all()
                if attempt == WRITES - 1:
                    _logger.error("Answer of %s: %s", call['row'], type(error).__name__)
                time.sleep(0.05 * 2**attempt)
            else:
                return True
        return False

    @api.model
    def _keep_answer(self, call, outcome):
        rows = self.env['clinic.cfdi.attempt'].sudo()
        self.env.cr.execute(
            "SELECT state, calls FROM clinic_cfdi_attempt WHERE id = %s FOR UPDATE", [call['row']]
        )
        if self.env.cr.fetchone() != ('calling', call['attempt'].calls):
            return  # later than its lease: the step that followed knows better
        row = rows.browse(call['row'])
        attempt = engine.after(call['attempt'], outcome, call['known'], time.time())
        row._keep(attempt)
        row.document_id._settled(attempt, outcome.stamped)
        self.env.flush_all()

    # ------------------------------------------------------------------ what is left
    @api.model
    def _renew_the_late(self):
        """What was certainly not stamped only because its date was too old gets today's."""
        late = self.search(
            [('state', '=', 'rejected'), ('attempt_ids.kind', '=', 'time')], order='id', limit=100
        )
        for document in late.try_lock_for_update():
            last = document.attempt_ids[:1]
            if last.kind == 'time' and len(document.attempt_ids) < REBUILDS:
                self._of_moves(document.move_id)
        self.env['ir.cron']._commit_progress(0)

    @api.model
    def _wake_for_the_next(self):
        """What waits for its time is not left to the clock."""
        self.env['clinic.cfdi.attempt'].flush_model()
        self.env.cr.execute(
            """
            SELECT min(CASE WHEN state = 'calling' THEN last_call + %s ELSE not_before END)
              FROM clinic_cfdi_attempt WHERE state IN ('ready', 'calling', 'doubt')
            """,
            [engine.settle.LEASE],
        )
        [due] = self.env.cr.fetchone()
        if due is not None:
            soon = fields.Datetime.now() + timedelta(seconds=1)
            at = datetime.fromtimestamp(max(due, 0), timezone.utc).replace(
                tzinfo=None, microsecond=0
            )
            self._wake(max(at + timedelta(seconds=1), soon))

    @api.model
    def _wake(self, at=None):
        self.env.ref('clinic_cfdi.ir_cron_stamp').sudo()._trigger(at)


def _known(pacs):
    return [Known(pac._key(), pac.provider == 'finkok') for pac in pacs]


class _Clients:
    """The engine's clients of one run: of each account one a thread."""

    def __init__(self):
        self._of_thread = threading.local()
        self._all, self._lock = [], threading.Lock()

    def of(self, connection):
        mine = self._of_thread.__dict__
        if connection['name'] not in mine:
            mine[connection['name']] = client_of(connection)
            with self._lock:
                self._all.append(mine[connection['name']])
        return mine[connection['name']]

    def close(self):
        for client in self._all:
            client.close()


def _perform(clients, call):
    client = clients.of(call['connection'])
    return engine.perform(call['step'], client, call['xml'], call['attempt'].key)
