"""How likely two patient files are one person, and why.

Evidence is added up as in record linkage after Fellegi and Sunter: each thing that agrees or
disagrees weighs the natural logarithm of how much more often it is seen between two files of one
person than between two people whom the search brought together. The sum through a logistic curve
is the score. Each reason carries its weight, so that a person who decides sees what spoke for and
against.

Families are the hard case: they share phone, address and surnames, and twins the birth date too.
Therefore two different given names weigh more than all of that together.
"""

import datetime
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from .common_names import COMMON_NAMES
from .curp import check_curp
from .names import fold, name_tokens, sound
from .phones import phone_search_key

# At or above NEAR_CERTAIN two files are offered for merging; from POSSIBLE they are shown as
# perhaps the same person. Nothing is ever merged without a person's decision.
NEAR_CERTAIN = 0.95
POSSIBLE = 0.5

ReasonCode = Literal[
    'same_curp',
    'different_curp',
    'same_name',
    'swapped_name',
    'similar_name',
    'partial_name',
    'different_name',
    'same_birthdate',
    'swapped_birthdate',
    'similar_birthdate',
    'different_birthdate',
    'same_phone',
    'same_email',
    'different_sex',
]

_PRIOR = -7.0
_WEIGHTS: dict[ReasonCode, float] = {
    'same_curp': 12.0,
    'different_curp': -10.0,
    'same_birthdate': 5.0,
    'swapped_birthdate': 3.0,
    'similar_birthdate': 1.5,
    'different_birthdate': -5.0,
    'same_phone': 3.8,
    'same_email': 3.0,
    'different_sex': -4.0,
}
# By how many words of the name agree: two words are "María García", four are hard to share.
_NAME_WEIGHTS = {1: 1.0, 2: 4.5, 3: 6.0}
_MANY_WORDS = 8.0
_TYPO = -0.7
_MISSING = -0.5
_CONFLICT = -5.0
# Typing errors are believed in words of this length; shorter ones are other names too often.
_TYPO_LENGTH = 5

# Dates that registries write for "not known".
_UNKNOWN_DATES = frozenset({datetime.date(9999, 9, 9), datetime.date(1900, 1, 1)})


@dataclass(frozen=True)
class Person:
    """What is compared of a file. Absent values are None or empty and say nothing."""

    name: str
    birthdate: datetime.date | None = None
    sex: str | None = None
    curp: str | None = None
    phones: tuple[str, ...] = ()
    email: str | None = None


class Reason(NamedTuple):
    code: ReasonCode
    weight: float


class NameMatch(NamedTuple):
    """Words of two names laid beside each other."""

    equal: int  # the same word, or one that sounds the same
    typos: int  # one letter apart
    missing: int  # words that only the longer name has
    conflicts: int  # words that differ
    same_order: bool


def duplicate_score(a: Person, b: Person) -> tuple[float, tuple[Reason, ...]]:
    """Return the likelihood from 0 to 1 that two files are one person, with the reasons.

    The order of the two files does not matter; the heaviest reason comes first.
    """
    reasons = [
        *_compare_curp(a, b),
        *_compare_name(a, b),
        *_compare_birthdate(a.birthdate, b.birthdate),
        *_compare_contact(a, b),
    ]
    if a.sex and b.sex and a.sex != b.sex:
        reasons.append(_reason('different_sex'))
    total = _PRIOR + sum(reason.weight for reason in reasons)
    score = 1 / (1 + math.exp(-total))
    return score, tuple(sorted(reasons, key=lambda r: (-abs(r.weight), r.code)))


def candidate_keys(person: Person) -> frozenset[str]:
    """Keys of which two files of one person share at least one: what to look candidates up by.

    Compares only files in the same drawer instead of each with each. Typing errors in the name are
    covered by the birth date and phone drawers and the other way round.
    """
    keys = {f'phone:{key}' for phone in person.phones if (key := _phone_key(phone))}
    words = name_tokens(person.name)
    keys.add('name:' + ' '.join(sorted(sound(word) for word in words)))
    if _known(person.birthdate):
        keys.update(f'born:{person.birthdate}:{sound(word)}' for word in words)
    if curp := check_curp(person.curp).value:
        keys.add(f'curp:{curp}')
    if person.email:
        keys.add(f'email:{person.email.strip().lower()}')
    return frozenset(keys)


def compare_names(a: str, b: str) -> NameMatch:
    """Lay the words of two names beside each other, whatever their order."""
    left, right = name_tokens(a), name_tokens(b)
    if fold(a).replace(' ', '') == fold(b).replace(' ', ''):
        return NameMatch(max(len(left), len(right)), 0, 0, 0, True)
    same_order = left == right
    rest_left, rest_right = _rest(left, right), _rest(right, left)
    equal = len(left) - len(rest_left)
    equal += _pair_off(rest_left, rest_right, _sound_alike)
    equal += _pair_joined(rest_left, rest_right) + _pair_joined(rest_right, rest_left)
    typos = _pair_off(rest_left, rest_right, _is_typo)
    # An initial stands for any name that begins with it, but proves nothing.
    initials = _pair_off(rest_left, rest_right, _is_initial)
    conflicts = min(len(rest_left), len(rest_right))
    missing = max(len(rest_left), len(rest_right)) - conflicts + initials
    return NameMatch(equal, typos, missing, conflicts, same_order)


