"""The legal time of a postal code.

Zones are those of the law of 2022, not of SAT's catalogue: Ciudad Juárez and Ojinaga went apart.
The rules come from pytz, as in Odoo's own working hours: they travel with the release, while a
server's system files may still believe that all of Mexico changes its clocks.
"""

from datetime import datetime
from functools import cache

import pytz

from .catalogues.store import postal_run

CENTRAL = 'America/Mexico_City'


def zone_of(postal_code: str) -> str:
    """The zone's name ('America/Tijuana'); central Mexico's for an unknown code."""
    run = postal_run(postal_code)
    return run[1] if run else CENTRAL


def local_time(moment: datetime, postal_code: str) -> datetime:
    """An aware moment on the wall clock of the postal code, naive, in whole seconds.

    A naive one is taken to be on that wall clock already.
    """
    if moment.tzinfo is not None:
        moment = moment.astimezone(_zone(zone_of(postal_code)))
    return moment.replace(tzinfo=None, microsecond=0)


def universal_time(wall: datetime, postal_code: str) -> datetime:
    """An aware moment in UTC, from a wall clock's; the later one when the clock went back."""
    zone = _zone(zone_of(postal_code))
    found: datetime = zone.localize(wall, is_dst=False).astimezone(pytz.utc)
    return found


def border_region(postal_code: str) -> bool:
    """Whether the border's stimulus (IVA 8 %) may apply there."""
    run = postal_run(postal_code)
    return bool(run and run[2])


@cache
def _zone(name: str) -> 'pytz.BaseTzInfo':
    return pytz.timezone(name)
