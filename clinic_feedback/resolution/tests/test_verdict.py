"""Was it resolved? What is plain counts; the rest is asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_feedback.resolution import resolved


@pytest.mark.parametrize(
    'text',
    ["Sí", "si gracias", "Ya quedó, gracias", "siii", "👍", "Todo bien", "ok", "Sí, muchas gracias",
     "Claro que sí", "resuelto"],
)  # fmt: skip
def test_yes(text):
    assert resolved(text) is True


@pytest.mark.parametrize(
    'text',
    ["no", "No, nadie me llamó", "Todavía no", "noooo", "para nada", "sigue igual", "👎",
     "Pues no, me siguen cobrando", "Hola, no se resolvió", "aún no me han llamado",
     "Nada, ni una disculpa", "No quedó"],
)  # fmt: skip
def test_no(text):
    assert resolved(text) is False


@pytest.mark.parametrize(
    'text',
    ["", "   ", "¿quién es?", "no gracias", "sí pero me falta la factura", "más o menos",
     "mañana les digo", "No hay problema", "gracias", "x" * 500,
     "ya me llamaron pero no me devolvieron"],
)  # fmt: skip
def test_not_plain(text):
    # what begins with a yes and goes on with a no is a no, or is asked again: never a yes
    assert resolved(text) is not True


@given(st.text(max_size=500))
def test_whatever_is_written(text):
    assert resolved(text) in (True, False, None)
