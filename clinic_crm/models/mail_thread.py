import logging
from xmlrpc.client import Binary

import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import email_normalize

from ..letters import gave_up, our_marks
from ..letters.report import OURS, is_report
from .fetchmail_server import leave_in_mailbox

_logger = logging.getLogger(__name__)
# a deadlock, a database that goes down, no key file: the same e-mail is taken in a little later
PASSING = (psycopg2.OperationalError, psycopg2.InterfaceError, ConcurrencyError, UserError)


class MailThread(models.AbstractModel):
    _inherit = 'mail.thread'

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """What patients write is taken in before Odoo's gateway keeps it in clear.

        Whoever logs in may call this, and what it brings is written with all rights, by the author
        it names: only the gateway does, as Odoo itself or as an administrator.
        """
        if not (self.env.su or self.env.user._is_system()):
            raise AccessError(
                self.env._("Only the mail gateway takes e-mails in, as an administrator.")
            )
        raw = bytes(message.data) if isinstance(message, Binary) else message
        raw = raw.encode() if isinstance(raw, str) else raw
        try:
            taken = self.env['clinic.letter']._take_in(raw)
        except PASSING as error:
            if self.env.context.get('default_fetchmail_server_id'):
                leave_in_mailbox()
                _logger.warning("An e-mail stays in its mailbox: %s", type(error).__name__)
            raise
        if taken:
            return False
        return super().message_process(
            model,
            message,
            custom_values=custom_values,
            save_original=save_original,
            strip_attachments=strip_attachments,
            thread_id=thread_id,
        )

    def message_notify(self, *, model=False, res_id=False, **kwargs):
        """Of a record of the clinic only who may read it tells others: the message has its name."""
        if model and model.startswith('clinic.') and res_id:
            self.env[model].browse(res_id).check_access('read')
        return super().message_notify(model=model, res_id=res_id, **kwargs)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A bounce of a patient message goes to that message; it has no `mail.message`."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        sender = email_normalize(message_dict.get('email_from') or '') or ''
        # a note without a status may be an answer on holidays
        if gave_up(email_message, by_words=is_report(email_message, sender)):
            told = OURS.findall(' '.join(message_dict.get('bounced_msg_ids') or []))
            marks = [*told, *our_marks(email_message, whole=True)]
            self.env['clinic.letter']._ours(marks)._came_back()
        return result
