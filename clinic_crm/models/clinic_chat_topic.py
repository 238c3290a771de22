from odoo import api, models

from ..agenda import near_day_in_words
from ..plugins import find_plugins

# How well a topic handles words. From HELP on they are taken from the topic that waits for an
# answer; from COMMAND on also while a person of the clinic is writing.
LIKELY, SURE, HELP, COMMAND, URGENT = 10, 50, 60, 75, 100
RECEIVED = "Gracias, ya lo recibimos; una persona lo verá."


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

    Who gets what a patient does, in this order: for a tap the topic that made the option or names
    the action; an `URGENT` topic; a `COMMAND` (BAJA); a call for `HELP`; the topic that waits for
    an answer; else the one that `_handles` it best; else the menu. Nothing that cannot be undone is
    done on words: it takes the button of the turn before.
    """

    _name = 'clinic.chat.topic'
    _description = "Topic of a Conversation"

    _code = None
    _sequence = 100
    _intents = ()
    _actions = ()
    _resumes = False  # whether it goes on after something else was asked in between
    # whether what it asks is by the way: a "sí" still answers what the clinic wrote before
    _by_the_way = False
    # whether it answers from what the clinic keeps, so that what else was asked is answered too
    _only_tells = False

    def _label(self):
        """Return what the patient reads in a menu: at most 24 characters, in Spanish."""
        raise NotImplementedError

    def _about(self, conversation):
        """Return what a menu says under the label: at most 72 characters, in Spanish; or ''."""
        return ''

    def _offered(self, conversation):
        """Return whether a menu offers the topic in this conversation."""
        return True

    def _handles(self, conversation, answer):
        """Return how well the topic could begin with these words: 0 not at all, `SURE` certainly.

        `HELP` and more take them from whatever topic is open. Nothing may be written here.
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
        """An option of an earlier Turn was tapped: say so, and how things are now.

        `conversation.memory` is the topic's if it still waits for an answer, else empty.
        """
        return self._open(conversation)

    def _resume(self, conversation):
        """Return the Turn that waits, once more, after another topic has answered something in
        between; asked of those that say `_resumes`."""
        raise NotImplementedError

    def _unreadable(self, conversation, kind):
        """Something without words came while this waits: a sticker, a photo that a person will see.

        Return the Turn that asks once more, or None: nothing is said.

        :param str kind: ``sticker``, ``image``, ``document``… as the channel calls it
        """
        return None

    def _takes_first(self, conversation, text):
        """Return whether these words answer what was asked, though they read as a wish for a
        person: «con el doctor Paz»."""
        return False

    def _is_personal(self, memory):
        """Return whether what was asked last is about a person: the answer leaves the clinic for
        no service, whatever it says.

        :param dict memory: the topic's own
        """
        return False

    def _hints(self, conversation):
        """Return what may be read in words that begin the topic: {name: the values there are}.

        A value that is found is put before the words, so it has to be one the topic understands.
        """
        return {}

    # ------------------------------------------------------------------ words
    def _say(self, conversation, usted, tu):
        return tu if conversation.informal else usted

    def _someone(self, conversation):
        """Return when a person of the clinic will answer, as a sentence to the patient."""
        branch = conversation.company.sudo()
        at = branch._attended_from(conversation.now)
        if at is None:
            return self._say(
                conversation,
                "Una persona de la clínica le responderá por aquí.",
                "Una persona de la clínica te responderá por aquí.",
            )
        if at <= conversation.now:
            return self._say(
                conversation,
                "En un momento le atiende una persona.",
                "En un momento te atiende una persona.",
            )
        when = near_day_in_words(branch._on_clock(at), branch._on_clock(conversation.now).date())
        return self._say(
            conversation,
            f"A esta hora no hay nadie en la clínica. Le responde una persona {when}.",
            f"A esta hora no hay nadie en la clínica. Te responde una persona {when}.",
        )

    def _closed(self, conversation):
        """Return the same while nobody is there; else '': what was said before is enough."""
        at = conversation.company.sudo()._attended_from(conversation.now)
        return self._someone(conversation) if at is not None and at > conversation.now else ''

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
        best = max(found, key=lambda pair: pair[0], default=(0, None))  # of several the first
        return best if best[0] else (0, None)

    @api.model
    def _topic(self, code):
        """Return the topic with this code, or None if its addon is gone."""
        return next((topic for topic in self._topics() if topic._code == code), None)
