"""The waiting room: who is next, and how long people have really waited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Arrival:
    """Somebody in the waiting room (naive UTC). ``booked``: start of the visit, None for a walk-in;
    ``called``: when the consultation began; ``urgent``: to be seen first."""

    id: int
    arrived: datetime
    booked: datetime | None = None
    called: datetime | None = None
    urgent: bool = False


def waited(arrival: Arrival, now: datetime) -> int:
    """Whole minutes from arrival to the call, or to now."""
    return max(0, int(((arrival.called or now) - arrival.arrived).total_seconds() // 60))


def overdue(arrival: Arrival, now: datetime) -> int:
    """Whole minutes the clinic is late: from the booked time, or the arrival if that was later.

    Somebody who came early waits, but nobody is late yet.
    """
    due = max(arrival.arrived, arrival.booked or arrival.arrived)
    return max(0, int(((arrival.called or now) - due).total_seconds() // 60))


def queue(arrivals: Iterable[Arrival], grace: int = 10) -> list[Arrival]:
    """Those still waiting in the order to call them.

    Urgent people first. Whoever came no later than ``grace`` minutes after the booked time keeps
    that time as place in the line; who came later, or without a visit, stands where they arrived.
    """
    tolerance = timedelta(minutes=grace)

    def place(arrival: Arrival) -> tuple[bool, datetime, datetime, int]:
        turn = arrival.arrived
        if arrival.booked and arrival.arrived <= arrival.booked + tolerance:
            turn = arrival.booked
        return not arrival.urgent, turn, arrival.arrived, arrival.id

    return sorted((a for a in arrivals if a.called is None), key=place)
