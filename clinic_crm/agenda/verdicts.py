"""What the agenda answers: a slot that can be booked, or a refusal that says why.

Datetimes are naive UTC. The caller turns a reason into a sentence; nothing here is shown as is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple


class Code(str, Enum):
    """Why a start time cannot be booked."""

    BAD_RANGE = 'bad_range'  #: the end is not after the start
    PAST = 'past'  #: the start is before now
    NOTICE = 'notice'  #: too soon; ``until`` is the earliest start allowed
    TOO_FAR = 'too_far'  #: beyond the booking window; ``since`` is where it closes
    PATIENT_BUSY = 'patient_busy'  #: the patient has another visit from ``since`` to ``until``
    OUTSIDE_HOURS = 'outside_hours'  #: the resource does not work then
    LEAVE = 'leave'  #: the resource is away from ``since`` to ``until``
    HOLIDAY = 'holiday'  #: a rest day, named in ``name``
    EVENT = 'event'  #: another engagement in the practitioner's own calendar
    BUSY = 'busy'  #: the resource is taken from ``since`` to ``until``
    CAPACITY_FULL = 'capacity_full'  #: every seat is taken; the first comes free at ``until``
    NO_SESSION = 'no_session'  #: no group session starts then, and none may be opened
    NONE_FREE = 'none_free'  #: none of several alternatives for ``role`` is free
    NO_RESOURCE = 'no_resource'  #: no resource for ``role`` exists in this branch


@dataclass(frozen=True)
class Reason:
    """One reason, with the role and resource it concerns and the range of the obstacle."""

    code: Code
    role: str | None = None
    resource: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    name: str = ''


class Line(NamedTuple):
    """One seat of one resource, taken from ``block_start`` to ``block_stop`` (buffers included).

    ``blocking`` is False only where an authorised overbooking shares an occupied seat.
    """

    role: str
    resource: int
    seat: int
    block_start: datetime
    block_stop: datetime
    blocking: bool = True


class Slot(NamedTuple):
    """A visit that can be booked: ``[start, stop)`` and what it reserves, in order of roles.

    ``session``: the existing group session whose seats it takes; it then has no lines of its own.
    ``waived``: reasons against it that the caller said may be overruled.
    """

    start: datetime
    stop: datetime
    lines: tuple[Line, ...]
    session: int | None = None
    waived: tuple[Reason, ...] = ()

    @property
    def resources(self) -> tuple[int, ...]:
        """The resources reserved, one per line."""
        return tuple(line.resource for line in self.lines)


@dataclass(frozen=True)
class Refusal:
    """A visit that cannot be booked, with every reason found (never empty)."""

    start: datetime
    stop: datetime
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> frozenset[Code]:
        """The codes of the reasons."""
        return frozenset(reason.code for reason in self.reasons)
