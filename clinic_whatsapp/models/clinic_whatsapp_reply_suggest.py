import re

from odoo import api, fields, models

from odoo.addons.clinic_crm.identity.text import unaccented

from ..agent import INTENTS, intent

MOST = 3
SURE_ENOUGH = 0.35
SHORTEST = 5  # letters of a word that says something
# What a reply is for, where nobody has said it of the reply itself.
SITUATIONS = {
    'saludo': ('greeting',),
    'agendar': ('booking',),
    'reagendar': ('change',),
    'cancelar': ('change',),
    'confirmar': ('before',),
    'consultar_cita': ('booking', 'before'),
    'horario': ('before', 'closed'),
    'ubicacion': ('before',),
    'precio': ('prices',),
    'pago_seguros': ('prices',),
    'factura': ('prices',),
    'receta': ('after',),
    'resultados': ('after',),
    'preparacion': ('before',),
    'humano': ('greeting',),
    'queja': ('complaint',),
}


class ClinicWhatsappReply(models.Model):
    """Which replies fit what was written last."""

    _inherit = 'clinic.whatsapp.reply'

    intent = fields.Selection(
        [
            ('saludo', "Greets"),
            ('agendar', "Wants a visit"),
            ('reagendar', "Wants to move a visit"),
            ('cancelar', "Wants to cancel a visit"),
            ('confirmar', "Confirms"),
            ('consultar_cita', "Asks when the visit is"),
            ('horario', "Asks for the hours"),
            ('ubicacion', "Asks for the address"),
            ('precio', "Asks for a price"),
            ('pago_seguros', "Asks how to pay, or for insurance"),
            ('factura', "Asks for an invoice"),
            ('receta', "Asks for a prescription"),
            ('resultados', "Asks for results"),
            ('preparacion', "Asks how to prepare"),
            ('humano', "Wants a person"),
            ('queja', "Complains"),
        ],
        string="Offered when the patient",
        help="Empty: by its situation and its words.",
    )


class ClinicWhatsappConversation(models.Model):
    _inherit = 'clinic.whatsapp.conversation'

    @api.model
    def desk_open(self, channel_id, before=None):
        told = super().desk_open(channel_id, before)
        if not before:
            conversation = self._of_channel(channel_id)
            told['suggestions'] = conversation._suggestions(told['items'])
        return told

    def _suggestions(self, items):
        """Up to three quick replies for the patient's last words, if nobody has answered them.

        :return: as `desk_replies`
        """
        words = self._unanswered(items) if self.sudo().waiting_since else []
        if not words:
            return []
        name, sure = intent(words[-1])
        if name not in SITUATIONS and len(words) > 1:  # «gracias» after what was asked
            name, sure = intent(' '.join(words))
        if sure < SURE_ENOUGH or name not in SITUATIONS:
            return []
        replies = self.env['clinic.whatsapp.reply'].search([], limit=500)
        heard, scores = _stems(' '.join(words)), {}
        for reply in replies:
            meant = reply.intent == name
            if not meant and (reply.intent or reply.situation not in SITUATIONS[name]):
                continue
            shared = len(heard & _stems(f'{reply.name} {reply.text}'))
            scores[reply.id] = (-meant, -shared, reply.sequence, reply.id)
        filled = [
            one for one in self.desk_replies(self.sudo().channel_id.id) if one['id'] in scores
        ]
        whole = [one for one in filled if not re.search(r'\{\w+\}', one['text'])]
        return sorted(whole, key=lambda one: scores[one['id']])[:MOST]

    def _unanswered(self, items):
        """The patient's last words, oldest first."""
        words = []
        for item in reversed(items):
            if item['direction'] == 'out' or len(words) == MOST:
                break
            if item['direction'] == 'in' and item['text']:
                words.insert(0, item['text'])
        return words


def _stems(text):
    words = re.findall(r'[a-z]+', unaccented(text))
    return {word[:SHORTEST] for word in words if len(word) >= SHORTEST}


assert set(SITUATIONS) <= set(INTENTS)
