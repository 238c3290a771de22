"""What cannot wait: is a text about something that needs a person now?

Recall comes first. A rule holds when all its words stand near each other, whatever their order; it
is taken back only when that is clean: denied right before, dated in the past, said to be over, or
an idiom, with no word of doubt anywhere. The triage never diagnoses; a category says which words
were found, not what somebody has.
"""

import re
from dataclasses import dataclass
from typing import Literal

from .normalise import PICTURES, fold, spelled
from .rules import RESERVED, Phrase, Rule, RuleSet, default_rules
from .second import alarming, traits

WINDOW = 9  # words between two words of a rule
SKIP = 2  # small words inside a phrase
SCOPE = 6  # how many words a "no" reaches
MOST = 40  # times that a word is looked at
LONGEST = 4096  # characters; what comes after is not read

_PIECE = re.compile(r'[^.,;:!?\n]+|[.,;:!?\n][.,;:!?\s]*')
_NUMBER = re.compile(r'\d+(?:[.,]\d+)?$')
_TENTHS = re.compile(r'(?<=\d)[.,:](?=\d)')
_SMALL = frozenset(
    'me te se le les lo la los las nos el un una unos mi su tu muy ya bien casi a ni que tan mas '
    'nada hoy ahorita aqui asi como de del este esta ese esa pues super bastante tanto al por yo '
    'ella en con y mucho mucha'.split()
)

_NAMED = {
    word: float(value)
    for value, word in enumerate(
        'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince '
        'dieciseis diecisiete dieciocho diecinueve veinte'.split()
    )
} | {'treinta': 30.0, 'cuarenta': 40.0, 'cincuenta': 50.0, 'doscientos': 200.0}
# After these a number says how many, not how high.
_COUNTED = [
    [word] for word in 'anos ano meses mes semanas dias horas minutos kilos pesos cm'.split()
]
_NOR = frozenset(('o', 'ni'))
_OF = frozenset(('de', 'del', 'en', 'el', 'la', 'al'))

Hit = tuple[int, int]  # first word, and the one after the last


@dataclass(frozen=True)
class Triage:
    """Whether a text needs a person now.

    `category` is one of `rules.CATEGORIES` and `rule` the rule's own words, or `second net` when no
    rule holds and the text is yet like urgent ones: then the category is `suicida` where it speaks
    of despair, else `generico`. When words were found but taken back, the level
    is `none` and `rule` begins with why: `denied`, `past`, `over`. Both are empty when nothing was
    found.
    """

    level: Literal['none', 'urgent']
    category: str = ''
    rule: str = ''

    @property
    def urgent(self) -> bool:
        return self.level == 'urgent'


NOTHING = Triage('none')
SECOND = Triage('urgent', 'generico', 'second net')
# Both numbers stand in what is read then: a word too much costs nothing, one missed a call.
DESPAIR = Triage('urgent', 'suicida', 'second net')
FEWEST = 6  # words, before the second net is asked: fewer resemble anything
_PICTURED = frozenset(PICTURES.values())
_NOT_TOLD = frozenset(f'@{name}' for name in RESERVED)


def triage(text: str, rules: RuleSet | None = None) -> Triage:
    """Read a text. `rules` are `default_rules()` unless a clinic has its own."""
    return Reading(text, rules or default_rules()).result()


def explain(text: str, rules: RuleSet | None = None) -> tuple[Triage, tuple[str, ...]]:
    """Read a text; also the words of it that decided, as they were made comparable."""
    reading = Reading(text, rules or default_rules())
    return reading.result(), reading.decided


