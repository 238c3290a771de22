"""Which messages somebody wants: BAJA, ALTA and plain refusals, "ya no me manden mensajes".

What is read here is acted on at once and kept as evidence, so it takes a whole sentence that says
nothing else: a verb of sending or receiving, turned down, and messages, or nothing, as its object.
"no me manden los resultados por correo", "ya no me llegan los recordatorios" and "no dejen de
escribirme" are no refusals.
"""

import re

from .heard import pieces

LONGEST = 400  # characters that are read

_THING = (
    r'(?:mensajes?|mensajitos?|recordatorios?|avisos?|publicidad|propaganda|promocion(?:es)?'
    r'|promos?|ofertas|anuncios|encuestas?|whatsapps?|whats|wasaps?|notificacion(?:es)?|alertas'
    r'|spam|correos?|sms|comunicaciones|suscripcion|seguimientos?)'
)
# without "me" what "no mandé" may be as well, its accent left out, is not among them
_ASKED = (
    r'(?:(?:me |nos )(?:mande|envie|contacte|moleste|notifique)|(?:me |nos )?(?:manden|mandes'
    r'|mandaran|envien|envies|enviaran|escriban?|escribas|escribieran|contacten|contactes'
    r'|molesten|molestes|busquen|notifiquen|lleguen?))'
)
_TO = r'(?:mandar|enviar|escribir|contactar|molestar|notificar)(?:me|nos)?'
_DOING = r'(?:mandando|enviando|escribiendo|molestando|contactando)(?:me|nos)?'
_SEND = (
    rf'(?:{_ASKED}|(?:me |nos )?(?:sig|est|and)(?:an?|as|en?|es) {_DOING}'
    rf'|(?:me |nos )?vuelv(?:an?|as) a {_TO})'
)
_WANT = (
    r'(?:quiero|quisiera|deseo|necesito|acepto|autorizo|permito|doy permiso de|pienso|me interesan?'
    r'|me gustaria)'
)
_WISH = (
    r'(?:quiero|quisiera|deseo|solicito|pido|necesito|exijo|gustaria|pueden?|podrian?'
    r'|favor(?: de)?)'
)
_FEW = r'(?: (?:me|a|de|su|sus|tu|tus|la|las|los|el|esta|este|mi|mis|ya|por|favor|todos|con))*'
# "borre" alone may be "borré"
_FORM = r'(?:en|enme|enle|an|ar|arle|arme|er|a|ame|eme|e(?=.* (?:favor|suscripcion)\b))'
_FIRST = (
    r'^(?:(?:por favor|favor de|hola|buen[oa]s (?:dias|tardes|noches)|senorita|disculpe|si|pues'
    r'|ya|,) )*'
)
_NO = r'(?:ya no|no|nunca mas|jamas|ya nunca)'
# turned down: what no wish of keeping them may stand before
_REFUSED = (
    rf'\b(?:{_NO}|ni) {_SEND}\b',
    rf'\b{_NO} {_TO}\b(?:(?<=me)|(?<=nos)|(?=.* {_THING}\b))',
    rf'\b{_NO} {_WANT} (?:seguir |estar |volver a )?(?:recibir|recibiendo)\b',
    rf'\b(?:ya )?no (?:recibir|recibiendo)\b(?=.* {_THING}\b)',
    rf'\b{_NO} {_WANT} que (?:ya )?{_SEND}\b',
    rf'\b(?:{_NO} (?:quiero|quisiera|deseo|autorizo|acepto|me interesan?|mas) |basta de |cero '
    rf'|alto a )(?:mas |sus |tus |los |las |ningun[ao]? |esos )*{_THING}\b',
)
# ended: "no" before one of these keeps them
_ENDED = (
    rf'\b(?:dejen|dejes|dejenme|dejar|dejaran|paren|parenle|eviten?|abstengan(?:se)?) (?:ya )?'
    rf'(?:de |con )?(?:estar(?:me)? |seguir )?(?:{_TO}|{_DOING})\b',
    rf'\b(?:deje|deja) de (?:estar)?(?:{_TO}|{_DOING})\b(?:(?<=me)|(?<=nos)|(?=.* {_THING}\b))',
    r'\bdejar de recibir\b',
    rf'\b(?:paren|parenle|parar|(?:cancel|quit|suspend|deten|deteng|desactiv|elimin){_FORM})'
    rf'{_FEW} {_THING}\b',
    rf'\b(?:quit|borr|elimin|saqu|sac){_FORM}{_FEW}'
    r' (?:listas?|contactos?|base de datos|sistema|numero|telefono|celular|datos|nombre)\b',
    rf'(?:{_FIRST}|, |\b{_WISH} )(?:mi |la |una )?(?:(?:me )?dar(?:me|nos)? de |que me den de )?'
    r'baja\b',
    r'\b(?:denme|deme|dame|me den|(?<!si )me (?:dan|das|da)) de baja\b',
    rf'{_FIRST}(?:bajas|stop|alto|unsubscribe|desuscribir\w*|no molestar)\b',
)
_GIVEN = (
    rf'{_FIRST}(?:altas?|start|reactivar|activar|suscribir\w*)\b',
    rf'\b{_WANT} (?:volver a |seguir )?(?:recibir|recibiendo)(?=.* {_THING}\b)',
    rf'\b{_WANT} que me (?:vuelvan a )?(?:manden|envien|mandar|enviar)(?=.* {_THING}\b)',
    rf'\b(?:manden|envien)me (?:otra vez|de nuevo)(?=.* {_THING}\b)',
    rf'\bv(?:uelvan|olver) a (?:mandar|enviar)me(?=.* {_THING}\b)',
    rf'\b(?:reactiv|activ)(?:ar|en|a|e){_FEW} {_THING}\b',
    rf'\bdar(?:me)? de alta (?:otra vez |de nuevo )?(?:en|a|para|de)(?=.* {_THING}\b)',
)
_CORES = [
    *((re.compile(core), 'stop', '+') for core in _REFUSED),
    *((re.compile(core), 'stop', '*') for core in _ENDED),
    *((re.compile(core), 'start', '*') for core in _GIVEN),
]
_KEPT = (
    r'\b(?:no|nunca|ni|tampoco|sin)(?: (?:me|nos|le|les|vayan?|vayas|quiero|queremos|quieren?'
    r'|quisiera|gustaria|deseo|necesito|pueden?|pido|pedi|dije|dijimos|que|a|de|como|se))'
)
_NOT = {times: re.compile(rf'{_KEPT}{times} $') for times in '+*'}
# What may stand beside it in the same sentence, and what begins another.
_BESIDE = frozenset(
    """
    a al de del en la las los el lo su sus tu tus este esta esto estos estas esos esas mi mis o
    u ni con por favor porfavor gracias muchas ya mas nunca jamas nada otra vez ningun ninguna
    ninguno ningunos tipo clase todo todos todas un una usted ustedes parte aqui numero telefono
    celular lista contactos base datos sistema difusion definitiva definitivamente inmediato
    senorita joven amigo disculpe saludos bye ok partir ahora desde chat
    medio via ahi alli
    """.split()
)
_CALLED = frozenset(('doctor', 'doctora', 'senor', 'senora'))
_ARTICLES = frozenset(('el', 'la', 'al', 'del', 'su', 'mi', 'con', 'un', 'una', 'de', 'a'))
_OF_THEM = frozenset(
    """
    citas consultas cita consulta clinica consultorio hospital doctores servicio servicios texto
    automaticos automatico masivos promocionales comerciales publicitarios opinion satisfaccion
    """.split()
)
_BEGINS = frozenset(
    """
    , porque pero pues y e no me nos es son soy estoy tengo yo solo solamente unicamente excepto
    salvo menos nadamas sino
    """.split()
)
_OTHER_WAY = re.compile(r'\b(?:mejor|prefiero|sino)\b')
_THE_VISIT = re.compile(r'\bsiempre no ,')
_ELSEWHERE = re.compile(
    r'\b(?:es[ae]|otr[oa]) (?:numero|telefono|celular|lista)\b'
    r'|\b(?:es[ae]|esta) (?:cita|consulta)\b'
)
_THINGS = re.compile(rf'{_THING}|nada|informacion')
_ONLY = re.compile(r'\bnada mas (?=(?:los|las|el|la|mis?|de|recordatorios?|avisos?)\b)')


