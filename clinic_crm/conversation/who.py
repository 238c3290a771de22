"""Whom a patient's own words speak of: a full name, somebody of the family, oneself."""

import re
from collections.abc import Hashable, Iterable
from itertools import takewhile
from typing import TypeVar

from .wish import COUNT, COUNTED, plain

Key = TypeVar('Key', bound=Hashable)

# As they are typed folded. A grandchild or a brother may be a child or not.
_SON = r'hij(?:o|ito)|nen(?:e|ito)|ni[nñ](?:o|ito)|chamaco|chamaquito'
_DAUGHTER = r'hij(?:a|ita)|nen(?:a|ita)|ni[nñ](?:a|ita)|chamaca|chamaquita'
_CHILD = r'beb(?:e|es|ito|ita)|(?:hij|ni[nñ])[oa]s|recien nacid[oa]|peque\w*'
_YOUNG = (
    r'(?:herman|hermanit|niet|nietecit|sobrin|sobrinit|prim|ahijad)[oa]s?|menor(?: de edad)?'
    r'|otra persona|alguien mas'
)
_ADULT = (
    r'mam[ai](?:ta)?|pap[ai](?:to)?|madre|padre|espos[oa]|marido|mujer|novi[oa]|pareja|abuel[oa]'
    r'|abuelit[oa]|suegr[oa]|ti[oa]|cu[nñ]ad[oa]|yerno|nuera|amig[oa]|vecin[oa]|comadre|compadre'
    r'|senora?|papas'
)
_KINDS = {'son': _SON, 'daughter': _DAUGHTER, 'child': _CHILD, 'young': _YOUNG, 'adult': _ADULT}
_ANY_KIN = '|'.join(_KINDS.values())
_WHOSE = r'(?:mi|mis|nuestr[oa]|el|la|un|una|al|su)'
# «para mi hija», «que vean a mi mamá», «mi hijo necesita»; not «me lo dijo mi esposa»
_KIN = re.compile(
    rf'\b(?:para|a|de|lleva\w*|trae\w*|es) (?:{_WHOSE} )?(?:(?:otr[oa]|\d|{COUNT}) )?'
    rf'(?P<of>{_ANY_KIN})\b'
    rf'|\b(?:^|al |mi |mis )(?P<who>{_ANY_KIN})(?: \w+){{0,3}} '
    r'(?:necesita|quiere|requiere|ocupa|busca|tiene|trae|esta)\b'
    rf'|^(?:mi |mis |la |el )(?P<only>{_ANY_KIN})\b'
)
_NAMED = re.compile(rf'\b(?:{_ANY_KIN}) (?:menor |mayor |chiquit[oa] )?([a-z]+)\b')
# «mis 3 hijos», «para los dos», «mi esposo y yo»: who cannot be booked at once
_SEVERAL = re.compile(
    rf'\bmis (?:(?:{COUNT}|\d|otr[oa]s) )?'
    r'(?:hij|hijit|nin|ninit|niet|herman|sobrin|pap|abuel|suegr)[oa]s\b'
    r'|\b(?:para|a|somos|seriamos) (?:los|nosotr[oa]s) (?:dos|tres|cuatro|[2-9])\b(?! de)'
    rf'|\bmi (?:{_ANY_KIN}) y (?:yo|para mi|(?:a |para )?mi (?:{_ANY_KIN}))\b'
    rf'|\b(?:para mi|yo) y (?:a |para )?mi (?:{_ANY_KIN})\b'
    r'|\b(?:los|las) (?:dos|tres|cuatro|[2-9]) junt[oa]s\b|\bamb[oa]s\b'
    r'|\b(?:dos|tres|cuatro|[2-9]) (?:citas|personas|ninos|hijos)\b'
)
_US = re.compile(rf'\by (?:yo|para mi)\b(?! (?:{_ANY_KIN})\b)|\b(?:yo|para mi) y\b')
_PARENT = re.compile(r'\bsoy (?:la |el |su )?(?:mama|papa|madre|padre|tutora?|abuel[oa])\b')
_SELF = re.compile(
    r'^(?:es |seria |la cita es )?(?:para )?(?:mi|yo)(?: mism[oa])?(?: (?:por favor|gracias))?$'
    r'|\bpara mi(?: mism[oa])?(?= (?:con|el|en|a|por|hoy|manana|pasado|este|esta|la proxima|gracias'
    r'|lunes|martes|miercoles|jueves|viernes|sabado|domingo)\b|$)|\ba mi nombre\b|\bsoy yo\b'
)
_SELF_WRITTEN = re.compile(r'\bpara mí\b', re.IGNORECASE)  # the accent leaves no doubt
_YEARS = rf'(?P<n>\d{{1,2}}|{COUNT})'
_AGED = re.compile(
    rf'\b(?:de|tiene|tengo|cumplio|cumpli|con) {_YEARS} (?:anos|anitos)\b'
    r'|^(?:(?:pero|es que|yo|aun|apenas|solo|todavia) )*(?:tengo|tiene)'
    rf' (?P<bare>\d{{1,2}}|{COUNT})$'
)
_MONTHS_OLD = re.compile(
    rf'\b(?:tiene|de|con) {_YEARS} (?:mes(?:es|ecitos)?|semanas|dias)'
    r' (?:de (?:edad|nacid[oa])|nacid[oa]|de vida)\b'
)
ADULT_AGE = 18

