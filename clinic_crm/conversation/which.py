"""Which of a few visits somebody's own words mean."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .wish import Wish, plain, wish

NOON = 12
_SHORTEST = 3  # letters of a word that tells names apart: Leo, Eva
_TITLES = frozenset('doctor doctora dra las los del para con'.split())
_ALL = re.compile(r'\b(?:amb[oa]s|tod[oa]s|(?:los|las) (?:dos|tres|cuatro|cinco))\b')
_MINE = re.compile(r'\b(?:la mia|el mio|para mi$)')
_ITS_DAY = re.compile(
    r'\b(?:cita|consulta|la) del?(?: dia)? (hoy|manana|pasado manana|\d{1,2}'
    r'|(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)(?: \d{1,2})?)\b'
)
# "la de las 5", "la del 6": as a wish would say it
_SPOKEN = (
    (re.compile(r'\bde (?=las? (?:\d|una\b))'), 'a '),
    (re.compile(r'\bdel (?=\d{1,2}\b)'), 'el '),
)
# «Leo sí va, pero Eva no»: what is said of each
_PARTS = re.compile(r'[,;.]|\b(?:pero|y|e|aunque|mientras)\b')
_SAID = (
    (
        'move',
        re.compile(
            r'\bmejor\b|\botr[oa] (?:dia|hora|fecha|horario)\b'
            r'|\b(?:cambi|mov|muev|reagend|reprogram)\w+'
        ),
    ),
    ('ask', re.compile(r'\b(?:no|tampoco)\b|\bcancel\w+')),
    ('confirm', re.compile(r'\b(?:si|va|ira|confirm\w*|asist\w*|llega\w*|llev\w+)\b')),
)


@dataclass(frozen=True)
class Candidate:
    """A visit that may be meant: whose it is, with whom, when by the branch's clock."""

    key: int
    patient: str
    practitioner: str
    start: datetime
    own: bool = False


def which(visits: Sequence[Candidate], text: str, today: date) -> int | None:
    """The key of the one that is meant; None when it is none, or several.

    «la de Leo», «la del jueves», «la de las 5», «con la doctora Ríos», «la mía».
    """
    said = plain(text[:300], keep=':/')
    left = spoken_of(visits, text, today)
    left = _most_shared(left, 'practitioner', text) or left
    for words, instead in _SPOKEN:
        said = words.sub(instead, said)
    wished = wish(said, today)
    if wished:
        left = [one for one in left if _fits(one.start, wished)] or left
    return left[0].key if len(left) == 1 < len(visits) else None


def spoken_of(visits: Sequence[Candidate], text: str, today: date) -> list[Candidate]:
    """Those of whom or of whose day words speak; all when of none.

    «mi cita del viernes» is the visit's day, «al viernes» is one that is wished for, and so may be
    a practitioner.
    """
    left = by_patient(visits, text)
    if found := _ITS_DAY.search(plain(text[:300])):
        wished = wish(f'el {found[1]}', today)
        left = [one for one in left if wished and _fits(one.start, wished)] or left
    return left


def without_its_day(text: str) -> str:
    """The words without the day of the visit they speak of."""
    return _ITS_DAY.sub('cita', plain(text[:300], keep=':/'))


def by_patient(visits: Sequence[Candidate], text: str) -> list[Candidate]:
    """Those of whom words speak; all when they speak of nobody."""
    own = [one for one in visits if one.own] if _MINE.search(plain(text[:300])) else []
    return _most_shared(visits, 'patient', text) or own or list(visits)


def said_apart(visits: Sequence[Candidate], text: str) -> dict[int, str]:
    """What words say of each of several people, by the key of their visits: `confirm`, `ask` (they
    do not come) or `move`; empty unless it is said of two at least, and not the same of all.
    """
    found: dict[int, str] = {}
    for part in _PARTS.split(plain(text[:300], keep=',;.')):
        meant = _most_shared(visits, 'patient', part)
        what = next((name for name, words in _SAID if words.search(part)), '')
        if meant and (not what or len({one.patient for one in meant}) > 1):
            return {}  # nothing said of one, or something of two in one breath
        found |= {one.key: what for one in meant}
    return found if len(set(found.values())) > 1 else {}


def all_of_them(text: str) -> bool:
    """Whether the words mean every one: «las dos», «todas»."""
    return bool(_ALL.search(plain(text[:300])))


def _most_shared(visits: Sequence[Candidate], name: str, text: str) -> list[Candidate]:
    """Those whose name has most words in common with the text, if any has."""
    said = set(plain(text[:300]).split())
    shared = {one.key: len(_telling(getattr(one, name)) & said) for one in visits}
    most = max(shared.values(), default=0)
    return [one for one in visits if most and shared[one.key] == most]


def _telling(name: str) -> set[str]:
    return {word for word in plain(name).split() if len(word) >= _SHORTEST} - _TITLES


def _fits(start: datetime, wished: Wish) -> bool:
    if wished.weekdays and start.weekday() not in wished.weekdays:
        return False
    if wished.since and start.date() < wished.since:
        return False
    if wished.hour is not None and start.hour + start.minute / 60 != wished.hour:
        return False
    return not wished.part or (wished.part == 'morning') == (start.hour < NOON)
