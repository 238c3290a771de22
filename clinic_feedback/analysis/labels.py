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
