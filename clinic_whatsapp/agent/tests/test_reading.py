import pytest

from odoo.addons.clinic_crm.language import said
from odoo.addons.clinic_whatsapp.agent import intent, parts, readings
from odoo.addons.clinic_whatsapp.agent.reading import SURE_ENOUGH

from scripts import texts
from scripts.addon_packages import ROOT

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
    'negar': ("no", "No, gracias", "nop", "nel", "¡No!", "no, muchas gracias."),
    'consultar_cita': (
        "nadie me ha confirmado", "no está confirmada mi cita", "¿me confirma por favor?",
        "ya no me llegó el recordatorio de mi cita", "no quiero cancelar",
        "no cancelen por favor", "no me la cancelen", "¿a qué hora es?", "con quién es?",
        "Buenas tardes, ¿cuándo me toca?", "a qué hora es mi cita mañana",
    ),
    'dudar': ("no sé si pueda ir", "no sé", "tal vez", "todavía no sé", "creo que no puedo"),
    'llego': ("ya llegué", "estoy afuera", "ya estamos aqui", "tengo media hora esperando"),
    'fallecio': (
        "falleció", "mi mamá falleció", "mi mamá murió la semana pasada",
        "mi papá ya falleció, no va a ir", "ya no le manden mensajes a mi mamá, falleció",
        "falleció mi tío, ¿puedo mover la cita?", "señorita, mi esposo murió ayer",
    ),
    'equivocado': ("número equivocado", "me equivoqué de número", "no soy esa persona"),
    'consejo': (
        "¿qué me puedo tomar para el dolor de cabeza?", "tengo gripa, ¿qué me recomienda?",
        "¿puedo tomar ibuprofeno con paracetamol?", "¿es normal que me punce?",
    ),
    'ingles': ("I need an appointment", "How much is a cleaning?", "Hi, do you speak English?"),
    'baja': ("BAJA", "stop", "ya no me manden mensajes"),
    'alta': ("ALTA",),
    'queja': (
        "qué poca, llevo tres horas esperando", "llevo hora y media esperando y nadie me dice nada",
    ),
    'humano': (
        "ya no me llegan los recordatorios", "ya no encuentro el mensaje que me mandaron",
        "me pueden quitar de la lista de espera", "no me den de baja", "no entendí su mensaje",
        "no dejen de mandarme el recordatorio", "no me llegan sus mensajes",
"humano", "persona", "asesor", "quiero hablar con alguien", "operador",
               "🤒", "🤒 😷", "🌡️"),
    'saludo': ("hola", "menú", "buenas tardes"),
    'precio': ("¿cuánto cuesta?",),
    'receta': ("¿me pueden mandar mi receta?",),
    'horario': ("en qué horarios puedo pasar a recoger",),
    'preparacion': ("¿puedo tomar agua antes del estudio?",),
    'factura': ("me cambia el uso de cfdi a gastos médicos",),
    '': (
        "confirmar", "confírmala por favor",
        "si no llueve voy", "sí, pero no a esa hora", "", "🤢🙂", "???", "fuck you",
    ),
}  # fmt: skip


def read(text):
    return readings(text, *said(text))


@pytest.mark.parametrize(
    ('text', 'meant'), [(text, meant) for meant, said in SAID.items() for text in said]
)
def test_what_is_tried_first(text, meant):
    assert ''.join(read(text)[:1]) == meant


def test_a_no_by_itself_refuses_no_messages():
    assert read("no") == ('negar',)
    assert read("número equivocado, ya no escriban")[0] == 'baja'


def test_of_a_visit_nothing_is_read_about_messages():
    assert read("no faltaré") == ('confirmar',)
    assert read("quiero darme de alta") == ()
    assert read("mi mamá falleció, ya no me manden mensajes") == ('baja', 'fallecio')


def test_thanks_after_a_yes_are_thanks_to_who_was_asked_nothing():
    assert read("ok gracias") == ('confirmar', 'gracias')
    assert read("no gracias") == ('negar', 'gracias')


def test_the_threshold_answers_most_and_errs_seldom():
    _kept, held = texts.split(texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'intents_*.txt'))
    judged = [(name, *intent(text)) for name, text in held]
    sure = [(name, found) for name, found, probability in judged if probability >= SURE_ENOUGH]
    right = sum(name == found for name, found in sure)
    assert len(sure) / len(held) >= 0.94
    assert right / len(sure) >= 0.93


@pytest.mark.parametrize(
    ('text', 'count'),
    [
        ("¿cuánto cuesta?", 0),
        ("Precio limpieza, aceptan GNP? dan factura", 3),
        ("cuánto cuesta y dónde están", 2),
        ("¡Hola!\nuna pregunta", 2),
        ("...", 0),
        ("y " * 5000, 0),
    ],
)
def test_parts_of_a_message(text, count):
    assert len(parts(text)) == count


@pytest.mark.parametrize(
    "text", ["queria ver", "Disculpe, quisiera preguntarle algo", "quiero saber si"]
)
def test_what_only_begins_is_no_failure(text):
    assert readings(text, *said(text)) == ('saludo',)


@pytest.mark.parametrize("text", ["quiero ver al doctor", "quisiera saber el precio"])
def test_what_goes_on_is_read(text):
    assert readings(text, *said(text)) != ('saludo',)
