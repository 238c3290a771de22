from odoo import api, fields, models


class ClinicWhatsappMessage(models.Model):
    """What comes in may be answered by a topic, in the same transaction."""

    _inherit = 'clinic.whatsapp.message'

    topic = fields.Char(readonly=True, help="What answered it; empty: nothing did by itself.")

    @api.model
    def _take_new(self, identity, incoming, *when):
        """Of what was known before, and silent then, nothing is answered later."""
        message = super()._take_new(identity, incoming, *when)
        self.env['clinic.chat.session']._hear(message, incoming)
        return message
