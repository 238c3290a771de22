"""What goes wrong on purpose, decided by a seed.

A fault is a JSON object: `kind`, `match` (on whom), how often (`probability` and/or `count`) and
options of its kind. `README.md` lists the kinds.
"""

import itertools
import random
import re
import threading
from collections.abc import Iterator
from typing import Any

from .records import Json, Refused

# kind -> the options it takes, with what they are when left out
API: dict[str, Json] = {
    'error': {'code': 131000, 'retry_after': None},
    'failed': {'code': 131026},
    'http': {'status': 503, 'body': ''},
    'rate_limit': {'code': 130429, 'retry_after': 5},
    'token_expired': {},
    'drop': {},
    'slow': {'seconds': 1.0},
    'lose_answer': {},
    'window_closed': {},
    'media_expired': {},
    'media_corrupt': {},
}
HOOK: dict[str, Json] = {
    'duplicate': {'copies': 1, 'within': 1.0},
    'reorder': {'within': 2.0},
    'delay': {'seconds': 5.0},
    'batch': {'size': 1000, 'within': 1.0},
    'receiver_down': {},
    'ack_lost': {},
}
# of the PACs and SAT; `slow`, `drop`, `lose_answer`, `http` and `token_expired` are theirs too
PAC: dict[str, Json] = {
    'silence': {'seconds': 30.0, 'after': False},
    'cut_answer': {},
    'http_after': {'status': 502, 'body': ''},
    'refused': {'code': '402', 'message': "El RFC del emisor no se encuentra en la LCO."},
    'no_credits': {},
    'no_previous_xml': {},
    'late_stamped': {'seconds': 8.0},
    'late_sat': {'seconds': 60.0},
    'not_found': {},
    'clock_skew': {'seconds': -600.0},
    'sat_down': {},
    'empty_folios': {},
    'receiver': {'answer': 'accept', 'after': 0.0},
}
KINDS = {**API, **HOOK, **PAC}


class Fault:
    """One rule. `fires(facts)` counts and draws; the same seed and questions, the same answers."""

    def __init__(self, number: int, seed: int, spec: Json) -> None:
        kind = spec.get('kind')
        if kind not in KINDS:
            raise Refused(f"A fault is one of {', '.join(KINDS)}, not {kind}.")
        unknown = set(spec) - {'kind', 'match', 'probability', 'count', 'skip', *KINDS[kind]}
        if unknown:
            raise Refused(f"{kind} takes no {', '.join(sorted(unknown))}.")
        self.id = f'f{number}'
        self.kind: str = kind
        self.match: Json = dict(spec.get('match') or {})
        self.probability = float(spec.get('probability', 1.0))
        self.count = None if spec.get('count') is None else int(spec['count'])
        self.skip = int(spec.get('skip', 0))
        self.options = KINDS[kind] | {name: spec[name] for name in KINDS[kind] if name in spec}
        self.asked = 0
        self.fired = 0
        self._chance = random.Random(f'{seed}/{number}')

    def __getitem__(self, option: str) -> Any:
        return self.options[option]

    def spread(self, within: float) -> float:
        """A moment within so many seconds, by the fault's own chance."""
        return self._chance.uniform(0, within)

    def applies(self, facts: Json) -> bool:
        for name, wanted in self.match.items():
            value = facts.get(name)
            if name == 'path':
                if not re.search(str(wanted), str(value or '')):
                    return False
            elif value not in (wanted if isinstance(wanted, list) else [wanted]):
                return False
        return True

    def fires(self, facts: Json) -> bool:
        if self.count is not None and self.fired >= self.count or not self.applies(facts):
            return False
        self.asked += 1
        if self.asked <= self.skip or self._chance.random() >= self.probability:
            return False
        self.fired += 1
        return True

    def public(self) -> Json:
        return {
            'id': self.id,
            'kind': self.kind,
            'match': self.match,
            'probability': self.probability,
            'count': self.count,
            'skip': self.skip,
            **self.options,
            'asked': self.asked,
            'fired': self.fired,
        }


class Faults:
    """The rules in force."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self._rules: list[Fault] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def add(self, specs: list[Json]) -> list[Fault]:
        """:raise Refused: one of them is wrong; then none is added"""
        new = [Fault(next(self._numbers), self.seed, spec) for spec in specs]
        with self._lock:
            self._rules += new
        return new

    def reseed(self, seed: int) -> None:
        """Forget the rules; the next ones draw by this seed."""
        with self._lock:
            self.seed = seed
            self._rules = []
            self._numbers = itertools.count(1)

    def remove(self, name: str | None = None) -> None:
        with self._lock:
            self._rules = [rule for rule in self._rules if name and rule.id != name]

    def hit(self, kind: str, facts: Json) -> Fault | None:
        """The first rule of this kind that strikes."""
        with self._lock:
            return next(
                (rule for rule in self._rules if rule.kind == kind and rule.fires(facts)), None
            )

    def every(self, kind: str, facts: Json) -> Iterator[Fault]:
        """All rules of this kind that strike."""
        with self._lock:
            return iter([rule for rule in self._rules if rule.kind == kind and rule.fires(facts)])

    def standing(self, kind: str, facts: Json) -> Fault | None:
        """A rule of this kind that is in force, without counting or drawing."""
        with self._lock:
            return next(
                (rule for rule in self._rules if rule.kind == kind and rule.applies(facts)), None
            )

    def public(self) -> list[Json]:
        with self._lock:
            return [rule.public() for rule in self._rules]
