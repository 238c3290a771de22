"""Identifiers taken out of a text before it leaves the clinic.

First what the record knows (names, phones, addresses, file numbers), however it is spelled; then
what can be told by its form. Too much rather than too little; doses, measures, prices and hours
stay, since they are what the text is about.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from .identifiers import PATTERNS
from .normalise import sound

KNOWN = 'dato'  # what stands for a value of the record whose kind was not said
_WORD = re.compile(r'[a-z]{2,}')
_SHORT_NAME = re.compile(r'\b[A-ZÁÉÍÓÚÑ][\wáéíóúñ]\b')
_RUN = re.compile(r'\+?\d(?:[\s().\-/]{0,3}\d)*')
_PARTICLES = frozenset('de del la las los el y san santa da do van von der don dona'.split())
_DIGITS = 6  # a number of the record is looked for in other numbers from so many digits on

Span = tuple[int, int, str]
Known = Iterable[str] | Mapping[str, str | Iterable[str]]


def redact(text: str, known: Known = ()) -> str:
    """Return the text with every identifier as its kind in brackets: "[nombre]", "[fecha]".

    `known` are values of the record, or values by kind: `{'nombre': ["Ana Ruiz"]}`. Every word of a
    name counts by itself and as it sounds; a number counts however its digits are grouped.
    """
    return _replaced(text, _spans(text, known))


def covered(text: str, known: Known = ()) -> set[int]:
    """The places of the text that `redact` takes out."""
    return {place for start, stop, _kind in _spans(text, known) for place in range(start, stop)}


def _spans(text: str, known: Known) -> list[Span]:
    plain = aligned(text)
    spans = _known_spans(plain, text, _frozen(known))
    for kind, pattern in PATTERNS:
        group = 'it' if 'it' in pattern.groupindex else 0
        spans += [(*found.span(group), kind) for found in pattern.finditer(plain)]
    return spans


def aligned(text: str) -> str:
    """The text in lower case without accents, character by character: places stay the same."""
    return text.lower() if text.isascii() else ''.join(map(_plain, text))


@lru_cache(4096)
def _plain(char: str) -> str:
    small = unicodedata.normalize('NFKD', char.lower())
    kept = ''.join(c for c in small if not unicodedata.combining(c))
    return kept if len(kept) == 1 else (kept[:1] or ' ')


def _frozen(known: Known) -> tuple[tuple[str, str], ...]:
    """(kind, value) pairs that can be remembered."""
    if not isinstance(known, Mapping):
        values = (known,) if isinstance(known, str) else known
        return tuple((KNOWN, value) for value in values if value)
    pairs: list[tuple[str, str]] = []
    for kind, values in known.items():
        for value in (values,) if isinstance(values, str) else values or ():
            if value:
                pairs.append((kind, value))
    return tuple(pairs)


class _Record:
    """The values of a record, ready to be looked for."""

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.words: dict[str, str] = {}
        self.sounds: dict[str, str] = {}
        self.short: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        whole: dict[str, str] = {}
        for kind, value in pairs:
            plain = aligned(value)
            parts = re.findall(r'\w+', plain)
            if parts:
                whole[r'[\W_]*'.join(map(re.escape, parts))] = kind
            digits = ''.join(filter(str.isdigit, plain))
            if not digits:
                self._name(parts, kind)
            elif len(digits) >= _DIGITS and len(digits) * 2 > len(plain):
                self.numbers[digits[-10:]] = kind
        self.whole = [
            (re.compile(rf'(?<![^\W_]){pattern}(?![^\W_])'), kind)
            for pattern, kind in sorted(whole.items(), key=lambda item: -len(item[0]))
        ]

    def _name(self, parts: list[str], kind: str) -> None:
        for part in parts:
            if part in _PARTICLES:
                continue
            if len(part) > 2:
                self.words[part] = kind
                if len(part) > 3:
                    self.sounds[sound(part)] = kind
            else:
                self.short[part] = kind


_record = lru_cache(16)(_Record)  # a conversation's; no more names than needed stay in memory


def _known_spans(plain: str, text: str, pairs: tuple[tuple[str, str], ...]) -> list[Span]:
    if not pairs:
        return []
    record = _record(pairs)
    spans = [
        (*found.span(), kind) for pattern, kind in record.whole for found in pattern.finditer(plain)
    ]
    for found in _WORD.finditer(plain):
        word = found.group()
        kind = record.words.get(word)
        if kind is None and record.sounds and len(word) > 3:
            kind = record.sounds.get(sound(word))
        if kind:
            spans.append((*found.span(), kind))
    if record.short:
        for found in _SHORT_NAME.finditer(text):
            if kind := record.short.get(aligned(found.group())):
                spans.append((*found.span(), kind))
    if record.numbers:
        for found in _RUN.finditer(plain):
            digits = ''.join(filter(str.isdigit, found.group()))
            for number, kind in record.numbers.items():
                if number in digits:
                    spans.append((*found.span(), kind))
    return spans


def _replaced(text: str, spans: list[Span]) -> str:
    """The text with its spans replaced; those that overlap, and names side by side, as one."""
    out: list[str] = []
    end, last = 0, ''
    for start, stop, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < end:
            end = max(end, stop)
        elif kind == last and text[end:start].isspace():
            end = stop
        else:
            out += [text[end:start], f'[{kind}]']
            end, last = stop, kind
    return ''.join(out) + text[end:]
