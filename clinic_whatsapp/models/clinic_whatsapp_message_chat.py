from odoo import api, fields, models


class ClinicWhatsappMessage(models.Model):
    """What comes in may be answered by a topic, in the same transaction."""

    _inherit = 'clinic.whatsapp.message'

    topic = fields.Char(readonly=True, help="What answered it; empty: nothing did by itself.")

    @api.model
    def _take_in(self, event, incoming):
        message = super()._take_in(event, incoming)
        if message:
            self.env['clinic.chat.session']._hear(message, incoming)
        return message
