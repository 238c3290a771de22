from odoo import api, models


class ClinicHome(models.AbstractModel):
    """Booking from the page «Today»."""

    _inherit = 'clinic.home'

    @api.model
    @api.readonly
    def get_today(self):
        return {
            **super().get_today(),
            'can_book': self.env['clinic.appointment'].has_access('create'),
        }
