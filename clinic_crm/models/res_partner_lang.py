from odoo import models


class ResPartner(models.Model):
    """In which language a clinic's people work is remembered (`res.company._staff_lang`)."""

    _inherit = 'res.partner'

    def write(self, vals):
        result = super().write(vals)
        if 'lang' in vals and self.env['res.company'].sudo().search_count(
            [('partner_id', 'in', self.ids), ('active', 'in', (True, False))], limit=1
        ):
            self.env.registry.clear_cache()
        return result
