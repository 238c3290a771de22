"""What a patient says to "was it resolved?", typed instead of tapped."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 400  # characters; who writes more tells something, and a person reads it
_SMALL = frozenset('👍👌✅🙏')
_LARGE = frozenset('👎❌😡😠')
# fmt: off
# A yes is made of such words alone: with any other it says something else, too.
_YES = frozenset(
    'si sip simon ok okay claro listo lista resuelto resuelta solucionado solucionada arreglado '
    'arreglada perfecto excelente afirmativo correcto quedo bien resolvieron resolvio solucionaron '
    'soluciono arreglaron arreglo'.split()
)
_POLITE = frozenset('gracias muchas mil muy amable amables senorita doctora doctor ya'.split())
_BESIDES = _POLITE | frozenset(
    'todo me lo la le se nos que por pues verdad esta estuvo fue supuesto hoy ayer su sus el los '
    'de del mi a al fin ayuda apoyo atencion llamada problema asunto tema caso queja ahora hola '
    'buenas buenos tardes dias dia noches dios bendiga bendiciones saludos atentos llamaron '
    'contestaron explicaron devolvieron regresaron dinero completamente totalmente rapido'.split()
)
# A no is one of these, or begins so and goes on after a comma with what is missing.
_NO = (
    r'(?:no|nop|nel|nunca|nada|nadie|tampoco|negativo|igual|(?:sigue|sigo|seguimos)(?: igual)?'
    r'|(?:todavia|aun) no|para nada|no creo|no del todo|(?:si )?quedo mal)'
)
_LEAD = r'(?:(?:pues|hola|uy|ay|la verdad|buen[oa]s \w+|lamentablemente) )*'
_ONLY_NO = re.compile(rf'{_LEAD}{_NO}(?: (?:senorita|doctora?|la verdad|todavia|aun|nada))*')
_UNRESOLVED = re.compile(
    r'\b(?:no|nunca|nadie|ni) (?:se |me |esta |ha |han |quede |quedo |estoy |fue |le |nos |lo )*'
    r'(?:resolvi\w+|resuelt\w+|solucion\w+|arregl\w+|llam\w+|contest\w+|respond\w+|devolv\w+'
    r'|devuel\w+|regres(?:aron|ado)|conforme|satisfech\w+|content\w+|hecho|comunic\w+|quedo'
    r'|busc(?:o|aron|ado))\b(?! (?:mal|molest\w+))'
    r'|\b(?:sigo|seguimos|todavia estoy|aun estoy) (?:esperando|con|igual|sin|en las mismas)\b'
    r'|\bsigue (?:igual|sin|mal|lo mismo|el|la|fallando|pendiente)\b|\bme siguen\b'
)
# After a no that is only polite, or that says that nothing is wrong.
_WELL = re.compile(
    r'\b(?:todo bien|ya (?:quedo|esta|me)|resuelto|(?:hay|tengo|tuve) (?:problema|queja)'
    r'|se preocupe\w*|pasa nada|importa)\b'
)
# fmt: on


def resolved(text: str) -> bool | None:
    """Whether it was, for the patient; None: that is not plain, or it is about something else."""
    if len(text) > LONGEST or '?' in text:
        return None
    words = _plain(text)
    if not words:
        marks = set(text)
        if marks & _LARGE:
            return False
        return True if marks & _SMALL else None
    said = set(words.split())
    if said <= _YES | _BESIDES and (said & _YES or ('ya' in said and said <= _POLITE)):
        return True
    if _WELL.search(words):
        return None
    first = re.split(r'[.,;:!\n]+', text.strip(' ¡!.,\n'), maxsplit=1)
    complains = _ONLY_NO.fullmatch(_plain(first[0])) and not _is_polite(first[1:])
    return False if complains or _UNRESOLVED.search(words) else None


def _is_polite(rest: list[str]) -> bool:
    """Whether nothing but thanks follows: «no, gracias» refuses something, who knows what."""
    return bool(rest) and set(_plain(rest[0]).split()) <= _POLITE


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize('NFKD', text.casefold())
    letters = ''.join(c for c in decomposed if not unicodedata.combining(c))
    return ' '.join(re.sub(r'(.)\1{2,}', r'\1', re.sub(r'[^\w\s]', ' ', letters)).split())
