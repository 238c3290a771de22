from odoo import api, models

from .clinic_home import Card, Row


class ClinicHome(models.AbstractModel):
    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'messages_failed',
                self.env._("Messages that did not go"),
                self._card_messages_failed,
                groups='clinic_crm.group_reception',
                sequence=60,
            ),
        ]

    @api.model
    def _card_messages_failed(self):
        return self._counted(
            'clinic.message',
            [('for_hands', '=', True)],
            lambda message: Row(
                message.patient_id.display_name, message.error or '', message._name, message.id
            ),
            empty=self.env._("Every message of the last 30 days went."),
            action='clinic_crm.clinic_message_action_problems',
            tone='warning',
        )
