import json
import logging

from odoo import api, models

from odoo.addons.clinic_crm.jobs import RUSH

_logger = logging.getLogger(__name__)

TOLD_LATER = 'clinic_whatsapp_told_later'  # in the context: whoever creates it tells the desk


class ClinicWhatsappMessage(models.Model):
    """What comes in and goes out is told to the team's desk, which must never stand in its way."""

    _inherit = 'clinic.whatsapp.message'

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        if not self.env.context.get(TOLD_LATER):
            messages._tell_desk()
        return messages

    def _tell_desk(self):
        """Tell the team, whole or not at all; messages are kept whatever becomes of it."""
        Conversation = self.env['clinic.whatsapp.conversation'].sudo()
        try:
            with self.env.cr.savepoint():
                heard = self.filtered(
                    lambda m: m.direction == 'in' and m.kind not in ('reaction', 'edit', 'revoke')
                )
                for message in heard:
                    conversation = Conversation._of(message.identity_id)
                    conversation._heard(message.at, answered=message.answered)
                (self - heard).sudo().identity_id.conversation_ids._tell()
        except RUSH:
            raise  # the event is applied once more, as a whole
        except Exception as error:  # noqa: BLE001 - the desk must not hold up a message
            _logger.error(
                "Messages %s are not told to the desk: %s", self.ids, type(error).__name__
            )

    @api.model
    def _note_sent(self, rows):
        """Of a person nobody knows yet the words stay here, sealed, until somebody does."""
        notes = super()._note_sent(rows)
        bare = rows.filtered(lambda row: row in notes and not row.message_id)
        bare.sudo().fetch(['content'])
        for row in bare:
            note, said = notes[row], json.loads(row.sudo().content or '{}')
            text = said.get('said') or (said.get('text') or {}).get('body')
            if text and not note.message_id and not note.waiting_text:
                note.waiting_text = text
                if row.identity_id.patient_id:
                    note._hand_to_patient()
        return notes
