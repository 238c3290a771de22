"""Phone numbers that look right, pass validation and ring nowhere.

Mexico sets no range aside for fiction. But by its numbering plan a subscriber's number never begins
with 0 (structure "c, d <> 0" in the regulator's communication of 12.V.2015 to the ITU's
Operational Bulletin): after a real area code the first digit of the local number is 1 to 9, since
0 led to the dialling prefixes 00, 01, 044, 045. So 55 0xxx xxxx and 664 0xx xxxx are numbers of an
existing area that no subscriber has, and phone libraries, which check area codes only, accept them.
An unassigned area code would be safer still and is refused by every validation, ours included.

The United States and Canada reserve 555-0100 to 555-0199 in each area code for fiction.
"""

from .chance import Chance

_FOREIGN_AREAS = (
    '619',
    '858',
    '760',
    '949',
    '714',
    '213',
    '310',
    '323',
    '818',
    '626',
    '602',
    '480',
    '520',
    '915',
    '210',
    '512',
    '713',
    '702',
    '415',
    '206',
    '604',
    '403',
)
# Area codes of the people who come to the branch: mostly its own.
AREAS = {
    'del_valle': {'55': 0.86, '56': 0.06, '722': 0.03, '777': 0.03, '442': 0.02},
    'tijuana': {'664': 0.86, '663': 0.05, '661': 0.04, '686': 0.05},
}
_SPELLINGS = {
    'national': 0.62,
    'plain': 0.16,
    'international': 0.1,
    'mobile_1': 0.04,
    'dashes': 0.04,
    'old_044': 0.03,
    'parentheses': 0.01,
}


def mexican_number(chance: Chance, branch: str) -> str:
    """Ten digits: a real area code and a local number that begins with 0."""
    area = chance.weighted(AREAS[branch])
    rest = 9 - len(area)
    return area + '0' + str(chance.between(0, 10**rest - 1)).zfill(rest)


def foreign_number(chance: Chance) -> str:
    """A number of the United States or Canada, reserved for fiction."""
    return f'+1 {chance.one(_FOREIGN_AREAS)} 555 01{chance.between(0, 99):02d}'


def spelled(number: str, chance: Chance) -> str:
    """A number as a receptionist typed it that day; a foreign one stays as it is."""
    if number.startswith('+'):
        return number
    area = 2 if number[:2] in ('55', '56') else 3
    head, middle, tail = number[:area], number[area:-4], number[-4:]
    return {
        'national': f'{head} {middle} {tail}',
        'plain': number,
        'international': f'+52 {head} {middle} {tail}',
        'mobile_1': f'+52 1 {head} {middle} {tail}',
        'dashes': f'{head}-{middle}-{tail}',
        'old_044': f'044 {head} {middle} {tail}',
        'parentheses': f'({head}) {middle}-{tail}',
    }[chance.weighted(_SPELLINGS)]
