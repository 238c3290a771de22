from odoo import api, models

from .clinic_appointment import CHARGEABLE


class ClinicBoard(models.AbstractModel):
    """The board offers to charge, to whoever may invoice."""

    _inherit = 'clinic.board'

    @api.model
    def _row(self, visit, names, facts):
        """As before, and ``'charge'``: `'make'`, `'open'` the invoice that is there, or empty."""
        row = super()._row(visit, names, facts)
        charge = ''
        if visit.state in CHARGEABLE and self.env.user.has_group('account.group_account_invoice'):
            charge = 'open' if visit.is_charged else 'make'
        return row | {'charge': charge}