_SMALL = frozenset('a al con de del e el en la las los para un una y'.split())
# Who speaks and of whom, and what is said instead of a name.
_NOT_IN_NAMES = frozenset(
    """
    quiero quiere quisiera necesito necesita ocupo ocupa puedo pueden puede podria cuanto cuesta
    donde cuando como cual hola gracias no si una un cita consulta precio horario por favor es que
    me mi yo soy para
    con doctor doctora dra dr le les te ya sus su mis tu nos ella ellos usted ustedes nosotros
    persona personas alguien nadie nombre nombres apellido apellidos numero telefono celular
    whatsapp correo paciente otra otro otras otros misma mismo mama papa mami papi hijo hija hijos
    hijas bebe esposo esposa hermano hermana abuela abuelo suegra
    esta este esto estan estoy eso esa ese asi tiene tienen tengo hay hacen hace aceptan acepta
    tarjeta efectivo estacionamiento menu regresar volver ver ahorita ahora luego despues manana hoy
    tarde tardes noche noches buenas buenos digo dije dice dijo paso pase espere espera bien mal
    todo todos nada somos son fue quien porque pero tambien disculpe perdon confirmar cancelar
    agendar cambiar urgente dolor duele clinica servicio senorita senor anos meses edad lunes martes
    miercoles jueves viernes sabado decir saber puse manda mande ok listo adelante siguiente opcion
    operador operadora agente asesor asesora humano humana hablar llamar llamada comunicar atencion
    recepcion recepcionista secretaria ayuda
    """.split()
)

_NO_LETTERS = re.compile(r"[^\w\s.,:;'’-]|[\d_]+")
_GREETING = re.compile(
    r'^(?:(?:hola|s[ií]|claro|oiga|disculpe|buen[oa]s? (?:d[ií]as?|tardes?|noches?)'
    r'|se[ñn]orita|doctora?)\b[\s,.:;!¡-]*)+',
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    r'^(?:(?:yo )?(?:me llamo|soy)|(?:mi|su|el) nombre(?: completo)? (?:es|ser[ií]a)'
    r'|se llama|a nombre de'
    r'|(?:(?:es|ser[ií]a) )?para|(?:el|la) paciente(?: es)?|paciente|nombre(?: completo)?)\b[\s:,]*'
    r'(?:(?:mi|el|la|un|una|nuestr[oa])\s+(?:\w+\s+)?(?:hij(?:it)?[oa]|ni[ñn](?:it)?[oa]'
    r'|beb[eé]|nen[eéa]|mam[aá]|pap[aá]'
    r'|espos[oa]|marido|pareja|novi[oa]|herman(?:it)?[oa]|abuel(?:it)?[oa]|suegr[oa]|niet[oa]'
    r'|sobrin[oa]|t[ií][oa]|prim[oa]|cu[ñn]ad[oa]|amig[oa]|se[ñn]ora?|paciente)\b[\s:,]*)?'
    r'(?:(?:que )?se llama\s+)?',
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r'[\s,(]*\b(?:(?:de|tiene|con)\s+)?'
    rf'(?:\d{{1,3}}|{COUNT})\s*(?:a[ñn](?:os?|itos)|mes(?:es|ecitos)?|semanas)\b.*'
    r'|[\s,.]+(?:por favor|porfa\w*|gracias)[\s.!]*$',
    re.IGNORECASE,
)
_PRESENTED = re.compile(
    r"\b(?:me llamo|mi nombre(?: completo)? es|(?P<loose>soy|(?:le|les) (?:habla|escribe)))"
    r"\s+(?P<name>[^\W\d_][\w'’-]*(?:\s+[^\W\d_][\w'’-]*){1,6})",
    re.IGNORECASE,
)


