import re
from datetime import timedelta

from odoo import fields, models

from ..agenda import short_moment
from ..conversation import (
    MAX_OPTIONS,
    MAX_TEXT,
    Option,
    Turn,
    match_option,
    minutes_late,
    options_of,
)
from ..language import fold
from .clinic_chat_topic import LIKELY, RECEIVED, SURE
from .clinic_chat_topic_times import WISHED

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
# "no puedo ir mañana, pero sí el jueves" asks for another day
INSTEAD = re.compile(r'\b(?:pero|mejor|prefiero|en cambio|que sea|el \w+ si|si (?:puedo|podria))\b')
FAMILY = {'confirm_all': 'confirm', 'move_one': 'move', 'cancel_one': 'cancel'}
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
            return 0
        if self._asked(conversation):
            return SURE
        # a plain yes or no is said to what was asked; that there is no visit, is worth saying
        return 0 if answer.intent in TO_A_QUESTION else LIKELY

    # ------------------------------------------------------------------ beginning
    def _open(self, conversation, payload=None):
        payload = payload or {}
        if 'action' in payload:
            return self._tapped(conversation, payload)
        wanted = MEANT.get(payload.get('intent'), 'show')
        minutes = minutes_late(payload.get('text') or '')
        if wanted == 'late':
            return self._late(conversation, minutes)
        visits = self._visits(conversation)
        asked = self._asked(conversation)
        if asked and wanted != 'show':
            visits = asked
        if not visits:
            return self._no_visit(conversation)
        wanted = self._instead(conversation, visits[:1], wanted, payload.get('text') or '')
        if len(visits) > 1:
            return self._which(conversation, visits, wanted)
        return self._do(conversation, visits, wanted)

    def _instead(self, conversation, visit, wanted, text):
        """What is wanted, once the words are asked for the day they name: another, perhaps."""
        said, memory = fold(text), conversation.memory
        if wanted == 'ask' and ('cancel' in said or not INSTEAD.search(said)):
            return wanted
        if wanted not in ('ask', 'move') or not self._overhear_wish(conversation, text):
            return wanted
        if memory['hour'] is not None and not (memory['weekdays'] or memory['from']):
            day = visit._local(visit.start).date()  # "mejor a las 11": on the same day
            memory.update({'weekdays': [day.weekday()], 'from': fields.Date.to_string(day)})
        return 'move'

    def _tapped(self, conversation, payload):
        visit = self.env['clinic.appointment'].sudo().browse(payload['record']).exists()
        if not visit:
            return self._no_visit(conversation)
        if payload['action'] in FAMILY:
            return self._family(conversation, visit, FAMILY[payload['action']])
        if payload['action'] == 'rebook' and visit.state == 'cancelled':
            return self._offer(conversation, visit)
        if not visit._is_open_to_patient():
            return self._over(conversation, visit)
        if not payload['current']:
            return self._show(conversation, visit, "Esa cita cambió.")
        return self._do(conversation, visit, payload['action'])

    def _family(self, conversation, visit, what):
        """One message reminded of several visits: all are confirmed, or one is chosen."""
        visits = visit._reminded_with().filtered(lambda one: one._is_open_to_patient())
        if not visits:
            return self._over(conversation, visit)
        if len(visits) == 1:
            return self._do(conversation, visits, what)
        if what != 'confirm':
            return self._which(conversation, visits, what)
        for one in visits:
            one._confirm_by_patient()
        text = self._say(
            conversation,
            f"Gracias. Quedaron confirmadas {len(visits)} citas. Les esperamos.",
            f"Gracias. Quedaron confirmadas {len(visits)} citas. Los esperamos.",
        )
        return Turn(texts=(text,), done=True)

    def _stale(self, conversation, key):
        """A row of an old list: the visit as it is now, and what can be done with it."""
        asked = self._asked(conversation) or self._visits(conversation)[:1]
        if not asked:
            return self._no_visit(conversation)
        if key == f'slot:{fields.Datetime.to_string(asked.start)}':
            return self._told_moved(conversation, asked)
        return self._show(conversation, asked, "Esas opciones ya no están vigentes.")

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
            question = self._say(
                conversation,
                "¿Prefiere cambiarla o cancelarla?",
                "¿Prefieres cambiarla o cancelarla?",
            )
            return self._show(conversation, visit, after=question)
        return self._show(conversation, visit)

    # ------------------------------------------------------------------ answers
    def _answer(self, conversation, answer):
        memory = conversation.memory
        visit = self.env['clinic.appointment'].sudo().browse(memory.get('visit')).exists()
        step = memory.get('step')
        if step == 'which':
            return self._answer_which(conversation, answer)
        if not visit:
            return None
        if step == 'why':
            return self._answer_why(conversation, visit, answer)
        called_off = step in ('slots', 'part') and visit.state == 'cancelled'
        if not called_off and not visit._is_open_to_patient():
            return self._over(conversation, visit)
        option = match_option(self._options_of(conversation, visit), answer)
        key = option.key if option else answer.key or MEANT.get(answer.intent, '')
        if answer.key is None and not option:
            a_day = step in ('slots', 'part') and answer.intent in ('', 'horario', 'agendar')
            if not key and a_day and self._overhear_wish(conversation, answer.text):
                key = 'move'
            key = self._instead(conversation, visit, key, answer.text)
        if not key:
            return self._again(conversation, visit, answer)
        memory['tries'] = 0
        if answer.key is None and key == 'cancel':
            key = 'ask'
        if key.startswith('slot:'):
            if answer.key is None:
                return self._make_sure(conversation, visit, option)
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
            return self._person(conversation)
        if key == 'late':
            return self._late(conversation, minutes_late(answer.text))
        return self._do(conversation, visit, key)

    def _unreadable(self, conversation, kind):
        memory = conversation.memory
        visit = self.env['clinic.appointment'].sudo().browse(memory.get('visit')).exists()
        if not visit or memory.get('step') == 'why':
            return None
        seen = "Eso no lo puedo leer." if kind == 'sticker' else RECEIVED
        question = self._say(
            conversation, "Elija una de las opciones.", "Elige una de las opciones."
        )
        return Turn(texts=(seen, question), options=self._options_of(conversation, visit))

    def _again(self, conversation, visit, answer):
        """Not understood: once more, then a person; questions of another kind go to others."""
        memory = conversation.memory
        if answer.intent or memory.get('step') == 'show':
            return None
        memory['tries'] = memory.get('tries', 0) + 1
        if memory['tries'] > TRIES:
            return self._person(conversation)
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
        if news:
            text = self._say(
                conversation,
                f"Gracias. Su cita de {visit._near_in_words()} está confirmada. Le esperamos.",
                f"Gracias. Tu cita de {visit._near_in_words()} está confirmada. Te esperamos.",
            )
        else:
            text = self._say(
                conversation,
                f"Su cita de {visit._near_in_words()} ya está confirmada. Le esperamos.",
                f"Tu cita de {visit._near_in_words()} ya está confirmada. Te esperamos.",
            )
        return Turn(texts=(without_gap(text),), done=True)

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
        conversation.memory.update(step='show', visit=visit.id)
        return Turn(
            texts=tuple(filter(None, (before, self._line(conversation, visit), after))),
            options=self._acts(visit),
        )

    def _line(self, conversation, visit):
        whose = self._say(conversation, "Su cita", "Tu cita")
        if visit.patient_id._reader() != visit.patient_id.partner_id:
            whose = f"La cita de {visit.patient_id.name}"
        when, where = visit._near_in_words(), visit._where_in_words()
        return f"{whose} es {when}, {where}."[:MAX_TEXT]

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

    def _person(self, conversation):
        text = self._say(
            conversation,
            "Mientras tanto su cita sigue igual.",
            "Mientras tanto tu cita sigue igual.",
        )
        return Turn(texts=(self._someone(conversation), text), hand_over=True)

    # ------------------------------------------------------------------ which visit
    def _visits(self, conversation, since=None):
        """The visits to come of those this person speaks for, soonest first."""
        Visit = self.env['clinic.appointment'].sudo()
        if not conversation.patients:
            return Visit
        return Visit.search(
            [
                ('patient_id', 'in', conversation.patients.ids),
                ('state', 'in', ('scheduled', 'confirmed')),
                ('start', '>', since or fields.Datetime.now()),
            ],
            order='start, id',
            limit=MAX_OPTIONS,
        )

    def _asked(self, conversation):
        """The visit the clinic wrote of last, if it is one to come."""
        about = conversation.about
        if about is None or about._name != 'clinic.appointment':
            return self.env['clinic.appointment']
        about = about.sudo().exists()
        return about if about and about._is_open_to_patient() else about.browse()

    def _which(self, conversation, visits, wanted):
        memory = conversation.memory
        kept = {name: memory[name] for name in WISHED if name in memory}
        memory.clear()
        memory.update(kept, step='which', wanted=wanted, visits=visits.ids)
        return Turn(
            texts=("¿De cuál cita?",),
            options=self._options_of_visits(visits),
        )

    def _options_of_visits(self, visits):
        return options_of(
            'visit',
            [
                (
                    visit.id,
                    short_moment(visit._local(visit.start)),
                    ', '.join(filter(None, (visit.patient_id.name, visit.practitioner_id.name))),
                )
                for visit in visits
            ],
        )

    def _answer_which(self, conversation, answer):
        ids = conversation.memory.get('visits', [])
        visits = self.env['clinic.appointment'].sudo().browse(ids).exists()
        visits = visits.filtered(lambda visit: visit._is_open_to_patient())
        option = match_option(self._options_of_visits(visits), answer)
        if not option:
            return None
        visit = visits.browse(int(option.key.partition(':')[2]))
        return self._do(conversation, visit, conversation.memory.get('wanted', 'show'))


def without_gap(text):
    """«de el jueves» is said «del jueves»."""
    return text.replace(" de el ", " del ")
