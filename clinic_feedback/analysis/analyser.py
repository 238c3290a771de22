"""Say of a comment what it praises and blames, how its author feels and whether to call back."""

from .labels import ASPECTS, EMOTIONS, POLARITIES
from .model import CRITICAL, FOLLOW_UP, INDEX, Model, shipped
from .reading import Features, Reading
from .result import Analysis, Aspect, Evidence

# Below zero, because a call too many costs less than a complaint nobody hears.
_CALL, _ALARM = -0.25, -0.15
_SHARE = 0.35  # of what the strongest word gives, to be shown beside it
_ALWAYS = frozenset({'hself', 'hlaw'})
_UNITS = frozenset('hedg')  # features that are an expression of the lexicon, or a time
_SHOWN = 3  # words shown for a label at most
_ASPECT_PAIRS = tuple((a, INDEX[f'{a}+'], INDEX[f'{a}-']) for a in ASPECTS)
_EMOTION_ROWS = tuple((e, INDEX[f'emocion:{e}']) for e in EMOTIONS)


def analyse(text: str, model: Model | None = None) -> Analysis:
    """Understand a comment. Whatever the text is, this answers."""
    model = model or shipped()
    features = Reading(text).features
    scores = model.scores(features)
    polarity = max(POLARITIES, key=lambda name: scores[INDEX[name]])
    aspects = []
    shown = [(polarity, INDEX[polarity])]
    for aspect, plus, minus in _ASPECT_PAIRS:
        for sign, index in (('+', plus), ('-', minus)):
            if scores[index] > 0:
                aspects.append((scores[index], Aspect(aspect, sign)))
                shown.append((aspect + sign, index))
    aspects.sort(key=lambda pair: -pair[0])
    emotion, index = max(_EMOTION_ROWS, key=lambda pair: scores[pair[1]])
    shown.append((emotion, index))
    severity = 'ninguna'
    if scores[INDEX[CRITICAL]] > _ALARM or _grave(features, polarity):
        severity = 'critica'
        shown.append((severity, INDEX[CRITICAL]))
    elif scores[INDEX[FOLLOW_UP]] > (0 if polarity == 'pos' else _CALL):
        severity = 'alta'
        shown.append((severity, INDEX[FOLLOW_UP]))
    return Analysis(
        polarity,
        tuple(aspect for _, aspect in aspects),
        emotion,
        severity,
        _evidence(model, features, shown),
        model.version,
    )


def _grave(features: Features, polarity: str) -> bool:
    """Whether something is said that is critical whatever else is: a rule beside the model."""
    return _ALWAYS & features.keys() != set() or (polarity != 'pos' and 'hgrave' in features)


def _evidence(
    model: Model, features: Features, shown: list[tuple[str, int]]
) -> tuple[Evidence, ...]:
    """For each label the words that spoke for it most."""
    wanted = {index: label for label, index in shown}
    given: dict[int, dict[tuple[int, int], float]] = {index: {} for index in wanted}
    units: set[tuple[int, int]] = set()
    for feature, spans in features.items():
        if not spans:
            continue
        if feature[0] in _UNITS:
            units.update(spans)
        for index, weight in model.weights.get(feature, ()):
            if weight > 0 and index in wanted:
                by_span = given[index]
                share = weight / len(spans)
                for span in spans:
                    by_span[span] = by_span.get(span, 0.0) + share
    return tuple(
        Evidence(label, start, stop)
        for index, label in wanted.items()
        for start, stop in _strongest(given[index], units)
    )


def _strongest(
    by_span: dict[tuple[int, int], float], units: set[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The spans to show, in the order of the text; an expression is shown whole."""
    whole = {
        (start, stop): sum(
            weight for (one, other), weight in by_span.items() if start <= one and other <= stop
        )
        if (start, stop) in units
        else weight
        for (start, stop), weight in by_span.items()
    }
    chosen: list[tuple[int, int]] = []
    least = 0.0
    for (start, stop), weight in sorted(whole.items(), key=lambda pair: (-pair[1], pair[0])):
        if weight < least or len(chosen) == _SHOWN:
            break
        least = least or weight * _SHARE
        if all(stop <= one or start >= other for one, other in chosen):
            chosen.append((start, stop))
    return sorted(chosen)
