"""What an answer typed by hand was taken for."""

from __future__ import annotations

from dataclasses import dataclass

from .course import Given


@dataclass(frozen=True)
class Reading:
    """``score``, ``options`` or ``words`` is the answer; ``skipped`` and ``stopped`` are wishes.

    Without any of them it was not understood, and ``near`` are the whole numbers or options it may
    have meant («7.5»: 7 and 8). ``rest``: the words that say more than that, as they were written.
    """

    score: float | None = None
    options: tuple[int, ...] = ()
    words: str = ''
    skipped: bool = False
    stopped: bool = False
    near: tuple[int, ...] = ()
    rest: str = ''

    @property
    def understood(self) -> bool:
        """Whether it answers the question."""
        return bool(self.score is not None or self.options or self.words or self.skipped)

    def given(self) -> Given:
        """What it leaves behind for the questions that follow."""
        return Given(frozenset(self.options), self.score)
