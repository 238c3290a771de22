from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_home import Card, Row


class ClinicHome(models.AbstractModel):
    _inherit = 'clinic.home'

    @api.model
    def _cards(self):
        return [
            *super()._cards(),
            Card(
                'whatsapp_waiting',
                self.env._("Waiting on WhatsApp"),
                self._card_whatsapp_waiting,
                groups='clinic_whatsapp.group_agent',
                sequence=25,
            ),
        ]

    @api.model
    def _card_whatsapp_waiting(self):
        return self._counted(
            'clinic.whatsapp.conversation',
            [('waiting_since', '!=', False)],
            lambda one: Row(
                one.sudo().identity_id.display_name,
                self._said(one.waiting_minutes),
            ),
            order='answer_by, waiting_since',
            empty=self.env._("Everybody has an answer."),
            action='clinic_whatsapp.clinic_whatsapp_queue_action',
            tone='warning',
        )

    @api.model
    def _said(self, minutes):
        """How long somebody waits, as the board says it: “25 min”, “2 h 10 min”, “3 days”."""
        hours, rest = divmod(minutes, 60)
        if hours >= 48:
            return self.env._("%(count)s days", count=hours // 24)
        return f"{hours} h {rest} min" if hours else f"{rest} min"
