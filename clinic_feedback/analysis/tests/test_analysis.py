"""The analysis itself: no worse than it was, and an answer to whatever is written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.clinic_feedback.analysis import (
    ASPECTS,
    EMOTIONS,
    POLARITIES,
    SEVERITIES,
    Analysis,
    Aspect,
    analyse,
    corpus,
    evaluation,
)
from odoo.addons.clinic_feedback.analysis.model import shipped, version_of

TEXTS = Path(__file__).resolve().parents[2] / 'tests' / 'texts'
FOREIGN = next(
    (
        path
        for parent in Path(__file__).parents
        if (path := parent / 'shared/data/feedback/patient_comments_es_mx.jsonl').is_file()
    ),
    None,
)


@pytest.fixture(scope='module')
def texts():
    return corpus.load(TEXTS)


def below(scores, floors):
    return {name: scores[name] for name, floor in floors.items() if scores[name] < floor}


def test_scores_of_the_tenth_held_back(texts):
    """What no model is fitted to. Floors a little under what was measured; never lower them to
    make a change pass.
    """
    rows = corpus.unseen(texts)
    assert len(rows) > 100
    assert not below(evaluation.evaluate(rows, analyse), FLOORS_HELD_BACK)


@pytest.mark.skipif(not FOREIGN, reason="optional: the foreign comments are not here")
def test_scores_of_comments_others_wrote():
    rows = corpus.load_json(FOREIGN)
    assert not below(evaluation.evaluate(rows, analyse), FLOORS_FOREIGN)


def test_scores_of_an_author_nothing_was_learnt_from():
    """The same promises as the project's goals, of comments that came after everything else."""
    rows = corpus.load(TEXTS / 'judge')
    assert len(rows) > 290
    assert not below(evaluation.evaluate(rows, analyse), FLOORS_JUDGE)


def test_nothing_is_learnt_from_the_judge(texts):
    judge = {row.text.casefold() for row in corpus.load(TEXTS / 'judge')}
    shared = judge & {row.text.casefold() for row in texts}
    assert max(map(len, shared), default=0) < 25, shared  # "todo bien" anybody writes


FLOORS_HELD_BACK = {
    'polarity pos/neg': 0.93,
    'polarity with neutral': 0.87,
    'aspects': 0.85,
    'aspects with sign': 0.82,
    'follow-up recall': 0.91,
    'follow-up precision': 0.84,
    'critical recall': 0.95,
    'critical precision': 0.82,
    'emotion (8)': 0.72,
}
FLOORS_FOREIGN = {
    'polarity pos/neg': 0.97,
    'polarity with neutral': 0.97,
    'aspects': 0.93,
    'aspects with sign': 0.93,
    'follow-up recall': 0.93,
    'follow-up precision': 0.89,
    'critical recall': 1.00,
    'emotion (8)': 0.79,
}
FLOORS_JUDGE = {
    'polarity pos/neg': 0.91,
    'polarity with neutral': 0.85,
    'aspects': 0.79,
    'aspects with sign': 0.76,
    'follow-up recall': 0.92,
    'follow-up precision': 0.82,
    'critical recall': 0.98,
    'emotion (6)': 0.66,
}


@pytest.mark.skipif(not FOREIGN, reason="optional: the foreign comments are not here")
def test_no_foreign_comment_is_among_ours(texts):
    ours = {row.text.casefold() for row in texts}
    assert not ours & {row.text.casefold() for row in corpus.load_json(FOREIGN)}


def test_the_shipped_model_is_of_these_texts_and_this_lexicon(texts):
    assert shipped().version == version_of(corpus.fitted(texts)), (
        "Build it anew: ./clinic python scripts/feedback_model.py"
    )


