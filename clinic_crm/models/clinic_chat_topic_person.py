from odoo import models

from ..conversation import Turn
from .clinic_chat_topic import HELP, LIKELY


class ClinicChatTopicPerson(models.AbstractModel):
    """Somebody wants a person, or something went wrong: a person it is, and when."""

    _name = 'clinic.chat.topic.person'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Talk to a Person"

    _code = 'person'
    _sequence = 900
    _intents = ('humano', 'queja', 'consejo', 'equivocado', 'ingles')

    def _label(self):
        return "Hablar con una persona"

    def _handles(self, conversation, answer):
        if answer.intent == 'humano':
            return HELP
        return LIKELY if answer.intent in self._intents else 0

    def _open(self, conversation, payload=None):
        first, intent = None, (payload or {}).get('intent')
        if intent == 'archivo':
            first = "Gracias, ya lo recibimos."
        elif intent == 'queja':
            first = self._say(
                conversation,
                "Lamentamos lo ocurrido, y gracias por decirnos.",
                "Lamentamos lo ocurrido, y gracias por decirnos.",
            )
        elif intent == 'consejo':
            first = "Por aquí no puedo dar consejos de salud."
        elif intent == 'equivocado':
            first = "Gracias por avisarnos; lo revisamos."
        elif intent == 'ingles':
            first = "Thank you for writing. Someone from the clinic will answer you here."
        elif conversation.failed:
            first = self._say(
                conversation,
                "Perdone, no logro entenderle.",
                "Perdona, no logro entenderte.",
            )
        return Turn(texts=tuple(filter(None, (first, self._someone(conversation)))), hand_over=True)

    def _answer(self, conversation, answer):
        return None
