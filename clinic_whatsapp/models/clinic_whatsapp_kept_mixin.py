from odoo import models
from odoo.exceptions import AccessError


class ClinicWhatsappKeptMixin(models.AbstractModel):
    """Rows that the connector writes: people change what `_by_hand` names, and nothing else."""

    _name = 'clinic.whatsapp.kept.mixin'
    _description = "Row kept by the connector"

    _by_hand = frozenset()

    def _in_staff_language(self):
        """For a job, whose own language is nobody's: what it notes, the clinic's people read."""
        lang = self.env.company.partner_id.lang
        return self.with_context(lang=lang) if lang else self

    def write(self, vals):
        if not self.env.su and (kept := sorted(set(vals) - self._by_hand)):
            raise AccessError(
                self.env._(
                    "“%(field)s” is kept by the connector and cannot be written.",
                    field=self._fields[kept[0]].get_description(self.env, ['string'])['string'],
                )
            )
        return super().write(vals)
