import pytest

from odoo.addons.clinic_crm.language import agreement, answer, is_bare_no

SAID = """
yes: si|Sí!!|sii|sí confirmo|ok gracias|👍|va|claro que sí, ahí estaré|sí señorita|cuente conmigo
yes: no hay problema ahí estaré|Confirmo mi asistencia|simón|si muchas gracias
yes: por supuesto que si|Claro que si señorita, muchas gracias|siempre si|si asisto|asisto
yes: hay estare
yes: si boy|no faltaré|no voy a faltar|ahi nos vemos mañana|Buenos días, sí|sale, ahí estaremos
yes: obvio que sí|desde luego que sí doctora|pues si|confirmado 👍|sí, le confirmo
yes: confirmo mañana a las 10
yes: le confirmo que sí voy|les confirmo la cita de mi hijo|sin falta ahí estoy
yes: ai estare dios mediante
yes: no faltamos, gracias|Sí, ahí llego|clarin que si confirmo|ok, enterada|sale y va|vale, gracias
yes: si bamos|acistire|buenas noches señorita, si claro|de acuerdo, bendiciones|está bien 🙏
no: no|No, gracias|no puedo ir|no voy a poder asistir mañana|cancelo|siempre no|no podré ir 😢
no: ya no voy|quiero cancelar|no confirmo|me es imposible asistir|no boy a poder|nel|no asisto
late: voy tarde|llego 10 minutos tarde|sí, pero llego en 15|se me hizo tarde|ya voy en camino
late: voy un poco retrasada|me voy a retrasar|estoy atorado en el tráfico|boy tarde
late: ando en el trafico
late: ando en camino|se me ponchó la llanta|vengo en camino, no tardo|hay mucho tráfico
late: ya mero llego
late: se me fue el camión|perdí el camión|llego en media hora|llego como en una hora
late: boi un poco tarde
late: hay un trafico horrible|se me va a hacer tarde, no me cancelen|ya casi llego
late: llegamos en unos 20 minutos|estamos en el tráfico doctora
move: me la cambia para el lunes?|no puedo, puede ser otro día?|sí pero a otra hora
move: quiero reagendar|mejor el viernes|sí, pero mejor a las 11|mejor otro día
no: ya me siento bien, ya no la necesito|ya no la ocupo, gracias
here: ya llegue|ya llegué!|estoy afuera|ya estamos aqui|tengo media hora esperando|ya estoy aquí
here: ya yegamos|estoy en recepción|llevo una hora esperando y nada
here: ya estoy en la clínica, dónde paso?
no: no puedo ir, estoy en el hospital con mi mamá|claro que no|pues no
move: no puedo, mejor con otro doctor otro día|quiero cambiar con otra doctora
yes: no falto, confirmado|mañana ahí estaremos, confirmo|mañana sí, confirmo
no: no voy a poder ir, se me ponchó la llanta|hoy no llego, cancéleme|no bamos a ir
here: llevo 40 minutos sentada en la sala|ya estoy afuera del consultorio|ya llegamos señorita
doubt: no sé|tal vez|todavía no sé|a lo mejor|depende|creo que sí|no sé si pueda ir mañana
doubt: al rato le confirmo|mañana confirmo|le confirmo mañana|deje checo y le confirmo
doubt: en un momento le confirmo|no he confirmado|luego les confirmo|ahorita le digo si confirmo
doubt: le confirmo|les confirmo más tarde|pregunto en mi trabajo y confirmo|en la noche le confirmo
doubt: sí, al rato le confirmo|déjeme ver y confirmo|cuando sepa le confirmo|aún no confirmo
doubt: confirmaré
doubt: permítame reviso y le confirmo|tengo que ver con mi esposo y le confirmo|te confirmo el lunes
keep: no quiero cancelar|no cancelen por favor|no me la cancelen|no voy a cancelar|no la cancele
keep: por favor no cancelen mi cita|no, no quiero cancelarla|oiga no me vayan a cancelar
stop: BAJA|ya no me manden mensajes
start: ALTA|sí quiero recibir mensajes
: |hola|si puedo voy|cuánto cuesta?|si me duele|no me duele nada|???
: nadie me ha confirmado|no me han confirmado|no está confirmada mi cita|ya me confirmaron?
: ya estoy confirmada con otro doctor|me confirma por favor|falta que me confirmen|sin confirmar
: no ha llegado el doctor|cuando llegue le aviso|llevo dos meses esperando una cita
: llevo una hora esperando a que me contesten|mañana|gracias|buenos días|y si llueve?
: no puedo mandar mensajes de voz|no puedo dormir|no puedo abrir el archivo|no podré pagarle hoy
no: no puedo ir a mi cita|no podremos asistir|no puedo hoy|no puedo por el trabajo
no: no puedo estar ahí
: ya llegué a mi casa|ya estoy en la farmacia|ya estoy en tratamiento|estoy esperando a mi hermana
: me muero de coraje con el tráfico|me tomé el antibiótico una hora tarde|el bebé ya se mueve mucho
: confirmo o cancelo?|sí? quién habla?|no sé dónde queda el consultorio
: no me manden con esa doctora otra vez|no me envíen a otro consultorio|no me mandaron la receta
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


@pytest.mark.parametrize(
    ('text', 'meant'),
    [
        *((text, 'yes') for text in (
            "claro que sí", "sí claro", "sale", "Sí", "SI ACEPTO", "acepto", "ok", "de acuerdo",
            "sí, estoy de acuerdo", "por supuesto", "si gracias", "sí, muchas gracias", "va",
            "claro", "Sí señorita", "acepto, gracias", "si por favor", "asepto",
        )),
        *((text, 'no') for text in (
            "no", "No, gracias", "no acepto", "no estoy de acuerdo", "no quiero", "nop",
            "prefiero que no", "No acepto, gracias",
        )),
        *((text, None) for text in (
            "ok gracias", "confirmo", "ahí estaré", "gracias", "👍", "sí?", "¿de acuerdo a qué?",
            "sí pero qué dice", "no sé", "no puedo ir", "enterada", "si me duele", "",
        )),
    ],
)  # fmt: skip
def test_only_plain_words_agree(text, meant):
    assert agreement(text) == meant


@pytest.mark.parametrize('text', ["no", "No, gracias", "nel", "NO!!", "👎", "no señorita, gracias"])
def test_a_no_by_itself(text):
    assert is_bare_no(text)


@pytest.mark.parametrize('text', ["no puedo", "cancelo", "no quiero", "si", "", "no no puedo"])
def test_a_no_that_says_more(text):
    assert not is_bare_no(text)
