"""What a patient's own words say of the visit they want: which day, what time, with whom."""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from .fold import fold

_DAYS = ('lunes', 'martes', 'miercoles', 'jueves', 'viernes', 'sabado', 'domingo')
_MORNING = re.compile(r'\b(?:por|en|de) la manan(?:it)?a\b|\btemprano\b')
_AFTERNOON = re.compile(r'\b(?:por|en|de) la tarde(?:cita)?\b|\bdespues de(?:l trabajo| comer)\b')
_TOMORROW = re.compile(r'\bmanana\b')
_MONTHS = (
    'ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic',
)  # fmt: skip
_MONTH = 'enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre'
_COUNTED = dict(
    zip(
        'un dos tres cuatro cinco seis siete ocho nueve diez once doce'.split(),
        range(1, 13),
        strict=True,
    )
)
_COUNTED['una'] = 1
_NUMBER = rf"(\d{{1,2}}|{'|'.join(_COUNTED)})"
# "mañana no puedo", "no puedo ir el jueves": days that are not wished
_ANY_DAY = f"(?:{'|'.join(_DAYS)}|hoy|pasado manana|manana)"
_CAN = '(?:puedo|podre|podria|podemos|voy a poder|me queda|me acomoda|se puede)'
_REFUSED = re.compile(
    rf'\b(?:(?:el|este) )?{_ANY_DAY} (?:ya )?no {_CAN}\b(?: ir)?'
    rf'|\bno {_CAN}(?: (?:ir|asistir))?(?: (?:para )?(?:el|este))? {_ANY_DAY}\b'
)
_HALF = r'(?::(\d{2})|( y media))?'
_OF_DAY = r'(?: de la (manana|tarde|noche)| ?([ap]) ?m\b)'
_HOURS = (
    re.compile(rf'\ba las? {_NUMBER}\b{_HALF}{_OF_DAY}?'),
    re.compile(rf'\b(\d{{1,2}}){_HALF}{_OF_DAY}'),
    re.compile(r'\b(\d{1,2}):(\d{2})()()()\b'),
)
_FIRST_OPEN = 7  # "a las 6" without more is the afternoon's
_IN_MONTH = re.compile(rf'\b(\d{{1,2}}) de ({_MONTH})\b')
_SLASHED = re.compile(r'\b(\d{1,2})/(\d{1,2})\b(?!/)')
_DAY_ONLY = re.compile(rf"\b(?:el|dia|{'|'.join(_DAYS)}) (\d{{1,2}})\b(?! ?(?:[:/]|[ap] ?m\b))")
_FROM_MONTH = re.compile(rf'\b(?:en|para|hasta) ({_MONTH})\b')
_NEXT_WEEK = re.compile(
    r'\b(?:la )?(?:(?:proxima|siguiente|otra) semana|semana (?:proxima|siguiente)'
    r'|semana que (?:entra|viene))\b'
)
_NEXT_MONTH = re.compile(r'\b(?:proximo|siguiente|otro) mes\b|\bmes que (?:entra|viene)\b')
_IN_WEEKS = re.compile(rf'\b(?:en|dentro de) {_NUMBER} semanas?\b')
_IN_DAYS = re.compile(rf'\b(?:en|dentro de) {_NUMBER} dias?\b')
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

_NO_LETTERS = re.compile(r"[^\w\s.,:;'’-]|[\d_]+")
_BEFORE_NAME = re.compile(
    r'^(?:(?:hola|s[ií]|claro|buen[oa]s? \w+)[\s,.]+)*'
    r'(?:(?:yo )?(?:me llamo|soy)|(?:mi|su|el) nombre(?: completo)? es|se llama|a nombre de'
    r'|(?:(?:es|ser[ií]a) )?para|(?:el|la) paciente(?: es)?|paciente|nombre(?: completo)?)\b[\s:,]*'
    r'(?:(?:mi|el|la|un|una)\s+(?:hij[oa]|ni[ñn][oa]|beb[eé]|nen[eé]|mam[aá]|pap[aá]'
    r'|espos[oa]|herman[oa]|abuel[oa]|abuelit[oa]|suegr[oa]|niet[oa]|sobrin[oa]|se[ñn]ora?'
    r'|paciente)\b[\s:,]*)?(?:se llama\s+)?',
    re.IGNORECASE,
)

