"""What an answer typed by hand means: «siete», «un 9 porque…», «la 2», «espera y trato», «7.5».

Only what can hardly mean anything else is taken for an answer; the rest is asked again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .course import Given, Question

LONGEST_SHORT = 400  # characters; a longer text answers no question but one that wants words
LONGEST_WORDS = 20000
# fmt: off
NUMBERS = {
    'cero': 0, 'zero': 0, 'un': 1, 'uno': 1, 'una': 1, 'one': 1, 'dos': 2, 'two': 2, 'tres': 3,
    'three': 3, 'cuatro': 4, 'four': 4, 'cinco': 5, 'five': 5, 'sinco': 5, 'seis': 6, 'six': 6,
    'ceis': 6, 'siete': 7, 'seven': 7, 'ocho': 8, 'eight': 8, 'nueve': 9, 'nine': 9, 'nuebe': 9,
    'diez': 10, 'dies': 10, 'ten': 10, 'once': 11, 'doce': 12, 'quince': 15, 'veinte': 20,
}
ORDINALS = {
    'primera': 1, 'primero': 1, 'segunda': 2, 'segundo': 2, 'tercera': 3, 'tercero': 3,
    'cuarta': 4, 'cuarto': 4, 'quinta': 5, 'quinto': 5,
}
_EMPTY = frozenset(
    'el la los las lo un una de del al a y o e u en con por para que mi me se le les su es fue muy '
    'mas pero porque pues yo creo diria doy pongo puntos estrellas calificacion numero opcion '
    'respuesta seria como digamos the and'.split()
)
_SKIP = re.compile(
    r'(?:paso|saltar|saltarla|skip|siguiente|prefiero no (?:contestar|decir|responder)(?:la)?|'
    r'no (?:lo )?se|no aplica|n/?a|sin comentarios?|ningun[oa]?|nada|nada mas|nadamas|'
    r'todo bien(?: gracias)?|no gracias|asi esta bien|es todo|seria todo|por el momento no)'
)
_SKIP_WORDS = re.compile(r'no|nop|nel|no gracias|nada por ahora|no nada|no todo bien')
_STOP = re.compile(
    r'(?:baja|stop|alto|salir|cancelar|terminar|ya no|basta|no molest\w+|ya no quiero(?: .*)?|'
    r'no quiero (?:contestar|responder|seguir|encuestas?|nada)(?: .*)?|'
    r'no me (?:manden|envien|escriban)\b.*|dejen? de (?:mandar|escribir|molestar)\b.*|'
    r'no tengo tiempo(?: .*)?|ahora no(?: .*)?|luego(?: .*)?|mas tarde(?: .*)?)'
)
# fmt: on
_YES = frozenset('si sip simon claro ok okey va sale afirmativo correcto yes yep obvio'.split())
_NO = frozenset('no nop nel nunca jamas negativo nones not nope'.split())
_THUMBS = {'👍': '__yes__', '👌': '__yes__', '✅': '__yes__', '👎': '__no__', '❌': '__no__'}
_FRACTION = re.compile(r'(?<![\d.,])(\d{1,6})\s?/\s?(\d{1,3})(?![\d/])')
_OUT_OF = re.compile(r'\b(\d{1,3}) (?:de|sobre|out of) (\d{1,3})\b')
_NUMBER = re.compile(r'(?<![\w.,])[-−]?\d+(?:[.,]\d+)?(?![\w]|[.,]\d)')
_SYMBOL = re.compile(r'[^\w\s]')


@dataclass(frozen=True)
class Reading:
    """``score``, ``options`` or ``words`` is the answer; ``skipped`` and ``stopped`` are wishes.

    Without any of them it was not understood, and ``near`` are the whole numbers or options it may
    have meant («7.5»: 7 and 8). ``rest``: what else was said in the same breath.
    """

    score: float | None = None
    options: tuple[int, ...] = ()
    words: str = ''
    skipped: bool = False
    stopped: bool = False
    near: tuple[int, ...] = ()
    rest: str = ''

    @property
    def understood(self) -> bool:
        """Whether it answers the question."""
        return bool(self.score is not None or self.options or self.words or self.skipped)

    def given(self) -> Given:
        """What it leaves behind for the questions that follow."""
        return Given(frozenset(self.options), self.score)


def read(question: Question, text: str) -> Reading:
    """What a text says as an answer to a question."""
    text = text.strip()
    plain = fold(text)
    short = len(text) <= LONGEST_SHORT
    if short and _STOP.fullmatch(plain):
        return Reading(stopped=True)
    if question.kind == 'words':
        return _words(text, plain)
    if not short:
        return Reading()
    if question.kind in ('one', 'many'):
        found = _option(question, text, plain)
    else:
        found = _score(question, text, plain)
    if not found.understood and _SKIP.fullmatch(plain):
        return Reading(skipped=True)
    return found


def fold(text: str) -> str:
    """Without accents, signs, pictures and case; numbers keep their point."""
    for picture, word in _THUMBS.items():
        text = text.replace(picture, f' {word} ')
    apart = unicodedata.normalize('NFKD', text.casefold())
    plain = ''.join(sign for sign in apart if not unicodedata.combining(sign))
    return ' '.join(re.sub(r'[^\w\s/.,-]|(?<!\d)[.,]|[.,-](?!\d)', ' ', plain).split())


def _words(text: str, plain: str) -> Reading:
    if not re.search(r'\w', plain.replace('__yes__', '').replace('__no__', '')):
        return Reading()  # a picture alone says nothing that could be kept as a comment
    if _SKIP.fullmatch(plain) or _SKIP_WORDS.fullmatch(plain):
        return Reading(skipped=True)
    return Reading(words=text[:LONGEST_WORDS])


# ---------------------------------------------------------------------- numbers


def _score(question: Question, text: str, plain: str) -> Reading:
    whole = question.kind == 'scale'
    stars = text.count('⭐') + text.count('🌟')
    if stars and not re.search(r'\d', plain):
        return _checked(question, float(stars), whole, '')
    plain = _ratio(question, plain)
    found = [_value(number) for number in _NUMBER.findall(plain)]
    rest = _NUMBER.sub(' ', plain, count=1)
    if not found:
        spoken = [word for word in plain.split() if word in NUMBERS]
        # «un» is a number only when nothing else is: «un cinco»
        spoken = [w for w in spoken if w not in ('un', 'una')] or spoken
        if spoken and len(plain.split()) > 12:
            return Reading()
        found = [float(NUMBERS[word]) for word in spoken]
        rest = ' '.join(word for word in plain.split() if word not in spoken)
        if len(spoken) == 1 and re.search(rf'\b{spoken[0]} y medi[oa]\b', plain):
            found = [found[0] + 0.5]
    different = sorted(set(found))
    if len(different) == 1:
        return _checked(question, different[0], whole, _rest(text, rest))
    if len(different) == 2 and whole:
        near = tuple(int(n) for n in different if n == int(n) and _inside(question, n))
        return Reading(near=near)
    return Reading()


def _checked(question: Question, value: float, whole: bool, rest: str) -> Reading:
    if whole and value != int(value):
        near = (int(value // 1), int(value // 1) + 1)
        return Reading(near=tuple(n for n in near if _inside(question, n)))
    if not _inside(question, value):
        return Reading()
    return Reading(score=value, rest=rest)


def _inside(question: Question, value: float) -> bool:
    return (question.low is None or value >= question.low) and (
        question.high is None or value <= question.high
    )


def _ratio(question: Question, plain: str) -> str:
    """«9/10», «9 de 10» on a scale up to 10: 9."""

    def first(found: re.Match[str]) -> str:
        return (
            found[1] if question.high is not None and float(found[2]) == question.high else found[0]
        )

    return _OUT_OF.sub(first, _FRACTION.sub(first, plain))


def _value(number: str) -> float:
    return float(number.replace('−', '-').replace(',', '.'))


def _rest(text: str, plain: str) -> str:
    """What else was said, as it was written; empty when it is only trimmings."""
    words = [w for w in plain.split() if w not in _EMPTY and not w.startswith('__')]
    if not words:
        return ''
    cut = re.match(r'\s*\W*(?:[\w/.,]+)\W+(.*)', text, re.DOTALL)
    first = fold(text).split()[:1]
    if cut and first and (first[0] in NUMBERS or first[0][:1].isdigit()):
        return re.sub(r'^(?:porque|pero|y)\s+', '', cut[1].strip(), flags=re.IGNORECASE)
    return text


# ---------------------------------------------------------------------- options


def _option(question: Question, text: str, plain: str) -> Reading:
    labels = [(number, fold(label)) for number, label in question.options]
    exact = [number for number, label in labels if label == plain]
    if exact:
        return Reading(options=(exact[0],))
    places = _places(plain, len(labels))
    if places is not None:
        chosen = tuple(question.options[place - 1][0] for place in places)
        return _several(question, chosen, '')
    if yes := _yes_or_no(labels, plain):
        number, cut = yes
        return Reading(options=(number,), rest=_rest_of(text, cut))
    words = [word for word in plain.split() if word not in _EMPTY]
    if not words or len(words) > 12:
        return Reading()
    scored = {number: _overlap(label, plain, words) for number, label in labels}
    best = max(scored.values())
    chosen = tuple(number for number, _label in labels if scored[number] == best and best > 0)
    if question.kind == 'many':
        chosen = tuple(number for number, _label in labels if scored[number] > 0)
    if re.search(r'\b(?:no|ni|menos|excepto)\b', plain) and len(words) > 1:
        chosen = () if not any(re.search(r'\bno\b', label) for _n, label in labels) else chosen
    return _several(question, chosen, '')


def _several(question: Question, chosen: tuple[int, ...], rest: str) -> Reading:
    if len(chosen) == 1 or (chosen and question.kind == 'many'):
        return Reading(options=tuple(dict.fromkeys(chosen)), rest=rest)
    return Reading(near=chosen)


def _places(plain: str, count: int) -> tuple[int, ...] | None:
    """«2», «la 1 y la 3», «opción 2», «la segunda»: positions; None when it is not that."""
    words = [w for w in re.split(r'[\s,./-]+', plain) if w and w not in _EMPTY - {'un', 'una'}]
    if not words or len(words) > count:
        return None
    places = []
    for word in words:
        place = int(word) if word.isdecimal() and len(word) < 3 else NUMBERS.get(word)
        place = place or ORDINALS.get(word)
        if place is None or not 1 <= place <= count:
            return None
        places.append(place)
    return tuple(dict.fromkeys(places))


def _yes_or_no(labels: list[tuple[int, str]], plain: str) -> tuple[int, str] | None:
    """(option id, the word that said it) where the options are a yes and a no."""
    yes = [number for number, label in labels if label.split()[:1] == ['si']]
    no = [number for number, label in labels if label.split()[:1] == ['no']]
    if len(yes) != 1 or len(no) != 1:
        return None
    words = plain.split()
    said_yes = next((w for w in words if w in _YES or w == '__yes__'), None)
    said_no = next((w for w in words if w in _NO or w == '__no__'), None)
    first = words[0] if words else ''
    if said_yes and said_no:
        # «sí, no hubo problema» is a yes when it begins so; «no sé si volvería» is neither
        return (yes[0], first) if first in _YES else None
    if said_yes and (first == said_yes or len(words) <= 4):
        return yes[0], said_yes
    if said_no and first == said_no and not re.match(r'no (?:se|estoy segur|recuerdo)', plain):
        return no[0], said_no
    return None


def _rest_of(text: str, word: str) -> str:
    """What follows the word that answered, as it was written."""
    found = re.match(r'\W*\w+\W+(.*)', text, re.DOTALL)
    rest = found[1].strip() if found else ''
    words = [w for w in fold(rest).split() if w not in _EMPTY]
    return rest if len(words) > 2 else ''


def _overlap(label: str, plain: str, words: list[str]) -> int:
    """How many words of a label are said, however they end; all of them count more."""
    wanted = [w for w in re.split(r'[\s/,]+', label) if w and w not in _EMPTY]
    if not wanted:
        return 0
    hits = sum(any(_alike(w, said) for said in words) for w in wanted)
    return hits * 10 + (5 if hits == len(wanted) else 0)


def _alike(word: str, said: str) -> bool:
    if word == said:
        return True
    short = min(len(word), len(said))
    return short >= 4 and word[: max(4, short - 2)] == said[: max(4, short - 2)]
