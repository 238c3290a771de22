"""What a patient's own words say of the visit they want: which day, which part of it, whom."""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .fold import fold

_DAYS = ('lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado', 'domingo')
_MORNING = re.compile(r'\b(?:por|en|de) la manan(?:it)?a\b|\btemprano\b')
_AFTERNOON = re.compile(r'\b(?:por|en|de) la tarde(?:cita)?\b|\bdespues de(?:l trabajo| comer)\b')
_TOMORROW = re.compile(r'\bmanana\b')
_MONTHS = (
    'ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic',
)  # fmt: skip
_DATE = re.compile(
    r'\b(\d{1,2})[\s/.-]+(?:de )?(\d{1,2}|[a-z]{3,10})[\s/.-]+(?:del? )?(\d{4}|\d{2})\b'
)
_ISO = re.compile(r'\b(\d{4})-(\d{1,2})-(\d{1,2})\b')
_TELLING = 4  # letters of a word that tells names apart
_COMMON = frozenset(
    'doctor doctora para consulta cita puedo puede pueden tienen tiene hacen hace cuando cuanto '
    'donde como cual clinica'.split()
)
_NOT_IN_NAMES = frozenset(
    'quiero quisiera necesito puedo pueden podria cuanto cuesta donde cuando como hola gracias no '
    'si una un cita consulta precio horario por favor es que me mi yo soy para'.split()
)

Key = TypeVar('Key', bound=Hashable)


@dataclass(frozen=True)
class Wish:
    """`weekdays` (Monday 0; empty: any) and `part`: '', 'morning' or 'afternoon'."""

    weekdays: tuple[int, ...] = ()
    part: str = ''

    def __bool__(self) -> bool:
        return bool(self.weekdays or self.part)


def wish(text: str, today: date) -> Wish:
    """«el viernes en la tarde» → Friday, afternoon; «mañana temprano» → tomorrow, morning."""
    said = plain(text[:300])
    days = [n for n, name in enumerate(_DAYS) if re.search(rf'\b{name}\b', said)]
    part = 'morning' if _MORNING.search(said) else 'afternoon' if _AFTERNOON.search(said) else ''
    rest = _MORNING.sub(' ', said)
    if not days and re.search(r'\bpasado manana\b', rest):
        days = [(today.weekday() + 2) % 7]
    elif not days and _TOMORROW.search(rest):
        days = [(today.weekday() + 1) % 7]
    elif not days and re.search(r'\bhoy\b', rest):
        days = [today.weekday()]
    return Wish(tuple(days), part)


def mentioned(names: Iterable[tuple[Key, str]], text: str) -> Key | None:
    """The one whose name shares most words with the text; None when it is none or two."""
    said = set(plain(text[:300]).split())
    best: list[Key] = []
    most = 0
    for key, name in names:
        telling = {word for word in plain(name).split() if len(word) >= _TELLING} - _COMMON
        shared = len(telling & said)
        if shared > most:
            best, most = [key], shared
        elif shared and shared == most:
            best.append(key)
    return best[0] if len(best) == 1 else None


def is_name(text: str) -> bool:
    """Whether a text can be somebody's full name: two to seven words of letters, no sentence."""
    words = text.replace('.', ' ').split()
    if not 2 <= len(words) <= 7 or len(text) > 80:
        return False
    if not all(re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", word) for word in words):
        return False
    return not set(plain(text).split()) & _NOT_IN_NAMES


def birthdate(text: str, today: date) -> date | None:
    """«5/3/1990», «5 de marzo de 1990», «1990-03-05»; None when it is no day of the past."""
    said = plain(text[:100], keep='/.-')
    if found := _ISO.search(said):
        year, month, day = map(int, found.groups())
    elif found := _DATE.search(said):
        day, year = int(found[1]), int(found[3])
        named = found[2][:3]
        if not found[2].isdecimal() and named not in _MONTHS:
            return None
        month = int(found[2]) if found[2].isdecimal() else _MONTHS.index(named) + 1
        if year < 100:
            year += 2000 if year <= today.year % 100 else 1900
    else:
        return None
    try:
        born = date(year, month, day)
    except ValueError:
        return None
    return born if today.year - 120 <= born.year and born <= today else None


def plain(text: str, keep: str = '') -> str:
    """Lower case, without accents, signs other than those to keep, and double spaces."""
    signs = ''.join(c if c.isalnum() or c in keep else ' ' for c in fold(text))
    return ' '.join(signs.split())
