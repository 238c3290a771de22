import logging
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.language.endpoint import EndpointError, propose

_logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)  # longer than a service is waited for
USEFUL = timedelta(minutes=30)  # later somebody has read it anyway
SHORT = 3  # words: what says less is no surprise to the list


class ClinicWhatsappMessage(models.Model):
    """What the list does not find urgent is read once more by the clinic's language service, if it
    has one. It may raise an alert, never take one back; without it, or late, all is as before.
    """

    _inherit = 'clinic.whatsapp.message'  # pylint: disable=consider-merging-classes-inherited

    second_state = fields.Selection(
        [('queued', "To be read again"), ('done', "Read again"), ('failed', "Not read again")],
        string="Second reading",
        readonly=True,
    )
    second_due_at = fields.Datetime(readonly=True)

    _to_read_again = models.Index("(second_due_at, id) WHERE second_state = 'queued'")

    def _queue_second(self, text):
        """Let the service read it, if there is one and there is something to read."""
        service = self.env['clinic.language.service']._of(self.company_id, 'chat')
        if service and len(text.split()) >= SHORT:
            self.write({'second_state': 'queued', 'second_due_at': fields.Datetime.now()})
            self.env.ref('clinic_whatsapp.ir_cron_second').sudo()._trigger()

    @api.model
    def _cron_second(self):
        """Read what is due, one message after the other; no transaction is open meanwhile."""
        committed = self.env['clinic.whatsapp.kept.mixin']._committed
        while call := committed(self._claim_second):
            message_id, endpoint, text, known = call
            urgent = _is_urgent(endpoint, text, known)
            committed(lambda m=message_id, u=urgent: self._keep_second(m, u))
            if not self.env['ir.cron']._commit_progress(1):
                return

    @api.model
    def _claim_second(self):
        """(id, endpoint, text, what is known of the person); None: there is none."""
        now = fields.Datetime.now()
        due = self.sudo().search(
            [('second_state', '=', 'queued'), ('second_due_at', '<=', now)],
            order='second_due_at, id',
            limit=20,
        )
        for message in due.try_lock_for_update(limit=5):
            service = self.env['clinic.language.service']._of(message.company_id, 'chat')
            # one whose reading was cut off is not worth another
            late = message.second_due_at > message.create_date + LEASE or (
                message.create_date < now - USEFUL
            )
            if not service or late or not message.text:
                message.second_state = 'failed'
                continue
            message.second_due_at = now + LEASE
            return message.id, service._endpoint(), message.text, message._known()
        return None

    def _known(self):
        """What is known of whoever wrote, to be taken out of the text."""
        person, patient = self.identity_id, self.identity_id.patient_id
        return {
            'nombre': [name for name in (person.name, person.username, patient.name) if name],
            'telefono': [number for number in (person.e164, patient.phone) if number],
            'expediente': [patient.record_number] if patient.record_number else [],
        }

    @api.model
    def _keep_second(self, message_id, urgent):
        message = self.sudo().browse(message_id).exists()
        if not message or message.second_state != 'queued':
            return
        message.second_state = 'failed' if urgent is None else 'done'
        if not urgent:
            return
        person = message.identity_id
        staff = message.with_context(lang=message.company_id._staff_lang())
        alert = self.env['clinic.alert']._raise(
            'urgent',
            staff.env._(
                "No phrase of the list is in it; the language service takes it for urgent."
            ),
            person,
            message.company_id,
            person_words=message.text,
            patient=person.patient_id or None,
            key=f'whatsapp:{message.account_id.id}:{message.wamid}',
        )
        self.env.flush_all()
        Session = self.env['clinic.chat.session'].sudo()
        Session._safely(message, Session._answer_urgency, message, message.text, alert)


class ClinicChatSession(models.Model):
    _inherit = 'clinic.chat.session'  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _hear(self, message, incoming):
        result = super()._hear(message, incoming)
        text = self._own_words(incoming)
        if text and message.topic != 'urgent':
            self._safely(message, message.sudo()._queue_second, text)
        return result


def _is_urgent(endpoint, text, known):
    """What the service says; None: nothing that can be used. No database in here."""
    try:
        return propose(endpoint, text, (), known=known).urgent
    except EndpointError:
        return None
    except Exception as error:  # noqa: BLE001 - the list has read it already
        _logger.error("A message could not be read again: %s", type(error).__name__)
        return None