def test_the_complaint_of_the_demo():
    text = "esperé dos horas y la recepcionista fue grosera"
    found = analyse(text)
    assert found.polarity == 'neg'
    assert set(found.aspects) == {Aspect('espera', '-'), Aspect('trato', '-')}
    assert (found.emotion, found.severity, found.follow_up) == ('enojo', 'alta', True)
    shown = {x.label: text[x.start : x.stop] for x in found.evidence}
    assert 'dos horas' in shown['espera-'] or 'esperé' in shown['espera-']
    assert 'grosera' in shown['trato-']


@pytest.mark.parametrize(
    ('text', 'severity'),
    [
        ("Ya no quiero vivir", 'critica'),
        ("los voy a demandar", 'critica'),
        ("Me pusieron la medicina de otro paciente", 'critica'),
        ("Tengo mucho sangrado desde la operación", 'critica'),
        ("Ya no tengo sangrado, muchas gracias", 'ninguna'),
        ("Todo muy bien", 'ninguna'),
        ("Me cobraron dos veces, regrésenme mi dinero", 'alta'),
        ("Todo bien, me pueden marcar por favor?", 'alta'),
        ("Los baños están sucios y tardan mucho", 'alta'),
        ("Está muy caro", 'ninguna'),
        ("La sala es chica y hace calor", 'ninguna'),
        ("La enfermera tiene manos de santo", 'ninguna'),
    ],
)
def test_severity(text, severity):
    assert analyse(text).severity == severity


@pytest.mark.parametrize(
    'text',
    [
        '',
        ' ',
        '\n\n',
        '👍',
        '😡😡😡',
        '...',
        '¿?',
        '¬¬',
        '0',
        '٣',
        '7.5',
        '9:',
        ':30',
        '1.2.3,4:5',
        'no',
        'ni',
        'y media hora y',
        'a las las 9 y',
        'á' * 5_000,
        'no ' * 5_000,
        "esperé dos horas, " * 400,
        "The nurse was rude and I waited two hours",
        "ma'alob k'iin",
        "医生很好",
        "الطبيب ممتاز",
        '\u0301\u0301',
        '\x00\ud800',
        'İSTANBUL ŞŞŞ',
        '<b>malo</b> %s {0}',
    ],
)
def test_answers_whatever_is_written(text):
    sound(text, analyse(text))


@settings(max_examples=200)
@given(st.text() | st.lists(st.sampled_from("no muy las 9 : y media hora 👎 pero , .".split())))
def test_answers_anything(text):
    text = text if isinstance(text, str) else ' '.join(text)
    sound(text, analyse(text))


def sound(text, found):
    assert found.polarity in POLARITIES
    assert found.emotion in EMOTIONS
    assert found.severity in SEVERITIES
    assert all(x.aspect in ASPECTS and x.sign in '+-' for x in found.aspects)
    labels = {found.polarity, found.emotion, found.severity}
    labels |= {x.aspect + x.sign for x in found.aspects}
    for x in found.evidence:
        assert 0 <= x.start < x.stop <= len(text)
        assert x.label in labels
    assert Analysis.from_dict(found.to_dict()) == found


def test_words_that_only_join_others_are_not_shown():
    text = "esperé dos horas y la recepcionista fue grosera"
    shown = {text[one.start : one.stop] for one in analyse(text).evidence}
    assert shown == {"esperé", "dos horas", "recepcionista", "grosera"}


def test_nothing_said_is_nothing_found():
    assert analyse('') == Analysis('neu', version=shipped().version)


@pytest.mark.parametrize(
    'answer',
    [
        {},
        {'polarity': 'positive'},
        {'polarity': 'pos', 'emotion': 'joy'},
        {'polarity': 'pos', 'aspects': [{'aspect': 'wifi', 'sign': '+'}]},
        {'polarity': 'pos', 'aspects': [{'aspect': 'trato', 'sign': '0'}]},
        {'polarity': 'pos', 'severity': 'media'},
    ],
)
def test_an_answer_with_other_labels_is_refused(answer):
    with pytest.raises((ValueError, KeyError)):
        Analysis.from_dict(answer)
