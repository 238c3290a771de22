import pytest

from odoo.addons.clinic_crm.language import answer, refusal, what_else

from scripts import texts
from scripts.addon_packages import ROOT

PLAIN = """
baja porfabor|ya vasta de mensajes|No me llamen ni me escriban|hagan el favor de no escribirme
se abstengan de enviarme promociones a este teléfono|cancele mi suscripción|no autorizo publicidad
eliminen mi contacto|favor de no contactarme más por este medio|ya dejenme de mandar mensajes
no me manden nada de nada|no escriban a este número|no envien mensajes|favor de no molestar
Buenas tardes BAJA por favor|si, denme de baja|hola baja|elimine mi número por favor
BAJA|baja.|stop|Baja por favor|quiero la baja|solicito mi baja|BAJA, gracias|no molestar|alto
quiero darme de baja|me quiero dar de baja|denme de baja por favor|dar de baja mi número
darme de baja de whatsapp|quiero que me den de baja de su lista|me pueden dar de baja por favor
ya no me manden mensajes|no me manden más recordatorios|no me molesten|ya no me molesten por favor
ya no quiero recibir mensajes|dejen de escribirme|no quiero mas mensajes|no quiero recibir nada
quítenme de la lista|quítenme de su lista|bórrenme de su base de datos|sáquenme de sus contactos
borren mi número|quita mi número de tu lista|saquen mi número de su sistema|eliminen mis datos
no me escriban|por favor no me escriban más|no me vuelvan a escribir|ya no me busquen
ya no me agan el favor de mandar, no me manden mensajes|xfa ya no me manden msjs
ya no me enbien nada
no me sigan mandando promociones|no me estén mandando publicidad|ya no me anden escribiendo
buenas tardes, ya no me manden mensajes porque ya no soy paciente|ya no escriban
ya me cambié de clínica, ya no me manden recordatorios de citas|dejen de mandar promociones
no deseo recibir publicidad|no quiero que me manden nada|ya no quiero que me contacten
no me interesa recibir promociones|no autorizo que me contacten|ya no deseo recibir sus avisos
quiero dejar de recibir esto|solicito dejar de recibir comunicaciones en este número
podrían dejar de mandarme mensajes por favor|favor de no enviar mensajes a este número
ya párenle con los mensajes|ya basta de mensajes|no más mensajes|cancela los recordatorios
cancelen los mensajes|quiero cancelar las notificaciones|eliminar suscripción|paren los avisos
no quiero encuestas|ya no quiero sus promociones|no me manden promociones ni encuestas
no me manden publicidad, solo mis recordatorios|que no me lleguen más mensajes de ustedes
número equivocado, ya no escriban|ya no me escriban por favor, este número no es de esa persona
no, ya no me manden mensajes|ya no aguanto dejen de escribirme
les agradecería no me enviaran más mensajes
no me interesan sus ofertas, dejen de mandar|no me mandes nada|no me envie mensajes señorita
la verdad me tienen cansada, hagan el favor y ya no me manden nada a este whatsapp, gracias
doctora disculpe, ya no me escrivan|ya no me manden mensages|deje de enviar recordatorios
no quiero que me sigan mandando mensajes|evítenme molestias, eviten mandarme publicidad
no me interesa recibir información|borren mis datos de ahí|stop mensajes
quiero que eliminen mi teléfono
ya no me manden mensajes y cancelen mi cita|no me manden mensajes ni recordatorios
ya no me contacten
"""
NOT = """
no me manden al doctor Paz|no me manden mensajes al otro numero|no quiero recibir visitas
no me molesten los dientes|quiero dejar de recibir quimioterapia|no manden mensajes a mi esposo
no quiero aviso de privacidad|no quiero correo, mejor mensaje|quiero baja de peso|baja mi presión
dejen de moverme la cita|me mandaron baja médica|stop a la medicina?|no me contacten con el seguro
sin querer eliminé el mensaje|no envié mensaje|ya no mandé mensaje|borré mi número
cancelé los avisos
uso otro número para los mensajes|es para avisos|no necesito recordatorio, gracias|correo no tengo
no correo no tengo|no me contacte con el doctor|no me manden con la doctora|no me lo manden
no me gustaría dejar de recibir mis recordatorios|si me dan de baja me avisan por favor
no me busquen a la doctora|no whatsapp no uso|elimine sus mensajes
quité el recordatorio de mi celular
quítame de la lista del lunes|sabe qué señorita siempre no, quíteme de la lista
prefiero dar de baja la consulta
ya no me llegan los recordatorios|ya no me llegó el recordatorio de mi cita|no recibí mensaje
no dejen de mandarme el recordatorio|ya no encuentro el mensaje que me mandaron
ya no vi su mensaje|me pueden quitar de la lista de espera|borre mi numero anterior
no me manden los resultados por correo, mejor por aqui|no puedo mandar mensajes de voz
no me escriba en ese numero, es el de mi esposo|no me busquen el viernes|quiero la baja laboral
quiero darme de baja del imss|no dejen de escribirme por favor|nunca dejen de mandarme mis avisos
ya no recibo los mensajes|ya no me mandan recordatorios|no me llegan sus mensajes|no leí su mensaje
no quiero que dejen de mandarme recordatorios|no quiero dejar de recibir los avisos
no me quiten de la lista|no me den de baja|no quiero darme de baja|no me borren de su lista
no me manden la receta por favor, yo paso por ella|no me envíen la factura todavía
no me mande al laboratorio otra vez doctora|no me manden a otro doctor
ya no me mande ese medicamento
no me manden mensajes en la noche|no me llamen, mejor mándenme mensaje|no me manden tantos mensajes
no me manden mensajes, mejor llámenme|no me escriban hoy, estoy en junta|no quiero mensajes de voz
quítenme de la lista de espera, ya no la ocupo|bórrenme la cita|quiero cancelar mi cita
dar de baja mi cita|darme de baja del seguro|me dieron de baja en el trabajo|me van a dar de baja
necesito la baja por enfermedad|baja la fiebre?|se me baja la presión|alto colesterol
no me contacten con ese doctor|no se molesten|no es molestia|no me moleste la pregunta doctora
no me llegó el mensaje|no me ha llegado nada|no me mandaron la receta|no me avisaron
no he recibido mis resultados|no quiero la vacuna|no quiero nada|no quiero información de cirugías
dejé de tomar el medicamento|deje de recibir los recordatorios, qué pasó?|no puedo escribir
eliminen ese número, mi número nuevo es otro|borren los datos de facturación anteriores
no entendí su mensaje|no sé cómo mandar mensaje|ya no tengo whatsapp|no quiero recibir esa medicina
cancelen el estudio|no me lleguen tarde por favor|sí quiero mensajes
que no se les pase mandarme mensaje
"""
START = """
ALTA|alta!|sí quiero recibir mensajes|reactivar|quiero volver a recibir los recordatorios
quiero recibir otra vez sus mensajes|mándenme otra vez los recordatorios|start|activar
vuelvan a mandarme los avisos|me gustaría recibir promociones|reactiven mis recordatorios
quiero que me vuelvan a mandar mensajes|acepto recibir publicidad|Alta por favor
quiero darme de alta en los mensajes|sí deseo recibir recordatorios
quiero seguir recibiendo mensajes
"""
NO_START = """
quiero dar de alta a mi hija|quiero darme de alta como paciente nuevo
cuando me pueden dar de alta doctora
me van a dar de alta hoy del hospital|ya quiero recibir mis resultados|si quiero recibir mi receta
mi mamá ya está dada de alta del hospital|ya me dieron de alta|quiero darme de alta
quiero recibir información de precios|sí quiero recibir la vacuna|me dan de alta en el sistema?
quiero recibir mis estudios por mensaje|ya quiero recibir atención|alta presión
no quiero recibir mensajes
dar de alta mi seguro|cuándo le dan de alta a mi papá|quiero recibir la factura por correo
activar mi tarjeta|quiero dar de alta otro número|puedo recibir visitas?|alta médica
quiero recibir a la doctora en casa|si acepto recibir la transfusión|quiero dar de alta a mi mamá
"""
MORE = """
keep: Nada más, gracias|No, nada más|no gracias, nada mas|eso es todo|no, así está todo bien|nada
keep: quiero seguir recibiendo todos|no quiero dejar ninguno|no|así está bien|ok|gracias|no gracias
keep: con eso es todo|solo eso|sería todo|los demás sí|lo demás igual|nada, gracias|ya, eso es todo
keep: no, los demás sí los quiero|está bien así|ninguno más|quiero seguir recibiendo los demás
keep: no, todo bien|así déjelo, todo bien|no quiero dejar de recibir los otros|nomás eso
keep: listo, es todo
all: todos|todo|quiero que sean todos|todos los mensajes|ya no quiero recibir nada|no quiero ninguno
all: de todo|todas|pues todos|no quiero nada|nada de mensajes|ningún mensaje|no me manden nada
all: dejen de mandarme todo|quiten todos|no, mejor todos|todos por favor|que sean todos
: no puedo ir|gracias, ¿a qué hora abren?|ya llegué|no sé qué hacer|ok y cuándo es mi cita?
: ¿dónde están?|hola|quiero una cita|mis recordatorios llegan tarde|qué me recomienda?
"""


