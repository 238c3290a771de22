import re

from odoo import api, models

from .clinic_message_channel import DeliveryError

_OURS = re.compile(r'<clinic\.([0-9a-f-]{36})@')


class MailThread(models.AbstractModel):
    _inherit = 'mail.thread'

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A bounce of a patient message goes to that message; it has no `mail.message`."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        references = ' '.join(message_dict.get('bounced_msg_ids') or [])
        uuids = set(_OURS.findall(references))
        if uuids:
            messages = (
                self.env['clinic.message']
                .sudo()
                .search(
                    [
                        ('uuid', 'in', list(uuids)),
                        ('channel', '=', 'email'),
                    ]
                )
            )
            for message in messages:
                lang = message._staff_lang(message.patient_id)
                message.with_context(lang=lang)._delivery_failed(
                    DeliveryError(
                        message.env._(
                            "It came back: the mailbox does not exist or does not accept it.",
                        )
                    )
                )
        return result
