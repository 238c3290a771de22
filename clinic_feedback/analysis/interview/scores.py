"""Which number of a message is the score: «un 9 porque…», «7.5», «9/10», «muy mala».

A number that counts something, tells an hour or a part of another number is none. One with which
the message begins is; of one in the midst of a sentence it is asked whether it is meant.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..analyser import analyse
from .course import Question
from .minutes import minutes
from .prompt import MOST_ROWS, SCALES
from .result import Reading
from .said import FILLERS, NUMBERS, Token, composed, flat, more_than, plain, root, tokens

# fmt: off
_UNITS = frozenset(
    'm min mins minuto minutos minutitos h hr hrs hs hora horas dia dias semana semanas mes meses '
    'ano anos vez veces peso pesos mil am pm hijo hijos persona personas'.split()
)
_COUNTED_NOT = frozenset(
    'gracias estrellas puntos mas menos pues las los nos les ellos todos todas muchas muchos '
    'felicidades saludos bendiciones excelentes buenas buenos amables tres dos seis nomas'.split()
)
_ASKS_FOR_SCORE = frozenset(
    'un una doy daria pongo pondria califico calificacion nota puntuacion seria digo diria '
    'merece merecen ponle pongale numero opcion dice dicen'.split()
)
_GOES_ON = frozenset('porque xq pq porq por pero y de ya la el me estrellas puntos gracias'.split())
_LEADS_ON = frozenset('con de es que el'.split())
_CORRECTS = frozenset('mejor perdon digo no corrijo sino quise'.split())
_BETWEEN = frozenset('u o y a al entre'.split())
# What is said besides a label without saying more.
_THINGS = frozenset(
    'todo servicio atencion visita trato estuvo consulta experiencia cita estuve me parecio doctor '
    'doctora dr dra medico medica doctores personal clinica lugar gente'.split()
)
_FILLERS = FILLERS - {'muy', 'buen'}  # in a label they count
_TOP = frozenset('perfecto perfecta genial increible maravilloso maravillosa super'.split())
_WELL = frozenset('bien muy buena buen bueno buenisima buenisimo'.split())
_SO_SO = frozenset('menos masomenos maso normal equis'.split())
_BOTTOM = frozenset('pesimo pesima horrible terrible malisimo malisima fatal'.split())
# fmt: on
_SCALED = re.compile(
    r'(?<![\d/.,])(\d{1,3}(?:[.,]\d+)?)\s?(?:/|de|sobre|out of)\s?(5|10|20|100)(?![\d/.,]*\d)'
    r'|(?<![\d/.,])(\d{1,3})\s?(?:%|por ?ciento)'
)
_OF_THE_SCALE = re.compile(
    r'\b(?:de(?:l| la)? \d{1,2} al?|[01] al) \d{1,2}\b(?! ?(?:min|h))'
    r'|\b\d{1,2} de (?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic)[a-z]*'
)
_HALF = re.compile(r'\s?(?:y medi[oa]\b|½|1/2\b)')
_CLOCK = re.compile(r'(?:\b(?:a|son|desde|hasta|tipo|como a|de)\s(?:las|la)|\blas|\$)\s?$|\d:$')
_MINUS = re.compile(r'(?<![\w.,)])[-−]\s?$')
_PUNCTUATION = re.compile(r'[.,;:!?()\n…·–—+]|\s-|-\s')


class _Number(NamedTuple):
    """``sure``: it is on this scale; a part of another scale only comes near."""

    value: float
    start: int
    end: int
    sure: bool = True


def score(question: Question, text: str) -> Reading:
    """What a text says as an answer to a scale or a number."""
    text = composed(text)
    if question.kind == 'number':
        return _amount(question, text)
    said = tokens(text)
    stars = text.count('⭐') + text.count('🌟')
    if stars and not any(one.value is not None for one in said):
        return _checked(question, _Number(float(stars), 0, 0), '')
    near_numbers = [one for one in _numbers(question, text, said) if _near(question, one)]
    if not near_numbers:
        if question.low == 1 and {one.value for one in said} - {None} == {0}:
            return Reading(
                near=(1,), rest=text if more_than([one.word for one in said[1:]]) else ''
            )
        return _by_label(question, text, said)
    return _of_numbers(question, text, said, near_numbers)


def begins_with_number(text: str) -> tuple[float, str] | None:
    """(the number a message begins with, what follows it), where it stands apart from that."""
    text = composed(text)
    said = tokens(text)
    found = _plain_numbers(text, said, [])
    if not found or not _leads(text, said, found[0]):
        return None
    follows = next((one for one in said if one.start >= found[0].end), None)
    if follows and follows.word not in _GOES_ON:
        if not _PUNCTUATION.search(text[found[0].end : follows.start]):
            return None
    return found[0].value, _after(text, found[0].end)


# ---------------------------------------------------------------------- numbers


def _numbers(question: Question, text: str, said: list[Token]) -> list[_Number]:
    scaled = []
    for match in _SCALED.finditer(flat(text)):
        value, most = float((match[1] or match[3]).replace(',', '.')), float(match[2] or 100)
        if question.high is None or value > most:
            continue
        same = most == question.high
        scaled.append(
            _Number(value if same else value * question.high / most, *match.span(), sure=same)
        )
    others = [*scaled, *(_Number(0, *match.span()) for match in _OF_THE_SCALE.finditer(flat(text)))]
    return sorted([*scaled, *_plain_numbers(text, said, others)], key=lambda one: one.start)


def _plain_numbers(text: str, said: list[Token], taken: list[_Number]) -> list[_Number]:
    """The numbers that neither count something nor tell an hour."""
    found: list[_Number] = []
    low = flat(text)
    words = [one for one in said if one.word not in FILLERS or one.value is not None]
    for place, one in enumerate(said):
        if one.value is None or any(
            some.start <= one.start < some.end for some in (*taken, *found)
        ):
            continue
        if one.word in ('un', 'una') and len(words) > 1:
            continue
        follows = said[place + 1] if place + 1 < len(said) else None
        if low[one.end : one.end + 1].isalpha() or _CLOCK.search(low[: one.start]):
            continue
        if re.match(r'[:/]\d|\.\d', low[one.end :]) and not _HALF.match(low, one.end):
            continue
        if follows and follows.word in _UNITS and not _apart(text, one, follows):
            continue
        value = -one.value if _MINUS.search(low[: one.start]) else one.value
        half = _HALF.match(low, one.end)
        found.append(
            _Number(value + 0.5, one.start, half.end()) if half else
            _Number(value, one.start, one.end)
        )  # fmt: skip
    return found


def _apart(text: str, one: Token, other: Token) -> bool:
    return bool(_PUNCTUATION.search(text[one.end : other.start]))


def _near(question: Question, one: _Number) -> tuple[int, ...]:
    """The scores of this scale that a number is, or lies between."""
    whole = int(one.value // 1)
    around = (whole,) if one.value == whole else (whole, whole + 1)
    return tuple(number for number in around if _inside(question, number))


def _inside(question: Question, value: float) -> bool:
    return (question.low is None or value >= question.low) and (
        question.high is None or value <= question.high
    )


def _checked(question: Question, one: _Number, rest: str) -> Reading:
    if one.sure and one.value == int(one.value):
        return Reading(score=one.value, rest=rest) if _inside(question, one.value) else Reading()
    return Reading(near=_near(question, one), rest=rest)


def _of_numbers(question: Question, text: str, said: list[Token], found: list[_Number]) -> Reading:
    first = found[0]
    others = {one.value for one in found} - {first.value}
    whole = text if more_than([w.word for w in said if w.value is None], _BETWEEN) else ''
    if others and (not _leads(text, said, first) or _takes_back(text, said, found)):
        if len(others) > 1:
            return Reading()
        near = sorted({number for one in found for number in _near(question, one)})
        return Reading(near=tuple(near), rest=whole)
    if _leads(text, said, first):
        rest = _after(text, first.end)
        told = _label(question, rest)
        if told == first.value:
            return _checked(question, first, '')
        if told is not None and first.sure:
            return Reading(near=(int(first.value), int(told)))
        return _checked(question, first, rest)
    if not whole or _is_asked_for(text, said, first):
        return _checked(question, first, whole)
    return Reading(near=_near(question, first), rest=whole)


def _takes_back(text: str, said: list[Token], found: list[_Number]) -> bool:
    """Whether the second number stands beside the first, or in its place: «7 u 8», «4, no, 5»."""
    between = [one.word for one in said if found[0].end <= one.start < found[1].start]
    return not set(between) - _BETWEEN - {'un', 'una'} or bool(_CORRECTS & set(between[-3:]))


def _leads(text: str, said: list[Token], one: _Number) -> bool:
    """Whether a message begins with this number, and it does not count what follows."""
    if any(word.word not in FILLERS for word in said if word.end <= one.start):
        return False
    follows = next((word for word in said if word.start >= one.end), None)
    if follows is None or _PUNCTUATION.search(text[one.end : follows.start]):
        return True
    counted = len(follows.word) > 3 and follows.word[-1] == 's' and follows.word[-3:] != 'mos'
    return not counted or follows.word in _COUNTED_NOT


def _is_asked_for(text: str, said: list[Token], one: _Number) -> bool:
    """Whether the words around a number say that it is the score: «…, un 2», «le doy 4 porque»."""
    before = next(
        (w for w in reversed(said) if w.end <= one.start and w.word not in _LEADS_ON), None
    )
    after = next((word for word in said if word.start >= one.end), None)
    if before and before.word not in _ASKS_FOR_SCORE:
        if not _PUNCTUATION.search(text[before.end : one.start]):
            return False
    return (
        after is None
        or after.word in _GOES_ON
        or bool(_PUNCTUATION.search(text[one.end : after.start]))
    )


def _after(text: str, end: int) -> str:
    """What follows a number, as it was written; empty when it is only trimmings."""
    rest = re.sub(r'^\W*?\(\s*\w+\s*\)|^\W+', '', text[end:])
    rest = re.sub(
        r'^(?:(?:estrellas?|puntos?)\b\W*)?(?:(?:porque|xq|pq|pero|y)\b\s*)?', '', rest, flags=re.I
    )
    words = more_than(plain(rest).split())
    if any(word not in NUMBERS for word in words) or re.search(
        '[\U0001f300-\U0001faff]', text[end:]
    ):
        return rest.strip() or text[end:].strip()
    return ''


def _amount(question: Question, text: str) -> Reading:
    """A number that counts: days, minutes."""
    if question.measure == 'wait':
        values = minutes(text)
    else:
        said = (one.value for one in tokens(text) if one.value is not None)
        values = tuple(dict.fromkeys(value for value in said if value is not None))
    if re.fullmatch(r'\W*[-−]\s?\d.*', text):
        return Reading()
    inside = [value for value in values if _inside(question, value)]
    words = [one.word for one in tokens(text) if one.value is None]
    told = text if len(more_than(words, _UNITS, ('media', 'cuarto', 'como', 'casi'))) > 1 else ''
    if len(values) == 1 and inside:
        return Reading(score=inside[0], rest=told)
    if len(values) == 2 and question.measure == 'wait':
        return Reading(near=tuple(int(value) for value in inside), rest=told)
    return Reading()


# ---------------------------------------------------------------------- words for a score


def _by_label(question: Question, text: str, said: list[Token]) -> Reading:
    """What the list itself says: «Excelente», «muy mala, esperé dos horas»; pictures come near."""
    whole = _label(question, text, _THINGS)
    if whole is not None:
        return Reading(score=whole)
    parts = re.split(r'[.,;:!\n]+|\b(?:porque|pero|por)\b', text, maxsplit=1, flags=re.I)
    begun = _label(question, parts[0]) if len(parts) > 1 else None
    if begun is not None:
        return Reading(score=begun, rest=parts[1].strip())
    praised = _label(question, parts[0], _THINGS)
    if praised is not None:  # «Excelente trato, …»: of the whole, perhaps
        return Reading(near=(int(praised),), rest=text)
    if question.low is None or question.high is None or question.high - question.low >= MOST_ROWS:
        return Reading()
    low, high = int(question.low), int(question.high)
    words = {one.word for one in said} - FILLERS - _THINGS
    felt = '' if said else analyse(text).polarity  # of pictures alone
    if felt == 'neg' or '👎' in text or (words and words <= _BOTTOM):
        return Reading(near=(low,) if words else (low, low + 1))
    if words and words <= _SO_SO and (low + high) % 2 == 0:
        return Reading(near=((low + high) // 2,))
    if felt == 'pos' or '👍' in text or (words and words <= _TOP | _WELL):
        return Reading(near=(high, high - 1) if words <= _WELL else (high,))
    return Reading()


def _label(question: Question, text: str, besides: frozenset[str] = frozenset()) -> float | None:
    """The score whose label this is, however it is spelt; None: it is none."""
    words = [word for word in plain(text).split() if word not in besides]
    if not words or words[0] in ('buenas', 'buenos', 'bueno'):
        return None
    said = list(dict.fromkeys(root(word) for word in words if word not in _FILLERS))
    for value, label in _labels(question):
        if said == [root(word) for word in plain(label).split() if word not in _FILLERS]:
            return value
    return None


def _labels(question: Question) -> list[tuple[float, str]]:
    if question.low is None or question.high is None:
        return []
    words = SCALES.get(question.measure, ())
    scores = [question.high - place for place in range(len(words))]
    known = list(zip(scores, words, strict=True)) if scores[-1:] == [question.low] else []
    ends = ((question.low, question.low_label), (question.high, question.high_label))
    return [*known, *((value, label) for value, label in ends if label)]
