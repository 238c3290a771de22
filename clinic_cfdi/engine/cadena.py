"""The cadena original: what is sealed, and what a printed CFDI shows."""

from .document import Stamp


def cadena_original(xml: bytes) -> str:
    """What SAT's cadenaoriginal_4_0.xslt gives for a CFDI. Raises `XmlError`."""
    raise NotImplementedError


def stamp_cadena(stamp: Stamp) -> str:
    """The cadena original of the stamp, which a printed CFDI carries."""
    raise NotImplementedError
