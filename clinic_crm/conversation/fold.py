"""Words as they are compared, whoever typed them."""

from ..identity.text import unaccented


def fold(text: str) -> str:
    """Lower case, without accents and double spaces."""
    return ' '.join(unaccented(text).split())
