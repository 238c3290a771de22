"""Dates as they are written at a desk in Mexico: day, month and the whole year."""

import datetime
import re

_DAY_FIRST = re.compile(r'(?P<day>\d{1,2})[\s/.-]+(?P<month>\d{1,2})[\s/.-]+(?P<year>\d{4})')
_YEAR_FIRST = re.compile(r'(?P<year>\d{4})[\s/.-]+(?P<month>\d{1,2})[\s/.-]+(?P<day>\d{1,2})')


def written_date(text: str) -> datetime.date | None:
    """Read "12/03/1988", "12-3-1988" or "1988-03-12"; None for anything else."""
    for form in (_DAY_FIRST, _YEAR_FIRST):
        if found := form.fullmatch(text.strip()):
            try:
                return datetime.date(
                    **{part: int(number) for part, number in found.groupdict().items()}
                )
            except ValueError:
                return None
    return None
