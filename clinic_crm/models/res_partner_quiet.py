from odoo import api, models


class ResPartner(models.Model):
    """Names typed here stay here.

    With `partner_autocomplete`, which Odoo installs by itself, every contact form and invoice asks
    odoo.com for companies of the name or tax number being typed. In a clinic it is mostly a
    patient's or a guardian's, so nobody is asked.
    """

    _inherit = 'res.partner'

    @api.model
    def autocomplete_by_name(self, query, query_country_id, timeout=15):
        return []

    @api.model
    def autocomplete_by_vat(self, vat, query_country_id, timeout=15):
        return []