Key = TypeVar('Key', bound=Hashable)


@dataclass(frozen=True)
class Wish:
    """`weekdays` (Monday 0; empty: any), `part`: '', 'morning' or 'afternoon', `hour`: 17.5 is half
    past five, then no part, and `since`: the first day that is meant."""

    weekdays: tuple[int, ...] = ()
    part: str = ''
    hour: float | None = None
    since: date | None = None

    def __bool__(self) -> bool:
        return bool(self.weekdays or self.part or self.since) or self.hour is not None


def wish(text: str, today: date) -> Wish:
    """«el viernes en la tarde» → Friday, afternoon; «mañana temprano» → tomorrow, morning;
    «el 15 de diciembre a las 5» → that day, 17."""
    said = _REFUSED.sub(' ', plain(text[:300], keep=':/'))
    hour = _hour(said)
    part = 'morning' if _MORNING.search(said) else 'afternoon' if _AFTERNOON.search(said) else ''
    exact, since = _since(said, today)
    days = [n for n, name in enumerate(_DAYS) if re.search(rf'\b{name}s?\b', said)]
    rest = _MORNING.sub(' ', said)
    if exact and since:
        days = [since.weekday()]
    elif not days and re.search(r'\bpasado manana\b', rest):
        days = [(today.weekday() + 2) % 7]
    elif not days and _TOMORROW.search(rest):
        days = [(today.weekday() + 1) % 7]
    elif not days and re.search(r'\bhoy\b', rest):
        days = [today.weekday()]
    return Wish(tuple(days), part if hour is None else '', hour, since)


def _hour(said: str) -> float | None:
    """«a las 5 y media» → 17.5; None when no time is named."""
    for pattern in _HOURS:
        if found := pattern.search(said):
            number, minutes, half, of_day, letter = found.groups()
            hour = _COUNTED.get(number) or int(number)
            late = of_day in ('tarde', 'noche') or letter == 'p'
            early = of_day == 'manana' or letter == 'a'
            if hour < 12 and (late or not early and hour < _FIRST_OPEN):
                hour += 12
            value = hour + (0.5 if half else int(minutes or 0) / 60)
            return value if value < 24 else None
    return None


def _since(said: str, today: date) -> tuple[bool, date | None]:
    """(whether just that day is meant, the first day meant)."""
    if found := _IN_MONTH.search(said):
        return True, _coming(today, int(found[1]), _month(found[2]))
    if found := _SLASHED.search(said):
        return True, _coming(today, int(found[1]), int(found[2]))
    if found := _DAY_ONLY.search(said):
        number = int(found[1])
        month = today.month if number >= today.day else today.month % 12 + 1
        return True, _coming(today, number, month)
    if found := _FROM_MONTH.search(said):
        first = _coming(today, 1, _month(found[1]))
        return False, None if _month(found[1]) == today.month else first
    if _NEXT_MONTH.search(said):
        return False, _coming(today, 1, today.month % 12 + 1)
    if found := _IN_WEEKS.search(said):
        return False, today + timedelta(weeks=_COUNTED.get(found[1]) or int(found[1]))
    if found := _IN_DAYS.search(said):
        return False, today + timedelta(days=_COUNTED.get(found[1]) or int(found[1]))
    if _NEXT_WEEK.search(said):
        return False, today + timedelta(days=7 - today.weekday())
    return False, None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _coming(today: date, day: int, month: int) -> date | None:
    """The next day of that number and month; None when there is none."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found >= today:
            return found
    return None


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


def name_in(text: str) -> str:
    """The full name that an answer gives, without what is said around it; '' when there is none.

    «Me llamo Rosa Díaz 😀», «es para mi hijo Leo Paz, 55 5550 0999» → the name alone.
    """
    said = ' '.join(_NO_LETTERS.sub(' ', text[:120]).replace(',', ' ').split())
    said = _BEFORE_NAME.sub('', said, count=1).strip(' .:;-')
    return said if is_name(said) else ''


def is_name(text: str) -> bool:
    """Whether a text can be somebody's full name: two to seven words of letters, no sentence."""
    words = text.replace('.', ' ').split()
    if not 2 <= len(words) <= 7 or len(text) > 80 or sum(len(word) > 1 for word in words) < 2:
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
