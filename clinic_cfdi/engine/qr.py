"""The address in the QR code of a printed CFDI."""

from .document import Comprobante


def qr_url(comprobante: Comprobante) -> str:
    """SAT's page that shows whether the CFDI exists and is valid."""
    raise NotImplementedError
