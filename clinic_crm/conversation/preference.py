"""Whoever is asked to choose and leaves it open: «la que sea», «cualquiera», «me da igual»."""

import re

from .wish import plain

_WHAT = (
    r'(?:sucursal|clinica|consultorio|lugar|dia|hora|horario|fecha|opcion|doctora?|dra?|medic[oa]'
    r'|dentista|profesional|persona|especialista)'
)
_FREE = (
    r'(?:sea|quier\w+|gust\w+|prefier\w+|convenga|pueda|puedan|me toque|este (?:libre|disponible)'
    r'|(?:tenga|haya|hay|tienen?)(?: (?:mas )?(?:lugar|espacio|cita|citas))?(?: (?:antes|primero'
    r'|mas (?:pronto|rapido)))?|atienda(?: antes)?)'
)
_OPEN = re.compile(
    rf'(?:(?:con|en|a|para) )?(?:(?:la|el|lo|las|los|quien|donde|cuando|como)(?: {_WHAT})?'
    rf'|cualquier\w*(?: {_WHAT})?)(?: que)?(?: (?:usted|ustedes|tu))? {_FREE}'
    rf'|(?:(?:con|en|a|para) )?cualquier\w*(?: {_WHAT})?(?: de (?:ell[oa]s|(?:los|las) \w+))?'
    r'(?: (?:esta bien|es buen[oa]|me (?:sirve|queda|acomoda)(?: bien)?))?'
    rf'|(?:a mi )?(?:me |nos )?da (?:igual|lo mismo)(?: (?:cual|con quien|donde|cuando|{_WHAT}))?'
    rf'|(?:me |nos )?es (?:igual|lo mismo|indistinto|indiferente)|indistint[oa]|indiferente'
    rf'|no (?:me |nos )?importa(?: (?:cual|quien|con quien|donde|cuando|(?:el|la) {_WHAT}))?'
    r'|(?:sin|no (?:tengo|tenemos|hay)) (?:ninguna )?preferencias?'
    r'|(?:como )?(?:usted|ustedes|tu) (?:elij\w+|elig\w+|escoj\w+|escog\w+|dig\w+|decid\w+)'
    r'|(?:elij\w+|escoj\w+|elig\w+|escog\w+) (?:usted|ustedes|tu)'
    rf'|(?:con |en |a )?(?:(?:el|la)(?: {_WHAT})? (?:primer[oa]|mas pronto)(?: {_WHAT})?'
    r'|lo (?:mas pronto|antes))(?: posible)?'
)
_AROUND = re.compile(
    r'^(?:(?:pues|ay|uy|mmm*|hola|ok|si|no se|la verdad|bueno|gracias|que sea)\b ?)+'
    r'|(?: (?:por favor|gracias|esta bien|senorita|la verdad|pues|jaja))+$'
)


def no_preference(text: str) -> bool:
    """Whether all that words say is that any one will do."""
    said = plain(text[:120])
    while (bare := _AROUND.sub('', said)) != said:
        said = bare
    return bool(_OPEN.fullmatch(said))
