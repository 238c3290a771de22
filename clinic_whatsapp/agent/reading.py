"""What a message is taken for, by the short answer it may be and by the model of intents."""

import re

from .intents import intent

# Of the texts held back, the model takes .96 for something from here on, and is right in .945 of
# them; anywhere from .4 to .6 both stay within .015 of that, so that a little drift costs nothing.
SURE_ENOUGH = 0.5
LONGEST, MOST_PARTS = 600, 10  # of a message that asks several things
VISIT = frozenset(('confirmar', 'cancelar', 'reagendar', 'tarde', 'negar', 'dudar', 'llego'))
SHORT = {
    'yes': 'confirmar',
    'no': 'cancelar',
    'late': 'tarde',
    'move': 'reagendar',
    'doubt': 'dudar',
    'keep': 'consultar_cita',
    'here': 'llego',
    'stop': 'baja',
    'start': 'alta',
}
_CONFIRMED = re.compile(r'\bconfirmad[oa]|\bme confirm', re.IGNORECASE)
_PARTS = re.compile(r'[?¿!¡.;,\n]+|\by\b', re.IGNORECASE)
_BEGINS = re.compile(
    r'(?:(?:oiga|disculpe|hola|es que|solo|nomas)[\s,.]+)*(?:quer[ií]a|quisiera|quiero)'
    r' (?:ver|saber|preguntar(?:le|les)?|consultar)(?: (?:algo|una cosa|una duda|si))?[\s.,:]*',
    re.IGNORECASE,
)
_UNWELL = re.compile('[\\s\ufe0f]*(?:[🤒🤕🤧😷🤢🤮🌡][\\s\ufe0f]*)+')


def readings(
    text: str, short: str | None, plain: str, bare_no: bool, wanted: bool
) -> tuple[str, ...]:
    """The intents a message may have, to be tried in this order; empty: nothing is understood.

    A short answer comes first, since it is about what was asked; what it is to somebody who was
    asked nothing follows. A yes is taken for one only where it is plain: it acts at once.

    Somebody who sends nothing but a sick face is asked nothing and given a person.

    :param short: this and the others: what `clinic_crm.language.said` makes of the text
    """
    if _UNWELL.fullmatch(text):
        return ('humano',)
    if _BEGINS.fullmatch(text):  # what it is comes in the next message
        return ('saludo',)
    name, sure = intent(text)
    first = SHORT.get(short or '', '')
    if first in ('baja', 'alta'):
        return (first, 'fallecio') if plain == 'fallecio' else (first,)
    if plain == 'equivocado' and name == 'baja':
        return ('baja',)
    if plain and (plain == 'fallecio' or first not in ('reagendar', 'tarde', 'dudar', 'llego')):
        return (plain,)
    if first in ('consultar_cita', 'dudar'):
        return (first,)
    guess = _guessed(text, name, first, wanted) if sure >= SURE_ENOUGH else ''
    if first == 'cancelar' and bare_no:
        first, guess = 'negar', guess if guess != 'cancelar' else ''
    elif (first == 'reagendar' and guess not in VISIT) or (first, guess) == ('llego', 'queja'):
        first, guess = guess, first  # "pasar", "cambiar" are said of much else
    return tuple(dict.fromkeys(filter(None, (first, guess))))


def _guessed(text: str, name: str, first: str, wanted: bool) -> str:
    """What the model's reading is worth beside the short answer."""
    if name == 'otro' or (name == 'baja' and first):  # a no refuses what was asked, not messages
        return ''
    if name == 'confirmar':  # "nadie me ha confirmado" asks how the visit is
        return 'consultar_cita' if not first and _CONFIRMED.search(text) else ''
    if not first and (name == 'baja' or name in VISIT) and wanted:
        return 'consultar_cita' if 'cita' in text.casefold() else 'humano'
    if name == 'baja' and re.search(r'\balta\b', text, re.IGNORECASE):
        return ''
    return name


def parts(text: str) -> list[str]:
    """The sentences and questions of a message; empty when it is one."""
    found = [part.strip() for part in _PARTS.split(text[:LONGEST]) if part and part.strip()]
    return found[:MOST_PARTS] if len(found) > 1 else []
