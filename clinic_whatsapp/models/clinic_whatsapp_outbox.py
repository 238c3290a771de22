import json
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.clinic_crm.fields import Encrypted
from odoo.addons.clinic_crm.identity import phone_from_wa_id
from odoo.addons.clinic_crm.jobs import wake_once
from odoo.addons.clinic_crm.reading import find

from ..cloud_api import PayloadError, further, messages

STATES = [
    ('queued', "Queued"),
    ('sending', "Sending"),
    ('uncertain', "May have gone"),
    ('accepted', "Accepted by Meta"),
    ('sent', "Sent"),
    ('delivered', "Delivered"),
    ('read', "Read"),
    ('failed', "Failed"),
    ('expired', "Too late"),
    ('cancelled', "Not sent"),
]
# How far a row's state brings its message.
STEPS = {'accepted': 'sent', 'sent': 'sent', 'delivered': 'delivered', 'read': 'read'}
OPEN = ('queued', 'sending', 'uncertain')
# what goes first when much waits: who has just written waits for an answer
ANSWER, REMINDER, CAMPAIGN = 0, 1, 2
PRIORITIES = {'care': ANSWER, 'appointments': REMINDER, 'follow_up': REMINDER}
LEASE = timedelta(minutes=3)  # longer than any call
LAST = 'clinic.whatsapp.outbox.last'


