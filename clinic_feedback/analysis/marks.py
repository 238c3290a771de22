"""A comment in pieces: the words that decided, and what each of them decided."""

from collections.abc import Iterable
from typing import NamedTuple

from .result import Evidence


class Piece(NamedTuple):
    """A stretch of the comment as it was written; `labels` are empty where nothing was decided."""

    text: str
    labels: tuple[str, ...]


def pieces(text: str, evidence: Iterable[Evidence]) -> list[Piece]:
    """The whole comment, in order: `''.join(piece.text for piece in pieces(…)) == text`.

    Evidence may overlap, and may point outside the text when the text has been cut since.
    """
    inside = [(max(0, one.start), min(len(text), one.stop), one.label) for one in evidence]
    found = [(start, stop, label) for start, stop, label in inside if start < stop]
    edges = sorted(
        {0, len(text), *(edge for start, stop, _label in found for edge in (start, stop))}
    )
    parts: list[Piece] = []
    for start, stop in zip(edges, edges[1:], strict=False):
        labels = tuple(
            dict.fromkeys(label for one, other, label in found if one <= start and stop <= other)
        )
        if parts and parts[-1].labels == labels:
            parts[-1] = Piece(parts[-1].text + text[start:stop], labels)
        elif text[start:stop]:
            parts.append(Piece(text[start:stop], labels))
    return parts
