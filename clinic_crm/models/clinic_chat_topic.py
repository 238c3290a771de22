from odoo import api, models

from ..plugins import find_plugins

LIKELY, SURE, URGENT = 10, 50, 100


class ClinicChatTopic(models.AbstractModel):
    """Something a conversation with a patient may ask or answer.

    A topic is one model that inherits this one, and never knows the channel:

        class ClinicChatTopicPrices(models.AbstractModel):
            _name = 'clinic.chat.topic.prices'
            _inherit = 'clinic.chat.topic'
            _code = 'prices'
            _intents = ('precio',)      # what a patient may write to get here
            _actions = ()               # what a button under a message may carry to get here

            def _label(self): ...
            def _open(self, conversation, payload=None): ...    -> Turn
            def _answer(self, conversation, answer): ...        -> Turn, or None: not meant for it

    `conversation` and `answer` are those of `clinic_crm.conversation`. A topic keeps what it needs
    between two turns in `conversation.memory`; whatever channel runs it stores that with the turn.
    Patients read what a turn says: Spanish, short, *usted* unless `conversation.informal`.

    Who gets what a patient does, in this order: an `URGENT` topic; for a tap the topic that made
    the option or names the action; the topic that waits for an answer; else the one that
    `_handles` it best. What nobody takes waits for a person.
    """

    _name = 'clinic.chat.topic'
    _description = "Topic of a Conversation"

    _code = None
    _sequence = 100
    _intents = ()
    _actions = ()

    def _label(self):
        """Return what the patient reads in a menu: at most 24 characters, in Spanish."""
        raise NotImplementedError

    def _offered(self, conversation):
        """Return whether a menu offers the topic in this conversation."""
        return True

    def _handles(self, conversation, answer):
        """Return how well the topic could begin with these words: 0 not at all, `SURE` certainly.

        `URGENT` takes them from whatever topic is open. Nothing may be written here.
        """
        return LIKELY if answer.intent and answer.intent in self._intents else 0

    def _open(self, conversation, payload=None):
        """Begin; return the first Turn.

        :param dict payload: plain values; of a tap under a message ``action``, ``record`` (its id)
            and ``current`` (whether it still is as the message said); of words ``intent`` and
            ``text``; None from a menu
        """
        raise NotImplementedError

    def _answer(self, conversation, answer):
        """Take the answer to the Turn before; return the next one, or None when it is none.

        Must be safe to call twice.
        """
        raise NotImplementedError

    def _stale(self, conversation, key):
        """An option of an earlier Turn was tapped: say so, and how things are now."""
        return self._open(conversation)

    @api.model
    def _topics(self, conversation=None):
        """Return every topic in the order of menus; with a conversation, those it offers."""
        topics = find_plugins(self.env, 'clinic.chat.topic')
        if conversation is None:
            return topics
        return [topic for topic in topics if topic._offered(conversation)]

    @api.model
    def _topic_of(self, action):
        """Return the topic that a button's action begins, or None."""
        return next((topic for topic in self._topics() if action in topic._actions), None)

    @api.model
    def _best(self, conversation, answer):
        """Return (how well, topic) of the one that handles these words best; (0, None): nobody."""
        found = [(topic._handles(conversation, answer), topic) for topic in self._topics()]
        best = max(found, key=lambda pair: pair[0], default=(0, None))
        return best if best[0] else (0, None)

    @api.model
    def _topic(self, code):
        """Return the topic with this code, or None if its addon is gone."""
        return next((topic for topic in self._topics() if topic._code == code), None)
