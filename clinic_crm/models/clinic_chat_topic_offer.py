import re

from odoo import models
from odoo.exceptions import UserError

from ..agenda import hour_in_words
from ..conversation import MAX_TEXT, Answer, Option, Turn, match_option
from ..language import answer as meaning_of
from ..language import fold
from .clinic_appointment_tell import QUIET
from .clinic_chat_topic import SURE
from .clinic_chat_topic_visit import inside
from .clinic_waiting_tell import KIND

ACCEPT, DECLINE, ASK = 'accept', 'decline', 'ask'
TAKEN = re.compile(
    r'^(?:si|claro|siempre si|por favor)\b|\b(?:la|lo) (?:quiero|tomo|acepto|agarro|apart\w+)\b'
    r'|\bacepto\b|\bme interesa\b'
)
DOUBT = re.compile(r'\bpero\b|\bmejor\b|\botr[oa]\b|\?')
ABOUT_IT = ('confirmar', 'negar', 'cancelar', 'reagendar', 'dudar', 'consultar_cita')


class ClinicChatTopicOffer(models.AbstractModel):
    """A freed time that is held for somebody of the waiting list: a yes or a no, by one tap or in
    plain words. What leaves a doubt shows it once more, with its buttons."""

    _name = 'clinic.chat.topic.offer'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: a Time Offered"

    _code = 'offer'
    _sequence = 20
    _actions = (ACCEPT, DECLINE)

    def _label(self):
        return "Lugar liberado"

    def _offered(self, conversation):
        return False  # only a message about one leads here

    def _handles(self, conversation, answer):
        told = conversation.told
        if not told or told.kind_id.code != KIND:
            return 0
        return SURE if self._meant(self._of_last(conversation), answer) else 0

    # ------------------------------------------------------------------ turns
    def _open(self, conversation, payload=None):
        payload = payload or {}
        if payload.get('action'):
            offer = self.env['clinic.appointment'].sudo().browse(payload.get('record')).exists()
            return self._decide(conversation, offer, payload['action'])
        offer = self._of_last(conversation)
        said = Answer(text=payload.get('text') or '', intent=payload.get('intent') or '')
        return self._decide(conversation, offer, self._meant(offer, said) or ASK)

    def _answer(self, conversation, answer):
        number = conversation.memory.get('offer')
        offer = self.env['clinic.appointment'].sudo().browse(number).exists()
        option = match_option(self._options(), answer)
        what = option.key if option else self._meant(offer, answer)
        return self._decide(conversation, offer, what) if what else None

    def _stale(self, conversation, key):
        return self._decide(conversation, self._of_last(conversation), ASK)

    # ------------------------------------------------------------------ what is meant
    def _of_last(self, conversation):
        """What the clinic offered last, however it stands now."""
        Visit = self.env['clinic.appointment'].sudo()
        about = conversation.about
        return about if about is not None and about._name == Visit._name else Visit

    def _meant(self, offer, answer):
        """What words ask for, or '': they are about something else."""
        if answer.key is not None or answer.intent not in ('', *ABOUT_IT):
            return ''  # "sí, quiero una cita para mi hija" asks for something else
        said = ' '.join(fold(answer.text).replace(',', ' ').split())
        meaning, held = meaning_of(answer.text), offer.state == 'hold'
        yes = meaning == 'yes' or TAKEN.search(said)
        if answer.intent in ('dudar', 'consultar_cita') or DOUBT.search(said):
            return ASK if held and (yes or answer.intent in ABOUT_IT) else ''
        if meaning == 'no':
            return DECLINE if held else ''
        if yes:
            return ACCEPT
        return ASK if held and answer.intent in ABOUT_IT else ''

    # ------------------------------------------------------------------ what comes of it
    def _decide(self, conversation, offer, what):
        if not offer.waiting_entry_id or offer.state != 'hold' and what == DECLINE:
            return self._gone(conversation)
        if offer.state == 'hold' and what == ASK:
            return self._ask(conversation, offer)
        Entry = self.env['clinic.waiting.entry'].sudo()
        if what == DECLINE:
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
        whose = inside(self._topic('visit')._whose(conversation, visit))
        wait = self._say(conversation, "Le esperamos.", "Te esperamos.")
        text = f"Listo: {whose} es {when}, {where}. {wait}"
        return Turn(texts=(text[:MAX_TEXT],), done=True)

    def _ask(self, conversation, offer):
        """The same offer once more, with its buttons."""
        conversation.memory.update(offer=offer.id)
        limit = hour_in_words(offer._local(offer.hold_until).time())
        question = self._say(
            conversation,
            f"Se lo guardamos hasta las {limit} ¿Lo quiere?",
            f"Te lo guardamos hasta las {limit} ¿Lo quieres?",
        )
        when, where = offer._near_in_words(), offer._where_in_words()
        text = f"Tenemos un lugar {when}, {where}."
        return Turn(texts=(text[:MAX_TEXT], question), options=self._options())

    def _options(self):
        return (Option(ACCEPT, "Sí, lo quiero"), Option(DECLINE, "No, gracias"))

    def _gone(self, conversation):
        return self._said(
            conversation,
            "Ese lugar ya no está disponible. Sigue en la lista y le escribimos si hay otro.",
            "Ese lugar ya no está disponible. Sigues en la lista y te escribimos si hay otro.",
        )

    def _said(self, conversation, usted, tu):
        return Turn(texts=(self._say(conversation, usted, tu),), done=True)
