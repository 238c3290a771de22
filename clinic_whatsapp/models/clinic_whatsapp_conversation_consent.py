from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_campaign import PROMOTION

PROMOTES = 'clinic_whatsapp_promotes'  # in the context: the approved text promotes something


class ClinicWhatsappConversation(models.Model):
    """An approved text that promotes something is a promotion, also where it is of no kind."""

    _inherit = 'clinic.whatsapp.conversation'

    @api.model
    def desk_send_template(self, channel_id, template_id, values, key):
        template = self.env['clinic.whatsapp.template'].sudo().search([('id', '=', template_id)])
        promotes = template.category == 'MARKETING' and not template.kind_id
        return super(
            ClinicWhatsappConversation, self.with_context(**{PROMOTES: promotes})
        ).desk_send_template(channel_id, template_id, values, key)

    def _write_down(self, patient, key, said, kind):
        if not kind and self.env.context.get(PROMOTES):
            kind = self.env['clinic.message.kind'].sudo()._get(PROMOTION)
        return super()._write_down(patient, key, said, kind)
