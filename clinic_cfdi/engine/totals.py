"""What a document adds up to: line by line, tax by tax, to the cent."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from .document import Document, Line, Tax
from .money import ZERO, exact, half_up, places_of

TaxKey = tuple[str, str, Decimal | None]


@dataclass(frozen=True)
class Totals:
    """`total` = subtotal − discount + transferred − withheld, with the local taxes.

    `transferred` and `withheld` are None when no such tax states an amount.
    """

    subtotal: Decimal = ZERO
    discount: Decimal = ZERO
    transferred: Decimal | None = None
    withheld: Decimal | None = None
    local_transferred: Decimal = ZERO
    local_withheld: Decimal = ZERO
    total: Decimal = ZERO


@dataclass
class LineSums:
    """A line with its figures: `taxes` as (tax, base, amount), amount None when exempt."""

    line: Line
    amount: Decimal
    discount: Decimal | None
    taxes: list[tuple[Tax, Decimal, Decimal | None]]


@dataclass
class Sums:
    """All figures of a document. Groups keep the order in which they first appear."""

    places: int
    lines: list[LineSums] = field(default_factory=list)
    transferred: dict[TaxKey, list[Decimal]] = field(default_factory=dict)  # [base, amount]
    withheld: dict[str, Decimal] = field(default_factory=dict)
    discounted: bool = False
    totals: Totals = field(default_factory=Totals)


def totals(document: Document) -> Totals:
    """The totals `build` writes, for comparison with the sale. All zero for kind 'P'."""
    return Totals() if document.kind == 'P' else add_up(document).totals


def add_up(document: Document) -> Sums:
    """Figures of the lines, groups of taxes and totals of a document with lines."""
    with exact():
        sums = Sums(places_of(document.currency))
        sums.lines = [_line(line, document.decimals) for line in document.lines]
        _group(sums)
        sums.totals = _totals(document, sums)
        return sums


def _line(line: Line, places: int) -> LineSums:
    amount = line.amount
    if amount is None:
        amount = half_up(line.quantity * line.unit_price, places)
    discount = None if line.discount is None else half_up(line.discount, places)
    taxes = list(_taxes(line, amount - (discount or ZERO), places))
    return LineSums(line, amount, discount, taxes)


def _taxes(line: Line, base: Decimal, places: int) -> Iterator[tuple[Tax, Decimal, Decimal | None]]:
    """Taxes of a base above zero: SAT has no tax of nothing (a line given for free)."""
    for tax in line.taxes:
        taxed = base if tax.base is None else tax.base
        if taxed > 0:
            yield tax, taxed, tax_amount(tax, taxed, places)


def tax_amount(tax: Tax, base: Decimal, places: int) -> Decimal | None:
    """What a tax of a base comes to; None when it is exempt."""
    if tax.factor == 'Exento':
        return None
    return half_up(base * (tax.rate or ZERO), places) if tax.amount is None else tax.amount


def group_of(tax: Tax) -> str | TaxKey:
    """What SAT adds up and rounds together: withheld taxes by kind, others by factor and rate."""
    if tax.withheld:
        return tax.tax
    return tax.tax, tax.factor, None if tax.factor == 'Exento' else (tax.rate or ZERO)


def _group(sums: Sums) -> None:
    for line in sums.lines:
        for tax, base, amount in line.taxes:
            key = group_of(tax)
            if isinstance(key, str):
                sums.withheld[key] = sums.withheld.get(key, ZERO) + (amount or ZERO)
                continue
            group = sums.transferred.setdefault(key, [ZERO, ZERO])
            group[0] += base
            group[1] += amount or ZERO
    for group in sums.transferred.values():
        group[:] = [half_up(value, sums.places) for value in group]
    for name, value in sums.withheld.items():
        sums.withheld[name] = half_up(value, sums.places)


def _totals(document: Document, sums: Sums) -> Totals:
    places = sums.places
    stated = [group[1] for key, group in sums.transferred.items() if key[1] != 'Exento']
    sums.discounted = any(line.discount is not None for line in sums.lines)
    subtotal = half_up(sum((line.amount for line in sums.lines), ZERO), places)
    discount = half_up(sum((line.discount or ZERO for line in sums.lines), ZERO), places)
    withheld = sum(sums.withheld.values(), ZERO)
    local = {
        kept: half_up(sum((t.amount for t in document.local_taxes if t.withheld is kept), ZERO), 2)
        for kept in (False, True)
    }
    total = subtotal - discount + sum(stated, ZERO) - withheld + local[False] - local[True]
    return Totals(
        subtotal,
        discount,
        sum(stated, ZERO) if stated else None,
        withheld if sums.withheld else None,
        local[False],
        local[True],
        half_up(total, places),
    )