def each(block):
    return [text for line in block.strip().splitlines() for text in line.split('|')]


@pytest.mark.parametrize('text', each(PLAIN))
def test_a_plain_refusal_is_never_missed(text):
    assert refusal(text)
    assert answer(text) == 'stop'


@pytest.mark.parametrize('text', each(NOT))
def test_what_is_no_refusal_is_never_executed(text):
    assert not refusal(text)
    assert answer(text) != 'stop'


@pytest.mark.parametrize('text', each(START))
def test_messages_are_taken_up_again(text):
    assert answer(text) == 'start'


@pytest.mark.parametrize('text', each(NO_START))
def test_to_register_somebody_is_no_consent(text):
    assert answer(text) != 'start'


@pytest.mark.parametrize(
    ('text', 'meant'),
    [
        (text, meant)
        for line in MORE.strip().splitlines()
        for meant, _colon, said in [line.partition(': ')]
        for text in said.split('|')
    ],
)
def test_what_else_is_to_stop(text, meant):
    assert what_else(text) == meant


@pytest.mark.parametrize(
    ('text', 'said'),
    [
        ("No me manden publicidad, solo mis recordatorios", "no me manden publicidad"),
        ("no me manden promociones, nada más los recordatorios", "no me manden promociones"),
        ("no me manden mensajes ni recordatorios", "no me manden mensajes ni recordatorios"),
        ("ya no quiero promociones pero sí los recordatorios", "ya no quiero promociones"),
    ],
)
def test_the_words_that_refuse(text, said):
    """What is kept is not among them: it would be refused as well."""
    assert refusal(text) == said


def test_texts_about_something_else_stop_nothing():
    known = [
        *texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'intents_*.txt'),
        *texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'judge_intents.txt'),
    ]
    wrong = [text for name, text in known if name != 'baja' and answer(text) in ('stop', 'start')]
    assert not wrong
    plain = [refusal(text) for name, text in known if name == 'baja']
    assert sum(map(bool, plain)) / len(plain) >= 0.7  # the others ask


def test_long_texts_cost_little():
    assert refusal("dicen que no sé qué me " * 3000) == ''
    assert what_else("no, nada más " * 3000) in ('', 'keep')
