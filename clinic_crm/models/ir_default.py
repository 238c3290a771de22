from odoo import api, models
from odoo.exceptions import ValidationError

from ..fields import Encrypted


class IrDefault(models.Model):
    _inherit = 'ir.default'

    @api.constrains('field_id')
    def _check_not_encrypted(self):
        for default in self.sudo():
            field = default.field_id
            model = self.env.get(field.model)
            if model is not None and isinstance(model._fields.get(field.name), Encrypted):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is stored encrypted: it cannot have a default value, which "
                        "would be kept in clear.",
                        field=field.field_description,
                    )
                )
