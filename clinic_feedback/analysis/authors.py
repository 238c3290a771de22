"""How right the analysis is on an author it has never read: each in turn is left out of the fit."""

from collections.abc import Sequence

from .analyser import analyse
from .corpus import Labelled, fitted
from .evaluation import evaluate
from .model import build


def authors(rows: Sequence[Labelled]) -> list[str]:
    """The hands other than the lexicon's author, by the names of their files."""
    return sorted({row.author for row in rows if row.author})


def score_left_out(rows: Sequence[Labelled], author: str) -> dict[str, float]:
    """The figures of one author's comments, by a model fitted to nobody's but the others'.

    The lexicon is not fitted, but it is not blind either: it was written further with the
    comments in view, so a new author scores lower than this.
    """
    model = build(fitted(row for row in rows if row.author != author))
    chosen = [row for row in rows if row.author == author]
    return evaluate(chosen, lambda text: analyse(text, model))
