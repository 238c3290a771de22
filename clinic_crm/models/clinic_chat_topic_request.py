from odoo import models

from ..conversation import Turn


class ClinicChatTopicRequest(models.AbstractModel):
    """A past prescription or results are asked for: a task of reception's, with the patient at
    hand. Nothing of a record leaves by itself: a person looks who asks, and sends it."""

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

    def _open(self, conversation, payload=None):
        asked = (payload or {}).get('intent') or ''
        if conversation.patients:
            self._note(conversation, asked)
            first = self._say(
                conversation,
                "Ya lo pedí a la clínica: una persona lo revisa y se lo envía por aquí.",
                "Ya lo pedí a la clínica: una persona lo revisa y te lo envía por aquí.",
            )
        else:
            first = self._say(
                conversation,
                "Para cuidar sus datos, una persona confirmará primero quién es usted.",
                "Para cuidar tus datos, una persona confirmará primero quién eres.",
            )
            return Turn(texts=(first, self._someone(conversation)), hand_over=True)
        return Turn(texts=tuple(filter(None, (first, self._closed(conversation)))), hand_over=True)

    def _answer(self, conversation, answer):
        return None

    def _note(self, conversation, asked):
        """Once, however often it is asked for."""
        patient = (conversation.patient or conversation.patients[0]).sudo()._survivor()
        kind = self.env.ref('clinic_crm.activity_reception', raise_if_not_found=False)
        if not kind:
            return
        spoken = patient.with_context(lang=patient.company_id._staff_lang())
        summary = {
            'receta': spoken.env._("Asks for a prescription: look for it and send it."),
            'resultados': spoken.env._("Asks for results: look for them and send them."),
        }.get(asked) or spoken.env._("Asks for a prescription or results: ask which, and send it.")
        if summary not in patient.activity_ids.mapped('summary'):
            spoken._ask_of_reception(summary)