class Reading:
    """One text and what of the rules' words stands in it."""

    def __init__(self, text: str, rules: RuleSet) -> None:
        folded = fold(text[:LONGEST])
        self.rules = rules
        self.words: list[str] = []
        self.ends: set[int] = set()  # a sign stands before the word of this number
        self.lines: set[int] = set()  # or only a new line, which breaks no phrase
        for piece in _PIECE.findall(_TENTHS.sub('·', folded).replace('...', ' ')):
            if piece.isspace():
                self.lines.add(len(self.words))
            elif piece[0] in '.,;:!?\n':
                self.ends.add(len(self.words))
            else:
                self.words += spelled(piece.replace('·', '.'))
        self.symbols: list[tuple[str, ...]] = [self._symbols(word) for word in self.words]
        self.hits: dict[str, list[Hit]] = {}
        self.decided: tuple[str, ...] = ()
        self._idioms()
        self._find()

    def _symbols(self, word: str) -> tuple[str, ...]:
        found = self.rules.lexicon.find(word)
        value = _NAMED.get(word)
        if value is None and _NUMBER.match(word):
            value = float(word.replace(',', '.'))
        if value is not None:
            found += tuple(item for low, high, item in self.rules.numbers if low <= value <= high)
        return found

    # -- finding -----------------------------------------------------------------------------------

    def _idioms(self) -> None:
        """Blank the words of idioms, so that nothing is found in them."""
        for start, symbols in enumerate(self.symbols):
            for symbol in symbols:
                for phrase in self.rules.turns.get(symbol, ()):
                    if end := self._follow(phrase, start + 1):
                        for place in range(start, end):
                            self.symbols[place] = ()

    def _follow(self, phrase: Phrase, place: int) -> int:
        """Where a phrase ends whose first item ends at a word; 0 when it does not go on so."""
        for item in phrase[1:]:
            for skipped in range(SKIP + 1):
                here = place + skipped
                if here >= len(self.words) or here in self.ends:
                    return 0
                if end := self._is(item, here):
                    place = end
                    break
                if self.words[here] not in _SMALL:
                    return 0
            else:
                return 0
        return place

    def _is(self, item: str, place: int) -> int:
        """Where what stands at a word ends if it is the item; else 0."""
        if item[0] == '@':
            return max((end for start, end in self.hits.get(item, ()) if start == place), default=0)
        return place + 1 if item in self.symbols[place] else 0

    def _find(self) -> None:
        rules, hits = self.rules, self.hits
        for place, symbols in enumerate(self.symbols):
            for symbol in symbols:
                counted = symbol[0] == '[' and self.words[place + 1 : place + 2] in _COUNTED
                for name in () if counted else rules.single.get(symbol, ()):
                    hits.setdefault(name, []).append((place, place + 1))
                for phrase, name in rules.plain.get(symbol, ()):
                    if end := self._follow(phrase, place + 1):
                        hits.setdefault(name, []).append((place, end))
        for place, symbols in enumerate(self.symbols):
            for symbol in symbols:
                for phrase, name in rules.nested.get(symbol, ()):
                    if end := self._follow(phrase, place + 1):
                        hits.setdefault(name, []).append((place, end))
        for first in [name for name in hits if name in rules.nested]:
            for phrase, name in rules.nested[first]:
                for start, stop in hits[first]:
                    if end := self._follow(phrase, stop):
                        hits.setdefault(name, []).append((start, end))

    def _holding(self, back: set[int] | frozenset[int]) -> list[tuple[Rule, tuple[Hit, ...]]]:
        """The rules whose words are all there, each with where; those taken back do not count."""
        found = []
        for name in list(self.hits):
            for rule in self.rules.by_anchor.get(name, ()):
                if not self.hits.keys().isdisjoint(rule.without):
                    continue
                if places := self._together(rule.terms, back):
                    found.append((rule, places))
        return found

    def _together(self, terms: tuple[str, ...], back: set[int] | frozenset[int]) -> tuple[Hit, ...]:
        """Hits of all terms that stand near the first and apart from each other."""
        lists = []
        for term in terms:
            if not (live := [hit for hit in self.hits.get(term, ()) if hit[0] not in back][:MOST]):
                return ()
            lists.append(live)
        for anchor in lists[0]:
            taken = [anchor]
            for hits in lists[1:]:
                near = [
                    hit
                    for hit in hits
                    if all(hit[1] <= other[0] or other[1] <= hit[0] for other in taken)
                    and max(hit[0] - anchor[1], anchor[0] - hit[1]) <= WINDOW
                ]
                if not near:
                    break
                taken.append(min(near, key=lambda hit: max(hit[0] - anchor[1], anchor[0] - hit[1])))
            else:
                return tuple(taken)
        return ()

    # -- taking back -------------------------------------------------------------------------------

    def _denied(self) -> set[int]:
        """The words that a "no" before them takes back."""
        inside = {
            place
            for name, hits in self.hits.items()
            if name not in _NOT_TOLD
            for start, end in hits
            if end - start > 1
            for place in range(start, end)
        }
        scope = {start for start, _end in self.hits.get('@alcance', ())}
        denied = set()
        for start, _end in self.hits.get('@niega', ()):
            if start in inside:
                continue
            for place in range(start + 1, min(start + 1 + SCOPE, len(self.words))):
                if place in self.ends or place in self.lines:
                    break
                denied.add(place)
                if place not in scope:
                    denied |= self._also(place)
                    break
        return denied

    def _also(self, place: int) -> set[int]:
        """What is denied together with a word: no "dolor de pecho", no "tos ni fiebre"."""
        also = set()
        of = True
        ends = self.ends | self.lines
        while place + 2 <= len(self.words) and place + 1 not in ends:
            place += 1
            if self.words[place] in _NOR:
                of = False
            elif self.words[place] in _OF:
                of = True
            elif self.symbols[place] and (of or self.words[place - 1] in _NOR):
                also.add(place)
                of = False
            else:
                break
        return also

    def _told(self) -> bool:
        """Whether there is enough of a sentence to resemble one: no picture alone, no "no sé"."""
        return sum(word not in _PICTURED for word in self.words) >= FEWEST

    def traits(self) -> set[str]:
        """What the second net is told of the text."""
        denied = self._denied() if '@niega' in self.hits else set()
        lists = {
            f'no {name}' if start in denied else name
            for name, hits in self.hits.items()
            if name[0] == '@' and name not in _NOT_TOLD
            for start, _end in hits
        }
        return traits(self.words, lists)

    def _clauses(self, marker: str) -> set[int]:
        """The words between two signs among which a marker stands, such as "hace dos años"."""
        ends = sorted({0, len(self.words)} | self.ends | self.lines)
        return {
            place
            for start, stop in zip(ends, ends[1:], strict=False)
            if any(start <= hit[0] < stop for hit in self.hits.get(marker, ()))
            for place in range(start, stop)
        }

    def result(self) -> Triage:
        found = self._holding(frozenset())
        if not found:
            return self._second()
        back = NOTHING
        if '@duda' not in self.hits:
            denied = self._denied() if '@niega' in self.hits else set()
            reasons = {'denied': denied}
            if '@ahora' not in self.hits:
                reasons |= {'past': self._clauses('@pasado'), 'over': self._clauses('@resuelto')}
            for reason, places in reasons.items():
                if places and any(hit[0] in places for _rule, hits in found for hit in hits):
                    rule, hits = found[0]
                    self.decided = self._said(hits)
                    back = Triage('none', rule.category, f'{reason}: {rule.text}')
                    found = self._holding(set().union(*reasons.values()))
                    break
        if not found:
            return back
        rule, hits = max(found, key=_weight)
        self.decided = self._said(hits)
        return Triage('urgent', rule.category, rule.text)

    def _second(self) -> Triage:
        """What the second net finds alone: nothing, or an emergency without saying which.

        Self-harm is the one it names, where words of despair stand in it: who reads the answer
        has to find whom to call about that.
        """
        if not (self._told() and alarming(self.traits())):
            return NOTHING
        return DESPAIR if '@despedida' in self.hits else SECOND

    def _said(self, hits: tuple[Hit, ...]) -> tuple[str, ...]:
        return tuple(' '.join(self.words[start:end]) for start, end in sorted(hits))


def _weight(holding: tuple[Rule, tuple[Hit, ...]]) -> tuple[bool, int]:
    """What is said literally comes last; of others, what more words say comes first."""
    rule, places = holding
    return rule.category != 'generico', sum(end - start for start, end in places)
