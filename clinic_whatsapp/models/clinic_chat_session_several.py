from odoo import models

from odoo.addons.clinic_crm.conversation import wish
from odoo.addons.clinic_crm.models.clinic_chat_topic import HELP

from ..agent import parts

# What asks something back stands below what only tells: which visit, which branch.
LAST = ('prices', 'place', 'book')


class ClinicChatSession(models.Model):
    """Several questions in one message: «¿cuánto cuesta, dan factura y dónde están?»

    Each is answered by its own topic, from what the clinic keeps; a visit that is wished for comes
    last, since it asks something. Where anything else is said, the message is one, as ever.
    """

    _inherit = 'clinic.chat.session'

    def _begin(self, talk, topic, payload):
        *others, last = self._asked_together(talk, topic, payload['text'])
        busy, talk.busy = talk.busy, True  # each of the others only tells
        for other in others:
            talk.memory = {}
            talk.before += other._open(talk, payload).texts
        talk.busy, talk.memory = busy, {}
        return super()._begin(talk, last, payload)

    def _asked_together(self, talk, topic, text):
        """The topics that the parts of a message begin, the one that asks something back last;
        only the topic of the whole, where anything else is said too."""
        book = self.env['clinic.chat.topic']._topic('book')
        if not (topic is None or topic._only_tells or topic == book):
            return [topic]
        found = [topic] if topic is not None else []
        for part in parts(text):
            level, other, answer = self._best(talk, part)
            if (
                other is not None and answer.intent == 'queja'
            ):  # whatever else is asked: somebody has to listen
                return [other]
            if other is None and self._is_wished(talk, part):
                other = book
            if other is None or other in found or other._code == 'menu':
                continue
            if level >= HELP or not (other._only_tells or other == book):
                return [topic]
            found.append(other)
        if not found:
            return [topic]
        return sorted(found, key=lambda one: LAST.index(one._code) if one._code in LAST else -1)

    def _is_wished(self, talk, part):
        """«lo necesito mañana temprano», of somebody who has no visit yet."""
        visits = self.env['clinic.chat.topic']._topic('visit')._visits(talk)
        return not visits and bool(wish(part, talk.now.date()))
