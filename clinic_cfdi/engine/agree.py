"""A document that comes to what was booked, to the cent.

A book rounds each of its own taxes; SAT rounds the sum of all that have one kind and rate, and the
amounts of all lines together. So both can be a cent apart with nobody wrong. The lines carry six
decimals: a hair of one of them, within the limits SAT sets for it, closes the gap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from .document import Document, Line, Tax
from .money import ZERO, exact, half_up, tax_limits
from .totals import Sums, add_up, group_of


def agree(document: Document, net: Decimal, taxes: Mapping[object, Decimal]) -> Document:
    """The document, its lines moved by less than anybody sees.

    `net` is what was booked without taxes; `taxes` what was booked of each `group_of` tax. The
    taxes of the lines have base and amount. What cannot be closed within the limits stays open.
    """
    with exact():
        sums = add_up(document)
        lines = _nets(list(document.lines), sums, net)
        for group, due in taxes.items():
            _tax(lines, group, due, sums.places)
        return replace(document, lines=tuple(lines))


def _nets(lines: list[Line], sums: Sums, net: Decimal) -> list[Line]:
    short = net - (sums.totals.subtotal - sums.totals.discount)
    if short:
        amounts = [line.amount for line in sums.lines]
        place = amounts.index(max(amounts))
        whole = sums.totals.subtotal + short
        amounts[place] += whole - sum(amounts, ZERO)
        lines[place] = replace(lines[place], amount=amounts[place])
    return lines


def _tax(lines: list[Line], group: object, due: Decimal, places: int) -> None:
    """Move the amounts of one group of taxes until they come to what is due."""
    theirs = [
        (number, tax)
        for number, line in enumerate(lines)
        for tax in line.taxes
        if group_of(tax) == group and tax.amount is not None and (tax.base or ZERO) > 0
    ]
    gap = due - sum((tax.amount or ZERO for _number, tax in theirs), ZERO)
    if half_up(due - gap, places) == due:
        return
    for number, tax in sorted(theirs, key=lambda one: -(one[1].base or ZERO)):
        amount = tax.amount or ZERO
        low, high = tax_limits(tax.base or ZERO, tax.rate or ZERO, places)
        moved = min(max(amount + gap, low), high)
        gap -= moved - amount
        lines[number] = replace(
            lines[number], taxes=_with(lines[number].taxes, tax, replace(tax, amount=moved))
        )


def _with(taxes: Sequence[Tax], old: Tax, new: Tax) -> tuple[Tax, ...]:
    return tuple(new if tax is old else tax for tax in taxes)
