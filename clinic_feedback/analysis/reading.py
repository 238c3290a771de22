"""From a comment to its features: what is said, of what, in which sense, and where it stands."""

from collections.abc import Iterable

from .matcher import fits, matcher
from .stories import stories
from .text import words
from .times import LONG, MIDDLE, SHORT, Length, gap, lengths

Spans = list[tuple[int, int]]
Features = dict[str, Spans]

_NOT = frozenset(
    {'no', 'ni', 'nunka', 'jamas', 'nadie', 'nada', 'sin', 'tampoko', 'ningun', 'sero'}
)
_LACK = frozenset({'falta', 'faltan', 'falto', 'poka', 'pokas', 'poko', 'pokos'})
_REACH = 6  # words that a "no" reaches at most
_NEAR = 3  # words between a "no" and what it denies, to be shown with it
_WANT = 3  # words that a "falta" or "poco" reaches
_STOPS = frozenset({',', '.', '...', '!', '?'})
_ENDS_CLAUSE = frozenset({'pero', 'aunke', 'sino', 'eksepto', 'esepto', 'salbo', 'nomas'})
_ENDS_NOT = frozenset({'i', 'e', 'pero', 'aunke', 'sino', 'porke', 'nomas'})
# Groups that matter together when one clause has both.
_PAIRS = (
    ('risk', 'now'),
    ('risk', 'medic'),
    ('risk', 'clinico='),
    ('risk', 'agenda-'),
    ('risk', 'thanks'),
    ('risk', 'wrong'),
    ('wrong', 'clinico='),
    ('blood', 'limpieza-'),
    ('blood', 'limpieza='),
    ('before', 'v+'),
    ('before', 'v-'),
    ('irony', 'espera-'),
    ('irony', 'trato-'),
    ('irony', 'v-'),
    ('wish', 'v+'),
    ('ask', 'v-'),
    ('law', 'v-'),
)


class Clause:
    """What one clause holds: which aspects it is about, and what it says for and against."""

    __slots__ = ('balance', 'past', 'spans', 'topics')

    def __init__(self) -> None:
        self.balance = 0
        self.past = False  # it tells how things were before, or were thought to be
        self.topics: set[str] = set()
        self.spans: Spans = []


