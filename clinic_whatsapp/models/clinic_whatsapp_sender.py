import logging
import math
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

from ..cloud_api import SLACK, Accepted, Client, Turns, pair_after, pair_wait
from .clinic_whatsapp_kept_mixin import WRITES
from .clinic_whatsapp_outbox import CAMPAIGN, LEASE

_logger = logging.getLogger(__name__)

CLAIMED = 40  # rows a transaction
THREADS = 32
UNDER_WAY = 120  # calls that wait for their turn or their answer; at one a second within a lease
AHEAD = 0.7  # seconds of turns given, below which the next rows are claimed
PATIENCE = 0.2  # seconds between two looks at what has come back
NEAR = 3.0  # seconds: what is due so soon the job waits for; Odoo would call it a minute later
RETAKES = 10  # of a turn that a busy machine missed, before a call goes all the same
TRIES = 3  # of a message whose answers were lost, each after proof that it did not arrive
DOUBT = timedelta(minutes=15)  # before an answer that was lost is taken for a refusal
GIVEN_UP = timedelta(hours=24)
CONSENTS = 'clinic.whatsapp.outbox.consents'


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
        for tidy in (
            self._expire,
            self.env['clinic.whatsapp.event']._apply_what_was_missed,
            self._doubt_the_overdue,
            self._settle_doubts,
        ):
            self._committed(tidy)
        pace, budgets, running, left = Pace(), {}, {}, True
        with ThreadPoolExecutor(THREADS, 'whatsapp') as pool:
            while True:
                seen = None
                room = len(running) <= UNDER_WAY - CLAIMED and pace.ahead() < AHEAD
                if left and (room or not running):
                    # from its commit on only a webhook tells of a lost answer
                    claim = partial(self._claim, budgets, pace)
                    calls, seen = self._committed(claim) or ({}, 0)
                    for row_id, call in calls.items():
                        running[pool.submit(_in_turn, call, pace)] = row_id
                    left = Cron._commit_progress(seen, remaining=0)
                done, _under_way = wait(running, 0 if seen == CLAIMED else PATIENCE)
                self._write_down({running.pop(call): call.result() for call in done})
                if running or done or (seen != 0 and left):  # what came back lets the next go
                    continue
                if not left:
                    break
                due = self._next_due()
                self._commit()  # nothing is locked meanwhile
                if not _await(due, left):
                    break
        if not left:
            if self._count_ready():
                self._wake()  # the other jobs first
            due = self._next_due()
        self._wake_for_the_next(due)

    @api.model
    def _expire(self):
        """Close what has become useless while it waited, also behind a number that is stopped."""
        now = fields.Datetime.now()
        late = self.search([('state', '=', 'queued'), ('expires_at', '<=', now)], limit=500)
        for row in late.try_lock_for_update():
            row._alone(row._too_late)

    def _too_late(self):
        self._stop('expired', self.env._("Too late to be useful."))
        if self.message_id:
            self.message_id._still_goes()

    def _broke(self):
        """A row that a step stumbled over is closed; one that may have gone stays in doubt.

        Written past the ORM, on the patient's message too: what failed here fails there as well.
        """
        sentence = self.env._(
            "The system failed on it: tell whoever runs the server, and tell the patient another "
            "way."
        )
        if self.state in ('sending', 'uncertain'):
            later = fields.Datetime.now() + DOUBT
            self._note_plainly(state='uncertain', error=sentence, lease_until=later)
            return
        self._note_plainly(state='failed', error=sentence, next_attempt_at=None, lease_until=None)
        message = self.message_id
        self.env.cr.execute(
            "UPDATE clinic_message SET state = 'failed', error_code = 'delivery', error = %s"
            " WHERE id = %s AND state IN ('queued', 'sending')",
            [sentence, message.id or None],
        )
        message.invalidate_recordset(['state', 'error_code', 'error'], flush=False)

    # ------------------------------------------------------------------ claim
    @api.model
    def _claim(self, budgets, pace):
        """Take the next rows; returns ({row id: call}, how many rows were looked at).

        :param dict budgets: account → what is left of its day, kept by the caller
        :param Pace pace: kept by the caller
        """
        self.flush_model()
        self.env['clinic.whatsapp.identity'].flush_model()
        self.env.cr.execute(self._ready(SQL("o.id"), CLAIMED))
        rows = self.browse(row_id for [row_id] in self.env.cr.fetchall())
        calls = rows._with_room()._prepare_all(budgets)
        self.browse(calls)._call_out(calls, pace)
        return calls, len(rows)

    def _with_room(self):
        """Those of these that each person may be sent at once.

        Each kind of haste has its own line, so that an answer and a reminder may come together.
        """
        now, dues, some = time.time(), {}, []
        for row in self:
            person, account = row.identity_id, row.account_id
            due, every = dues.get(person, person.next_send or 0.0), account.pair_seconds
            if pair_wait(due, now, every=every, burst=account.pair_burst) > 0:
                continue
            dues[person] = pair_after(due, now, every=every)
            some.append(row.id)
        return self.browse(some)

    def _call_out(self, calls, pace):
        """Note that these are called, and give each its turn."""
        now, dues = fields.Datetime.now(), {}
        for row in self:
            call, person = calls[row.id], row.identity_id
            call['turn'] = pace.turn(call)
            at = time.time() + call['turn'] - time.monotonic()
            due = dues.get(person, person.next_send or 0.0)
            dues[person] = pair_after(due, at, every=row.account_id.pair_seconds)
        for attempts, rows in self.grouped('attempts').items():
            rows.write(
                {
                    'state': 'sending',
                    'attempts': attempts + 1,
                    'called_at': now,
                    'lease_until': now + LEASE,
                    'next_attempt_at': False,
                }
            )
        self.env['clinic.whatsapp.identity']._space({one.id: due for one, due in dues.items()})

    def _prepare_all(self, budgets):
        """{row id: call}; if one breaks they are made one by one, and it holds nobody else up."""
        try:
            with self.env.cr.savepoint():
                # what is sealed is opened for all at once
                self.sudo().fetch(['content'])
                self.message_id.sudo().fetch(['variables'])
                as_it_is = self.filtered(lambda row: row.identity_id._may_be_answered())
                as_it_is.message_id.sudo().fetch(['body'])
                self._ask_consents()
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

    def _ask_consents(self):
        """Whether the patients may be written to, asked for all at once; until the next flush."""
        known = self.env.cr.precommit.data[CONSENTS] = {}
        for purpose, messages in self.message_id.grouped('purpose').items():
            patients = messages.patient_id
            states = patients._consent_states(purpose)
            for patient in patients:
                known[purpose, patient.id] = states.get(patient.id, 'not_asked')

    def _prepare_alone(self, budget):
        """As `_prepare`; a row that breaks is closed and holds nobody else up."""
        try:
            with self.env.cr.savepoint():
                return self._prepare(budget)
        except (OperationalError, ConcurrencyError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it is its own
            _logger.error(
                "Message %s of WhatsApp cannot be made: %s", self.id, type(error).__name__
            )
            self.env.invalidate_all()
            self._alone(self._give_up, self.env._("It could not be made ready for WhatsApp."))
            return None

    def _prepare(self, budget):
        """The call for one row as plain values, or None when it does not go."""
        self.ensure_one()
        if not self._is_wanted() or not self._is_at_hand():
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

    def _is_wanted(self):
        """Whether it is still to go; else it is closed with the reason."""
        if self.identity_id.heir_id and not self.identity_id.active:
            self.identity_id = self.identity_id.heir_id  # queued while the person was renumbered
        if not self.identity_id.active:
            self._give_up(self.env._("The number is somebody else's now: ask for the new one."))
            return False
        message = self.message_id.with_context(
            lang=self.identity_id.patient_id.company_id._staff_lang()
        )
        if message and message.state not in ('queued', 'sending'):
            arrived = message.state in ('sent', 'delivered', 'read')
            self._stop(
                'cancelled', self.env._("It has arrived already.") if arrived else message.error
            )
            return False
        if self.expires_at and self.expires_at <= fields.Datetime.now():
            self._too_late()
            return False
        consents = self.env.cr.precommit.data.get(CONSENTS)
        if message and not message._still_goes(consents):
            self._stop('cancelled', message.error or '')
            return False
        return True

    def _is_at_hand(self):
        """Whether all that belongs to it is there to be sent; else it is put off."""
        return True

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
                        self._commit()
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

    # ------------------------------------------------------------------ doubts
    @api.model
    def _doubt_the_overdue(self):
        """What was being sent when its job died may have gone."""
        now = fields.Datetime.now()
        overdue = self.search([('state', '=', 'sending'), ('lease_until', '<', now)], limit=500)
        for row in overdue.try_lock_for_update():
            row._alone(row._doubt)

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
            row._alone(row._settle)

    def _settle(self):
        now = fields.Datetime.now()
        later = self.search_count(
            [
                ('account_id', '=', self.account_id.id),
                ('called_at', '>', self.called_at),
                ('state', 'in', ('sent', 'delivered', 'read')),
            ],
            limit=1,
        )
        if later and self.attempts < TRIES and self.priority < CAMPAIGN:
            self.resent = True
            self._again(sentence=self.error)
        elif later or self.called_at < now - GIVEN_UP:
            self._give_up(
                self.env._("It may have arrived. Ask before sending again."), unknown=True
            )
        else:
            self.lease_until = now + DOUBT

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


class Pace:
    """The turns of each number, for claims and for calls that missed theirs."""

    def __init__(self):
        self._turns, self._lock = {}, threading.Lock()

    def turn(self, call):
        """When a call may be made, by the pace of its number."""
        account, now = call['account'], time.monotonic()
        with self._lock:
            if account not in self._turns:
                self._turns[account] = Turns(max(1, call['rate']), now)
            return self._turns[account].next(now)

    def ahead(self):
        """Seconds for which each number has something to send."""
        now = time.monotonic()
        return min((turns.ahead(now) for turns in self._turns.values()), default=0.0)


def _await(due, left):
    """Wait for what is due in a moment; whether there is reason to look again.

    When the job was run by hand nobody waits.
    """
    if not due or math.isinf(left):
        return False
    seconds = (due - fields.Datetime.now()).total_seconds()
    if seconds > min(NEAR, left):
        return False
    time.sleep(max(PATIENCE, seconds))
    return True


def _in_turn(call, pace):
    """Make a call in its turn. One that was missed is given up: made late it would come too near
    to the next ones."""
    turn = call['turn']
    for _time in range(RETAKES):
        time.sleep(max(0.0, turn - time.monotonic()))
        if time.monotonic() - turn <= SLACK:
            break
        turn = pace.turn(call)
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
