"""From the XML of any CFDI 4.0 to its data."""

from .document import Comprobante


def read(xml: bytes) -> Comprobante:
    """A CFDI 4.0, stamped or not, also another's with complements we do not know.

    Raises `XmlError`.
    """
    raise NotImplementedError
