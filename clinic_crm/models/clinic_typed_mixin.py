import re

from odoo import api, models

# What PostgreSQL cannot hold and nobody types: it comes with what is pasted.
CONTROLS = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]')


class ClinicTypedMixin(models.AbstractModel):
    """Texts are kept as they are typed, but for the characters that a database refuses."""

    _name = 'clinic.typed.mixin'
    _description = "Texts as typed"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_texts(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_texts(vals))

    @api.model
    def _clean_texts(self, vals):
        return {
            name: CONTROLS.sub(' ', value) if isinstance(value, str) else value
            for name, value in vals.items()
        }
