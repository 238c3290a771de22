"""Say of a comment what it praises and blames, how its author feels and whether to call back."""

from .labels import ASPECTS, EMOTIONS, POLARITIES, unhappy
from .model import CRITICAL, FOLLOW_UP, INDEX, Model, shipped
from .reading import Features, Reading
from .result import Analysis, Aspect, Evidence
from .story_parts import STORIES
from .text import sound

# Chosen where, of authors not fitted to, four of five calls are wanted and nine of ten grave ones
# heard: an alarm too many costs less than harm nobody hears of, a call too many costs trust.
_CALL, _ALARM = 0.1, -0.3
_ALARM_AMID_PRAISE = 0.1
_TOLD_LEAST, _BLAMED_LEAST = -0.4, -0.3  # what a story needs besides
_SHARE = 0.35  # of what the strongest word gives, to be shown beside it
# Stories that are grave unless the comment praises, and those that are when it blames.
_TOLD = frozenset({'hlaw', 'hgrave'}) | frozenset(
    f'f{story}'
    for story in (
        'after', 'allergy', 'broke', 'dire', 'drunk', 'er', 'hands', 'inside', 'leak', 'leaked',
        'lewd', 'missed',
    )
)  # fmt: skip
_BLAMED = frozenset(f'f{story}' for story in STORIES) - {'fhurt'}
_LINKS = frozenset(map(sound, 'a al con de del e el en la las lo los o que u un una y'.split()))
_UNITS = frozenset('hedgf')  # features that are an expression of the lexicon, or a time
_SHOWN = 3  # words shown for a label at most
_ASPECT_PAIRS = tuple((a, INDEX[f'{a}+'], INDEX[f'{a}-']) for a in ASPECTS)
_EMOTION_ROWS = {e: INDEX[f'emocion:{e}'] for e in EMOTIONS}
# What somebody may feel who praises, blames, does neither, or tells of something grave.
_HURT = ('enojo', 'frustracion', 'tristeza', 'miedo', 'asco')
_FELT = {
    'pos': ('alegria', 'gratitud', 'neutral'),
    'neg': (*_HURT, 'neutral'),
    'neu': ('neutral', 'frustracion', 'enojo'),
}


def analyse(text: str, model: Model | None = None) -> Analysis:
    """Understand a comment. Whatever the text is, this answers."""
    model = model or shipped()
    reading = Reading(text)
    features = reading.features
    scores = model.scores(features)
    polarity = max(POLARITIES, key=lambda name: scores[INDEX[name]])
    found = [
        (scores[place], Aspect(aspect, sign), place)
        for aspect, plus, minus in _ASPECT_PAIRS
        for sign, place in (('+', plus), ('-', minus))
        if scores[place] > 0
    ]
    found.sort(key=lambda one: -one[0])
    alarm = _ALARM_AMID_PRAISE if polarity == 'pos' else _ALARM
    felt: tuple[str, ...]
    if scores[INDEX[CRITICAL]] > alarm or _grave(features, polarity, scores[INDEX[CRITICAL]]):
        # nothing grave is good news, however calmly it is told
        severity, index, polarity, felt = 'critica', INDEX[CRITICAL], 'neg', _HURT
    else:
        felt = _FELT[polarity]
        signed = frozenset(one.aspect + one.sign for _, one, _ in found)
        if scores[INDEX[FOLLOW_UP]] > _CALL or _to_call(features, polarity):
            severity, index = 'alta', INDEX[FOLLOW_UP]
        elif unhappy(polarity, signed):
            severity, index = 'alta', None  # the words are those of the polarity
        else:
            severity, index = 'ninguna', None
    shown = [(polarity, INDEX[polarity])]
    shown += [(one.aspect + one.sign, place) for _, one, place in found]
    emotion = max(felt, key=lambda name: scores[_EMOTION_ROWS[name]])
    shown.append((emotion, _EMOTION_ROWS[emotion]))
    if index is not None:
        shown.append((severity, index))
    return Analysis(
        polarity,
        tuple(one for _, one, _ in found),
        emotion,
        severity,
        _evidence(model, reading, shown),
        model.version,
    )


def _grave(features: Features, polarity: str, score: float) -> bool:
    """Whether a story is told that is critical although the model alone would not say so.

    Only the wish to die needs no more: the parts of other stories are said in harmless ones too
    ("me tocó la panza"), so the model must not be sure that nothing is wrong.
    """
    said = features.keys()
    if 'hself' in said or (polarity != 'pos' and score > _TOLD_LEAST and _TOLD & said):
        return True
    return polarity == 'neg' and score > _BLAMED_LEAST and bool(_BLAMED & said)


def _to_call(features: Features, polarity: str) -> bool:
    """Whether somebody asks for a call in so many words, or waited for hours and was treated
    badly on top of it: a rule beside the model.
    """
    said = features.keys()
    if polarity == 'neg' and 'etrato-' in said and {'d3&espera-', 'g3'} & said:
        return True
    return 'hcall_me' in said


def _evidence(model: Model, reading: Reading, shown: list[tuple[str, int]]) -> tuple[Evidence, ...]:
    """For each label the words that spoke for it most; those that only join others tell nobody
    anything."""
    wanted = {index: label for label, index in shown}
    given: dict[int, dict[tuple[int, int], float]] = {index: {} for index in wanted}
    units: set[tuple[int, int]] = set()
    links = {(word.start, word.end) for word in reading.words if word.key in _LINKS}
    for feature, spans in reading.features.items():
        if not spans:
            continue
        if feature[0] in _UNITS:
            units.update(spans)
        for index, weight in model.weights.get(feature, ()):
            if weight > 0 and index in wanted:
                by_span = given[index]
                share = weight / len(spans)
                for span in spans:
                    if span not in links:
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
