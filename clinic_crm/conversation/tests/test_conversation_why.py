import pytest

from odoo.addons.clinic_crm.conversation import why

SAID = {
    'undo': (
        "ay no me arrepenti, si la quiero", "siempre sí voy",
        "La cancelé por error", "fue un error", "me equivoqué, sí voy", "sin querer la cancelé",
        "siempre sí voy", "no quería cancelar",
    ),
    'again': ("quiero otra fecha", "mejor otro día", "a otra hora"),
    'busy': (
        "por trabajo", "se me complicó", "tengo junta", "voy a salir de viaje", "No puedo ese día",
        "mi hijo tiene escuela", "me salió un compromiso", "no tengo tiempo", "trabajo ese jueves",
    ),
    'unwell': ("me enfermé", "no me siento bien, me siento mal", "mi hija está enferma", "gripa"),
    'money': (
        "está muy caro", "por el costo", "no tengo dinero", "no me alcanza",
        "no puedo pagarla ahorita",
    ),
    'solved': ("ya me siento mejor", "ya no la necesito", "ya se me quitó", "ya estoy bien"),
    'elsewhere': (
        "voy a ir con otro doctor", "me atendieron en el imss", "encontré en otra clínica",
    ),
    '': (
        "ok", "gracias", "no", "hola", "está muy lejos", "me equivoqué de día", "¿dónde están?",
        "", "🙂",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ('text', 'meant'), [(text, meant) for meant, said in SAID.items() for text in said]
)
def test_why(text, meant):
    assert why(text) == meant
