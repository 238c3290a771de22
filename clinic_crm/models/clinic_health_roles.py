from odoo import api, models

from .clinic_health import Check


class ClinicHealth(models.AbstractModel):
    """Whether somebody may set the clinic up: on the first day the administrator reads it here."""

    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        return super()._checks() + [
            Check(
                'roles',
                'warning',
                self._check_roles,
                label=self.env._("People and their roles"),
                remedy=self.env._(
                    "Open Settings › Users and give each person their role, under Clinic. The "
                    "direction then sets up branches, practitioners, types of visit and WhatsApp; "
                    "the accountant, invoicing."
                ),
            ),
        ]

    @api.model
    def _check_roles(self):
        director = self.env.ref('clinic_crm.group_director')
        count = len(director.sudo().all_user_ids.filtered(lambda user: not user.share))
        if not count:
            return False, self.env._("Nobody has the role of the direction yet.")
        return True, self.env._("People with the role of the direction: %(count)s.", count=count)
