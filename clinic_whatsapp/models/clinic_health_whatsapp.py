from functools import partial

from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_health import Check

from .clinic_whatsapp_status import GOOD


class ClinicHealth(models.AbstractModel):
    """Whether WhatsApp works: the lamps of the manager's page, over all numbers."""

    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        checks = super()._checks()
        if not self.env['clinic.whatsapp.account'].sudo().search_count([], limit=1):
            return checks
        return checks + [
            Check(
                f'whatsapp_{watch.name}',
                'warning',
                partial(self._check_whatsapp, watch),
                label=self.env._("WhatsApp, %(what)s", what=watch.label),
                remedy=watch.remedy,
            )
            for watch in self.env['clinic.whatsapp.status'].sudo()._watches()
        ]

    @api.model
    def _check_whatsapp(self, watch):
        Status = self.env['clinic.whatsapp.status'].sudo()
        accounts = self.env['clinic.whatsapp.account'].sudo().search([('active', '=', True)])
        lamps = [(account, lamp) for account, [lamp] in Status._lamps(accounts, [watch]).items()]
        bad = [(account, lamp) for account, lamp in lamps if lamp.tone != GOOD]
        told = bad or lamps
        if len(lamps) == 1:
            return not bad, told[0][1].text
        return not bad, " ".join(f"{account.name}: {lamp.text}" for account, lamp in told)
