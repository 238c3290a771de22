"""Satisfaction, recommendation and rates, with 95 % intervals that are honest for few answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

FEWEST = 10  # answers below which nobody is ranked
_Z = 1.959964  # 95 %
# Of a score by what it measures: from this on it is a good one, up to this a bad one. `csat` and
# `ease` are of 1 to 5; `nps` is of 0 to 10, where good ones are promoters and bad ones detractors.
GOOD = {'csat': 4, 'ease': 4, 'nps': 9}
BAD = {'csat': 2, 'ease': 2, 'nps': 6}
# Added to the answers before the interval is taken, so that few of them do not look sure.
_EXTRA, _EXTRA_SIDE = 3, 0.75

_Group = TypeVar('_Group')


@dataclass(frozen=True)
class Share:
    """`hits` of `n`; `low` and `high` are the ends of Wilson's interval. 0 of 0 says nothing."""

    hits: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.hits / self.n if self.n else 0.0


@dataclass(frozen=True)
class Nps:
    """Promoters less detractors, from -1 to 1, of `n` answers of 0 to 10."""

    promoters: int
    detractors: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return (self.promoters - self.detractors) / self.n if self.n else 0.0


def share(hits: int, n: int) -> Share:
    """A rate, with Wilson's interval."""
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n}")
    if not n:
        return Share(0, 0, 0.0, 1.0)
    part = hits / n
    middle = part + _Z**2 / (2 * n)
    reach = _Z * sqrt(part * (1 - part) / n + _Z**2 / (4 * n**2))
    scale = 1 + _Z**2 / n
    return Share(hits, n, max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale))


def satisfied(counts: Mapping[int, int]) -> Share:
    """The share of 4 and 5 among answers of 1 to 5; {score: how many}."""
    _check(counts, 1, 5)
    good = sum(times for score, times in counts.items() if score >= GOOD['csat'])
    return share(good, sum(counts.values()))


def nps(counts: Mapping[int, int]) -> Nps:
    """Recommendation from answers of 0 to 10; {score: how many}.

    The interval is the adjusted Wald one: three more answers, spread over the three kinds.
    """
    _check(counts, 0, 10)
    n = sum(counts.values())
    promoters = sum(times for score, times in counts.items() if score >= GOOD['nps'])
    detractors = sum(times for score, times in counts.items() if score <= BAD['nps'])
    if not n:
        return Nps(0, 0, 0, -1.0, 1.0)
    more = n + _EXTRA
    good, bad = (promoters + _EXTRA_SIDE) / more, (detractors + _EXTRA_SIDE) / more
    middle = good - bad
    reach = _Z * sqrt((good + bad - middle**2) / more)
    return Nps(promoters, detractors, n, max(-1.0, middle - reach), min(1.0, middle + reach))


def ranked(
    groups: Iterable[_Group], n: Callable[[_Group], int], value: Callable[[_Group], float]
) -> tuple[list[_Group], list[_Group]]:
    """(those with enough answers, best first; the others as they came, in no order of merit)."""
    groups = list(groups)
    enough = [group for group in groups if n(group) >= FEWEST]
    return sorted(enough, key=value, reverse=True), [g for g in groups if n(g) < FEWEST]


def _check(counts: Mapping[int, int], least: int, most: int) -> None:
    wrong = [score for score in counts if not least <= score <= most]
    if wrong or any(times < 0 for times in counts.values()):
        raise ValueError(f"scores of {least} to {most}: {dict(counts)}")


def percent(value: float) -> str:
    """A share from 0 to 1 as people read it: ``64 %``."""
    return f'{100 * value:.0f} %'
