"""A message in pieces: its words as they sound, its numbers, and where each stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from ..text import sound, stem

# fmt: off
NUMBERS = {
    'cero': 0, 'zero': 0, 'un': 1, 'uno': 1, 'una': 1, 'one': 1, 'dos': 2, 'two': 2, 'tres': 3,
    'three': 3, 'cuatro': 4, 'four': 4, 'cinco': 5, 'five': 5, 'sinco': 5, 'seis': 6, 'six': 6,
    'ceis': 6, 'siete': 7, 'seven': 7, 'ocho': 8, 'eight': 8, 'nueve': 9, 'nine': 9, 'nuebe': 9,
    'diez': 10, 'dies': 10, 'ten': 10, 'once': 11, 'doce': 12, 'trece': 13, 'catorce': 14,
    'quince': 15, 'veinte': 20, 'veinticinco': 25, 'treinta': 30, 'cuarenta': 40, 'cincuenta': 50,
    'sesenta': 60, 'setenta': 70, 'ochenta': 80, 'noventa': 90, 'cien': 100,
}
ORDINALS = {
    'primera': 1, 'primero': 1, 'segunda': 2, 'segundo': 2, 'tercera': 3, 'tercero': 3,
    'cuarta': 4, 'cuarto': 4, 'quinta': 5, 'quinto': 5,
}
# Words that are only polite, and those that hold a sentence together: they say nothing more.
POLITE = frozenset(
    'gracias muchas mil muchisimas saludos buenas buenos buen dia dias tardes noches hola favor '
    'amable amables senorita senor joven dios bendiga bendiciones igualmente ok thanks'.split()
)
FILLERS = POLITE | frozenset(
    'el la los las lo un una de del al a y o e u en con por para que mi me se le les su es fue muy '
    'mas pero porque pues yo creo diria doy daria pongo pondria puntos punto estrellas estrella '
    'calificacion numero opcion respuesta seria como digamos the and verdad bueno '
    'xq pq porq ps pos q k nomas'.split()
)
# What makes a yes or a no stronger and says nothing else.
STRONGER = frozenset(
    'claro definitivamente totalmente absolutamente seguro segura siempre obvio obviamente '
    'supuesto nada nunca jamas si no todo bien mucho muchisimo'.split()
)
# fmt: on
NEGATIONS = frozenset('no ni sin menos excepto salvo tampoco nada nunca jamas'.split())
PICTURE = re.compile('[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]')
_PIECE = re.compile(r'\d+(?:[.,]\d+)?|[^\W\d_]+')
_TENS = frozenset((20, 30, 40, 50, 60, 70, 80, 90))


class Token(NamedTuple):
    """A word or a number; ``value`` is the number, written in digits or in letters."""

    word: str
    start: int
    end: int
    value: float | None


def flat(text: str) -> str:
    """In small letters without accents, each sign in its place of the composed text."""
    return ''.join(map(_flat_sign, text))


def _flat_sign(sign: str) -> str:
    if unicodedata.category(sign)[0] not in 'LN' or not sign.isalnum():
        return sign
    if unicodedata.category(sign) == 'No':  # ½ and ² are no digits
        return sign
    return unicodedata.normalize('NFKD', sign.casefold())[:1] or sign


def composed(text: str) -> str:
    """The text as `tokens` counts its places."""
    return unicodedata.normalize('NFC', text).strip()


def tokens(text: str) -> list[Token]:
    """The words and numbers of a composed text; «treinta y cinco» is one."""
    found: list[Token] = []
    for match in _PIECE.finditer(flat(text)):
        word = match.group()
        value = float(word.replace(',', '.')) if word[0].isdecimal() else NUMBERS.get(word)
        found.append(Token(word, match.start(), match.end(), value))
        if len(found) > 2 and found[-2].word == 'y' and not word[0].isdecimal():
            tens, unit = found[-3], found[-1]
            if tens.value in _TENS and not tens.word[0].isdecimal() and 0 < (unit.value or 0) < 10:
                found[-3:] = [
                    Token(tens.word, tens.start, unit.end, (tens.value or 0) + (unit.value or 0))
                ]
    return found


def plain(text: str) -> str:
    """The words and numbers alone, with single spaces: what a pattern looks at."""
    return ' '.join(match.group() for match in _PIECE.finditer(flat(composed(text))))


def root(word: str) -> str:
    """What the spellings and forms of a word share: «espera», «hesperé»."""
    return str(stem(sound(word) or word))


def more_than(words: Iterable[str], *known: Iterable[str]) -> list[str]:
    """The words that say something besides those known, by their roots, and the fillers."""
    roots = {root(word) for some in known for word in some}
    return [word for word in words if word not in FILLERS and root(word) not in roots]


def is_long(text: str) -> bool:
    """Whether it tells something, rather than adding a word or two."""
    words = plain(text).split()
    return len(words) >= 4 and len(more_than(words)) >= 3
