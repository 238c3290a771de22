"""Labelled comments: how they are written down, and which of them are held back.

One a line: the labels in any order, a bar, the comment.

    neg enojo alta trato- espera- | Esperé dos horas y la recepcionista fue grosera

`mix` says that good and bad weigh the same; without a severity it is `ninguna`, without an emotion
`neutral`. `alta` is written of whoever must be reached within the day; that whoever is unhappy is
called back too needs no label (`labels.unhappy`).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .labels import ASPECTS, EMOTIONS, POLARITIES, SEVERITIES, SIGNS, unhappy

MIXED = 'mix'
OTHERS = 'otra_mano'  # how the files by other hands than the lexicon's author begin
_ASPECTS = frozenset(aspect + sign for aspect in ASPECTS for sign in SIGNS)


@dataclass(frozen=True)
class Labelled:
    """A comment and what a careful reader says of it; aspects carry their sign: `trato-`."""

    text: str
    polarity: str
    aspects: frozenset[str]
    emotion: str
    severity: str
    author: str = ''  # whose it is, when it is by another hand

    @property
    def follow_up(self) -> bool:
        """Whether a person should call back."""
        return self.severity != 'ninguna' or unhappy(self.polarity, self.aspects)


def parse(line: str, author: str = '') -> Labelled:
    """Read one line. ValueError says which word is no label."""
    labels, bar, text = line.partition('|')
    if not bar or not text.strip():
        raise ValueError(f"No comment after the labels: {line!r}")
    polarity, emotion, severity = '', 'neutral', 'ninguna'
    aspects = set()
    for label in labels.split():
        if label in POLARITIES or label == MIXED:
            polarity = label
        elif label in EMOTIONS:
            emotion = label
        elif label in SEVERITIES:
            severity = label
        elif label in _ASPECTS:
            aspects.add(label)
        else:
            raise ValueError(f"Unknown label {label!r} in {line!r}")
    if not polarity:
        raise ValueError(f"No polarity in {line!r}")
    return Labelled(text.strip(), polarity, frozenset(aspects), emotion, severity, author)


def load(folder: Path) -> list[Labelled]:
    """The comments of all files of a folder, each text once; another hand's word goes first."""
    found: dict[str, Labelled] = {}
    paths = sorted(folder.glob('*.txt'))
    for path in sorted(paths, key=lambda path: not path.stem.startswith(OTHERS)):
        author = path.stem if path.stem.startswith(OTHERS) else ''
        for line in path.read_text(encoding='utf-8').splitlines():
            if line.strip() and not line.startswith('#'):
                row = parse(line, author)
                found.setdefault(row.text.casefold(), row)
    return list(found.values())


def load_json(path: Path) -> list[Labelled]:
    """Comments written as one JSON object a line, with `aspects` as objects and `alert`."""
    return [
        Labelled(
            row['text'],
            row['polarity'],
            frozenset(x['aspect'] + x['sign'] for x in row['aspects']),
            row['emotion'],
            row['alert'],
        )
        for row in map(json.loads, path.read_text(encoding='utf-8').splitlines())
    ]


def fold_of(text: str, folds: int) -> int:
    """Which of so many parts a comment belongs to: the same for ever, whatever is added."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], 'big') % folds


def held_back(text: str) -> bool:
    """Whether a comment is of the tenth that no model is fitted to."""
    return fold_of(text, 10) == 0


def fitted(rows: Iterable[Labelled]) -> list[Labelled]:
    return [row for row in rows if not held_back(row.text)]


def unseen(rows: Iterable[Labelled]) -> list[Labelled]:
    return [row for row in rows if held_back(row.text)]
