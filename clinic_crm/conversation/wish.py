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
_TOMORROW = re.compile(r'\b(?:manana|mana|mnn?a?|mnana)\b')  # also «mñn», «mñna»
_MONTHS = (
    'ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic',
)  # fmt: skip
_MONTH = 'enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre'
COUNTED = dict(
    zip(
        'un dos tres cuatro cinco seis siete ocho nueve diez once doce'.split(),
        range(1, 13),
        strict=True,
    )
)
COUNTED['una'] = 1
COUNT = '|'.join(COUNTED)
_NUMBER = rf'(\d{{1,2}}|{COUNT})'
# "mañana no puedo", "no puedo ir el jueves": days that are not wished
_WEEKDAY = f"(?:{'|'.join(_DAYS)})s?"
_ANY_DAY = f'(?:{_WEEKDAY}|hoy|pasado manana|manana)'
_CAN = '(?:puedo|podre|podria|podemos|voy a poder|me queda|me acomoda|se puede)'
_REFUSED = re.compile(
    rf'\b(?:(?:el|este) )?{_ANY_DAY} (?:ya )?no {_CAN}\b(?: ir)?'
    rf'|\bno {_CAN}(?: (?:ir|asistir))?(?: (?:para )?(?:el|este))? {_ANY_DAY}\b'
)
# "cualquier día menos lunes", "que no sea martes ni jueves": all the others are
_BUT = re.compile(
    rf'\b(?:menos|excepto|salvo|que no sean?)(?: en)?(?: (?:el|los))? {_WEEKDAY}'
    rf'(?: (?:ni|o|y)(?: (?:el|los))? {_WEEKDAY})*'
)
_EVERY = re.compile(rf'\b(?:los|todos|cualquier)(?: los)? {_WEEKDAY}')
_WEEKEND = re.compile(r'\bfin(?:es)? de semana\b')
_WORKDAYS = re.compile(r'\bentre semana\b')
_HALF = r'(?::(\d{2})|( y media))?'
_OF_DAY = r'(?: de la (manana|tarde|noche)| ?([ap]) ?m\b)'
_HOURS = (
    re.compile(rf'\ba las? {_NUMBER}\b{_HALF}{_OF_DAY}?'),
    re.compile(rf'\b(\d{{1,2}}){_HALF}{_OF_DAY}'),
    re.compile(r'\b(\d{1,2}):(\d{2})()()()\b'),
    re.compile(r'\b(1[3-9]|2[0-3])()()()() ?(?:hrs?|hs|horas)\b'),
)
_CLOCK = rf'(?:las? )?{_NUMBER}\b{_HALF}{_OF_DAY}?'
_AFTER = re.compile(
    rf'\b(?:despues de|a partir de|desde|pasadas?|mas tarde de) las? {_NUMBER}\b{_HALF}{_OF_DAY}?'
    rf'|\bde las? {_NUMBER}\b{_HALF}{_OF_DAY}? (?:en|para) adelante'
)
_UNTIL = re.compile(
    rf'\b(?:antes de|hasta|a mas tardar a|no despues de) las? {_NUMBER}\b{_HALF}{_OF_DAY}?'
)
_BETWEEN = re.compile(
    rf'\b(?:entre {_CLOCK} y|de {_CLOCK} a) {_CLOCK}(?! (?:de|dias|anos|semanas))'
)
_NIGHT = re.compile(r'\b(?:por|en) la (?:noche|nochecita)\b')
_NOON = re.compile(r'\b(?:al?|a) ?medio ?dia\b')
_DAY_END = 24.0
_FIRST_OPEN = 7  # "a las 6" without more is the afternoon's
_IN_MONTH = re.compile(rf'\b(\d{{1,2}}) de ({_MONTH})\b')
_SLASHED = re.compile(r'\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?\b(?!/)')
_DAY_ONLY = re.compile(rf"\b(?:el|dia|{'|'.join(_DAYS)}) (\d{{1,2}})\b(?! ?(?:[:/]|[ap] ?m\b))")
_FROM_MONTH = re.compile(rf'\b(?:en|para|hasta) ({_MONTH})\b')
_NEXT_WEEK = re.compile(
    r'\b(?:la )?(?:(?:proxima|siguiente|otra) semana|semana (?:proxima|siguiente)'
    r'|semana que (?:entra|viene))\b'
)
_THIS_WEEK = re.compile(r'\besta (?:misma )?semana\b')
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
# «cardiólogo», «cardióloga» and «cardiología» are one; so are «pediatra» and «pediatría»
_DISCIPLINE = re.compile(r'(olog|iatr)(?:[oa]s?|ias?)$')
_SPECIALIST = re.compile(
    r'\b(?:\w{2,}(?:olog[oa]|iatra)|(?:dent|ocul|ortoped|ortodonc)ista|otorrino|fisioterapeuta)s?\b'
)
Key = TypeVar('Key', bound=Hashable)


@dataclass(frozen=True)
class Wish:
    """What is wished; empty: anything.

    `weekdays` (Monday 0), `part` of the day ('morning' or 'afternoon'), or instead of it `hour`
    (17.5 is half past five) or `hours` (between which); `since` and `until`: the first and the last
    day that are meant.
    """

    weekdays: tuple[int, ...] = ()
    part: str = ''
    hour: float | None = None
    since: date | None = None
    until: date | None = None
    hours: tuple[float, float] | None = None

    def __bool__(self) -> bool:
        return self != Wish()


