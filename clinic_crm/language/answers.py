"""Short answers typed by hand where a button was offered: "sí confirmo", "no puedo ir", "BAJA".

Only what leaves no doubt is an answer. What cannot be undone still asks for a button.
"""

import re
from typing import Literal

from .heard import heard
from .refusal import refusal, taken_up

# `doubt`: they may come, or will say later; `keep`: it is not to be cancelled; `here`: they wait
Answer = Literal['yes', 'no', 'late', 'move', 'doubt', 'keep', 'here', 'stop', 'start']

LONGEST = 14  # words; who writes more says something of their own

_COURTESY = (
    r'(?:gracias|muchas|por favor|favor|senorita|senor|senora|doctora?|joven|oiga|disculpe|hola'
    r'|buen[oa]s? (?:dias?|tardes?|noches?)|muy amable|saludos|bendiciones|dios (?:quiere|mediante)'
    r'|con gusto|con mucho gusto|bonito dia|hasta (?:manana|luego|entonces)|pues|y|ay|emogracias'
    r'|emofeliz)'
)
_MOVE = re.compile(
    r'\b(?:cambi\w+|mov\w+|(?<!se )muev\w+|reagend\w+|reprogram\w+|recorr\w+|pospon\w+'
    r'|pasar(?:la|me)?|pase|adelant\w+)\b(?!.*\bopinion)'
    r'|\bmejor (?:(?:a|hasta) las? |el |la proxima |para el |en la |por la |otr[oa] |manana\b'
    r'|pasado manana\b)'
    r'|\botr[oa] (?:dia|hora|fecha|horario)\b|\ben (?:vez|lugar) de\b'
)
_THERE = (
    r'(?:aqui|afuera|adentro|en (?:la |el |su )?(?:clinica|consultorio|recepcion|sala|puerta'
    r'|entrada|lobby|estacionamiento|edificio))'
)
_HERE = re.compile(
    rf'\bya (?:estoy|estamos|ando|andamos) (?:{_THERE}|ahi|alla|en el hospital)\b'
    r'|(?<!que )(?<!cuando )(?<!no )\bya (?:llegue|llegamos)\b'
    r'(?! (?:tarde|a las|el|con|a (?:mi |la )?casa))'
    rf'|\b(?:estoy|estamos) {_THERE}\b'
    r'|\b(?:estoy|estamos) (?:aqui )?esperando(?: (?:mi turno|aqui|afuera|desde|hace|en)\b|$)'
    r'|\b(?:tengo|llevo|tenemos|llevamos) (?:\w+ ){1,2}(?:horas?|minutos|rato|ratito)(?: y media)?'
    rf' (?:aqui )?(?:sentad[oa]s?|esperando|{_THERE})\b(?!.*\b(?:contest|respond|respuesta))'
)
_LATE = re.compile(
    r'\b(?:voy|llego|llegare|llegamos|vamos|ando|llegar|estoy|vengo)(?: \w+){0,4} (?:tarde'
    r'|tardecito|retrasad\w+|demorad\w+|atrasad\w+)\b'
    r'|\b(?:se me|me) (?:hizo|hace|va a hacer|esta haciendo) (?:un poco |poquito )?tarde\b'
    r'|\b\d+ (?:minutos?|minutitos) (?:tarde|de retraso|despues)\b'
    r'|\b(?:llego|llegare|llegamos) (?:como )?(?:en|a las|tipo) (?:unos |como )?(?:\d+|media|una)'
    r'|\bme (?:voy a )?(?:tardar|retras\w+|demor\w+)\b|\batorad[oa]s?\b'
    r'|\b(?:voy|vamos|ando|andamos|vengo|venimos|estoy|estamos) (?:ya )?en camino\b|\bya voy\b'
    r'|\bretardo\b|\bme esperan\b|\bya (?:mero|casi|estoy por) (?:llego|llegamos|llegar)\b'
)
# late, unless it is why they do not come
_HELD_UP = re.compile(
    r'\b(?:(?:en|por|de) (?:el |este )?|mucho )trafico\b'
    r'|\btrafico (?:\w+ )?(?:feo|horrible|pesado)\b'
    r'|\bponch\w+ (?:la|una|mi|el) (?:llanta|carro|coche)\b'
    r'|\b(?:se me fue|perdi|no pasa) el (?:camion|metro|transporte|uber)\b'
)
_BARE_NO = r'(?:(?:claro que|por supuesto que|pues|que) )?(?:no+|nop|nel|nones|emono)(?: no)*'
_NO = re.compile(
    rf'^(?:{_BARE_NO}|cancelo|cancelar)$'
    r'|\bno (?:puedo|podre|podremos|podemos)\b(?! (?!ir\b|asistir|llegar|acudir|presentar|estar'
    r'|salir|pasar|venir)\w{2,}[aei]r(?:me|lo|la|le|los|las|les|nos)?\b)'
    r'|\bno (?:voy|vamos|ire|iremos|asistire|asistiremos|asisto|alcanzo|va a poder|va a ir'
    r'|confirmo|acudire|llego|me presento|me sera posible|cuenten? conmigo)\b(?! a falt)'
    r'|\bcancel(?:o|ar|en|e|arla|enla|ela|eme)\b'
    r'|\bya no (?:la|lo) (?:necesito|ocupo|requiero|quiero|voy a (?:necesitar|ocupar))\b'
    r'|\bimposible (?:ir|asistir|acudir)\b|\bsiempre no\b'
)
_AGREED = (
    r'(?:(?:claro|por supuesto|desde luego|obvio|siempre|seguro|pues|yo|digo|si)(?: que)? si'
    r'|si|acepto|claro|de acuerdo|por supuesto|desde luego|sale|va|vale|ok|sip|simon|adelante'
    r'|si acepto|(?:si )?estoy de acuerdo)'
)
_WELL = (
    r'(?:listo|emook|afirmativo|correcto|perfecto|enterad[oa]s?|seguro|orale|andale|arre|bueno'
    r'|esta bien|asi es|todo bien|excelente|sale y va|presente)'
)
_YES = re.compile(
    rf'^(?:{_AGREED}|{_WELL})(?: (?:{_AGREED}|{_WELL}|{_COURTESY}|muy|amable|manana))*$'
    r'|\b(?:confirm(?:o|amos|ad[oa])|asistire|asistiremos|si asisto|ahi est\w+|ahi nos vemos|si voy'
    r'|si vamos|alla est(?:ar\w+|oy|amos)|cuenten? conmigo|ahi (?:llego|llegamos|voy|vamos|andamos)'
    r'|no (?:le |les )?(?:voy a |vamos a )?falt(?:o|are|ar|aremos|amos)|sin falta)\b'
    r'|^asist(?:o|imos)$'
)
_AGREES = re.compile(rf'{_AGREED}(?: (?:{_AGREED}|{_COURTESY}))*')
_DISAGREES = re.compile(
    rf'{_BARE_NO}|no (?:acepto|estoy de acuerdo|quiero|autorizo)|prefiero (?:que )?no'
)
_HARDLY = re.compile(r'ok|va|vale|sale')  # with thanks, that is no more than politeness
_DAY = r'(?:manana|hoy|el (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo))'
_IF_I_CAN = (
    r'(?: (?:aun|todavia|bien))?'
    r'(?: si (?:pueda|podre|voy a poder|vaya|ire|alcance)(?: ir| asistir| llegar)?)?'
)
_LATER = (
    r'(?:al rato|luego|mas (?:tarde|al rato)|despues|manana|en un (?:momento|rato|ratito|momentito)'
    r'|en la (?:tarde|noche|manana)|ahorita|deje\w*|dejen?\w*|checo|reviso|pregunto|veo|consulto'
    r'|cuando|en cuanto|tengo que|primero|permitame|dame|deme)'
)
_DOUBT = re.compile(
    rf'^(?:(?:aun |todavia )?no se{_IF_I_CAN}|no estoy segur[oa](?: (?:de|si)(?: \w+){{1,3}})?'
    r'|tal vez|quiza\w*|a lo mejor|depende|creo que (?:si|no)(?: (?:puedo|voy|podre))?)'
    rf'(?: {_DAY})?$'
    # "al rato le confirmo", "le confirmo mañana": not yet
    rf'|\b{_LATER}\b(?! llegu)(?: (?!ahi\b|alla\b|las\b|asist|estare)\w+){{0,5}}?'
    r' (?:(?<!si )confirm(?:o|amos|are|aremos|ar)|les? aviso|les? digo)\b'
    r'(?! (?:mi|la|que si|para|asist))'
    rf'|(?<!si )\b(?:le|les|te|se lo) confirm(?:o|amos)$'
    rf'|\b(?:le|les|te|se lo) confirm(?:o|amos)(?: {_LATER}(?: \w+)?| {_DAY})+$'
    rf'|\bconfirm(?:are|aremos|o (?:al rato|luego|mas tarde|despues|{_DAY}))$'
    r'|\b(?:aun|todavia) no(?: \w+)? confirmo\b|\bno (?:he|hemos) (?:\w+ )?confirmado\b'
)
_UNSURE = re.compile(
    r'\b(?:no se|tal vez|a lo mejor|quiza\w*|creo|depende|si puedo|no estoy segur\w+|todavia no)\b'
    # "nadie me ha confirmado", "no está confirmada mi cita", "confirmada con otro doctor"
    r'|\b(?:no|nadie|nunca|ni|tampoco|sin|me|nos|falta)'
    r'(?: (?:me|nos|se|le|ha|han|he|hemos|esta|estaba|sido|aun|todavia|que|puedo))*'
    r' confirm(?:ad[oa]s?|aron|an?|ar|en?)\b|\bconfirmad[oa](?: \w+){0,2} con otr[oa]\b'
)
_KEEP = re.compile(
    r'\bno (?:la |lo |me la |nos la |me |nos |quiero |voy a |vayan a |deseo |queremos )*cancel'
)
_NO_MATTER = re.compile(
    r'\bno (?:hay problema|se preocupe\w*|te preocupes|importa|tengo problema)\b'
)
_AROUND = re.compile(rf'^(?:{_COURTESY} )+|(?: {_COURTESY})+$')


