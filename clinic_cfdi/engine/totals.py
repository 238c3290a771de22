"""What a document adds up to."""

from dataclasses import dataclass
from decimal import Decimal

from .document import Document


@dataclass(frozen=True)
class Totals:
    """`total` = subtotal − discount + transferred − withheld, local taxes included in `total`."""

    subtotal: Decimal
    discount: Decimal
    transferred: Decimal
    withheld: Decimal
    total: Decimal


def totals(document: Document) -> Totals:
    """The totals `build` writes, for comparison with the sale. All zero for kind 'P'."""
    raise NotImplementedError
