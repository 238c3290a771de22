"""A dictated or typed consultation as the sections of a note: S, O, A and P.

A draft for the doctor to correct: sentences are kept word for word and in their order, and what
fits nowhere stays with what the patient says.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from .normalise import fold, sentences

Section = Literal['S', 'O', 'A', 'P']
ORDER: tuple[Section, ...] = ('S', 'O', 'A', 'P')

_HEADING = re.compile(
    r'\s*(?P<s>s|subjetivo|padecimiento(?: actual)?|motivo(?: de consulta)?|interrogatorio)\s*[:.-]'
    r'|\s*(?P<o>o|objetivo|exploracion(?: fisica)?|signos vitales|ef)\s*:'
    r'|\s*(?P<a>a|analisis|valoracion|evaluacion|apreciacion|diagnosticos?'
    r'|impresion diagnostica|idx|dx)\s*:'
    r'|\s*(?P<p>p|plan|tratamiento|indicaciones|manejo)\s*:'
)
# Where somebody who dictates without full stops goes on to something else.
_TURN = re.compile(
    r'\s+(?=(?:a la exploraci[oó]n|signos vitales|exploraci[oó]n f[ií]sica|diagn[oó]stico'
    r'|impresi[oó]n diagn'
    r'[oó]stica|se indica|se receta|se solicita|solicito|el paciente refiere'
    r'|la paciente refiere)\b)',
    re.IGNORECASE,
)
_SPOKEN = 18  # words; a sentence longer than that is cut at those words


def soap_sections(text: str) -> list[tuple[Section, str]]:
    """Return each sentence with its section, in the order written.

    A heading such as "Plan:" decides for what follows it on its line; else the words of the
    sentence do; a sentence without any goes with the one before, the first with S.
    """
    found: list[tuple[Section, str]] = []
    last: Section = 'S'
    for line in text.splitlines():
        heading: Section | None = None
        for sentence in _pieces(line):
            folded = fold(sentence)
            if under := _HEADING.match(folded):
                heading = next(s for s in ORDER if under.group(s.lower()))
                if not folded[under.end() :].strip():
                    continue
            last = heading or _section(folded, last)
            found.append((last, sentence))
        last = heading or last
    return found


def _pieces(line: str) -> list[str]:
    pieces: list[str] = []
    for sentence in sentences(line):
        spoken = len(sentence.split()) > _SPOKEN
        pieces += [p for p in _TURN.split(sentence) if p] if spoken else [sentence]
    return pieces


def _section(folded: str, last: Section) -> Section:
    points = {
        section: sum(value for value, cue in cues if cue.search(folded))
        for section, cues in _cues().items()
    }
    highest = max(points.values())
    if not highest:
        return last
    best = [section for section in ORDER if points[section] == highest]
    return last if last in best else best[0]


@lru_cache(1)
def _cues() -> dict[Section, list[tuple[int, re.Pattern[str]]]]:
    """(points, words) by section: how much a sentence that has such words belongs to it.

    Words of one group count once, as `soap_es.txt` has them.
    """
    found: dict[Section, list[tuple[int, re.Pattern[str]]]] = {section: [] for section in ORDER}
    text = Path(__file__).with_name('soap_es.txt').read_text(encoding='utf-8')
    for group in re.split(r'^\[', text, flags=re.MULTILINE)[1:]:
        head, *cues = group.split('\n')
        section = next(section for section in ORDER if head.startswith(section))
        words = '|'.join(filter(None, cues))
        found[section].append((int(head[2:-1]), re.compile(rf'\b(?:{words})')))
    return found
