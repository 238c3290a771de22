from odoo import api, models

from ..fields import Encrypted


class ClinicVaultCheck(models.AbstractModel):
    """Looks over all models once they are loaded: none may store an encrypted text in clear."""

    _name = 'clinic.vault.check'
    _description = "Check of encrypted fields"

    def _register_hook(self):
        super()._register_hook()
        self._check_registry()

    @api.model
    def _check_registry(self):
        """Refuse models that would bring an encrypted text back into the database in clear.

        :raise TypeError: naming the field
        """
        for model in self.env.registry.models.values():
            for field in model._fields.values():
                self._check_field(field)
            for base in model.__mro__:
                for field in getattr(base, '_field_definitions', ()):
                    now = model._fields.get(field.name)
                    if isinstance(field, Encrypted) and not isinstance(now, Encrypted):
                        raise TypeError(f"{now} replaces an Encrypted field by one in clear.")

    def _check_field(self, field):
        target = field
        while target.related and target.related_field is not None:
            target = target.related_field
        if target is not field and field.store and isinstance(target, Encrypted):
            raise TypeError(f"{field} would store the text of {target}, which is Encrypted.")
        if getattr(field, 'audited', False) and field.prefetch:
            raise TypeError(f"{field} is audited: without prefetch=False each list would read it.")
