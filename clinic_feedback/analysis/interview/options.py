"""Which options a message means: «la 2», «espera y trato», «no», «La espera, y me gritaron»."""

from __future__ import annotations

import re
from itertools import dropwhile

from ..analyser import analyse
from .course import Question
from .result import Reading
from .said import (
    FILLERS,
    NEGATIONS,
    NUMBERS,
    ORDINALS,
    POLITE,
    STRONGER,
    composed,
    flat,
    more_than,
    plain,
    root,
)
from .scores import begins_with_number
from .wishes import skips

_YES = frozenset('si sip simon claro ok okey va sale afirmativo correcto yes yep obvio'.split())
_NO = frozenset('no nop nel nunca jamas negativo nones not nope'.split())
_THUMBS = (('👍', 'si'), ('👌', 'si'), ('✅', 'si'), ('👎', 'no'), ('❌', 'no'))
_CLAUSE = re.compile(r'[.,;:!?\n]+|\b(?:pero|aunque|sino|y|e)\b')
_FEW = 12  # words: who writes more may name an option in passing
_NO_LABELS = FILLERS | NEGATIONS | frozenset('si ya todo siento siente'.split())
_ALL_WELL = re.compile(r'(?:no |nada )*todo (?:esta |estuvo )?(?:muy )?(?:bien|excelente|perfecto)')
_HEDGES = frozenset('pues yo creo que la verdad diria ay uy'.split())
_UNSURE = re.compile(r'no (?:se|estoy segur|recuerdo)')

Labels = list[tuple[int, str]]


def option(question: Question, text: str) -> Reading:
    """What a text says as an answer to a question with options."""
    text = composed(text)
    said = plain(text)
    if not said:
        said = next((word for picture, word in _THUMBS if picture in text), '')
    labels = [(number, plain(label)) for number, label in question.options]
    exact = [number for number, label in labels if _same(label, said)]
    if exact:
        return Reading(options=(exact[0],))
    if skips(text) or (question.measure == 'aspects' and _ALL_WELL.fullmatch(said)):
        return Reading(skipped=True)
    if (places := _places(flat(text), len(labels))) is not None:
        return _several(question, tuple(question.options[n - 1][0] for n in places), '')
    begun = begins_with_number(text)
    if begun and begun[0] in range(1, len(labels) + 1) and re.search(r'[^\W\d]', begun[1]):
        return _several(question, (question.options[int(begun[0]) - 1][0],), begun[1])
    named, rest = _named(question, text, labels)
    yes = _yes_or_no(labels, said)
    if yes is None:
        return _several(question, named, rest)
    if set(named) - {yes[0]}:
        return Reading(near=tuple(dict.fromkeys((yes[0], *named))), rest=text)
    return Reading(options=(yes[0],), rest=_rest_of(text, yes[1]))


def _same(label: str, said: str) -> bool:
    """Whether a label is said, politely perhaps: «todo bien, gracias», «no, nada»."""
    if label == said or (label in NEGATIONS and said == f'no {label}'):
        return True
    words = [[word for word in some.split() if word not in POLITE] for some in (label, said)]
    return bool(words[0]) and words[0] == words[1]


def _several(question: Question, chosen: tuple[int, ...], rest: str) -> Reading:
    if len(chosen) == 1 or (chosen and question.kind == 'many'):
        return Reading(options=tuple(dict.fromkeys(chosen)), rest=rest)
    return Reading(near=chosen, rest=rest if chosen else '')


def _places(said: str, count: int) -> tuple[int, ...] | None:
    """«2», «la 1 y la 3», «opción 2», «la segunda»: positions; None when it is not that."""
    pieces = re.findall(r'\d+|[^\W\d_]+', said)
    words = [word for word in pieces if word not in FILLERS or word in ('un', 'una')]
    if not words or len(words) > count:
        return None
    places = []
    for word in words:
        place = int(word) if word.isdecimal() and len(word) < 3 else NUMBERS.get(word)
        place = place or ORDINALS.get(word)
        if place is None or not 1 <= place <= count:
            return None
        places.append(place)
    return tuple(dict.fromkeys(places))


