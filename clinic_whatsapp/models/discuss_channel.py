from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.mail.tools.discuss import Store

TYPE = 'whatsapp'
NAME = "WhatsApp"  # all that the row itself says; who it is with is read with rights


class DiscussChannel(models.Model):
    """A conversation on WhatsApp as a channel of Discuss.

    The channel only carries members, the count of what is unread and who is typing. Its name in the
    database is the same for all, its rows say nothing of what was written, and nobody writes into
    it but the connector: what is said is on `clinic.message` and `clinic.whatsapp.message`, sealed.
    """

    _inherit = 'discuss.channel'

    channel_type = fields.Selection(selection_add=[(TYPE, "WhatsApp")], ondelete={TYPE: 'cascade'})
    whatsapp_conversation_ids = fields.One2many(
        'clinic.whatsapp.conversation', 'channel_id', groups=fields.NO_ACCESS
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get('channel_type') == TYPE for vals in vals_list):
            raise AccessError(
                self.env._("A conversation on WhatsApp begins in the patient, or by their message.")
            )
        return super().create(vals_list)

    def _compute_is_editable(self):
        result = super()._compute_is_editable()
        self.filtered(lambda channel: channel.channel_type == TYPE).is_editable = False
        return result

    # ------------------------------------------------------------------ nobody writes into it
    def message_post(self, **kwargs):
        self._refuse_on_whatsapp()
        return super().message_post(**kwargs)

    def _message_update_content(self, message, /, **kwargs):
        self._refuse_on_whatsapp()
        return super()._message_update_content(message, **kwargs)

    def _add_members(self, **kwargs):
        """Who answers patients becomes a member by their role alone; the others are refused."""
        on_whatsapp = self.filtered(lambda channel: channel.channel_type == TYPE)
        if on_whatsapp and not self.env.su:
            on_whatsapp.sudo().whatsapp_conversation_ids._sync_members()
            on_whatsapp = self.browse()
        rest = self.filtered(lambda channel: channel.channel_type != TYPE) | on_whatsapp
        return super(DiscussChannel, rest)._add_members(**kwargs)

    def _action_unfollow(self, partner=None, guest=None, post_leave_message=True):
        if self.channel_type == TYPE:
            post_leave_message = False
        return super()._action_unfollow(partner, guest, post_leave_message)

    def _refuse_on_whatsapp(self):
        if any(channel.channel_type == TYPE for channel in self):
            raise UserError(
                self.env._(
                    "Nothing was sent. Write to the patient in the conversation itself: “WhatsApp” "
                    "in Messages."
                )
            )

    # ------------------------------------------------------------------ what the client is told
    def _lazy_load_members_channel_types(self):
        return [*super()._lazy_load_members_channel_types(), TYPE]

    def _to_store_defaults(self, target):
        """Who it is with goes to who asks with their own rights, never on the bus: it keeps it."""
        asked = target.channel is None
        return [
            field
            if field != 'name'
            else Store.Attr(
                'name',
                lambda channel: (
                    channel._whatsapp_name() if channel.channel_type == TYPE else channel.name
                ),
                predicate=lambda channel: asked or channel.channel_type != TYPE,
            )
            for field in super()._to_store_defaults(target)
        ] + [
            Store.Attr(
                'whatsapp',
                lambda channel: channel.sudo().whatsapp_conversation_ids._for_sidebar(),
                predicate=lambda channel: channel.channel_type == TYPE,
            )
        ]

    def _whatsapp_name(self):
        self.check_access('read')
        return self.sudo().whatsapp_conversation_ids.identity_id.display_name or NAME

    def _sync_field_names(self):
        """The name of a conversation on WhatsApp is not in its row."""
        names = super()._sync_field_names()
        names[None] = [
            field
            if field != 'name'
            else Store.Attr('name', predicate=lambda channel: channel.channel_type != TYPE)
            for field in names[None]
        ]
        return names
