"""How right the analysis is on labelled comments."""

from collections.abc import Callable, Iterable, Sequence

from .corpus import Labelled
from .labels import BROAD_EMOTION, POLARITIES
from .result import Analysis


def macro_f1(pairs: Sequence[tuple[str, str]], labels: Iterable[str]) -> float:
    """The mean over the labels of their F1; pairs are (true, said)."""
    found = []
    for label in labels:
        right = sum(true == said == label for true, said in pairs)
        wrong = sum((true == label) != (said == label) for true, said in pairs)
        found.append(2 * right / (2 * right + wrong) if right or wrong else 1.0)
    return sum(found) / len(found)


def micro_f1(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> float:
    right = sum(len(true & said) for true, said in pairs)
    wrong = sum(len(true ^ said) for true, said in pairs)
    return 2 * right / (2 * right + wrong) if right or wrong else 1.0


def recall_precision(pairs: Sequence[tuple[bool, bool]]) -> tuple[float, float]:
    right = sum(true and said for true, said in pairs)
    true_ones, said_ones = sum(true for true, _ in pairs), sum(said for _, said in pairs)
    return right / true_ones if true_ones else 1.0, right / said_ones if said_ones else 1.0


def evaluate(rows: Sequence[Labelled], analyse: Callable[[str], Analysis]) -> dict[str, float]:
    """All the figures the project keeps, by name. Mixed comments count for all but the polarity."""
    said = [analyse(row.text) for row in rows]
    both = list(zip(rows, said, strict=True))
    polarity = [(row.polarity, a.polarity) for row, a in both if row.polarity in POLARITIES]
    clear = [(true, heard) for true, heard in polarity if true != 'neu']
    signed = [(row.aspects, frozenset(x.aspect + x.sign for x in a.aspects)) for row, a in both]
    bare = [
        (frozenset(x[:-1] for x in true), frozenset(x[:-1] for x in heard))
        for true, heard in signed
    ]
    follow = recall_precision([(r.follow_up, a.follow_up) for r, a in both])
    critical = recall_precision(
        [(r.severity == 'critica', a.severity == 'critica') for r, a in both]
    )
    broad = [(BROAD_EMOTION.get(r.emotion, r.emotion), a.broad_emotion) for r, a in both]
    return {
        'n': float(len(rows)),
        'polarity pos/neg': macro_f1(clear, ('pos', 'neg')),
        'polarity with neutral': macro_f1(polarity, POLARITIES),
        'aspects': micro_f1(bare),
        'aspects with sign': micro_f1(signed),
        'follow-up recall': follow[0],
        'follow-up precision': follow[1],
        'critical recall': critical[0],
        'critical precision': critical[1],
        'emotion (8)': sum(r.emotion == a.emotion for r, a in both) / (len(both) or 1),
        'emotion (6)': sum(true == heard for true, heard in broad) / (len(both) or 1),
    }
