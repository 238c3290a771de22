from odoo import api, fields, models
from odoo.fields import Domain

from .clinic_home import Card


class ClinicHome(models.AbstractModel):
    """What the page «Today» says about those who asked and have not booked."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return super()._cards() + [
            Card(
                'first_contacts',
                self.env._("Asked and have not booked"),
                self._card_first_contacts,
                groups='clinic_crm.group_reception',
                sequence=45,
            ),
        ]

    @api.model
    def _card_first_contacts(self):
        return self._patient_card(
            Domain('stage', '=', 'contact'),
            name=self.env._("Asked and have not booked"),
            empty=self.env._(
                "Whoever only asks is kept here to be called: “New patient”, then “Only asked”."
            ),
            order='create_date, id',
        )

    @api.model
    def _patient_hint(self, patient):
        hint = super()._patient_hint(patient)
        if patient.stage != 'contact':
            return hint
        days = (fields.Datetime.now() - patient.create_date).days
        asked = (
            self.env._("asked today")
            if days < 1
            else self.env._("asked yesterday")
            if days == 1
            else self.env._("asked %(days)s days ago", days=days)
        )
        return ' · '.join(part for part in (patient.phone, asked) if part)
