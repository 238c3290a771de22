import re

from odoo import models
from odoo.exceptions import UserError

from ..conversation import MAX_TEXT, Option, Turn, age_in, match_option, name_in
from ..language import answer as meaning_of
from ..language import fold
from .clinic_chat_topic import LIKELY, RECEIVED

OPENING = re.compile(r'\b(?:abr\w+|cierr\w+|horarios?|atiend\w+|trabaj\w+|que hora)\b')
TRIES = 2  # answers to one question that are not understood, before a person takes over
MOST_VISITS = 6  # to come, of those one writes for: more are made with a person
# A name alone is taken for one of these, if for anything.
LIKE_NAMES = ('', 'saludo', 'gracias', 'humano', 'horario')
PERSONAL = ('name', 'birth', 'guardian', 'phone')  # nobody else reads what is said to these
# A visit they have, not the one that is being booked.
OWN = re.compile(r'\bmi (?:cita|consulta)\b|\bla (?:cita|consulta) (?:de|que)\b')
GIVES_UP = re.compile(
    r'(?:no |mejor )?ya no(?: (?:quiero|gracias))*|mejor (?:ya )?no(?: gracias)?|no gracias'
    r'|(?:dej|olvid)(?:el|al|em)[oa](?: asi)?(?: gracias)?'
)
# What is to be confirmed is wrong: who comes, what for, or when.
_WRONG = r'(?:mal|equivocad|incorrect|errone|no es)'
WRONG_NAME = re.compile(
    rf'^(?:el )?nombre$|\b(?:nombre|apellido|persona|paciente)s?\b.*\b{_WRONG}'
    rf'|\b{_WRONG}\w* (?:mi |el |de )*(?:nombre|apellido|persona|paciente)'
    r'|\b(?:otr[oa]|cambi\w+|corrij\w+|corregir\w*) (?:el |mi )?(?:nombre|persona|paciente)\b'
    r'|\b(?:mi|el|su) nombre(?: completo)? (?:es|seria)\b|\bno (?:me llamo|se llama)\b'
    r'|\bpara (?:otra persona|alguien mas)\b'
)
WRONG_TYPE = re.compile(
    r'^(?:el )?servicio$|\b(?:otr[oa]|cambi\w+)(?: el| de)? (?:servicio|tipo|tratamiento)\b'
    rf'|\b(?:servicio|tipo|tratamiento)\b.*\b{_WRONG}'
)
WRONG_TIME = re.compile(r'(?:(?:el|la) )?(?:horario|hora|fecha|dia)')
ABOUT_IT = ('confirmar', 'negar', 'dudar')  # words that are said of what was just asked
OPEN_STEPS = ('who', 'type', 'branch', 'with')  # here words are also taken for other steps
STEPS = ('who', 'type', 'branch', 'with', 'slot', 'name', 'birth', 'guardian', 'phone', 'confirm')


