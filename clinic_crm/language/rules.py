"""The list of what cannot wait, read from a text that a clinic can extend.

`urgent_es.txt` holds the list and explains how it is written. `parse_rules` reads one, and
`RuleSet.extended` adds the phrases of a clinic.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from .lexicon import Lexicon
from .normalise import SHORT, fold

CATEGORIES = (
    'cardiaco',
    'respiratorio',
    'inconsciencia',
    'evc',
    'convulsion',
    'sangrado',
    'obstetrico',
    'alergia',
    'intoxicacion',
    'suicida',
    'fiebre',
    'metabolico',
    'trauma',
    'abdomen',
    'violencia',
    'generico',
)
# What the matcher itself asks for: what takes a word back, what takes that back again, and what
# names an alarm of the second net.
RESERVED = ('niega', 'alcance', 'pasado', 'ahora', 'duda', 'resuelto', 'despedida')

_ITEM = re.compile(r'@?[a-z]+\*?|\d+|\[\d+(?:\.\d+)?\.\.\d+(?:\.\d+)?\]')
_TERM = re.compile(r' ([+-]) ')

Phrase = tuple[str, ...]


class RuleError(ValueError):
    """A line that cannot be read: its number, counted from 1, and what is wrong with it."""

    def __init__(self, line: int, reason: str) -> None:
        self.line = line
        self.reason = reason
        super().__init__(f"line {line}: {reason}")


@dataclass(frozen=True)
class Rule:
    """Urgent when every one of `terms` stands near the others and none of `without` anywhere.

    A term is the name of a concept: of a list (`@pecho`) or of a phrase of its own.
    """

    category: str
    text: str
    terms: tuple[str, ...]
    without: frozenset[str] = frozenset()


@dataclass
class RuleSet:
    """Rules ready to be used: what begins with which word, and which rule begins with what."""

    rules: list[Rule] = field(default_factory=list)
    concepts: dict[str, set[Phrase]] = field(default_factory=dict)
    idioms: set[Phrase] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.compile()

    def compile(self) -> None:
        """Build the indexes; to be called again when the lists above have changed."""
        self.single: dict[str, list[str]] = {}
        self.plain: dict[str, list[tuple[Phrase, str]]] = {}
        self.nested: dict[str, list[tuple[Phrase, str]]] = {}
        wanted = {item for phrase in self.idioms for item in phrase}
        for name, phrases in self.concepts.items():
            for phrase in sorted(phrases):
                wanted.update(item for item in phrase if item[0] not in '@[')
                if len(phrase) == 1 and phrase[0][0] != '@':
                    self.single.setdefault(phrase[0], []).append(name)
                elif any(item[0] == '@' for item in phrase):
                    self.nested.setdefault(phrase[0], []).append((phrase, name))
                else:
                    self.plain.setdefault(phrase[0], []).append((phrase, name))
        self.turns: dict[str, list[Phrase]] = {}
        for phrase in sorted(self.idioms):
            self.turns.setdefault(phrase[0], []).append(phrase)
        self.numbers = sorted(
            (float(low), float(high), item)
            for item in {i for phrases in self.concepts.values() for p in phrases for i in p}
            if item[0] == '['
            for low, _dots, high in [item[1:-1].partition('..')]
        )
        self.by_anchor: dict[str, list[Rule]] = {}
        for rule in self.rules:
            self.by_anchor.setdefault(rule.terms[0], []).append(rule)
        self.lexicon = Lexicon(wanted, self.known, self.typed)

    def extended(self, phrases: Iterable[tuple[str, str]]) -> 'RuleSet':
        """Return this set with a clinic's own phrases, each with its category, added.

        A phrase is written as the right side of a rule, most simply as patients say it: "me picó un
        mapache". Raises `RuleError` with the phrase's place in the list.
        """
        return parse_rules('\n'.join(f'{cat}: {phrase}' for cat, phrase in phrases), self)


def parse_rules(text: str, base: RuleSet | None = None) -> RuleSet:
    """Read rules as `urgent_es.txt` writes them, on top of those of `base`."""
    found = RuleSet()
    if base:
        found.rules = list(base.rules)
        found.concepts = {name: set(phrases) for name, phrases in base.concepts.items()}
        found.idioms = set(base.idioms)
        found.known = set(base.known)
        found.typed = set(base.typed)
    used: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith('#'):
            continue
        head, colon, body = line.partition(':')
        head = head.strip()
        if not colon or not body.strip():
            raise RuleError(number, "a name, a colon and words are expected")
        if head.startswith('@'):
            phrases = found.concepts.setdefault(head, set())
            phrases |= {_phrase(number, piece) for piece in body.split(',')}
        elif head == 'known':
            found.known |= set(fold(body).split())
        elif head == 'typed':
            found.typed |= {word for phrase in body.split() for word in _phrase(number, phrase)}
        elif head == 'idiom':
            found.idioms |= {_phrase(number, piece) for piece in body.split('|')}
        elif head in CATEGORIES:
            for piece in body.split('|'):
                rule = _rule(number, head, piece, found.concepts)
                found.rules.append(rule)
                used += [(number, term) for term in (*rule.terms, *rule.without)]
        else:
            raise RuleError(number, f"there is no category {head}")
    for number, name in used:
        for item in {name, *(i for phrase in found.concepts.get(name, ()) for i in phrase)}:
            if item[0] == '@' and item not in found.concepts:
                raise RuleError(number, f"there is no list {item}")
    found.compile()
    return found


def _phrase(number: int, piece: str) -> Phrase:
    items: list[str] = []
    for word in piece.split():
        stem = fold(word.rstrip('*'))
        items += [stem + '*'] if word.endswith('*') else SHORT.get(stem, stem).split()
    if not items or any(not _ITEM.fullmatch(item) for item in items):
        raise RuleError(number, f"these are no words: {piece.strip()!r}")
    return tuple(items)


def _rule(number: int, category: str, piece: str, concepts: dict[str, set[Phrase]]) -> Rule:
    """Read one alternative; a phrase in it becomes a concept named as it is written."""
    terms: list[str] = []
    without: set[str] = set()
    sign = '+'
    for part in _TERM.split(' '.join(piece.split())):
        if part in ('+', '-'):
            sign = part
            continue
        phrase = _phrase(number, part)
        name = ' '.join(phrase)
        if len(phrase) > 1 or name[0] != '@':
            concepts.setdefault(name, set()).add(phrase)
        if sign == '+':
            terms.append(name)
        else:
            without.add(name)
    if not terms:
        raise RuleError(number, "a rule begins with what it looks for")
    return Rule(category, ' '.join(piece.split()), tuple(terms), frozenset(without))


@lru_cache(1)
def default_rules() -> RuleSet:
    """The rules that come with the suite."""
    return parse_rules(Path(__file__).with_name('urgent_es.txt').read_text(encoding='utf-8'))
