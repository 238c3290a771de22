from odoo import models


class ResUsers(models.Model):
    _inherit = 'res.users'

    def _init_store_data(self, store):
        result = super()._init_store_data(store)
        store.add_global_values(
            has_whatsapp_desk=self.env.user.has_group('clinic_whatsapp.group_agent')
        )
        return result
