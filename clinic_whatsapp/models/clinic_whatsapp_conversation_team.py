from odoo import api, models
from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store


class ClinicWhatsappConversation(models.Model):
    """Who answers patients: by their role and their branches alone they are members, or not."""

    _inherit = 'clinic.whatsapp.conversation'

    @api.model
    def _team(self, company):
        """Who answers for a company: agents who work in it, or in a branch of it."""
        return self.env['res.users']._in_role(company, 'clinic_whatsapp.group_agent')

    def _sync_members(self):
        """Make the members of these channels those who may read them."""
        Member = self.env['discuss.channel.member'].sudo()
        for conversation in self.sudo():
            channel = conversation.channel_id
            partners = self._team(conversation.company_id).partner_id
            members = channel.channel_member_ids
            new = partners - members.partner_id
            members.filtered(lambda m, p=partners: m.partner_id not in p).unlink()
            Member.create([{'channel_id': channel.id, 'partner_id': p.id} for p in new])
            for user in new.main_user_id:
                user._bus_send('clinic.whatsapp/new', {'channel_id': channel.id})

    # ------------------------------------------------------------------ who does so no longer
    @api.model
    def _forget_former(self, partners=None):
        """Take whoever may not read these conversations any more out of them, at once.

        What they attended is nobody's again, so that a colleague sees who waits.

        :param partners: those whose rights have changed; None: everybody in a conversation
        """
        agents = self.env.ref('clinic_whatsapp.group_agent', raise_if_not_found=False)
        if not agents:
            return  # the addon is being installed
        domain = [
            ('channel_id.whatsapp_conversation_ids', '!=', False),
            ('partner_id', '!=', False),
        ]
        if partners is not None:
            domain.append(('partner_id', 'in', partners.ids))
        inside = self.env['discuss.channel.member'].sudo()._read_group(domain, ['partner_id'])
        users = self.env['res.users'].sudo()
        allowed = users.search([('all_group_ids', 'in', agents.id), ('share', '=', False)])
        for [partner] in inside:
            self._forget_one(partner, allowed.filtered(lambda u, p=partner: u.partner_id == p))

    @api.model
    def _forget_one(self, partner, users):
        """Take a partner out of what none of these users of theirs may read."""
        Company = self.env['res.company'].sudo().with_context(active_test=False)
        companies = Company.search([('id', 'parent_of', users.company_ids.ids)])
        lost = self.sudo().search(
            [
                ('company_id', 'not in', companies.ids),
                '|',
                ('channel_id.channel_member_ids.partner_id', '=', partner.id),
                ('agent_id.partner_id', '=', partner.id),
            ]
        )
        if not lost:
            return
        attended = lost.filtered(lambda conversation: conversation.agent_id.partner_id == partner)
        attended.agent_id = False
        attended._tell()
        lost.filtered('is_open')._hide(partner, bool(users))
        Member = self.env['discuss.channel.member']
        Member.flush_model()
        # of thousands at once, and nobody is told who left: the channels have no list of members
        self.env.cr.execute(
            SQL(
                "DELETE FROM discuss_channel_member WHERE partner_id = %s AND channel_id = ANY(%s)",
                partner.id,
                lost.channel_id.ids,
            )
        )
        Member.invalidate_model()
        lost.channel_id.invalidate_recordset()

    def _hide(self, partner, answers):
        """Take these conversations off the screens of who may not read them any more."""
        channels = self.channel_id
        members = channels.channel_member_ids.filtered(lambda m: m.partner_id == partner)
        for user in partner.with_context(active_test=True).user_ids:
            store = Store(bus_channel=user)
            if not answers:
                store.add_global_values(has_whatsapp_desk=False)
            for member in members:
                store.add(
                    member.channel_id,
                    [
                        {'close_chat_window': True, 'isLocallyPinned': False},
                        Store.Many('channel_member_ids', [], mode='DELETE', value=member),
                    ],
                )
            store.bus_send()
