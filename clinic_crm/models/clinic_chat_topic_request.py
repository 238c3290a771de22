import re

from odoo import models

from ..conversation import Option, Turn, match_option, mentioned, options_of
from ..language import heard

CHILD = re.compile(r'\bmis? (?:hij|nin|bebe|peque|chamac|nen)\w*')
ADULT = re.compile(
    r'\b(?:mi|la|el) (?:espos[oa]|marido|mujer|pareja|mama|papa|suegr[oa]|herman[oa]|abuel\w+'
    r'|ti[oa]'
    r'|prim[oa]|novi[oa]|amig[oa]|vecin[oa])\b'
)
OWN = re.compile(r'\b(?:mis?|mi[oa]s?)\b')


class ClinicChatTopicRequest(models.AbstractModel):
    """A past prescription or results are asked for: a task of reception's on the record of whom
    they are of. Nothing of a record leaves by itself: a person looks who asks, and sends it."""

    _name = 'clinic.chat.topic.request'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Prescriptions and Results"

    _code = 'request'
    _sequence = 65
    _intents = ('receta', 'resultados')

    def _label(self):
        return "Recetas y resultados"

    def _offered(self, conversation):
        return bool(conversation.patients)

    def _is_personal(self, memory):
        return True

    def _open(self, conversation, payload=None):
        payload = payload or {}
        if not conversation.patients:
            first = self._say(
                conversation,
                "Para cuidar sus datos, una persona confirmará primero quién es usted.",
                "Para cuidar tus datos, una persona confirmará primero quién eres.",
            )
            return Turn(texts=(first, self._someone(conversation)), hand_over=True)
        asked = payload.get('intent') or ''
        whose = self._whose(conversation, payload.get('text') or '')
        if whose is None:
            conversation.memory.clear()
            conversation.memory['asked'] = asked
            return Turn(texts=("¿De quién?",), options=self._options(conversation))
        return self._asked_for(conversation, asked, whose)

    def _answer(self, conversation, answer):
        option = match_option(self._options(conversation), answer)
        if option:
            number = int(option.key.partition(':')[2])
            whose = conversation.patients.filtered(lambda one: one.id == number)
        else:
            whose = self._whose(conversation, answer.text)
            if answer.key is not None or whose is None and answer.intent:
                return None
        asked = conversation.memory.get('asked', '')
        return self._asked_for(conversation, asked, whose)

    def _options(self, conversation):
        people = conversation.patients[:8]
        rows = [(person.id, person.name, '') for person in people]
        return (*options_of('who', rows), Option('who:0', "Otra persona"))

    def _whose(self, conversation, text):
        """Whose record the words are about; empty: somebody else's; None: they do not tell."""
        people, said = conversation.patients, heard(text)
        named = mentioned([(person.id, person.name) for person in people], text)
        if named:
            return people.filtered(lambda one: one.id == named)
        if CHILD.search(said):
            children = people.filtered('is_minor')
            sex = {'hija': 'male', 'hijo': 'female'}  # what the child is not
            other = next((sex[word] for word in said.split() if word in sex), None)
            fitting = children.filtered(lambda one: one.sex != other) if other else children
            return None if len(fitting) > 1 else fitting
        if ADULT.search(said):
            return people.browse()
        if conversation.patient and OWN.search(said):
            return people.filtered(lambda one: one.id == conversation.patient.id)
        return people if len(people) == 1 else None

    def _asked_for(self, conversation, asked, whose):
        self._note(conversation, asked, whose)
        first = self._say(
            conversation,
            "Ya lo pedí a la clínica: una persona lo revisa y se lo envía por aquí.",
            "Ya lo pedí a la clínica: una persona lo revisa y te lo envía por aquí.",
        )
        if not whose:  # of another adult: perhaps it may not be sent here at all
            first = "Ya lo pedí a la clínica: una persona lo revisa y contesta por aquí."
        return Turn(texts=tuple(filter(None, (first, self._closed(conversation)))), hand_over=True)

    def _note(self, conversation, asked, whose):
        """Once, however often it is asked for. The words stay in the conversation, where they are
        read before anything is sent: a task is no place for them."""
        patient = (whose or conversation.patient or conversation.patients[0]).sudo()._survivor()
        kind = self.env.ref('clinic_crm.activity_reception', raise_if_not_found=False)
        if not kind:
            return
        spoken = patient.with_context(lang=patient.company_id._staff_lang())
        summary = {
            'receta': spoken.env._("Asks for a prescription: look for it and send it."),
            'resultados': spoken.env._("Asks for results: look for them and send them."),
        }.get(asked) or spoken.env._("Asks for a prescription or results: ask which, and send it.")
        if not whose:
            summary = spoken.env._(
                "Asks for a prescription or results of somebody else: read in the chat of whom."
            )
        if summary not in patient.activity_ids.mapped('summary'):
            spoken._ask_of_reception(summary)
