"""Which of the words one looks for a typed word is, typing errors included.

A word counts as meant when it is spelled so, sounds so ("inchado"), or is one letter off
("pehco", "respirarr"): a letter more, less, another, or two swapped. Words of fewer than seven
letters are too near too many others for the last, unless they are named; and a word that is known
to be another one ("hecho" is not "pecho") never counts as an error.
"""

from collections.abc import Iterable
from functools import lru_cache

from .normalise import sound

SHORTEST = 5  # letters of a word that may be spelled as it sounds
LONG = 7  # letters from which on one may be wrong
_REMEMBERED = 8192


class Lexicon:
    """Words and beginnings of words (`convuls*`) to be found, and words that are none of them."""

    def __init__(
        self, wanted: Iterable[str], known: Iterable[str] = (), typed: Iterable[str] = ()
    ) -> None:
        self._words: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._sounds: dict[str, set[str]] = {}
        self._near: dict[str, set[str]] = {}
        self._stem_sounds: dict[str, set[str]] = {}
        self._known = frozenset(known)
        typed = frozenset(typed)
        for entry in set(wanted):
            stem = entry.rstrip('*')
            heard = sound(stem)
            if entry.endswith('*'):
                self._stems[stem] = entry
                if len(heard) >= SHORTEST:
                    self._stem_sounds.setdefault(heard, set()).add(entry)
            else:
                self._words[entry] = entry
                if len(entry) >= SHORTEST or entry in typed:
                    self._sounds.setdefault(heard, set()).add(entry)
            if len(stem) >= LONG or entry in typed:
                for variant in _one_less(stem):
                    self._near.setdefault(variant, set()).add(entry)
        self._lengths = tuple(sorted({len(stem) for stem in self._stems}))
        self.find = lru_cache(_REMEMBERED)(self._find)

    def _find(self, word: str) -> tuple[str, ...]:
        """The entries that a folded word is; those with `*` when it begins so."""
        found = {self._words[word]} if word in self._words else set()
        for length in self._lengths:
            if (start := word[:length]) in self._stems:
                found.add(self._stems[start])
        if word not in self._words and word not in self._known and len(word) >= SHORTEST - 1:
            heard = sound(word)
            found |= self._sounds.get(heard, set())
            if not found and len(word) >= SHORTEST:
                found = self._alike(word, heard)
        return tuple(sorted(found))

    def _alike(self, word: str, heard: str) -> set[str]:
        found: set[str] = set()
        for length in range(SHORTEST, len(heard) + 1):
            found |= self._stem_sounds.get(heard[:length], set())
        if not found:
            for variant in _one_less(word):
                for entry in self._near.get(variant, ()):
                    if not entry.endswith('*') and near(word, entry):
                        found.add(entry)
        if not found and len(word) > SHORTEST:
            found = self._alike_start(word)
        return found

    def _alike_start(self, word: str) -> set[str]:
        """The beginnings one letter off from that of the word: "combulsionando"."""
        found = set()
        for length in range(LONG - 1, min(len(word), LONG + 2) + 1):
            start = word[:length]
            for variant in _one_less(start):
                for entry in self._near.get(variant, ()):
                    if entry.endswith('*') and near(start, entry[:-1]):
                        found.add(entry)
        return found


def _one_less(word: str) -> set[str]:
    """The word and what it is without any one letter."""
    return {word, *(word[:index] + word[index + 1 :] for index in range(len(word)))}


def near(one: str, other: str) -> bool:
    """Whether two words differ by at most one letter, or by two neighbours swapped."""
    if one == other:
        return True
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    first = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[first:] == other[first + 1 :]
    if one[first + 1 :] == other[first + 1 :]:
        return True
    swapped = one[first : first + 2] == other[first : first + 2][::-1]
    return swapped and one[first + 2 :] == other[first + 2 :]
