import re

from odoo import api, models

from .clinic_message_channel import DeliveryError

_OURS = re.compile(r'<clinic\.([0-9a-f-]{36})@')


def _gave_up(report):
    """Return whether a report says that the message will not arrive.

    A report of delay is no refusal, and a note without a delivery status (RFC 3464) says nothing:
    it may be an answer on holidays.

    :param email.message.Message report: the e-mail that came in
    """
    for part in report.walk():
        if part.get_content_type() != 'message/delivery-status' or not part.is_multipart():
            continue
        for recipient in part.get_payload():
            action = (recipient.get('Action') or '').strip().lower()
            status = (recipient.get('Status') or '').strip()
            if action == 'failed' or (not action and status.startswith('5.')):
                return True
    return False


class MailThread(models.AbstractModel):
    _inherit = 'mail.thread'

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A bounce of a patient message goes to that message; it has no `mail.message`."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        references = ' '.join(message_dict.get('bounced_msg_ids') or [])
        uuids = set(_OURS.findall(references))
        if uuids and _gave_up(email_message):
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
                            "It came back: the mailbox does not exist or does not accept it. "
                            "Ask the patient for another address, or call.",
                        )
                    )
                )
        return result
