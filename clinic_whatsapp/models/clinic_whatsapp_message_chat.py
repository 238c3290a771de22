from odoo import api, fields, models


class ClinicWhatsappMessage(models.Model):
    """What comes in may be answered by a topic, in the same transaction."""

    _inherit = 'clinic.whatsapp.message'

    topic = fields.Char(readonly=True, help="What answered it; empty: nothing did by itself.")

    @api.model
    def _take_in(self, event, incoming):
        wamid = incoming.wamid or event.key
        before = self.search_count(
            [('account_id', '=', event.account_id.id), ('wamid', '=', wamid)], limit=1
        )
        message = super()._take_in(event, incoming)
        if message and not before:  # of what was silent then, nothing is answered later
            self.env['clinic.chat.session']._hear(message, incoming)
        return message
