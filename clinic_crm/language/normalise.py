"""Spanish as people type it on a phone, made comparable.

`fold` works on characters (case, accents, stretched letters, pictures), `words` on words
("xq" is "porque"), `sentences` cuts a text where its writer did. `sound` is what two spellings of
one word have in common: "conbulcion", "convulsión". None of them decides what is meant.
"""

import re
import unicodedata

# Written out wherever they stand alone. Only what has one reading in a message to a clinic.
SHORT = {
    'q': 'que',
    'k': 'que',
    'ke': 'que',
    'qe': 'que',
    'xq': 'porque',
    'xk': 'porque',
    'pq': 'porque',
    'porq': 'porque',
    'xfa': 'por favor',
    'xfavor': 'por favor',
    'porfa': 'por favor',
    'porfas': 'por favor',
    'porfis': 'por favor',
    'plis': 'por favor',
    'pls': 'por favor',
    'please': 'por favor',
    'x': 'por',
    'd': 'de',
    'dl': 'del',
    'm': 'me',
    't': 'te',
    'aki': 'aqui',
    'ai': 'ahi',
    'pa': 'para',
    'pal': 'para el',
    'toy': 'estoy',
    'ta': 'esta',
    'sta': 'esta',
    'stoy': 'estoy',
    'tas': 'estas',
    'tamos': 'estamos',
    'tmb': 'tambien',
    'tb': 'tambien',
    'tbn': 'tambien',
    'tambn': 'tambien',
    'dnd': 'donde',
    'cdo': 'cuando',
    'cuand': 'cuando',
    'cuant': 'cuanto',
    'bn': 'bien',
    'ntp': 'no te preocupes',
    'tqm': 'te quiero mucho',
    'tkm': 'te quiero mucho',
    'grax': 'gracias',
    'grcs': 'gracias',
    'grs': 'gracias',
    'gcias': 'gracias',
    'salu2': 'saludos',
    'bno': 'bueno',
    'weno': 'bueno',
    'wenas': 'buenas',
    'wenos': 'buenos',
    'msj': 'mensaje',
    'msjs': 'mensajes',
    'msg': 'mensaje',
    'dr': 'doctor',
    'drs': 'doctores',
    'doc': 'doctor',
    'dra': 'doctora',
    'hr': 'hora',
    'hrs': 'horas',
    'hs': 'horas',
    'min': 'minutos',
    'mins': 'minutos',
    'mña': 'manana',
    'mñn': 'manana',
    'mñna': 'manana',
    'mnn': 'manana',
    'finde': 'fin de semana',
    'tel': 'telefono',
    'cel': 'celular',
    'cs': 'casa',
    'ps': 'pues',
    'pz': 'pues',
    'pos': 'pues',
    'nd': 'nada',
    'nadamas': 'nada mas',
    'nomas': 'nada mas',
    'osea': 'o sea',
    'muxo': 'mucho',
    'muxa': 'mucha',
    'mxo': 'mucho',
    'sangr': 'sangre',
    'emb': 'embarazada',
    'orita': 'ahorita',
    'horita': 'ahorita',
    'aorita': 'ahorita',
    'haora': 'ahora',
    'aora': 'ahora',
    'dsd': 'desde',
    'dps': 'despues',
    'desps': 'despues',
    'urg': 'urgente',
    'temp': 'temperatura',
    'oc': 'ok',
    'okey': 'ok',
    'okay': 'ok',
    'oki': 'ok',
    'sii': 'si',
    'noo': 'no',
    'okis': 'ok',
}

# What a picture says, as a word no patient types.
PICTURES = {
    '👍': 'emook',
    '👌': 'emook',
    '✅': 'emook',
    '✔': 'emook',
    '☑': 'emook',
    '🙏': 'emogracias',
    '🙌': 'emogracias',
    '👏': 'emogracias',
    '🤝': 'emogracias',
    '👎': 'emono',
    '❌': 'emono',
    '🚫': 'emono',
    '🆘': 'emoauxilio',
    '🚑': 'emoauxilio',
    '🚨': 'emoauxilio',
    '🩸': 'emosangre',
    '🤰': 'emoembarazo',
    '🤮': 'emovomito',
    '🤒': 'emofiebre',
    '🌡': 'emofiebre',
    **dict.fromkeys('😀😃😄😁😊🙂😍🥰😘😌😎🤗☺😇💯🎉👋⭐🌟❤💕💖💗💙💚💛🧡💜', 'emofeliz'),
    **dict.fromkeys('😢😭😞😔😟🙁☹😥😓😿💔😣😖😩😫', 'emotriste'),
    **dict.fromkeys('😡😠🤬😤👿💢🙄😒', 'emoenojo'),
    **dict.fromkeys('😨😰😱😧😦🥺', 'emomiedo'),
    **dict.fromkeys('🤢💩🦠', 'emoasco'),
    **dict.fromkeys('😂🤣😅😆😜', 'emorisa'),
}

