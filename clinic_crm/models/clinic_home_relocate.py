from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from .clinic_home import CARD_ROWS, Card, Content, Row


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
            ),
        ]

    @api.model
    def _card_visits_to_relocate(self):
        """Stays away while there is none: the desk has enough to look at."""
        Visit = self.env['clinic.appointment']
        domain = Domain('to_relocate', '=', True)
        count = Visit.search_count(domain)
        if not count:
            return None
        return Content(
            count=count,
            empty='',
            action='clinic_crm.clinic_appointment_relocate_action',
            rows=[
                Row(visit.display_name, self._relocate_hint(visit), Visit._name, visit.id)
                for visit in Visit.search(domain, limit=CARD_ROWS)
            ],
            tone='danger',
        )

    @api.model
    def _relocate_hint(self, visit):
        when = format_datetime(self.env, visit.start, tz=visit.tz, dt_format='EEE d MMM, h:mm a')
        who, phone = visit.practitioner_id.name, visit.patient_id.phone
        return " · ".join(filter(None, [when, who, phone]))
