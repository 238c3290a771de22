"""How late somebody says they are."""

from __future__ import annotations

import re

_MINUTES = re.compile(r'\b(\d{1,2})\s*(?:m|min|mins|minutos|minutitos)\b', re.IGNORECASE)


def minutes_late(text: str) -> int:
    """«voy 15 minutos tarde» → 15; 0 when nothing is said."""
    found = _MINUTES.search(text)
    return int(found[1]) if found else 0
