from datetime import timedelta

from odoo import models
from odoo.tools import format_amount

from odoo.addons.clinic_crm.conversation import (
    MAX_DESCRIPTION,
    MAX_TITLE,
    Option,
    Turn,
    match_option,
)

RECENT = timedelta(days=90)
MOST = 3
OTHER = 'other'


class ClinicChatTopicMyInvoice(models.AbstractModel):
    """A patient asks for an invoice that is made already: it is sent once more, PDF and XML.

    Who has none is left to whoever tells how to invoice.
    """

    _name = 'clinic.chat.topic.my_invoice'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: an Invoice Again"

    _code = 'my_invoice'
    _sequence = 61
    _intents = ('factura',)

    def _label(self):
        return "Mi factura"

    def _offered(self, conversation):
        return bool(self._invoices(conversation))

    def _handles(self, conversation, answer):
        fits = super()._handles(conversation, answer)
        return fits + 1 if fits and self._invoices(conversation) else 0

    def _open(self, conversation, payload=None):
        moves = self._invoices(conversation)
        if not moves:
            return self._person(conversation)
        question = "¿Cuál factura te envío?" if conversation.informal else "¿Cuál factura le envío?"
        return Turn(texts=(question,), options=self._options(moves))

    def _answer(self, conversation, answer):
        moves = self._invoices(conversation)
        option = match_option(self._options(moves), answer)
        if not option:
            return None
        if option.key == OTHER:
            return self._person(conversation)
        move = moves.browse(int(option.key))
        move._cfdi_deliver()
        words = "Ahí va tu {}." if conversation.informal else "Ahí va su {}."
        return Turn(texts=(words.format(self._name_of(move).lower()),), done=True)

    def _invoices(self, conversation):
        """The last ones of whom this person may speak for, as superuser."""
        moves = self.env['account.move'].sudo()
        patients = conversation.patients or conversation.patient
        if not patients:
            return moves
        since = conversation.now - RECENT
        return moves.search(
            [
                ('partner_id', 'in', [patient.partner_id.id for patient in patients.sudo()]),
                ('move_type', 'in', ('out_invoice', 'out_refund')),
                ('cfdi_state', '=', 'stamped'),
                ('invoice_date', '>=', since.date()),
                ('company_id', 'child_of', conversation.company.root_id.id),
            ],
            order='invoice_date desc, id desc',
            limit=MOST,
        )

    def _options(self, moves):
        found = [
            Option(
                str(move.id),
                self._name_of(move)[-MAX_TITLE:],
                f'{format_amount(self.env, move.amount_total, move.currency_id)} · '
                f'{move.invoice_date:%d/%m/%Y}'[:MAX_DESCRIPTION],
            )
            for move in moves
        ]
        return (*found, Option(OTHER, "Otra cosa"))

    def _name_of(self, move):
        kind = "Nota de crédito" if move.move_type == 'out_refund' else "Factura"
        return f'{kind} {move.name.rpartition("/")[2]}'

    def _person(self, conversation):
        words = (
            "Una persona de la clínica te ayuda con tu factura."
            if conversation.informal
            else "Una persona de la clínica le ayuda con su factura."
        )
        return Turn(texts=(words, self._someone(conversation)), hand_over=True)
