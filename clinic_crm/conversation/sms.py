"""Words for a SMS: 160 characters of the alphabet of GSM, so that one message is one SMS."""

import re
import unicodedata

LIMIT = 160
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€")  # take the room of two
_SIMPLE = str.maketrans(
    dict.fromkeys('“”«»', '"')
    | dict.fromkeys('’‘', "'")
    | dict.fromkeys('–—·•', '-')
    | dict.fromkeys('\xa0\u202f', ' ')
    | {'…': '...'}
)


def sms_words(text: str) -> str:
    """The text with nothing a SMS has no letter for: á becomes a, é and ñ stay, pictures go."""
    said = []
    for sign in unicodedata.normalize('NFC', text.translate(_SIMPLE)):
        if sign in _ALPHABET or sign in _TWICE:
            said.append(sign)
        else:
            plain = unicodedata.normalize('NFKD', sign)
            said.append(''.join(part for part in plain if part in _ALPHABET))
    return re.sub(r'\s+', ' ', ''.join(said)).strip()


def sms_length(text: str) -> int:
    """How much room a text of `sms_words` takes."""
    return sum(2 if sign in _TWICE else 1 for sign in text)


def fits_sms(text: str) -> bool:
    """Whether it is one SMS."""
    return sms_length(text) <= LIMIT
