"""What a few words say so plainly that no model is asked: about the visit just reminded of, a wrong
number, advice on health, a death, another language."""

import re
from typing import NamedTuple

from .answers import Answer, answer, is_bare_no
from .death import tells_of_death
from .heard import heard
from .refusal import keeps_messages

LONGEST = 300  # characters that are read
_BEFORE = r'^(?:(?:y|oiga|oye|disculp\w+|perdon\w*|hola|buen[oa]s? \w+|entonces|doctora?) )*'
_DAY = r'(?:manana|hoy|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))'
_WHEN = re.compile(
    _BEFORE
    + r'(?:a que hora|cuando|que dia|para cuando|con quien|con que doctora?) '
    + r'(?:es|era|seria|fue|me toca|me tocaba|quedo|quedamos|tengo que (?:ir|llegar|estar)|voy)'
    + rf'(?: (?:mi|la) (?:cita|consulta)| {_DAY}| por favor| doctora?)*$'
)
_WRONG = re.compile(
    r'\bnumero equivocado\b|\bequivo\w+ (?:de|el) (?:numero|telefono|persona)\b'
    r'|\bno soy (?:esa|ese|esta) (?:persona|paciente)\b|\bno conozco a (?:esa|ese|ningun)'
    r'|\b(?:este|mi) (?:numero|telefono) (?:ya )?no es (?:de|el de|suyo)\b'
    r'|\bya no es (?:su|el) (?:numero|telefono)\b'
)
# What the model takes for a refusal: messages that do not come are missed.
_MISSED = re.compile(
    r'\b(?:no|nunca|tampoco|ni)(?: \w+){0,3} (?:llegan?|llego|llegaron|llegado|recibo|recibi'
    r'|recibido'
    r'|vi|visto|encuentro|aparecen?|mandan|mandaron|enviaron|avisaron|lei|entiendo|entendi)\b'
    r'|\bno (?:se )?olvide\w*|\b(?:deje|dejaron) de (?:recibir|llegar|mandar\w*)\b'
)
_MESSAGE = re.compile(r'\b(?:mensaj|recordatorio|aviso|notificacion)\w*')
_WAITING_LIST = re.compile(r'\blista de espera\b')
_ILL = (
    r'(?:dolor|duele|fiebre|calentura|temperatura|tos|gripa|gripe|vomito|diarrea|infeccion|granos?'
    r'|ronchas?|alergia|comezon|nauseas|mareo\w*|presion)\b'
)
_ADVISE = r'que (?:me|le|nos) (?:recomienda|aconseja|receta)\w*'
_ADVICE = re.compile(
    r'\b(?:que|cual)(?: \w+)? (?:me |le |nos )?(?:puedo|puede|podria|debo|debe) '
    rf'(?:tomar|dar|hacer|untar|poner)(?:me|le|se)?\b.*\b{_ILL}'
    r'|\b(?:puedo|puede|debo) (?:tomar|tomarme|darle|mezclar|inyectar\w*)(?: \w+){1,3}'
    r' (?:con|junto)\b'
    rf'|\b(?:tengo|traigo|tiene|trae|estoy con) (?:\w+ ){{0,4}}{_ILL}.*\b{_ADVISE}\b'
    rf'|\b{_ADVISE} (?:para|contra) (?:el|la|los|las|un|una) {_ILL}'
    r'|\b(?:es|sera) normal (?:que|sentir|tener)\b'
)
# Before a visit or a study it is a question of how to come to it.
_BEFORE_IT = re.compile(r'\b(?:antes|ayun\w+|estudios?|analisis|laboratorio|cita|consulta)\b')
_ENGLISH = frozenset(
    'the you your i my we our need want would like appointment how much what when where do does is '
    'are can could please hello hi speak english have for and an with book doctor tomorrow today '
    'cancel change visit cleaning cost price thanks thank there open'.split()
)
_ALSO_SPANISH = frozenset('a an doctor cancel visit cost is'.split())
_MOST = 0.6  # of the words, before a text counts as English


class Said(NamedTuple):
    """What a message says by rules alone, to be weighed against a model of intents.

    ``short``: of `answer`; ``plain``: of `plainly`; ``bare_no``: a no and nothing else; ``wanted``:
    it sounds like a refusal of messages and is none.
    """

    short: Answer | None
    plain: str
    bare_no: bool
    wanted: bool


def said(text: str) -> Said:
    return Said(answer(text), plainly(text), is_bare_no(text), is_no_refusal(text))


def plainly(text: str) -> str:
    """Return what is said, or ''.

    `fallecio` (somebody died), `consultar_cita`, `equivocado` (it is not their number), `consejo`
    (advice on health) or `ingles`.
    """
    if tells_of_death(text):
        return 'fallecio'
    line = heard(text[:LONGEST])
    if _WHEN.match(line):
        return 'consultar_cita'
    if _WRONG.search(line):
        return 'equivocado'
    if _ADVICE.search(line) and not _BEFORE_IT.search(line):
        return 'consejo'
    return 'ingles' if _is_english(line.split()) else ''


def is_no_refusal(text: str) -> bool:
    """Whether a text that sounds like one says that messages are missed or are to go on, or speaks
    of the waiting list."""
    line = heard(text[:LONGEST])
    misses = _MISSED.search(line) and _MESSAGE.search(line)
    return bool(misses or _WAITING_LIST.search(line) or keeps_messages(text))


def _is_english(words: list[str]) -> bool:
    found = [word for word in words if word in _ENGLISH]
    telling = set(found) - _ALSO_SPANISH
    return len(telling) >= 2 and len(found) >= _MOST * len(words)
