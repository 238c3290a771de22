"""Make typed, pasted or imported text comparable, character by character.

Phone books, chats and spreadsheets bring full-width digits, no-break spaces, direction marks,
keycap emoji and a dozen kinds of dash. Everything here is about characters; what the text means
is decided by the modules beside this one.
"""

import unicodedata

# Every sign people use as an apostrophe. They go before NFKD, which would take some of them
# apart into a space and an accent.
APOSTROPHES = "'\u2018\u2019\u201b\u02b9\u02bb\u02bc\u00b4`\u2032\uff07"

# Letters that NFKD leaves alone although they are a Latin letter with a sign on it.
_PLAIN_LETTERS = str.maketrans(
    {
        'ø': 'o',
        'Ø': 'O',
        'ł': 'l',
        'Ł': 'L',
        'đ': 'd',
        'Đ': 'D',
        'ð': 'd',
        'Ð': 'D',
        'æ': 'ae',
        'Æ': 'AE',
        'œ': 'oe',
        'Œ': 'OE',
        'þ': 'th',
        'Þ': 'Th',
        'ı': 'i',
        'ħ': 'h',
        'Ħ': 'H',
    }
)

# Categories that are not seen: format characters, controls, surrogates, private use, unassigned.
_INVISIBLE = frozenset({'Cf', 'Cs', 'Co', 'Cn'})
# Pictures: emoji and other symbols, skin tones.
_PICTURES = frozenset({'So', 'Sk'})


def plain(text: str) -> str:
    """Return the text as one would type it by hand: ASCII digits, plain spaces, `-` for any dash.

    Invisible characters vanish, pictures become a space, line breaks stay as ``\\n``. Letters keep
    their accents.
    """
    out: list[str] = []
    for char in unicodedata.normalize('NFKC', text):
        category = unicodedata.category(char)
        if char in '\r\n\v\f\u2028\u2029':
            out.append('\n')
        elif category == 'Nd':
            out.append(str(unicodedata.digit(char)))
        elif category == 'Pd' or char in '\u2212\u2043':
            out.append('-')
        elif category in ('Zs', 'Cc'):
            out.append(' ')
        elif category in _INVISIBLE or category == 'Me' or '\ufe00' <= char <= '\ufe0f':
            continue
        elif category in _PICTURES and char not in '`´^':
            out.append(' ')
        else:
            out.append(char)
    return ''.join(out).strip()


def compact_identifier(text: str) -> str:
    """Upper case without spaces or dashes: the way a CURP is stored."""
    return ''.join(char for char in plain(text).upper() if char not in ' -_.\n\t')


def unaccented(text: str) -> str:
    """Lower case without accents, in any script; `ñ` becomes `n` and `ß` becomes `ss`."""
    decomposed = unicodedata.normalize('NFKD', text.translate(_PLAIN_LETTERS).casefold())
    return ''.join(char for char in decomposed if not unicodedata.combining(char))
