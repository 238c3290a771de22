from odoo import api, fields, models

BY = 'clinic_whatsapp_by'  # in the context: how the wait ends that a write ends


class ClinicWhatsappConversation(models.Model):
    """By when whoever waits is to be answered, and what became of it."""

    _inherit = 'clinic.whatsapp.conversation'

    answer_by = fields.Datetime(readonly=True, help="The target of the first response.")
    waiting_minutes = fields.Integer(string="Minutes", compute='_compute_waiting_minutes')
    is_late = fields.Boolean(compute='_compute_waiting_minutes')

    _waiting = models.Index("(answer_by) WHERE waiting_since IS NOT NULL")

    @api.depends('waiting_since', 'answer_by')
    def _compute_waiting_minutes(self):
        now = fields.Datetime.now()
        for conversation in self:
            since = conversation.waiting_since
            conversation.is_late = bool(conversation.answer_by) and conversation.answer_by <= now
            conversation.waiting_minutes = (now - since).total_seconds() // 60 if since else 0

    def write(self, vals):
        if 'waiting_since' not in vals:
            return super().write(vals)
        before = {conversation: conversation.waiting_since for conversation in self}
        result = super().write(vals)
        Wait, Target = self.env['clinic.whatsapp.wait'].sudo(), self.env['clinic.whatsapp.target']
        for conversation, since in before.items():
            waiting = conversation.waiting_since
            if waiting and waiting != since:
                account = conversation.identity_id.account_id
                conversation.answer_by = Target._promise(account, waiting)[1]
            elif since and not waiting:
                conversation.answer_by = False
                Wait._over(conversation, since, self.env.context.get(BY), self.env.user)
        return result

    def _answered(self):
        return super(ClinicWhatsappConversation, self.with_context(**{BY: 'person'}))._answered()

    def _close(self):
        return super(ClinicWhatsappConversation, self.with_context(**{BY: 'closed'}))._close()

    def _for_sidebar(self):
        return super()._for_sidebar() | {
            'answer_by': fields.Datetime.to_string(self.answer_by) or False
        }

    def action_open(self):
        """The conversation in Discuss."""
        return self._action()
