import re
from datetime import timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import format_date

from ..engine import border_region, local_time
from ..engine.rfc import GENERIC
from .account_move import PPD, PUE, TO_DEFINE

CASH = '01'
BORDER = Decimal('0.08')
FEES = ('612', '626')  # regimes of natural persons of whose fees companies withhold
NIGHT = timedelta(days=1)  # between two zones it is a day later
DEDUCTIBLE = re.compile(r'D\d\d')


class AccountMove(models.Model):
    """What SAT takes and somebody may be sorry for."""

    _inherit = 'account.move'

    def _cfdi_advice(self, document):
        """Findings that stop nobody, of the engine's document."""
        told = [
            *self._cfdi_advice_on_receiver(document),
            *self._cfdi_advice_on_payment(document),
            *self._cfdi_advice_on_lines(document),
        ]
        if document.kind == 'E' and not document.relations:
            text = self.env._("A credit note says which CFDI it credits, and this one does not.")
            told.append((text, self.env._("Choose the relation and the CFDI.")))
        told += self._cfdi_advice_on_month(document)
        return [self._cfdi_finding(*one, blocking=False) for one in told]

    def _cfdi_advice_on_month(self, document):
        """A CFDI has the date of its seal: SAT counts it in that month, the books in theirs."""
        today = local_time(document.date, document.postal_code).date()
        booked = self.invoice_date or today
        if booked.replace(day=1) != today.replace(day=1) and abs(today - booked) > NIGHT:
            yield (
                self.env._(
                    "The invoice is of %(booked)s and its CFDI will be of today, %(today)s.",
                    booked=format_date(self.env, booked),
                    today=format_date(self.env, today),
                ),
                self.env._("If both are to be of one month, change the date of the invoice."),
            )

    def _cfdi_advice_on_receiver(self, document):
        receiver = document.receiver
        if receiver.rfc == GENERIC:
            yield (
                self.env._("It goes without the customer's RFC: nobody can deduct it."),
                self.env._("If the customer wants to, write RFC, name, regime and code first."),
                self.commercial_partner_id,
            )
        if DEDUCTIBLE.fullmatch(receiver.use) and document.form == CASH:
            yield (
                self.env._("Paid in cash it is not deductible for the patient."),
                self.env._("Tell the patient; a card or a transfer would be."),
            )
        if self._cfdi_forgets_withholding(document):
            yield (
                self.env._("A company that pays fees to a natural person withholds ISR."),
                self.env._(
                    "Ask it: usually 10 %, or 1.25 % in RESICO. Choose the withholding in the "
                    "taxes of the line."
                ),
            )

    def _cfdi_advice_on_payment(self, document):
        """Whether method and form are those of the payments that are known."""
        journals = self.sudo().matched_payment_ids.journal_id
        kinds = journals.mapped('type')
        if document.method == PPD and self.payment_state in ('paid', 'in_payment'):
            yield (
                self.env._("It is paid, and the method says that it is paid later (PPD)."),
                self.env._("Choose PUE and how it was paid."),
            )
        elif document.method == PPD:
            yield (
                self.env._("Each payment of it will need its payment complement."),
                self.env._(
                    "It is not made here yet: make it on SAT's page by the 5th of the month after "
                    "the payment. If it is paid this month, choose PUE."
                ),
            )
        elif document.method == PUE and document.form == TO_DEFINE:
            yield (
                self.env._("“99 Por definir” is only for what is paid later (PPD)."),
                self.env._("Choose how it is paid."),
            )
        elif len(set(kinds)) == 1 and (kinds[0] == 'cash') != (document.form == CASH):
            forms = dict(self._fields['cfdi_form']._description_selection(self.env))
            yield (
                self.env._(
                    "It was paid by %(journals)s and the form of payment says %(form)s.",
                    journals=", ".join(journals.mapped('name')),
                    form=forms.get(document.form, ''),
                ),
                self.env._("Choose the form in which it was paid."),
            )

    def _cfdi_advice_on_lines(self, document):
        taxes = [tax for line in document.lines for tax in line.taxes]
        if any(tax.rate == BORDER for tax in taxes) and not border_region(document.postal_code):
            yield (
                self.env._(
                    "VAT at 8 %% is of the border, and %(code)s is not there.",
                    code=document.postal_code,
                ),
                self.env._("Choose 16 %, or the branch that charges."),
            )
        for line in document.lines:
            if not line.taxes:
                yield (
                    self.env._("“%(line)s” has no tax at all.", line=line.description[:60]),
                    self.env._(
                        "A medical fee is exempt: choose the tax “Exento”. Without one it goes as "
                        "not subject to tax."
                    ),
                )

    @staticmethod
    def _cfdi_forgets_withholding(document):
        """Professional fees of a natural person to a company, with nothing withheld."""
        natural = len(document.issuer.rfc) == 13 and document.issuer.regime in FEES
        return (
            document.kind == 'I'
            and natural
            and len(document.receiver.rfc) == 12
            and any(line.unit == 'E48' for line in document.lines)
            and not any(tax.withheld for line in document.lines for tax in line.taxes)
        )
