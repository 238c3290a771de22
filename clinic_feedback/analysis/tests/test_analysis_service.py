import pytest

from odoo.addons.clinic_feedback.analysis import Analysis, Aspect, Evidence
from odoo.addons.clinic_feedback.analysis.service import joined, understood

TEXT = "Soy Ana Ruiz, esperé una hora y la señorita Ángela fue grosera, mi cel 55 5550 0142"
SAID = {
    'polarity': 'neg',
    'emotion': 'enojo',
    'severity': 'alta',
    'aspects': [
        {'aspect': 'espera', 'sign': '-', 'words': "Espere una hora"},
        {'aspect': 'trato', 'sign': '-', 'words': "la [nombre] fue grosera"},
        {'aspect': 'espera', 'sign': '-', 'words': ""},
    ],
}


def aspect(**vals):
    return SAID | {'aspects': [{'aspect': 'trato', 'sign': '-', 'words': ""} | vals]}


def test_its_labels_and_the_words_that_are_really_there():
    assert understood(SAID, TEXT, 'm') == Analysis(
        'neg',
        (Aspect('espera', '-'), Aspect('trato', '-')),
        'enojo',
        'alta',
        (Evidence('espera-', 14, 29),),
        'm',
    )
    assert TEXT[14:29] == "esperé una hora"


@pytest.mark.parametrize(
    'said',
    [
        "no es JSON",
        None,
        [],
        {},
        {**SAID, 'polarity': 'malo'},
        {**SAID, 'emotion': None},
        {**SAID, 'severity': 'media'},
        {**SAID, 'score': 1},
        {name: value for name, value in SAID.items() if name != 'severity'},
        {**SAID, 'aspects': "trato-"},
        {**SAID, 'aspects': ["trato-"]},
        {**SAID, 'aspects': 3},
        {**SAID, 'aspects': SAID['aspects'] * 6},
        aspect(aspect='estacionamiento'),  # invented
        aspect(aspect=['trato']),
        aspect(sign='0'),
        aspect(words=3),
        aspect(words="x" * 301),
        aspect(why="porque sí"),
    ],
)
def test_whatever_has_another_form_is_not_taken(said):
    with pytest.raises(ValueError):
        understood(said, TEXT, 'm')


OURS = Analysis(
    'neg',
    (Aspect('trato', '-'),),
    'enojo',
    'alta',
    (Evidence('trato-', 0, 4), Evidence('neg', 5, 9), Evidence('alta', 10, 12)),
    'ours',
)


@pytest.mark.parametrize(
    ('ours', 'theirs', 'kept'),
    [
        ('ninguna', 'ninguna', 'ninguna'),
        ('ninguna', 'critica', 'critica'),
        ('alta', 'critica', 'critica'),
        ('alta', 'ninguna', 'alta'),
        ('critica', 'ninguna', 'critica'),
        ('critica', 'alta', 'critica'),
    ],
)
def test_it_makes_nothing_milder(ours, theirs, kept):
    assert joined(Analysis('neg', severity=ours), Analysis('pos', severity=theirs)).severity == kept


def test_marks_that_still_hold_stay():
    theirs = Analysis(
        'pos',
        (Aspect('trato', '-'), Aspect('espera', '+')),
        'gratitud',
        'ninguna',
        (Evidence('trato-', 20, 25), Evidence('espera+', 30, 35)),
        'm',
    )
    found = joined(OURS, theirs)
    assert (found.polarity, found.emotion, found.version) == ('pos', 'gratitud', 'm')
    assert found.aspects == theirs.aspects
    assert found.evidence == (
        Evidence('trato-', 0, 4),
        Evidence('alta', 10, 12),
        Evidence('espera+', 30, 35),
    )