def answer(text: str) -> Answer | None:
    """What a short message answers to a reminder, or None when that is not plain.

    `stop` and `start` are about messages as such (BAJA, ALTA and plain refusals).
    """
    if refusal(text):
        return 'stop'
    if taken_up(text):
        return 'start'
    line = _core(text)
    if not line or len(line.split()) > LONGEST:
        return None
    return _about_the_visit(_NO_MATTER.sub('', line).strip(), '?' in text)


def _about_the_visit(line: str, asks: bool) -> Answer | None:
    if _DOUBT.search(line):
        return 'doubt'
    if _UNSURE.search(line):
        return None
    if _MOVE.search(line):
        return 'move'
    yes, no = _YES.search(line), _NO.search(line)
    if _HERE.search(line) and not no:
        return 'here'
    if _LATE.search(line):
        return 'late'
    if _KEEP.search(line):
        return 'keep'
    if _HELD_UP.search(line) and not no:
        return 'late'
    if no and (not yes or no.start() == 0):
        return 'no'
    return 'yes' if yes and not no and not asks else None


def is_bare_no(text: str) -> bool:
    """Whether a text is a no to what was asked, and nothing else."""
    return bool(re.fullmatch(_BARE_NO, _core(text)))


def agreement(text: str) -> Literal['yes', 'no'] | None:
    """What is answered to "¿Está de acuerdo?", where only plain words may count."""
    line = _core(text)
    if _DISAGREES.fullmatch(line):
        return 'no'
    if '?' in text or not _AGREES.fullmatch(line):
        return None
    thanks = 'gracias' in heard(text).split()
    return None if thanks and _HARDLY.fullmatch(line) else 'yes'


def _core(text: str) -> str:
    """The words as they are compared, without the courtesies around them.

    Of pictures those stay that answer: 👍, 👎.
    """
    line = heard(text[:400], pictures=('emook', 'emono'))
    while (bare := _AROUND.sub('', line)) != line:
        line = bare
    return line
