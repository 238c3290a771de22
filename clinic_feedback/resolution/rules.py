"""The rules of a clinic, judged without knowing where they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# From the mildest on.
SEVERITIES = ('media', 'alta', 'critica')
_OF_COMMENT = {'alta': 'alta', 'critica': 'critica'}


@dataclass(frozen=True)
class Thresholds:
    """Which answers are bad.

    :param five: of 1 to 5, what is bad at or below it; 0: no score is
    :param ten: of 0 to 10, likewise; -1: no score is
    :param comment: the severity from which a comment alone asks for a case; empty: never
    """

    five: int
    ten: int
    comment: str = 'alta'


@dataclass(frozen=True)
class Facts:
    """What a case is about; empty where it is unknown."""

    severity: str
    aspects: tuple[str, ...] = ()
    practitioner: int = 0
    specialty: int = 0
    branch: int = 0


@dataclass(frozen=True)
class Route:
    """Who gets which cases; what is empty fits all."""

    user: int
    aspect: str = ''
    practitioner: int = 0
    specialty: int = 0
    branch: int = 0
    least: str = ''

    def fits(self, facts: Facts) -> bool:
        return (
            (not self.aspect or self.aspect in facts.aspects)
            and self.practitioner in (0, facts.practitioner)
            and self.specialty in (0, facts.specialty)
            and self.branch in (0, facts.branch)
            and (not self.least or _rank(facts.severity) >= _rank(self.least))
        )


@dataclass(frozen=True)
class Step:
    """Somebody of the chain hears of a case this long after its deadline."""

    minutes: int
    user: int


def worst(*severities: str | None) -> str:
    """The gravest of these; empty ones count for nothing."""
    return max((one or '' for one in severities), key=_rank, default='')


def judge(
    thresholds: Thresholds,
    score: float | None = None,
    least: float = 1,
    most: float = 5,
    comment: str = '',
    urgent: bool = False,
) -> tuple[str, str]:
    """(severity, why) of one answer; both empty: no case. `why`: urgent, both, score or comment.

    A score at the very bottom is `alta`, another bad one `media`; a comment has its own severity,
    and words that cannot wait are `critica`. A score on any other scale than 0 to 10 is read as
    1 to 5.
    """
    by_score = _of_score(thresholds, score, least, most)
    by_comment = ''
    if urgent:
        by_comment = 'critica'
    elif thresholds.comment and _rank(comment) >= _rank(thresholds.comment):
        by_comment = _OF_COMMENT.get(comment, '')
    severity = worst(by_score, by_comment)
    if not severity:
        return '', ''
    if urgent:
        return severity, 'urgent'
    return severity, 'both' if by_score and by_comment else 'score' if by_score else 'comment'


def _of_score(thresholds: Thresholds, score: float | None, least: float, most: float) -> str:
    if score is None or most <= least:
        return ''
    if (least, most) == (0, 10):
        place, bad = score, float(thresholds.ten)
        bottom = 2.0  # 0 to 2 of 10, as 1 of 5
    else:
        place, bad = 1 + 4 * (score - least) / (most - least), float(thresholds.five)
        bottom = 1.0
    if place > bad:
        return ''
    return 'alta' if place <= bottom else 'media'


def choose(routes: Iterable[Route], facts: Facts) -> int:
    """The user of the first route that fits; 0: none does."""
    return next((route.user for route in routes if route.fits(facts)), 0)


def next_step(chain: Sequence[Step], done: int, deadline: datetime) -> datetime | None:
    """When the chain's next person is to hear of it; None: everybody has."""
    if done >= len(chain):
        return None
    return deadline + timedelta(minutes=chain[done].minutes)


def next_hour(at: datetime) -> datetime:
    """The full hour that a moment is, or the one after it."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if hour == at else hour + timedelta(hours=1)


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1
