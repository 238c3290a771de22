from calendar import timegm

from odoo import models

from odoo.addons.clinic_crm.conversation import MAX_TEXT, Option, Turn
from odoo.addons.clinic_crm.language.answers import answer as short_answer
from odoo.addons.clinic_crm.models.clinic_chat_topic import LIKELY, SURE

from ..interview import SKIP, Choice, Given, Reading, prompt, read, read_key
from .clinic_feedback_request_case import HEARD

# What is asked of a request here and where answers are weighed, read at once.
READ = (
    'survey_id', 'user_input_id', 'patient_id', 'appointment_id', 'company_id', 'state',
    'expires_at', 'is_anonymous', 'score', 'score_kind', 'answer_count', 'practitioner_id',
    'specialty_id', 'type_id',
)  # fmt: skip
TRIES = 2  # answers not understood, before a person takes over
START, STOP = 'survey_start', 'survey_stop'
# In the context: when, by Meta's clock, the message was written that is being answered.
SAID_AT = 'clinic_said_at'
# What somebody who is being asked for a comment asks for instead, in so many words.
ELSEWHERE, SO_SHORT = ('reagendar', 'cancelar', 'tarde'), 60


class ClinicChatTopicSurvey(models.AbstractModel):
    """A survey, question by question. Each answer is stored before the next question is asked.

    An option names its survey and its question, so that one tapped late is never another
    question's answer. Words answer only what was asked last (`clinic_chat_session_survey.py`).
    """

    _name = 'clinic.chat.topic.survey'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: a Survey"

    _code = 'survey'
    _sequence = 30
    _actions = (START, STOP)
    _resumes = True

    def _label(self):
        return "Contestar encuesta"

    def _offered(self, conversation):
        return bool(self._pending(conversation))

    def _handles(self, conversation, answer):
        if not self._invited(conversation):
            return LIKELY if self._names_it(answer) and self._pending(conversation) else 0
        return SURE if self._wish(answer.text) or self._names_it(answer) else 0

    # ------------------------------------------------------------------ which survey
    def _request(self, number):
        """The request with a number, empty if there is none."""
        Request = self.env['clinic.feedback.request'].sudo()
        return Request.search_fetch([('id', '=', number)], READ) if number else Request

    def _own(self, conversation, request):
        """The request if it is asked in conversations, and of whom this person speaks for."""
        patients = conversation.patients or ()
        own = (
            request
            and request.survey_id.clinic_in_chat
            and request.user_input_id
            and request.patient_id in patients
        )
        return request if own else request.browse()

    def _invited(self, conversation):
        """The open survey that the clinic wrote of last."""
        about = conversation.about
        Request = self.env['clinic.feedback.request'].sudo()
        if about is None or about._name != Request._name:
            return Request
        request = self._own(conversation, about.sudo())
        return request if request and request._is_open() else Request

    def _pending(self, conversation):
        """The open survey sent last to this person."""
        Request = self.env['clinic.feedback.request'].sudo()
        if not conversation.patients:
            return Request
        found = Request.search(
            [
                ('patient_id', 'in', conversation.patients.ids),
                ('state', 'in', ('sent', 'answering')),
                ('expires_at', '>', conversation.now),
                ('is_anonymous', '=', False),
            ],
            order='sent_at DESC, id DESC',
            limit=1,
        )
        return self._own(conversation, found)

    def _wish(self, text):
        """``yes``, ``no`` or ``stop``: what a short text says to «¿nos ayuda?»; else empty."""
        wish = short_answer(text)
        return wish if wish in ('yes', 'no', 'stop') else ''

    def _names_it(self, answer):
        return len(answer.text) <= 80 and 'encuesta' in answer.text.casefold()

    # ------------------------------------------------------------------ beginning
    def _open(self, conversation, payload=None):
        payload = payload or {}
        action = payload.get('action')
        if action:
            request = self._own(conversation, self._request(payload['record']))
        else:
            request = self._invited(conversation) or self._pending(conversation)
        if not request or not request._is_open():
            return self._over(conversation)
        wish = 'no' if action == STOP else '' if action else self._wish(payload.get('text') or '')
        if wish in ('no', 'stop'):
            return self._leave(conversation, request, payload.get('text') or '')
        conversation.memory['request'] = request.id
        return self._ask(conversation, request)

    def _stale(self, conversation, key):
        """An option of before, or of a survey that something else came between."""
        request, inner = self._of_key(conversation, key)
        if not request or not request._is_open():
            return self._over(conversation)
        conversation.memory['request'] = request.id
        return self._tapped(conversation, request, request._given(), inner)

    def _resume(self, conversation):
        """Something else came between and is done: the question again."""
        request = self._own(conversation, self._request(conversation.memory.get('request')))
        if not request or not request._is_open():
            return self._over(conversation)
        return self._ask(conversation, request)

    def _of_key(self, conversation, key):
        number, _dot, inner = key.partition('.')
        if not number[1:].isdecimal() or len(number) > 10:
            return self._request(None), ''
        return self._own(conversation, self._request(int(number[1:]))), inner

    # ------------------------------------------------------------------ answers
    def _answer(self, conversation, answer):
        memory = conversation.memory
        request = self._own(conversation, self._request(memory.get('request')))
        if not request or not request._is_open():
            return self._over(conversation) if answer.key else None
        given = request._given()
        if answer.key is not None:
            number, _dot, inner = answer.key.partition('.')
            if number != f'r{request.id}':
                return self._stale(conversation, answer.key)
            return self._tapped(conversation, request, given, inner)
        question = request._next(given)
        if question is None or question.id != memory.get('question'):
            # answered on the page meanwhile: these words were not meant for what comes now
            return self._ask(conversation, request, "Esa ya la tenemos, gracias.", given=given)
        return self._read(conversation, request, given, question, answer)

    def _takes_first(self, conversation, text):
        """Whether these words are the comment before they are a wish for a person: a story is;
        in so many words, somebody asks for one."""
        if len(text) <= SO_SHORT:
            return False
        memory = conversation.memory
        request = self._request(memory.get('request'))
        script = request._script() if request else ()
        return any(one.id == memory.get('question') and one.kind == 'words' for one in script)

    def _read(self, conversation, request, given, question, answer):
        """Words, as an answer to the question that waits."""
        elsewhere = answer.intent in ELSEWHERE and len(answer.text) <= SO_SHORT
        reading = read(question, answer.text)
        if elsewhere and (question.kind == 'words' or not reading.understood):
            return None
        if reading.stopped:
            return self._leave(conversation, request, answer.text)
        if reading.understood and question.kind != 'words' and self._was_before(conversation):
            # typed before this question was there to be answered
            return self._ask(conversation, request, "Vamos una por una.", given=given)
        if not reading.understood:
            return self._again(conversation, request, question, reading, answer.text)
        kept = request._keep(question, reading)
        if kept.suggested_answer_id.filtered('clinic_alarm'):
            return self._alarm(conversation)
        given |= {question.id: reading.given()}
        if reading.rest:
            given = self._keep_rest(request, given, reading.rest)
        return self._ask(conversation, request, given=given)

    def _was_before(self, conversation):
        """Whether the words were written before the question was put."""
        said, asked = self.env.context.get(SAID_AT), conversation.memory.get('asked_at')
        return bool(said and asked and said < asked)

    def _keep_rest(self, request, given, rest):
        """What was said in the same breath answers the next question, or is the comment."""
        question = request._next(given)
        if question and question.kind != 'words':
            reading = read(question, rest)
            if reading.understood and not reading.skipped and not reading.rest:
                request._keep(question, reading)
                return given | {question.id: reading.given()}
        script = request._script()
        words = next((q for q in script if q.kind == 'words' and q.id not in given), None)
        if words:
            request._keep(words, Reading(words=rest))
            return given | {words.id: Given()}
        return given

    def _tapped(self, conversation, request, given, key):
        """An option, of whichever question of this survey it is."""
        found = read_key(key)
        script = {question.id: question for question in request._script()}
        if not found or found[0] not in script:
            return self._ask(conversation, request, given=given)
        question, reading = script[found[0]], self._chosen(script[found[0]], found[1])
        waiting = request._next(given)
        if reading is None or (question != waiting and question.id not in given):
            return self._ask(conversation, request, given=given)
        if question == waiting:
            kept = request._keep(question, reading)
            if kept.suggested_answer_id.filtered('clinic_alarm'):
                return self._alarm(conversation)
            given |= {question.id: reading.given()}
            return self._ask(conversation, request, given=given)
        if self._says(given[question.id], reading):
            return self._ask(conversation, request, given=given)
        request._correct(question, reading)
        return self._ask(conversation, request, "Listo, lo cambié.")

    def _chosen(self, question, value):
        if value is None:
            return Reading(skipped=True)
        if question.kind in ('one', 'many'):
            known = value in {number for number, _label in question.options}
            return Reading(options=(value,)) if known else None
        if question.kind == 'words' or not question.low <= value <= question.high:
            return None
        return Reading(score=float(value))

    def _says(self, given, reading):
        return given.score == reading.score and given.options == set(reading.options)

    # ------------------------------------------------------------------ what is said
    def _ask(self, conversation, request, before='', given=None):
        """The next question, or thanks."""
        given = request._given() if given is None else given
        question = request._next(given)
        if question is None:
            return self._thank(conversation, request)
        conversation.memory.update(
            question=question.id, tries=0, asked_at=timegm(conversation.now.timetuple())
        )
        return self._put(conversation, request, question, before)

    def _put(self, conversation, request, question, before='', near=()):
        said = prompt(question, informal=conversation.informal)
        choices = said.choices
        if near:
            keys = {f'q{question.id}.{value}' for value in near}
            choices = [choice for choice in choices if choice.key in keys] or [
                Choice(f'q{question.id}.{value}', str(value)) for value in near
            ]
        options = tuple(Option(f'r{request.id}.{one.key}', one.title) for one in choices)
        return Turn(
            texts=tuple(filter(None, (before, said.text))), options=options, expects=said.expects
        )

    def _again(self, conversation, request, question, reading, text=''):
        """Not understood: kindly once more, then with a way round it, then a person."""
        memory = conversation.memory
        memory['tries'] = memory.get('tries', 0) + 1
        if memory['tries'] > TRIES:
            return Turn(
                texts=(
                    self._say(
                        conversation,
                        "Perdone, no logro entenderle. Una persona de la clínica leerá su mensaje.",
                        "Perdona, no logro entenderte. Una persona de la clínica leerá tu mensaje.",
                    ),
                ),
                hand_over=True,
            )
        if reading.near:
            why = self._say(conversation, "¿Cuál de estas elige?", "¿Cuál de estas eliges?")
        elif len(text) > MAX_TEXT:
            why = self._say(
                conversation,
                "Leeremos con calma lo que nos cuenta. Mientras, ¿me contesta esta?",
                "Leeremos con calma lo que nos cuentas. Mientras, ¿me contestas esta?",
            )
        else:
            why = self._say(conversation, "Perdone, no le entendí.", "Perdona, no te entendí.")
        turn = self._put(conversation, request, question, why, near=reading.near)
        if turn.options or memory['tries'] < TRIES:
            return turn
        skip = Option(f'r{request.id}.q{question.id}.{SKIP}', "Saltar")
        return Turn(texts=turn.texts, options=(skip,), expects=turn.expects)

    def _unanswered(self, conversation):
        """(request, question) of what was asked last; no question: it needs no answer any more."""
        request = self._own(conversation, self._request(conversation.memory.get('request')))
        question = request._next() if request and request._is_open() else None
        asked = question is not None and question.id == conversation.memory.get('question')
        return request, question if asked else None

    def _keep_urgent(self, conversation, text):
        """Store words that raised an alert as the comment they answer; nothing is said here."""
        request, question = self._unanswered(conversation)
        if question is None:
            return
        reading = read(question, text)
        if question.kind != 'words' or not reading.words:
            return
        request = request.with_context(**{HEARD: True})
        request._keep(question, reading)
        if request._next() is None:
            request.user_input_id._mark_done()

    def _unreadable(self, conversation, kind):
        """A voice note or a picture came instead of an answer; None: it is none of ours."""
        request, question = self._unanswered(conversation)
        if question is None:
            return None
        if kind == 'audio':
            why = self._say(
                conversation,
                "Una persona escuchará su nota de voz. Aquí, ¿me lo escribe, por favor?",
                "Una persona escuchará tu nota de voz. Aquí, ¿me lo escribes, por favor?",
            )
        else:
            why = self._say(
                conversation,
                "Eso no lo puedo leer. ¿Me lo escribe, por favor?",
                "Eso no lo puedo leer. ¿Me lo escribes, por favor?",
            )
        return self._put(conversation, request, question, why)

    def _thank(self, conversation, request):
        if request.user_input_id.state != 'done':
            request.user_input_id._mark_done()
        score, kind = request.score, request.score_kind
        if kind and score <= (6 if kind == 'nps' else 2):
            text = self._say(
                conversation,
                "Gracias por decírnoslo. Sentimos que no fuera como esperaba: alguien de la "
                "clínica lo va a leer.",
                "Gracias por decírnoslo. Sentimos que no fuera como esperabas: alguien de la "
                "clínica lo va a leer.",
            )
        else:
            text = self._say(
                conversation,
                "¡Gracias! Su opinión nos ayuda a atenderle mejor.",
                "¡Gracias! Tu opinión nos ayuda a atenderte mejor.",
            )
        return Turn(texts=(text,), done=True)

    def _leave(self, conversation, request, text):
        """The patient does not want to go on; somebody who wants no more is not asked again."""
        request._decline()
        if text and short_answer(text) == 'stop':
            request.patient_id._record_consent(
                'feedback', 'refused', 'whatsapp', evidence=f"Escribió: {text[:200]}"
            )
            told = self._say(
                conversation,
                "Listo: ya no le enviaremos encuestas. Sus citas siguen igual.",
                "Listo: ya no te enviaremos encuestas. Tus citas siguen igual.",
            )
        else:
            told = self._say(
                conversation,
                "Sin problema, gracias por su tiempo. Aquí estamos si nos necesita.",
                "Sin problema, gracias por tu tiempo. Aquí estamos si nos necesitas.",
            )
        return Turn(texts=(told,), done=True)

    def _alarm(self, conversation):
        """What should not wait: where to go; a person of the clinic knows and writes."""
        return Turn(
            texts=(
                self._say(
                    conversation,
                    "Gracias por avisar. Una persona de la clínica le escribirá enseguida.",
                    "Gracias por avisar. Una persona de la clínica te escribirá enseguida.",
                ),
                self._say(
                    conversation,
                    "Si se siente mal o empeora, acuda a urgencias o llame al 911.",
                    "Si te sientes mal o empeoras, acude a urgencias o llama al 911.",
                ),
            ),
            hand_over=True,
        )

    def _over(self, conversation):
        return Turn(
            texts=(
                self._say(
                    conversation,
                    "Esa encuesta ya se cerró. Si quiere contarnos algo, escríbalo aquí.",
                    "Esa encuesta ya se cerró. Si quieres contarnos algo, escríbelo aquí.",
                ),
            ),
            done=True,
        )
