from odoo import api, models


class ClinicWhatsappMessage(models.Model):
    """The first words of somebody tell by which link they came."""

    _inherit = 'clinic.whatsapp.message'

    @api.model
    def _take_new(self, identity, incoming, *when):
        message = super()._take_new(identity, incoming, *when)
        if not identity.link_id:
            link = self.env['clinic.whatsapp.link']._of_text(message.account_id, incoming.text)
            if link and message._is_first():
                identity._came_by(link, message.at)
        return message

    def _is_first(self):
        """Whether the person had not written before."""
        return not self.search_count(
            [
                ('identity_id', '=', self.identity_id.id),
                ('direction', '=', 'in'),
                ('id', '!=', self.id),
            ],
            limit=1,
        )
