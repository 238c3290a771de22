"""Words as they are compared, whoever typed them."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, without accents and double spaces."""
    apart = unicodedata.normalize('NFKD', text.casefold())
    return ' '.join(''.join(c for c in apart if not unicodedata.combining(c)).split())
