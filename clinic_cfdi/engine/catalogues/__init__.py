"""SAT's catalogues: compact, with validity dates; replaced as files, without a change of code.

Names are SAT's without `c_`: 'FormaPago', 'UsoCFDI', 'ClaveProdServ'…
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    key: str
    text: str
    since: date | None = None
    until: date | None = None


def entry(catalogue: str, key: str) -> Entry | None:
    """One entry, or None."""
    raise NotImplementedError


def entries(catalogue: str, on: date | None = None) -> list[Entry]:
    """All entries of a catalogue, by key; with `on` those that are valid that day."""
    raise NotImplementedError


def search(catalogue: str, words: str, limit: int = 20) -> list[Entry]:
    """Entries whose key or text holds all words, accents and case aside; the best first."""
    raise NotImplementedError


def uses_for(rfc: str, regime: str, on: date | None = None) -> list[Entry]:
    """The uses (UsoCFDI) a receiver may choose: by its kind of person and its regime."""
    raise NotImplementedError


def regimes_for(rfc: str, on: date | None = None) -> list[Entry]:
    """The regimes of natural persons (an RFC of 13) or of legal entities (12)."""
    raise NotImplementedError


def presets(specialty: str) -> tuple[str, ...]:
    """Keys (ClaveProdServ) usual for a specialty ('psychology', 'dentistry'…), first the best.

    Empty for an unknown one.
    """
    raise NotImplementedError
