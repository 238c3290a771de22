from odoo import models
from odoo.exceptions import UserError

from ..conversation import Option, Turn, match_option
from .clinic_chat_topic_visit import without_gap

CAUSES = {
    'busy': "No puedo ese día",
    'unwell': "No me siento bien",
    'money': "Por el costo",
    'solved': "Ya no la necesito",
    'elsewhere': "Iré a otro lugar",
    'other': "Otro motivo",
}


class ClinicChatTopicVisit(models.AbstractModel):
    """Cancelling: first it is done, then it is asked why, which one tap answers, or none."""

    _inherit = 'clinic.chat.topic.visit'

    def _cancel(self, conversation, visit):
        """Cancel first, then ask why: one tap, or none."""
        when = visit._near_in_words()
        visit._cancel_by_patient()
        conversation.memory.clear()
        conversation.memory.update(step='why', visit=visit.id)
        text = self._say(
            conversation,
            f"Su cita de {when} quedó cancelada.",
            f"Tu cita de {when} quedó cancelada.",
        )
        question = self._say(
            conversation,
            "Si gusta, díganos por qué con un toque; nos ayuda a mejorar.",
            "Si gustas, dinos por qué con un toque; nos ayuda a mejorar.",
        )
        return Turn(texts=(without_gap(text), question), options=self._whys())

    def _whys(self):
        return (
            *(Option(key, title) for key, title in CAUSES.items()),
            Option('undo', "La cancelé por error", "Recuperarla, si sigue libre"),
            Option('again', "Quiero otra fecha", "Buscar un horario"),
        )

    def _answer_why(self, conversation, visit, answer):
        option = match_option(self._whys(), answer)
        key = option.key if option else answer.key
        if answer.key in ('undo', 'again') and visit._is_cancelled_by_patient():
            return self._restore(conversation, visit, key)
        if key in CAUSES:
            if visit._is_cancelled_by_patient() and not visit.cancel_cause:
                visit.sudo().cancel_cause = key
            return Turn(
                texts=(
                    self._say(
                        conversation,
                        "Gracias por decirnos. Cuando quiera otra cita, escríbanos aquí.",
                        "Gracias por decirnos. Cuando quieras otra cita, escríbenos aquí.",
                    ),
                ),
                done=True,
            )
        return None

    def _restore(self, conversation, visit, key):
        """Take the visit up again, to keep it or to look for another time."""
        try:
            visit._restore_by_patient()
        except UserError:
            return Turn(
                texts=(
                    self._say(
                        conversation,
                        "Ese horario ya se ocupó. Una persona de la clínica le buscará otro.",
                        "Ese horario ya se ocupó. Una persona de la clínica te buscará otro.",
                    ),
                ),
                hand_over=True,
            )
        if key == 'again':
            return self._offer(conversation, visit)
        text = self._say(
            conversation,
            f"Listo: su cita de {visit._near_in_words()} sigue en pie. Le esperamos.",
            f"Listo: tu cita de {visit._near_in_words()} sigue en pie. Te esperamos.",
        )
        return Turn(texts=(without_gap(text),), done=True)
