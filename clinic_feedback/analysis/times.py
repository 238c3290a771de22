"""How long something took: 'hora y media', 'llegué a las 9 y pasé 11:20'."""

from typing import NamedTuple

from .text import Word, fold, sound

SHORT, MIDDLE, LONG = 13, 35, 60  # minutes

_NUMBERS = {
    sound(fold(word)): number
    for number, names in (
        (1, 'un una uno'),
        (2, 'dos par'),
        (3, 'tres'),
        (4, 'cuatro'),
        (5, 'cinco'),
        (6, 'seis'),
        (7, 'siete'),
        (8, 'ocho'),
        (9, 'nueve'),
        (10, 'diez'),
        (11, 'once'),
        (12, 'doce'),
        (15, 'quince'),
        (20, 'veinte'),
        (25, 'veinticinco'),
        (30, 'treinta'),
        (40, 'cuarenta'),
        (45, 'cuarentaicinco'),
        (50, 'cincuenta'),
        (60, 'sesenta'),
        (90, 'noventa'),
    )
    for word in names.split()
}
_UNITS = {
    sound(fold(word)): minutes
    for word, minutes in (
        ('hora', 60),
        ('horas', 60),
        ('minuto', 1),
        ('minutos', 1),
        ('minutitos', 1),
        ('horita', 60),
    )
}
_HOUR, _HALF, _QUARTER, _AND = sound('hora'), sound('media'), sound('cuarto'), 'i'
_AT = frozenset({'las', 'la'})
# The words around an hour that make it the hour of being there or of being seen.
_COMING = tuple(sound(w) for w in ('cit yeg lleg qued sal agend program dijer desd'.split()))
_SEEN = tuple(
    sound(w)
    for w in 'pas entr atend atiend asta hast consult recib sac apar sal vi empez revis ya'.split()
)


class Length(NamedTuple):
    """Minutes, and the words that say so."""

    minutes: float
    first: int
    last: int


def _number(key: str) -> float | None:
    if key[0].isdigit():
        try:
            return float(key.replace(',', '.').replace(':', '.'))
        except ValueError:
            return None
    return _NUMBERS.get(key)


def lengths(words: list[Word]) -> list[Length]:
    """The lengths of time that are said outright."""
    out = []
    for index, word in enumerate(words):
        unit = _UNITS.get(word.key)
        if unit is None:
            continue
        first = last = index
        minutes: float | None = None
        before = words[index - 1].key if index else ''
        if before == _HALF:
            minutes, first = unit / 2, index - 1
        elif before:
            number = _number(before)
            if number is not None and number < 1_000:
                minutes, first = number * unit, index - 1
                if index > 2 and words[index - 2].key == _AND and unit == 1:
                    tens = _number(words[index - 3].key)
                    if tens is not None:
                        minutes, first = minutes + tens, index - 3
        if index + 2 < len(words) and words[index + 1].key == _AND and unit == 60:
            more = {_HALF: 30.0, _QUARTER: 15.0}.get(words[index + 2].key)
            if more:
                minutes, last = (minutes or 60) + more, index + 2
        if minutes is not None:
            out.append(Length(minutes, first, last))
    return out


def _clock(words: list[Word], index: int) -> tuple[float, int] | None:
    """The minutes since midnight that a word says, and the last word of the hour."""
    key = words[index].key
    hour: float | None = None
    minutes = 0.0
    exact = key[0].isdigit() and ':' in key
    if exact:
        parts = key.split(':')
        if len(parts) != 2 or not (parts[0].isdecimal() and parts[1].isdecimal()):
            return None
        hour, minutes = float(int(parts[0])), float(int(parts[1][:2]))
    else:
        if not index or words[index - 1].key not in _AT:
            return None
        hour = _number(key)
    if hour is None or not 0 < hour < 24 or minutes > 59:
        return None
    last = index
    if index + 2 < len(words) and words[index + 1].key == _AND:
        follows = words[index + 2].key
        more = {_HALF: 30.0, _QUARTER: 15.0}.get(follows) or _number(follows)
        is_length = index + 3 < len(words) and words[index + 3].key in _UNITS
        if more and more < 60 and not is_length:
            minutes, last = more, index + 2
    if not exact and last + 1 < len(words) and words[last + 1].key in _UNITS:
        return None  # "a las dos horas"
    return int(hour) * 60 + minutes, last


def gap(words: list[Word]) -> Length | None:
    """The time between the hour somebody was there for and the hour of being seen."""
    hours = []
    for index in range(len(words)):
        if words[index].key[0].isdigit() or words[index].key in _NUMBERS:
            found = _clock(words, index)
            if found:
                hours.append((found[0], index, found[1]))
    if len(hours) < 2:
        return None
    (start, first, _), (stop, middle, last) = hours[0], hours[1]
    lead = [word.key for word in words[max(0, first - 6) : first]]
    between = [word.key for word in words[first + 1 : middle]]
    if not any(key.startswith(_COMING) for key in lead + between[:2]):
        return None
    if not any(key.startswith(_SEEN) for key in between):
        return None
    minutes = (stop - start) % 720
    if first > 1 and words[first - 1].key in _AT and words[first - 2].key == 'a':
        first -= 2
    return Length(minutes, first, last) if minutes <= 480 else None
