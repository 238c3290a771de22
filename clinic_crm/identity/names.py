"""People's names made searchable and comparable.

`fold` is the text one searches in: what remains when case, accents and punctuation do not matter.
`name_tokens` are the words of it that tell people apart. Neither guesses: a nickname is another
name.
"""

import re

from .text import APOSTROPHES, plain, unaccented

_NO_APOSTROPHES = str.maketrans('', '', APOSTROPHES)

PARTICLES = frozenset(
    {
        'de',
        'del',
        'la',
        'las',
        'lo',
        'los',
        'el',
        'y',
        'e',
        'da',
        'do',
        'das',
        'dos',
        'di',
        'du',
        'van',
        'von',
        'der',
        'den',
    }
)

_TITLES = frozenset(
    {
        'sr',
        'sra',
        'srta',
        'dr',
        'dra',
        'lic',
        'ing',
        'arq',
        'mtro',
        'mtra',
        'prof',
        'profa',
        'cp',
    }
)

# Abbreviations that Mexican registries and offices write for exactly one name.
_ABBREVIATIONS = {
    'ma': 'maria',
    'gpe': 'guadalupe',
    'guad': 'guadalupe',
    'fco': 'francisco',
    'fca': 'francisca',
    'ant': 'antonio',
    'mgo': 'margarito',
    'concep': 'concepcion',
    'hdez': 'hernandez',
    'hdz': 'hernandez',
    'hndz': 'hernandez',
    'glez': 'gonzalez',
    'gzz': 'gonzalez',
    'gnzlz': 'gonzalez',
    'gonz': 'gonzalez',
    'rdz': 'rodriguez',
    'rdguez': 'rodriguez',
    'rguez': 'rodriguez',
    'rodz': 'rodriguez',
    'mtz': 'martinez',
    'mtnez': 'martinez',
    'mrtz': 'martinez',
    'gtz': 'gutierrez',
    'gtrrz': 'gutierrez',
    'fdez': 'fernandez',
    'fdz': 'fernandez',
    'lpz': 'lopez',
    'prz': 'perez',
    'snchz': 'sanchez',
    'rmz': 'ramirez',
    'rmrz': 'ramirez',
    'jmz': 'jimenez',
    'jmnz': 'jimenez',
    'dmgz': 'dominguez',
    'vzqz': 'vazquez',
    'alvz': 'alvarez',
}


def fold(text: str | None) -> str:
    """Lower case, no accents, no punctuation, single spaces: "O'Farrill  Muñoz" → "ofarrill munoz".

    Folding twice changes nothing. Letters and digits of every script stay.
    """
    if not text:
        return ''
    letters = unaccented(plain(text.translate(_NO_APOSTROPHES)).translate(_NO_APOSTROPHES))
    kept = ''.join(char if char.isalnum() else ' ' for char in letters)
    return ' '.join(kept.split())


def name_tokens(text: str | None) -> list[str]:
    """The words of a name that tell people apart, in the order written.

    Titles and particles go and office abbreviations ("Ma.", "Gpe.", "Hdez.") are written out, but
    never so far that nothing remains.
    """
    words = [_ABBREVIATIONS.get(word, word) for word in fold(text).split()]
    if len(words) == 1 and text and fold(text) == 'ma':
        words = ['ma']  # alone it is a surname
    telling = [word for word in words if word not in PARTICLES and word not in _TITLES]
    return telling or words


# How letters sound alike in Mexican names, applied in this order to folded words. Messages are
# heard more roughly (`clinic_crm/language`).
_SOUNDS = (
    (re.compile(r'ph'), 'f'),
    (re.compile(r'(?<!c)h'), ''),
    (re.compile(r'c(?=[ei])|z|ss'), 's'),
    (re.compile(r'qu(?=[ei])|q|ck|c(?!h)'), 'k'),
    (re.compile(r'g(?=[ei])|^x(?=[ei])'), 'j'),
    (re.compile(r'gu(?=[ei])'), 'g'),
    (re.compile(r'v|w(?!$)'), 'b'),
    (re.compile(r'll|y(?=[aeiou])'), 'y'),
    (re.compile(r'y$|y(?![aeiouy])'), 'i'),
    (re.compile(r'(.)\1+'), r'\1'),
)


def sound(word: str) -> str:
    """How a folded word sounds: equal for Jiménez and Ximenez, for Vázquez and Basques."""
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word
