from odoo import api, models
from odoo.fields import Domain

from .clinic_home import Card


class ClinicHome(models.AbstractModel):
    """What the page «Today» says about consents."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return super()._cards() + [
            Card(
                'consent_missing',
                self.env._("Consent not asked yet"),
                self._card_consent_missing,
                groups='clinic_crm.group_reception',
                sequence=50,
            ),
        ]

    @api.model
    def _card_consent_missing(self):
        return self._patient_card(
            Domain('consent_missing', '=', True),
            name=self.env._("Consent not asked yet"),
            empty=self.env._("Every patient has been asked."),
            order='id desc',
            tone='warning',
        )
