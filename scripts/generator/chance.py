"""Randomness that depends on nothing but the seed and the subject.

Each subject (a household, a person's consents) draws from a stream of its own, so that a new detail
added to one changes nothing in the others, and the first 300 patients of 100,000 are those of 300.
"""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

T = TypeVar('T')


class Ranked(Sequence[str]):
    """Words in order of frequency; the first is drawn most, by a Zipf-like curve."""

    def __init__(self, text: str, flatness: int = 8):
        self.words = [word.replace('_', ' ') for word in text.split()]
        self.weights = list(accumulate(1 / (rank + flatness) for rank in range(len(self.words))))

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        return self.words[index]


class Chance:
    """A stream of draws. The key is text, so that neither hash seed nor platform matters."""

    def __init__(self, *key: object):
        self._random = random.Random('/'.join(map(str, key)))

    def happens(self, probability: float) -> bool:
        return self._random.random() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def one(self, options: Sequence[T]) -> T:
        return options[self.between(0, len(options) - 1)]

    def ranked(self, options: Ranked) -> str:
        return self._random.choices(options.words, cum_weights=options.weights)[0]

    def weighted(self, options: dict[T, float]) -> T:
        """A key of the dictionary, as often as its value says."""
        return self._random.choices(list(options), weights=list(options.values()))[0]
