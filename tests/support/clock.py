"""A clock by which no test of a day ends at its midnight."""

from datetime import datetime, timezone


def noon() -> str:
    """The name of a zone in which it is about noon now."""
    ahead = 12 - datetime.now(timezone.utc).hour
    return f'Etc/GMT{-ahead:+d}' if ahead else 'Etc/GMT'
