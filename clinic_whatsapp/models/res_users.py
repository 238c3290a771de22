from odoo import models

GATES = frozenset({'group_ids', 'company_ids', 'active'})  # what decides who answers for whom


class ResUsers(models.Model):
    _inherit = 'res.users'

    def write(self, vals):
        """Whoever stops answering patients is out of their conversations with the same click."""
        result = super().write(vals)
        if not GATES.isdisjoint(vals):
            self.env['clinic.whatsapp.conversation']._forget_former(self.sudo().partner_id)
        return result

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        store.add_global_values(
            has_whatsapp_desk=self.env.user.has_group('clinic_whatsapp.group_agent')
        )
        return result
