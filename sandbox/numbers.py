"""Telephone numbers as the sandbox compares them, and numbers nobody has."""

import random
import re

# By Mexico's numbering plan a subscriber's number never begins with 0 after its area code, so
# these belong to a real area and ring nowhere.
_AREAS = ('55', '56', '33', '81', '664', '442')


def digits(text: str) -> str:
    return re.sub(r'\D', '', text)


def canonical(text: str) -> str:
    """Digits with the country; a Mexican number without the old mobile 1 and dialling prefixes.

    >>> canonical('+52 1 55 0123 4567'), canonical('55 0123 4567'), canonical('+1 619 555 0100')
    ('525501234567', '525501234567', '16195550100')
    """
    number = digits(text)
    for prefix in ('044', '045', '01'):
        if len(number) == 10 + len(prefix) and number.startswith(prefix):
            number = number[len(prefix) :]
    if len(number) == 10:
        return f'52{number}'
    if len(number) == 13 and number.startswith('521'):
        return f'52{number[3:]}'
    return number


def valid(text: str) -> bool:
    """Whether WhatsApp would take it for a telephone number with its country."""
    return re.fullmatch(r'\+?[\d\s().-]+', text) is not None and 8 <= len(digits(text)) <= 15


def invented(chance: random.Random) -> str:
    """A number of a real Mexican area that no subscriber has."""
    area = chance.choice(_AREAS)
    rest = 9 - len(area)
    return f'52{area}0{chance.randrange(10**rest):0{rest}d}'
