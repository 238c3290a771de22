"""What can be known of an RFC without asking SAT."""

import re
from datetime import date

GENERIC, FOREIGN = 'XAXX010101000', 'XEXX010101000'
_RFC = re.compile(r'([A-ZÑ&]{3,4})(\d{2})(\d{2})(\d{2})([A-Z\d]{2})([A\d])')
_VALUES = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ'


def clean(text: str) -> str:
    """As it is written: capitals, without spaces, hyphens and the country before it."""
    found = re.sub(r'[\s.-]', '', text or '').upper()
    return found[2:] if found.startswith('MX') and len(found) in (14, 15) else found


def problem(rfc: str) -> str:
    """Why it is none, in a word: ``form`` or ``date``; '' when it may be one."""
    found = _RFC.fullmatch(rfc)
    if not found:
        return 'form'
    year, month, day = (int(found[number]) for number in (2, 3, 4))
    try:
        date(2000 + year, month, day)
    except ValueError:
        return 'date'
    return ''


def digit_fits(rfc: str) -> bool:
    """Whether its last character is the one that follows from the others. A few RFC that SAT gave
    out are otherwise, so this is for a question and not for a refusal."""
    if rfc in (GENERIC, FOREIGN):
        return True
    padded = rfc.rjust(13)
    total = sum(_VALUES.index(c) * (13 - place) for place, c in enumerate(padded[:12]))
    rest = 11 - total % 11
    return padded[12] == {11: '0', 10: 'A'}.get(rest, str(rest))