class ClinicChatTopicBook(models.AbstractModel):
    """Booking a visit, by whoever writes: for whom, what, where, with whom, when; then a button.

    What is known is kept in the memory, and the first thing that is not yet is asked: each step
    `x` has `_ask_x`, which returns the Turn that asks or None when there is nothing to ask, and
    `_take_x`, which returns whether the answer was one. Words may say several things at once.
    Only the button of the turn before books (`confirm`).
    """

    _name = 'clinic.chat.topic.book'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Book a Visit"

    _code = 'book'
    _sequence = 15
    _intents = ('agendar',)
    _resumes = True

    def _label(self):
        return "Agendar una cita"

    def _offered(self, conversation):
        return bool(self._types(conversation))

    def _handles(self, conversation, answer):
        if answer.intent in self._intents or self._asks_for_somebody(conversation, answer):
            return LIKELY
        return 0

    # ------------------------------------------------------------------ the road
    def _open(self, conversation, payload=None):
        memory = conversation.memory
        memory.clear()
        if not self._types(conversation) or self._has_enough(conversation):
            return Turn(texts=(self._someone(conversation),), hand_over=True)
        text = (payload or {}).get('text') or ''
        self._overhear(conversation, text)
        return self._go_on(conversation, *self._whether_there_is(conversation, text))

    def _go_on(self, conversation, *before):
        """Ask the first thing that is not known yet."""
        if conversation.memory.get('several') == 'heard':
            conversation.memory['several'] = 'told'
            before = (
                *before,
                "Agendamos una cita a la vez; empecemos con la primera persona.",
            )
        for step in STEPS:
            turn = getattr(self, f'_ask_{step}')(conversation)
            if turn is None:
                continue
            conversation.memory['step'] = step
            conversation.memory['tries'] = 0
            return _after(before, turn) if before else turn
        raise AssertionError("the last step always asks")

    def _answer(self, conversation, answer):
        memory = conversation.memory
        step = memory.get('step')
        if step not in STEPS:
            return None
        if step == 'confirm' and answer.key == 'confirm':
            return self._book(conversation)
        if step in PERSONAL and self._gives_up(answer, meaning_of(answer.text)):
            return self._dropped(conversation)  # "ya no la quiero" is nobody's name
        taken = getattr(self, f'_take_{step}')(conversation, answer)
        if isinstance(taken, Turn):
            return taken
        if taken or self._says_more(conversation, answer):
            return self._go_on(conversation)
        if self._gives_up(answer, answer.intent):
            return self._dropped(conversation)
        about_it = (*self._intents, *ABOUT_IT, *(['baja'] if step in PERSONAL else []))
        if answer.intent and answer.intent not in about_it:
            return None
        if answer.intent in (*self._intents, 'confirmar') and step in (*OPEN_STEPS, 'slot'):
            memory['why'] = self._say(  # «sí, agendar»: understood, and no choice yet
                conversation, "Elija una opción, por favor.", "Elige una opción, por favor."
            )
        return self._again(conversation, step)

    def _says_more(self, conversation, answer):
        """Whether the words say something else of the visit than what was asked: «para mañana»."""
        step, text = conversation.memory['step'], answer.text
        if answer.key is not None or step in PERSONAL and answer.intent != 'reagendar':
            return False
        if self._overhear_name(conversation, text) and answer.intent in LIKE_NAMES:
            return True
        if answer.intent == 'reagendar':  # «mejor el martes», «otro día»
            return self._has_second_thoughts(conversation, text)
        if step not in OPEN_STEPS:
            return self._overhear_several(conversation, text)
        if answer.intent == 'horario' and not OPENING.search(fold(text)):  # «¿puede ser de noche?»
            return self._overhear_when(conversation, text)
        return answer.intent in ('', *self._intents) and self._overhear(conversation, text)

    def _has_second_thoughts(self, conversation, text):
        """Whether another time is wished for than was said; of a visit they have it says so."""
        said = fold(text)
        if OWN.search(said):
            return False
        if self._overhear_when(conversation, text):
            return True
        visits = self._topic('visit')._visits(conversation)
        return not visits and self._wants_another(conversation, said, 'reagendar')

    def _gives_up(self, answer, meaning):
        """Whether what is being booked is not wanted any more; a visit they have is another's."""
        said = ' '.join(fold(answer.text).replace(',', ' ').split()).strip(' .!')
        if answer.key is not None or answer.intent == 'negar' and ' ' not in said:
            return False
        if OWN.search(said):
            return False
        return meaning in ('cancelar', 'no') or bool(GIVES_UP.fullmatch(said))

    def _unreadable(self, conversation, kind):
        return self._go_on(conversation, *([] if kind == 'sticker' else [RECEIVED]))

    def _again(self, conversation, step):
        memory = conversation.memory
        tries = memory.get('tries', 0) + 1
        if tries > TRIES:
            self._drop(conversation)
            return Turn(texts=(self._someone(conversation),), hand_over=True)
        turn = self._go_on(conversation)
        conversation.puzzled = step not in PERSONAL
        memory['tries'] = tries
        if memory['step'] != step:
            return turn
        sorry = self._say(conversation, "Perdone, no le entendí.", "Perdona, no te entendí.")
        return _after((memory.pop('why', None) or sorry,), turn)

    def _resume(self, conversation):
        return self._go_on(conversation)

    def _is_personal(self, memory):
        return memory.get('step') in PERSONAL

    def _stale(self, conversation, key):
        if conversation.memory.get('step') in STEPS:
            return self._go_on(conversation, "Esas opciones ya no están vigentes.")
        visits = self._topic('visit')._visits(conversation)
        if key == 'confirm' and visits:
            return Turn(texts=("Ese botón ya no está vigente.",), go_to='visit')
        turn = self._open(conversation)
        return _after(("Esas opciones ya no están vigentes.",), turn)

    def _drop(self, conversation):
        """Let go of the time that is held."""
        self.env['clinic.appointment']._let_go(self._token(conversation))
        conversation.memory.clear()

    def _token(self, conversation):
        return f'chat:{conversation.key}'

    def _has_enough(self, conversation):
        return len(self._topic('visit')._visits(conversation)) >= MOST_VISITS

    def _overhear(self, conversation, text):
        """Take from words what they say of the visit; whether they say anything."""
        if not text:
            return False
        who = self._overhear_who(conversation, text)
        self._overhear_name(conversation, text)
        what = self._overhear_what(conversation, text)
        when = self._overhear_when(conversation, text)
        return who or what or when

    # ------------------------------------------------------------------ the button
    def _ask_confirm(self, conversation):
        memory = conversation.memory
        visit = self._draft(conversation)
        who = memory.get('name') or self._patient_of(conversation).name
        what = self._type_of(conversation)._spanish_name()
        text = f"{what} para {who}: {visit._near_in_words()}, {visit._where_in_words()}."
        question = self._say(
            conversation,
            "¿La agendamos? Toque Confirmar.",
            "¿La agendamos? Toca Confirmar.",
        )
        return Turn(
            texts=(text[:MAX_TEXT], question),
            options=(
                Option('confirm', "Confirmar"),
                Option('other', "Otro horario"),
                Option('drop', "Ya no la quiero"),
            ),
        )

    def _take_confirm(self, conversation, answer):
        options = self._ask_confirm(conversation).options
        option = match_option(options, answer)
        key = option.key if option else None
        if key == 'other':
            self._forget_slot(conversation)
            return True
        if key == 'drop' or answer.intent == 'negar':
            return self._dropped(conversation)
        if self._takes_back(conversation, answer):
            return True
        if self._take_slot(conversation, answer):  # "mejor el viernes"
            return True
        # words book nothing, "confirmar" neither: the button is shown again
        if answer.intent == 'confirmar':
            return True
        conversation.memory['why'] = self._say(
            conversation,
            "Perdone, no le entendí. Si algo está mal, escriba «nombre», «servicio» u «horario».",
            "Perdona, no te entendí. Si algo está mal, escribe «nombre», «servicio» u «horario».",
        )
        return False

    def _takes_back(self, conversation, answer):
        """Whether words say that what is to be confirmed is wrong, and in what."""
        memory, text = conversation.memory, answer.text
        if answer.key is not None or '?' in text:
            return False
        said = ' '.join(fold(text).split()).strip(' .!')
        if not memory['who'] and age_in(text) is not None:
            return self._overhear_age(conversation, text)
        if WRONG_NAME.search(said):
            renamed = bool(re.search('nombre|apellido|llam', said))
            self._correct_who(conversation, name_in(text), renamed)
            return True
        wishes = answer.intent in ('', *self._intents)  # not "cuánto cuesta la limpieza"
        wanted = self._type_in(conversation, text) if wishes else None
        if WRONG_TYPE.search(said) or wanted not in (None, memory['type']):
            self._forget_slot(conversation)
            for step in ('type', 'branch', 'with'):
                memory.pop(step, None)
            if wanted:
                memory['type'] = wanted
            return True
        if WRONG_TIME.fullmatch(said):
            self._forget_slot(conversation)
            memory['other'] = True
            return True
        return False

    def _dropped(self, conversation):
        self._drop(conversation)
        text = self._say(
            conversation,
            "De acuerdo, no agendamos nada. Cuando guste, escríbanos por aquí.",
            "De acuerdo, no agendamos nada. Cuando gustes, escríbenos por aquí.",
        )
        visit = self._topic('visit')
        kept = [visit._line(conversation, one) for one in visit._visits(conversation)[:1]]
        return Turn(texts=(text, *kept), done=True)

    def _book(self, conversation):
        """Book what was confirmed by its button."""
        Visit = self.env['clinic.appointment']
        try:
            with self.env.cr.savepoint():
                patient = self._patient_of(conversation) or self._enrol(conversation)
                visit = Visit._book_for_patient(
                    self._visit_vals(conversation), self._token(conversation), patient
                )
        except UserError:
            lost = conversation.memory.get('lost', 0) + 1
            if lost > TRIES:  # something else than the time is wrong
                self._drop(conversation)
                return Turn(texts=(self._someone(conversation),), hand_over=True)
            self._forget_slot(conversation)
            conversation.memory['lost'] = lost
            return self._go_on(
                conversation,
                self._say(
                    conversation,
                    "Ese horario ya no está disponible. Elija otro, por favor.",
                    "Ese horario ya no está disponible. Elige otro, por favor.",
                ),
            )
        if self._is_the_writer(conversation, patient):
            conversation.patient = patient
        conversation.shared = self._shares(conversation, patient)
        several = conversation.memory.get('several')
        conversation.memory.clear()
        return self._told(conversation, visit, several)

    def _told(self, conversation, visit, several=False):
        own = visit.patient_id == conversation.patient
        whose = self._say(conversation, "su cita", "tu cita") if own else "la cita"
        when, where = visit._near_in_words(), visit._where_in_words()
        wait = self._say(conversation, "Le esperamos.", "Te esperamos.")
        if several:
            wait = self._say(
                conversation,
                "Para la siguiente persona, escriba «otra cita».",
                "Para la siguiente persona, escribe «otra cita».",
            )
        more = visit._notice_values()
        return Turn(
            texts=tuple(
                text[:MAX_TEXT]
                for text in (
                    f"Listo: {whose} es {when}, {where}. {wait}",
                    more['indicaciones'],
                    f"Para verla, cambiarla o agregarla a su calendario: {visit._link()}"
                    if not conversation.informal
                    else f"Para verla, cambiarla o agregarla a tu calendario: {visit._link()}",
                )
                if text
            ),
            done=True,
        )


def _after(before, turn):
    """The same turn, with something said first."""
    return Turn(
        texts=(*filter(None, before), *turn.texts)[:3],
        options=turn.options,
        expects=turn.expects,
        done=turn.done,
        hand_over=turn.hand_over,
        go_to=turn.go_to,
    )
