from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import catalogues


class UomUom(models.Model):
    _inherit = 'uom.uom'

    cfdi_unit = fields.Char(
        string="SAT unit",
        size=3,
        help="Of SAT's catalogue: E48 service, H87 piece, HUR hour. Empty: a service or a piece, "
        "as the product is.",
    )

    @api.constrains('cfdi_unit')
    def _check_cfdi_unit(self):
        for unit in self:
            if unit.cfdi_unit and not catalogues.holds('ClaveUnidad', unit.cfdi_unit):
                raise ValidationError(
                    self.env._("SAT has no unit “%(unit)s”.", unit=unit.cfdi_unit)
                )
