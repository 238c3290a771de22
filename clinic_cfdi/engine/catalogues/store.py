"""The catalogues on disk, and what is asked of them for every CFDI.

Three files: `general.json.gz` holds the small ones as rows of text, `products.json.gz` the 52,514
keys and texts of c_ClaveProdServ, `postal_codes.json.gz` the runs of postal codes that exist. They
are read when first needed; the texts of the products stay one string, so that a worker pays
little for them.
"""

import gzip
import json
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

OWN = Path(__file__).resolve().parent / 'data'
_folders: list[Path] = [OWN]


@dataclass(frozen=True)
class Entry:
    """A line of a catalogue; `extra` are SAT's further columns as text."""

    key: str
    text: str
    since: date | None = None
    until: date | None = None
    extra: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True)
class Rate:
    """A rule of c_TasaOCuota: one value, or a range when `lowest` differs from `highest`."""

    tax: str
    factor: str
    lowest: Decimal
    highest: Decimal
    transferred: bool
    withheld: bool


def use(folder: Path | None) -> None:
    """Prefer the files in a folder (written by scripts/cfdi_catalogues.py); None: only our own."""
    _folders[:] = [OWN] if folder is None else [folder, OWN]
    kept = (table, rates, product_keys, product_texts, product, postal_runs, holds, rate_allowed)
    for cached in (*kept, _general):
        cached.cache_clear()


def _read(name: str) -> Any:
    path = next(folder / name for folder in _folders if (folder / name).exists())
    return json.loads(gzip.decompress(path.read_bytes()))


@cache
def _general() -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = _read('general.json.gz')
    return found


@cache
def table(catalogue: str) -> dict[str, Entry]:
    """A small catalogue by key. Raises `KeyError` for a name that is none."""
    return {
        key: Entry(key, text, _day(since), _day(until), tuple(extra))
        for key, text, since, until, *extra in _general()[catalogue]
    }


@cache
def rates() -> tuple[Rate, ...]:
    return tuple(
        Rate(tax, factor, Decimal(low), Decimal(high), given, kept)
        for tax, factor, low, high, given, kept, *_days in _general()['TasaOCuota']
    )


@lru_cache(maxsize=1024)
def rate_allowed(tax: str, factor: str, rate: Decimal, withheld: bool) -> bool:
    """Whether SAT has the rate for the tax, transferred or withheld."""
    return any(
        rule.tax == tax
        and rule.factor == factor
        and (rule.withheld if withheld else rule.transferred)
        and rule.lowest <= rate <= rule.highest
        for rule in rates()
    )


@lru_cache(maxsize=4096)  # the same few keys come in every CFDI
def holds(catalogue: str, key: str, on: date | None = None) -> bool:
    """Whether a key exists, and is valid on a day."""
    if catalogue == 'ClaveProdServ':
        return _place(key) is not None
    if catalogue == 'CodigoPostal':
        return postal_run(key) is not None
    entry = table(catalogue).get(key)
    return entry is not None and (on is None or entry.valid_on(on))


# ------------------------------------------------------------------ products and postal codes


@cache
def product_keys() -> 'array[int]':
    keys = array('I', accumulate(_read('products.json.gz')['steps']))
    assert keys.itemsize >= 4
    return keys


@cache
def product_texts() -> str:
    """All texts, one a line, in the order of the keys."""
    texts: str = _read('products.json.gz')['texts']
    return texts


@lru_cache(maxsize=1024)  # all texts are split to find one
def product(key: str) -> Entry | None:
    place = _place(key)
    return None if place is None else Entry(key, product_texts().split('\n')[place])


def _place(key: str) -> int | None:
    if len(key) != 8 or not (key.isascii() and key.isdigit()):
        return None
    keys, number = product_keys(), int(key)
    place = bisect_left(keys, number)
    return place if place < len(keys) and keys[place] == number else None


@cache
def postal_runs() -> tuple[list[int], list[tuple[int, str, bool]]]:
    """The first code of each run; its last one, zone, and whether it is of the border region."""
    found = _read('postal_codes.json.gz')
    runs = [(last, found['zones'][zone], bool(border)) for _, last, zone, border in found['runs']]
    return [run[0] for run in found['runs']], runs


def postal_run(code: str) -> tuple[int, str, bool] | None:
    if len(code) != 5 or not (code.isascii() and code.isdigit()):
        return None
    firsts, runs = postal_runs()
    place = bisect_right(firsts, int(code)) - 1
    return runs[place] if place >= 0 and int(code) <= runs[place][0] else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
