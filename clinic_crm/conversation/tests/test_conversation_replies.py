import pytest

from odoo.addons.clinic_crm.conversation import minutes_late, reply

SAID = {
    'confirmar': (
        "si", "Sí", "SIII", "sí confirmo", "Si, confirmo mi cita", "confirmado", "ok", "Ok gracias",
        "👍", "ahí estaré", "Claro que sí, ahí nos vemos", "buenas tardes, si asistiré",
        "Perfecto", "sip", "si voy", "va", "De acuerdo, gracias", "Confirmo asistencia",
    ),
    'cancelar': (
        "no puedo ir", "No podré asistir", "no voy a poder", "quiero cancelar mi cita", "cancelar",
        "Buenas tardes doctora, no podré ir", "ya no voy", "no iré", "disculpe no voy a poder ir",
    ),
    'reagendar': (
        "reagendar", "quiero cambiar mi cita", "¿la puedo mover? mover la cita",
        "otro día por favor",
        "no puedo ir, ¿tiene otro horario?", "reprogramar", "podemos cambiarla",
    ),
    'tarde': (
        "voy tarde", "llego 10 minutos tarde", "Voy a llegar un poco tarde", "se me hizo tarde",
        "voy retrasada 15 min", "me voy a retrasar", "estoy atorado en el tráfico",
    ),
    '': (
        "no", "¿cuánto cuesta?", "no sé si pueda ir", "si no llueve voy", "me duele el pecho",
        "gracias", "hola", "buenas tardes", "no cancelen por favor", "sí, pero no a esa hora",
        "¿me pueden mandar mi receta?", "x" * 200, "", "🤒",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ('text', 'meant'), [(text, meant) for meant, texts in SAID.items() for text in texts]
)
def test_what_short_answers_mean(text, meant):
    assert reply(text) == meant


def test_how_late():
    assert minutes_late("voy 15 minutos tarde") == 15
    assert minutes_late("llego tarde, 5min") == 5
    assert minutes_late("voy tarde") == 0
