from calendar import timegm

from odoo import models

from odoo.addons.clinic_crm.conversation import Option, Turn
from odoo.addons.clinic_crm.language.answers import answer as short_answer
from odoo.addons.clinic_crm.models.clinic_chat_topic import LIKELY, SURE

from ..analysis.interview import (
    SKIP,
    Choice,
    Reading,
    feels,
    is_opinion,
    prompt,
    read,
    read_key,
    wants_visit,
)
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
# What is asked of other topics in the midst of a survey, and what a short opinion may be taken for.
BUSINESS = (
    'agendar', 'consultar_cita', 'horario', 'ubicacion', 'precio', 'pago_seguros', 'factura',
    'receta', 'resultados', 'preparacion',
)  # fmt: skip
MISTAKEN = ('', 'queja', 'gracias', 'saludo', 'tarde', 'cancelar', 'reagendar', 'negar')
SO_SHORT = 60  # characters: in so many words somebody asks for a person; more is a story


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
        invited = self._invited(conversation)
        if not invited:
            return LIKELY if self._names_it(answer.text) and self._pending(conversation) else 0
        if self._wish(answer.text) or self._names_it(answer.text):
            return SURE
        return SURE if self._answers_already(conversation, invited, answer) else 0

    def _answers_already(self, conversation, request, answer):
        """Whether words under the invitation, which was not tapped, answer what it would ask; not
        where several surveys wait, of a mother's children say."""
        question = request._next()
        if question is None or wants_visit(answer.text) or len(self._open_ones(conversation)) > 1:
            return False
        reading = read(question, answer.text)
        if reading.understood and not reading.skipped and question.kind != 'words' or reading.near:
            return True
        return answer.intent in MISTAKEN and feels(answer.text)

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
        return self._own(conversation, self._open_ones(conversation)[:1])

    def _open_ones(self, conversation):
        """The two open surveys sent last to this person."""
        Request = self.env['clinic.feedback.request'].sudo()
        if not conversation.patients:
            return Request
        return Request.search(
            [
                ('patient_id', 'in', conversation.patients.ids),
                ('state', 'in', ('sent', 'answering')),
                ('expires_at', '>', conversation.now),
                ('is_anonymous', '=', False),
            ],
            order='sent_at DESC, id DESC',
            limit=2,
        )

    def _wish(self, text):
        """``yes`` or ``no``: what a short text says to «¿nos ayuda?»; else empty."""
        wish = short_answer(text)
        return wish if wish in ('yes', 'no') else ''

    def _names_it(self, text):
        return len(text) <= 80 and 'encuesta' in text.casefold()

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
        text = '' if action else payload.get('text') or ''
        if action == STOP or self._wish(text) == 'no':
            return self._leave(conversation, request)
        conversation.memory['request'] = request.id
        given = request._given()
        question = request._next(given)
        turn = None
        if question and text and not (self._wish(text) or self._names_it(text)):
            turn = self._read(conversation, request, given, question, text)
        return turn or self._ask(conversation, request, given=given)

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
            given = self._overhear(request, memory.get('question'), answer.text, given)
            return self._ask(conversation, request, "Esa ya la tenemos, gracias.", given=given)
        return self._read(conversation, request, given, question, answer.text, answer.intent)

    def _takes_first(self, conversation, text):
        """Whether these words are an answer before they are a wish for a person: a story is; in so
        many words, somebody asks for one."""
        return len(text) > SO_SHORT

    def _read(self, conversation, request, given, question, text, intent=''):
        """Words, as an answer to a question; None: they want something else."""
        reading = read(question, text)
        if not reading.understood or question.kind == 'words':
            if wants_visit(text) or self._is_business(question, reading, text, intent):
                return None
        if reading.stopped:
            return self._leave(conversation, request)
        if not reading.understood:
            return self._again(conversation, request, given, question, reading, text, intent)
        if question.kind != 'words' and self._was_before(conversation):
            # typed before this question was there to be answered
            given = self._overhear(request, question.id, text, given)
            return self._ask(conversation, request, "Vamos una por una.", given=given)
        return self._took(conversation, request, *request._take(question, reading, given))

    def _is_business(self, question, reading, text, intent):
        """Whether words are about something else: where none are asked for, and no opinion."""
        return (
            question.kind != 'words'
            and intent in BUSINESS
            and not (reading.near or reading.stopped or feels(text))
            and len(text.split()) > 2
        )

    def _took(self, conversation, request, given, lines, before=''):
        """What follows an answer, however it was given: help, if it is a symptom."""
        if lines.suggested_answer_id.filtered('clinic_alarm'):
            return self._alarm(conversation)
        return self._ask(conversation, request, before, given=given)

    def _quoted(self, conversation, request, question, answer):
        """Words that quote a question are an answer to that one, as a tapped option would be; None:
        they are none.

        :param request: `clinic.feedback.request`; it may be anybody's
        :param int question: its id, 0: whichever waits
        """
        request, text = self._own(conversation, request), answer.text
        if not request or (answer.intent == 'humano' and not self._takes_first(conversation, text)):
            return None
        if not question and self._wish(text):
            return self._open(conversation, {'action': START if self._wish(text) == 'yes' else STOP,
                                             'record': request.id})  # fmt: skip
        asked = next((one for one in request._script() if one.id == question), request._next())
        if asked is None or wants_visit(text):
            return None
        reading = read(asked, text)
        if not request._is_open():
            return self._over(conversation) if reading.understood else None
        given = request._given()
        conversation.memory['request'] = request.id
        if asked == request._next(given):
            return self._read(conversation, request, given, asked, text, answer.intent)
        if not reading.understood or reading.skipped:
            return None
        return self._changed(conversation, request, given, asked, reading)

    def _overhear(self, request, number, text, given):
        """Keep what is told in words that are no answer to a question; what is given then."""
        question = next((one for one in request._script() if one.id == number), None)
        if question is None or not is_opinion(text):
            return given
        return request._keep_words(question, text, given)[0]

    def _was_before(self, conversation):
        """Whether the words were written before the question was put."""
        said, asked = self.env.context.get(SAID_AT), conversation.memory.get('asked_at')
        return bool(said and asked and said < asked)

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
            return self._took(conversation, request, *request._take(question, reading, given))
        return self._changed(conversation, request, given, question, reading)

    def _changed(self, conversation, request, given, question, reading):
        """Another answer to a question that has one; of words both are kept."""
        lines = self.env['survey.user_input.line']
        if question.kind == 'words':
            said = reading.words
        else:
            said = reading.rest
            if question.id not in given or not self._says(given[question.id], reading):
                lines = request._correct(question, reading)
                given = request._given()
        if said:
            given, words = request._keep_words(question, said, given)
            lines |= words
        before = "Listo, lo cambié." if lines else ''
        return self._took(conversation, request, given, lines, before)

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

    def _again(self, conversation, request, given, question, reading, text, intent):
        """Not understood: kindly once more, then with a way round it, then a person. What was told
        meanwhile is kept at once, and heard: nobody has to say it twice. Who asks for a person
        with it gets one."""
        told = reading.rest or (text if not reading.near and is_opinion(text) else '')
        if told:
            request._keep_words(question, told, given)
        memory = conversation.memory
        tries = memory.get('tries', 0) if memory.get('question') == question.id else 0
        memory.update(question=question.id, tries=tries + 1)
        if tries >= TRIES or (told and intent == 'humano'):
            return self._give_up(conversation, told)
        turn = self._put(
            conversation,
            request,
            question,
            self._why(conversation, request, reading, told),
            near=reading.near,
        )
        if turn.options or tries + 1 < TRIES:
            return turn
        skip = Option(f'r{request.id}.q{question.id}.{SKIP}', "Saltar")
        return Turn(texts=turn.texts, options=(skip,), expects=turn.expects)

    def _give_up(self, conversation, told):
        first = (
            "Gracias por contárnoslo."
            if told
            else self._say(
                conversation, "Perdone, no logro entenderle.", "Perdona, no logro entenderte."
            )
        )
        person = self._say(
            conversation,
            "Una persona de la clínica leerá su mensaje.",
            "Una persona de la clínica leerá tu mensaje.",
        )
        return Turn(texts=(f"{first} {person}",), hand_over=True)

    def _why(self, conversation, request, reading, told):
        """Why the question is there once more."""
        if len(reading.near) == 1:
            return self._say(conversation, "¿Es esta su respuesta?", "¿Es esta tu respuesta?")
        if reading.near:
            return self._say(conversation, "¿Cuál de estas elige?", "¿Cuál de estas eliges?")
        if told and request.case_ids:
            return "Gracias por contárnoslo: alguien de la clínica lo va a leer."
        if told:
            return "Gracias por contárnoslo."
        return self._say(conversation, "Perdone, no le entendí.", "Perdona, no te entendí.")

    def _asked_in(self, conversation, number, text):
        """(request, id of the question) that a text of ours asked; number: of the request that was
        talked about."""
        request = self._request(number) or self._pending(conversation)
        script = request._script() if request else ()
        return request, next((one.id for one in script if one.title in text), 0)

    def _unanswered(self, conversation):
        """(request, question) of what was asked last; no question: it needs no answer any more."""
        request = self._own(conversation, self._request(conversation.memory.get('request')))
        question = request._next() if request and request._is_open() else None
        asked = question is not None and question.id == conversation.memory.get('question')
        return request, question if asked else None

    def _keep_urgent(self, conversation, text):
        """Store words that raised an alert as the comment or the score they are, too; nothing is
        said here."""
        request, question = self._unanswered(conversation)
        reading = read(question, text) if question else Reading()
        if not reading.words and reading.score is None:
            return
        request = request.with_context(**{HEARD: True})
        given, _lines = request._take(question, reading, request._given())
        if request._next(given) is None:
            request.user_input_id._mark_done()

    def _unreadable(self, conversation, kind):
        """A sticker or a picture came instead of an answer; None: it is none of ours."""
        request, question = self._unanswered(conversation)
        if question is None:
            return None
        why = self._say(
            conversation,
            "Eso no lo puedo leer. ¿Me lo escribe, por favor?",
            "Eso no lo puedo leer. ¿Me lo escribes, por favor?",
        )
        return self._put(conversation, request, question, why)

    def _thank(self, conversation, request):
        if request.user_input_id.state != 'done':
            request.user_input_id._mark_done()
        if request.case_ids:  # by the rules of the clinic somebody has to see to it
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

    def _leave(self, conversation, request):
        """The patient does not want to go on."""
        request._decline()
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
