"""SAT's catalogues: compact, with validity dates; replaced as files, without a change of code.

Names are SAT's without `c_`: 'FormaPago', 'UsoCFDI', 'ClaveProdServ'…
"""

from .lookup import (
    SPECIALTIES,
    bare,
    entries,
    entry,
    is_natural,
    presets,
    regimes_for,
    regimes_of,
    search,
    use_allowed,
    uses_for,
)
from .store import Entry, Rate, holds, postal_run, rate_allowed, rates, table, use
