from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from .clinic_home import Card, Row


class ClinicHome(models.AbstractModel):
    """What the page «Today» says about visits that nobody would be there for."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return super()._cards() + [
            Card(
                'visits_to_relocate',
                self.env._("Visits to be moved"),
                self._card_visits_to_relocate,
                groups='clinic_crm.group_reception',
                sequence=20,
                only_if_any=True,
            ),
        ]

    @api.model
    def _card_visits_to_relocate(self):
        # once: it is worked out from all visits to come
        ids = list(self.env['clinic.appointment']._displaced())
        return self._counted(
            'clinic.appointment',
            Domain('id', 'in', ids),
            self._relocate_row,
            empty='',
            action='clinic_crm.clinic_appointment_relocate_action',
            tone='danger',
        )

    @api.model
    def _relocate_row(self, visit):
        when = format_datetime(self.env, visit.start, tz=visit.tz, dt_format='EEE d MMM, h:mm a')
        who, phone = visit.practitioner_id.name, visit.patient_id.phone
        hint = " · ".join(filter(None, [when, who, phone]))
        return Row(visit.display_name, hint, visit._name, visit.id)
