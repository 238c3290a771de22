import json
import logging

from odoo import api, models

from .clinic_whatsapp_event import RUSH

_logger = logging.getLogger(__name__)


class ClinicWhatsappMessage(models.Model):
    """What comes in and goes out is told to the team's desk, which must never stand in its way."""

    _inherit = 'clinic.whatsapp.message'

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        for message in messages:
            message._tell_desk()
        return messages

    def _tell_desk(self):
        """Tell the team, whole or not at all; a message is kept whatever becomes of it."""
        Conversation = self.env['clinic.whatsapp.conversation'].sudo()
        try:
            with self.env.cr.savepoint():
                if self.direction == 'in' and self.kind not in ('reaction', 'edit', 'revoke'):
                    Conversation._of(self.identity_id)._heard(self.at)
                else:
                    Conversation.search([('identity_id', '=', self.identity_id.id)])._tell()
        except RUSH:
            raise  # the event is applied once more, as a whole
        except Exception as error:  # noqa: BLE001 - the desk must not hold up a message
            _logger.error("Message %s is not told to the desk: %s", self.id, type(error).__name__)

    @api.model
    def _note_sent(self, row):
        """Of a person nobody knows yet the words stay here, sealed, until somebody does."""
        result = super()._note_sent(row)
        if row.sudo().content and not row.message_id:
            said = json.loads(row.sudo().content)
            text = said.get('said') or (said.get('text') or {}).get('body')
            note = self.search([('account_id', '=', row.account_id.id), ('wamid', '=', row.wamid)])
            if text and not note.message_id and not note.waiting_text:
                note.waiting_text = text
                if row.identity_id.patient_id:
                    note._hand_to_patient()
        return result
