from odoo import api, models

from .clinic_home import Card, Row


class ClinicHome(models.AbstractModel):
    """What cannot wait comes first on everybody's page; with nothing open it is not there."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'alerts',
                self.env._("Urgent: somebody has to answer"),
                self._card_alerts,
                groups=','.join(self.env['clinic.duty']._roles()),
                sequence=1,
                only_if_any=True,
            ),
        ]

    @api.model
    def _card_alerts(self):
        return self._counted(
            'clinic.alert',
            [('state', '=', 'new')],
            lambda alert: Row(
                f"{alert.who} · {alert.waited}", alert.turn or '', alert._name, alert.id
            ),
            empty='',
            action='clinic_crm.clinic_alert_action',
            tone='danger',
        )
