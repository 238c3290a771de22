"""What people choose from: entries by words, uses by regime, keys by specialty."""

import re
import unicodedata
from datetime import date
from functools import cache, lru_cache

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
_LINE = re.compile(r'.+')
_MARKS = re.compile('[\u0300-\u036f]')
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
    found = _products(wanted) if catalogue == 'ClaveProdServ' else _small(catalogue, wanted)
    found.sort(key=lambda one: _rank(one, wanted))
    return found[:limit]


def _small(catalogue: str, words: list[str]) -> list[Entry]:
    return [
        one
        for one in table(catalogue).values()
        if all(word in f'{one.key} {bare(one.text)}'.lower() for word in words)
    ]


def _products(words: list[str]) -> list[Entry]:
    """Line by line out of one text: in a list they would take a worker 10 MB."""
    found, texts = [], product_texts()
    lines = zip(_LINE.finditer(_bare_lines(texts)), _LINE.finditer(texts), strict=True)
    for number, (line, text) in zip(product_keys(), lines, strict=True):
        plain = line[0]
        if all(word in plain or word.isdigit() for word in words):
            key = f'{number:08}'
            if all(word in plain or word in key for word in words):
                found.append(Entry(key, text[0]))
    return found


@lru_cache(maxsize=1)
def _bare_lines(texts: str) -> str:
    """In parts: the whole would need ten times its size for a moment."""
    return ''.join(bare(texts[start : start + 65536]) for start in range(0, len(texts), 65536))


def _rank(one: Entry, words: list[str]) -> tuple[bool, bool, bool, int]:
    text = bare(one.text)
    whole = all(re.search(rf'\b{re.escape(word)}', text) for word in words)
    return one.key.lower() != words[0], not one.key.startswith(HEALTH), not whole, len(text)


def bare(text: str) -> str:
    """Lower case, without accents; the letter ñ counts as n."""
    return _MARKS.sub('', unicodedata.normalize('NFD', text.casefold()))


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
