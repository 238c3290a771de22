"""What an answer typed by hand means: «siete», «un 9 porque…», «la 2», «espera y trato», «7.5».

Only what can hardly mean anything else is taken for an answer; the rest is asked again. Words that
say more than the answer are never dropped: they are the reading's ``rest``.
"""

from __future__ import annotations

from .course import Question
from .options import option
from .result import Reading
from .said import PICTURE, composed, plain
from .scores import score
from .wishes import skips, stops

LONGEST_SHORT = 400  # characters; a longer text answers a question only by how it begins
LONGEST_WORDS = 20000


def read(question: Question, text: str) -> Reading:
    """What a text says as an answer to a question."""
    text = text.strip()
    if stops(text) and not _is_label(question, text):
        return Reading(stopped=True)
    if question.kind == 'words':
        return _words(text)
    found = option(question, text) if question.options else score(question, text)
    if len(text) > LONGEST_SHORT and (not found.understood or found.rest in ('', composed(text))):
        return Reading()
    if not (found.understood or found.near) and skips(text):
        return Reading(skipped=True)
    return found


def _words(text: str) -> Reading:
    if skips(text, words=True):
        return Reading(skipped=True)
    if not (plain(text) or PICTURE.search(text)):
        return Reading()  # a mark alone says nothing that could be kept as a comment
    return Reading(words=text[:LONGEST_WORDS])


def _is_label(question: Question, text: str) -> bool:
    return any(plain(label) == plain(text) for _number, label in question.options)
