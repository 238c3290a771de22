"""Find the expressions of the lexicon in a row of words."""

import re
from functools import lru_cache

from .cues import CUES
from .lexicon import PEOPLE
from .lexicon_care import CARE
from .lexicon_things import THINGS
from .lexicon_time import TIME
from .text import Word, fold, sound

# "llámenme", "devuélvanmelo", "corríjanla": somebody is to do something.
_PLEA = re.compile(r'.{2,}[ae]n(?:me|(?:me|se)?l[oa]s?)')

Groups = tuple[str, ...]
# The rest of an expression: what each further word must be, or how it must begin.
Rest = tuple[tuple[str, bool], ...]
Phrases = list[tuple[Rest, Groups]]
# A word's own groups; the expressions it opens, by the two letters their next word begins with.
Known = tuple[Groups, dict[str, Phrases]]


def _forms(written: str) -> list[tuple[str, bool]]:
    """How a word of an entry sounds; a beginning may sound in two ways, as in `limpiec*`."""
    word = fold(written)
    if not word.endswith('*'):
        return [(sound(word) if word[0].isalpha() else word, False)]
    begin = word[:-1]
    # not the vowel it ends in: two of them would sound as one, and be cut off
    return sorted({(sound(begin + vowel)[:-1], True) for vowel in 'ae' if begin[-1] != vowel})


def _expressions(written: str) -> list[tuple[tuple[str, bool], ...]]:
    rows: list[tuple[tuple[str, bool], ...]] = [()]
    for word in written.split():
        rows = [(*row, form) for row in rows for form in _forms(word)]
    return rows


class Matcher:
    """The lexicon, ready to be asked word by word."""

    def __init__(self, groups: dict[str, str]):
        self._words: dict[str, set[str]] = {}
        self._beginnings: dict[str, set[str]] = {}
        self._phrases: dict[str, dict[Rest, set[str]]] = {}
        self._phrase_beginnings: dict[str, dict[Rest, set[str]]] = {}
        self._memory: dict[str, Known] = {}
        self.pleas = 'ask' in groups
        for group, text in groups.items():
            for entry in text.split(','):
                for (first, begins), *rest in filter(None, _expressions(entry)):
                    self._add(group, first, begins, tuple(rest))

    def _add(self, group: str, first: str, begins: bool, rest: Rest) -> None:
        if rest:
            into = self._phrase_beginnings if begins else self._phrases
            into.setdefault(first, {}).setdefault(rest, set()).add(group)
        else:
            (self._beginnings if begins else self._words).setdefault(first, set()).add(group)

    def known(self, key: str) -> Known:
        """What groups a word belongs to by itself, and which expressions it opens."""
        found = self._memory.get(key)
        if found is None:
            if len(self._memory) > 30_000:
                self._memory.clear()
            groups = set(self._words.get(key, ()))
            phrases = dict(self._phrases.get(key, {}))
            for length in range(2, len(key) + 1):
                groups |= self._beginnings.get(key[:length], set())
                for rest, more in self._phrase_beginnings.get(key[:length], {}).items():
                    phrases[rest] = phrases.get(rest, set()) | more
            if self.pleas and _PLEA.fullmatch(key):
                groups.add('ask')
            by_next: dict[str, Phrases] = {}
            for rest, more in sorted(phrases.items()):
                by_next.setdefault(rest[0][0][:2], []).append((rest, tuple(sorted(more))))
            found = (tuple(sorted(groups)), by_next)
            self._memory[key] = found
        return found


def fits(row: list[Word], index: int, rest: Rest) -> bool:
    """Whether the words from this one on are the rest of an expression."""
    for wanted, begins in rest:
        key = row[index].key
        if not (key.startswith(wanted) if begins else key == wanted):
            return False
        index += 1
    return True


LEXICON = PEOPLE | TIME | THINGS | CARE | CUES


@lru_cache(maxsize=1)
def matcher() -> Matcher:
    """Made when the first comment is read: most of a server's processes never read one."""
    return Matcher(LEXICON)