class ClinicWhatsappOutbox(models.Model):
    """A message on its way to a person, written in the transaction of what it tells of.

    `queued` → `sending`, committed before the call → `accepted`, or what the answer says. A call
    whose answer was lost leaves the row `uncertain`: the next webhook tells what became of it (its
    uuid comes back in every status), and nothing sends it again before.
    """

    _name = 'clinic.whatsapp.outbox'
    _description = "Message on its way by WhatsApp"
    _inherit = ['clinic.whatsapp.kept.mixin', 'clinic.encrypted.mixin']
    _order = 'id desc'

    account_id = fields.Many2one(
        'clinic.whatsapp.account', required=True, readonly=True, ondelete='restrict', index=True
    )
    company_id = fields.Many2one(
        related='account_id.company_id', store=True, precompute=True, index=True
    )
    identity_id = fields.Many2one(
        'clinic.whatsapp.identity', required=True, readonly=True, ondelete='restrict', index=True
    )
    message_id = fields.Many2one(
        'clinic.message', readonly=True, ondelete='restrict', index='btree_not_null'
    )
    idempotency_key = fields.Char(required=True, readonly=True)
    priority = fields.Integer(required=True, readonly=True, default=ANSWER)
    # JSON of what is sent; empty: made of the message when it goes
    content = Encrypted(readonly=True, audited=False, groups=fields.NO_ACCESS)
    reply_to = fields.Char(readonly=True)
    by_template = fields.Boolean(
        string="By approved text", readonly=True, help="Begun by the clinic, not an answer."
    )
    template_id = fields.Many2one(
        'clinic.whatsapp.template', readonly=True, ondelete='set null', index='btree_not_null'
    )
    state = fields.Selection(STATES, required=True, readonly=True, default='queued', index=True)
    wamid = fields.Char(string="Message ID", readonly=True, index='btree_not_null')
    attempts = fields.Integer(readonly=True)
    resent = fields.Boolean(string="Sent once more", readonly=True)
    next_attempt_at = fields.Datetime(readonly=True)
    called_at = fields.Datetime(readonly=True)
    lease_until = fields.Datetime(readonly=True)
    accepted_at = fields.Datetime(readonly=True)
    expires_at = fields.Datetime(readonly=True)
    error_code = fields.Integer(string="Meta's code", readonly=True)
    error = fields.Char(string="Why not", readonly=True)
    billable = fields.Boolean(readonly=True)
    pricing_category = fields.Char(readonly=True)

    _key_uniq = models.Constraint('UNIQUE (idempotency_key)', "This message is on its way already.")
    _wamid_uniq = models.UniqueIndex(
        '(account_id, wamid) WHERE wamid IS NOT NULL', "Two messages have the same ID."
    )
    _to_send = models.Index("(priority, id) WHERE state = 'queued'")
    _of_person = models.Index(
        "(identity_id, priority, id) WHERE state IN ('queued', 'sending', 'uncertain')"
    )
    _settling = models.Index("(lease_until) WHERE state IN ('sending', 'uncertain')")
    _billed = models.Index('(account_id, accepted_at) WHERE billable')
    _reached = models.Index('(account_id, called_at, identity_id) WHERE by_template')

    # ------------------------------------------------------------------ in
    @api.model
    def _enqueue(self, identity, key, *, message=None, content=None, priority=ANSWER, **more):
        """Put a message in the queue, in the caller's transaction; the first one if the key is
        there already.

        :param identity: `clinic.whatsapp.identity`
        :param message: the `clinic.message` it carries
        :param dict content: what `cloud_api.messages` built, for what is no `clinic.message`
        :param more: ``reply_to``, ``expires_at``
        """
        same = self.sudo().search([('idempotency_key', '=', key)])
        if same:
            return same
        row = self._new_row(
            {
                'account_id': identity.account_id.id,
                'identity_id': identity.id,
                'message_id': message.id if message else False,
                'idempotency_key': key,
                'priority': priority,
                'content': json.dumps(content) if content else False,
                'expires_at': message.expires_at if message else False,
                **more,
            }
        )
        row._wake()
        return row

    @api.model
    def _new_row(self, vals):
        try:
            with mute_logger('odoo.sql_db'):
                return self.sudo().create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError("the same message was queued by another transaction") from error

    @api.model_create_multi
    def create(self, vals_list):
        self.env.cr.precommit.data.pop(LAST, None)
        return super().create(vals_list)

    def write(self, vals):
        if 'identity_id' in vals:
            self.env.cr.precommit.data.pop(LAST, None)
        return super().write(vals)

    @api.model
    def _last_to(self, identity):
        """What was said last to a person; looked for once until something else is."""
        known = self.env.cr.precommit.data.setdefault(LAST, {})
        if identity.id not in known:
            row = find(self.sudo(), [('identity_id', '=', identity.id)], order='id DESC', limit=1)
            known[identity.id] = row.id
        return self.sudo().browse(known[identity.id])

    @api.model
    def _wake(self, at=None):
        """Run the sending job when this transaction commits, once."""
        waiting = self.env.cr.precommit.data.setdefault('clinic.whatsapp.outbox.wake', set())
        if at in waiting:
            return
        waiting.add(at)
        number = self.env['ir.model.data']._xmlid_to_res_id('clinic_whatsapp.ir_cron_send')
        cron = self.env['ir.cron'].sudo().browse(number)
        self.env.cr.precommit.add(lambda: cron._trigger(at) if at else wake_once(cron))

    # ------------------------------------------------------------------ what is sent
    def _body(self):
        """The JSON of the request.

        :raises UserError: it cannot be said by WhatsApp now, in words
        """
        self.ensure_one()
        content, by_template = self._contents()
        content.pop('said', None)  # what the person reads, for the conversation
        self.by_template = by_template
        identity = self.identity_id
        try:
            return messages.envelope(
                messages.Recipient(identity.wa_id or '', identity.bsuid or ''),
                content,
                reply_to=self.reply_to or '',
                callback_data=self.uuid,
            )
        except PayloadError as error:
            raise UserError(self._payload_words(error)) from error

    def _contents(self):
        """(content, whether it is an approved text): free words while the person's day lasts."""
        is_open = self.identity_id._may_be_answered()
        if self.sudo().content:
            if not is_open:
                raise UserError(
                    self.env._(
                        "More than 24 hours have passed since the person last wrote: WhatsApp "
                        "takes only an approved text now."
                    )
                )
            return json.loads(self.sudo().content), False
        if is_open:
            try:
                return messages.text(self.message_id.sudo().body or ''), False
            except PayloadError as error:
                raise UserError(self._payload_words(error)) from error
        self.template_id = self._approved_text()
        return self.template_id._content(self.message_id), True

    def _approved_text(self):
        """The approved text of the message's kind; of many rows it is looked for once.

        :raises UserError: there is none
        """
        known = self.env.cr.precommit.data.setdefault('clinic.whatsapp.outbox.texts', {})
        name = (self.account_id.id, self.message_id.kind_id.id)
        if name not in known:
            Template = self.env['clinic.whatsapp.template']
            known[name] = Template._for(self.account_id, self.message_id.kind_id).id
        return self.env['clinic.whatsapp.template'].sudo().browse(known[name])

    @api.model
    def _payload_words(self, error):
        limits = {
            'too_long': self.env._("it is longer than WhatsApp takes (%(n)s)", n=error.limit),
            'too_many': self.env._("there are more than WhatsApp takes (%(n)s)", n=error.limit),
            'missing': self.env._("something is missing"),
            'repeated': self.env._("something is there twice"),
        }
        return self.env._(
            "It cannot be sent by WhatsApp: %(reason)s (%(place)s).",
            reason=limits.get(error.rule) or self.env._("it has a form WhatsApp does not take"),
            place=error.field,
        )

    # ------------------------------------------------------------------ what became of it
    def _advance(self, state, at=None):
        """Bring these as far as Meta says; whatever the order, the furthest state stays."""
        state = 'read' if state == 'played' else state
        rows = self.filtered(lambda row: row.state != state == further(row.state, state))
        if any(row.state == 'uncertain' for row in rows):
            self._wake()  # what was held behind it
        vals = {'state': state, 'error': False, 'error_code': False, 'lease_until': False}
        begun = rows.filtered('accepted_at')
        if begun:
            begun.write(vals)
        if rows - begun:
            (rows - begun).write(vals | {'accepted_at': at or fields.Datetime.now()})
        for message in rows.message_id:
            message._advance(STEPS.get(state, state), at)

    @api.model
    def _accepted(self, answers, at=None):
        """Meta has taken these messages.

        :param dict answers: row → `cloud_api.Accepted`
        """
        rows = self.browse(row.id for row in answers)
        known = rows._known_ids([answer.wamid for answer in answers.values()])
        news = []
        for row, answer in answers.items():
            name = (row.account_id.id, answer.wamid)
            # an id that another message has already is not taken: our own mark finds this one
            if not row.wamid and name not in known:
                row.wamid = answer.wamid
                known.add(name)
                news.append(answer.wamid)
            row._spelled(answer.wa_id)
        self.env['clinic.whatsapp.message']._note_sent(rows.filtered('wamid'))
        rows._advance('accepted', at)
        self.env['clinic.whatsapp.event']._apply_what_came_early(rows.account_id, news)

    def _known_ids(self, wamids):
        """{(account id, Meta's id)} of these that messages of the same accounts have."""
        self.flush_model(['wamid'])
        self.env.cr.execute(
            SQL(
                "SELECT account_id, wamid FROM clinic_whatsapp_outbox"
                " WHERE account_id = ANY(%s) AND wamid = ANY(%s)",
                self.account_id.ids,
                wamids,
            )
        )
        return set(self.env.cr.fetchall())

    def _spelled(self, wa_id):
        """Keep the spelling Meta knows the person by; another number is another person's."""
        identity = self.identity_id
        if wa_id and wa_id != identity.wa_id and not identity.bsuid:
            if phone_from_wa_id(wa_id).e164 == identity.e164:
                identity.wa_id = wa_id

    # ------------------------------------------------------------------ by hand
    def action_cancel(self):
        """Take back what has not gone yet."""
        self.check_access('write')
        for row in self.sudo().try_lock_for_update():
            if row.state == 'queued':
                row._stop('cancelled', self.env._("Taken back."))

    def _stop(self, state, sentence, code=0):
        self.ensure_one()
        self.write(
            {
                'state': state,
                'error': sentence,
                'error_code': code,
                'next_attempt_at': False,
                'lease_until': False,
            }
        )

    def _again(self, seconds=0.0, sentence=False, code=0):
        """Back into the queue."""
        later = fields.Datetime.now() + timedelta(seconds=seconds) if seconds else False
        self.write(
            {
                'state': 'queued',
                'next_attempt_at': later,
                'lease_until': False,
                'error': sentence,
                'error_code': code,
            }
        )
        if later:
            self._wake(later)

    @api.model
    def _of_statuses(self, told):
        """The rows that statuses are about, by our own mark or by Meta's id, locked.

        :param dict told: anything → (account, `cloud_api.Status`)
        :return: {the same: row}; without those that are about none of ours
        """
        if not told:
            return {}
        self.flush_model(['wamid', 'uuid'])
        self.env.cr.execute(
            SQL(
                """
                SELECT id, account_id, wamid, uuid FROM clinic_whatsapp_outbox
                 WHERE account_id = ANY(%s) AND (wamid = ANY(%s) OR uuid = ANY(%s))
                 ORDER BY id
                   FOR UPDATE
                """,
                [account.id for account, _status in told.values()],
                [status.wamid for _account, status in told.values()],
                [status.callback_data for _account, status in told.values()],
            )
        )
        by_id, by_mark = {}, {}
        for row_id, account, wamid, mark in self.env.cr.fetchall():
            by_mark[account, mark] = row_id
            by_id[account, wamid] = row_id
        # a status with our mark tells the id for those that came with it and have none
        for account, status in told.values():
            marked = by_mark.get((account.id, status.callback_data))
            if marked and status.wamid:
                by_id.setdefault((account.id, status.wamid), marked)
        found = {}
        for name, (account, status) in told.items():
            found[name] = by_mark.get((account.id, status.callback_data)) or (
                status.wamid and by_id.get((account.id, status.wamid))
            )
        # one set, so that what is read of one is read of all
        rows = {row.id: row for row in self.browse(sorted({row for row in found.values() if row}))}
        return {name: rows[row_id] for name, row_id in found.items() if row_id}
