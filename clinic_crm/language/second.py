"""The second net of the triage: urgent texts that the list has no words for.

Weights learnt from invented texts by `scripts/train_triage.py` over the words of a text and the
lists of `urgent_es.txt` found in it. It only ever raises.
"""

import gzip
import json
from functools import lru_cache
from itertools import combinations
from pathlib import Path

STEM = 6  # letters of a word that are compared
PAIRED = 10  # lists that are also told by pairs


def traits(words: list[str], lists: set[str]) -> list[str]:
    """What is told of a text: its words, pairs of them, and the lists they are in."""
    stems = [word[:STEM] for word in words]
    named = sorted(lists)[:PAIRED]
    found = {*stems, *lists, *(f'{a}{b}' for a, b in combinations(named, 2))}
    found.update(f'{one} {other}' for one, other in zip(stems, stems[1:], strict=False))
    return sorted(found)


def alarming(found: list[str]) -> bool:
    """Whether traits weigh as much as those of urgent texts do."""
    bar, weights = model()
    return bool(found) and sum(weights.get(name, 0) for name in found) > bar * len(found) ** 0.5


@lru_cache(1)
def model() -> tuple[float, dict[str, int]]:
    """What the weights of a text's traits have to reach, and the weights."""
    packed = Path(__file__).with_name('urgent_es.json.gz').read_bytes()
    data = json.loads(gzip.decompress(packed))
    return data['bar'], data['weights']
