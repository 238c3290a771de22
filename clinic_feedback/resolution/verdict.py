"""What a patient says to "was it resolved?", typed instead of tapped."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 400  # characters; who writes more tells something, and a person reads it
_SMALL = frozenset('👍👌✅🙏')
_LARGE = frozenset('👎❌😡😠')
_NO = re.compile(
    r'no|nop|nel|nunca|nada|nadie|todavia no|aun no|para nada|sigue|seguimos|sigo|igual|tampoco'
    r'|pues no|la verdad no|no creo|negativo'
)
_YES = re.compile(
    r'si|sip|simon|ok|okay|ya|claro|listo|resuelto|solucionado|arreglado|perfecto|excelente'
    r'|quedo|todo bien|afirmativo|pues si|la verdad si|correcto|por supuesto'
)
_TURN = re.compile(
    r'\b(?:pero|aunque|excepto|salvo|menos|falta\w*|todavia|aun|sin embargo|ni|mas o menos)\b'
)
_UNRESOLVED = re.compile(
    r'\bno (?:se |me |esta |ha |han |quedo |fue |le |nos )*(?:resolvi\w+|resuelt\w+|solucion\w+'
    r'|arregl\w+|llam\w+|contest\w+|respond\w+|devolv\w+|quedo)'
)
_POLITE = re.compile(r'^no (?:hay problema|se preocupe\w*|pasa nada|importa|gracias)\b')


def resolved(text: str) -> bool | None:
    """Whether it was, for the patient; None: that is not plain, and the buttons ask again."""
    if len(text) > LONGEST:
        return None
    marks = set(text)
    words = _plain(text)
    if not words:
        if marks & _LARGE:
            return False
        return True if marks & _SMALL else None
    if _POLITE.match(words):
        return None
    if _UNRESOLVED.search(words) or _begins(_NO, words):
        return False
    if _begins(_YES, words):
        return None if _TURN.search(words) or re.search(r'\bno\b', words) else True
    return None


def _begins(pattern: re.Pattern[str], words: str) -> bool:
    return re.match(rf'(?:{pattern.pattern})\b', words) is not None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize('NFKD', text.casefold())
    letters = ''.join(c for c in decomposed if not unicodedata.combining(c))
    return ' '.join(re.sub(r'(.)\1{2,}', r'\1', re.sub(r'[^\w\s]', ' ', letters)).split())
