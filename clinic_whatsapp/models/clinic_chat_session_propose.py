from datetime import datetime

from odoo import api, fields, models

from ..agent import INTENTS
from ..cloud_api import Incoming, Sender

MESSAGE = 'clinic_chat_message'  # in the context: the message of the turn
PROPOSED = 'clinic_chat_proposed'  # in the context: the intent a service proposed, or ''
# A yes acts at once where it is plain; of one that has to be guessed the visit is shown.
PROPOSABLE = frozenset(INTENTS) - {'otro', 'confirmar'}
SHORT = 2  # words: what says less is not worth a service


class ClinicChatSession(models.Model):
    """Words that nobody understood are read once more by the clinic's service, if it has one.

    It may propose one of the intents and values of closed lists, and then the turn is taken as if
    the words had been read so: by the same topics, with the same buttons before anything that
    cannot be undone. The turn is put off while the service is asked, outside of any transaction;
    without an answer in time it is taken as if there were no service.
    """

    _inherit = 'clinic.chat.session'

    def _turn(self, message, incoming):
        session = self.with_context(**{MESSAGE: message.id})
        return super(ClinicChatSession, session)._turn(message, incoming)

    def _next(self, talk, incoming, *waiting):
        topic, turn = super()._next(talk, incoming, *waiting)
        if turn and talk.puzzled and self._puts_off(incoming):
            return None, None
        return topic, turn

    def _puts_off(self, incoming):
        """Whether the service is asked first; it then is."""
        if PROPOSED in self.env.context or incoming.kind != 'text' or incoming.payload:
            return False
        if len(incoming.text.split()) < SHORT or self._asks_about_a_person():
            return False
        message = self.env['clinic.whatsapp.message'].browse(self.env.context.get(MESSAGE))
        return message._queue_second(answers=True)

    def _asks_about_a_person(self):
        """Whether a name, a birth date or the like is waited for: what comes then stays here."""
        if not self._is_open(fields.Datetime.now()):
            return False
        topic = self.env['clinic.chat.topic']._topic(self.topic)
        return topic is not None and topic._is_personal(self._memory())

    @api.model
    def _readings(self, text):
        known = super()._readings(text)
        proposed = self.env.context.get(PROPOSED)
        return tuple(dict.fromkeys((proposed, *known))) if proposed else known

    def _may_be_read(self):
        """What a service may find in words: (intents, {field: values})."""
        talk, found = self._talk(), {}
        for topic in self.env['clinic.chat.topic']._topics(talk):
            found |= topic._hints(talk)
        return PROPOSABLE, {name: tuple(values) for name, values in found.items() if values}

    def _turn_put_off(self, message, text, proposal=None):
        """Take the turn that waited for a service; without a proposal as if there were none."""
        intent = proposal.intent if proposal else ''
        if intent in ('', 'agendar') and proposal:
            text = '. '.join((*proposal.fields.values(), text))
        incoming = Incoming(
            kind='text',
            wamid=message.wamid,
            sender=Sender(),
            at=int((message.at - datetime(1970, 1, 1)).total_seconds()),
            text=text,
        )
        self.with_context(**{PROPOSED: intent})._turn(message, incoming)
