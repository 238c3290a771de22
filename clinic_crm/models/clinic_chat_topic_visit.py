import re
from datetime import timedelta

from odoo import fields, models

from ..conversation import (
    MAX_OPTIONS,
    MAX_TEXT,
    Option,
    Turn,
    match_option,
    minutes_late,
    without_its_day,
)
from ..language import fold
from .clinic_appointment import BOOKED_STATES
from .clinic_chat_topic import LIKELY, RECEIVED, SURE

TRIES = 2  # answers not understood, before a person takes over
# What typed words ask for: those that cannot be undone lead to a button.
MEANT = {
    'confirmar': 'confirm',
    'reagendar': 'move',
    'cancelar': 'ask',
    'negar': 'ask',
    'tarde': 'late',
    'dudar': 'doubt',
}
TO_A_QUESTION = ('confirmar', 'negar', 'dudar')
COMES = re.compile(r'\b(?:confirm\w*|estar\w*|voy|vamos|ire|iremos|asist\w*|acud\w*)\b')
OF_A_VISIT = re.compile(r'\b(?:cita|consulta|confirm\w*)\b')
# "no puedo ir mañana, pero sí el jueves" asks for another day
INSTEAD = re.compile(r'\b(?:pero|mejor|prefiero|en cambio|que sea|el \w+ si|si (?:puedo|podria))\b')
FAMILY = {'confirm_all': 'confirm', 'move_one': 'move', 'cancel_one': 'cancel'}
CHANGED, OUTDATED = "Esa cita cambió.", "Esas opciones ya no están vigentes."
LATE_BEFORE, LATE_AFTER = timedelta(hours=6), timedelta(hours=2)


