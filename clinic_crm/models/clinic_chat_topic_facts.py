import re

from odoo import models

from ..conversation import (
    MAX_OPTIONS,
    MAX_TEXT,
    MAX_TEXTS,
    Option,
    Turn,
    match_option,
    mentioned,
    options_of,
    wish,
)
from ..language import fold
from .clinic_chat_topic import LIKELY, RECEIVED
from .clinic_chat_topic_visit import without_gap

LASTS = re.compile(r'\b(?:duran?|tardan?|cuanto tiempo)\b')
RFC = re.compile(r'\b[a-zñ&]{3,4}[- ]?\d{6}[- ]?[a-z\d]{3}\b', re.IGNORECASE)
GENERAL = ('ubicacion', 'horario', 'precio', 'pago_seguros', 'saludo')


class ClinicChatTopic(models.AbstractModel):
    """What topics that only tell something share."""

    _inherit = 'clinic.chat.topic'

    def _tells(self, conversation, lines, apart=' '):
        """The Turn that says these lines, and what may come next; a person when there are none.

        Sentences are put together as long as they fit into a text; what is too much is left out.

        :param str apart: what stands between two of them; a line break for a list
        """
        texts = ['']
        for line in filter(None, lines):
            line = line[:MAX_TEXT].strip()
            if len(texts[-1]) + len(line) + 1 <= MAX_TEXT:
                texts[-1] = f"{texts[-1]}{apart}{line}".strip()
            elif len(texts) < MAX_TEXTS:
                texts.append(line)
        if not texts[0]:
            conversation.aside = conversation.busy  # what waits goes on meanwhile
            return Turn(
                texts=("Ese dato no lo tengo a la mano.", self._someone(conversation)),
                hand_over=True,
            )
        if conversation.busy:
            return Turn(texts=tuple(texts), done=True)
        return Turn(texts=tuple(texts), options=self._what_next(conversation))

    def _what_next(self, conversation):
        book, menu = self._topic('book'), Option('next:menu', "Otra pregunta")
        if not book._offered(conversation):
            return (menu,)
        return (Option('next:book', "Agendar cita"), menu)

    def _took_next(self, conversation, answer):
        """The Turn for one of `_what_next`, or None.

        A yes, or a day, said of what was told is a wish for a visit of that: «¿y hay para hoy?»
        """
        options, about = self._what_next(conversation), conversation.memory.get('about', '')
        option, said = match_option(options, answer), ''
        if not option and self._wants_it(conversation, answer):
            option, said = (
                next((one for one in options if one.key == 'next:book'), None),
                answer.text,
            )
        if not option:
            return None
        said = '. '.join(filter(None, (about, said)))
        code = option.key.partition(':')[2]
        return Turn(go_to=code, said=said if code == 'book' else '')

    def _wants_it(self, conversation, answer):
        if answer.key is not None or answer.intent not in ('', 'agendar', 'confirmar'):
            return False
        if answer.intent == 'confirmar':
            return not conversation.told
        return bool(wish(answer.text, conversation.now.date()))


class ClinicChatTopicPrices(models.AbstractModel):
    """What a visit costs, from the products of the types of visit that patients may book."""

    _name = 'clinic.chat.topic.prices'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Prices"

    _code = 'prices'
    _sequence = 50
    _by_the_way = True
    _only_tells = True
    _intents = ('precio',)

    def _label(self):
        return "Precios"

    def _offered(self, conversation):
        return bool(self._priced(conversation))

    def _all_types(self, conversation):
        return (
            self.env['clinic.appointment.type']
            .sudo()
            .search([('company_id', '=', conversation.company.root_id.id)])
        )

    def _priced(self, conversation):
        types = self._topic('book')._types(conversation)
        return [(one, price) for one in types if (price := one._price_in_words())]

    def _open(self, conversation, payload=None):
        priced, text = self._priced(conversation), (payload or {}).get('text') or ''
        asked = mentioned(self._all_types(conversation)._called(), text)
        if asked:  # also one that has no price: that of another is no answer
            priced = [(one, price) for one, price in priced if one.id == asked]
        elif given := self._topic('book')._types_given_by(conversation, text):
            priced = [(one, price) for one, price in priced if one in given]
        conversation.memory['about'] = text[:300]
        lasts = LASTS.search(fold(text))
        lines = [
            f"{one._spanish_name()}: {one._brief() if lasts else price}." for one, price in priced
        ]
        return self._tells(conversation, lines, apart='\n')

    def _answer(self, conversation, answer):
        return self._took_next(conversation, answer)

    def _stale(self, conversation, key):
        return _begin(self, conversation, key)


