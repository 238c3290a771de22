"""The parts of what is grave by several things said together, and which parts make a story.

Roundabout voices seldom use the one word that would give them away ("negligencia"); they tell what
happened: a medicine, and that it was another's. Written as in `lexicon`.
"""

from pathlib import Path


def _parts(text: str) -> dict[str, str]:
    """Each `name:` of the file with the lines below it."""
    parts: dict[str, str] = {}
    name = ''
    for line in text.splitlines():
        if line.startswith(' '):
            parts[name] += f'{line}\n'
        elif line and not line.startswith('#'):
            name = line.rstrip(':')
            parts[name] = ''
    return parts


PARTS = _parts(Path(__file__).with_name('story_parts_es.txt').read_text(encoding='utf-8'))

# Each part is one group, or any of several. All must be said, each near another.
STORIES: dict[str, tuple[tuple[str, ...], ...]] = {
    'after': (('care',), ('sign',), ('since',)),
    'ward': (('kin',), ('sign',), ('care', 'since')),
    'alone': (('alone',), ('kin', 'place')),
    'fall': (('fall',), ('kin', 'hurt', 'place')),
    'hurt': (('hurt',), ('care', 'medic')),
    'wrong': (('other',), ('item',)),
    'leak': (('tell',), ('private',), ('third',)),
    'hands': (('hands',), ('kin', 'small')),
    'lewd': (('lewd',),),
    'ident': (('ident',), ('refuse',)),
    'tribunal': (('tribunal',),),
    'net': (('net',), ('will',)),
    'drunk': (('drunk',), ('medic', 'kin')),
    'death': (('death',), ('blame', 'kin')),
    'er': (('er',), ('ended', 'blame'), ('care', 'kin', 'medic')),
    'tool': (('tool',), ('soiled',)),
    'allergy': (('allergy',), ('anyway',)),
    'birth': (('obstetric',), ('obstetric_sign',)),
    'side': (('right',), ('left',), ('swap',)),
    'reach': (('sharps',), ('reach',), ('kin',)),
    'inside': (('left_in',), ('thing',), ('within',)),
    'missed': (('said_fine',), ('serious',)),
    'broke': (('broke',), ('body',)),
    'leaked': (('leaked',), ('private',)),
    'dire': (('dire',),),
}
