"""Short answers typed by hand where a button was offered: "sí confirmo", "no puedo ir", "BAJA".

Only what leaves no doubt is an answer. What cannot be undone still asks for a button.
"""

import re
from typing import Literal

from .normalise import words

Answer = Literal['yes', 'no', 'late', 'move', 'stop', 'start']

LONGEST = 14  # words; who writes more says something of their own

_SEND = (
    r'(?:mand(?:en?|es|ar|arme|enme)|envi(?:en?|es|ar|arme|enme)|escrib(?:an?|as|ir|irme)'
    r'|contact(?:en?|ar)'
    r'|molest(?:en?|es|ar)|lleguen?|busquen?|recibir)'
)
_THINGS = (
    r'(?:mensajes?|recordatorios?|avisos?|publicidad|promociones|encuestas?|whatsapps?'
    r'|nada|informacion)'
)
_STOP = re.compile(
    r'^(?:baja|stop|alto|bajas|unsubscribe|desuscribir\w*|no molestar)$'
    rf'|\b(?:no|dejen?|deja|dejar|parenle'
    rf'|basta)(?: \w+){{0,3}}? {_SEND}(?: \w+){{0,2}}? {_THINGS}\b'
    rf'|\b(?:no quiero|no deseo|no mas|basta de|parenle'
    rf'|ya no)(?: \w+){{0,3}}? (?!nada\b){_THINGS}\b'
    r'|\bno me (?:manden?|envien?|escriban?|contacten|molesten|vuelvan? a escribir|busquen'
    r'|anden escribiendo)\b'
    # «no me manden con esa doctora» is about a doctor
    r'(?! (?:otra vez |de nuevo |mas |nunca )*(?:con|a (?:es[ae]|otr[oa]))\b)'
    r'|\b(?:dejen|deja|deje) de (?:mandar\w*|enviar\w*|escribir\w*|molestar\w*)'
    r'|\b(?:dar(?:me)? de baja|quiero la baja|denme de baja|dame de baja)(?!.*\bcita)'
    r'|\b(?:quit\w+|borr\w+|elimin\w+|saqu\w+)(?: \w+){0,3} (?:lista|contactos|numero'
    r'|base de datos|datos)\b'
)
_START = re.compile(
    r'^(?:alta|altas|start|reactivar|activar|suscribir\w*)$'
    rf'|\b(?:si|ya) (?:quiero|deseo|acepto) (?:volver a )?recibir\b|\bdar(?:me)? de alta\b'
    rf'|\b(?:manden|envien)me otra vez(?: \w+){{0,2}} {_THINGS}'
)
_MOVE = re.compile(
    r'\b(?:cambi\w+|mov\w+|muev\w+|reagend\w+|reprogram\w+|recorr\w+|pospon\w+|pasar(?:la|me)?'
    r'|pase|adelant\w+)\b(?!.*\bopinion)'
    r'|\bmejor (?:(?:a|hasta) las? |el |la proxima |para el |en la |por la |otr[oa] |manana\b'
    r'|pasado manana\b)'
    r'|\botr[oa] (?:dia|hora|fecha|horario)\b|\ben (?:vez|lugar) de\b'
)
_LATE = re.compile(
    r'\b(?:voy|llego|llegare|llegamos|vamos|ando|llegar|estoy|vengo)(?: \w+){0,4} (?:tarde'
    r'|tardecito|retrasad\w+|demorad\w+|atrasad\w+)\b'
    r'|\b(?:se me|me) (?:hizo|hace|va a hacer|esta haciendo) (?:un poco |poquito )?tarde\b'
    r'|\b\d+ (?:minutos?|minutitos) (?:tarde|de retraso|despues)\b'
    r'|\b(?:llego|llegare|llegamos) (?:como )?(?:en|a las|tipo) \d+'
    r'|\bme (?:voy a )?(?:tardar|retras\w+|demor\w+)\b|\batorad[oa]s?\b'
    r'|\bvoy en camino\b|\bya voy\b|\bestoy en el trafico\b|\bretardo\b|\bme esperan\b'
)
_NO = re.compile(
    r'^(?:no|nop|nel|nones|cancelo|cancelar|emono|no gracias|no emogracias'
    r'|no muchas gracias)$'
    r'|\bno (?:voy|vamos|ire|iremos|puedo|podre|podremos|podemos|asistire|asistiremos|asisto'
    r'|alcanzo|va a poder|va a ir'
    r'|confirmo|acudire|llego|me presento|me sera posible|cuenten? conmigo)\b|\bcancel(?:o|ar'
    r'|en|e|arla|enla|ela|eme)\b'
    r'|\bya no (?:la|lo) (?:necesito|ocupo|requiero|quiero|voy a (?:necesitar|ocupar))\b'
    r'|\bimposible (?:ir|asistir|acudir)\b|\bsiempre no\b'
)
_YES = re.compile(
    r'^(?:si|sip|simon|ok|va|sale|claro|listo|emook|afirmativo|correcto|perfecto|enterad[oa]'
    r'|seguro|orale|andale|bueno'
    r'|de acuerdo|esta bien|por supuesto|desde luego|asi es)(?: (?:si|claro|gracias|muchas|ok'
    r'|por|favor|senorita|doctora?|emook|emogracias'
    r'|emofeliz|muy|amable|esta|bien|perfecto|de|acuerdo|dios|quiere|con|gusto|todo|listo'
    r'|saludos|hasta|manana))*$'
    r'|\b(?:confirm(?:o|amos|ad[oa])|asistire|asistiremos|ahi est\w+|ahi nos vemos|si voy'
    r'|si vamos|alla estar\w+|cuenten? conmigo)\b'
)
_UNSURE = re.compile(
    r'\b(?:no se|tal vez|a lo mejor|quiza\w*|creo|depende|si puedo|no estoy segur\w+|todavia no)\b'
)
_NO_MATTER = re.compile(
    r'\bno (?:hay problema|se preocupe\w*|te preocupes|importa|tengo problema|faltare\w*|falto)\b'
)


def answer(text: str) -> Answer | None:
    """What a short message answers to a reminder, or None when that is not plain.

    `stop` and `start` are about messages as such (BAJA, ALTA and plain refusals).
    """
    said = words(text[:400])
    line = ' '.join(said)
    if not said or len(said) > LONGEST * 2:
        return None
    if _STOP.search(line):
        return 'stop'
    if _START.search(line):
        return 'start'
    if len(said) > LONGEST:
        return None
    rest = _NO_MATTER.sub('', line).strip()
    if _UNSURE.search(rest):
        return None
    if _MOVE.search(rest):
        return 'move'
    if _LATE.search(rest):
        return 'late'
    yes, no = _YES.search(rest), _NO.search(rest)
    if no and (not yes or no.start() == 0):
        return 'no'
    if yes and not no and '?' not in text:
        return 'yes'
    return None
