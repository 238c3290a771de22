"""Texts with named places, such as `Hola, {nombre}.`

A place is a name in braces and nothing else: no attribute, no index, no format, no expression. A
value is put in as it is and never read again, so a value that contains `{clinica}` stays that.
"""

import re
from collections.abc import Iterable
from decimal import Decimal

_PLACE = re.compile(r'\{([a-z][a-z0-9_]*)\}')
_CONTROL = re.compile(r'[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]')
_HOLES = re.compile(r'\n{3,}')


class TextError(ValueError):
    """A text cannot be filled.

    `reason` is `malformed` (a brace that opens or closes no place), `missing` (places without a
    value), `unknown` (values for no declared name) or `value` (a value that is not text or a plain
    number); `names` are the names concerned, sorted.
    """

    def __init__(self, reason: str, names: Iterable[str] = ()) -> None:
        self.reason = reason
        self.names = tuple(sorted(names))
        super().__init__(f"{reason}: {', '.join(self.names)}")


def places(text: str) -> frozenset[str]:
    """Return the names of the places of a text; `TextError('malformed')` on a stray brace."""
    rest = _PLACE.sub('', text)
    if '{' in rest or '}' in rest:
        around = re.search(r'.{0,12}[{}].{0,12}', rest)
        raise TextError('malformed', [around.group().strip() if around else ''])
    return frozenset(_PLACE.findall(text))


def clean(values: dict[str, object]) -> dict[str, str]:
    """Return the values as text, without control characters; None and blank ones are left out."""
    wrong = [
        name
        for name, value in values.items()
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal | None)
    ]
    if wrong:
        raise TextError('value', wrong)
    texts = {
        name: _CONTROL.sub('', str(value).replace('\r\n', '\n')).strip()
        for name, value in values.items()
        if value is not None
    }
    return {name: text for name, text in texts.items() if text}


def fill(text: str, values: dict[str, object], optional: frozenset[str] = frozenset()) -> str:
    """Return the text with each place replaced by its value.

    A place without a value is an error, unless its name is `optional`: then it is left empty, and
    the blank lines around it are closed up.
    """
    given = clean(values)
    missing = places(text) - given.keys() - optional
    if missing:
        raise TextError('missing', missing)
    filled = _PLACE.sub(lambda place: given.get(place.group(1), ''), text)
    lines = [line.rstrip() for line in filled.split('\n')]
    return _HOLES.sub('\n\n', '\n'.join(lines)).strip()
