"""The questions of a survey in order, and which one comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal['scale', 'number', 'one', 'many', 'words']


@dataclass(frozen=True)
class Question:
    """``low`` and ``high``: of a scale, or the limits of a number (None: any). ``options``: (id,
    label). ``triggers``: ids of options, of which one has to be chosen before; ``after``: (question
    id, low, high): only when that score lies within. ``measure`` chooses the words of a scale.
    """

    id: int
    kind: Kind
    title: str
    low: float | None = None
    high: float | None = None
    options: tuple[tuple[int, str], ...] = ()
    triggers: frozenset[int] = frozenset()
    after: tuple[int, int, int] | None = None
    measure: str = ''
    low_label: str = ''
    high_label: str = ''


@dataclass(frozen=True)
class Given:
    """What was answered to a question; neither: it was skipped, or it was words."""

    options: frozenset[int] = field(default_factory=frozenset)
    score: float | None = None


def is_asked(question: Question, given: Mapping[int, Given]) -> bool:
    """Whether a question is asked at all, by what was answered so far."""
    if question.triggers and not any(question.triggers & one.options for one in given.values()):
        return False
    if question.after is None:
        return True
    origin, low, high = question.after
    score = given[origin].score if origin in given else None
    return score is not None and low <= score <= high


def next_question(questions: Iterable[Question], given: Mapping[int, Given]) -> Question | None:
    """The first question that is asked and has no answer; None: that was all."""
    return next((q for q in questions if q.id not in given and is_asked(q, given)), None)
