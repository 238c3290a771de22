import re
from datetime import timezone
from decimal import Decimal

from odoo import api, fields, models

from ..engine import CfdiError, build, preflight, totals
from ..engine.rfc import FOREIGN, GENERIC

WITHOUT_PERIOD = 'CFDI40130'  # the name of a global invoice's receiver
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
        told = {}
        for finding in preflight(xml):
            line = LINE.search(finding.path)
            named = f'«{document.lines[int(line[1]) - 1].description[:60]}»: ' if line else ''
            message = named + finding.message
            told.setdefault((message, finding.remedy), finding)
        for (message, remedy), finding in told.items():
            place = self._cfdi_place_of(finding.path, finding.code)
            found.append(self._cfdi_finding(message, remedy, place, code=finding.code))
        found += self._cfdi_sums(document)
        return found + self._cfdi_advice(document)

    def _cfdi_finding(self, message, remedy, record=None, code='', blocking=True):
        labels = {
            'res.partner': self.env._("Customer's data"),
            'product.template': self.env._("Product"),
            'clinic.cfdi.setup': self.env._("Set up invoicing"),
            'account.move': self.env._("Invoice"),
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
        currency = self.currency_id.name
        if currency != 'MXN' and self.invoice_currency_rate == 1:  # Odoo has no rate of it
            text = self.env._("The exchange rate of %(currency)s is missing.", currency=currency)
            remedy = self.env._(
                "Back in draft, write that of the Diario Oficial beside the currency."
            )
            found.append(add(text, remedy))
        return (
            found
            + self._cfdi_missing_of_origin()
            + self._cfdi_missing_of_receiver()
            + self._cfdi_missing_of_lines()
        )

    def _cfdi_missing_of_origin(self):
        """A credit note names the folio of its invoice, which must have one first."""
        origin = self.reversed_entry_id
        needs_none = self.cfdi_related_ids or not origin.cfdi_applies or origin.cfdi_uuid
        if needs_none or origin._cfdi_is_of_before():
            return []
        return [
            self._cfdi_finding(
                self.env._("%(name)s, which it credits, is not stamped yet.", name=origin.name),
                self.env._(
                    "Stamp that invoice first: the credit note carries its folio. If it is never "
                    "to be stamped, neither is this one."
                ),
                origin,
            )
        ]

    def _cfdi_is_of_before(self):
        """Whether the invoice is older than all that was ever stamped here: another program did."""
        Document = self.env['clinic.cfdi.document'].sudo()
        [[first]] = Document._read_group(
            [('company_id', '=', self.company_id.id), ('stamped_at', '!=', False)],
            aggregates=['stamped_at:min'],
        )
        of_before = first and self.invoice_date and self.invoice_date < first.date()
        return bool(of_before) and not self.sudo().cfdi_document_ids

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
    def _cfdi_place_of(self, path, code):
        """The record in which what a path names is mended; None: the invoice."""
        if path.startswith('Receptor') or code == WITHOUT_PERIOD:
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
