"""How many people a day a business may write to first, as Meta names it.

API page: "Messaging limits".
"""

from __future__ import annotations

import re

UNLIMITED = 1_000_000  # more than any clinic has patients
PEOPLE_A_DAY: dict[str, int] = {'TIER_NOT_SET': 250, 'TIER_UNLIMITED': UNLIMITED}
_TIER = re.compile(r'(?:TIER_)?(\d{1,7})(K)?')


def people_a_day(tier: object) -> int:
    """The number behind ``TIER_250``, ``TIER_2K``, ``TIER_UNLIMITED``; of anything else 0."""
    name = str(tier or '').upper()
    if name in PEOPLE_A_DAY:
        return PEOPLE_A_DAY[name]
    found = _TIER.fullmatch(name)
    return min(UNLIMITED, int(found[1]) * (1000 if found[2] else 1)) if found else 0