def kin(text: str) -> str:
    """Whom else than oneself words wish something for: «cita para mi hija» → `daughter`.

    `child` is one of them, `young` may be of age or not, `adult` is. '' when they name nobody, or
    oneself among them.
    """
    said = plain(text[:300])
    if _US.search(said):
        return ''
    if found := _KIN.search(said):
        word = found['of'] or found['who'] or found['only']
        return next(kind for kind, words in _KINDS.items() if re.fullmatch(words, word))
    if _PARENT.search(said) or _MONTHS_OLD.search(said):
        return 'child'
    age = age_in(text)
    # "tengo 15 años" is a child that writes itself
    return 'child' if age is not None and age < ADULT_AGE else ''


def age_in(text: str) -> int | None:
    """How old words say that somebody is: «tengo 15», «de 8 años»; None when they do not."""
    aged = _AGED.search(plain(text[:300]))
    return _years(aged['n'] or aged['bare']) if aged else None


def is_named(text: str) -> bool:
    """Whether a name follows who it is: «mi hijo Juan», not «mi hijo por favor»."""
    found = _NAMED.search(plain(text[:300]))
    return found is not None and found[1] not in _SMALL | _NOT_IN_NAMES


def oneself(text: str) -> bool:
    """Whether the words say that it is for whoever writes: «para mí», «yo»."""
    return bool(_SELF_WRITTEN.search(text[:300]) or _SELF.search(plain(text[:300])))


def several(text: str) -> bool:
    """Whether words wish something for more than one person: «mis 3 hijos», «mi esposo y yo»."""
    return bool(_SEVERAL.search(plain(text[:300])))


def called(names: Iterable[tuple[Key, str]], text: str) -> Key | None:
    """The one whose given name is said: «para Leo», «la de María Fernanda».

    None when it is nobody, several, or a namesake with another surname.
    """
    said = set(plain(text[:300]).split())
    whole = set(plain(name_in(text)).split()) - _SMALL
    best: list[Key] = []
    most = 0
    for key, name in names:
        words = [word for word in plain(name).split() if word not in _SMALL]
        given = words[: max(len(words) - 2, 1)]
        if not said & set(given) or whole - set(words):
            continue
        shared = len(said & set(words))
        if shared > most:
            best, most = [key], shared
        elif shared == most:
            best.append(key)
    return best[0] if len(best) == 1 else None


def name_in(text: str) -> str:
    """The full name that an answer gives, without what is said around it; '' when there is none.

    «Me llamo Rosa Díaz 😀», «es para mi hijo Leo Paz, 55 5550 0999», «Sofía Ruiz de 5 años» → the
    name alone.
    """
    if '?' in text or '¿' in text:
        return ''
    said = _AFTER_NAME.sub('', text[:120])
    said = ' '.join(_NO_LETTERS.sub(' ', said).replace(',', ' ').split())
    said = _BEFORE_NAME.sub('', _GREETING.sub('', said), count=1).strip(' .:;-')
    return said if is_name(said) else ''


def introduced(text: str) -> str:
    """The full name by which somebody presents themselves among other words, or that is written as
    one and nothing else; '' when there is none.

    «Hola, soy Rosa Díaz y quiero una cita», «me llamo rosa díaz», «Rosa Díaz López».
    """
    found = _PRESENTED.search(text[:300])
    if not found:
        name = name_in(text)
        return name if _is_capital(name.split()) and len(name.split()) == len(text.split()) else ''
    words = found['name'].split()
    if words[0][0].isupper():  # what is not written as a name comes after it
        words = list(takewhile(lambda word: _is_capital([word]), words))
    elif found['loose']:  # «soy diabética tipo dos»
        return ''
    while words and (plain(words[-1]) in _SMALL or not is_name(' '.join(words))):
        words.pop()
    return ' '.join(words)


def _is_capital(words: Iterable[str]) -> bool:
    return all(word[0].isupper() or plain(word) in _SMALL for word in words)


def is_name(text: str) -> bool:
    """Whether a text can be somebody's full name: two to seven words of letters, no sentence."""
    words = text.replace('.', ' ').split()
    if not 2 <= len(words) <= 7 or len(text) > 80 or sum(len(word) > 1 for word in words) < 2:
        return False
    if not all(re.fullmatch(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", word) for word in words):
        return False
    folded = plain(text).split()
    return folded[0] not in _SMALL and not set(folded) & _NOT_IN_NAMES


def _years(word: str) -> int:
    return int(word) if word.isdecimal() else COUNTED[word]
