import re
import smtplib
from contextlib import suppress

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, formataddr
from odoo.tools.mail import plaintext2html

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from .clinic_message_channel import DeliveryError

_ENHANCED = re.compile(r'\b5\.(\d{1,3})\.\d{1,3}\b')


class ClinicMessageChannelEmail(models.AbstractModel):
    """E-mail, handed to the mail server by our own job.

    No `mail.mail` and no `mail.message` is made: their text would lie in the database in clear,
    readable by whoever administers Odoo. The headers carry the address, the clinic and nothing of
    the patient.

    Guarantee: a message is handed over at most once by itself. Everything up to the open connection
    may be repeated; then `sending` is committed; a server that is killed, or a connection lost,
    between that and the answer leaves the message as *may have arrived* for a person to decide. A
    repeated message keeps its Message-Id, by which most mailboxes show it once.
    """

    _name = 'clinic.message.channel.email'
    _inherit = 'clinic.message.channel'
    _description = "E-mail to Patients"

    _code = 'email'
    _sequence = 50
    _icon = 'fa-envelope-o'

    def _label(self):
        return self.env._("E-mail")

    def _problem(self, patient, kind):
        reader = patient._reader()
        if not reader.email:
            if reader != patient.partner_id:
                return self.env._(
                    "%(guardian)s, the guardian, has no e-mail address: ask for one, or call.",
                    guardian=reader.name,
                )
            return self.env._("There is no e-mail address: ask for one, or call.")
        if not email_normalize(reader.email):
            return self.env._(
                "The e-mail address is not valid: %(email)s. Correct it.", email=reader.email
            )
        if not self._sender(patient.company_id):
            return self.env._("The clinic has no e-mail address to send from: set it in its data.")
        return None

    def _in_use(self, company):
        return bool(self._sender(company))

    def _address(self, patient):
        return email_normalize(patient._reader().email or '')

    def _wants(self):
        return self.env._("an e-mail address")

    def _deliver(self, message):
        self._post(self._compose(message), message._hand_over)

    @api.model
    def _post(self, email, leaves=None):
        """Give one e-mail to the mail server.

        :param leaves: called once the server has answered, before it is given anything; it commits
        :raise DeliveryError: it was not taken; or `unknown`: the connection broke meanwhile
        """
        MailServer = self.env['ir.mail_server'].sudo()
        try:
            session = MailServer._connect__(smtp_from=email['From'])
        except (OSError, smtplib.SMTPException, UserError) as error:
            raise DeliveryError(
                self.env._(
                    "The mail server does not answer: %(error)s. It will be tried again.",
                    error=_words(error),
                ),
                temporary=True,
            ) from error
        try:
            if leaves:
                leaves()
            MailServer.send_email(email, smtp_session=session)
        except (MailDeliveryException, AssertionError) as error:
            raise self._refusal(error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise self._broken() from error
        finally:
            _close(session)

    def _refusal(self, error):
        """Turn what Odoo raises into a DeliveryError: refused for good, for now, or unknown."""
        cause = error.__context__ if isinstance(error, MailDeliveryException) else error
        if isinstance(cause, smtplib.SMTPRecipientsRefused):
            code, answer = next(iter(cause.recipients.values()))
        elif isinstance(cause, smtplib.SMTPResponseException):
            code, answer = cause.smtp_code, cause.smtp_error
        elif isinstance(cause, OSError) and not isinstance(cause, smtplib.SMTPException):
            return self._broken()
        else:
            code, answer = 0, str(cause)
        if isinstance(answer, bytes):
            answer = answer.decode(errors='replace')
        answer = ' '.join(f"{code or ''} {answer}".split())
        temporary = 400 <= code < 500
        sentence = self.env._(
            "%(sentence)s (The mail server said: %(answer)s)",
            sentence=self._why_refused(answer, temporary),
            answer=answer,
        )
        return DeliveryError(sentence[:500], temporary=temporary)

    def _why_refused(self, answer, temporary):
        """Say in words, with what to do, what an answer means (enhanced codes of RFC 3463)."""
        if temporary:
            return self.env._("The mail server does not take it now: it is tried again.")
        code = _ENHANCED.search(answer)
        reasons = {
            '1': self.env._("The address does not exist: ask the patient for the right one."),
            '2': self.env._(
                "The mailbox is full or closed: tell the patient, or ask for another address."
            ),
            '7': self.env._(
                "The mail server does not accept mail from the clinic: tell whoever looks after "
                "the clinic's e-mail."
            ),
        }
        return reasons.get(code and code[1]) or self.env._(
            "The mail server refused it: call the patient, and show this to whoever looks after "
            "the clinic's e-mail."
        )

    def _broken(self):
        return DeliveryError(
            self.env._(
                "The connection broke while sending: it may have arrived. Ask the patient before "
                "sending again.",
            ),
            unknown=True,
        )

    def _compose(self, message):
        """Return the e-mail as an `email.message.EmailMessage`."""
        company = message.company_id
        sender = self._sender(company)
        body, link = message.body, message._visit_link()
        label = message._visit_link_label()
        html = self.env['ir.qweb']._render(
            'clinic_crm.message_email',
            {
                'message': message,
                'company': company,
                'body': plaintext2html(body),
                'link': link,
                'label': label,
            },
        )
        headers = {'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF'}
        if company.bounce_email:
            headers['Return-Path'] = company.bounce_email
        return self.env['ir.mail_server']._build_email__(
            email_from=formataddr((company.name, sender)),
            email_to=[email_normalize(message.patient_id._reader().email)],
            reply_to=formataddr((company.name, self._replies(company))),
            subject=message.subject,
            body=html,
            subtype='html',
            body_alternative='\n\n'.join(
                filter(None, (body, link and f"{label}: {link}", f"-- \n{company.name}"))
            ),
            subtype_alternative='plain',
            attachments=[
                (attachment.name, attachment.raw, attachment.mimetype)
                for attachment in message.attachment_ids
            ],
            message_id=self._message_id(message, sender),
            headers=headers,
        )

    def _sender(self, company):
        """Return the address the clinic writes from, or None."""
        company = company.sudo()
        return (
            email_normalize(
                company.email or company.root_id.email or company.default_from_email or '',
            )
            or None
        )

    def _replies(self, company):
        """Return the address where answers arrive."""
        return company._clinic_mail() or self._sender(company)

    def _message_id(self, message, sender):
        return f'<clinic.{message.uuid}@{sender.partition("@")[2]}>'


def _words(error):
    return ' '.join(str(error).split())[:200] or type(error).__name__


def _close(session):
    if session:
        with suppress(OSError, smtplib.SMTPException):
            session.quit()