def wish(text: str, today: date) -> Wish:
    """«el viernes en la tarde» → this Friday, afternoon; «mañana temprano» → tomorrow, morning;
    «el 15 de diciembre a las 5» → that day, 17; «menos lunes, después de las 4» → all other days.
    """
    said = _REFUSED.sub(' ', plain(text[:300], keep=':/'))
    but = _BUT.search(said)
    said = _BUT.sub(' ', said)
    hours = _range(said)
    hour = None if hours else _hour(said)
    part = 'morning' if _MORNING.search(said) else 'afternoon' if _AFTERNOON.search(said) else ''
    since, until = _stretch(said, today)
    days = _weekdays(said)
    if since and since == until:
        days = [since.weekday()]
    elif days and not since and not until and not _EVERY.search(said):
        until = today + timedelta(days=7)  # "el viernes" is the one that comes
    elif not days and but:
        days = [n for n in range(7) if n not in _weekdays(but[0])]
    return Wish(tuple(days), '' if hours or hour is not None else part, hour, since, until, hours)


def _weekdays(said: str) -> list[int]:
    days = [n for n, name in enumerate(_DAYS) if re.search(rf'\b{name}s?\b', said)]
    if not days and _WEEKEND.search(said):
        return [5, 6]
    if not days and _WORKDAYS.search(said):
        return [0, 1, 2, 3, 4]
    return days


def _hour(said: str) -> float | None:
    """«a las 5 y media» → 17.5; None when no time is named."""
    for pattern in _HOURS:
        if found := pattern.search(said):
            return _as_hour(*found.groups())
    return None


def _as_hour(number: str, minutes: str, half: str, of_day: str, letter: str) -> float | None:
    hour = COUNTED.get(number) or int(number)
    late = of_day in ('tarde', 'noche') or letter == 'p'
    early = of_day == 'manana' or letter == 'a'
    if hour < 12 and (late or not early and hour < _FIRST_OPEN):
        hour += 12
    value = hour + (0.5 if half else int(minutes or 0) / 60)
    return value if value < _DAY_END else None


def _range(said: str) -> tuple[float, float] | None:
    """«después de las 5» → (17, 24); None when no such hours are named."""
    first: float | None = 0.0
    last: float | None = _DAY_END
    if found := _BETWEEN.search(said):
        one, other, end = found.groups()[:5], found.groups()[5:10], found.groups()[10:]
        first, last = _as_hour(*(one if one[0] else other)), _as_hour(*end)
    elif _NOON.search(said):
        first, last = 12.0, 14.0
    elif _NIGHT.search(said):
        first = 18.0
    else:
        if found := _AFTER.search(said):
            one, other = found.groups()[:5], found.groups()[5:]
            first = _as_hour(*(one if one[0] else other))
        if found := _UNTIL.search(said):
            last = _as_hour(*found.groups())
    if first is None or last is None or first >= last or (first, last) == (0.0, _DAY_END):
        return None
    return first, last


def _stretch(said: str, today: date) -> tuple[date | None, date | None]:
    """(the first, the last day meant): the same twice when it is just that day."""
    if found := _IN_MONTH.search(said):
        return _just(_coming(today, int(found[1]), _month(found[2])))
    if found := _SLASHED.search(said):
        day = _coming(today, int(found[1]), int(found[2]))
        years = ('', str(day.year), str(day.year % 100)) if day else ()
        return _just(day if (found[3] or '') in years else None)
    if found := _DAY_ONLY.search(said):
        number = int(found[1])
        month = today.month if number >= today.day else today.month % 12 + 1
        return _just(_coming(today, number, month))
    if found := _FROM_MONTH.search(said):
        month = _month(found[1])
        return _whole(None if month == today.month else _coming(today, 1, month), today)
    if _NEXT_MONTH.search(said):
        return _whole(_coming(today, 1, today.month % 12 + 1), today)
    if found := _IN_WEEKS.search(said):
        return today + timedelta(weeks=COUNTED.get(found[1]) or int(found[1])), None
    if found := _IN_DAYS.search(said):
        return today + timedelta(days=COUNTED.get(found[1]) or int(found[1])), None
    if _NEXT_WEEK.search(said):
        monday = today + timedelta(days=7 - today.weekday())
        return monday, monday + timedelta(days=6)
    if _THIS_WEEK.search(said):
        return None, today + timedelta(days=6 - today.weekday())
    return _just(_near(said, today))


def _near(said: str, today: date) -> date | None:
    """«hoy», «mañana», «pasado mañana», unless a weekday says more."""
    rest = _MORNING.sub(' ', said)
    if _weekdays(said):
        return None
    if re.search(r'\bpasado manana\b', rest):
        return today + timedelta(days=2)
    if _TOMORROW.search(rest):
        return today + timedelta(days=1)
    return today if re.search(r'\bhoy\b', rest) else None


def _just(day: date | None) -> tuple[date | None, date | None]:
    return day, day


def _whole(first: date | None, today: date) -> tuple[date | None, date | None]:
    """To the end of the month of its first day; of this month when that is None."""
    begin = first or today.replace(day=1)
    return first, (begin.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


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
    said = set(map(_root, plain(text[:300]).split()))
    best: list[Key] = []
    most = 0
    for key, name in names:
        words = {word for word in plain(name).split() if len(word) >= _TELLING} - _COMMON
        telling = set(map(_root, words))
        shared = len(telling & said)
        if shared > most:
            best, most = [key], shared
        elif shared and shared == most:
            best.append(key)
    return best[0] if len(best) == 1 else None


def specialist(text: str) -> str:
    """The kind of doctor that words ask for, folded: «¿tienen ginecóloga?»; '' for none."""
    found = _SPECIALIST.search(plain(text[:300]))
    return found[0] if found else ''


def _root(word: str) -> str:
    return _DISCIPLINE.sub(r'\1', word)


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
