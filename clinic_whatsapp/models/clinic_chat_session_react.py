from dataclasses import replace

from odoo import api, models

from odoo.addons.clinic_crm.language import answer as short_answer

from ..cloud_api import build_tap

CONFIRM = ('confirm', 'confirm_all')


class ClinicChatSession(models.Model):
    """A 👍 set on a reminder is a tap on its «Confirmar»; other reactions only stand there."""

    _inherit = 'clinic.chat.session'

    @api.model
    def _hear(self, message, incoming):
        if incoming.kind == 'reaction' and short_answer(incoming.text) == 'yes':
            payload = self._confirms(message, incoming.about)
            if payload:
                incoming = replace(incoming, kind='button_reply', payload=payload)
        return super()._hear(message, incoming)

    @api.model
    def _confirms(self, message, wamid):
        """What the button under that message of ours carries, or '': it has none."""
        told = (
            self.env['clinic.whatsapp.outbox']
            .sudo()
            .search([('identity_id', '=', message.identity_id.id), ('wamid', '=', wamid)], limit=1)
            .message_id
        )
        action = next((a for a in told.kind_id.button_ids.mapped('action') if a in CONFIRM), None)
        if not action or told.res_model != 'clinic.appointment':
            return ''
        visit = self.env['clinic.appointment'].sudo().browse(told.res_id).exists()
        if not visit:
            return ''
        reminder = (
            self.env['clinic.reminder']
            .sudo()
            .search([('message_id', '=', told.id), ('appointment_id', '=', visit.id)], limit=1)
        )
        start = reminder.start or visit.start  # the time that was told, also if it has moved since
        return build_tap(told._tap_secret(), visit.uuid, action, start)
