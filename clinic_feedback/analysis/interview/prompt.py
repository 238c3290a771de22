"""How a question is put: one short text, and what can be tapped below it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .course import Question

SKIP = 'skip'
MOST_ROWS, LONGEST_TITLE, LONGEST_TEXT = 10, 24, 300
# From the best to the worst, as a person reads them.
SCALES = {
    'csat': ("Excelente", "Buena", "Regular", "Mala", "Muy mala"),
    'ease': ("Muy fácil", "Fácil", "Regular", "Difícil", "Muy difícil"),
}
_KEY = re.compile(r'q(\d{1,10})\.(skip|-?\d{1,10})')


@dataclass(frozen=True)
class Choice:
    """``key`` names the question too: an option tapped late is never another question's answer."""

    key: str
    title: str


@dataclass(frozen=True)
class Prompt:
    """``expects``: ``option``, ``number`` or ``text``."""

    text: str
    choices: tuple[Choice, ...]
    expects: str


def prompt(question: Question, *, informal: bool = False) -> Prompt:
    """Put a question to a patient."""
    hint, choices, expects = _scale(question, informal)
    if question.kind == 'one':
        hint, choices, expects = '', _options(question), 'option'
    elif question.kind == 'many':
        hint = (
            "Puedes elegir una o escribir varias, por ejemplo: 1, 3."
            if informal
            else "Puede elegir una o escribir varias, por ejemplo: 1, 3."
        )
        choices, expects = _options(question), 'option'
    elif question.kind == 'words':
        hint, choices, expects = '', (Choice(f'q{question.id}.{SKIP}', "Saltar"),), 'text'
    text = f"{question.title} {hint}".strip() if hint else question.title
    return Prompt(' '.join(text.split())[:LONGEST_TEXT], choices, expects)


def _scale(question: Question, informal: bool) -> tuple[str, tuple[Choice, ...], str]:
    """The hint, what can be tapped and what is expected of a number."""
    low, high = question.low, question.high
    if low is None or high is None:
        return ("Escribe un número." if informal else "Escriba un número."), (), 'number'
    if question.kind == 'scale' and high - low < MOST_ROWS:
        return '', tuple(_rows(question, int(low), int(high))), 'option'
    ends = [f"{low:g} = {question.low_label}"] if question.low_label else []
    ends += [f"{high:g} = {question.high_label}"] if question.high_label else []
    write = "Escribe" if informal else "Escriba"
    ends_said = f" ({', '.join(ends)})" if ends else ''
    return f"{write} un número del {low:g} al {high:g}{ends_said}.", (), 'number'


def _rows(question: Question, low: int, high: int) -> list[Choice]:
    words = SCALES.get(question.measure, ())
    rows = []
    for place, score in enumerate(range(high, low - 1, -1)):
        label = words[place] if len(words) == high - low + 1 else ''
        label = label or (question.high_label if score == high else '')
        label = label or (question.low_label if score == low else '')
        title = f"{score} · {label}" if label else str(score)
        rows.append(Choice(f'q{question.id}.{score}', title[:LONGEST_TITLE]))
    return rows


def _options(question: Question) -> tuple[Choice, ...]:
    return tuple(
        Choice(f'q{question.id}.{number}', label[:LONGEST_TITLE])
        for number, label in question.options
    )


def read_key(key: str) -> tuple[int, int | None] | None:
    """(question id, score or option id; None: skipped) of a choice; None: it is none of ours."""
    found = _KEY.fullmatch(key or '')
    if not found:
        return None
    return int(found[1]), None if found[2] == SKIP else int(found[2])
