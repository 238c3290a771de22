"""A practitioner's visits as an iCalendar file that calendars on a phone subscribe to.

Times are UTC, so that no table of zones has to travel along. A subscriber replaces all it had by
what it reads: what is not in the file any more is gone from the phone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import vobject
from vobject.icalendar import utc

from .intervals import epoch

PRODUCT = '-//Clinic//Agenda//ES'
AGAIN = 'PT15M'  # how often a subscriber should look
_BEGINNING = epoch(datetime(2020, 1, 1))  # so that a count of seconds stays a small integer


@dataclass(frozen=True)
class Entry:
    """One visit. Datetimes are naive UTC; ``changed`` is when it was last written."""

    uid: str
    start: datetime
    stop: datetime
    changed: datetime
    summary: str
    place: str = ''


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """The file, the same bytes for the same visits."""
    file = vobject.iCalendar()
    file.add('prodid').value = PRODUCT
    file.add('method').value = 'PUBLISH'
    file.add('x-wr-calname').value = name
    file.add('x-published-ttl').value = AGAIN
    refresh = file.add('refresh-interval')
    refresh.value_param = 'DURATION'
    refresh.value = AGAIN
    for entry in sorted(entries, key=lambda entry: (entry.start, entry.uid)):
        event = file.add('vevent')
        event.add('uid').value = entry.uid
        event.add('dtstamp').value = _utc(entry.changed)
        # a calendar that has the visit already takes it anew only when this is higher
        event.add('sequence').value = str(epoch(entry.changed) - _BEGINNING)
        event.add('last-modified').value = _utc(entry.changed)
        event.add('dtstart').value = _utc(entry.start)
        event.add('dtend').value = _utc(entry.stop)
        event.add('summary').value = entry.summary
        event.add('class').value = 'PRIVATE'
        if entry.place:
            event.add('location').value = entry.place
    text: str = file.serialize()
    return text.encode()


def _utc(moment: datetime) -> datetime:
    return moment.replace(microsecond=0, tzinfo=utc)