def _yes_or_no(labels: Labels, said: str) -> tuple[int, str] | None:
    """(option id, the word that said it) where the options are a yes and a no, or a yes and one
    other."""
    yes = [number for number, label in labels if label.split()[:1] == ['si']]
    no = [(number, label) for number, label in labels if label.split()[:1] == ['no']]
    if len(yes) == 1 and len(labels) == 2:
        no = [(number, label) for number, label in labels if number not in yes]
    if len(yes) != 1 or len(no) != 1:
        return None
    words = list(dropwhile(_HEDGES.__contains__, said.split()))
    said_yes = next((word for word in words if word in _YES), None)
    said_no = next((word for word in words if word in _NO), None)
    first = words[0] if words else ''
    if said_yes and said_no:
        # «sí, no hubo problema» is a yes when it begins so; «no sé si volvería» is neither
        return (yes[0], first) if first in _YES else None
    if said_yes and (first == said_yes or len(words) <= 4):
        return yes[0], said_yes
    if said_no and first == said_no and not _UNSURE.match(said):
        # «no tengo dudas» denies what the other option says
        return None if _roots(no[0][1].split()) & _roots(words) else (no[0][0], said_no)
    return None


def _rest_of(text: str, word: str) -> str:
    """What is said besides the word that answered, as it was written."""
    words = plain(text).split()
    if not more_than(words, (word,), STRONGER):
        return ''
    if words[0] != word:
        return text
    found = re.match(r'\W*\w+\W+(.*)', text, re.DOTALL)
    return found[1].strip() if found else text


def _named(question: Question, text: str, labels: Labels) -> tuple[tuple[int, ...], str]:
    """(the options whose words are said, what more is said): all words of a label where there is
    more, any of them where there is not. What a clause denies is not chosen, nor what it praises
    where it is asked what to improve."""
    clauses = [plain(clause).split() for clause in _CLAUSE.split(flat(text))]
    roots = [_roots(clause) for clause in clauses]
    wanted = {number: _roots(label.split()) for number, label in labels}
    said = set().union(*roots)
    known = set().union(*(some for some in wanted.values() if some & said))
    words = plain(text).split()
    more = any(root(word) not in known for word in words if word not in _NO_LABELS)
    if not said or (question.kind == 'one' and more and len(words) > _FEW):
        return (), text if more else ''
    found: dict[int, int] = {}
    for clause, some in zip(clauses, roots, strict=True):
        praised = more and question.measure == 'aspects' and _praises(clause)
        for number, label in labels:
            hits = wanted[number] & some
            whole = hits == wanted[number]
            if not hits or (more and not whole) or praised or _denies(clause, label):
                continue
            found[number] = max(found.get(number, 0), 10 * len(hits) + 5 * whole)
    chosen = [number for number, _label in labels if number in found]
    if question.kind == 'one':
        chosen = _best(chosen, found, wanted)
    return tuple(chosen), text if more else ''


def _best(chosen: list[int], found: dict[int, int], wanted: dict[int, set[str]]) -> list[int]:
    """The options said in full, except what only names a part of another: «todo bien, solo un poco
    de sangrado» are two. If none is, those of which most is said."""
    whole = [number for number in chosen if found[number] % 10]
    if whole:
        return [n for n in whole if not any(wanted[n] < wanted[other] for other in whole)]
    return [number for number in chosen if found[number] == max(found.values())]


def _roots(words: list[str]) -> set[str]:
    return {root(word) for word in words if word not in _NO_LABELS}


def _denies(clause: list[str], label: str) -> bool:
    """Whether a clause says that it is not so: «sin fiebre», «nada mal»."""
    return bool((NEGATIONS - set(label.split())) & set(clause))


def _praises(clause: list[str]) -> bool:
    return bool(analyse(' '.join(clause)).polarity == 'pos')