class ClinicChatTopicVisit(models.AbstractModel):
    """The patient's own visit: confirm it, move it, cancel it, say that one is late.

    A tap acts at once, since it names the visit and the time it was made for. Words act at once
    only where that can be undone; cancelling always needs a button. Every step is safe to repeat:
    it looks at how the visit is now, and says so.
    """

    _name = 'clinic.chat.topic.visit'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: the Patient's Visit"

    _code = 'visit'
    _sequence = 10
    _intents = (*MEANT, 'consultar_cita')
    _actions = ('confirm', 'move', 'cancel', 'rebook', 'confirm_all', 'move_one', 'cancel_one')

    def _label(self):
        return "Mi cita"

    def _offered(self, conversation):
        return bool(self._visits(conversation))

    def _handles(self, conversation, answer):
        if answer.intent not in self._intents:
            together = self._asked_together(conversation).appointment_id
            return SURE if self._speaks_of_each(conversation, together, answer.text) else 0
        if self._asked(conversation):
            return SURE
        if answer.intent not in TO_A_QUESTION:
            return LIKELY  # that there is no visit, is worth saying
        # a plain yes or no is said to what was asked, or it names the visit
        named = OF_A_VISIT.search(fold(answer.text))
        return LIKELY if named and self._visits(conversation) else 0

    # ------------------------------------------------------------------ beginning
    def _open(self, conversation, payload=None):
        payload = payload or {}
        if 'action' in payload:
            return self._tapped(conversation, payload)
        wanted, text = MEANT.get(payload.get('intent'), 'show'), payload.get('text') or ''
        if wanted == 'late':
            return self._late(conversation, minutes_late(text))
        asked = self._asked(conversation) if wanted != 'show' else None
        visits = asked or self._visits(conversation)
        if not visits:
            return self._no_visit(conversation)
        apart = self._each(conversation, visits, text)
        if apart:
            return apart
        wanted = self._instead(conversation, visits[:1], wanted, text)
        named = self._spoken_of(conversation, text)
        if named:
            return self._do(conversation, named, wanted)
        together = asked and self._asked_together(conversation)
        if together:
            return self._family(conversation, together, wanted, text)
        visits = self._of_whom(conversation, visits, text)
        if len(visits) > 1:
            return self._which(conversation, visits, wanted)
        if wanted == 'confirm' and not asked:
            wanted = 'show'  # nobody has asked for it: by its button
        return self._do(conversation, visits, wanted)

    def _instead(self, conversation, visit, wanted, text):
        """What is wanted, once the words are asked for the day they name: another, perhaps."""
        said, memory = fold(text), conversation.memory
        if wanted == 'ask' and ('cancel' in said or not INSTEAD.search(said)):
            return wanted
        rest = without_its_day(text)
        if wanted not in ('ask', 'move') or not self._overhear_wish(conversation, rest):
            return wanted
        if memory['hour'] is not None and not (memory['weekdays'] or memory['from']):
            day = visit._local(visit.start).date()  # "mejor a las 11": on the same day
            memory.update({'weekdays': [day.weekday()], 'from': fields.Date.to_string(day)})
        return 'move'

    def _tapped(self, conversation, payload):
        visit = self.env['clinic.appointment'].sudo().browse(payload['record']).exists()
        if not visit:
            return self._no_visit(conversation)
        wanted = payload['action']
        if wanted in FAMILY:
            wanted = FAMILY[wanted]
            together = visit._reminded_with(payload['current'])
            if together:
                return self._family(conversation, together, wanted)
        if wanted == 'rebook' and visit.state == 'cancelled':
            return self._offer(conversation, visit)
        if not visit._is_open_to_patient():
            return self._over(conversation, visit)
        if not payload['current']:
            return self._show(conversation, visit, CHANGED)
        return self._do(conversation, visit, wanted)

    def _stale(self, conversation, key):
        """A row of an old list: the visit as it is now, and what can be done with it."""
        visit = self._remembered(conversation) or self._asked(conversation)[:1]
        visit = visit or self._visits(conversation)[:1]
        if not visit:
            return self._no_visit(conversation)
        if visit.state == 'cancelled' and conversation.memory.get('step') in ('slots', 'part'):
            return self._offer(conversation, visit, OUTDATED)
        if not visit._is_open_to_patient():
            return self._over(conversation, visit)
        if key == f'slot:{fields.Datetime.to_string(visit.start)}':
            return self._told_moved(conversation, visit)
        return self._show(conversation, visit, OUTDATED)

    def _do(self, conversation, visit, what):
        if what == 'confirm' and visit.state != 'cancelled':
            return self._confirm(conversation, visit)
        if what in ('move', 'rebook'):
            return self._offer(conversation, visit)
        if visit.state == 'cancelled':
            return self._over(conversation, visit)
        if what == 'cancel':
            return self._cancel(conversation, visit)
        if what == 'doubt':
            return self._show(
                conversation,
                visit,
                after=self._say(
                    conversation, "Cuando sepa, toque un botón.", "Cuando sepas, toca un botón."
                ),
            )
        if what == 'ask':
            return self._ask_what(conversation, visit)
        return self._show(conversation, visit)

    def _ask_what(self, conversation, visit, before=''):
        question = self._say(
            conversation,
            "¿Prefiere cambiarla o cancelarla?",
            "¿Prefieres cambiarla o cancelarla?",
        )
        return self._show(conversation, visit, before, question)

    # ------------------------------------------------------------------ what waits
    def _keep(self, conversation, step, visit, **more):
        """What waits for an answer, and the time the visit had when that was asked."""
        conversation.memory.update(
            step=step, visit=visit.id, start=fields.Datetime.to_string(visit.start), **more
        )

    def _remembered(self, conversation):
        number = conversation.memory.get('visit')
        return self.env['clinic.appointment'].sudo().browse(number).exists()

    def _is_as_asked(self, conversation, visit):
        """Whether the visit still is at the time that was spoken of."""
        start = fields.Datetime.to_string(visit.start)
        return conversation.memory.get('start', start) == start

    # ------------------------------------------------------------------ answers
    def _answer(self, conversation, answer):
        memory = conversation.memory
        step = memory.get('step')
        if step == 'which':
            return self._answer_which(conversation, answer)
        visit = self._remembered(conversation)
        if not visit:
            return None
        if step == 'why':
            return self._answer_why(conversation, visit, answer)
        called_off = step in ('slots', 'part') and visit.state == 'cancelled'
        if not called_off and not visit._is_open_to_patient():
            return self._over(conversation, visit)
        option = match_option(self._options_of(conversation, visit), answer)
        key = option.key if option else answer.key
        if not key:
            key = self._key_in_words(conversation, visit, answer)
            if key == 'tap':
                return self._by_a_tap(conversation, visit)
            if called_off and key == 'ask':
                return self._because(conversation, visit, 'nothing')
            other = self._another(conversation, visit, answer.text)
            if other and key != 'late':
                return self._do(conversation, other, key)
        if not key:
            return self._again(conversation, visit, answer)
        if not self._is_as_asked(conversation, visit):
            return self._show(conversation, visit, CHANGED)
        memory['tries'] = 0
        if answer.key is None and key == 'cancel':
            key = 'ask'  # words cancel nothing
        if answer.key is None and key.startswith('slot:'):
            return self._make_sure(conversation, visit, option)
        if key == 'late':
            return self._late(conversation, minutes_late(answer.text))
        return self._choose(conversation, visit, key)

    def _key_in_words(self, conversation, visit, answer):
        key = MEANT.get(answer.intent, '')
        picks_time = conversation.memory.get('step') in ('slots', 'part')
        a_day = picks_time and answer.intent in ('', 'horario', 'agendar')
        if not key and a_day and self._overhear_wish(conversation, answer.text):
            key = 'move'
        if (
            key in ('confirm', 'doubt') and picks_time
        ):  # "sí" to another time is not one to the visit
            off = visit.state == 'cancelled' or not COMES.search(fold(answer.text))
            return 'tap' if off else key
        return self._instead(conversation, visit, key, answer.text)

    def _choose(self, conversation, visit, key):
        """Do what an option says."""
        memory = conversation.memory
        if key.startswith('slot:'):
            return self._take(conversation, visit, key)
        if key == 'other':
            return self._ask_part(conversation, visit)
        if key in ('morning', 'afternoon', 'later'):
            wished = {'weeks': memory.get('weeks', 0) + 1} if key == 'later' else {'part': key}
            part = memory.get('part', '')
            self._forget_wish(memory)
            memory.update({'part': part} | wished)
            return self._offer(conversation, visit)
        if key == 'person':
            return self._person(conversation, visit)
        return self._do(conversation, visit, key)

    def _unreadable(self, conversation, kind):
        seen = "Eso no lo puedo leer." if kind == 'sticker' else RECEIVED
        if conversation.memory.get('step') == 'which':
            return self._which_again(conversation, seen)
        visit = self._remembered(conversation)
        if not visit or conversation.memory.get('step') == 'why':
            return None
        question = self._say(
            conversation, "Elija una de las opciones.", "Elige una de las opciones."
        )
        return Turn(texts=(seen, question), options=self._options_of(conversation, visit))

    def _again(self, conversation, visit, answer):
        """Not understood: once more, then a person; questions of another kind go to others."""
        if answer.intent or conversation.memory.get('step') == 'show':
            return None
        if self._is_too_often(conversation):
            return self._person(conversation, visit)
        conversation.puzzled = True
        return Turn(
            texts=(
                self._say(
                    conversation,
                    "Perdone, no le entendí. Elija una de las opciones, por favor.",
                    "Perdona, no te entendí. Elige una de las opciones, por favor.",
                ),
            ),
            options=self._options_of(conversation, visit),
        )

    def _by_a_tap(self, conversation, visit):
        """A yes, where one of several is to be chosen."""
        if self._is_too_often(conversation):
            return self._person(conversation, visit)
        text = self._say(
            conversation, "Toque una de las opciones, por favor.", "Toca una de las opciones."
        )
        return Turn(texts=(text,), options=self._options_of(conversation, visit))

    def _is_too_often(self, conversation):
        memory = conversation.memory
        memory['tries'] = memory.get('tries', 0) + 1
        return memory['tries'] > TRIES

    def _options_of(self, conversation, visit):
        """The options of the last turn, as it was asked."""
        memory = conversation.memory
        if memory.get('step') == 'slots':
            return tuple(Option(*option) for option in memory.get('slots', ()))
        if memory.get('step') == 'part':
            return self._parts()
        return self._acts(visit)

    # ------------------------------------------------------------------ confirm
    def _confirm(self, conversation, visit):
        news = visit._confirm_by_patient()
        called = self._called(conversation, visit)
        text = f"Gracias. {called} está confirmada." if news else f"{called} ya está confirmada."
        wait = self._say(conversation, "Le esperamos.", "Te esperamos.")
        return Turn(texts=(f"{text} {wait}",), done=True)

    # ------------------------------------------------------------------ late
    def _late(self, conversation, minutes):
        """Reception sees it at once on the day's board."""
        now = fields.Datetime.now()
        near = [
            visit
            for visit in self._visits(conversation, since=now - LATE_AFTER)
            if visit.start - LATE_BEFORE <= now
        ]
        if not near:
            visits = self._visits(conversation)
            return self._show(conversation, visits[:1]) if visits else self._no_visit(conversation)
        near[0]._late_by_patient(minutes)
        return Turn(
            texts=(
                self._say(
                    conversation,
                    "Gracias por avisar. Ya lo sabe recepción; venga con cuidado.",
                    "Gracias por avisar. Ya lo sabe recepción; ven con cuidado.",
                ),
            ),
            done=True,
        )

    # ------------------------------------------------------------------ telling how things are
    def _show(self, conversation, visit, before='', after=''):
        """The visit as it is, with what can be done with it."""
        conversation.memory.clear()
        self._keep(conversation, 'show', visit)
        return Turn(
            texts=tuple(filter(None, (before, self._line(conversation, visit), after))),
            options=self._acts(visit),
        )

    def _line(self, conversation, visit):
        when, where = visit._near_in_words(), visit._where_in_words()
        return f"{self._whose(conversation, visit)} es {when}, {where}."[:MAX_TEXT]

    def _whose(self, conversation, visit):
        """«Su cita», or whose it is if somebody answers for them."""
        if visit.patient_id._reader() != visit.patient_id.partner_id:
            return f"La cita de {visit.patient_id.name}"
        return self._say(conversation, "Su cita", "Tu cita")

    def _called(self, conversation, visit):
        """«Su cita del jueves 5 de noviembre a las 10:00 a. m.»"""
        whose = self._whose(conversation, visit)
        return without_gap(f"{whose} de {visit._near_in_words()}")

    def _acts(self, visit):
        confirm = [Option('confirm', "Confirmar")] if visit.state == 'scheduled' else []
        return (*confirm, Option('move', "Reagendar"), Option('cancel', "Cancelar"))

    def _over(self, conversation, visit):
        """The visit a button was about cannot be changed any more: why, and what is next."""
        if visit.state == 'cancelled':
            told = "Esa cita ya estaba cancelada."
        elif visit.state == 'no_show' or visit.start <= fields.Datetime.now():
            told = "Esa cita ya pasó."
        else:
            told = self._say(
                conversation,
                "Ya registramos su llegada; en recepción le atienden.",
                "Ya registramos tu llegada; en recepción te atienden.",
            )
            return Turn(texts=(told,), done=True)
        others = self._visits(conversation).filtered(lambda v: v.patient_id == visit.patient_id)
        if others:
            return self._show(conversation, others[0], told)
        return Turn(
            texts=(
                told,
                self._say(
                    conversation,
                    "Si necesita otra, escríbanos aquí y con gusto le ayudamos.",
                    "Si necesitas otra, escríbenos aquí y con gusto te ayudamos.",
                ),
            ),
            done=True,
        )

    def _no_visit(self, conversation):
        text = self._say(
            conversation,
            "No encuentro una próxima cita suya.",
            "No encuentro una próxima cita tuya.",
        )
        return Turn(texts=(text, self._someone(conversation)), hand_over=True)

    def _person(self, conversation, visit=None):
        text = self._say(
            conversation,
            "Mientras tanto su cita sigue igual.",
            "Mientras tanto tu cita sigue igual.",
        )
        kept = () if visit and visit.state == 'cancelled' else (text,)
        return Turn(texts=(self._someone(conversation), *kept), hand_over=True)

    # ------------------------------------------------------------------ whose visits
    def _visits(self, conversation, since=None):
        """The visits to come of those this person speaks for, soonest first."""
        Visit = self.env['clinic.appointment'].sudo()
        if not conversation.patients:
            return Visit
        return Visit.search(
            [
                ('patient_id', 'in', conversation.patients.ids),
                ('state', 'in', BOOKED_STATES),
                ('start', '>', since or fields.Datetime.now()),
            ],
            order='start, id',
            limit=MAX_OPTIONS,
        )

    def _asked(self, conversation):
        """The visits to come that words answer: of what the clinic wrote last."""
        visits = self._asked_together(conversation).appointment_id
        about = conversation.about
        if about is not None and about._name == visits._name:
            visits |= about.sudo().exists()
        return visits.filtered(lambda visit: visit._is_open_to_patient()).sorted('start')


def without_gap(text):
    """«de el jueves» is said «del jueves»."""
    return text.replace(" de el ", " del ")


def inside(text):
    """«Su cita» within a sentence."""
    return f"{text[:1].lower()}{text[1:]}"
