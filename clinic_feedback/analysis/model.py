"""The linear model: what each feature speaks for, and how strongly."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from .corpus import Labelled
from .labels import ASPECTS, EMOTIONS, POLARITIES, SIGNS
from .matcher import LEXICON
from .reading import Features, read
from .story_parts import PARTS
from .training import fit

FILE = Path(__file__).with_name('model.json.gz')
FOLLOW_UP, CRITICAL = 'seguimiento', 'critica'
LABELS = (
    *POLARITIES,
    *(aspect + sign for aspect in ASPECTS for sign in SIGNS),
    FOLLOW_UP,
    CRITICAL,
    *(f'emocion:{emotion}' for emotion in EMOTIONS),
)
INDEX = {label: index for index, label in enumerate(LABELS)}
_SCALE = 1000  # weights are kept as whole thousandths
_SMALLEST = 8

# How much a feature counts by its kind: what the lexicon knows more than a bare word.
_VALUES = {
    'w': 1.0,
    's': 0.8,
    'b': 0.8,
    'h': 2.0,
    'e': 2.6,
    't': 2.0,
    'V': 1.8,
    'L': 1.5,
    'f': 2.6,
    'p': 1.2,
}
# How much more a missed one costs than a false alarm.
_MISSED_ASPECT = 2.0
_MISSED = {FOLLOW_UP: 1.3, CRITICAL: 4.0}
_OF_OTHERS = 2.0  # times that a comment by another hand counts: it knew nothing of the lexicon
_EXPONENT = 0.35
_COST = {'aspect': 0.6, 'other': 0.3}

Weights = dict[str, list[tuple[int, float]]]


def value_of(feature: str) -> float:
    return _VALUES.get(feature[1] if feature[0] == '¬' else feature[0], 1.0)


def _length(features: Features) -> float:
    """What a comment's scores are divided by, so that a long one does not shout."""
    return float((len(features) or 1) ** _EXPONENT)


class Model:
    """Weights by feature. `scores` gives a margin for each of LABELS: above zero means yes."""

    def __init__(self, weights: Weights, bias: list[float], version: str = ''):
        self.weights = weights
        self.bias = bias
        self.version = version

    def scores(self, features: Features) -> list[float]:
        out = [0.0] * len(LABELS)
        get = self.weights.get
        for feature in features:
            for index, weight in get(feature, ()):
                out[index] += weight
        length = _length(features)
        return [total / length + bias for total, bias in zip(out, self.bias, strict=True)]

    def to_json(self) -> dict[str, Any]:
        return {
            'version': self.version,
            'labels': list(LABELS),
            'bias': [round(value * _SCALE) for value in self.bias],
            'weights': {
                feature: [
                    number for index, weight in pairs for number in (index, round(weight * _SCALE))
                ]
                for feature, pairs in sorted(self.weights.items())
            },
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> 'Model':
        """Read what `to_json` wrote. ValueError when it was made for other labels."""
        if data['labels'] != list(LABELS):
            raise ValueError("The model was made for other labels: build it anew.")
        weights = {
            feature: [
                (index, number / _SCALE)
                for index, number in zip(flat[::2], flat[1::2], strict=True)
            ]
            for feature, flat in data['weights'].items()
        }
        return cls(weights, [value / _SCALE for value in data['bias']], data['version'])

    def save(self, path: Path = FILE) -> None:
        """Write the file; the same model gives the same bytes."""
        text = json.dumps(self.to_json(), ensure_ascii=False, separators=(',', ':'))
        path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the package, read once."""
    return Model.from_json(json.loads(gzip.decompress(FILE.read_bytes())))


def version_of(rows: Sequence[Labelled]) -> str:
    """The name of what the rows and the lexicon give: it changes when one of them does."""
    entries = sorted((group, text.split()) for group, text in (LEXICON | PARTS).items())
    digest = hashlib.sha256(repr(entries).encode())
    for row in sorted(rows, key=lambda row: row.text):
        labels = (row.polarity, sorted(row.aspects), row.emotion, row.severity)
        digest.update(repr((row.text, labels)).encode())
    return digest.hexdigest()[:12]


def _wanted(label: str, row: Labelled) -> bool:
    kind, _, emotion = label.partition(':')
    if emotion:
        return row.emotion == emotion
    if label == FOLLOW_UP:
        return row.severity != 'ninguna'
    if label == CRITICAL:
        return row.severity == 'critica'
    return row.polarity == kind if kind in POLARITIES else label in row.aspects


def build(rows: Sequence[Labelled], version: str = '') -> Model:
    """Fit a model to labelled comments."""
    readings = [read(row.text) for row in rows]
    counts: dict[str, int] = {}
    for features in readings:
        for feature in features:
            counts[feature] = counts.get(feature, 0) + 1
    names = sorted(name for name, count in counts.items() if count > 1 or name[0] in 'heg')
    columns = {name: index for index, name in enumerate(names)}
    vectors = []
    for features in readings:
        length = _length(features)
        vector = [(columns[f], value_of(f) / length) for f in features if f in columns]
        vectors.append([*vector, (len(names), 1.0)])
    weights: Weights = {}
    bias = []
    for index, label in enumerate(LABELS):
        chosen = [
            number
            for number, row in enumerate(rows)
            if label not in POLARITIES or row.polarity in POLARITIES
        ]
        found = fit(
            [vectors[number] for number in chosen],
            [_wanted(label, rows[number]) for number in chosen],
            len(names) + 1,
            _COST['aspect' if label[-1] in SIGNS else 'other'],
            _MISSED.get(label, _MISSED_ASPECT if label[-1] in SIGNS else 1.0),
            [_OF_OTHERS if rows[number].author else 1.0 for number in chosen],
        )
        bias.append(found[-1])
        for name, weight in zip(names, found[:-1], strict=True):
            weight *= value_of(name)
            if abs(weight) * _SCALE >= _SMALLEST:
                weights.setdefault(name, []).append((index, weight))
    return Model(weights, bias, version)
