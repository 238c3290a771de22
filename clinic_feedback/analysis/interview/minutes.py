"""How long somebody says they waited: «media hora», «1h 30», «de 20 a 30 min», «de 9 a 9:40»."""

from __future__ import annotations

import re

from ..text import words
from ..times import gap, lengths
from .said import composed, flat, plain, tokens

_PARTS = (  # of an hour, as minutes
    (re.compile(r'\b3(?: cuartos|\s?/\s?4) de hora\b'), ' 45 minutos '),
    (re.compile(r'\b(?:un cuarto|1\s?/\s?4) de hora\b'), ' 15 minutos '),
    (re.compile(r'½ hora\b|\b1\s?/\s?2 hora\b'), ' media hora '),
    (re.compile(r'(\d+)\s?(?:h|hr|hrs|hs|horas?)\.?\s?(?:y |con )?(\d{1,2})(?: ?(?:m|min\w*))?\b'),
     r' \1 horas y \2 minutos '),
    (re.compile(r'\b(?:una )?hora (?:y |con )?(\d{1,2})\b'), r'1 horas y \1 minutos '),
    (re.compile(r'\b(\d{1,2}):(\d\d) ?(?:h|hr|hrs|hs|horas?)\b'), r' \1 horas y \2 minutos '),
)  # fmt: skip
_RANGE = re.compile(r'\b(\d{1,3})\s?(?:-|a|o|u|y)\s?(\d{1,3})\s?(min\w*|h\w*)?(?=\W|$)')
_NONE = re.compile(
    r'(?:pues )?(?:nada|cero|no espere(?: nada)?|no tuve que esperar|ni un minuto|de inmediato'
    r'|inmediat\w+|luego luego|al momento|al instante|en ?seguida|casi nada)'
)


def minutes(text: str) -> tuple[float, ...]:
    """The minutes that are said: one number, both ends of a range, or none."""
    said = _in_digits(composed(text))
    if _NONE.fullmatch(plain(re.split('[,.;!]', text)[0])):
        return (0.0,)
    found = gap(words(said))
    if found:
        return (found.minutes,)
    for pattern, instead in _PARTS:
        said = pattern.sub(instead, said)
    both = _RANGE.search(said)
    if both and ' horas y ' not in said:
        unit = 60.0 if (both[3] or '').startswith('h') else 1.0
        return tuple(float(number) * unit for number in (both[1], both[2]))
    known = lengths(words(said))
    if known:
        total, last = known[0].minutes, known[0].last
        for more in known[1:]:
            if more.first - last > 2 or more.minutes >= 60:
                break
            total, last = total + more.minutes, more.last
        return (total,)
    numbers = {
        one.value
        for one in tokens(composed(text))
        if one.value is not None and one.word not in ('un', 'una')
    }
    return tuple(numbers) if len(numbers) == 1 else ()


def _in_digits(text: str) -> str:
    """The flat text with its numbers in digits: «una hora y quince» is «una hora y 15»."""
    said = flat(text)
    for one in reversed(tokens(text)):
        if one.value is not None and one.word not in ('un', 'una') and not one.word[0].isdecimal():
            said = f'{said[: one.start]}{one.value:g}{said[one.end :]}'
    return said
