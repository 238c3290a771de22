"""Was it resolved? What is plain counts; the rest is asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.clinic_feedback.resolution import resolved


@pytest.mark.parametrize(
    'text',
    ["Sí", "si gracias", "Ya quedó, gracias", "siii", "👍", "Todo bien", "ok", "Sí, muchas gracias",
     "Claro que sí", "resuelto", "ya", "Ya gracias", "Sí, ya me llamaron",
     "sí quedó resuelto, muchas gracias", "ya quedó todo bien", "Sí, muy amables", "Listo",
     "perfecto, gracias por su atención", "ya me lo arreglaron", "Ya se resolvió señorita",
     "si ya me regresaron mi dinero", "Excelente, dios los bendiga", "🙏", "Simón", "okay"],
)  # fmt: skip
def test_yes(text):
    assert resolved(text) is True


@pytest.mark.parametrize(
    'text',
    ["no", "No, nadie me llamó", "Todavía no", "noooo", "para nada", "sigue igual", "👎",
     "Pues no, me siguen cobrando", "Hola, no se resolvió", "aún no me han llamado",
     "Nada, ni una disculpa", "No quedó", "No. Me dijeron que hoy y nada", "nop", "nadie me llamó",
     "no me han devuelto mi dinero", "sigo esperando", "no estoy conforme", "Tampoco",
     "La verdad no, siguen tratando mal a mi mamá", "no se ha arreglado el problema",
     "todavía estoy esperando la llamada", "seguimos igual, con el niño malito",
     "uy no, peor quedó", "no quedé satisfecha", "nunca me contestaron", "me siguen cobrando"],
)  # fmt: skip
def test_no(text):
    assert resolved(text) is False


@pytest.mark.parametrize(
    'text',
    ["", "   ", "¿quién es?", "no gracias", "sí pero me falta la factura", "más o menos",
     "mañana les digo", "No hay problema", "gracias", "x" * 500,
     "ya me llamaron pero no me devolvieron", "ya quiero mi factura", "sí, sigue igual",
     "ok, ¿me pueden agendar una cita?", "ya vi su mensaje", "quedo al pendiente",
     "perfecto, espero su llamada", "Sí quedó mal", "claro, gracias por nada"],
)  # fmt: skip
def test_not_plain(text):
    # what begins with a yes and goes on with a no is a no, or is asked again: never a yes
    assert resolved(text) is not True


@pytest.mark.parametrize(
    'text',
    ["no, todo bien", "no, ya quedó todo bien", "no tengo queja, gracias", "nada más gracias",
     "igual gracias", "no puedo ir a mi cita mañana", "ya quiero mi factura", "ya vi su mensaje",
     "ok, ¿me pueden agendar una cita?", "quedo al pendiente", "perfecto, espero su llamada",
     "claro, gracias por nada", "no, gracias", "No hay problema", "nadie como ustedes",
     "no voy a poder asistir", "ok mañana paso por la receta", "sí quiero otra cita",
     "¿ya está lista mi factura?", "si, a las 5 puedo", "listo, ya pagué la consulta",
     "todavía no sé si puedo ir mañana", "claro que sí, agéndeme el lunes", "no me pasa nada"],
)  # fmt: skip
def test_something_else(text):
    """Neither closes a complaint nor opens it again."""
    assert resolved(text) is None


@given(st.text(max_size=500))
def test_whatever_is_written(text):
    assert resolved(text) in (True, False, None)