def refusal(text: str) -> str:
    """The words that plainly stop messages, comparable; '' when there are none.

    "Buenas, ya no me manden promociones, solo mis recordatorios" → ya no me manden promociones
    """
    return _said(text, 'stop')


def taken_up(text: str) -> str:
    """The words that plainly ask for messages again; '' when there are none."""
    return _said(text, 'start')


def keeps_messages(text: str) -> bool:
    """Whether messages are not to stop: "no dejen de escribirme", "no me den de baja"."""
    line = _line(text)
    return any(_is_kept(line, found, '*') for core in _ENDED for found in re.finditer(core, line))


def _line(text: str) -> str:
    return _ONLY.sub('solo ', pieces(text[:LONGEST]))


def _is_kept(line: str, found: re.Match[str], times: str) -> bool:
    """Whether a "no" stands before it in its sentence."""
    return bool(_NOT[times].search(line[: found.start()].rpartition(',')[2].lstrip()))


def _said(text: str, wish: str) -> str:
    line = _line(text)
    if _THE_VISIT.search(line):
        return ''
    for core, meant, times in _CORES:
        if meant != wish:
            continue
        for found in core.finditer(line):
            rest = _rest(found.group(), line[found.end() :])
            if rest is not None and not _is_kept(line, found, times):
                return found.group().strip(' ,') + rest
    return ''


