import logging
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.jobs import whole_or_not
from odoo.addons.clinic_crm.language.endpoint import EndpointError, propose

_logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)  # longer than a service is waited for
PATIENCE = 8  # seconds somebody waits for an answer that a service has a part in
ANSWERED = timedelta(seconds=30)  # by then it has answered, or something broke
USEFUL = timedelta(minutes=30)  # later somebody has read it anyway
SHORT = 3  # words: what says less is no surprise to the list


class ClinicWhatsappMessage(models.Model):
    """What the list does not find urgent is read once more by the clinic's language service, if it
    has one. It may raise an alert, never take one back; without it, or late, all is as before.

    The answer to a message may wait for it (`second_answers`): then it also says what was asked.
    Who waits is not kept waiting: what was not read by then is answered as if there were no
    service, and read for what cannot wait afterwards, with all the time that takes.
    """

    _inherit = 'clinic.whatsapp.message'

    second_state = fields.Selection(
        [('queued', "To be read again"), ('done', "Read again"), ('failed', "Not read again")],
        string="Second reading",
        readonly=True,
    )
    second_due_at = fields.Datetime(readonly=True)
    second_asked = fields.Boolean(readonly=True)
    second_answers = fields.Boolean(readonly=True, help="The answer waits for the second reading.")

    _to_read_again = models.Index("(second_due_at, id) WHERE second_state = 'queued'")

    @api.model
    def _second_service(self, company):
        return self.env['clinic.language.service']._of(company, 'chat')

    def _queue_second(self, answers=False):
        """Let the service read it, if there is one; returns whether it will."""
        if not self._second_service(self.company_id):
            return False
        now = fields.Datetime.now()
        self.write(
            {
                'second_state': 'queued',
                'second_due_at': now,
                'second_asked': False,
                'second_answers': answers,
            }
        )
        when = [now, now + ANSWERED] if answers else [now]
        self.env.ref('clinic_whatsapp.ir_cron_second').sudo()._trigger(when)
        return True

    @api.model
    def _cron_second(self):
        """Read what is due, one message after the other; no transaction is open meanwhile."""
        committed = self.env['clinic.whatsapp.kept.mixin']._committed
        while (call := committed(self._claim_second)) is not None:
            if call:
                message_id, *asked = call
                proposal = _read(*asked)
                committed(lambda m=message_id, p=proposal: self._keep_second(m, p))
            if not self.env['ir.cron']._commit_progress(1):
                return

    @api.model
    def _claim_second(self):
        """(id, endpoint, text, what is known of the person, what may be found); (): none of those
        that are due is to be asked, look again; None: none is due.

        Those whose answer waits come first."""
        now = fields.Datetime.now()
        due = self.sudo().search(
            [('second_state', '=', 'queued'), ('second_due_at', '<=', now)],
            order='second_answers DESC NULLS LAST, second_due_at, id',
            limit=20,
        )
        locked = due.try_lock_for_update(limit=5)
        for message in locked:
            service = self._second_service(message.company_id)
            if not service or not message.text or message._is_too_late(now):
                message._not_read()
                continue
            call = []
            who = f"Message {message.id}"
            if whole_or_not(self.env, _logger, who, message._second_call, service, now, call):
                return tuple(call)
            message._not_read()  # one that breaks holds nobody else up
        return () if locked else None

    def _is_too_late(self, now):
        """One whose reading was cut off is not worth another; nor what waited too long for it."""
        waited = self.second_answers and self.second_due_at <= now - ANSWERED
        return self.second_asked or waited or self.create_date < now - USEFUL

    def _second_call(self, service, now, call):
        """Put it under a lease, and into `call` what `_claim_second` returns."""
        endpoint, found, wait = service._endpoint(), ((), {}), LEASE
        if self.second_answers:
            wait = ANSWERED
            endpoint = replace(endpoint, seconds=min(endpoint.seconds, PATIENCE))
            found = self.env['clinic.chat.session'].sudo()._of(self.identity_id)._may_be_read()
            # whatever becomes of this job
            self.env.ref('clinic_whatsapp.ir_cron_second').sudo()._trigger(now + wait)
        self.write({'second_asked': True, 'second_due_at': now + wait})
        call += [self.id, endpoint, self.text, self._known(), *found]

    def _not_read(self):
        """Nothing came of it: who waits is answered, and then it is read for urgency alone."""
        waited = self.second_answers
        self.second_state = 'failed'
        self._answer_put_off()
        if waited:
            self._queue_second()

    def _known(self):
        """What is known of whoever wrote, to be taken out of the text."""
        person = self.identity_id
        session = self.env['clinic.chat.session'].sudo()._of(person)
        people = session._patients()
        curps = [patient.curp for patient in people]
        return {
            'nombre': list(filter(None, [person.name, person.username, *people.mapped('name')])),
            'telefono': list(filter(None, [person.e164, *people.mapped('phone')])),
            'correo': list(filter(None, people.mapped('email'))),
            'curp': list(filter(None, curps)),
            'expediente': list(filter(None, people.mapped('record_number'))),
        }

    @api.model
    def _keep_second(self, message_id, proposal):
        message = self.sudo().browse(message_id).exists()
        if message and (service := self._second_service(message.company_id)):
            service._note_call(proposal)
        if not message or message.second_state != 'queued':
            return
        if isinstance(proposal, EndpointError):
            message._not_read()
            return
        message.second_state = 'done'
        if proposal.urgent and whole_or_not(
            self.env, _logger, f"Message {message.id}", message._second_alert
        ):
            message.second_answers = False
        message._answer_put_off(proposal)

    def _second_alert(self):
        person = self.identity_id
        staff = self.with_context(lang=self.company_id._staff_lang())
        alert = self.env['clinic.alert']._raise(
            'urgent',
            staff.env._(
                "No phrase of the list is in it; the language service takes it for urgent."
            ),
            person,
            self.company_id,
            person_words=self.text,
            patient=person.patient_id or None,
            key=f'whatsapp:{self.account_id.id}:{self.wamid}',
        )
        self.env.flush_all()
        Session = self.env['clinic.chat.session'].sudo()
        Session._safely(self, Session._answer_urgency, self, self.text, alert)

    def _answer_put_off(self, proposal=None):
        """Take the turn that waited, unless a later message was answered or a person did."""
        if not self.second_answers:
            return
        self.second_answers = False
        later = [
            ('identity_id', '=', self.identity_id.id),
            ('direction', '=', 'in'),
            ('id', '>', self.id),
            ('topic', '!=', False),
        ]
        if self.topic or not self.text or self.search_count(later, limit=1):
            return
        session = self.env['clinic.chat.session'].sudo()._of(self.identity_id)
        session._safely(self, session._turn_put_off, self, self.text, proposal)


class ClinicChatSession(models.Model):
    _inherit = 'clinic.chat.session'

    @api.model
    def _hear_urgency(self, message, text):
        """What the list does not know is read again, where there is a service; else it costs
        nothing. Of the answer to a question about a person only the list knows."""
        urgent = super()._hear_urgency(message, text)
        if (
            not urgent
            and len((text or '').split()) >= SHORT
            and message.sudo()._second_service(message.company_id)
            and not self.sudo()._of(message.identity_id)._asks_about_a_person()
        ):
            self._safely(message, message.sudo()._queue_second)
        return urgent


def _read(endpoint, text, known, intents, places):
    """What the service says, or why it is of no use. No database in here."""
    try:
        return propose(endpoint, text, intents, places, known=known)
    except EndpointError as error:
        return error
    except Exception as error:  # noqa: BLE001 - it has been read here already
        _logger.error("A message could not be read again: %s", type(error).__name__)
        return EndpointError('form')