class ClinicChatTopicPayment(models.AbstractModel):
    """How one pays, and which insurers the clinic works with."""

    _name = 'clinic.chat.topic.payment'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Payment and Insurers"

    _code = 'payment'
    _sequence = 55
    _by_the_way = True
    _only_tells = True
    _intents = ('pago_seguros',)

    def _label(self):
        return "Pagos y seguros"

    def _offered(self, conversation):
        return bool(self._facts(conversation))

    def _facts(self, conversation):
        return self.env['clinic.chat.fact']._of(conversation.company, 'payment', 'insurance')

    def _open(self, conversation, payload=None):
        return self._tells(conversation, self._facts(conversation)._lines())

    def _answer(self, conversation, answer):
        return self._took_next(conversation, answer)

    def _stale(self, conversation, key):
        return _begin(self, conversation, key)


class ClinicChatTopicInvoice(models.AbstractModel):
    """How one gets an invoice, and the clinic's own fiscal data."""

    _name = 'clinic.chat.topic.invoice'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Invoices"

    _code = 'invoice'
    _sequence = 60
    _by_the_way = True
    _only_tells = True
    _intents = ('factura',)

    def _label(self):
        return "Facturas"

    def _offered(self, conversation):
        return bool(self._told(conversation))

    def _told(self, conversation):
        lines = self.env['clinic.chat.fact']._of(conversation.company, 'invoice')._lines()
        if link := self._link(conversation):
            lines.append(
                self._say(
                    conversation,
                    f"Puede facturar usted mismo aquí: {link}",
                    f"Puedes facturar aquí: {link}",
                )
            )
        company = conversation.company.sudo().root_id
        if lines and company.vat:
            lines.append(f"Nuestros datos fiscales: {company.name}, RFC {company.vat}.")
        return lines

    def _link(self, conversation):
        """The page where patients make their invoices; empty without one."""
        return ''

    def _open(self, conversation, payload=None):
        if RFC.search((payload or {}).get('text') or ''):  # they know how, and have sent it
            conversation.aside = conversation.busy
            return Turn(texts=(RECEIVED,), hand_over=True)
        return self._tells(conversation, self._told(conversation))

    def _answer(self, conversation, answer):
        return self._took_next(conversation, answer)

    def _stale(self, conversation, key):
        return _begin(self, conversation, key)


