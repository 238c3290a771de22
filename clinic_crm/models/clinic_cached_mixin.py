from odoo import api, models


class ClinicCachedMixin(models.AbstractModel):
    """Rows that methods remember (`ormcache`): any change of them makes every server forget."""

    _name = 'clinic.cached.mixin'
    _description = "Remembered rows"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
