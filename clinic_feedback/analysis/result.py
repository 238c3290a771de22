"""What an analysis says of a comment, as plain data."""

from dataclasses import dataclass
from typing import Any

from .labels import ASPECTS, BROAD_EMOTION, EMOTIONS, POLARITIES, SEVERITIES, SIGNS


@dataclass(frozen=True)
class Aspect:
    """One of the eight aspects and whether it is praised (`+`) or blamed (`-`)."""

    aspect: str
    sign: str


@dataclass(frozen=True)
class Evidence:
    """The words that decided for a label: `text[start:stop]` of the comment as it was written.

    `label` is a polarity, an aspect with its sign, an emotion or a severity of the analysis.
    """

    label: str
    start: int
    stop: int


@dataclass(frozen=True)
class Analysis:
    """Whoever analyses comments answers with this, be it this package or a service.

    `emotion` is one of eight; `broad_emotion` joins those near each other into six.
    """

    polarity: str
    aspects: tuple[Aspect, ...] = ()
    emotion: str = 'neutral'
    severity: str = 'ninguna'
    evidence: tuple[Evidence, ...] = ()
    version: str = ''

    @property
    def follow_up(self) -> bool:
        """Whether a person should call back."""
        return self.severity != 'ninguna'

    @property
    def broad_emotion(self) -> str:
        return BROAD_EMOTION.get(self.emotion, self.emotion)

    def to_dict(self) -> dict[str, Any]:
        return {
            'polarity': self.polarity,
            'aspects': [{'aspect': x.aspect, 'sign': x.sign} for x in self.aspects],
            'emotion': self.emotion,
            'severity': self.severity,
            'evidence': [
                {'label': x.label, 'start': x.start, 'stop': x.stop} for x in self.evidence
            ],
            'version': self.version,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> 'Analysis':
        """Read what `to_dict` wrote, or what a service answered.

        ValueError or KeyError when a label is unknown or something is missing.
        """
        aspects = tuple(
            Aspect(_one_of(ASPECTS, x['aspect'], 'aspect'), _one_of(SIGNS, x['sign'], 'sign'))
            for x in data.get('aspects', ())
        )
        evidence = tuple(
            Evidence(str(x['label']), int(x['start']), int(x['stop']))
            for x in data.get('evidence', ())
        )
        return cls(
            _one_of(POLARITIES, data['polarity'], 'polarity'),
            aspects,
            _one_of(EMOTIONS, data.get('emotion', 'neutral'), 'emotion'),
            _one_of(SEVERITIES, data.get('severity', 'ninguna'), 'severity'),
            evidence,
            str(data.get('version', '')),
        )


def _one_of(names: tuple[str, ...], value: Any, what: str) -> str:
    if value not in names:
        raise ValueError(f"{value!r} is no {what}.")
    return str(value)
