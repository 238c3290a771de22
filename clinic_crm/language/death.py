"""Somebody has died: what nobody may answer with a menu."""

import re

from .heard import heard

_DIED = re.compile(
    r'\b(?:fallecio|fallecieron|murio|murieron|ha (?:fallecido|muerto)|habia fallecido'
    r'|(?:ya )?(?:esta|estaba) (?:muert[oa](?! de)|fallecid[oa])|acaba de (?:fallecer|morir)'
    r'|perdio la vida|descans[eo] en paz|qepd|q e p d|dejo de existir|ya no esta con nosotros'
    r'|se nos (?:fue al cielo|adelanto)|acta de defuncion|certificado de defuncion)\b'
    r'|\b(?:fallecimiento|muerte|deceso) de (?:mi|su|la|el)\b'
    r'|\b(?:perdi|perdimos) a (?:mi|nuestr[oa]|el|la) \w+'
)
_THINGS = (
    r'(?:cel\w*|telefono|pila|bateria|carro|coche|moto|perr\w+|gat\w+|mascota|pajar\w+|pez|internet'
    r'|compu\w*|muela|diente|nervio|actor|actriz|cantante)'
)
_NO_PERSON = re.compile(
    rf'\b(?:murio|fallecio|perdi)(?: a)?(?: (?:el|la|mi|mis|su|un|una|otr[oa]))* {_THINGS}\b'
    rf'|\b{_THINGS} (?:\w+ ){{0,2}}(?:murio|fallecio|muert[oa])\b|\bnoticias\b'
)
# as somebody's history, not as news
_HISTORY = re.compile(
    r'\b(?:antecedentes?|hereditari\w+|de que (?:murio|fallecio))\b|\b(?:19|20)\d\d\b'
    r'|\bhace \w+ anos?\b'
    r'|\b(?:murio|fallecio|murieron) del? .*\b(?:quiero|quisiera|miedo|chequeo|revis\w+'
    r'|estudios?)\b'
)


def tells_of_death(text: str) -> bool:
    """Whether a text says that somebody has died, as news."""
    line = heard(text[:400])
    return bool(_DIED.search(line) and not _NO_PERSON.search(line) and not _HISTORY.search(line))
