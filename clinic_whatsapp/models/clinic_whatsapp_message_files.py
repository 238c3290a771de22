from odoo import api, models

from ..cloud_api import media as files


class ClinicWhatsappMessage(models.Model):
    _inherit = 'clinic.whatsapp.message'

    @api.model
    def _take_new(self, identity, incoming, *when):
        lang = identity.account_id.company_id._staff_lang()
        spoken = super(ClinicWhatsappMessage, self.with_context(lang=lang))
        message = spoken._take_new(identity, incoming, *when)
        if incoming.media and message.kind in files.LARGEST and not message.media_ids:
            self.env['clinic.whatsapp.media']._note(message, incoming.media)
        return message

    def _hand_to_patient(self):
        result = super()._hand_to_patient()
        for message in self.sudo().filtered('message_id'):
            new = message.media_ids.filtered(lambda media: not media.patient_message_id)
            new.patient_message_id = message.message_id
        return result

    @api.model
    def _note_sent(self, rows):
        notes = super()._note_sent(rows)
        for row, note in notes.items():
            media = row.media_id
            if not media:
                continue
            media.write({'message_id': note.id, 'error': False})
            if not row.by_template:
                note.kind = media.kind
            if not row.message_id:
                row._tell_record(note)
        return notes
