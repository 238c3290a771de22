"""A text with ``{places}`` as Meta takes it for review."""

from __future__ import annotations

import re

from .templates import VARIABLE

PLACE = re.compile(r'\{(\w+)\}')
TAIL = "Si tiene alguna duda, responda a este mensaje."
TAIL_INFORMAL = "Si tienes alguna duda, responde a este mensaje."


def draft_body(text: str, may_be_empty: frozenset[str], *, informal: bool = False) -> str:
    """The body of a template that says the same.

    Meta lets no variable stay empty, stand first or last, or be more than half of what is said: a
    line of nothing but places that may be empty goes, and where words are few some are added.
    """
    lines = []
    for line in text.strip().split('\n'):
        names = set(PLACE.findall(line))
        rest = PLACE.sub(lambda place: '' if place[1] in may_be_empty else place[0], line)
        if names & may_be_empty and not rest.strip():
            continue
        lines.append(rest.rstrip())
    body = PLACE.sub(r'{{\1}}', re.sub(r'\n{2,}', '\n', '\n'.join(lines))).strip()
    if re.search(VARIABLE.pattern + r'\W*$', body) or _is_thin(body):
        body += '\n' + (TAIL_INFORMAL if informal else TAIL)
    if re.match(VARIABLE, body):
        body = f"Hola: {body}"
    return body


def _is_thin(body: str) -> bool:
    """Whether there are too few words for its variables, as Meta counts them."""
    words = len(re.findall(r'\w+', VARIABLE.sub(' ', body)))
    return words < 2 * len(set(VARIABLE.findall(body))) + 1
