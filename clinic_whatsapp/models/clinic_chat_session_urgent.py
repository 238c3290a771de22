from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.conversation import Turn

from ..cloud_api import messages
from .clinic_whatsapp_outbox import ANSWER

AGAIN = timedelta(minutes=10)  # the emergency text was read just now
VOICE_TOLD = timedelta(hours=6)
TAPS = ('button', 'button_reply', 'list_reply')  # words of ours
SILENT = ('system', 'revoke', 'reaction')
VOICE = (
    "Recibimos su nota de voz y una persona la va a escuchar.",
    "Recibimos tu nota de voz y una persona la va a escuchar.",
)
VOICE_SAFE = (
    "Si es una urgencia, no espere: llame al 911.",
    "Si es una urgencia, no esperes: llama al 911.",
)


class ClinicChatSession(models.Model):
    """What cannot wait comes before everything: before topics, while a person writes, in captions.

    The alert is raised in the transaction that takes the message in, and apart from the answer: it
    is there when the answer breaks or cannot be sent. What was being talked about goes on where it
    was.
    """

    _inherit = 'clinic.chat.session'

    voice_told_at = fields.Datetime(readonly=True)

    @api.model
    def _hear(self, message, incoming):
        if not message.topic and self._hear_urgency(message, self._own_words(incoming)):
            return
        super()._hear(message, incoming)
        if incoming.kind == 'audio':
            self.sudo()._hear_sound(message.sudo())

    @api.model
    def _own_words(self, incoming):
        """What the person wrote themself, whatever it came with."""
        if incoming.kind in TAPS or incoming.kind in SILENT:
            return ''
        answers = (str(value) for value in incoming.answers.values())
        return '\n'.join(filter(None, [incoming.text, *answers])).strip()

    @api.model
    def _hear_urgency(self, message, text):
        """Raise the alert if these words are urgent, and answer; returns whether they are."""
        if not text:
            return False
        person = message.identity_id.sudo()
        found, alert = (
            self.env['clinic.alert']
            .sudo()
            ._listen(
                text,
                person,
                person.company_id,
                person.patient_id or None,
                key=f'whatsapp:{message.account_id.id}:{message.wamid}',
            )
        )
        if not found.urgent:
            return False
        self.env.flush_all()  # before anything that may break
        self._safely(message, self._answer_urgency, message.sudo(), text, alert)
        return True

    @api.model
    def _answer_urgency(self, message, text, alert):
        """The emergency text; a short word when they have just read it."""
        session, now = self.sudo()._of(message.identity_id), fields.Datetime.now()
        topic = self.env['clinic.chat.topic']._topic('urgent')
        again = bool(alert.answered_at and alert.answered_at > now - AGAIN)
        payload = {'text': text, 'nobody': alert.nobody and alert.state == 'new', 'again': again}
        turn = topic._open(session._talk(), payload)
        message.topic = topic._code
        self.env['clinic.whatsapp.conversation'].sudo()._of(message.identity_id)._put_ahead(message)
        session._say_urgently(message, topic, turn)
        session.handed_at = now  # who is in trouble is not asked what they meant
        if not again:
            alert.answered_at = now

    def _say_urgently(self, message, topic, turn):
        """Where to get help goes out also when the message was answered already, and to a number
        whose patient may not be written to any more."""
        Outbox = self.env['clinic.whatsapp.outbox'].sudo()
        said = [('idempotency_key', '=', f'turn:{message.id}')]
        if not Outbox.search_count(said, limit=1):
            self._say(message, topic, turn, list(turn.texts))
            if Outbox.search_count(said, limit=1):
                return
        text = '\n'.join(turn.texts)
        content = messages.text(text) | {'said': text}
        Outbox._enqueue(self.identity_id, f'urgent:{message.id}', content=content, priority=ANSWER)

    # ------------------------------------------------------------------ sound
    @api.model
    def _hear_sound(self, message):
        """A voice note: nobody knows what it says until a person has heard it."""
        self._sound_unread(message)

    @api.model
    def _sound_unread(self, message):
        """It goes to the head of the queue, and the person reads where to call if it is urgent."""
        self._safely(message, self._answer_sound, message)

    @api.model
    def _answer_sound(self, message):
        person, now = message.identity_id, fields.Datetime.now()
        conversation = self.env['clinic.whatsapp.conversation'].sudo()._of(person)
        still_waits = conversation.ahead and conversation.waiting_since
        conversation._put_ahead(message)
        session = self.sudo()._of(person)
        told = session.voice_told_at and session.voice_told_at > now - VOICE_TOLD
        if told and still_waits:
            return  # they know already, and nobody has heard the first one yet
        session.voice_told_at = now
        informal = person.company_id.root_id.clinic_informal
        topic = self.env['clinic.chat.topic']._topic('urgent')
        turn = Turn(texts=(VOICE[informal], VOICE_SAFE[informal]), hand_over=True)
        message.topic = topic._code
        session._say(message, topic, turn, list(turn.texts))