def _rest(core: str, after: str) -> str | None:
    """What belongs to the sentence after its verb; None: it says something else."""
    if _OTHER_WAY.search(after) or _ELSEWHERE.search(core + after.partition(',')[0]):
        return None
    words = after.split()
    named = bool(re.search(rf'\b{_THING}\b', core))
    told = named or core.startswith('ya ')  # what is refused: "no me escriban que …" gives none
    for place, word in enumerate(words):
        before, follows = ([core, *words][place].split()[-1], [*words, ''][place + 1])
        if word == 'y' and (follows in _BESIDE or _THINGS.fullmatch(follows)):
            continue
        if word in _BEGINS or (word == 'que' and told):
            words = words[:place]
            break
        if _THINGS.fullmatch(word):
            named = told = True
        elif word in _CALLED:
            if before in _ARTICLES:
                return None
        elif word not in _BESIDE and not (named and word in _OF_THEM):
            return None
        told = told or word == 'mas'
    return ''.join(f' {one}' for one in words)


# ---------------------------------------------------------------------- what else is to stop

_NOTHING_MORE = re.compile(
    r'(?:no|nada|ningun[oa]?|eso es todo|es todo|seria todo|con eso|solo eso|asi|ya|listo|esta bien'
    r'|ok|gracias|bueno|perfecto|los demas|lo demas|dejen? los demas)\b'
    r'(?: (?:no|nada|mas|ningun[oa]?|eso|es|seria|todo|con|solo|asi|ya|listo|esta|bien|ok|gracias'
    r'|muchas|bueno|perfecto|los|lo|las|demas|otros|si|quiero|igual|dej\w+|por|favor|senorita|,))*'
)
_KEEPING = re.compile(r'\b(?:seguir recibiendo|no (?:\w+ ){0,2}dejar|sigan? igual)\b')
_OF_ALL = re.compile(r'\b(?:nada(?! mas)|ningun[oa]?|todos?|todas)\b')
_ALL = re.compile(
    r'(?:(?:no|pues|si|de|quiero|que|sean|mejor|los|las|,) )*(?:todo|todos|todas)'
    r'(?: (?:los|mensajes|por|favor|gracias|de|una|vez|ya|,))*'
    r'|.*\b(?:nada de (?:nada|mensajes)|ningun mensaje)\b.*'
)
_STOPPING = re.compile(
    rf'\b(?:{_NO} (?:{_WANT}|me {_ASKED})|dejar de|dejen de|quiten|cancelen|eliminen)\b'
)


def what_else(text: str) -> str:
    """The answer to "¿Qué más quiere dejar de recibir?": `all`, `keep`, or ''."""
    line = pieces(text[:LONGEST])
    if _KEEPING.search(line):
        return 'keep'
    if _ALL.fullmatch(line) or (_STOPPING.search(line) and _OF_ALL.search(line)):
        return 'all'
    return 'keep' if _NOTHING_MORE.fullmatch(line) else ''
