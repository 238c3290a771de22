from odoo import models


class ClinicSecretsMixin(models.AbstractModel):
    """Secrets that people type and nobody reads again: `new_x` takes what is sealed in `x`.

    A secret is shown to the address it was given for: with another, it is asked for again.
    """

    _name = 'clinic.secrets.mixin'
    _inherit = ['clinic.encrypted.mixin']
    _description = "Record with secrets"

    _secrets = {}  # each, and the fields that say to whom it is shown

    def _compute_new(self):
        for record in self:
            for name in self._secrets:
                record[f'new_{name}'] = False

    def _inverse_new(self):
        for record in self:
            for name in self._secrets:
                if typed := (record[f'new_{name}'] or '').strip():
                    record.sudo()[name] = typed
                    record[f'new_{name}'] = False

    def write(self, vals):
        for name, shown_to in self._secrets.items():
            if changed := [field for field in shown_to if field in vals]:
                moved = self.filtered(
                    lambda record, changed=changed: any(record[f] != vals[f] for f in changed)
                )
                moved.sudo().write({name: False})
        return super().write(vals)
