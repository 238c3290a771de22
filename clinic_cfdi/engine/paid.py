"""The taxes of a paid invoice, in the part that is paid."""

from decimal import Decimal

from .document import Comprobante, Tax


def paid_taxes(invoice: Comprobante, paid: Decimal) -> tuple[Tax, ...]:
    """For `PaidDocument.taxes`: the invoice's taxes × paid ÷ total, with base and amount."""
    raise NotImplementedError
