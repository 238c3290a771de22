"""What patients type, and which question comes next."""

import itertools
import random

import pytest

from odoo.addons.clinic_feedback.analysis.interview import (
    Given,
    Question,
    is_asked,
    next_question,
    prompt,
    read,
    read_key,
)

CSAT = Question(1, 'scale', "¿Qué tal estuvo su visita?", 1, 5, measure='csat')
NPS = Question(2, 'scale', "¿Nos recomendaría?", 0, 10, measure='nps')
LABELS = ("La espera", "El trato", "La limpieza", "El costo", "Conseguir cita")
ASPECTS = Question(3, 'many', "¿En qué fallamos?", options=tuple(enumerate(LABELS, 31)))
AGAIN = Question(4, 'one', "¿Volvería?", options=((41, "Sí"), (42, "No"), (43, "Tal vez")))
COMMENT = Question(5, 'words', "¿Algo más?")
DAYS = Question(6, 'number', "¿Cuántos días?", 0, 60)


@pytest.mark.parametrize(
    ('text', 'score'),
    [
        ('5', 5), (' 4 ', 4), ('cinco', 5), ('Un cinco', 5), ('5 estrellas', 5), ('⭐⭐⭐', 3),
        ('5️⃣', 5), ('le doy un 4', 4), ('5/5', 5), ('4 de 5', 4), ('un 3.', 3), ('five', 5),
        ('5!!!', 5), ('5 5', 5), ('uno', 1), ('1', 1), ('5 · Excelente', 5),
    ],
)  # fmt: skip
def test_a_score_up_to_five(text, score):
    assert read(CSAT, text).score == score


@pytest.mark.parametrize(
    ('text', 'score'),
    [('0', 0), ('cero', 0), ('CERO', 0), ('10', 10), ('diez', 10), ('9/10', 9), ('siete', 7),
     ('un 10!', 10), ('8 de 10', 8), ('10/10', 10), ('Diez puntos', 10)],
)  # fmt: skip
def test_a_score_up_to_ten(text, score):
    assert read(NPS, text).score == score


@pytest.mark.parametrize(
    'text',
    ['0', '6', '99', '-1', 'sí', '😀', '❤️', 'gracias', '', '?', 'x' * 5000, 'abc', '5511112222',
     'very nice doctor', 'a las 5 y 30 llegué y salí a las 8', '1 2 3 4 5', '３０'],
)  # fmt: skip
def test_what_is_no_score(text):
    found = read(CSAT, text)
    assert not found.understood
    assert not found.stopped


@pytest.mark.parametrize(
    ('text', 'near'),
    [('7.5', (7, 8)), ('7,5', (7, 8)), ('7 u 8', (7, 8)), ('entre 7 y 8', (7, 8)),
     ('siete y medio', (7, 8)), ('9.9', (9, 10)), ('10.5', (10,)), ('7-8', (7, 8))],
)  # fmt: skip
def test_between_two_scores_both_are_offered(text, near):
    found = read(NPS, text)
    assert not found.understood
    assert found.near == near


def test_a_score_and_more_in_one_breath():
    found = read(CSAT, "2, esperé dos horas y la señorita fue grosera")
    assert (found.score, found.rest) == (2, "esperé dos horas y la señorita fue grosera")
    assert read(NPS, "10 porque me atendieron rápido").rest == "me atendieron rápido"
    assert read(CSAT, "le doy un 5").rest == ''


def test_numbers_that_are_no_scale():
    assert read(DAYS, "12").score == 12
    assert read(DAYS, "1.5").score == 1.5
    assert not read(DAYS, "90").understood


@pytest.mark.parametrize(
    ('text', 'options'),
    [
        ('La espera', (31,)), ('espera', (31,)), ('ESPERA!!', (31,)), ('1', (31,)), ('la 2', (32,)),
        ('1 y 3', (31, 33)), ('1,3', (31, 33)), ('la espera y el trato', (31, 32)),
        ('la tercera', (33,)), ('opción 4', (34,)), ('el tratto', (32,)), ('costos', (34,)),
    ],
)  # fmt: skip
def test_options(text, options):
    assert read(ASPECTS, text).options == options


@pytest.mark.parametrize(
    'text', ['9', '0', 'el estacionamiento', '😡', '', 'no fue la espera', '1 y 9']
)
def test_what_is_no_option(text):
    assert not read(ASPECTS, text).options


