from odoo import api, models

from .clinic_home import CARD_ROWS, Card, Content, Row


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
        Message = self.env['clinic.message']
        domain = [('did_not_go', '=', True)]
        failed = Message.search(domain, limit=CARD_ROWS)
        return Content(
            count=Message.search_count(domain),
            empty=self.env._("Every message of the last 30 days went."),
            action='clinic_crm.clinic_message_action_problems',
            rows=[
                Row(message.patient_id.display_name, message.error or '', Message._name, message.id)
                for message in failed
            ],
            tone='warning',
        )
