"""What a figure did between two periods, and whether that is more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from .figures import FEWEST, Nps, Share

ROSE, FELL, UNCLEAR, FEW = 'rose', 'fell', 'unclear', 'few'


@dataclass(frozen=True)
class Change:
    """`value` is the difference, `low` and `high` the ends of its 95 % interval. `verdict`: `rose`
    or `fell` when the interval leaves zero out, `unclear` when it does not, `few` when one of the
    periods has too few answers to tell."""

    value: float
    low: float
    high: float
    verdict: str


def change(before: Share | Nps, after: Share | Nps, fewest: int = FEWEST) -> Change:
    """The difference of two figures, from their own intervals (Newcombe's way, MOVER)."""
    difference = after.value - before.value
    if min(before.n, after.n) < max(fewest, 1):
        return Change(difference, -2.0, 2.0, FEW)
    low = difference - sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    high = difference + sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    verdict = ROSE if low > 0 else FELL if high < 0 else UNCLEAR
    return Change(difference, low, high, verdict)