class ClinicChatTopicPreparation(models.AbstractModel):
    """How to come to a visit: that of the next visit, or that of a type one chooses."""

    _name = 'clinic.chat.topic.preparation'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: How to Prepare"

    _code = 'preparation'
    _sequence = 45
    _by_the_way = True
    _only_tells = True
    _intents = ('preparacion',)

    def _label(self):
        return "Cómo prepararse"

    def _offered(self, conversation):
        return bool(self._next_visit(conversation) or self._types(conversation))

    def _types(self, conversation):
        types = self._topic('book')._types(conversation)
        return types.filtered(lambda one: _instructions(one))[:MAX_OPTIONS]

    def _next_visit(self, conversation):
        visits = self._topic('visit')._visits(conversation)
        return visits.filtered(lambda visit: _instructions(visit.type_id))[:1]

    def _open(self, conversation, payload=None):
        visit, types = self._next_visit(conversation), self._types(conversation)
        if visit:
            whose = visit._whose_in_words().partition(' (')[0]
            which = without_gap(f"Para {whose} de {visit._near_in_words()}:")
            return self._tells(conversation, [which, _instructions(visit.type_id)])
        asked = mentioned(types._called(), (payload or {}).get('text') or '')
        general = self.env['clinic.chat.fact']._of(conversation.company, 'preparation')._lines()
        if len(types) == 1 or asked:
            return self._of_type(conversation, types.browse(asked) if asked else types)
        if general or not types:
            return self._tells(conversation, general)
        return Turn(texts=("¿Para qué cita?",), options=self._options_of(types))

    def _of_type(self, conversation, visit_type):
        return self._tells(
            conversation, [f"{visit_type._spanish_name()}:", _instructions(visit_type)]
        )

    def _options_of(self, types):
        return options_of('type', [(one.id, one._spanish_name(), '') for one in types])

    def _answer(self, conversation, answer):
        types = self._types(conversation)
        option = match_option(self._options_of(types), answer)
        if option:
            return self._of_type(conversation, types.browse(int(option.key.partition(':')[2])))
        return self._took_next(conversation, answer)

    def _stale(self, conversation, key):
        return _begin(self, conversation, key)


class ClinicChatTopicQuestions(models.AbstractModel):
    """Whatever else the clinic answers in its own words: parking, children, pets."""

    _name = 'clinic.chat.topic.questions'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Other Questions"

    _code = 'questions'
    _sequence = 70
    _by_the_way = True
    _only_tells = True

    def _label(self):
        return "Otras preguntas"

    def _about(self, conversation):
        return ', '.join(self._facts(conversation).mapped('title'))[:72].strip()

    def _offered(self, conversation):
        return bool(self._facts(conversation))

    def _facts(self, conversation):
        return self.env['clinic.chat.fact']._of(conversation.company, 'other')[:MAX_OPTIONS]

    def _handles(self, conversation, answer):
        """Words that name one of the questions, before what the clinic tells in general."""
        if answer.intent and answer.intent not in GENERAL:
            return 0
        return LIKELY + 1 if self._named(conversation, answer.text) else 0

    def _named(self, conversation, text):
        return mentioned([(fact.id, fact.title) for fact in self._facts(conversation)], text)

    def _open(self, conversation, payload=None):
        facts = self._facts(conversation)
        named = self._named(conversation, (payload or {}).get('text') or '')
        if named or len(facts) == 1:
            return self._tells(conversation, (facts.browse(named) if named else facts)._lines())
        if not facts:
            return self._tells(conversation, ())
        question = self._say(conversation, "¿Qué quiere saber?", "¿Qué quieres saber?")
        return Turn(texts=(question,), options=self._options_of(facts))

    def _options_of(self, facts):
        return options_of('fact', [(fact.id, fact.title, '') for fact in facts])

    def _answer(self, conversation, answer):
        facts = self._facts(conversation)
        option = match_option(self._options_of(facts), answer)
        if option:
            fact = facts.browse(int(option.key.partition(':')[2]))
            return self._tells(conversation, fact._lines())
        return self._took_next(conversation, answer)

    def _stale(self, conversation, key):
        kind, _colon, number = key.partition(':')
        facts = self._facts(conversation)
        fact = facts.filtered(lambda one: kind == 'fact' and str(one.id) == number)
        return self._tells(conversation, fact._lines()) if fact else _begin(self, conversation, key)


def _begin(topic, conversation, key):
    """An old row that only leads somewhere leads there; another begins its topic anew."""
    kind, _colon, code = key.partition(':')
    if kind == 'next' and topic._topic(code) is not None:
        return Turn(go_to=code)
    return topic._open(conversation)


def _instructions(visit_type):
    spoken = visit_type.env['clinic.appointment']._in_spanish().env
    return ' '.join((visit_type.with_env(spoken).instructions or '').split())
