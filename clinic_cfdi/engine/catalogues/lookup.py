"""What people choose from: entries by words, uses by regime, keys by specialty."""

import re
import unicodedata
from datetime import date
from functools import cache

from .store import Entry, product, product_keys, product_texts, table

SPECIALTIES = {
    'general': ('85121502', '85122201', '85101502'),
    'specialist': ('85121600', '85121502'),
    'cardiology': ('85121603',),
    'dentistry': ('85122001', '85122000', '85122002', '85122004', '85122005'),
    'dermatology': ('85121611',),
    'gastroenterology': ('85121605',),
    'gynaecology': ('85121601',),
    'nephrology': ('85121602',),
    'neurology': ('85121614',),
    'ophthalmology': ('85121610', '85121702'),
    'optometry': ('85121702',),
    'orthopaedics': ('85121612',),
    'paediatrics': ('85121613',),
    'psychiatry': ('85121607', '85121701'),
    'psychology': ('85121608', '85121701'),
    'surgery': ('85121609', '85101501'),
    'nutrition': ('85151607', '85151603'),
    'physiotherapy': ('85122101', '85122100'),
    'podiatry': ('85121703',),
    'speech': ('85121704', '85122108'),
    'acupuncture': ('85121705',),
    'chiropractic': ('85121706',),
    'homeopathy': ('85141700',),
    'laboratory': ('85121801', '85121800', '85121804', '85121811'),
    'imaging': ('85121808', '85121807'),
    'nursing': ('85101601',),
    'vaccination': ('85111510',),
    'hospital': ('85101501', '85101502', '85101503'),
}
HEALTH = '85'  # what is of health care comes first in a search


def entry(catalogue: str, key: str) -> Entry | None:
    """One entry, or None."""
    return product(key) if catalogue == 'ClaveProdServ' else table(catalogue).get(key)


def entries(catalogue: str, on: date | None = None) -> list[Entry]:
    """All entries of a catalogue, by key; with `on` those that are valid that day."""
    if catalogue == 'ClaveProdServ':
        texts = product_texts().split('\n')
        return [Entry(f'{key:08}', text) for key, text in zip(product_keys(), texts, strict=True)]
    found = table(catalogue).values()
    return [one for one in found if on is None or one.valid_on(on)]


def search(catalogue: str, words: str, limit: int = 20) -> list[Entry]:
    """Entries whose key or text holds all words, accents and case aside; the best first."""
    wanted = bare(words).split()
    if not wanted:
        return []
    found = [
        (_rank(key, text, wanted), key)
        for key, text in _lines(catalogue)
        if all(word in text or word in key.lower() for word in wanted)
    ]
    keys = [key for _rank_, key in sorted(found)[:limit]]
    return [one for key in keys if (one := entry(catalogue, key))]


def _rank(key: str, text: str, words: list[str]) -> tuple[bool, bool, bool, int]:
    whole = all(re.search(rf'\b{re.escape(word)}', text) for word in words)
    return key.lower() != words[0], not key.startswith(HEALTH), not whole, len(text)


@cache
def _lines(catalogue: str) -> list[tuple[str, str]]:
    if catalogue != 'ClaveProdServ':
        return [(one.key, bare(one.text)) for one in table(catalogue).values()]
    lines = bare(product_texts()).split('\n')
    return [(f'{key:08}', line) for key, line in zip(product_keys(), lines, strict=True)]


def bare(text: str) -> str:
    """Lower case, without accents; the letter ñ counts as n."""
    decomposed = unicodedata.normalize('NFD', text.casefold())
    return ''.join(letter for letter in decomposed if not unicodedata.combining(letter))


def is_natural(rfc: str) -> bool:
    """Whether an RFC is of a natural person; SAT counts the two generic ones as such."""
    return len(rfc) == 13


def regimes_for(rfc: str, on: date | None = None) -> list[Entry]:
    """The regimes of natural persons (an RFC of 13) or of legal entities (12)."""
    column = 0 if is_natural(rfc) else 1
    return [one for one in entries('RegimenFiscal', on) if one.extra[column]]


def uses_for(rfc: str, regime: str, on: date | None = None) -> list[Entry]:
    """The uses (UsoCFDI) a receiver may choose: by its kind of person and its regime."""
    column = 0 if is_natural(rfc) else 1
    return [
        one for one in entries('UsoCFDI', on) if one.extra[column] and regime in regimes_of(one)
    ]


def use_allowed(use: str, rfc: str, regime: str) -> bool:
    found = table('UsoCFDI').get(use)
    column = 0 if is_natural(rfc) else 1
    return found is not None and bool(found.extra[column]) and regime in regimes_of(found)


@cache
def regimes_of(use: Entry) -> frozenset[str]:
    return frozenset(re.findall(r'\d{3}', use.extra[2]))


def presets(specialty: str) -> tuple[str, ...]:
    """Keys (ClaveProdServ) usual for a specialty ('psychology', 'dentistry'…), first the best.

    Empty for an unknown one.
    """
    return SPECIALTIES.get(specialty, ())
