"""Words of a chat message as they sound, each with its place in the text as it was written."""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 4_000  # characters looked at; a comment that goes on says no more

_PIECE = re.compile(
    r'[a-z\u0300-\u036f]+'
    r'|\d+(?:[.,:]\d+)*'
    r'|[.,;:!?()\n\u2026]+'
    r'|[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]'
)
_REPEATED = re.compile(r'([a-z])\1{2,}')
_DOUBLE = re.compile(r'([a-qs-z])\1|^(r)r')  # within a word rr is a letter: caro, carro
_LAUGHTER = re.compile(r'(?:ja|je|ji|ha|ah|aj){2,}[jah]?')
# Of comments: ch and rr stay letters of their own, unlike in messages (`clinic_crm/language`).
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r'ch', '1'),
        (r'xc(?=[ei])', 's'),
        (r'sc(?=[ei])', 's'),
        (r'c(?=[ei])', 's'),
        (r'qu(?=[ei])', 'k'),
        (r'[cq]', 'k'),
        (r'g(?=[ei])', 'j'),
        (r'gu(?=[ei])', 'g'),
        (r'[zx]', 's'),
        (r'v', 'b'),
        (r'll', 'y'),
        (r'h', ''),
        (r'y(?![aeou])', 'i'),
        (r'n(?=[bp])', 'm'),
        (r'w', 'u'),
    )
)

# How people shorten words in a chat, and what they mean.
_SHORT = dict(
    pair.split(':')
    for pair in """
        q:que k:que ke:que x:por xq:porque pq:porque xk:porque porq:porque d:de dl:del dla:de m:me
        t:te bn:bien vien:bien tmb:también tb:también dr:doctor dra:doctora doc:doctor drs:doctores
        doctorcito:doctor doctorcita:doctora stoy:estoy stoi:estoy stuvo:estuvo sta:está ta:está
        toy:estoy pa:para pal:para pos:pues pz:pues ps:pues pus:pues hrs:horas hr:hora h:horas
        hs:horas min:minutos mins:minutos nunk:nunca dsd:desde dnd:donde wats:whatsapp was:whatsapp
        wasap:whatsapp wsp:whatsapp whats:whatsapp guats:whatsapp exp:experiencia serv:servicio
        tel:teléfono cel:celular esq:es grax:gracias grs:gracias gcs:gracias nmms:nomames
        nmm:nomames alv:alaverga ptm:putamadre i:y ala:a istalaciones:instalaciones
        sirujia:cirugía rapidisimo:rápido
    """.split()
)


class Word(NamedTuple):
    """One piece of the text: `key` is how it sounds, `stem` what its forms share."""

    key: str
    stem: str
    start: int
    end: int


def _plain_letters() -> dict[int, str]:
    """Each letter of a Latin alphabet to the one small letter it is written on."""
    table = {}
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        char = chr(code)
        plain = unicodedata.normalize('NFKD', char)[0].lower()
        if len(plain) == 1 and plain.isascii():
            table[code] = plain
    return table


_LETTERS = _plain_letters()
_MEMORY: dict[str, tuple[str, str]] = {}
_MOST = 30_000


def fold(text: str) -> str:
    """The text in small letters without accents, each character still in its place."""
    return text.translate(_LETTERS)


def sound(word: str) -> str:
    """How a folded word sounds, so that 'grocera' and 'grosera' are one."""
    word = _REPEATED.sub(r'\1', word)
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return _DOUBLE.sub(r'\1\2', word)


def stem(key: str) -> str:
    """The beginning that the forms of a word share: a crude cut, the same for all."""
    if len(key) > 3 and key[-1] == 's':
        key = key[:-1]
    if len(key) > 3 and key[-1] in 'aoe':
        key = key[:-1]
    return key[:5]


def _known(piece: str) -> tuple[str, str]:
    found = _MEMORY.get(piece)
    if found is None:
        if len(_MEMORY) >= _MOST:
            _MEMORY.clear()
        if piece[0].isdigit():
            found = (piece, '0')
        elif piece[0].isalpha():
            plain = re.sub('[\u0300-\u036f]', '', piece)[:40]
            plain = fold(_SHORT.get(plain, plain))
            if _LAUGHTER.fullmatch(plain):
                plain = 'jaja'
            key = sound(plain) or plain
            found = (key, stem(key))
        elif piece[0] in '\u0300\u036f':
            found = ('', '')
        else:
            key = piece[0] if piece[0] in '!?.' else ','
            if ord(piece[0]) > 0x2100:
                key = piece
            elif piece.startswith('...') or piece[0] == '\u2026':
                key = '...'
            found = (key, key)
        _MEMORY[piece] = found
    return found


def words(text: str) -> list[Word]:
    """The words, numbers, marks and pictures of a text, in order."""
    out = []
    for match in _PIECE.finditer(fold(text[:LONGEST])):
        key, root = _known(match.group())
        if key:
            out.append(Word(key, root, match.start(), match.end()))
    return out
