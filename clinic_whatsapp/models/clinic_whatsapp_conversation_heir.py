from odoo import api, models
from odoo.tools import SQL


class ClinicWhatsappIdentity(models.Model):
    _inherit = 'clinic.whatsapp.identity'

    def _renumber(self, wa_id, bsuid):
        result = super()._renumber(wa_id, bsuid)
        former = self.with_context(active_test=False).search([('heir_id', '=', self.id)])
        self.env['clinic.whatsapp.conversation'].sudo()._pass_on(former, self)
        return result


class ClinicWhatsappConversation(models.Model):
    """A person who comes back under another number is one conversation, not two."""

    _inherit = 'clinic.whatsapp.conversation'

    @api.model
    def _pass_on(self, former, person):
        """Let the conversation with a person go on where those under former numbers stood."""
        for other in self.search([('identity_id', 'in', former.ids)], order='id'):
            kept = self.search([('identity_id', '=', person.id)])
            if kept:
                kept._take_over(other)
            else:
                other.identity_id = person
                other._tell()

    def _take_over(self, other):
        """Whatever waits or was noted in the other one does so here; that one ends."""
        self.ensure_one()
        waiting = [each.waiting_since for each in (self, other) if each.waiting_since]
        if (other.is_open and not self.is_open) or (other.waiting_since and not self.waiting_since):
            self._sync_members()
        self.write(
            {
                'waiting_since': min(waiting, default=False),
                'agent_id': (self.agent_id or other.agent_id).id,
                'is_open': self.is_open or other.is_open,
                'mark_wamid': self.mark_wamid or other.mark_wamid,
            }
        )
        other.mark_wamid = False
        notes = self.env['clinic.whatsapp.note'].search([('conversation_id', '=', other.id)])
        notes.write({'conversation_id': self.id})
        self._take_unread(other)
        other._close()
        self._tell()

    def _take_unread(self, other):
        """The rows that count as unread, and for each of the team how far they have read."""
        self.env['mail.message'].flush_model()
        self.env['discuss.channel.member'].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE discuss_channel_member kept
                   SET new_message_separator = least(kept.new_message_separator, unread.first)
                  FROM (SELECT member.partner_id, min(mail_message.id) AS first
                          FROM discuss_channel_member member
                          JOIN mail_message ON mail_message.res_id = member.channel_id
                           AND mail_message.model = 'discuss.channel'
                           AND mail_message.id >= member.new_message_separator
                         WHERE member.channel_id = %(other)s
                         GROUP BY member.partner_id) unread
                 WHERE kept.channel_id = %(own)s AND kept.partner_id = unread.partner_id
                """,
                other=other.channel_id.id,
                own=self.channel_id.id,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET res_id = %s"
                " WHERE model = 'discuss.channel' AND res_id = %s",
                self.channel_id.id,
                other.channel_id.id,
            )
        )
        self.env['mail.message'].invalidate_model(['res_id'])
        self.env['discuss.channel.member'].invalidate_model(['new_message_separator'])
