"""From a `Document` to XML."""

from .document import Document


def build(document: Document) -> bytes:
    """The XML of a document, in UTF-8, without seal. Raises `DocumentError`."""
    raise NotImplementedError
