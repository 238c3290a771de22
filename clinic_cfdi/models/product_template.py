from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import catalogues


class ProductTemplate(models.Model):
    _inherit = 'product.template'

    cfdi_key = fields.Char(
        string="SAT key",
        size=8,
        help="Eight digits of SAT's catalogue: 85121502 general practice, 85121600 specialists, "
        "85122001 dentists, 85121800 laboratory.",
    )
    cfdi_key_text = fields.Char(string="SAT's text", compute='_compute_cfdi_key_text')

    @api.depends('cfdi_key')
    def _compute_cfdi_key_text(self):
        for product in self:
            entry = catalogues.entry('ClaveProdServ', product.cfdi_key or '')
            product.cfdi_key_text = entry.text if entry else False

    @api.constrains('cfdi_key')
    def _check_cfdi_key(self):
        for product in self:
            key = product.cfdi_key
            if key and not catalogues.holds('ClaveProdServ', key):
                raise ValidationError(
                    self.env._("SAT has no key “%(key)s”. It has eight digits.", key=key)
                )

    def _cfdi_unit(self, uom):
        """ClaveUnidad: the unit's own, else a service or a piece."""
        if uom.cfdi_unit:
            return uom.cfdi_unit
        return 'E48' if not self or self.type == 'service' else 'H87'
