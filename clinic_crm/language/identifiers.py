"""Identifiers that can be told by their form, in lower case and without accents.

Each is a kind and a pattern; where a pattern has a group `it`, only that is the identifier and the
rest its label.
"""

import re

_MONTH = (
    r'(?:ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|may(?:o)?|jun(?:io)?|jul(?:io)?|ago(?:sto)?'
    r'|sep(?:t(?:iembre)?)?|set(?:iembre)?|oct(?:ubre)?|nov(?:iembre)?|dic(?:iembre)?)\b\.?'
)
_LONG_MONTH = (
    'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre'
    '|diciembre'
)
_YEAR = r'(?:1[89]|20)\d\d'
_DAY = r'(?:[012]?\d|3[01]|primero|uno)'
# What a number of some digits counts when it is no identifier.
_UNIT = (
    r'(?:\s*(?:/|%|mg|mcg|µg|ug|ng|g\b|kg|gr\b|ml|mm|cm|cc\b|l\b|dl|ui\b|u\b|mui|meq|mmol|cel'
    r'|celulas'
    r'|copias|leuc|hemat|plaq|linf|pesos|mxn|dolares|usd|euros|metros|pasos|calorias|kcal|veces'
    r'|unidades|grados|latidos|x\s?10|por\s+(?:mm|ml|min|campo|micro|litro)))'
)
_NO_UNIT = rf'(?!{_UNIT})'
_NO = (
    r'(?:\s*(?:n[uo]m(?:ero)?|n[o°º]?|id|prof(?:esional)?|de|del|la|el|mi|su|es|social|seguro'
    r'|paciente|clinic[oa]|interno)\b\.?)*'
)
_CODE = r'(?=[a-z\d/.-]*\d)(?=[a-z\d/. -]{3})[a-z\d]+(?:[-/.][a-z\d]+)*(?:\s\d+(?:[-/]\d+)*)*'
_STREET = (
    r'(?:c/|calle|cll|av(?:d?a|enida)?|blvd|boulevard|bulevar|calz(?:ada)?|paseo|pza|plaza'
    r'|priv(?:ada)?'
    r'|cerrada|cda|andador|callejon|carr(?:etera)?|camino|circuito|prolongacion|prol|retorno|ronda'
    r'|rambla|pasaje|via|travesia|eje)'
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ('correo', r'(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]+(?:\.[\w-]+)+'),
        ('correo', r'(?<![\w.+-])[\w.+-]{1,64}\s+\(?arroba\)?\s+[\w-]+(?:(?:\s+punto\s+|\.)\w+)+'),
        ('enlace', r'(?:https?://|www\.|wa\.me/)\S+[\w/]'),
        (
            'enlace',
            r'(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}\.(?:com|mx|org|net|gob|edu|info|es|ar|cl|co'
            r'|io)(?:\.[a-z]{2})?\b'
            r'(?:/\S*)?',
        ),
        ('cuenta', r'(?<![\w.])@[\w.]{3,}'),
        ('curp', r'\b[a-z]{4}\d{6}[hmx][a-z]{5}[a-z\d]\d\b'),
        ('rfc', r'\b[a-z&]{3,4}[- ]?\d{6}[- ]?(?:[a-z\d]{3})?\b'),
        # dates
        (
            'fecha',
            rf'\b\d{{1,2}}\s?([/.-])\s?\d{{1,2}}\s?\1\s?\d{{2}}(?:\d\d)?\b(?!\s?\1\d|{_UNIT})',
        ),
        ('fecha', rf'\b{_YEAR}([/.-])\d{{1,2}}\1\d{{1,2}}\b'),
        ('fecha', rf'\b\d{{1,2}}[/-]{_YEAR}\b'),
        (
            'fecha',
            rf'\b(?:{_DAY}\s*(?:[,/-]|al?|y)\s*){{0,5}}{_DAY}[\s/-]*(?:de\s+)?{_MONTH}'
            rf'(?:[\s,/-]*(?:del?\s+)?(?:ano\s+)?(?:{_YEAR}|\d\d\b))?',
        ),
        (
            'fecha',
            rf'\b{_MONTH}(?:\s*(?:[,/-]|a|y)\s*{_MONTH})*[\s,/-]*(?:del?\s+)?(?:ano\s+)?{_YEAR}\b',
        ),
        ('fecha', rf'\b(?:el|dia|del|al|para)\s+(?P<it>{_DAY}[/-](?:0?\d|1[012]))\b(?!{_UNIT})'),
        ('fecha', rf'\b\d{{1,5}}/{_YEAR}\b'),
        ('fecha', rf'(?<=\ben )(?:{_LONG_MONTH})\b|(?<=\bdesde )(?:{_LONG_MONTH})\b'),
        ('fecha', rf'(?<![\d.,/$-])(?:ano\s+)?(?:19[2-9]|20[0-4])\d(?!\d|[.,]\d|{_UNIT})'),
        # numbers with their label
        (
            'telefono',
            r'\b(?:tel(?:efono|s)?|tfno|tlf|fax|cel(?:ular)?|movil|whats(?:app)?|wsp|lada)\b[.:]?'
            r'(?:\s*(?:es|el|al|no|num|numero)\b[.:]?)*\s*(?P<it>\(?\+?\d[\d\s().-]{5,}\d)',
        ),
        (
            'clave',
            r'\b(?:nhc|exp(?:ediente)?s?|folio|poliza|nss|nass|n\.?s\.?s|afiliacion|ced(?:ula)?'
            r'|episodio'
            r'|n[ºo°]?\s?col(?:egiad[oa])?|colegiad[oa]|clabe|pasaporte|ine|ife|dni|nif|licencia'
            r'|registro|historia(?:\s+clinica)?|contrato|credencial|matricula|certificado|reclamo'
            r'|siniestro|membresia|reg|cip|hc|nuhsa|curp|rfc)\b'
            rf'{_NO}\s*[.:#°º-]*{_NO}\s*[.:#°º-]*\s*(?P<it>{_CODE})',
        ),
        (
            'codigo postal',
            r'\b(?:c\.?\s?p|cod(?:igo)?\.?\s+postal|postal)\b[\s.:]*(?P<it>[a-z]?\d{4,5})\b',
        ),
        # numbers by their form
        ('telefono', r'(?<![\w.])\+\d{1,3}[\s().-]*\d(?:[\s().-]{0,2}\d){6,12}(?!\d)'),
        (
            'telefono',
            r'(?<![\w.,/])\(?\d{2,3}\)?(?:[\s.-]?\d{2,4}){2,4}(?<=\d{2})(?![\d/]|[.,]\d)'
            + _NO_UNIT,
        ),
        (
            'numero',
            r'(?<![\w.,/$])(?=(?:[ -]?\d){7})\d{2,4}(?:[ -]\d{2,8}){1,3}(?<=\d)(?![\d/]'
            r'|[.,]\d)' + _NO_UNIT,
        ),
        ('numero', rf'(?<![\d.,/$])\d{{5,}}(?![\d/]|[.,]\d|{_UNIT})'),
        (
            'numero',
            r'\b(?=[a-z-]{0,20}\d)(?=[\d-]{0,20}[a-z])[a-z\d]{2,20}(?:-[a-z\d]{1,20}){0,5}-?\d{4,}[a-z\d]*\b',
        ),
        # places and names with their label
        (
            'domicilio',
            rf'(?<!\w){_STREET}\b\.?\s*(?:[\w.ºª-]+\s+){{0,6}}?[\w.ºª-]*?,?\s*(?:n[o°º]?\.?\s*'
            rf'|num\.?\s*|#\s*)?'
            r'(?:\d+|s/n)\b(?:\s?[-,]?\s?(?:\d+\w?|[a-z])\b(?!\s+[a-z]{3}))*[ºª]?',
        ),
        (
            'domicilio',
            r'\b(?:col(?:onia)?\b\.?|fracc(?:ionamiento)?\b\.?|mz\b\.?|manzana|lote|lt\b\.?'
            r'|smza?\b\.?)\s+'
            r'(?:\d+|(?:del?\s+|la\s+|las\s+|los\s+|el\s+)*\w+)(?:\s+(?:norte|sur|centro'
            r'|oriente|poniente))?',
        ),
        (
            'nombre',
            r'\b(?:me llamo|mi nombre(?: completo)? es|a nombre de|nombre(?: del paciente)?:'
            r'|apellidos?:'
            r'|medico:|remitido por:|responsable clinico:|atte\.?)\s*(?:dra?s?\b\.?|sra?\b\.?)?\s*'
            r'(?!n[o°º]?col)(?P<it>[a-z]{2,}(?:[ -](?:de |del |la |los |y )*[a-z]{2,}){0,3})',
        ),
    )
)
