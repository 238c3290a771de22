"""Test CURPs for invented people.

The product never generates a CURP: RENAPO assigns it, and NOM-024-SSA3-2012 (6.5.1) forbids a
clinical system to make one. A demo needs files that look whole, though, and may not show a living
person's key. So this module, which no addon imports, composes keys that pass every check and
belongs to nobody as far as that can be had: the 17th character, with which RENAPO tells apart
people whose first sixteen agree, counts up from 0 (born before 2000) or A; here it counts down from
9 and from Z, where RENAPO would arrive only at the tenth namesake of one day, sex and state.
"""

import datetime
import functools
import re
import string
import unicodedata

from stdnum.exceptions import InvalidComponent
from stdnum.mx import curp as stdnum_curp

_PARTICLES = frozenset('DA DAS DE DEL DER DI DIE DD EL LA LOS LAS LE LES MAC MC VAN VON Y'.split())
_COMMON_FIRST = frozenset(['MARIA', 'MA', 'JOSE', 'J'])
_SEX = {'female': 'M', 'male': 'H', 'x': 'X'}


class CurpMaker:
    """Composes CURPs and gives no two people the same."""

    def __init__(self) -> None:
        self._namesakes: dict[str, int] = {}

    def make(
        self,
        given: str,
        surnames: tuple[str, str | None],
        sex: str,
        birthdate: datetime.date,
        state: str,
    ) -> str:
        """Compose the key of an invented person.

        :param state: the two letters of the place of birth, NE for abroad
        """
        first, second = _word(surnames[0]), _word(surnames[1] or '')
        name = _given_word(given)
        letters = first[0] + _inner(first, 'AEIOU') + (second[:1] or 'X') + name[0]
        consonants = ''.join(
            _inner(word, set(string.ascii_uppercase) - set('AEIOU'))
            for word in (first, second, name)
        )
        stem = f'{birthdate:%y%m%d}{_SEX[sex]}{state}{consonants}'
        if _is_forbidden(letters):
            letters = letters[0] + 'X' + letters[2:]
        stem = letters + stem
        seventeen = stem + self._homonym(stem, birthdate.year)
        return seventeen + stdnum_curp.calc_check_digit(seventeen)

    def _homonym(self, stem: str, year: int) -> str:
        earlier = self._namesakes.get(stem, 0)
        self._namesakes[stem] = earlier + 1
        marks = string.digits if year < 2000 else string.ascii_uppercase
        return marks[::-1][earlier % len(marks)]


def _word(name: str) -> str:
    """The word of a name that counts: no particles, no accents, Ñ and signs as X."""
    return _telling_words(name)[0] if name else ''


def _given_word(given: str) -> str:
    """The first given name, or the second after María and José."""
    words = _telling_words(given)
    return words[1] if len(words) > 1 and words[0] in _COMMON_FIRST else words[0]


@functools.lru_cache(maxsize=4096)
def _telling_words(name: str) -> list[str]:
    upper = name.upper().replace('Ñ', 'X')
    ascii_only = unicodedata.normalize('NFKD', upper).encode('ascii', 'ignore').decode()
    words = [re.sub('[^A-Z]', 'X', word) for word in ascii_only.split()]
    return [word for word in words if word not in _PARTICLES] or words


def _inner(word: str, letters) -> str:  # type: ignore[no-untyped-def]
    """The first of these letters after the first of the word; X when there is none."""
    return next((letter for letter in word[1:] if letter in letters), 'X')


@functools.lru_cache(maxsize=65536)
def _is_forbidden(letters: str) -> bool:
    try:
        stdnum_curp.validate(letters + '000101HDFXXXA0', validate_check_digits=False)
    except InvalidComponent:
        return True
    return False
