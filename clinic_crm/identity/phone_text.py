"""How a phone number is written down: labels, links, extensions, several in one field.

What the digits mean is decided in `phones`; here is only what stands around them.
"""

import re

from .text import APOSTROPHES, plain

# Words that people write beside a number and that change nothing in it.
_LABEL = re.compile(
    r'(?<![^\W\d_])(?:tel[eé]fonos?|tels?|telf|cel(?:ular(?:es)?)?|m[oó]vil|mob(?:ile)?|phone|whats\s?app|whats|'
    r'wapp|wsp|wa|casa|oficina|ofna|of|trabajo|recados|contacto|n[uú]m(?:ero)?|lada|particular|'
    r'mam[aá]|pap[aá]|madre|padre|hij[oa]|espos[oa]|herman[oa]|abuel[oa]|t[ií][oa]|tutora?|'
    r'emergencias?|urgencias?|personal|directo|fijo)(?![^\W\d_])\.?\s*[:=]?',
    re.IGNORECASE,
)
_URL = re.compile(
    r'^(?:https?://)?(?:www\.)?(?:wa\.me/|(?:api|web)\.whatsapp\.com/send/?\?phone=)\+?(\d+)\b.*$',
    re.IGNORECASE,
)
_JID = re.compile(r'^\+?(\d+)(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$', re.IGNORECASE)
_SCHEME = re.compile(r'^(?:tel|callto|sms|whatsapp):/*', re.IGNORECASE)
_EXTENSION = re.compile(
    r'(?<=[\d)\s,;.-])'
    r'(?:;\s*ext\s*=|ext(?:ensi[oó]n|n)?\s*[.:=]?|anexo\s*[.:]?|int(?:erno)?\s*[.:]?|x|#)'
    r'\s*(\d{1,7})\s*\)?\s*$',
    re.IGNORECASE,
)
_EXPONENT = re.compile(r'^\+?\d[.,]?\d*e\+?\d{1,2}$', re.IGNORECASE)
_FLOAT = re.compile(r'^(\+?\d{7,15})[.,]0+$')
_STRONG_SEPARATOR = re.compile(
    r'[/;,|&\n\\]|\s(?:o|y|u|ó|e|or|and)\s|(?<=\d)\s*(?=\+)', re.IGNORECASE
)
_ALTERNATIVE_ENDING = re.compile(r'[/;,|&\n\\]\s*\d{1,2}\s*$')
_PUNCTUATION = re.compile(r'[\s().\-\[\]_·•:/,;|&\\"*~' + re.escape(APOSTROPHES) + r']+')


def unwrapped(text: str) -> str:
    """Take off links, WhatsApp's account names and the `.0` of spreadsheets; labels become `;`."""
    cleaned = _SCHEME.sub('', plain(text))
    wrapped = _URL.match(cleaned) or _JID.match(cleaned)
    if wrapped:
        return '+' + wrapped.group(1)
    return _LABEL.sub(' ; ', _FLOAT.sub(r'\1', cleaned))


def is_exponent(text: str) -> bool:
    """Whether a spreadsheet turned the number into 5.51E+09 and lost its last digits."""
    return bool(_EXPONENT.match(text))


def split_extension(text: str) -> tuple[str, str | None]:
    """Return the text before the extension and the extension's digits."""
    found = _EXTENSION.search(text)
    return (text[: found.start()], found.group(1)) if found else (text, None)


def split_numbers(text: str) -> list[str]:
    """The parts with digits between signs that separate numbers; one part for one number."""
    return [part for part in _STRONG_SEPARATOR.split(text) if digit_count(part)]


def has_alternative_ending(text: str) -> bool:
    """Whether a number is followed by a second ending: "5512-3456/57" is two local lines."""
    found = _ALTERNATIVE_ENDING.search(text)
    return found is not None and digit_count(text[: found.start()]) >= 7


def without_punctuation(text: str) -> str:
    """What remains besides the signs that people put between digits."""
    return _PUNCTUATION.sub('', text)


def digit_count(text: str) -> int:
    return sum(map(str.isdigit, text))
