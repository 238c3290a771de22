import re
from datetime import timezone
from decimal import Decimal

from odoo import api, fields, models

from ..engine import CfdiError, build, preflight, totals
from ..engine.rfc import FOREIGN, GENERIC

CASH = '01'
FEES = ('612', '626')  # regimes of natural persons of whose fees companies withhold
DEDUCTIBLE = re.compile(r'D\d\d')
LINE = re.compile(r'Concepto\[(\d+)\]')


class AccountMove(models.Model):
    """What SAT would refuse of an invoice, said before a stamp is spent, with where to mend it."""

    _inherit = 'account.move'

    @api.depends(
        'state', 'cfdi_applies', 'cfdi_state', 'partner_id', 'invoice_line_ids', 'cfdi_use',
        'cfdi_form', 'cfdi_method', 'cfdi_public',
    )  # fmt: skip
    def _compute_cfdi_check(self):
        for move in self:
            looked = (
                move.cfdi_applies
                and isinstance(move.id, int)
                and move.state in ('draft', 'posted')
                and move.cfdi_state in (False, 'none', 'rejected')
                and move.partner_id
                and move.invoice_line_ids
            )
            move.cfdi_check = move._cfdi_findings() if looked else []

    def _cfdi_findings(self):
        """[{'code', 'message', 'remedy', 'blocking', 'label', 'model', 'id'}]

        `model` and `id` of the record to mend; none: the invoice itself.
        """
        self.ensure_one()
        found = self._cfdi_missing()
        if any(one['blocking'] for one in found):
            return found
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        try:
            document = self._cfdi_comprobante(now)
            xml = build(document)
        except CfdiError as error:
            return [*found, self._cfdi_finding(str(error), '')]
        told = {(one.message, one.remedy): one for one in reversed(preflight(xml))}
        for finding in reversed(told.values()):
            found.append(
                self._cfdi_finding(
                    finding.message,
                    finding.remedy,
                    self._cfdi_place_of(finding.path),
                    code=finding.code,
                )
            )
        found += self._cfdi_sums(document)
        return found + self._cfdi_advice(document)

    def _cfdi_finding(self, message, remedy, record=None, code='', blocking=True):
        labels = {
            'res.partner': self.env._("Customer's data"),
            'product.template': self.env._("Product"),
            'clinic.cfdi.setup': self.env._("Set up invoicing"),
        }
        if record is not None and record._name == 'res.company':
            record = self.env['clinic.cfdi.setup']  # what an accountant may write of it
        return {
            'code': code,
            'message': message,
            'remedy': remedy,
            'blocking': blocking,
            'label': labels.get(record._name, '') if record is not None else '',
            'model': record._name if record is not None else False,
            'id': record.id if record else False,
        }

    # ------------------------------------------------------------------ what is missing
    def _cfdi_missing(self):
        company, add = self.company_id.sudo(), self._cfdi_finding
        issuer, found = company._cfdi_issuer(), []
        if not company._cfdi_rfc():
            text = self.env._("The clinic has no RFC.")
            return [add(text, self.env._("Write it in the clinic's fiscal data."), issuer)]
        if not company._cfdi_value('cfdi_regime'):
            text = self.env._("The clinic's tax regime is missing.")
            found.append(add(text, self.env._("Choose it in the clinic's fiscal data."), issuer))
        if not self._cfdi_place():
            text = self.env._("The branch %(name)s has no postal code.", name=company.name)
            found.append(add(text, self.env._("Write it in the branch's address."), company))
        certificates, setup = self.env['clinic.cfdi.certificate'], self.env['clinic.cfdi.setup']
        if not certificates._for_company(company):
            text = self.env._("There is no CSD in force for %(rfc)s.", rfc=company._cfdi_rfc())
            found.append(add(text, self.env._("Load the .cer, the .key and the password."), setup))
        if not self.env['clinic.cfdi.pac']._for_company(company):
            text = self.env._("No PAC is set up.")
            found.append(add(text, self.env._("Write the access that the PAC gave you."), setup))
        return found + self._cfdi_missing_of_receiver() + self._cfdi_missing_of_lines()

    def _cfdi_missing_of_receiver(self):
        partner, rfc = self.commercial_partner_id.sudo(), self._cfdi_receiver_rfc()
        if rfc in (GENERIC, FOREIGN):
            return []
        missing = []
        if not partner.cfdi_regime:
            missing.append(self.env._("tax regime"))
        if not (partner.cfdi_zip or partner.zip):
            missing.append(self.env._("fiscal postal code"))
        if not missing:
            return []
        return [
            self._cfdi_finding(
                self.env._(
                    "Of %(name)s is missing: %(what)s.",
                    name=partner.name,
                    what=", ".join(missing),
                ),
                self.env._(
                    "Ask for it (SAT's paper is not needed), or stamp without the customer's RFC."
                ),
                partner,
            )
        ]

    def _cfdi_missing_of_lines(self):
        found, owners = [], self._cfdi_owners()
        for line in self.invoice_line_ids.filtered(lambda one: one.display_type == 'product'):
            product = line.product_id.product_tmpl_id.sudo()
            if line in owners:
                continue  # a discount of another
            if not product:
                found.append(
                    self._cfdi_finding(
                        self.env._("“%(line)s” has no product.", line=(line.name or '')[:60]),
                        self.env._("Choose one: it brings SAT's key and the taxes."),
                    )
                )
            elif not product.cfdi_key:
                found.append(
                    self._cfdi_finding(
                        self.env._("“%(product)s” has no SAT key.", product=product.name),
                        self.env._("Write it in the product, once for all invoices."),
                        product,
                    )
                )
            vat = line.tax_ids.flatten_taxes_hierarchy().filtered(
                lambda tax: tax.l10n_mx_tax_type in ('iva', False) and tax.amount >= 0
            )
            if len(vat) > 1:
                found.append(
                    self._cfdi_finding(
                        self.env._(
                            "“%(line)s” has more than one VAT: %(taxes)s.",
                            line=(line.name or '')[:60],
                            taxes=", ".join(vat.mapped('name')),
                        ),
                        self.env._("Leave one: a medical fee is exempt, a product has its rate."),
                    )
                )
            if line.price_subtotal < 0:
                found.append(
                    self._cfdi_finding(
                        self.env._("“%(line)s” has a negative amount.", line=line.name[:60]),
                        self.env._(
                            "Give it the same taxes as the line that it lowers, which must be "
                            "larger, or write it as that line's discount."
                        ),
                    )
                )
        return found

    # ------------------------------------------------------------------ where, and what else
    def _cfdi_place_of(self, path):
        """The record in which what a path names is mended; None: the invoice."""
        if path.startswith('Receptor'):
            return None if path.endswith('@UsoCFDI') else self.commercial_partner_id
        if path.startswith('Emisor'):
            return self.company_id._cfdi_issuer()
        if path.startswith('@LugarExpedicion'):
            return self.company_id
        found = LINE.search(path)
        if found and re.search('ClaveProdServ|ClaveUnidad', path):
            owners = self._cfdi_owners()
            lines = self.line_ids.filtered(
                lambda one: one.display_type == 'product' and one not in owners
            )
            return lines[int(found[1]) - 1 : int(found[1])].product_id.product_tmpl_id or None
        return None

    def _cfdi_sums(self, document):
        """The comprobante and the invoice must agree to the cent."""
        total, booked = totals(document).total, Decimal(f'{self.amount_total:.2f}')
        if total == booked:
            return []
        return [
            self._cfdi_finding(
                self.env._(
                    "The CFDI would come to %(cfdi)s and the invoice to %(invoice)s.",
                    cfdi=f'{total:,.2f}',
                    invoice=f'{booked:,.2f}',
                ),
                self.env._(
                    "Give the price or the discount of a line with two decimals, without taxes "
                    "written by hand."
                ),
            )
        ]

    def _cfdi_advice(self, document):
        """What SAT takes and somebody may be sorry for."""
        found, receiver = [], document.receiver
        if receiver.rfc == GENERIC:
            found.append(
                self._cfdi_finding(
                    self.env._("It goes without the customer's RFC: nobody can deduct it."),
                    self.env._("If the customer wants to, write RFC, name, regime and code first."),
                    self.commercial_partner_id,
                    blocking=False,
                )
            )
        if DEDUCTIBLE.fullmatch(receiver.use) and document.form == CASH:
            found.append(
                self._cfdi_finding(
                    self.env._("Paid in cash it is not deductible for the patient."),
                    self.env._("Tell the patient; a card or a transfer would be."),
                    blocking=False,
                )
            )
        if self._cfdi_forgets_withholding(document):
            found.append(
                self._cfdi_finding(
                    self.env._("A company that pays fees to a natural person withholds ISR."),
                    self.env._(
                        "Ask it: usually 10 %, or 1.25 % in RESICO. Choose the withholding in the "
                        "taxes of the line."
                    ),
                    blocking=False,
                )
            )
        for line in document.lines:
            if not line.taxes:
                found.append(
                    self._cfdi_finding(
                        self.env._("“%(line)s” has no tax at all.", line=line.description[:60]),
                        self.env._(
                            "A medical fee is exempt: choose the tax “Exento”. Without one it goes "
                            "as not subject to tax."
                        ),
                        blocking=False,
                    )
                )
        return found

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
