"""What a message is taken for, by the short answer it may be and by the model of intents."""

import re

from .intents import intent
from .plainly import plainly

# Of the texts held back, the model takes .96 for something from here on, and is right in .945 of
# them; anywhere from .4 to .6 both stay within .015 of that, so that a little drift costs nothing.
SURE_ENOUGH = 0.5
VISIT = frozenset(('confirmar', 'cancelar', 'reagendar', 'tarde', 'negar'))
SHORT = {
    'yes': 'confirmar',
    'no': 'cancelar',
    'late': 'tarde',
    'move': 'reagendar',
    'stop': 'baja',
    'start': 'alta',
}
_BARE_NO = re.compile(
    r'\W*(?:no+|nop|nel|nones)(?:[\s,.]+(?:muchas\s+)?gracias)?\W*', re.IGNORECASE
)
_KEEP = re.compile(r'\bno\s+(?:me\s+|nos\s+)?(?:la\s+|lo\s+)?cancel', re.IGNORECASE)
_NO_MORE = re.compile(r'\bno (?:me |nos )?(?:escrib|mand|env[ií]|molest)', re.IGNORECASE)
_UNWELL = re.compile('[\\s\ufe0f]*(?:[🤒🤕🤧😷🤢🤮🌡][\\s\ufe0f]*)+')


def readings(text: str, short: str | None) -> tuple[str, ...]:
    """The intents a message may have, to be tried in this order; empty: nothing is understood.

    A short answer comes first, since it is about what was asked; what it is to somebody who was
    asked nothing follows. A yes is taken for one only where it is plain: it acts at once.

    Somebody who sends nothing but a sick face is asked nothing and given a person.

    :param short: what `clinic_crm.language.answer` makes of the text
    """
    if _UNWELL.fullmatch(text):
        return ('humano',)
    name, sure = intent(text)
    plain = plainly(text)
    if plain == 'equivocado' and (name == 'baja' or _NO_MORE.search(text)):
        return ('baja',)
    refuses = short in ('stop', 'start')
    if plain and not refuses and short not in ('move', 'late'):
        return (plain,)
    if _KEEP.search(text):
        return ('consultar_cita',)
    if sure < SURE_ENOUGH or name == 'otro' or name == 'confirmar':
        name = ''
    first = SHORT.get(short or '', '')
    if first == 'cancelar' and _BARE_NO.fullmatch(text):
        # by itself it refuses what was asked, not messages
        return tuple(filter(None, ('negar', name if name not in ('cancelar', 'baja') else '')))
    if first == 'reagendar' and name and name not in VISIT:
        return name, first  # "pasar", "cambiar" are said of much else
    return tuple(dict.fromkeys(filter(None, (first, name))))
