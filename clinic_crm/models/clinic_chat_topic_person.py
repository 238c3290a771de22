from odoo import models

from ..conversation import Turn
from .clinic_chat_topic import HELP, LIKELY

FIRST = {
    'archivo': "Gracias, ya lo recibimos.",
    'queja': "Lamentamos lo ocurrido, y gracias por decirnos.",
    'consejo': "Por aquí no puedo dar consejos de salud.",
    'equivocado': "Gracias por avisarnos; lo revisamos.",
    'ingles': "Thank you for writing. Someone from the clinic will answer you here.",
    'llego': "Gracias por avisar; lo verá recepción.",
    'fallecio': "Lamentamos mucho la pérdida. Nuestro más sentido pésame a la familia.",
}


class ClinicChatTopicPerson(models.AbstractModel):
    """Somebody wants a person, or something went wrong: a person it is, and when."""

    _name = 'clinic.chat.topic.person'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Talk to a Person"

    _code = 'person'
    _sequence = 900
    _intents = ('humano', 'queja', 'consejo', 'equivocado', 'ingles', 'llego', 'fallecio')

    def _label(self):
        return "Hablar con una persona"

    def _handles(self, conversation, answer):
        if answer.intent in ('humano', 'fallecio'):
            return HELP
        return LIKELY if answer.intent in self._intents else 0

    def _open(self, conversation, payload=None):
        intent = (payload or {}).get('intent')
        first = FIRST.get(intent)
        if intent == 'fallecio':
            self._note_death(conversation)
        elif not first and conversation.failed:
            first = self._say(
                conversation,
                "Perdone, no logro entenderle.",
                "Perdona, no logro entenderte.",
            )
        # in English it is said in English alone, while somebody is there
        when = (self._closed if intent == 'ingles' else self._someone)(conversation)
        return Turn(texts=tuple(filter(None, (first, when))), hand_over=True)

    def _note_death(self, conversation):
        """Who has died, and what is to end, a person finds out; asked once."""
        patient = conversation.patient or conversation.patients[:1]
        kind = self.env.ref('clinic_crm.activity_reception', raise_if_not_found=False)
        if not patient or not kind:
            return
        patient = patient.sudo()._survivor()
        spoken = patient.with_context(lang=patient.company_id._staff_lang())
        summary = spoken.env._(
            "Writes that somebody has died: see who, and end their visits and messages."
        )
        if summary not in patient.activity_ids.mapped('summary'):
            spoken._ask_of_reception(summary)

    def _answer(self, conversation, answer):
        return None
