"""What patients praise or blame more than before, and whether that is more than chance."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, sqrt

from .labels import ASPECTS, SIGNS
from .result import Analysis

FEWEST = 10  # comments in a period below which nothing is said of it
LEAST = 3  # mentions that a theme needs in one of the two periods
CHANCE = 0.05
ROSE, FELL, SAME, FEW = 'rose', 'fell', 'same', 'few'
_Z = 1.959964  # 95 %


@dataclass(frozen=True)
class Theme:
    """How often an aspect was praised or blamed in two periods.

    `change` is the difference of the shares (0.12: 12 points more), with the ends of its 95 %
    interval. `verdict` is `rose` or `fell` when chance would seldom do that, all themes together
    considered; `same` when it may; `few` when there are too few comments to tell.
    """

    aspect: str
    sign: str
    before: int
    before_of: int
    after: int
    after_of: int
    change: float
    low: float
    high: float
    p: float
    verdict: str


def themes(before: Sequence[Analysis], after: Sequence[Analysis]) -> list[Theme]:
    """Compare two periods, such as the last four weeks with this one.

    Every theme that was mentioned at all is in the answer: what rose first, worst news before good
    ones, then what fell, then the rest by how often it is mentioned now. A comment counts once.
    """
    was, now = _mentions(before), _mentions(after)
    labels = [(a, s) for a in ASPECTS for s in SIGNS if was[a, s] or now[a, s]]
    chances = [fisher(was[x], len(before), now[x], len(after)) for x in labels]
    adjusted = holm(chances)
    found = []
    for label, p in zip(labels, adjusted, strict=True):
        counts = was[label], len(before), now[label], len(after)
        change, low, high = difference(*counts)
        found.append(Theme(*label, *counts, change, low, high, p, _verdict(*counts, change, p)))
    order = (ROSE, FELL, SAME, FEW)
    found.sort(key=lambda t: (order.index(t.verdict), t.sign != '-', -t.after, -t.before))
    return found


def _mentions(analyses: Iterable[Analysis]) -> Counter[tuple[str, str]]:
    return Counter(label for one in analyses for label in {(x.aspect, x.sign) for x in one.aspects})


def _verdict(was: int, was_of: int, now: int, now_of: int, change: float, p: float) -> str:
    if min(was_of, now_of) < FEWEST or max(was, now) < LEAST:
        return FEW
    if p > CHANCE:
        return SAME
    return ROSE if change > 0 else FELL


def fisher(one: int, one_of: int, other: int, other_of: int) -> float:
    """The chance of shares at least this far apart if nothing had changed (exact, two-sided)."""
    total, hits = one_of + other_of, one + other
    if not one_of or not other_of or not hits or hits == total:
        return 1.0

    def likely(k: int) -> float:
        return _choose(one_of, k) + _choose(other_of, hits - k) - _choose(total, hits)

    seen = likely(one) + 1e-9
    ways = range(max(0, hits - other_of), min(one_of, hits) + 1)
    return min(1.0, sum(exp(chance) for k in ways if (chance := likely(k)) <= seen))


def _choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def holm(chances: Sequence[float]) -> list[float]:
    """The same chances when so many things are looked at at once."""
    adjusted = [1.0] * len(chances)
    highest = 0.0
    for rank, index in enumerate(sorted(range(len(chances)), key=lambda i: chances[i])):
        highest = max(highest, min(1.0, chances[index] * (len(chances) - rank)))
        adjusted[index] = highest
    return adjusted


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson's), honest for few and for none."""
    if not of:
        return 0.0, 1.0
    share = hits / of
    middle = share + _Z**2 / (2 * of)
    reach = _Z * sqrt(share * (1 - share) / of + _Z**2 / (4 * of**2))
    scale = 1 + _Z**2 / of
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def difference(was: int, was_of: int, now: int, now_of: int) -> tuple[float, float, float]:
    """How much a share changed, with the 95 % interval of that (Newcombe's)."""
    one, other = was / was_of if was_of else 0.0, now / now_of if now_of else 0.0
    one_low, one_high = interval(was, was_of)
    low, high = interval(now, now_of)
    change = other - one
    if not was_of or not now_of:
        return change, -1.0, 1.0
    return (
        change,
        change - sqrt((other - low) ** 2 + (one_high - one) ** 2),
        change + sqrt((high - other) ** 2 + (one - one_low) ** 2),
    )