_SIGNS = {ord(sign): f' {word} ' for sign, word in PICTURES.items()}
_SIGNS |= dict.fromkeys(map(ord, '\u200b\u200c\u200d\ufe0e\ufe0f\u2060\ufeff'), '')
_SIGNS |= dict.fromkeys(map(ord, '\u00a0\u202f\t'), ' ')
_SIGNS |= dict.fromkeys(map(ord, '“”«»"*_~`´'), ' ')
_SIGNS |= {ord('…'): '...', ord('’'): "'", ord('¿'): ' ', ord('¡'): ' ', ord('ñ'): 'n'}
_STRETCHED = re.compile(r'([a-z])\1{2,}')
_LAUGH = re.compile(r'\ba?([jh])([aeio])(?:\1\2)+\1?\b')
_SPACES = re.compile(r'[^\S\n]+')
_WORD = re.compile(r'[a-z]+|\d+(?:[.,:]\d+)*')
_END = re.compile(r'(?:[.!?…]+["»”)]*(?=\s|$)|\n)\s*')
_NO_END = re.compile(
    r'(?:^|[\s(])(?:dra?s?|sra?s?|srta|lic|ing|prof|tel|cel|av|col|n[uú]m|ej|gpe|ma'
    r'|(?:[a-z]\.)*[a-z])\.$',
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """Lower case, no accents, pictures as words, stretched letters once; punctuation stays.

    "¡Holaaaa! No RESPIRA 🆘" → "hola! no respira emoauxilio". Folding twice changes nothing.
    """
    text = text.lower().translate(_SIGNS)
    if not text.isascii():
        parts = unicodedata.normalize('NFKD', text)
        text = ''.join(char for char in parts if not unicodedata.combining(char))
        text = text.translate(_SIGNS).lower()
    text = _STRETCHED.sub(r'\1', text)
    return _SPACES.sub(' ', text).strip()


def words(text: str) -> list[str]:
    """The words and numbers of a text, folded and written out: "Xq no bienen?" → porque no bienen.

    A laugh of any length is one "jaja".
    """
    return spelled(fold(text))


def spelled(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    found: list[str] = []
    for word in _WORD.findall(_LAUGH.sub('jaja', folded)):
        long = SHORT.get(word)
        if long is None:
            found.append(word)
        else:
            found += long.split()
    return found


def sentences(text: str) -> list[str]:
    """The sentences as they were written, without what only separates them.

    A full stop after "Dra." or inside "38.5" ends nothing; a new line always does.
    """
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()].rstrip()
        if end.group().startswith('.') and '\n' not in end.group() and _NO_END.search(piece):
            continue
        if piece.strip():
            found.append(piece.strip())
        start = end.end()
    if rest := text[start:].strip():
        found.append(rest)
    return found


_SOUNDS = (  # as in `clinic_whatsapp/agent`; names and comments are heard in ways of their own
    (re.compile(r'ph'), 'f'),
    (re.compile(r'sh|ch'), 'x'),
    (re.compile(r'h'), ''),
    (re.compile(r'c(?=[ei])|z|ss'), 's'),
    (re.compile(r'qu(?=[ei])|q|ck|c'), 'k'),
    (re.compile(r'g(?=[ei])'), 'j'),
    (re.compile(r'gu(?=[ei])'), 'g'),
    (re.compile(r'v|w'), 'b'),
    (re.compile(r'll|y'), 'i'),
    (re.compile(r'n(?=[bp])'), 'm'),
    (re.compile(r'(.)\1+'), r'\1'),
)


def sound(word: str) -> str:
    """How a folded word sounds, roughly: equal for "inchado" and "hinchado"."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word