def _compare_name(a: Person, b: Person) -> list[Reason]:
    if not fold(a.name) or not fold(b.name):
        return []
    match = compare_names(a.name, b.name)
    agreeing = match.equal + match.typos
    weight = _NAME_WEIGHTS.get(agreeing, _MANY_WORDS if agreeing else 0.0)
    weight += match.typos * _TYPO + match.missing * _MISSING
    if match.conflicts:
        # What agrees is then what a family shares.
        return [Reason('different_name', _CONFLICT * match.conflicts)]
    if match.typos:
        return [Reason('similar_name', weight)]
    if match.missing:
        return [Reason('partial_name', weight)]
    return [Reason('same_name' if match.same_order else 'swapped_name', weight)]


def _compare_curp(a: Person, b: Person) -> list[Reason]:
    one, other = check_curp(a.curp), check_curp(b.curp)
    if not one.value or not other.value:
        return []
    if one.value == other.value:
        return [_reason('same_curp')]
    # A mistyped one proves nothing.
    return [_reason('different_curp')] if one.valid and other.valid else []


def _compare_birthdate(a: datetime.date | None, b: datetime.date | None) -> list[Reason]:
    if not _known(a) or not _known(b):
        return []
    assert a and b
    if a == b:
        return [_reason('same_birthdate')]
    if a.year == b.year and (a.month, a.day) == (b.day, b.month):
        return [_reason('swapped_birthdate')]
    return [_reason('similar_birthdate' if _one_slip_apart(a, b) else 'different_birthdate')]


def _one_slip_apart(a: datetime.date, b: datetime.date) -> bool:
    """Another digit, or the day, month or year before or after: the 9th for the 10th."""
    digits = sum(x != y for x, y in zip(a.isoformat(), b.isoformat(), strict=True))
    steps = (abs(a.year - b.year), abs(a.month - b.month), abs(a.day - b.day))
    return digits == 1 or sum(steps) == 1 or abs((a - b).days) == 1


def _compare_contact(a: Person, b: Person) -> list[Reason]:
    reasons = []
    if {*map(_phone_key, a.phones)} & {*map(_phone_key, b.phones)} - {None}:
        reasons.append(_reason('same_phone'))
    if a.email and b.email and a.email.strip().lower() == b.email.strip().lower():
        reasons.append(_reason('same_email'))
    return reasons


def _reason(code: ReasonCode) -> Reason:
    return Reason(code, _WEIGHTS[code])


def _phone_key(phone: str) -> str | None:
    """The search key of a phone long enough to be a number of its own."""
    key = phone_search_key(phone)
    return key if key and len(key) >= 7 else None


def _known(birthdate: datetime.date | None) -> bool:
    return birthdate is not None and birthdate not in _UNKNOWN_DATES


def _rest(words: list[str], others: list[str]) -> list[str]:
    """The words that the other name does not have, each counted as often as it stands."""
    counts = Counter(others)
    rest = []
    for word in words:
        if counts[word]:
            counts[word] -= 1
        else:
            rest.append(word)
    return rest


def _pair_off(left: list[str], right: list[str], alike: Callable[[str, str], bool]) -> int:
    """Take pairs that are alike out of both lists; return how many."""
    pairs = 0
    for word in list(left):
        partner = next((other for other in right if alike(word, other)), None)
        if partner is not None:
            left.remove(word)
            right.remove(partner)
            pairs += 1
    return pairs


def _pair_joined(left: list[str], right: list[str]) -> int:
    """Take out words of one side that are two words of the other: "delacruz", "mariajose"."""
    for word in list(left):
        for first in right:
            second = word.removeprefix(first)
            if second != word and second in right and (second != first or right.count(first) > 1):
                left.remove(word)
                right.remove(first)
                right.remove(second)
                return 2
    return 0


def _sound_alike(a: str, b: str) -> bool:
    return sound(a) == sound(b)


def _is_initial(a: str, b: str) -> bool:
    return a[0] == b[0] and 1 in (len(a), len(b))


def _is_typo(a: str, b: str) -> bool:
    """Whether two words are one word with a slip of the finger, rather than two names."""
    if max(len(a), len(b)) < _TYPO_LENGTH or (a in COMMON_NAMES and b in COMMON_NAMES):
        return False
    if _are_gender_pair(a, b):
        return False
    return _one_slip(a, b)


def _are_gender_pair(a: str, b: str) -> bool:
    """Mario and María, Daniel and Daniela."""
    short, long = sorted((a, b), key=len)
    if len(a) == len(b):
        return a[:-1] == b[:-1] and {a[-1], b[-1]} <= set('aoe')
    return long == short + 'a' and short[-1] not in 'aeiou'


def _one_slip(a: str, b: str) -> bool:
    """One letter added, lost or replaced, or two neighbours swapped; never the first replaced."""
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) > 1:
        return False
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = long[start : start + 2] == short[start : start + 2][::-1]
    if swapped and short[start + 2 :] == long[start + 2 :]:
        return True
    return start > 0 and short[start + 1 :] == long[start + 1 :]
