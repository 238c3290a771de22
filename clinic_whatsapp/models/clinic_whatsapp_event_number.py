from odoo import models

from odoo.addons.clinic_crm.jobs import wake_once


class ClinicWhatsappEvent(models.Model):
    """Meta tells that something about a number or its account has changed.

    Such news come in any order: what holds now is asked of Meta itself.
    """

    _inherit = 'clinic.whatsapp.event'

    def _apply_number(self):
        wake_once(self.env.ref('clinic_whatsapp.ir_cron_look').sudo())
        return 'done'

    def _apply_account(self):
        return self._apply_number()
