"""What somebody who has just cancelled says of it, in their own words."""

import re

from .wish import plain

# In this order: taken back, another time; then the causes of a cancellation.
_SAID = {
    'undo': r'(?:por|fue un) (?:error|equivocacion)|sin querer|me equivoque(?! de)'
    r'|no queria cancelar|(?:si|siempre) (?:voy|vamos|puedo|podemos|ire|iremos|asistire)'
    r'|arrepent\w+|recuper\w+|(?:si la|la si) quiero(?!.*\botr[oa]\b)',
    'again': r'otr[oa] (?:fecha|dia|hora|horario)',
    'elsewhere': r'(?:con|a|en) otr[oa] (?:doctora?|dra?|medic[oa]|dentista|clinica|lugar|hospital'
    r'|consultorio|lado)|(?:en el|al|por el|en) (?:imss|issste|seguro|hospital)',
    'money': r'(?:muy |mas |tan |es |esta )car[oa]|(?:por el|el|del) (?:costo|precio)|dinero|caro'
    r'|no (?:me |nos )?alcanza|economic\w+|pagar\w*|gastos?',
    'unwell': r'(?:en|me )?enferm\w+|(?:me|nos) (?:siento|sentimos) (?:\w+ )?mal|gripa|gripe'
    r'|fiebre|calentura|covid|internad[oa]|hospitaliz\w+|mal de salud',
    'solved': r'ya (?:(?:me|nos|se) ){0,2}(?:siento mejor|cur\w+|quit\w+|compus\w+'
    r'|estoy (?:bien|mejor)|mejor[eo])'
    r'|ya no (?:la |lo |me )?(?:necesit\w+|ocup\w+|hace falta|duele)',
    'busy': r'trabaj\w+|junta|reunion|viaj\w+|salir|escuela|clases?|exam\w+|compromiso|ocupad[oa]'
    r'|complic\w+|no (?:\w+ )?(?:puedo|tengo tiempo|me da tiempo|voy a poder)|contratiempo'
    r'|imprevisto|surgio|salio algo',
}
_PATTERNS = {what: re.compile(rf'\b(?:{words})\b') for what, words in _SAID.items()}


def why(text: str) -> str:
    """`undo`, `again` or the cause that words give; '' when it is none of those.

    «me equivoqué, sí voy» → undo; «se me complicó por el trabajo» → busy.
    """
    said = plain(text[:300])
    return next((what for what, words in _PATTERNS.items() if words.search(said)), '')
