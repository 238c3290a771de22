"""How late somebody says they are."""

from __future__ import annotations

import re

from .fold import fold

_MINUTES = re.compile(r'\b(\d{1,2})\s*(?:m|min|mins|minutos|minutitos)\b')
_IN_WORDS = {
    'hora y media': 90,
    'media hora': 30,
    'cuarto de hora': 15,
    'tres cuartos': 45,
    'una hora': 60,
    '1 hora': 60,
    'cinco min': 5,
    'diez min': 10,
    'quince min': 15,
    'veinte min': 20,
    'treinta min': 30,
}


def minutes_late(text: str) -> int:
    """«voy 15 minutos tarde» → 15, «llego en media hora» → 30; 0 when nothing is said."""
    said = fold(text[:200])
    found = _MINUTES.search(said)
    if found:
        return int(found[1])
    return next((minutes for words, minutes in _IN_WORDS.items() if words in said), 0)
