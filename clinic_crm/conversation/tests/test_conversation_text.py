from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_crm.conversation.text import TextError, fill, places


def test_places_are_put_in():
    text = fill(
        "Hola, {nombre}: son {total} pesos ({n}).",
        {
            'nombre': "María",
            'total': Decimal('10.50'),
            'n': 3,
        },
    )
    assert text == "Hola, María: son 10.50 pesos (3)."


@pytest.mark.parametrize(
    'text',
    [
        "{nombre.__class__}",
        "{nombre[0]}",
        "{nombre!r}",
        "{nombre:>10}",
        "{}",
        "{0}",
        "{ nombre }",
        "{Nombre}",
        "{{nombre}}",
        "un {",
        "un }",
        "{a{b}}",
    ],
)
def test_nothing_but_names_is_a_place(text):
    with pytest.raises(TextError) as error:
        places(text)
    assert error.value.reason == 'malformed'


def test_values_are_never_read_again():
    assert fill("{a} {b}", {'a': "{b}", 'b': r"\1 {a}"}) == r"{b} \1 {a}"


@pytest.mark.parametrize('blank', [None, "", "  ", "\x00"])
def test_a_hole_is_an_error(blank):
    with pytest.raises(TextError) as error:
        fill("Hola, {nombre} {apellido}", {'nombre': blank})
    assert (error.value.reason, error.value.names) == ('missing', ('apellido', 'nombre'))


def test_an_optional_place_closes_up():
    text = fill("Uno\n\n{indicaciones}\n\nDos", {}, frozenset({'indicaciones'}))
    assert text == "Uno\n\nDos"


@pytest.mark.parametrize('value', [True, 1.5, date(2026, 1, 1), ["x"], {'x': 1}, b"x", object()])
def test_only_text_and_plain_numbers(value):
    with pytest.raises(TextError) as error:
        fill("{x}", {'x': value})
    assert error.value.reason == 'value'


def test_control_characters_are_dropped():
    assert fill("{x}", {'x': "a\x00b\x1bc\r\nd\u2028e"}) == "abc\nde"


@given(st.text(), st.text())
def test_any_value_stands_as_it_is_or_is_refused(before, value):
    try:
        text = fill("<{x}>", {'x': value, 'unused': before})
    except TextError as error:
        assert error.reason == 'missing'
    else:
        assert text.startswith("<") and text.endswith(">")
        assert set(text[1:-1]) <= set(value)
