from odoo import api, models

from ..plugins import find_plugins


class ClinicChatTopic(models.AbstractModel):
    """Something a conversation with a patient may ask or answer.

    A topic is one model that inherits this one, and never knows the channel:

        class ClinicChatTopicPrices(models.AbstractModel):
            _name = 'clinic.chat.topic.prices'
            _inherit = 'clinic.chat.topic'
            _code = 'prices'
            _intents = ('precio',)      # what a patient may write to get here

            def _label(self): ...
            def _open(self, conversation, payload=None): ...    -> Turn
            def _answer(self, conversation, answer): ...        -> Turn

    `conversation` and `answer` are those of `clinic_crm.conversation`. A topic keeps what it needs
    between two turns in `conversation.memory`; whatever channel runs it stores that with the turn.
    Patients read what a turn says: Spanish, short, *usted* unless `conversation.informal`.
    """

    _name = 'clinic.chat.topic'
    _description = "Topic of a Conversation"

    _code = None
    _sequence = 100
    _intents = ()

    def _label(self):
        """Return what the patient reads in a menu: at most 24 characters, in Spanish."""
        raise NotImplementedError

    def _offered(self, conversation):
        """Return whether a menu offers the topic in this conversation."""
        return True

    def _open(self, conversation, payload=None):
        """Begin, with what a button carried if one did (plain JSON); return the first Turn."""
        raise NotImplementedError

    def _answer(self, conversation, answer):
        """Take the answer to the Turn before; return the next one. Must be safe to call twice."""
        raise NotImplementedError

    @api.model
    def _topics(self, conversation=None):
        """Return every topic in the order of menus; with a conversation, those it offers."""
        topics = find_plugins(self.env, 'clinic.chat.topic')
        if conversation is None:
            return topics
        return [topic for topic in topics if topic._offered(conversation)]

    @api.model
    def _topic(self, code):
        """Return the topic with this code, or None if its addon is gone."""
        return next((topic for topic in self._topics() if topic._code == code), None)