@pytest.mark.parametrize(
    ('text', 'option'),
    [('sí', 41), ('si', 41), ('Sí claro', 41), ('👍', 41), ('no', 42), ('nop', 42), ('👎', 42),
     ('tal vez', 43), ('3', 43), ('yes', 41), ('sí, no hubo problema', 41), ('claro que sí', 41)],
)  # fmt: skip
def test_yes_and_no(text, option):
    assert read(AGAIN, text).options == (option,)


@pytest.mark.parametrize('text', ['no sé si volvería', 'depende', '😐', 'sí y no'[::-1]])
def test_neither(text):
    assert not read(AGAIN, text).options


def test_words():
    assert read(COMMENT, "Todo muy bien, gracias").words == "Todo muy bien, gracias"
    long = "a" * 5000
    assert read(COMMENT, long).words == long
    for text in ("no", "Nada", "paso", "no gracias", "Saltar"):
        assert read(COMMENT, text).skipped, text
    assert read(COMMENT, "😀👍").words == "😀👍"  # praise, too
    assert not read(COMMENT, "?").understood
    assert read(COMMENT, "Thank you, great doctor").words


@pytest.mark.parametrize('question', [CSAT, NPS, ASPECTS, AGAIN, COMMENT])
@pytest.mark.parametrize('text', ["BAJA", "stop", "ya no quiero contestar", "Ahora no", "salir"])
def test_stop(question, text):
    assert read(question, text).stopped


@pytest.mark.parametrize('question', [CSAT, NPS, ASPECTS, AGAIN, COMMENT, DAYS])
def test_nothing_breaks_it(question):
    chance = random.Random(7)
    signs = "0123456789 abcñáé.,-/😀👍⭐\n\t_'\"{}[]%١²½Ⅷ−"
    for _n in range(2000):
        text = ''.join(chance.choices(signs, k=chance.randrange(30)))
        found = read(question, text)
        if found.score is not None and question.high is not None:
            assert question.low <= found.score <= question.high
        assert set(found.options) <= {number for number, _label in question.options}


# ---------------------------------------------------------------------- the course


def test_the_course_of_a_happy_and_of_a_sad_patient():
    why = Question(7, 'many', "¿En qué?", options=((71, "a"), (72, "b")), after=(1, 1, 3))
    who = Question(8, 'words', "¿Quién?", triggers=frozenset({72}))
    questions = [CSAT, why, who, COMMENT]
    assert next_question(questions, {}) == CSAT
    assert next_question(questions, {1: Given(score=5)}) == COMMENT
    assert next_question(questions, {1: Given(score=2)}) == why
    sad = {1: Given(score=2), 7: Given(frozenset({72}))}
    assert next_question(questions, sad) == who
    assert next_question(questions, sad | {8: Given(), 5: Given()}) is None


def test_a_skipped_question_loses_none_that_follows():
    """However many are skipped, each question that is asked is met exactly once, in order."""
    questions = [
        Question(n, 'one', str(n), options=((n * 10, "a"), (n * 10 + 1, "b")),
                 triggers=frozenset({(n - 1) * 10}) if n % 2 == 0 else frozenset())
        for n in range(1, 7)
    ]  # fmt: skip
    for answers in itertools.product((None, 0, 1), repeat=6):
        given, met = {}, []
        while (question := next_question(questions, given)) is not None:
            met.append(question.id)
            chosen = answers[question.id - 1]
            options = frozenset() if chosen is None else frozenset({question.id * 10 + chosen})
            given[question.id] = Given(options)
        assert met == sorted(set(met))
        assert met == [q.id for q in questions if is_asked(q, given)]


def test_how_it_is_put():
    rows = prompt(CSAT)
    assert [choice.title for choice in rows.choices][:2] == ["5 · Excelente", "4 · Buena"]
    assert rows.expects == 'option'
    number = prompt(
        Question(2, 'scale', "¿Nos recomendaría?", 0, 10, low_label="nunca", high_label="seguro")
    )
    assert (number.choices, number.expects) == ((), 'number')
    assert "del 0 al 10 (0 = nunca, 10 = seguro)" in number.text
    assert prompt(COMMENT).choices[0].key == 'q5.skip'
    assert all(len(choice.title) <= 24 for choice in prompt(ASPECTS).choices)
    assert "escribir varias" in prompt(ASPECTS).text


def test_keys():
    assert read_key('q12.5') == (12, 5)
    assert read_key('q12.0') == (12, 0)
    assert read_key('q5.skip') == (5, None)
    for odd in ('', 'q', 'q1', 'q1.x', 'slot:1', 'q1.5.6', 'q12345678901.1'):
        assert read_key(odd) is None
