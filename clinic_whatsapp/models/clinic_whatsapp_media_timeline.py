from odoo import api, models


class ClinicMessage(models.Model):
    """Files beside the message they came or went with, on the patient's timeline."""

    _inherit = 'clinic.message'

    @api.model
    def _timeline_entries(self, patients, before, limit):
        """Each entry also has `files`, as `clinic.whatsapp.media._for_desk` gives them."""
        entries = super()._timeline_entries(patients, before, limit)
        Media = self.env['clinic.whatsapp.media']
        shown = [entry['res_id'] for entry in entries]
        if not shown or not Media.has_access('read'):
            return entries
        found = Media.search([('patient_message_id', 'in', shown)])
        by_message = {
            message.id: media._for_desk()
            for message, media in found.grouped('patient_message_id').items()
        }
        for entry in entries:
            entry['files'] = by_message.get(entry['res_id'], [])
        return entries
