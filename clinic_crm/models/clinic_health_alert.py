from datetime import timedelta

from odoo import api, fields, models

from .clinic_health import Check

LATE = timedelta(minutes=30)


class ClinicHealth(models.AbstractModel):
    """Whether what cannot wait gets to somebody."""

    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        return super()._checks() + [
            Check(
                'alerts',
                'warning',
                self._check_alerts,
                label=self.env._("Urgent messages reach somebody"),
                remedy=self.env._(
                    "Open Messages › Urgent alerts and take what waits. Under Settings › What "
                    "cannot wait › On duty see to it that somebody is on the list who can be told "
                    "by phone."
                ),
            ),
        ]

    @api.model
    def _check_alerts(self):
        late = (
            self.env['clinic.alert']
            .sudo()
            .search_count([('state', '=', 'new'), ('raised_at', '<', fields.Datetime.now() - LATE)])
        )
        if late:
            return False, self.env._(
                "Alerts that nobody has taken for half an hour: %(count)s.", count=late
            )
        return True, self.env._("No alert has waited for half an hour.")
