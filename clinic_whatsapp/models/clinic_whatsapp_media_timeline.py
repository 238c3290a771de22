import re

from odoo import api, models

LABEL = re.compile(r'^\[[^\]]{1,40}\]\s*')


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
        told = {file['id']: file for file in found._for_desk()}
        by_message = found.grouped(lambda media: media.patient_message_id.id)
        for entry in entries:
            media = by_message.get(entry['res_id'], Media)
            entry['files'] = [told[one.id] for one in media if one.id in told]
            if entry['files'] and all(file['url'] for file in entry['files']):
                entry['text'] = _caption(entry['text'], entry['files'])
        return entries


def _caption(text, shown):
    """What was said beside files that are shown: not once more that there is one."""
    words = LABEL.sub('', text)
    for file in shown:
        words = words.removeprefix(file['filename']).lstrip()
    return words
