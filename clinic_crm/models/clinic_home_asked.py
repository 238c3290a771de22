from odoo import api, models
from odoo.fields import Domain

from .clinic_home import Card


class ClinicHome(models.AbstractModel):
    """What the page «Today» says about what patients asked for in a conversation."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return super()._cards() + [
            Card(
                'asked_for',
                self.env._("Asked for in the chat"),
                self._card_asked_for,
                groups='clinic_crm.group_reception',
                sequence=40,
            ),
        ]

    @api.model
    def _card_asked_for(self):
        kind = self.env.ref('clinic_crm.activity_reception')
        return self._patient_card(
            Domain('activity_ids.activity_type_id', '=', kind.id),
            name=self.env._("Asked for in the chat"),
            empty=self.env._("Whoever asks for a prescription or results in the chat waits here."),
            order='create_date, id',
        )
