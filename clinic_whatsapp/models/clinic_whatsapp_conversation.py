import json
from contextlib import suppress
from datetime import timedelta

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import Command, api, fields, models
from odoo.exceptions import ConcurrencyError, MissingError, UserError
from odoo.tools import SQL, mute_logger

from odoo.addons.mail.tools.discuss import Store

from .discuss_channel import NAME, TYPE

IDLE = timedelta(days=14)  # without a word: out of the list, until somebody writes


class ClinicWhatsappConversation(models.Model):
    """What the team knows of a conversation: who attends it, and whether somebody waits.

    It joins a person on WhatsApp to the channel of Discuss in which the team sees them. Kept apart
    from the person's row, which the jobs that send write all the time.
    """

    _name = 'clinic.whatsapp.conversation'
    _description = "Conversation on WhatsApp"
    _rec_name = 'identity_id'
    _order = 'waiting_since, id'

    identity_id = fields.Many2one(
        'clinic.whatsapp.identity', required=True, readonly=True, ondelete='cascade'
    )
    channel_id = fields.Many2one(
        'discuss.channel', required=True, readonly=True, ondelete='cascade'
    )
    company_id = fields.Many2one(
        related='identity_id.company_id', store=True, precompute=True, index=True
    )
    agent_id = fields.Many2one(
        'res.users',
        string="Attended by",
        readonly=True,
        ondelete='set null',
        index='btree_not_null',
    )
    waiting_since = fields.Datetime(readonly=True, help="The person wrote, and nobody answered.")
    is_open = fields.Boolean(readonly=True, default=True)
    # the last word to be marked as read at Meta, and the last one that was
    mark_wamid = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    marked_wamid = fields.Char(readonly=True, groups=fields.NO_ACCESS)

    _identity_uniq = models.Constraint(
        'UNIQUE (identity_id)', "This person has a conversation already."
    )
    _channel_uniq = models.Constraint('UNIQUE (channel_id)', "Two conversations share a channel.")
    _to_mark = models.Index('(id) WHERE mark_wamid IS NOT NULL')

    # ------------------------------------------------------------------ beginning
    @api.model
    def _of(self, identity):
        """The conversation with a person, begun if there is none."""
        known = identity.sudo().conversation_ids
        if known:
            return known
        now = fields.Datetime.now()
        channel = (
            self.env['discuss.channel']
            .sudo()
            .with_context(install_mode=True)  # without whoever runs the job, and without news
            .create(
                {
                    'name': NAME,
                    'channel_type': TYPE,
                    'last_interest_dt': now,
                    'channel_member_ids': [
                        Command.create({'partner_id': partner.id, 'last_interest_dt': now})
                        for partner in self._team(identity.company_id).partner_id
                    ],
                }
            )
        )
        try:
            with mute_logger('odoo.sql_db'):
                new = self.sudo().create({'identity_id': identity.id, 'channel_id': channel.id})
        except UniqueViolation as error:
            raise ConcurrencyError("the conversation was begun by another transaction") from error
        for user in channel.channel_member_ids.partner_id.main_user_id:
            user._bus_send('clinic.whatsapp/new', {'channel_id': channel.id})
        return new

    # ------------------------------------------------------------------ what happens in it
    def _heard(self, at, answered=False):
        """The person wrote: the team is told, without a word of what was said.

        :param bool answered: by a topic, so that nobody has to
        """
        self.ensure_one()
        vals = {'is_open': True} if not self.is_open else {}
        if not self.waiting_since and not answered:
            vals['waiting_since'] = at
        if vals:
            self.write(vals)
        if vals or self.waiting_since == at:
            self._sync_members()  # of what goes on without an answer they were told already
        self._post()

    def _post(self, author=None):
        """A row of Discuss that counts as unread, is told on the bus, and says nothing.

        Not by `message_post`: that costs several times as much, and would mail.
        """
        self.ensure_one()
        channel, now = self.channel_id, fields.Datetime.now()
        body = Markup("<p>%s</p>") % self._neutral()
        message = (
            self.env['mail.message']
            .sudo()
            .create(
                {
                    'model': channel._name,
                    'res_id': channel.id,
                    'message_type': 'comment',
                    'subtype_id': self.env['ir.model.data']._xmlid_to_res_id('mail.mt_comment'),
                    'author_id': author.id if author else False,
                    'email_from': NAME,
                    'reply_to': False,
                    'body': body,
                    'date': now,
                }
            )
        )
        self._touch(now)
        data = Store(bus_channel=channel)
        data.add_model_values(
            'mail.message',
            {
                'id': message.id,
                'author_id': author.id if author else False,
                'body': ['markup', str(body)],
                'date': fields.Datetime.to_string(now),
                'create_date': fields.Datetime.to_string(now),
                'email_from': NAME,
                'message_type': 'comment',
                'model': channel._name,
                'res_id': channel.id,
                'thread': {'id': channel.id, 'model': channel._name},
            },
        )
        data.add_model_values(
            'discuss.channel',
            {
                'id': channel.id,
                'last_interest_dt': fields.Datetime.to_string(now),
                'whatsapp': self._for_sidebar(),
            },
        )
        channel._bus_send(
            'discuss.channel/new_message', {'id': channel.id, 'data': data.get_result()}
        )
        self._push()
        return message

    def _neutral(self):
        """All that is said where others may look, in the language of the clinic."""
        return self.with_context(lang=self.company_id._staff_lang()).env._("WhatsApp message")

    def _push(self):
        """The same to phones and closed browsers: queued, so that nothing waits for it here."""
        channel = self.channel_id
        devices = channel._web_push_get_partners_parameters(
            channel.channel_member_ids.filtered(lambda member: not member.mute_until_dt)
            .mapped('partner_id')
            .ids
        )[0]
        if not devices:
            return
        payload = json.dumps(
            {
                'title': NAME,
                'options': {
                    'body': self._neutral(),
                    'icon': '/clinic_whatsapp/static/src/desk/person.svg',
                    'data': {
                        'model': channel._name,
                        'res_id': channel.id,
                        'action': 'mail.action_discuss',
                    },
                },
            }
        )
        self.env['mail.push'].sudo().create(
            [{'mail_push_device_id': device.id, 'payload': payload} for device in devices]
        )
        self.env.ref('mail.ir_cron_web_push_notification').sudo()._trigger()

    def _touch(self, now):
        """Bring the channel up in everybody's list: one UPDATE, and no news of its own."""
        self.channel_id.flush_recordset(['last_interest_dt'])
        self.env.cr.execute(
            SQL(
                "UPDATE discuss_channel SET last_interest_dt = %s WHERE id = %s",
                now,
                self.channel_id.id,
            )
        )
        field = self.channel_id._fields['last_interest_dt']
        field._update_cache(self.channel_id, now)

    # ------------------------------------------------------------------ what clients are told
    def _for_sidebar(self):
        """What the list shows besides the name: nothing about the person."""
        agent = self.agent_id
        return {
            'agent': {'id': agent.id, 'name': agent.name} if agent else False,
            'waiting_since': fields.Datetime.to_string(self.waiting_since) or False,
            'open': self.is_open,
        }

    def _tell(self):
        """Whoever has it open reads it again with their own rights; once a transaction."""
        for conversation in self:
            waiting = self.env.cr.precommit.data.setdefault('clinic.whatsapp.changed', set())
            if conversation.id not in waiting:
                waiting.add(conversation.id)
                self.env.cr.precommit.add(conversation._tell_now)

    def _tell_now(self):
        with suppress(MissingError):  # a savepoint may have taken it back
            channel = self.channel_id
            data = Store(bus_channel=channel).add(
                channel, ['last_interest_dt', {'whatsapp': self._for_sidebar()}]
            )
            channel._bus_send(
                'clinic.whatsapp/changed', {'channel_id': channel.id, 'data': data.get_result()}
            )

    @api.model
    def _tell_states(self, rows):
        """How far messages have come: their marks and nothing else, one bus message for many.

        :param rows: `clinic.whatsapp.outbox`
        """
        for conversation in rows.sudo().identity_id.conversation_ids:
            some = rows.filtered(lambda r, c=conversation: r.identity_id == c.identity_id)
            conversation.channel_id._bus_send(
                'clinic.whatsapp/ticks',
                {
                    'channel_id': conversation.channel_id.id,
                    'ticks': {row.uuid: row.state for row in some},
                },
            )

    # ------------------------------------------------------------------ opening it
    def _action(self):
        """The action that shows it in Discuss."""
        self.ensure_one()
        return self._discuss(f'discuss.channel_{self.channel_id.id}')

    @api.model
    def _discuss(self, active_id=None):
        action = self.env['ir.actions.actions']._for_xml_id('mail.action_discuss')
        action['context'] = {'active_id': active_id} if active_id else {}
        return action

    @api.model
    def action_desk(self):
        """Discuss, at the conversation that this person has to answer first."""
        if not self.env.user.has_group('clinic_whatsapp.group_agent'):
            raise UserError(self.env._("Only who answers patients reads their messages."))
        mine = self.search([('is_open', '=', True)])
        partner = self.env.user.partner_id
        mine.filtered(
            lambda c: partner not in c.sudo().channel_id.channel_member_ids.partner_id
        )._sync_members()
        order = mine.sorted(
            lambda c: (
                not c.waiting_since,
                c.agent_id not in (self.env.user, self.env['res.users']),
                c.answer_by or c.waiting_since or c.create_date,
                c.waiting_since or c.create_date,
            )
        )
        return order[:1]._action() if order else self._discuss()

    @api.autovacuum
    def _gc_idle(self):
        """Take out of everybody's list what nobody has said a word in for long."""
        idle = self.sudo().search(
            [
                ('is_open', '=', True),
                ('waiting_since', '=', False),
                ('channel_id.last_interest_dt', '<', fields.Datetime.now() - IDLE),
            ],
            limit=500,
        )
        idle._close()
        return len(idle), 500 if len(idle) == 500 else 0

    def _close(self):
        """Done: out of the list until the person writes again."""
        self.write({'is_open': False, 'waiting_since': False, 'agent_id': False})
        self.env['discuss.channel.member'].flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE discuss_channel_member SET unpin_dt = %s WHERE channel_id = ANY(%s)",
                fields.Datetime.now() + timedelta(seconds=1),
                self.channel_id.ids,
            )
        )
        self.env['discuss.channel.member'].invalidate_model(['unpin_dt'])
        self._tell()
