"""Amounts: decimal places, half up, and the limits within which SAT takes a product."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    InvalidOperation,
    localcontext,
)

from .catalogues.store import table

ZERO = Decimal(0)
PRECISION = Context(prec=90, rounding=ROUND_HALF_UP)  # products of any two amounts, exactly
_QUANTA = [Decimal(1).scaleb(-places) for places in range(13)]
_HALVES = [quantum / 2 for quantum in _QUANTA]
_HAIR = Decimal('1E-12')
_NUMBER = re.compile(r'-?[0-9]{1,24}(?:\.[0-9]{1,20})?')


@contextmanager
def exact() -> Iterator[None]:
    """Inside, no product or sum of amounts loses a digit."""
    with localcontext(PRECISION):
        yield


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(_QUANTA[places], ROUND_HALF_UP)


def places_of(currency: str) -> int:
    """Decimals of a currency; 2 for one that is not in the catalogue."""
    entry = table('Moneda').get(currency)
    return int(entry.extra[0]) if entry else 2


def number(text: str | None) -> Decimal | None:
    """The value of an attribute, or None when it is absent or no plain number."""
    return Decimal(text) if text is not None and _NUMBER.fullmatch(text) else None


def written(value: Decimal, least: int, most: int = 6) -> str:
    """As text: rounded to `most` decimals, without the zeros beyond `least`.

    Raises `InvalidOperation` for what is no number.
    """
    if not value.is_finite():
        raise InvalidOperation
    found = format(half_up(value, most), 'f')
    if most <= least or not found.endswith('0'):
        return found
    cut = len(found) - (most - least)
    return found[:cut] + found[cut:].rstrip('0') if least else found.rstrip('0').rstrip('.')


def decimals(value: Decimal) -> int:
    """How many decimals an amount was written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _around(value: Decimal) -> tuple[Decimal, Decimal]:
    """What was rounded to this value lies between."""
    half = _HALVES[min(decimals(value), 12)]
    return value - half, value + half - _HAIR


def product_limits(one: Decimal, other: Decimal, places: int) -> tuple[Decimal, Decimal]:
    """SAT's limits of quantity × price: both factors may have been rounded."""
    (low, high), (other_low, other_high) = _around(one), _around(other)
    return (
        (low * other_low).quantize(_QUANTA[places], ROUND_FLOOR),
        (high * other_high).quantize(_QUANTA[places], ROUND_CEILING),
    )


def tax_limits(base: Decimal, rate: Decimal, places: int) -> tuple[Decimal, Decimal]:
    """SAT's limits of base × rate: the rate is exact."""
    low, high = _around(base)
    return (
        (low * rate).quantize(_QUANTA[places], ROUND_FLOOR),
        (high * rate).quantize(_QUANTA[places], ROUND_CEILING),
    )


def quotient_limit(value: Decimal, rate: Decimal) -> Decimal:
    """The least that value ÷ rate may have been: for sums of what was paid."""
    return _around(value)[0] / _around(rate)[1]
