from odoo import api, fields, models


class ClinicWhatsappConversation(models.Model):
    """Who must be answered before everybody else who waits."""

    _inherit = 'clinic.whatsapp.conversation'

    ahead = fields.Boolean(
        string="First of all",
        readonly=True,
        help="Something urgent, or a voice note that nobody has heard yet.",
    )

    def _put_ahead(self, message):
        """To the head of the queue, until somebody has answered."""
        for conversation in self.filtered(lambda one: not (one.ahead and one.waiting_since)):
            since = conversation.waiting_since or message._waits_from()
            conversation.write({'ahead': True, 'waiting_since': since})
            conversation._tell()

    def write(self, vals):
        if 'waiting_since' in vals and not vals['waiting_since']:
            vals = vals | {'ahead': False}
        return super().write(vals)

    def _for_sidebar(self):
        return super()._for_sidebar() | {'ahead': self.ahead}

    @api.model
    def action_desk(self):
        action = super().action_desk()
        first = self.search(
            [('is_open', '=', True), ('ahead', '=', True), ('waiting_since', '!=', False)],
            order='waiting_since, id',
        ).filtered(lambda one: one.agent_id in (self.env.user, self.env['res.users']))[:1]
        return first._action() if first else action
