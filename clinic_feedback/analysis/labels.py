"""The names of what can be said of a comment."""

POLARITIES = ('pos', 'neg', 'neu')
ASPECTS = (
    'espera',
    'trato',
    'claridad',
    'limpieza',
    'instalaciones',
    'agenda',
    'costo',
    'clinico',
)
SIGNS = ('+', '-')
EMOTIONS = ('alegria', 'gratitud', 'enojo', 'frustracion', 'tristeza', 'miedo', 'asco', 'neutral')
SEVERITIES = ('ninguna', 'alta', 'critica')

# The emotions in the six groups that scores of other systems are given for.
BROAD_EMOTION = {'frustracion': 'enojo', 'gratitud': 'alegria'}

# What a clinic may be blamed for without anything to be put right for the one who says so.
_MILD = frozenset({'costo-', 'instalaciones-'})


def unhappy(polarity: str, aspects: frozenset[str]) -> bool:
    """Whether somebody should hear of it though nothing is asked for; aspects with their sign.

    A price or a building that displeases, and nothing else, is no reason to call back.
    """
    blamed = {aspect for aspect in aspects if aspect[-1] == '-'}
    return polarity == 'neg' and not (blamed and blamed <= _MILD)
