import pytest

from odoo.addons.clinic_crm.language import answer

SAID = """
yes: si|Sí!!|sii|sí confirmo|ok gracias|👍|va|claro que sí, ahí estaré|sí señorita|cuente conmigo
yes: no hay problema ahí estaré|Confirmo mi asistencia|simón|si muchas gracias
no: no|No, gracias|no puedo ir|no voy a poder asistir mañana|cancelo|siempre no|no podré ir 😢
no: ya no voy|quiero cancelar|no confirmo|me es imposible asistir
late: voy tarde|llego 10 minutos tarde|sí, pero llego en 15|se me hizo tarde|ya voy en camino
late: voy un poco retrasada|me voy a retrasar|estoy atorado en el tráfico
move: me la cambia para el lunes?|no puedo, puede ser otro día?|sí pero a otra hora
move: quiero reagendar|mejor el viernes|sí, pero mejor a las 11|mejor otro día
no: ya me siento bien, ya no la necesito|ya no la ocupo, gracias
stop: BAJA|baja.|stop|ya no me manden mensajes|no me manden más recordatorios|no me molesten
stop: ya no quiero recibir mensajes|dejen de escribirme|darme de baja|no quiero mas mensajes
stop: quítenme de la lista
start: ALTA|alta!|sí quiero recibir mensajes|reactivar
: |hola|no sé|tal vez|si puedo voy|cuánto cuesta?|si me duele|no me duele nada|???
: no me manden con esa doctora otra vez|no me envíen a otro consultorio
: dar de baja mi cita|no me llegó el mensaje|no recibí mensaje|no me ha llegado nada
: no me mandaron la receta|mi mamá ya está dada de alta del hospital|confirmo o cancelo?
: sí? quién habla?
"""
CASES = [
    (text, meant or None)
    for line in SAID.strip().splitlines()
    for meant, _colon, texts in [line.partition(': ')]
    for text in texts.split('|')
]


@pytest.mark.parametrize(('text', 'meant'), CASES)
def test_answers_typed_by_hand(text, meant):
    assert answer(text) == meant


def test_a_long_message_is_no_answer():
    assert answer("si " * 40) is None
    assert (
        answer("no puedo ir " + "porque mi hijo se enfermó y tengo que llevarlo al colegio " * 3)
        is None
    )
