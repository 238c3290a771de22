import re
from dataclasses import replace

from odoo import models

from ..conversation import Option, Turn, match_option
from ..language import answer as meaning_of
from ..language import fold, refusal, tells_of_death, what_else
from .clinic_chat_topic import COMMAND, LIKELY

# key → (purposes, title of an option, in a sentence)
GROUPS = {
    'appointments': (('appointments',), "Recordatorios de citas", "recordatorios de sus citas"),
    'follow_up': (('follow_up',), "Seguimiento", "mensajes de seguimiento"),
    'ads': (('marketing', 'feedback'), "Promociones y encuestas", "promociones ni encuestas"),
}
# what words name of themselves
NAMED = (
    ('appointments', re.compile(r'\brecordatorios?\b')),
    ('follow_up', re.compile(r'\bseguimientos?\b')),
    ('ads', re.compile(r'\b(?:promo\w*|publicidad|anuncios?|ofertas?|encuestas?|opinion)\b')),
)


class ClinicChatTopicStop(models.AbstractModel):
    """BAJA and ALTA, and plain refusals: «ya no me manden mensajes».

    A plain refusal stops promotions and surveys at once, one that names something stops that;
    then it is asked what else. Everything can be taken up again, so words are enough. Whoever has
    a phone together with others stops what comes to that phone for all of them; what is taken up
    again is one's own and one's children's.
    """

    _name = 'clinic.chat.topic.stop'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Which Messages to Receive"

    _code = 'stop'
    _sequence = 90
    _intents = ('baja',)
    _notice_after = False

    def _label(self):
        return "Mensajes que recibo"

    def _offered(self, conversation):
        return False  # the words BAJA and ALTA lead here

    def _handles(self, conversation, answer):
        if meaning_of(answer.text) in ('stop', 'start'):
            return COMMAND
        return LIKELY if answer.intent in self._intents else 0

    # ------------------------------------------------------------------ turns
    def _open(self, conversation, payload=None):
        text = (payload or {}).get('text') or ''
        meaning = meaning_of(text)
        if not self._people(conversation):
            return self._person(conversation)
        if meaning == 'start':
            return self._give_back(conversation, text)
        if meaning != 'stop':
            return self._ask(conversation, ())
        named = self._named(refusal(text)) or ['ads']
        self._stop(conversation, named, text)
        stopped = self._stopped(conversation, named)
        if tells_of_death(text):
            return self._condole(conversation, stopped)
        return self._ask(conversation, (stopped,))

    def _answer(self, conversation, answer):
        key = self._key_of(conversation, answer)
        if key != 'all' and answer.key is None and meaning_of(answer.text) in ('stop', 'start'):
            return self._open(conversation, {'text': answer.text})
        return self._chosen(conversation, key, answer.text) if key else None

    def _key_of(self, conversation, answer):
        """The option that is meant, or ''."""
        options = self._options(conversation, conversation.memory.get('give'))
        option = match_option(options, answer)
        return option.key if option else answer.key or self._typed(conversation, answer.text)

    def _stale(self, conversation, key):
        """What a row of an old list asks for is plain, and may be done at any time."""
        return self._chosen(conversation, key, key) or self._open(conversation)

    def _typed(self, conversation, text):
        give = 'give:' if conversation.memory.get('give') else ''
        meant = what_else(text)
        named = self._named(text)
        if len(named) == 1 and meant != 'keep':
            return give + named[0]
        return meant if meant != 'all' or not give else ''

    def _chosen(self, conversation, key, words):
        if not self._people(conversation):
            return self._person(conversation)
        if key == 'keep':
            told = self._say(
                conversation,
                "De acuerdo, lo demás sigue igual. Puede escribir BAJA o ALTA cuando quiera.",
                "De acuerdo, lo demás sigue igual. Puedes escribir BAJA o ALTA cuando quieras.",
            )
            return Turn(texts=(told,), done=True)
        if key == 'all':
            self._stop(conversation, list(GROUPS), words, everything=True)
            return self._nothing_left(conversation)
        give, _colon, name = key.rpartition(':')
        if name not in GROUPS:
            return None
        if give:
            return self._give_back(conversation, words, GROUPS[name][0])
        self._stop(conversation, [name], words)
        if not self._left(conversation):
            return self._nothing_left(conversation)
        return Turn(texts=(self._stopped(conversation, [name]), self._way_back(conversation)),
                    done=True)  # fmt: skip

    # ------------------------------------------------------------------ stop
    def _stop(self, conversation, names, words, everything=False):
        purposes = [purpose for name in names for purpose in GROUPS[name][0]]
        self._people(conversation)._stop_messages(
            purposes, conversation.channel or 'web', self._evidence(conversation, words), everything
        )

    def _ask(self, conversation, before):
        """What else is to stop; the end when nothing is left."""
        if not self._left(conversation):
            return self._nothing_left(conversation)
        conversation.memory.clear()
        question = self._say(
            conversation,
            "¿Qué más quiere dejar de recibir?" if before else "¿Qué quiere dejar de recibir?",
            "¿Qué más quieres dejar de recibir?" if before else "¿Qué quieres dejar de recibir?",
        )
        return Turn(texts=(*before, question), options=self._options(conversation))

    def _options(self, conversation, give=None):
        if give:
            return (
                *(Option(f'give:{name}', GROUPS[name][1]) for name in give),
                Option('keep', "No, gracias"),
            )
        return (
            *(Option(name, GROUPS[name][1]) for name in self._left(conversation)),
            Option('all', "Todos los mensajes"),
            Option('keep', "Nada más"),
        )

    def _left(self, conversation):
        """The groups of which something still comes."""
        people = self._people(conversation)
        left = []
        for name, (purposes, _title, _words) in GROUPS.items():
            for purpose in purposes:
                states = people._consent_states(purpose)
                if any(states.get(person.id) != 'refused' for person in people):
                    left.append(name)
                    break
        return left

    def _stopped(self, conversation, names):
        what = ' ni '.join(GROUPS[name][2] for name in names)
        return self._say(
            conversation,
            f"Listo: ya no le enviaremos {what}.",
            f"Listo: ya no te enviaremos {what.replace(' sus ', ' tus ')}.",
        )

    def _nothing_left(self, conversation):
        told = self._say(
            conversation,
            "Listo: ya no le enviaremos mensajes. Si nos escribe, con gusto le contestamos.",
            "Listo: ya no te enviaremos mensajes. Si nos escribes, con gusto te contestamos.",
        )
        return Turn(texts=(told, self._way_back(conversation)), done=True)

    def _way_back(self, conversation):
        return self._say(
            conversation,
            "Si cambia de opinión, escriba ALTA.",
            "Si cambias de opinión, escribe ALTA.",
        )

    # ------------------------------------------------------------------ take up again
    def _give_back(self, conversation, words, purposes=None):
        people = self._own(conversation)
        if not people:  # a phone of several: whose wish it is, a person asks
            return self._person(conversation)
        if purposes is None:
            purposes = people._stopped_by_themself()
        people._resume_messages(
            purposes, conversation.channel or 'web', self._evidence(conversation, words)
        )
        give = [
            name
            for name, (wanted, _title, _words) in GROUPS.items()
            if any(people._consent_states(purpose).get(person.id) != 'granted'
                   for purpose in wanted for person in people)
        ]  # fmt: skip
        told = self._say(
            conversation,
            "Listo: volverá a recibir nuestros mensajes. Para dejarlos, escriba BAJA.",
            "Listo: volverás a recibir nuestros mensajes. Para dejarlos, escribe BAJA.",
        )
        if not give:
            return Turn(texts=(told,), done=True)
        conversation.memory.clear()
        conversation.memory['give'] = give
        question = self._say(
            conversation, "¿Quiere recibir también…?", "¿Quieres recibir también…?"
        )
        return Turn(texts=(told, question), options=self._options(conversation, give))

    # ------------------------------------------------------------------ who and what
    def _people(self, conversation):
        """All patients who are written to here."""
        found = self.env['clinic.patient'].sudo()
        for people in (conversation.reached, conversation.patients, conversation.patient):
            found |= people or found.browse()
        return found

    def _own(self, conversation):
        found = self.env['clinic.patient'].sudo()
        for people in (conversation.patients, conversation.patient):
            found |= people or found.browse()
        return found

    def _named(self, text):
        said = fold(text)
        return [name for name, words in NAMED if words.search(said)]

    def _evidence(self, conversation, words):
        where = conversation.reference
        said = self.env._("Wrote: «%(words)s»", words=' '.join((words or '').split())[:200])
        return f"{said} ({where})" if where else said

    def _condole(self, conversation, stopped):
        person = self._topic('person')
        turn = person._open(conversation, {'intent': 'fallecio'})
        return replace(turn, texts=(turn.texts[0], stopped, *turn.texts[1:]))

    def _person(self, conversation):
        told = "Recibimos la petición sobre los mensajes a este número."
        return Turn(texts=(told, self._someone(conversation)), hand_over=True)
