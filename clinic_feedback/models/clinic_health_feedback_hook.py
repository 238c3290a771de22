from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_health import Check


class ClinicHealth(models.AbstractModel):
    """Whether the other system gets its notices."""

    _inherit = 'clinic.health'

    @api.model
    def _checks(self):
        return super()._checks() + [
            Check(
                'feedback_hook',
                'warning',
                self._check_feedback_hook,
                label=self.env._("Notices to another system arrive"),
                remedy=self.env._(
                    "Open Feedback › Notices to another system, see why they did not arrive, and "
                    "send them again once it is mended."
                ),
            ),
        ]

    @api.model
    def _check_feedback_hook(self):
        failed = (
            self.env['clinic.feedback.hook.event']
            .sudo()
            .search_count([('state', '=', 'failed'), ('hook_id.on', '=', True)])
        )
        if failed:
            return False, self.env._("Notices that did not arrive: %(count)s.", count=failed)
        return True, self.env._("None has failed.")
