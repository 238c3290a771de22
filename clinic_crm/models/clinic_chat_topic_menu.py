from odoo import models

from ..conversation import MAX_OPTIONS, Option, Turn, match_option
from .clinic_chat_topic import LIKELY, RECEIVED

GIVEN_UP = 2  # turns in a row in which nothing was understood, before a person takes over


class ClinicChatTopicMenu(models.AbstractModel):
    """What can be done here: for a greeting, and for whatever nobody understood."""

    _name = 'clinic.chat.topic.menu'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: the Menu"

    _code = 'menu'
    _sequence = 1000
    _by_the_way = True
    _intents = ('saludo', 'gracias')

    def _label(self):
        return "Menú"

    def _offered(self, conversation):
        return False

    def _handles(self, conversation, answer):
        return LIKELY if answer.intent in self._intents else 0

    def _open(self, conversation, payload=None):
        payload = payload or {}
        if payload.get('intent') == 'gracias':
            text = self._say(
                conversation,
                "Con gusto. Si necesita algo más, escríbanos por aquí.",
                "Con gusto. Si necesitas algo más, escríbenos por aquí.",
            )
            return Turn(texts=(text,), done=True)
        if conversation.failed >= GIVEN_UP:
            return Turn(go_to='person')
        question = self._say(conversation, "¿En qué le ayudo?", "¿En qué te ayudo?")
        if conversation.failed and not conversation.memory.get('first'):
            question = self._say(
                conversation,
                "Perdone, no le entendí. Elija una opción, por favor.",
                "Perdona, no te entendí. Elige una opción, por favor.",
            )
        return Turn(texts=(question,), options=self._options(conversation))

    def _answer(self, conversation, answer):
        option = match_option(self._options(conversation), answer)
        return Turn(go_to=option.key) if option else None

    def _unreadable(self, conversation, kind):
        said = "¿En qué le ayudo?" if not conversation.informal else "¿En qué te ayudo?"
        first = () if kind == 'sticker' else (RECEIVED,)
        return Turn(texts=(*first, said), options=self._options(conversation))

    def _stale(self, conversation, key):
        """Whatever it was, it only begins something."""
        if self._topic(key) is None:
            return self._open(conversation)
        return Turn(go_to=key)

    def _options(self, conversation):
        """What can be chosen, and at the end always a person."""
        person = self._topic('person')
        topics = [topic for topic in self._topics(conversation) if topic._code != person._code]
        return tuple(
            Option(topic._code, topic._label(), topic._about(conversation))
            for topic in (*topics[: MAX_OPTIONS - 1], person)
        )
