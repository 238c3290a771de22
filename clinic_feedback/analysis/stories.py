"""Find what is grave by things said together: "me dieron las pastillas del señor de al lado"."""

from functools import lru_cache

from .matcher import Matcher, fits
from .story_parts import PARTS, STORIES
from .text import Word

Span = tuple[int, int]
_NOT = frozenset({'no', 'sin', 'ni', 'nunka', 'jamas', 'nadie', 'ningun', 'ninguna', 'tampoko'})
_REACH = 3  # words that a "no" reaches at most
_NEAR = 90  # characters between two parts of a story at most
_STOPS = frozenset({',', '.', '...', '!', '?'})
_STORIES = tuple(
    (name, tuple(frozenset(part) for part in parts), parts) for name, parts in STORIES.items()
)


Places = dict[str, list[Span]]


def stories(words: list[Word]) -> tuple[Places, Places]:
    """(the stories told, each with the places of its parts; all parts that are said).

    What is denied is no part of anything.
    """
    said = _said(words)
    found = {}
    heard = said.keys()
    for name, needed, parts in _STORIES:
        if any(part.isdisjoint(heard) for part in needed):
            continue
        told = [[span for group in part for span in said.get(group, ())] for part in parts]
        spans = _together(told)
        if spans:
            found[name] = spans
    return found, said


def _said(words: list[Word]) -> Places:
    said: Places = {}
    denied_until = -1
    known, last = _parts().known, len(words) - 1
    for index, (key, _stem, start, end) in enumerate(words):
        if key in _STOPS:
            denied_until = -1
            continue
        groups, phrases = known(key)
        if groups and index > denied_until:
            for group in groups:
                said.setdefault(group, []).append((start, end))
        reach = _REACH if key in _NOT else 0
        if phrases and index < last:
            for rest, more in phrases.get(words[index + 1].key[:2], ()):
                stop = index + len(rest)
                if stop <= last and fits(words, index + 1, rest):
                    # one that holds a "no" of its own is said as a whole
                    if index > denied_until or key in _NOT or any(w in _NOT for w, _ in rest):
                        for group in more:
                            said.setdefault(group, []).append((start, words[stop].end))
                    reach = 0  # its "no" is spent
        if reach:
            denied_until = index + reach
    return said


@lru_cache(maxsize=1)
def _parts() -> Matcher:
    return Matcher(PARTS)


def _together(told: list[list[Span]]) -> list[Span]:
    """For each part the place nearest to the first part's, if all of them are near enough."""
    for start, end in told[0]:
        chosen = [(start, end)]
        for part in told[1:]:
            near = min(
                (span for span in part if span != (start, end)),
                key=lambda span: max(span[0] - end, start - span[1]),
                default=None,
            )
            if near is None or max(near[0] - end, start - near[1]) > _NEAR:
                break
            chosen.append(near)
        else:
            return chosen
    return []
