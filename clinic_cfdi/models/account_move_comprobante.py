import re
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from odoo import models

from ..engine import (
    Document,
    Issuer,
    Line,
    LocalTax,
    Receiver,
    Relation,
    Tax,
    agree,
    catalogues,
    group_of,
)
from ..engine.money import half_up
from ..engine.rfc import FOREIGN, GENERIC

TAXES = {'isr': '001', 'iva': '002', 'ieps': '003'}
NUMBER = re.compile(r'(.*?)(\d*)$')
ZERO = Decimal(0)


def decimal(value, places=6):
    return half_up(Decimal(repr(float(value))), places)


def _is_local(tax):
    return tax.sudo().l10n_mx_tax_type == 'local'


def _less(line, discount):
    """A line and the negative one that belongs to it, as one with a Descuento."""
    taxes = tuple(
        replace(
            tax,
            base=tax.base + less.base,
            amount=None if tax.amount is None else tax.amount - less.amount,
        )
        for tax, less in zip(line.taxes, discount.taxes, strict=True)
    )
    amount = half_up(line.amount, 2)
    taken = (line.discount or ZERO) + amount - line.amount - discount.amount
    return replace(line, amount=amount, discount=taken, taxes=taxes)


class AccountMove(models.Model):
    """From an invoice to the engine's document: every figure is the one Odoo has booked.

    What is exempt stays exempt and what is withheld stays withheld: the kind of a tax comes from
    its fields, never from its name.
    """

    _inherit = 'account.move'

    def _cfdi_comprobante(self, now):
        """:param datetime now: aware; the Fecha"""
        self.ensure_one()
        company = self.company_id.sudo()
        lines, local, net, booked = self._cfdi_lines()
        serie, folio = self._cfdi_number()
        foreign = self.currency_id.name != 'MXN'
        rate = self.invoice_currency_rate
        relations = ()
        if self.cfdi_relation and self.cfdi_related_ids:
            uuids = tuple(self.sudo().cfdi_related_ids.mapped('uuid'))
            relations = (Relation(self.cfdi_relation, uuids),)
        document = Document(
            kind='E' if self.move_type == 'out_refund' else 'I',
            issuer=Issuer(
                company._cfdi_rfc(),
                (company._cfdi_value('cfdi_name') or company._cfdi_issuer().name).upper(),
                company._cfdi_value('cfdi_regime') or '',
            ),
            receiver=self._cfdi_receiver(),
            postal_code=self._cfdi_place(),
            date=now,
            lines=tuple(lines),
            local_taxes=tuple(local),
            serie=serie,
            folio=folio,
            currency=self.currency_id.name,
            exchange_rate=decimal(1 / rate) if foreign and rate else None,
            form=self.cfdi_form or None,
            method=self.cfdi_method or None,
            relations=relations,
        )
        return agree(document, net, booked)

    # ------------------------------------------------------------------ heads
    def _cfdi_place(self):
        """LugarExpedicion: the branch's postal code."""
        company = self.company_id.sudo()
        while not company.zip and company.parent_id:
            company = company.parent_id
        return company.zip or ''

    def _cfdi_number(self):
        """('INV/2026/', '00017')"""
        serie, folio = NUMBER.fullmatch(self.name or '').groups()
        serie = re.sub(r'[^A-Za-z0-9]+', '-', serie).strip('-')
        return serie[-25:] or None, folio[-40:] or None

    def _cfdi_receiver_rfc(self):
        return GENERIC if self.cfdi_public else self.commercial_partner_id.sudo()._cfdi_rfc()

    def _cfdi_may_use(self, use):
        rfc = self._cfdi_receiver_rfc()
        regime = self.commercial_partner_id.sudo()._cfdi_regime(rfc)
        return bool(regime) and catalogues.use_allowed(use, rfc, regime)

    def _cfdi_receiver(self):
        partner, rfc = self.commercial_partner_id.sudo(), self._cfdi_receiver_rfc()
        name = partner._cfdi_receiver_name()
        if rfc in (GENERIC, FOREIGN):
            return Receiver(rfc, name, self._cfdi_place(), '616', 'S01')
        return Receiver(
            rfc,
            name,
            partner.cfdi_zip or partner.zip or '',
            partner.cfdi_regime or '',
            self.cfdi_use or '',
        )

    # ------------------------------------------------------------------ lines
    def _cfdi_lines(self):
        """(engine's lines, local taxes, what was booked before taxes and of each group of them)"""
        base_lines, _taxes = self._get_rounded_base_and_tax_lines()
        owners, lines, local = self._cfdi_owners(), {}, {}
        net, booked = ZERO, defaultdict(Decimal)
        for base_line in base_lines:
            line = lines[base_line['record']] = self._cfdi_line(base_line, local)
            details = base_line['tax_details']
            net += decimal(details['total_excluded_currency'])
            net += decimal(details['delta_total_excluded_currency'])
            shown = (one for one in details['taxes_data'] if not _is_local(one['tax']))
            for tax, data in zip(line.taxes, shown, strict=True):
                amount = decimal(data['tax_amount_currency'])
                booked[group_of(tax)] += -amount if tax.withheld else amount
        for less, owner in owners.items():
            lines[owner] = _less(lines[owner], lines.pop(less))
        return list(lines.values()), local.values(), net, booked

    def _cfdi_owners(self):
        """{a negative line: the line it is a discount of}.

        That is the nearest one before it, else after it, with the same taxes and as much left: a
        comprobante has no negative lines. One without such a line is not in it.
        """
        lines = self.invoice_line_ids.filtered(lambda one: one.display_type == 'product').sorted()
        left = {line: line.price_subtotal for line in lines if line.price_subtotal >= 0}
        owners = {}
        for place, line in enumerate(lines):
            if line.price_subtotal >= 0:
                continue
            for owner in (*reversed(lines[:place]), *lines[place + 1 :]):
                if owner.tax_ids == line.tax_ids and left.get(owner, -1) + line.price_subtotal >= 0:
                    left[owner] += line.price_subtotal
                    owners[line] = owner
                    break
        return owners

    def _cfdi_line(self, base_line, local):
        record, details = base_line['record'], base_line['tax_details']
        product = record.product_id.product_tmpl_id.sudo()
        quantity = decimal(base_line['quantity'])
        net = decimal(details['raw_total_excluded_currency'])
        share = 1 - Decimal(repr(float(base_line['discount']))) / 100
        included = any(tax['tax'].price_include for tax in details['taxes_data'])
        if included and share and quantity:
            gross = half_up(net / share, 6)
            price = half_up(gross / quantity, 6)
        else:
            price = decimal(base_line['price_unit'])
            gross = half_up(quantity * price, 6)
        discount = None
        if base_line['discount']:
            gross = half_up(gross, 2)
            discount = gross - net
        else:
            gross = net
        name = ' '.join((base_line.get('name') or record.name or product.name or '').split())
        return Line(
            key=product.cfdi_key or '',
            description=name[:1000],
            quantity=quantity,
            unit_price=price,
            unit=product._cfdi_unit(record.product_uom_id.sudo()),
            number=(product.default_code or '')[:100] or None,
            discount=discount,
            amount=gross,
            taxes=tuple(
                tax
                for data in details['taxes_data']
                if (tax := self._cfdi_tax(data, local, quantity)) is not None
            ),
        )

    def _cfdi_tax(self, data, local, quantity):
        """The engine's tax; a local one goes to `local` and gives None."""
        tax = data['tax'].sudo()
        base = decimal(data['raw_base_amount_currency'])
        amount = decimal(data['raw_tax_amount_currency'])
        withheld = tax.amount < 0
        percent = abs(Decimal(repr(float(tax.amount))))
        if _is_local(tax):
            known, amount = local.get(tax.id), decimal(data['tax_amount_currency'])
            whole = (-amount if withheld else amount) + (known.amount if known else ZERO)
            local[tax.id] = LocalTax(tax.invoice_label or tax.name, percent, whole, withheld)
            return None
        code = TAXES.get(tax.l10n_mx_tax_type or 'iva', '002')
        factor = tax.l10n_mx_factor_type or 'Tasa'
        if factor == 'Exento':
            return Tax(code, 'Exento', withheld=withheld, base=base)
        if factor == 'Cuota':
            return Tax(code, 'Cuota', percent, withheld, quantity, abs(amount))
        rate = half_up(percent / 100, 6)
        if rate != percent / 100:  # 10.666666 %: SAT's limits are for what has cents
            amount = half_up(amount, 2)
        return Tax(code, 'Tasa', rate, withheld, base, abs(amount))