class Reading:
    """One pass over a comment. `features` maps each feature to where it was read."""

    def __init__(self, text: str):
        self.words = words(text)
        self.features: Features = {}
        self._clauses = [Clause()]
        self._groups: dict[str, Spans] = {}
        self._effects: dict[str, Spans] = {}
        self._walk()
        self._time()
        self._conclude()

    def _put(self, name: str, spans: Iterable[tuple[int, int]]) -> None:
        known = self.features.get(name)
        if known is None:
            self.features[name] = list(spans)
        else:
            known.extend(spans)

    def _walk(self) -> None:
        row = self.words
        features = self.features
        negated_until = covered = denied = -1
        previous = '^'
        known = matcher().known
        for index, word in enumerate(row):
            key, root, start, end = word
            if key in _STOPS:
                if key != ',' or len(self._clauses[-1].spans) or self._clauses[-1].topics:
                    self._clauses.append(Clause())
                negated_until = -1
                previous = '^'
                if key in '!?':
                    features.setdefault(key, []).append((start, end))
                continue
            if key in _ENDS_NOT:
                negated_until = -1
                if key in _ENDS_CLAUSE:
                    self._clauses.append(Clause())
            negated = index <= negated_until
            span = (start, end)
            mark = '¬' if negated else ''
            name = f'{mark}w{key}'
            if name in features:
                features[name].append(span)
            else:
                features[name] = [span]
            name = f'{mark}s{root}'
            if name in features:
                features[name].append(span)
            else:
                features[name] = [span]
            features.setdefault(f'b{previous} {root}', []).append(
                (row[index - 1].start if index and previous != '^' else start, end)
            )
            previous = root
            groups, phrases = known(key)
            reach = _REACH if key in _NOT else _WANT if key in _LACK else 0
            following = row[index + 1].key[:2] if phrases and index + 1 < len(row) else ''
            for rest, more in phrases.get(following, ()):
                stop = index + len(rest)
                if stop < len(row) and fits(row, index + 1, rest):
                    # What it says it says as a whole: with its own "no", and not word by word.
                    own = reach or any(word in _NOT or word in _LACK for word, _ in rest)
                    self._found(more, negated and not own, (start, row[stop].end))
                    covered = max(covered, stop)
                    if own:
                        reach = max(reach and stop - index, 0)
            if groups and index > covered:
                if negated and index - denied <= _NEAR:
                    span = (row[denied].start, end)
                self._found(groups, negated, span)
            if reach and not (root == 'pok' and previous == 'un'):
                negated_until, denied = index + reach, index
        if previous != '^':
            features.setdefault(f'b{previous} $', []).append((row[-1].start, row[-1].end))

    def _found(self, groups: tuple[str, ...], negated: bool, span: tuple[int, int]) -> None:
        clause = self._clauses[-1]
        for group in groups:
            name = f'¬{group}' if negated else group
            spans = self._groups.get(name)
            if spans is None:
                self._groups[name] = [span]
            elif span not in spans:
                spans.append(span)
            kind = group[-1]
            if kind in '+-?':
                if kind == '?':
                    if not negated:
                        continue
                    sign = '-'
                else:
                    sign = kind if not negated else ('-' if kind == '+' else '+')
                clause.spans.append(span)
                if clause.past:
                    self._effects.setdefault(f'~{group[:-1]}{sign}', []).append(span)
                else:
                    clause.balance += 1 if sign == '+' else -1
                    self._effects.setdefault(group[:-1] + sign, []).append(span)
            elif kind == '=':
                clause.topics.add(group[:-1])
                clause.spans.append(span)
            elif group == 'before':
                clause.past = True
            elif group in ('front', 'medic'):
                clause.topics.add(group)
                clause.spans.append(span)

    def _conclude(self) -> None:
        for name, spans in self._groups.items():
            self._put(f'h{name}', spans)
        for name, spans in self._effects.items():
            self._put(f'e{name}', spans)
        groups = self._groups
        told, parts = stories(self.words)
        for story, spans in told.items():
            self._put(f'f{story}', spans)
        for part, spans in parts.items():
            self._put(f'p{part}', spans)
        for one, other in _PAIRS:
            if one in groups and other in groups:
                self._put(f'{one}&{other}', groups[one] + groups[other])
        total = 0
        last = 0
        signs = set()
        for clause in self._clauses:
            sign = (clause.balance > 0) - (clause.balance < 0)
            total += clause.balance
            if sign:
                last = sign
                signs.add(sign)
            for topic in clause.topics:
                self._put(f't{topic}{sign}', clause.spans)
        everything = [span for clause in self._clauses for span in clause.spans]
        self._put(f'V{max(-3, min(3, total))}', everything)
        self._put(f'L{last}', everything)
        if len(signs) > 1:
            self._put('mixed', everything)
        if not self._effects:
            self._put('plain', [])
        count = len(self.words)
        self._put('n1' if count < 3 else 'n2' if count < 7 else 'n3' if count < 15 else 'n4', [])

    def _time(self) -> None:
        said = lengths(self.words)
        between = gap(self.words)
        for length in said:
            self._put_time('d', length)
        if between:
            self._put_time('g', between)

    def _put_time(self, kind: str, length: Length) -> None:
        minutes = length.minutes
        size = 0 if minutes < SHORT else 1 if minutes < MIDDLE else 2 if minutes < LONG else 3
        span = [(self.words[length.first].start, self.words[length.last].end)]
        self._put(f'{kind}{size}', span)
        groups = self._groups
        for group in ('espera-', 'espera=', 'costo=', 'clinico=', '¬espera-'):
            if group in groups:
                self._put(f'{kind}{size}&{group}', span)
        if size > 1 and (kind == 'g' or 'espera-' in groups):
            self._effects.setdefault('espera-', []).extend(span)
            self._clauses[-1].balance -= 1
        elif size == 0 and (kind == 'g' or 'espera=' in groups) and 'costo=' not in groups:
            self._effects.pop('espera-', None)
            self._effects.setdefault('espera+', []).extend(span)
            self._clauses[-1].balance += 1


def read(text: str) -> Features:
    """The features of a comment, each with the places it was read from."""
    return Reading(text).features
