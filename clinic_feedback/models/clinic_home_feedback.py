from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_home import Card, Content, Row


class ClinicHome(models.AbstractModel):
    """What the page «Today» says of surveys: that nobody is asked yet."""

    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'feedback_off',
                self.env._("Patients' opinion"),
                self._card_feedback_off,
                groups='clinic_feedback.group_manager',
                sequence=90,
            ),
        ]

    @api.model
    def _card_feedback_off(self):
        """Only until it is switched on."""
        if self.env.company.root_id.sudo().clinic_feedback_on:
            return None
        return Content(
            count=1,
            empty='',
            action='clinic_feedback.clinic_feedback_switch_action',
            rows=[
                Row(
                    self.env._("Surveys are ready and switched off"),
                    self.env._("Switch them on: patients are asked an hour after their visit."),
                )
            ],
            tone='info',
        )
