from odoo import api, fields, models
from odoo.fields import Domain

from ..const import ATTENDING_GROUPS
from .clinic_home import Card

RECENT_DAYS = 7


class ClinicHome(models.AbstractModel):
    """What the page «Today» says about patients."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return super()._cards() + [
            Card(
                'minors_without_guardian',
                self.env._("Minors without a guardian"),
                self._card_minors,
                groups='clinic_crm.group_reception',
                sequence=40,
            ),
            Card(
                'recent_patients',
                self.env._("Registered this week"),
                self._card_recent,
                groups=ATTENDING_GROUPS,
                sequence=80,
            ),
        ]

    @api.model
    def _card_recent(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), days=RECENT_DAYS)
        return self._patient_card(
            Domain('create_date', '>=', since),
            name=self.env._("Registered this week"),
            empty=self.env._("Nobody new in the last 7 days."),
            order='create_date desc, id desc',
        )

    @api.model
    def _card_minors(self):
        return self._patient_card(
            Domain('is_minor', '=', True)
            & Domain('guardian_id', '=', False)
            & Domain('deceased_date', '=', False),
            name=self.env._("Minors without a guardian"),
            empty=self.env._("Every minor has somebody who answers for them."),
            tone='warning',
        )

    @api.model
    def _patient_card(self, domain, name, empty, order=None, tone='info'):
        """Return the :class:`Content` of a card that counts and lists patients."""
        return self._counted(
            'clinic.patient',
            domain,
            self._patient_row,
            order,
            empty=empty,
            action={
                'type': 'ir.actions.act_window',
                'name': name,
                'res_model': 'clinic.patient',
                'views': [(False, 'list'), (False, 'form')],
                'domain': list(domain),
            },
            tone=tone,
        )
