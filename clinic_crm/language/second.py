"""The second net of the triage: urgent texts that the list has no words for.

Weights learnt from invented texts by `scripts/train_triage.py` over the words of a text and the
lists of `urgent_es.txt` found in it. It only ever raises.
"""

import gzip
import json
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from .normalise import sound

STEM = 6  # letters of a word that are compared
PIECE = 4  # letters of a word's sound that are compared wherever they stand
PAIRED = 10  # lists that are also told by pairs
JOINING = frozenset('yeou')  # alone they tell how long a text is, not what of
ANY_TEXT = '='  # a trait of every text, so that one of unknown words is a calm one
_REMEMBERED = 8192


def traits(words: list[str], lists: set[str]) -> set[str]:
    """What is told of a text: words, pieces and pairs of them, and the lists they are in."""
    stems = [word[:STEM] for word in words]
    named = sorted(lists)[:PAIRED]
    pairs = (f'{a}{b}' for a, b in combinations(named, 2))
    found = {ANY_TEXT, *stems, *lists, *pairs} - JOINING
    found.update(f'{one} {other}' for one, other in zip(stems, stems[1:], strict=False))
    found.update(f'{one}_{other}' for one, other in zip(stems, stems[2:], strict=False))
    return found.union(*map(_pieces, words))


@lru_cache(_REMEMBERED)
def _pieces(word: str) -> tuple[str, ...]:
    """Pieces of how a word sounds, so that one mistyped still has most of them."""
    heard = f'_{sound(word)}_'
    return tuple(f'~{heard[i : i + PIECE]}' for i in range(len(heard) - PIECE + 1))


def alarming(found: set[str]) -> bool:
    """Whether traits weigh as much as those of urgent texts do."""
    bar, weights = model()
    return bool(found) and sum(weights.get(name, 0) for name in found) > bar * len(found) ** 0.5


@lru_cache(1)
def model() -> tuple[float, dict[str, int]]:
    """What the weights of a text's traits have to reach, and the weights."""
    packed = Path(__file__).with_name('urgent_es.json.gz').read_bytes()
    data = json.loads(gzip.decompress(packed))
    return data['bar'], data['weights']
