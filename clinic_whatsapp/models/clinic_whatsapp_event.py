import json
import logging
import random
import time
import traceback
import zlib
from datetime import datetime, timedelta

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.clinic_crm.fields import Encrypted

from ..cloud_api import KINDS, Event, read_status

_logger = logging.getLogger(__name__)

JOBS = 2  # scheduled actions that apply events, each for its share of the conversations
BATCH = 25  # events a transaction
COLLISIONS = 6  # with others, before it is the event's own fault
BACKOFF = (5, 30, 120, 600, 3600)  # seconds before an event is tried again
# Their order within a conversation matters; a status only ever goes forward.
ORDERED = ('message', 'echo')
RUSH = (UniqueViolation, ConcurrencyError, OperationalError)


class ClinicWhatsappEvent(models.Model):
    """One thing a delivery told, once, however often Meta tells it.

    A job applies events of a conversation in order. One that cannot be applied is tried again a few
    times and then lies in quarantine, to be seen and tried by a person; it holds nobody else up.
    """

    _name = 'clinic.whatsapp.event'
    _description = "Event of WhatsApp"
    _inherit = ['clinic.whatsapp.kept.mixin', 'clinic.encrypted.mixin']
    _order = 'id desc'
    _log_access = False

    account_id = fields.Many2one(
        'clinic.whatsapp.account',
        required=True,
        readonly=True,
        ondelete='cascade',
        index=True,
    )
    delivery_id = fields.Many2one(
        'clinic.whatsapp.delivery',
        readonly=True,
        ondelete='set null',
        index='btree_not_null',
    )
    kind = fields.Selection([(kind, kind) for kind in KINDS], required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    field = fields.Char(string="Meta's field", readonly=True)
    wamid = fields.Char(string="Message ID", readonly=True, index='btree_not_null')
    status = fields.Char(readonly=True)
    conversation = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    job = fields.Integer(required=True, readonly=True)
    at = fields.Datetime(string="When", readonly=True)
    received_at = fields.Datetime(required=True, readonly=True, index=True)
    content = Encrypted(readonly=True, audited=False, groups=fields.NO_ACCESS)
    state = fields.Selection(
        [
            ('new', "To apply"),
            ('retry', "Tried, will be again"),
            ('done', "Applied"),
            ('kept', "Kept"),
            ('quarantine', "Could not be applied"),
        ],
        required=True,
        readonly=True,
        default='new',
        help="Kept: nothing has to be done about it.",
    )
    attempts = fields.Integer(readonly=True)
    next_attempt_at = fields.Datetime(readonly=True)
    error = fields.Char(readonly=True)

    _key_uniq = models.Constraint('UNIQUE (account_id, key)', "This event is known already.")
    _to_apply = models.Index("(job, id) WHERE state IN ('new', 'retry')")
    _open_of = models.Index("(account_id, conversation, id) WHERE state IN ('new', 'retry')")

    # ------------------------------------------------------------------ in
    @api.model
    def _keep(self, delivery, events):
        """Keep the events (`cloud_api.Event`) of a delivery, each for the number it is about.

        What concerns a number that is not ours lies in quarantine on the one it came by.
        """
        now = fields.Datetime.now()
        accounts, rows = {}, {}
        for event in events:
            number = event.phone_number_id
            if number not in accounts:
                accounts[number] = delivery.account_id._sibling(number)
            account = accounts[number] or delivery.account_id
            conversation = event.conversation or event.key
            rows[account.id, event.key] = {
                'account_id': account.id,
                'delivery_id': delivery.id,
                'kind': event.kind,
                'key': event.key,
                'field': event.field[:200],
                'wamid': event.wamid[:300] or None,
                'status': event.status[:40] or None,
                'conversation': conversation[:300],
                'job': zlib.crc32(f'{account.id}:{conversation}'.encode()) % JOBS,
                'at': _moment(event.at),
                'received_at': now,
                'content': json.dumps(
                    {'node': event.node, 'contact': event.contact, 'number': number}
                ),
                'state': 'new' if accounts[number] else 'quarantine',
                'attempts': 0,
                'error': None
                if accounts[number]
                else self.env._("It is about number %(number)s, which is not one of ours.",
                                number=number[:40]),
            }  # fmt: skip
        kept = self._insert_once(list(rows.values()), ('account_id', 'key'))
        if kept:
            self.env.cr.execute(
                SQL(
                    "UPDATE clinic_whatsapp_account SET last_webhook_at = %s"
                    " WHERE id = %s AND last_webhook_at IS DISTINCT FROM %s",
                    now,
                    delivery.account_id.id,
                    now,
                )
            )
        return kept

    def _event(self):
        """The record as the `cloud_api.Event` it was made of."""
        self.ensure_one()
        content = json.loads(self.sudo().content or '{}')
        return Event(
            kind=self.kind,
            key=self.key,
            field=self.field or '',
            phone_number_id=self.account_id.phone_number_id,
            wamid=self.wamid or '',
            status=self.status or '',
            conversation=self.sudo().conversation or '',
            at=self.at and int((self.at - datetime(1970, 1, 1)).total_seconds()),
            node=content.get('node') or {},
            contact=content.get('contact') or {},
        )

    # ------------------------------------------------------------------ the jobs
    @api.model
    def _wake(self):
        """Run the jobs that apply events, those for which no call is pending."""
        for number in range(JOBS):
            cron = self.env.ref(f'clinic_whatsapp.ir_cron_apply_events_{number}').sudo()
            wake_once(cron)

    @api.model
    def _cron_apply(self, job):
        """Apply the events of one job's conversations, some a transaction."""
        Cron = self.env['ir.cron']
        collisions = 0
        while True:
            some = self.browse()
            try:
                with mute_logger('odoo.sql_db'):
                    some = self._next(job, 1 if collisions else BATCH)
                    some._apply_in_order()
                    self.env.flush_all()
                    left = Cron._commit_progress(len(some), remaining=self._count_waiting(job))
            except RUSH as error:  # somebody else changed the same: again, one by one
                self.env.cr.rollback()
                self.env.invalidate_all()
                collisions += 1
                if collisions > COLLISIONS and some:
                    some._failed(type(error).__name__)  # it is its own fault
                    Cron._commit_progress(1)
                    collisions = 0
                time.sleep(random.uniform(0, 0.02 * 2**collisions))
                continue
            collisions = 0
            if not some or not left:
                return

    def _apply_in_order(self):
        """Apply these; behind a message that fails, those of its conversation wait."""
        held = set()
        for event in self:
            line = event.kind in ORDERED and (event.account_id.id, event.sudo().conversation)
            if line and line in held:
                continue
            event._apply()
            if line and event.state == 'retry':
                held.add(line)

    @api.model
    def _next(self, job, limit):
        """The next events of a job, locked. Behind a message that waits, its conversation waits."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
            SELECT e.id FROM clinic_whatsapp_event e
             WHERE e.job = %(job)s AND e.state IN ('new', 'retry')
               AND (e.next_attempt_at IS NULL OR e.next_attempt_at <= %(now)s)
               AND (e.kind NOT IN %(ordered)s OR NOT EXISTS (
                    SELECT FROM clinic_whatsapp_event before
                     WHERE before.account_id = e.account_id
                       AND before.conversation = e.conversation
                       AND before.state IN ('new', 'retry')
                       AND before.kind IN %(ordered)s
                       AND before.next_attempt_at > %(now)s
                       AND before.id < e.id))
             ORDER BY e.id
             LIMIT %(limit)s
               FOR UPDATE OF e SKIP LOCKED
            """,
                job=job,
                now=fields.Datetime.now(),
                ordered=ORDERED,
                limit=limit,
            )
        )
        events = self.browse(row_id for [row_id] in self.env.cr.fetchall())
        # those that came together are applied in the order in which they were written
        return events.sorted(lambda event: (event.at or event.received_at, event.id))

    @api.model
    def _count_waiting(self, job):
        return len(self._next(job, BATCH))

    def _apply(self):
        """Apply one event, whole or not at all."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._check_number()
                state = getattr(self, f'_apply_{self.kind}', self._apply_other)()
                self.env.flush_all()
        except RUSH:
            raise
        except Exception as error:  # noqa: BLE001  one event must not hold up the others
            # where, and what kind of error: its words may be a patient's
            where = ''.join(traceback.format_tb(error.__traceback__)[-4:])
            _logger.warning("Event %s: %s\n%s", self.id, type(error).__name__, where)
            self._failed(str(error) if isinstance(error, UserError) else type(error).__name__)
        else:
            self.write({'state': state or 'done', 'error': False, 'next_attempt_at': False})

    def _check_number(self):
        """An event is applied on the number it is about, never on the one it came by.

        :raises UserError: that number is not ours
        """
        number = json.loads(self.sudo().content or '{}').get('number') or ''
        account = self.account_id._sibling(number)
        if not account:
            raise UserError(
                self.env._(
                    "It is about number %(number)s, which is not one of ours.", number=number[:40]
                )
            )
        if account != self.account_id:
            self.account_id = account

    def _failed(self, error):
        attempts = self.attempts + 1
        vals = {'attempts': attempts, 'error': error[:200]}
        if attempts > len(BACKOFF):
            self.write(vals | {'state': 'quarantine', 'next_attempt_at': False})
            return
        later = fields.Datetime.now() + timedelta(seconds=BACKOFF[attempts - 1])
        self.write(vals | {'state': 'retry', 'next_attempt_at': later})

    def action_apply_again(self):
        """Try these events once more, after what was wrong was mended; what is done stays done."""
        self.check_access('write')
        stuck = self.sudo().filtered(lambda event: event.state in ('retry', 'quarantine'))
        stuck.write({'state': 'new', 'attempts': 0, 'next_attempt_at': False, 'error': False})
        self._wake()

    # ------------------------------------------------------------------ one method a kind
    def _apply_other(self):
        """What needs nothing done: it stays to be looked at."""
        return 'kept'

    def _apply_message(self):
        self.env['clinic.whatsapp.message']._take_in(self)

    def _apply_status(self):
        """How far one of our messages has come; of what others sent by this number, nothing."""
        status = read_status(self._event().node)
        row = self.env['clinic.whatsapp.outbox']._of_status(self.account_id, status)
        if not row:
            return 'kept'
        self.env.cr.execute("SELECT FROM clinic_whatsapp_outbox WHERE id = %s FOR UPDATE", [row.id])
        row._reported(status, self.at or self.received_at)
        return 'done'

    def _apply_template(self):
        """What Meta's review says of one of our texts."""
        return self.env['clinic.whatsapp.template']._reviewed(self)

    @api.autovacuum
    def _gc_events(self):
        """Forget events that were applied and are old: Meta repeats itself for seven days."""
        old = self.sudo().search(
            [
                ('state', 'in', ('done', 'kept')),
                ('received_at', '<', fields.Datetime.now() - timedelta(days=90)),
            ],
            order='id',
            limit=2000,
        )
        old.unlink()
        return len(old), 2000 if len(old) == 2000 else 0


def wake_once(cron):
    """Run a job now unless a call is pending that nobody is answering yet.

    A pending call whose row is locked is being answered: what is new may have come too late for it.
    """
    cron.env.cr.execute(
        "SELECT FROM ir_cron_trigger WHERE cron_id = %s AND call_at <= now() AT TIME ZONE 'UTC'"
        " LIMIT 1 FOR KEY SHARE SKIP LOCKED",
        [cron.id],
    )
    if not cron.env.cr.rowcount:
        cron._trigger()


def _moment(seconds):
    return seconds and datetime(1970, 1, 1) + timedelta(seconds=seconds)
