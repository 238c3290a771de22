"""Words by sound, times, and how labelled comments are written down."""

import pytest

from odoo.addons.clinic_feedback.analysis import corpus, times
from odoo.addons.clinic_feedback.analysis.matcher import matcher
from odoo.addons.clinic_feedback.analysis.text import words


def keys(text):
    return [word.key for word in words(text)]


@pytest.mark.parametrize(
    ('misspelt', 'correct'),
    [
        ("resepcionista grocera", "recepcionista grosera"),
        ("los vaños vien susios", "los baños bien sucios"),
        ("no me esplico", "no me explicó"),
        ("exelente cervicio", "excelente servicio"),
        ("tardaronnn muchooo", "tardaron mucho"),
        ("x q no ay sita", "por que no hay cita"),
        ("MUY AMABLE LA DRA", "muy amable la doctora"),
        ("cafe\u0301 y atencio\u0301n", "café y atención"),
    ],
)
def test_what_sounds_alike_is_one_word(misspelt, correct):
    assert keys(misspelt) == keys(correct)


def test_each_word_knows_its_place():
    text = "¡Pésima atención!  Ñoño 👎🏽"
    assert [text[word.start : word.end] for word in words(text)][:4] == [
        "Pésima",
        "atención",
        "!",
        "Ñoño",
    ]


def test_beginnings_match_however_the_next_letter_sounds():
    assert 'trato+' in matcher().known(keys("agradecido amabilísima")[1])[0]
    assert 'thanks' in matcher().known(keys("agradezco")[0])[0]
    assert 'thanks' in matcher().known(keys("agradecida")[0])[0]


@pytest.mark.parametrize(
    ('text', 'group'),
    [
        ("manos", 'grave'),  # manose*
        ("me", 'meh'),
        ("carro", 'costo-'),
        ("perro", 'but'),
        ("lentes", 'espera-'),
    ],
)
def test_words_that_only_sound_alike_are_not_found(text, group):
    assert group not in matcher().known(keys(text)[0])[0]


@pytest.mark.parametrize('word', ["llámenme", "devuélvanmelo", "corríjanla", "mandenmela"])
def test_a_plea_is_heard_by_its_ending(word):
    assert 'ask' in matcher().known(keys(word)[0])[0]


@pytest.mark.parametrize(
    ('text', 'minutes'),
    [
        ("esperé dos horas", [120]),
        ("hora y media sentada", [90]),
        ("media hora", [30]),
        ("1 hora y cuarto", [75]),
        ("40 min de retraso", [40]),
        ("treinta y cinco minutos", [35]),
        ("2 hrs", [120]),
        ("a la hora de la cita", []),
    ],
)
def test_lengths_said_outright(text, minutes):
    assert [length.minutes for length in times.lengths(words(text))] == minutes


@pytest.mark.parametrize(
    ('text', 'minutes'),
    [
        ("Llegué a las 9 y pasé 11:20", 140),
        ("mi cita era a las 12 y entré a la 1", 60),
        ("cita 8:00, me atendieron 8:05", 5),
        ("quedamos a las cuatro y apareció a las cinco y cuarto", 75),
        ("Atienden de 8:00 a 14:00", None),
        ("llegué a las 99:99 y pasé a las 45", None),
        ("mi cita es a las 9", None),
    ],
)
def test_time_between_two_hours(text, minutes):
    found = times.gap(words(text))
    assert (found and found.minutes) == minutes


def test_labelled_line():
    row = corpus.parse("neg enojo alta trato- espera- | Esperé | y nadie salió")
    assert row == corpus.Labelled(
        "Esperé | y nadie salió", 'neg', frozenset({'trato-', 'espera-'}), 'enojo', 'alta'
    )


@pytest.mark.parametrize('line', ["neg Esperé", "neg mucho | Esperé", "enojo | Esperé", "neg |  "])
def test_a_line_that_cannot_be_read_says_so(line):
    with pytest.raises(ValueError, match='Esperé|neg'):
        corpus.parse(line)
