"""The taxes of a paid invoice, in the part that is paid."""

from decimal import Decimal

from .document import Comprobante, Tax
from .money import ZERO, exact, half_up, tax_limits

PLACES = 6


def paid_taxes(invoice: Comprobante, paid: Decimal) -> tuple[Tax, ...]:
    """For `PaidDocument.taxes`: the invoice's taxes × paid ÷ total, with base and amount.

    The amount is the same part of the invoice's; where SAT's limits would not take it for that
    base (taxes rounded line by line), it is base × rate.
    """
    if not invoice.total:
        return ()
    with exact():
        part = paid / invoice.total
        return tuple(
            _part(tax, base, amount, part) for tax, base, amount in _grouped(invoice) if base > 0
        )


def _part(tax: Tax, base: Decimal, amount: Decimal, part: Decimal) -> Tax:
    base = half_up(base * part, PLACES)
    if tax.factor == 'Exento':
        return Tax(tax.tax, tax.factor, None, tax.withheld, base)
    rate = tax.rate or ZERO
    amount = half_up(amount * part, PLACES)
    low, high = tax_limits(base, rate, PLACES)
    if not low <= amount <= high:
        amount = half_up(base * rate, PLACES)
    return Tax(tax.tax, tax.factor, rate, tax.withheld, base, amount)


def _grouped(invoice: Comprobante) -> list[tuple[Tax, Decimal, Decimal]]:
    """Taxes of all lines by kind and rate, with sums of base and amount."""
    groups: dict[tuple[object, ...], tuple[Tax, Decimal, Decimal]] = {}
    for line in invoice.document.lines:
        for tax in line.taxes:
            key = tax.withheld, tax.tax, tax.factor, tax.rate
            _tax, base, amount = groups.get(key, (tax, ZERO, ZERO))
            groups[key] = tax, base + (tax.base or ZERO), amount + (tax.amount or ZERO)
    return list(groups.values())
