from odoo import models

from ..conversation import Option, Turn
from .clinic_chat_topic import URGENT


class ClinicChatTopicUrgent(models.AbstractModel):
    """What cannot wait: where to get help at once, whatever else is being talked about.

    It only answers. Whoever runs topics raises the alert (`clinic.alert._listen`) before and apart
    from it, so that it is there even when nothing can be answered.
    """

    _name = 'clinic.chat.topic.urgent'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: What Cannot Wait"

    _code = 'urgent'
    _sequence = 0

    def _label(self):
        return "Urgencias"

    def _offered(self, conversation):
        return False  # nobody has to look for it

    def _handles(self, conversation, answer):
        found, _words = self._reading(conversation, answer.text)
        return URGENT if found.urgent else 0

    def _open(self, conversation, payload=None):
        """:param dict payload: also ``nobody`` (is on duty) and ``again``, if the caller knows"""
        payload = payload or {}
        found, _words = self._reading(conversation, payload.get('text'))
        nobody = payload.get('nobody')
        if nobody is None:
            _users, on_duty = self.env['clinic.duty'].sudo()._chain(conversation.company)
            nobody = not on_duty
        lines = self.env['clinic.urgent.category']._answer(
            conversation.company,
            found.category or 'generico',
            informal=conversation.informal,
            nobody=nobody,
            again=bool(payload.get('again')),
        )
        return Turn(texts=tuple(lines), hand_over=True)

    def _meanwhile(self, conversation, state, nobody=False, resumes=False):
        """What whoever goes on writing reads: who knows of it, and the way on.

        :param str state: of the alert, ``new`` or ``taken``
        :param bool nobody: was on duty when it came
        :param bool resumes: something was being talked about that can go on
        """
        if state == 'taken':
            told = self._say(
                conversation,
                "Una persona de la clínica ya tiene su mensaje.",
                "Una persona de la clínica ya tiene tu mensaje.",
            )
        elif nobody:
            told = self._say(
                conversation,
                "Su mensaje es lo primero que verá la clínica.",
                "Tu mensaje es lo primero que verá la clínica.",
            )
        else:
            told = "Ya avisamos a una persona de la clínica; también verá este mensaje."
        at = conversation.company.sudo()._attended_from(conversation.now)
        # of whoever is on duty at night nobody knows when they write
        when = nobody or (at is not None and at <= conversation.now)
        call = self._say(
            conversation,
            "Si es una emergencia, llame al 911. Para lo demás, toque aquí:",
            "Si es una emergencia, llama al 911. Para lo demás, toca aquí:",
        )
        options = [Option('menu', "Menú")]
        if resumes:
            options.insert(0, Option('resume', "Seguir donde iba"))
        return Turn(
            texts=tuple(filter(None, (told, when and self._someone(conversation), call))),
            options=tuple(options),
        )

    def _answer(self, conversation, answer):
        return None

    def _reading(self, conversation, text):
        return self.env['clinic.urgent.category']._reading(text, conversation.company)
