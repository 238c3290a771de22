from datetime import datetime

import pytest

from odoo.addons.clinic_crm.conversation import (
    Answer,
    Conversation,
    Document,
    Later,
    Option,
    Turn,
    TurnError,
    match_option,
    options_of,
)

OPTIONS = (Option('n', "Sucursal Norte"), Option('s', "Sucursal Sur", "Av. Sur 1"))


def test_options_expect_an_option():
    assert Turn(texts=("¿Cuál?",), options=OPTIONS).expects == 'option'


@pytest.mark.parametrize(
    'wrong',
    [
        {'texts': ("a",)},
        {'done': True},
        {'texts': (), 'options': OPTIONS},
        {'texts': ("a", "b", "c", "d"), 'done': True},
        {'texts': ("a" * 301,), 'done': True},
        {'texts': (" ",), 'done': True},
        {'texts': ("a",), 'done': True, 'hand_over': True},
        {'texts': ("a",), 'options': OPTIONS, 'done': True},
        {'texts': ("a",), 'expects': 'option'},
        {'texts': ("a",), 'expects': 'poem'},
        {'texts': ("a",), 'options': (OPTIONS[0], OPTIONS[0])},
        {'texts': ("a",), 'options': tuple(Option(str(n), f"Uno {n}") for n in range(11))},
        {'documents': (Document('x', 1, 'f', "a.pdf"),) * 6, 'done': True},
    ],
)
def test_a_turn_no_channel_could_show_is_refused(wrong):
    with pytest.raises(TurnError):
        Turn(**wrong)


@pytest.mark.parametrize(
    'wrong',
    [
        ('', "Uno"),
        ('k', ""),
        ('k', "x" * 25),
        ('k', "Uno\nDos"),
        ('k' * 101, "Uno"),
        ('k', "Uno", "y" * 73),
    ],
)
def test_an_option_fits_a_row(wrong):
    with pytest.raises(TurnError):
        Option(*wrong)


@pytest.mark.parametrize(
    'answer, key',
    [
        (Answer(key='s'), 's'),
        (Answer(key='gone'), None),
        (Answer(key='gone', text="Sucursal Sur"), None),
        (Answer(text=" sucursal  SUR "), 's'),
        (Answer(text="2"), 's'),
        (Answer(text="1."), 'n'),
        (Answer(text="la 2"), 's'),
        (Answer(text="opción 2"), 's'),
        (Answer(text="La primera, por favor."), 'n'),
        (Answer(text="la primera"), 'n'),
        (Answer(text="el segundo por favor"), 's'),
        (Answer(text="la tercera"), None),
        (Answer(text="el 2"), None),  # a day
        (Answer(text="0"), None),
        (Answer(text="3"), None),
        (Answer(text="otra"), None),
        (Answer(), None),
    ],
)
def test_the_option_meant(answer, key):
    option = match_option(OPTIONS, answer)
    assert (option and option.key) == key


@pytest.mark.parametrize(
    ('name', 'title'),
    [
        ("Consulta de primera vez", "Consulta de primera vez"),
        ("Dra. Elena Cárdenas Yáñez", "Dra. Elena Cárdenas…"),
        ("Taller de alimentación y diabetes", "Taller de alimentación…"),
        ("Laboratorio clínico de la Roma", "Laboratorio clínico…"),
        ("Otorrinolaringologopediatría", "Otorrinolaringologopedi…"),
    ],
)
def test_a_long_title_ends_with_a_word(name, title):
    [option] = options_of('x', [(1, name, '')])
    assert option.title == title


def test_long_titles_are_told_apart():
    names = ("Dra. Elena Cárdenas Yáñez", "Dra. Elena Cárdenas Yépez")
    first, second = options_of('x', [(number, name, '') for number, name in enumerate(names)])
    assert first.title != second.title
    assert len(second.title) <= 24


def test_what_nobody_asks_for_is_not_looked_for():
    looked = []
    talk = Conversation(None, datetime(2026, 11, 3), about=Later(lambda: looked.append(1) or 'it'))
    assert talk.reached == ()
    assert not looked
    assert (talk.about, talk.about) == ('it', 'it')
    assert looked == [1]
