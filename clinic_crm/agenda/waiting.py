"""Who on the waiting list should be offered a slot that has come free."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from .intervals import Spans, epoch, moment
from .verdicts import Refusal, Slot
from .zones import Zone, zone


@dataclass(frozen=True)
class Freed:
    """A stretch that has come free: naive UTC limits, where, and whose. ``types``: the kinds of
    visit that may go there (empty: any)."""

    start: datetime
    stop: datetime
    tz: str
    branch: int | None = None
    practitioner: int | None = None
    types: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Waiting:
    """An entry of the waiting list.

    ``duration`` in minutes; ``asked``: when it was entered (naive UTC); ``priority``: the higher
    the sooner. Wishes, each empty or None for "any": ``practitioners``, ``branches``, ``parts`` of
    the local day as pairs of hours, ``weekdays`` (Monday 0), ``earliest`` and ``latest`` local day.
    """

    id: int
    type: int
    duration: int
    asked: datetime
    priority: int = 0
    practitioners: frozenset[int] = frozenset()
    branches: frozenset[int] = frozenset()
    parts: tuple[tuple[float, float], ...] = ()
    weekdays: frozenset[int] = frozenset()
    earliest: date | None = None
    latest: date | None = None


@dataclass(frozen=True)
class Match:
    """An entry that fits, the start to offer (naive UTC), the minutes left unused, and the slot
    when the caller had it judged."""

    entry: Waiting
    start: datetime
    unused: int
    slot: Slot | None = None


def misfits(entry: Waiting, freed: Freed) -> tuple[str, ...]:
    """What keeps an entry from this slot: ``type``, ``practitioner``, ``branch``, ``duration``,
    ``time`` (day or part of the day); empty when it fits."""
    found = []
    if freed.types and entry.type not in freed.types:
        found.append('type')
    if entry.practitioners and freed.practitioner not in entry.practitioners:
        found.append('practitioner')
    if entry.branches and freed.branch not in entry.branches:
        found.append('branch')
    if epoch(freed.stop) - epoch(freed.start) < entry.duration * 60:
        found.append('duration')
    elif not _starts(entry, freed):
        found.append('time')
    return tuple(found)


def rank(
    entries: Iterable[Waiting],
    freed: Freed,
    judge: Callable[[Waiting, datetime], Slot | Refusal] | None = None,
    *,
    step: int = 15,
    limit: int | None = None,
) -> Iterator[Match]:
    """The entries that fit, by priority, then first come, then id.

    ``judge`` says whether the visit can be booked at a start, as ``Plan.fits`` does with the
    entry's own request; then starts are tried every ``step`` minutes of the free stretch and an
    entry without any is left out. Without it the earliest start is taken on trust. Lazy: only as
    many entries are judged as are asked for.
    """
    return islice(_ranked(entries, freed, judge, step * 60), limit)


def _ranked(
    entries: Iterable[Waiting],
    freed: Freed,
    judge: Callable[[Waiting, datetime], Slot | Refusal] | None,
    step: int,
) -> Iterator[Match]:
    for entry in sorted(entries, key=lambda e: (-e.priority, e.asked, e.id)):
        if misfits(entry, freed):
            continue
        length = epoch(freed.stop) - epoch(freed.start)
        unused = length // 60 - entry.duration
        for first, end in _starts(entry, freed):
            if judge is None:
                yield Match(entry, moment(first), unused)
                break
            verdicts = (judge(entry, moment(second)) for second in range(first, end, step))
            slot = next((verdict for verdict in verdicts if isinstance(verdict, Slot)), None)
            if slot:
                yield Match(entry, slot.start, unused, slot)
                break


def _starts(entry: Waiting, freed: Freed) -> Spans:
    """The seconds at which the visit could start inside the free stretch, by the entry's wishes."""
    clock: Zone = zone(freed.tz)
    since = epoch(freed.start)
    until = epoch(freed.stop) - entry.duration * 60 + 1
    if entry.earliest:
        since = max(since, clock.midnight(entry.earliest.toordinal()))
    if entry.latest:
        until = min(until, clock.midnight(entry.latest.toordinal() + 1))
    if since >= until:
        return Spans()
    return clock.windows(since, until, entry.parts, entry.weekdays or None)
