"""The legal time of a postal code."""

from datetime import datetime


def zone_of(postal_code: str) -> str:
    """The zone's name ('America/Tijuana'); central Mexico's for an unknown code."""
    raise NotImplementedError


def local_time(moment: datetime, postal_code: str) -> datetime:
    """An aware moment on the wall clock of the postal code, naive, in whole seconds."""
    raise NotImplementedError
