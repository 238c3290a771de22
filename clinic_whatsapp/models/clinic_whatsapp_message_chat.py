from odoo import api, fields, models

from .clinic_whatsapp_message_desk import TOLD_LATER


class ClinicWhatsappMessage(models.Model):
    """What comes in may be answered by a topic, in the same transaction."""

    _inherit = 'clinic.whatsapp.message'

    topic = fields.Char(readonly=True, help="What answered it; empty: nothing did by itself.")
    answered = fields.Boolean(readonly=True, help="By itself: nobody has to any more.")

    @api.model
    def _take_new(self, identity, incoming, *when):
        """Of what was known before, and silent then, nothing is answered later. The team is told
        after the answer: what is answered already keeps nobody waiting."""
        before = super(ClinicWhatsappMessage, self.with_context(**{TOLD_LATER: True}))
        message = before._take_new(identity, incoming, *when).with_context(**{TOLD_LATER: False})
        self.env['clinic.chat.session']._hear(message, incoming)
        message._tell_desk()
        return message

    def _waits_from(self):
        """From when on the person waits for an answer to this: if the team was told of it long
        ago, and may have answered, from now on."""
        return self.at if TOLD_LATER in self.env.context else fields.Datetime.now()
