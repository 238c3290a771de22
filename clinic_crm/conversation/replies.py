"""Short answers to a reminder, typed instead of tapped: «sí confirmo», «no puedo ir», «voy tarde».

Only what can hardly mean anything else; whatever is longer or in doubt is left to others. The names
are those of the intents a topic lists, and `tarde`.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
_NOISE = re.compile(
    r'\b(?:hola|buen(?:os|as)?|dias?|tardes?|noches|doctora?|dra?|por favor|porfa(?:vor)?|gracias|'
    r'muchas|disculpe[n]?|perdon|ay|oiga[n]?|que tal)\b'
)
_LATE = re.compile(
    r'\b(?:voy|llego|vamos|llegamos|llegare|llegaremos|llegar|vengo)\b.{0,30}\b(?:tarde|retrasad\w+|'
    r'demorad\w+|atrasad\w+)\b|\b(?:se me hizo tarde|me (?:voy a )?(?:retrasar|retraso|retrase|'
    r'demorar|demoro)|voy con retraso|estoy (?:atorad\w+|en el trafico))\b'
)
_MOVE = re.compile(
    r'\b(?:re ?(?:agend|program)\w+|(?:cambiar|mover|pasar|recorrer|posponer|aplazar)\w*'
    r'(?: (?:la|mi|su|el|de))*(?: (?:cita|consulta|fecha|dia|hora|horario))|otr[ao] '
    r'(?:fecha|dia|hora|horario)|cambiarla|moverla|posponerla)\b'
)
_CANCEL = re.compile(
    r'\b(?:cancel\w+|no (?:voy a )?(?:puedo|podre|podremos|podria|poder)(?: (?:ir|asistir|llegar|'
    r'acudir|presentarme))?|no (?:ire|asistire|voy|iremos|vamos)(?: a (?:ir|poder ir|asistir))?|'
    r'ya no (?:voy|ire|puedo|quiero))\b'
)
_YES = re.compile(
    r'(?:(?:si+p?|claro(?: que si)?|ok(?:ay|is)?|okey|va|vale|perfecto|listo|de acuerdo|correcto|'
    r'confirm(?:o|ado|ada|amos|ar)|asistir(?:e|emos)|(?:ahi|alla) (?:estar(?:e|emos)|nos vemos)|'
    r'si (?:voy|ire|puedo|asisto|vamos)|voy|la|mi|cita|asistencia|con gusto|ire|si puedo ir)\s*)+'
)
_YES_HEARD = re.compile(
    r'\b(?:si+p?|claro|ok\w*|va|vale|confirm\w+|asistir\w+|estar\w+|vemos|ire|voy|'
    r'perfecto|listo|acuerdo|correcto)\b'
)
_THUMBS = frozenset('👍👌✅🙏')
_DOUBT = re.compile(
    r'\b(?:no se|todavia no|aun no|creo|tal vez|quiza\w*|si no|si es que|pero|a ver)\b'
)
_MINUTES = re.compile(r'\b(\d{1,2})\s*(?:m|min|mins|minutos|minutitos)\b')


def reply(text: str) -> str:
    """``confirmar``, ``reagendar``, ``cancelar``, ``tarde``; empty when it cannot be told."""
    if len(text) > LONGEST:
        return ''
    if set(text.strip()) & _THUMBS and not re.search(r'\w', text):
        return 'confirmar'
    words = _plain(text)
    if _LATE.search(words):
        return 'tarde'
    if _MOVE.search(words):
        return 'reagendar'
    words = ' '.join(_NOISE.sub(' ', words).split())
    if _DOUBT.search(words):
        return ''
    if _CANCEL.search(words):
        return '' if re.search(r'\bno (?:la )?cancel', words) else 'cancelar'
    if _YES.fullmatch(words) and _YES_HEARD.search(words):
        return 'confirmar'
    return ''


def minutes_late(text: str) -> int:
    """«voy 15 minutos tarde» → 15; 0 when nothing is said."""
    found = _MINUTES.search(_plain(text))
    return int(found[1]) if found else 0


def _plain(text: str) -> str:
    apart = unicodedata.normalize('NFKD', text.casefold())
    plain = ''.join(sign for sign in apart if not unicodedata.combining(sign))
    return ' '.join(re.sub(r'[^\w\s]', ' ', plain).split())
