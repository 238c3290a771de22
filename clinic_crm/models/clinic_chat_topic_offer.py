from odoo import models
from odoo.exceptions import UserError

from ..conversation import Turn
from .clinic_appointment_tell import QUIET


class ClinicChatTopicOffer(models.AbstractModel):
    """A freed time that is held for somebody of the waiting list: a yes or a no, by one tap."""

    _name = 'clinic.chat.topic.offer'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: a Time Offered"

    _code = 'offer'
    _sequence = 20
    _actions = ('accept', 'decline')

    def _label(self):
        return "Lugar liberado"

    def _offered(self, conversation):
        return False  # only a message about one leads here

    def _open(self, conversation, payload=None):
        payload = payload or {}
        offer = self.env['clinic.appointment'].sudo().browse(payload.get('record')).exists()
        entry = offer.waiting_entry_id
        if not entry:
            return self._gone(conversation)
        Entry = self.env['clinic.waiting.entry'].sudo()
        if payload.get('action') == 'decline':
            if offer.state != 'hold':
                return self._gone(conversation)
            Entry._decline(offer)
            return self._said(
                conversation,
                "Gracias por avisar. Sigue en la lista y le escribimos si se libera otro lugar.",
                "Gracias por avisar. Sigues en la lista y te escribimos si se libera otro lugar.",
            )
        try:
            visit = Entry._accept(offer.with_context(**{QUIET: True})).sudo()
        except UserError:
            return self._gone(conversation)
        when, where = visit._near_in_words(), visit._where_in_words()
        return self._said(
            conversation,
            f"Listo: su cita es {when}, {where}. Le esperamos.",
            f"Listo: tu cita es {when}, {where}. Te esperamos.",
        )

    def _answer(self, conversation, answer):
        return None

    def _gone(self, conversation):
        return self._said(
            conversation,
            "Ese lugar ya no está disponible. Sigue en la lista y le escribimos si hay otro.",
            "Ese lugar ya no está disponible. Sigues en la lista y te escribimos si hay otro.",
        )

    def _said(self, conversation, usted, tu):
        return Turn(texts=(tu if conversation.informal else usted,), done=True)
