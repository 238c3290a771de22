"""The waiting room: who is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Arrival:
    """Somebody in the waiting room (naive UTC); ``booked`` is the start of the visit."""

    id: int
    arrived: datetime
    booked: datetime


def queue(arrivals: Iterable[Arrival], grace: int = 10) -> list[Arrival]:
    """Those who wait, in the order to call them.

    Whoever came no later than ``grace`` minutes after the booked time keeps that time as place in
    the line; who came later stands where they arrived.
    """
    tolerance = timedelta(minutes=grace)

    def place(arrival: Arrival) -> tuple[datetime, datetime, int]:
        in_time = arrival.arrived <= arrival.booked + tolerance
        return arrival.booked if in_time else arrival.arrived, arrival.arrived, arrival.id

    return sorted(arrivals, key=place)
