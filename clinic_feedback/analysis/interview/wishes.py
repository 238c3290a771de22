"""What a patient wants instead of answering: to pass, to stop, a visit, to tell something."""

from __future__ import annotations

import re

from ..analyser import analyse
from .said import is_long, plain

# fmt: off
# A refusal may be polite; with other words behind it, it is the beginning of a story.
_POLITE = (
    r'(?:gracias|muchas|por favor|por el momento|disculp\w+|perdon\w*|senorita|si quieren'
    r'|ahorita|hoy|mas|nada|eso|esto|encuestas?|mensajes?|preguntas?|contest\w+|respond\w+|seguir'
    r'|(?:se )?(?:la|lo|les|te|le) (?:contesto|respondo|hago|lleno|mando)|lo hago|con calma|puedo'
    r'|(?:estoy|ando|voy) (?:ocupad[oa]|trabajando|manejando|en (?:el |mi )?(?:trabajo|junta)))'
)
_STOP = re.compile(
    r'(?:baja|stop|alto|salir|cancelar|terminar|basta|no molest\w+'
    r'|(?:(?:ya no|ya no quiero|no quiero (?:contestar|responder|seguir|encuestas?|nada)'
    r'|no tengo tiempo|ahora no|ahorita no|luego|mas tarde|al rato|despues'
    r'|no me (?:manden|envien|escriban)|dejen? de (?:mandar|escribir|molestar)\w*)'
    rf'(?: {_POLITE})*))'
)
_SKIP = re.compile(
    r'(?:paso|saltar|saltarla|skip|siguiente|prefiero no (?:contestar|decir|responder)(?:la)?|'
    r'no (?:lo |le )?se(?: la verdad)?|quien sabe|no recuerdo|no me acuerdo|no aplica|na|n a|'
    r'sin comentarios?|ningun[oa]?|nada|nada mas|nadamas|todo bien(?: gracias)?|no gracias|'
    r'asi esta bien|es todo|seria todo|por el momento no)'
)
_SKIP_WORDS = re.compile(
    r'(?:no|nop|nel|no gracias|nada por ahora|no nada|no todo bien)(?: (?:muchas )?gracias)?'
)
# Somebody asks for something about a visit to come. What was done to it, or should be, is told.
_VISIT = (
    r'(?:cita|consulta|turno|visita|horario|hora|fecha|dia|lunes|martes|miercoles|jueves|viernes'
    r'|sabado|domingo|manana)s?'
)
_VISIT_WISH = re.compile(
    r'\b(?:quiero|quisiera|queremos|necesito|ocupo|deseo|puedo|podria|podemos|pueden?|podran?'
    r'|me gustaria|favor de|me urge) (?:\w+ ){0,2}?'
    r'(?:cambi|mov|muev|reagend|reprogram|cancel|adelant|pospon|pasar|recorr)'
    rf'\w*(?: \w+){{0,4}}? {_VISIT}\b'
    r'|^(?:\w+ ){0,2}?(?:cancel(?:o|en?|enme|eme)|cambi(?:en?|enme|eme)|muev(?:an?|anme|ame)'
    rf'|reagend(?:ar|en?|enme|eme))(?: \w+){{0,2}}? {_VISIT}\b'
    r'|\bno (?:voy a (?:poder )?|puedo |podre |podemos |podremos |alcanzo a )'
    r'(?:ir|asistir|llegar|acudir|venir)(?: a (?:mi|la|su) (?:cita|consulta)| hoy| manana'
    rf'| (?:el|este|ese) {_VISIT}| ya| siempre| gracias)*$'
    r'|\b(?:voy|vamos|llego|llegare|llegaremos|ando|vengo)(?: (?:a llegar|un|poco|poquito|algo))* '
    r'(?:tarde|tardecito|retrasad\w+|demorad\w+|atrasad\w+)\b'
    r'|\bse me (?:hizo|hace|va a hacer|esta haciendo) tarde\b|\bvoy en camino\b'
)
# fmt: on
_ACCENTED_PAST = re.compile(r'\bllegó\b', re.IGNORECASE)  # without its accent a person's «llego»
_ITS_SUBJECT = re.compile(
    r'\b(?:el|la|ella|ellos|doctora?|dra?|enfermer[oa]|medic[oa]) (?:\w+ )?llego\b'
)
_FEW = 3  # words: of fewer it is too often guessed
_LONGEST_WISH = 60  # characters: who writes more tells something


def stops(text: str) -> bool:
    """Whether it refuses the survey, and says nothing else."""
    return bool(_STOP.fullmatch(plain(text)))


def skips(text: str, words: bool = False) -> bool:
    """Whether it passes a question over; asked for words, a «no» does."""
    said = plain(text)
    return bool(_SKIP.fullmatch(said) or words and _SKIP_WORDS.fullmatch(said))


def wants_visit(text: str) -> bool:
    """Whether somebody asks to move or cancel a visit of theirs, or says that they come late."""
    said = plain(text)
    if len(text) > _LONGEST_WISH or not _VISIT_WISH.search(said):
        return False
    return not (_ACCENTED_PAST.search(text) or _ITS_SUBJECT.search(said))


def is_opinion(text: str) -> bool:
    """Whether it says what somebody thinks: a story, or a few words with a feeling.

    A question is none unless it blames or praises; a word or two may be anything.
    """
    if is_long(text) and '?' not in text:
        return True
    return feels(text)


def feels(text: str) -> bool:
    """Whether a few words praise or blame."""
    return len(plain(text).split()) >= _FEW and analyse(text).polarity != 'neu'
