import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, mute_logger, split_every

from odoo.addons.clinic_crm.models.clinic_message_channel import DeliveryError

from ..cloud_api import Accepted, Client, Turns
from .clinic_whatsapp_kept_mixin import WRITES
from .clinic_whatsapp_outbox import CAMPAIGN, LEASE

_logger = logging.getLogger(__name__)

CLAIMED = 40  # rows a transaction
THREADS = 32
UNDER_WAY = 120  # calls that wait for their turn or their answer; at one a second within a lease
AHEAD = 0.7  # seconds of turns given, below which the next rows are claimed
PATIENCE = 0.1  # seconds between two looks at what has come back
TRIES = 3  # of a message whose answers were lost, each after proof that it did not arrive
DOUBT = timedelta(minutes=15)  # before an answer that was lost is taken for a refusal
GIVEN_UP = timedelta(hours=24)


class ClinicWhatsappOutbox(models.Model):
    """The job that sends: claim, commit, call outside any transaction, write what came of it."""

    _inherit = 'clinic.whatsapp.outbox'

    @api.model
    def _cron_send(self):
        """Send what waits, as fast as each number may. One worker at a time runs this.

        While calls are under way the next are made ready and what came back is written down.
        """
        self = self.with_context(lang=self.env.company._staff_lang())
        Cron = self.env['ir.cron']
        for tidy in (self._expire, self._doubt_the_overdue, self._settle_doubts):
            self._committed(tidy)
        turns, budgets, running, left = {}, {}, {}, True
        with ThreadPoolExecutor(THREADS, 'whatsapp') as pool:
            while True:
                seen = None
                room = len(running) <= UNDER_WAY - CLAIMED and _ahead(turns) < AHEAD
                if left and (room or not running):
                    # from its commit on only a webhook tells of a lost answer
                    claim = partial(self._claim, budgets, turns)
                    calls, seen = self._committed(claim) or ({}, 0)
                    for row_id, call in calls.items():
                        running[pool.submit(_in_turn, call)] = row_id
                done, _under_way = wait(running, 0 if seen == CLAIMED else PATIENCE)
                self._write_down({running.pop(call): call.result() for call in done})
                left = Cron._commit_progress(seen or 0, remaining=0)
                if not running and (seen == 0 or not left):
                    break
        if not left and self._count_ready():
            self._wake()  # the other jobs first
        self._wake_for_the_next()

    @api.model
    def _expire(self):
        """Close what has become useless while it waited, also behind a number that is stopped."""
        now = fields.Datetime.now()
        late = self.search([('state', '=', 'queued'), ('expires_at', '<=', now)], limit=500)
        for row in late.try_lock_for_update():
            row._stop('expired', self.env._("Too late to be useful."))
            if row.message_id:
                row.message_id._still_goes()

    # ------------------------------------------------------------------ claim
    @api.model
    def _claim(self, budgets, turns):
        """Take the next rows; returns ({row id: call}, how many rows were looked at).

        :param dict budgets: account → what is left of its day, kept by the caller
        :param dict turns: id of an account → its `Turns`, kept by the caller
        """
        self.flush_model()
        self.env['clinic.whatsapp.identity'].flush_model()
        self.env.cr.execute(self._ready(SQL("o.id"), CLAIMED))
        rows = self.browse(row_id for [row_id] in self.env.cr.fetchall())
        calls, now = rows._prepare_all(budgets), fields.Datetime.now()
        for row in self.browse(calls):
            call = calls[row.id]
            call['turn'] = _turn(turns, call)
            row.write(
                {
                    'state': 'sending',
                    'attempts': row.attempts + 1,
                    'called_at': now,
                    'lease_until': now + LEASE,
                    'next_attempt_at': False,
                }
            )
            row._spaced(time.time() + call['turn'] - time.monotonic())
        return calls, len(rows)

    def _prepare_all(self, budgets):
        """{row id: call}; if one breaks they are made one by one, and it holds nobody else up."""
        try:
            with self.env.cr.savepoint():
                # what is sealed is opened for all at once
                self.message_id.sudo().fetch(['variables'])
                as_it_is = self.filtered(lambda row: row.identity_id._may_be_answered())
                as_it_is.message_id.sudo().fetch(['body'])
                calls = self._prepare_each('_prepare', budgets)
                self.env.flush_all()
        except (OperationalError, ConcurrencyError):
            raise
        except Exception:  # noqa: BLE001 - which one it is, is found below
            self.env.invalidate_all()
            budgets.clear()
            calls = self._prepare_each('_prepare_alone', budgets)
        return calls

    def _prepare_each(self, method, budgets):
        for account in self.account_id:
            budgets[account] = budgets.get(account) or account._budget()
        calls = {row.id: getattr(row, method)(budgets[row.account_id]) for row in self}
        return {row_id: call for row_id, call in calls.items() if call}

    def _prepare_alone(self, budget):
        """As `_prepare`; a row that breaks is closed and holds nobody else up."""
        try:
            with self.env.cr.savepoint():
                call = self._prepare(budget)
                self.env.flush_all()
                return call
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it is its own
            _logger.error(
                "Message %s of WhatsApp cannot be made: %s", self.id, type(error).__name__
            )
            self.env.invalidate_all()
            self._give_up(self.env._("It could not be made ready for WhatsApp."))
            return None

    @api.model
    def _ready(self, what, limit):
        """The rows that may go now: of each person the first, of each kind of haste its own line.

        Nothing of an account that is parked; where Meta asked to pause, only answers.
        """
        return SQL(
            """
            SELECT %(what)s FROM clinic_whatsapp_outbox o
              JOIN clinic_whatsapp_account a ON a.id = o.account_id
              JOIN clinic_whatsapp_identity i ON i.id = o.identity_id
             WHERE o.state = 'queued' AND a.active AND a.parked_at IS NULL
               AND (a.slow_until IS NULL OR a.slow_until <= %(now)s)
               AND (a.paused_until IS NULL OR a.paused_until <= %(now)s OR i.window_until > %(now)s)
               AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= %(now)s)
               AND coalesce(i.next_send, 0) - (a.pair_burst - 1) * a.pair_seconds <= %(clock)s
               AND NOT EXISTS (
                   SELECT FROM clinic_whatsapp_outbox before
                    WHERE before.identity_id = o.identity_id AND before.priority = o.priority
                      AND before.state IN ('queued', 'sending') AND before.id < o.id)
             ORDER BY o.priority, o.id
             LIMIT %(limit)s
               FOR UPDATE OF o SKIP LOCKED
            """,
            what=what,
            now=fields.Datetime.now(),
            clock=time.time(),
            limit=limit,
        )

    @api.model
    def _count_ready(self):
        self.flush_model()
        self.env.cr.execute(self._ready(SQL("o.id"), CLAIMED))
        return len(self.env.cr.fetchall())

    @api.model
    def _wake_for_the_next(self):
        """What waits for its time, or for a little room to a person, is not left to the clock.

        Not before `_ready` would take it: else the job runs every second for nothing.
        """
        self.flush_model()
        self.env['clinic.whatsapp.account'].flush_model()
        self.env.cr.execute(
            """
            SELECT min(greatest(
                       o.next_attempt_at, a.slow_until,
                       CASE WHEN i.window_until > now() AT TIME ZONE 'UTC' THEN NULL
                            ELSE a.paused_until END,
                       to_timestamp(coalesce(i.next_send, 0)
                                    - (a.pair_burst - 1) * a.pair_seconds) AT TIME ZONE 'UTC'))
              FROM clinic_whatsapp_outbox o
              JOIN clinic_whatsapp_account a ON a.id = o.account_id
              JOIN clinic_whatsapp_identity i ON i.id = o.identity_id
             WHERE o.state = 'queued' AND a.active AND a.parked_at IS NULL
               AND NOT EXISTS (
                   SELECT FROM clinic_whatsapp_outbox before
                    WHERE before.identity_id = o.identity_id AND before.priority = o.priority
                      AND before.state IN ('queued', 'sending') AND before.id < o.id)
            """
        )
        [due] = self.env.cr.fetchone()
        if due:
            soon = fields.Datetime.now() + timedelta(seconds=1)
            self._wake(max(due.replace(microsecond=0), soon))

    def _prepare(self, budget):
        """The call for one row as plain values, or None when it does not go."""
        self.ensure_one()
        message = self.message_id.with_context(
            lang=self.identity_id.patient_id.company_id._staff_lang()
        )
        if self.identity_id.heir_id and not self.identity_id.active:
            self.identity_id = self.identity_id.heir_id  # queued while the person was renumbered
        if not self.identity_id.active:
            self._give_up(self.env._("The number is somebody else's now: ask for the new one."))
            return None
        if message and message.state not in ('queued', 'sending'):
            self._stop('cancelled', self.env._("It has arrived already."))
            return None
        if self.expires_at and self.expires_at <= fields.Datetime.now():
            self._stop('expired', self.env._("Too late to be useful."))
            if message:
                message._still_goes()
            return None
        if message and not message._still_goes():
            self._stop('cancelled', message.error or '')
            return None
        try:
            body = self._body()
        except UserError as error:
            self._give_up(str(error))
            return None
        if self.by_template and not budget.take(self):
            self._again(900, self.env._("Today's limit of Meta for new conversations is reached."))
            return None
        account = self.account_id
        return {
            'account': account.id,
            'connection': account._connection(),
            'number': account.phone_number_id,
            'rate': account.rate,
            'body': body,
        }

    # ------------------------------------------------------------------ write down
    @api.model
    def _write_down(self, results):
        """Write what the calls answered, at once; where a webhook writes the same, one by one."""
        left = dict(results)
        for attempt in range(WRITES):
            for some in split_every(1 if attempt else CLAIMED, sorted(left)):
                try:
                    with mute_logger('odoo.sql_db'):
                        self._write_some({row_id: left[row_id] for row_id in some})
                except (OperationalError, IntegrityError, ConcurrencyError):
                    self._step_back(attempt)
                except Exception as error:  # noqa: BLE001 - one answer must not lose the others
                    self.env.cr.rollback()
                    self.env.invalidate_all()
                    if len(some) == 1:
                        _logger.error("Result of message %s: %s", some[0], type(error).__name__)
                        del left[some[0]]  # its lease runs out, and a webhook tells
                else:
                    for row_id in some:
                        del left[row_id]
            if not left:
                return
        _logger.error("The results of %s messages could not be written", len(left))

    @api.model
    def _write_some(self, results):
        self.env.cr.execute(
            "SELECT FROM clinic_whatsapp_outbox WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [list(results)],
        )
        answers = {row: results[row.id] for row in self.browse(sorted(results))}
        taken = {row: got for row, got in answers.items() if isinstance(got, Accepted)}
        if taken:
            self._accepted(taken)
        for row, got in answers.items():
            if row not in taken:
                row._result(got)
        self.env['ir.cron']._commit_progress(0)

    # ------------------------------------------------------------------ doubts
    @api.model
    def _doubt_the_overdue(self):
        """What was being sent when its job died may have gone."""
        now = fields.Datetime.now()
        overdue = self.search([('state', '=', 'sending'), ('lease_until', '<', now)], limit=500)
        for row in overdue.try_lock_for_update():
            row._doubt()

    def _doubt(self):
        self.write(
            {
                'state': 'uncertain',
                'lease_until': fields.Datetime.now() + DOUBT,
                'error': self.env._("Meta's answer was lost: it may have gone."),
            }
        )

    @api.model
    def _settle_doubts(self):
        """Decide on lost answers that no webhook has cleared up.

        A status of something sent later proves that webhooks arrive: then this one was not
        accepted, and goes once more if it is still useful. Without such a proof a person decides.
        """
        now = fields.Datetime.now()
        if self._unread_news():
            return  # what tells of them may lie unread in our own inbox
        doubtful = self.search(
            [('state', '=', 'uncertain'), ('lease_until', '<=', now)], order='id', limit=200
        )
        for row in doubtful.try_lock_for_update():
            later = self.search_count(
                [
                    ('account_id', '=', row.account_id.id),
                    ('called_at', '>', row.called_at),
                    ('state', 'in', ('sent', 'delivered', 'read')),
                ],
                limit=1,
            )
            if later and row.attempts < TRIES and row.priority < CAMPAIGN:
                row.resent = True
                row._again(sentence=row.error)
            elif later or row.called_at < now - GIVEN_UP:
                row._give_up(
                    self.env._("It may have arrived. Ask before sending again."), unknown=True
                )
            else:
                row.lease_until = now + DOUBT

    @api.model
    def _unread_news(self):
        """Whether anything that Meta has told is still to be read or applied."""
        waiting = ('new', 'retry')
        return self.env['clinic.whatsapp.delivery'].search_count(
            [('state', 'in', waiting)], limit=1
        ) or self.env['clinic.whatsapp.event'].search_count(
            [('kind', '=', 'status'), ('state', 'in', waiting)], limit=1
        )

    def _give_up(self, sentence, code=0, unknown=False):
        """It does not go by WhatsApp; whoever asked for it may try another way."""
        self.ensure_one()
        self._stop('failed', sentence, code)
        if self.message_id:
            self.message_id._delivery_failed(DeliveryError(sentence, unknown=unknown))


def _turn(turns, call):
    """When a call may be made, by the pace of its number."""
    account, now = call['account'], time.monotonic()
    if account not in turns:
        turns[account] = Turns(max(1, call['rate']), now)
    return turns[account].next(now)


def _ahead(turns):
    """Seconds for which each number has something to send."""
    now = time.monotonic()
    return min((turn.ahead(now) for turn in turns.values()), default=0.0)


def _in_turn(call):
    time.sleep(max(0.0, call['turn'] - time.monotonic()))
    return _send(call)


def _send(call):
    """One call, in a thread of its own: what it returned or raised. No database in here."""
    try:
        return _client(call['connection']).send(call['number'], call['body'])
    except Exception as error:  # noqa: BLE001 - whatever it was, the call may have been made
        return error


_own = threading.local()  # of each thread, as long as its job runs: the connections it holds open


def _client(connection):
    name = tuple(sorted(connection.items()))
    clients = _own.__dict__.setdefault('clients', {})
    if name not in clients:
        clients[name] = Client(**connection)
    return clients[name]
