import json
import logging
import traceback
import zlib
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.clinic_crm.fields import Encrypted
from odoo.addons.clinic_crm.jobs import RUSH, wake_once
from odoo.addons.clinic_crm.reading import columns

from ..cloud_api import KINDS, Event, read_message, read_status

_logger = logging.getLogger(__name__)

JOBS = 2  # scheduled actions that apply events, each for its share of the conversations
BATCH = 25  # events a transaction
COLLISIONS = 6  # with others, before it is the event's own fault
BACKOFF = (5, 30, 120, 600, 3600)  # seconds before an event is tried again
# Their order within a conversation matters; a status only ever goes forward.
ORDERED = ('message', 'echo')
MISSED_FOR = timedelta(hours=1)  # longer than any transaction


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
    _early = models.Index("(received_at) WHERE kind = 'status' AND state = 'kept'")
    _open_of = models.Index("(account_id, conversation, id) WHERE state IN ('new', 'retry')")
    _stuck = models.Index("(account_id) WHERE state = 'quarantine'")

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

    # ------------------------------------------------------------------ applying
    @api.model
    def _wake(self):
        """Run the jobs that apply events, those for which no call is pending."""
        for number in range(JOBS):
            cron = self.env.ref(f'clinic_whatsapp.ir_cron_apply_events_{number}').sudo()
            wake_once(cron)

    def _apply_plainly(self):
        self.sudo().fetch([*columns(self.sudo()), 'content'])  # in one query
        self._check_number()
        self._applied(getattr(self, f'_apply_{self.kind}', self._apply_other)())

    def _applied(self, state=None):
        self.write({'state': state or 'done', 'error': False, 'next_attempt_at': False})

    def _apply(self):
        """Apply one event, whole or not at all."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._apply_plainly()
                self.env.flush_all()
        except RUSH:
            raise
        except Exception as error:  # noqa: BLE001  one event must not hold up the others
            # where, and what kind of error: its words may be a patient's
            where = ''.join(traceback.format_tb(error.__traceback__)[-4:])
            _logger.warning("Event %s: %s\n%s", self.id, type(error).__name__, where)
            self._failed(str(error) if isinstance(error, UserError) else type(error).__name__)

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
        self.env['clinic.whatsapp.message']._take_in(self, read_message(self._event()))

    def _apply_status(self):
        self._apply_statuses()
        return self.state

    def _apply_statuses(self):
        """How far messages of ours have come; of what others sent by this number, nothing."""
        Outbox = self.env['clinic.whatsapp.outbox']
        told = {}
        for event in self:
            event._check_number()
            told[event] = read_status(event._event().node)
        rows = Outbox._of_statuses({event: (event.account_id, told[event]) for event in self})
        for event in self:
            if row := rows.get(event):
                row._reported(told[event], event.at or event.received_at)
            event._applied('done' if row else 'kept')

    @api.model
    def _apply_what_came_early(self, accounts, wamids):
        """Apply statuses again that came without our mark, before a message had this id."""
        if not wamids:
            return
        self.flush_model(['state'])
        self.env.cr.execute(
            SQL(
                "UPDATE clinic_whatsapp_event SET state = 'new' WHERE account_id = ANY(%s)"
                " AND wamid = ANY(%s) AND kind = 'status' AND state = 'kept'",
                accounts.ids,
                wamids,
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model(['state'])
            self._wake()

    @api.model
    def _apply_what_was_missed(self):
        """Apply statuses that were kept as nobody's while another transaction wrote the id of the
        message they are about: neither saw the other."""
        self.flush_model(['state'])
        self.env['clinic.whatsapp.outbox'].flush_model(['wamid'])
        self.env.cr.execute(
            SQL(
                """
                UPDATE clinic_whatsapp_event e SET state = 'new'
                  FROM clinic_whatsapp_outbox o
                 WHERE e.kind = 'status' AND e.state = 'kept' AND e.received_at > %s
                   AND o.account_id = e.account_id AND o.wamid = e.wamid
                """,
                fields.Datetime.now() - MISSED_FOR,
            )
        )
        if self.env.cr.rowcount:
            self.invalidate_model(['state'])
            self._wake()

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


def _moment(seconds):
    return seconds and datetime(1970, 1, 1) + timedelta(seconds=seconds)
