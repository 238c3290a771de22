from odoo import api, models


class ClinicWhatsappMessage(models.Model):
    """The first words of somebody tell by which link they came."""

    _inherit = 'clinic.whatsapp.message'

    @api.model
    def _take_in(self, event, incoming):
        message = super()._take_in(event, incoming)
        person = message.identity_id
        if person and not person.link_id and message._is_first():
            link = self.env['clinic.whatsapp.link']._of_text(message.account_id, incoming.text)
            if link:
                person._came_by(link, message.at)
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
