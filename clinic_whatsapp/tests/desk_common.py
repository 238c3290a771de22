from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.clinic_whatsapp.cloud_api import Accepted

from .whatsapp_common import WhatsappCase, text_message

MARKER = "zafiro-4711"
ROWS = ('mail_message', 'mail_notification', 'bus_bus', 'discuss_channel', 'mail_push', 'mail_mail')


class DeskCase(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north, cls.south = cls.env['res.company'].create(
            [
                {'name': "Sucursal Norte", 'parent_id': cls.clinic.id, 'logo': False},
                {'name': "Sucursal Sur", 'parent_id': cls.clinic.id, 'logo': False},
            ]
        )
        cls.account.company_id = cls.north
        cls.rosa = cls.agent('rosa', cls.north)
        cls.luis = cls.agent('luis', cls.north)

    @classmethod
    def agent(cls, login, company, groups='clinic_whatsapp.group_agent,clinic_crm.group_reception'):
        return new_test_user(
            cls.env,
            f'desk_{login}',
            groups,
            name=login.capitalize(),
            company_id=company.id,
            company_ids=[Command.set((company | cls.clinic).ids)]
            if 'whatsapp' in groups
            else [Command.set(company.ids)],
        )

    def write_in(self, text=MARKER, wamid='wamid.1', sender='5215555500142', **more):
        at = int(fields.Datetime.now().timestamp())
        self.receive(text_message(wamid, sender=sender, body=text, at=at), **more)
        return self.conversation(sender)

    def conversation(self, sender='5215555500142'):
        return self.env['clinic.whatsapp.conversation'].search([('identity_id.wa_id', '=', sender)])

    def seen_by(self, user, records):
        """The records as a person sees them who has all their branches open."""
        return records.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def desk(self, user=None):
        return self.seen_by(user or self.rosa, self.env['clinic.whatsapp.conversation'])

    def items(self, conversation, user=None):
        return self.desk(user).desk_open(conversation.channel_id.id)['items']

    def dump(self, *tables):
        self.env.cr.flush()
        lines = []
        for table in tables or ROWS:
            self.env.cr.execute(SQL("SELECT row_to_json(t)::text FROM %s t", SQL.identifier(table)))
            lines += [line for [line] in self.env.cr.fetchall()]
        return '\n'.join(lines)

    def posts(self, conversation):
        return self.env['mail.message'].search_count(
            [('model', '=', 'discuss.channel'), ('res_id', '=', conversation.channel_id.id)]
        )

    def close_window(self, conversation):
        conversation.identity_id.window_until = fields.Datetime.now() - timedelta(hours=1)

    def accept(self, row, wamid):
        row._accepted({row: Accepted(wamid, '', 'accepted')})

    def outbox(self):
        return self.env['clinic.whatsapp.outbox'].search([])
