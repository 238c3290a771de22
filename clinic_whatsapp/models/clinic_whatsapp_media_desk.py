from odoo import models


class ClinicWhatsappMedia(models.Model):
    _inherit = 'clinic.whatsapp.media'

    def write(self, vals):
        """A file that has arrived, or never will, is shown to who has the conversation open."""
        result = super().write(vals)
        if 'state' in vals and (people := self.sudo().message_id.identity_id):
            self.env['clinic.whatsapp.conversation'].sudo().search(
                [('identity_id', 'in', people.ids)]
            )._tell()
        return result
