from odoo import api, models

from ..trail import note_fetched, reading_because


class ClinicAuditedMixin(models.AbstractModel):
    """Records whose marked fields cannot be read without a line in `clinic.access.log`.

    Mark a field with `audited=True, prefetch=False`; `Encrypted` fields are marked by themselves.
    Every way of reading ends in `_fetch_query`: read, export, reports, portal, attribute access.
    """

    _name = 'clinic.audited.mixin'
    _description = "Record whose reading is logged"

    def _valid_field_parameter(self, field, name):
        return name == 'audited' or super()._valid_field_parameter(field, name)

    def _fetch_query(self, query, fields):
        fetched = super()._fetch_query(query, fields)
        names = [field.name for field in fields if getattr(field, 'audited', False)]
        if names and fetched:
            note_fetched(fetched, names)
        return fetched

    @api.model
    def _reading_because(self, reason, bulk=False):
        """A context manager: inside, reads are logged with `reason`.

        For server code only (a client cannot call it, and no context key does the same).
        :param str reason: why the records are read, e.g. an emergency access; no clinical text
        :param bool bulk: one line per model with the number of records, for migrations and
            recomputations over many records
        """
        return reading_because(reason, bulk=bulk)
