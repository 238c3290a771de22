from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

AT_ONCE = 200
PERCENTILES = {'median:avg': 0.5, 'p90:avg': 0.9}
TODO = 'mail.mail_activity_data_todo'


class ClinicWhatsappWait(models.Model):
    """How long somebody waited for a person's answer: figures, and an alert while it lasts.

    A row is written when a person answers, or when the target is missed. What a topic answered at
    once is no wait. It names nobody who wrote: whoever counts minutes needs not know.
    """

    _name = 'clinic.whatsapp.wait'
    _description = "Wait for an Answer"
    _inherit = ['mail.activity.mixin']
    _order = 'began_at desc, id desc'

    conversation_id = fields.Many2one(
        'clinic.whatsapp.conversation', required=True, readonly=True, ondelete='cascade', index=True
    )
    account_id = fields.Many2one(
        'clinic.whatsapp.account',
        string="Number or team",
        required=True,
        readonly=True,
        ondelete='cascade',
        index=True,
    )
    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    agent_id = fields.Many2one(
        'res.users', string="Answered by", readonly=True, ondelete='set null'
    )
    began_at = fields.Datetime(string="Wrote", required=True, readonly=True)
    answer_by = fields.Datetime(string="To be answered by", readonly=True)
    ended_at = fields.Datetime(string="Answered", readonly=True, index=True)
    how = fields.Selection(
        [
            ('open', "Waits"),
            ('person', "A person answered"),
            ('closed', "Ended without an answer"),
        ],
        string="How it ended",
        required=True,
        readonly=True,
        default='open',
    )
    hour = fields.Char(readonly=True, help="Of the branch, in which the person wrote.")
    weekday = fields.Selection(
        [
            ('0', "Monday"),
            ('1', "Tuesday"),
            ('2', "Wednesday"),
            ('3', "Thursday"),
            ('4', "Friday"),
            ('5', "Saturday"),
            ('6', "Sunday"),
        ],
        readonly=True,
    )
    target_minutes = fields.Integer(string="Target", readonly=True, aggregator='avg')
    minutes = fields.Float(
        string="Minutes, mean",
        readonly=True,
        aggregator='avg',
        digits=(9, 1),
        help="While the branch was open.",
    )
    median = fields.Float(
        string="Minutes, median", compute='_compute_percentiles', aggregator='avg', digits=(9, 1)
    )
    p90 = fields.Float(
        string="Minutes, 9 of 10 within",
        compute='_compute_percentiles',
        aggregator='avg',
        digits=(9, 1),
    )
    on_time = fields.Float(
        string="% within the target", readonly=True, aggregator='avg', digits=(9, 0)
    )
    escalate_at = fields.Datetime(readonly=True)
    escalated_at = fields.Datetime(string="The direction was told", readonly=True)

    _one_open = models.UniqueIndex(
        '(conversation_id) WHERE ended_at IS NULL', "This person waits already."
    )

    @api.depends('account_id', 'began_at')
    def _compute_display_name(self):
        for wait in self:
            wait.display_name = f'WhatsApp · {wait.sudo().account_id.name}'

    @api.depends('minutes')
    def _compute_percentiles(self):
        for wait in self:
            wait.median = wait.p90 = wait.minutes

    def _read_group_select(self, aggregate_spec, query):
        """Of a group the median and the ninetieth percentile, not their mean."""
        if share := PERCENTILES.get(aggregate_spec):
            minutes = self._field_to_sql(self._table, 'minutes', query)
            return SQL("percentile_cont(%s) WITHIN GROUP (ORDER BY %s)", share, minutes)
        return super()._read_group_select(aggregate_spec, query)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """An activity subscribes who is to do it: here is no thread to follow."""
        return True

    # ------------------------------------------------------------------ beginning and end
    @api.model
    def _values(self, conversation, since):
        """What is known of a wait from its first moment on."""
        account = conversation.identity_id.account_id
        target, answer_by = self.env['clinic.whatsapp.target']._promise(account, since)
        local = account.company_id._on_clock(since)
        later = target.escalate_minutes and timedelta(minutes=target.escalate_minutes)
        return {
            'conversation_id': conversation.id,
            'account_id': account.id,
            'company_id': account.company_id.id,
            'began_at': since,
            'answer_by': answer_by,
            'escalate_at': answer_by + later if answer_by and later else False,
            'target_minutes': target.minutes,
            'hour': f'{local:%H}:00',
            'weekday': str(local.weekday()),
        }

    @api.model
    def _over(self, conversation, since, how, user):
        """A wait is over.

        :param how: of the field; None: a topic answered, and nobody's minutes are counted
        """
        open_ = self.search([('conversation_id', '=', conversation.id), ('ended_at', '=', False)])
        if not how or (how == 'closed' and not open_):
            open_.unlink()
            return
        now = fields.Datetime.now()
        known = open_ or self.create(self._values(conversation, since))
        account = known.account_id
        known.write(
            {
                'ended_at': now,
                'how': how,
                'agent_id': user.id,
                'minutes': self.env['clinic.whatsapp.target']._minutes_open(account, since, now),
                'on_time': 100.0 * (not known.answer_by or now <= known.answer_by),
            }
        )
        known.activity_ids.unlink()

    # ------------------------------------------------------------------ while it lasts
    @api.model
    def _cron_late(self):
        """Tell the team whose target was missed, and some time later the direction."""
        Cron = self.env['ir.cron']
        now = fields.Datetime.now()
        late, overdue = self._late_conversations(now), self._to_escalate(now)
        for conversation in late:
            # locked one by one: each commit lets go, and it may have been answered meanwhile
            if conversation.try_lock_for_update() and conversation.waiting_since:
                wait = self.create(self._values(conversation, conversation.waiting_since))
                wait._alert()
            if not Cron._commit_progress(1):
                return
        for wait in overdue:
            if wait.try_lock_for_update() and not wait.ended_at:
                wait._escalate()
            if not Cron._commit_progress(1):
                return

    @api.model
    def _late_conversations(self, now):
        """Those who wait beyond their target and of whom nobody was told yet."""
        told = self.search([('ended_at', '=', False)]).conversation_id
        return (
            self.env['clinic.whatsapp.conversation']
            .sudo()
            .search(
                [
                    ('waiting_since', '!=', False),
                    ('answer_by', '<=', now),
                    ('id', 'not in', told.ids),
                ],
                order='answer_by',
                limit=AT_ONCE,
            )
        )

    @api.model
    def _to_escalate(self, now):
        return self.search(
            [('ended_at', '=', False), ('escalated_at', '=', False), ('escalate_at', '<=', now)],
            order='escalate_at',
            limit=AT_ONCE,
        )

    def _alert(self, users=None):
        """On the screens of whoever attends it, or of the whole team; names nobody."""
        conversation = self.conversation_id
        told = {'channel_id': conversation.channel_id.id, 'minutes': self._minutes_now()}
        for user in users or conversation.agent_id or conversation._team(self.company_id):
            user._bus_send('clinic.whatsapp/late', told)

    def _minutes_now(self):
        return int(
            self.env['clinic.whatsapp.target']._minutes_open(
                self.account_id, self.began_at, fields.Datetime.now()
            )
        )

    def _escalate(self):
        """An activity for the direction of the branch."""
        self.ensure_one()
        self.escalated_at = fields.Datetime.now()
        directors = self._directors()
        for user in directors:
            words = self.with_context(lang=user.lang).env._(
                "Nobody has answered for %(minutes)s minutes on WhatsApp",
                minutes=self._minutes_now(),
            )
            self.activity_schedule(TODO, summary=words, user_id=user.id)
        answering = directors.filtered(lambda user: user.has_group('clinic_whatsapp.group_agent'))
        if answering:
            self._alert(answering)

    def _directors(self):
        return self.env['res.users']._in_role(self.company_id, 'clinic_crm.group_director')

    def action_open(self):
        """The conversation, for whoever may read it."""
        self.ensure_one()
        conversation = self.env['clinic.whatsapp.conversation'].search(
            [('id', '=', self.sudo().conversation_id.id)]
        )
        return conversation._action() if conversation else conversation.action_desk()
