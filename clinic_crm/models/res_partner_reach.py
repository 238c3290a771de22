from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """A phone or an e-mail written down lets go what waited for it."""

    _inherit = 'res.partner'

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {'phone', 'email'}:
            patients = (
                self.env['clinic.patient']
                .sudo()
                .search(
                    Domain('partner_id', 'in', self.ids) | Domain('guardian_id', 'in', self.ids)
                )
            )
            if patients:
                self.env['clinic.message']._unpark(patients)
        return result
