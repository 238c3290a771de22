"""What patients really write: the old, the terse, the ironic, parents, voice notes typed out."""

import pytest

from odoo.addons.clinic_feedback.analysis.interview import (
    Question,
    is_opinion,
    read,
    wants_visit,
)

CSAT = Question(1, 'scale', "¿Qué tal estuvo su visita?", 1, 5, measure='csat',
                low_label="Muy mala", high_label="Excelente")  # fmt: skip
EASE = Question(9, 'scale', "¿Qué tan fácil fue?", 1, 5, measure='ease')
NPS = Question(2, 'scale', "¿Nos recomendaría?", 0, 10, measure='nps',
               low_label="Nada probable", high_label="Muy probable")  # fmt: skip
WAIT = Question(3, 'number', "¿Cuántos minutos esperó?", 0, 600, measure='wait')
WORDS = Question(5, 'words', "¿Algo que quiera contarnos?", measure='comment')


def options(*labels, kind='one', measure=''):
    return Question(4, kind, "¿…?", options=tuple(enumerate(labels, 1)), measure=measure)


ASPECTS = options(
    "La espera", "El trato", "Las explicaciones", "La limpieza", "Las instalaciones",
    "Conseguir la cita", "El costo", "La atención médica", kind='many', measure='aspects',
)  # fmt: skip
CLEAR = options("Sí", "Más o menos", "No")
DOUBTS = options("Sí", "Tengo dudas")
FEEL = options(
    "Todo bien", "Molestias esperadas", "Dolor fuerte", "Fiebre", "Sangrado", "Otro malestar"
)
NO_SHOW = options("Se me olvidó", "Me surgió algo", "Ya me siento bien", "El costo",
                  "Fui a otro lado", "No pude avisar", "Otra razón")  # fmt: skip
KINDLY = options("Con mucho cariño", "Bien", "Con prisa", "Mal")
PAIN = options("Nada", "Un poco", "Bastante")


@pytest.mark.parametrize(
    ('text', 'score', 'rest'),
    [
        ("2, esperé dos horas y la recepcionista fue grosera", 2,
         "esperé dos horas y la recepcionista fue grosera"),
        ("2 porque esperé 40 minutos", 2, "esperé 40 minutos"),
        ("2 esperé muchísimo joven", 2, "esperé muchísimo joven"),
        ("Un 4. La doctora linda pero el elevador no sirve", 4,
         "La doctora linda pero el elevador no sirve"),
        ("1!!! groseros", 1, "groseros"),
        ("3\nmi hijo de 4 años salió llorando", 3, "mi hijo de 4 años salió llorando"),
        ("pues le doy un 5 señorita, Dios los bendiga", 5, ""),
        ("5, gracias", 5, ""),
        ("5 muchas gracias doctora", 5, "muchas gracias doctora"),
        ("Buenas tardes, un 3 porque llegué a las 4 y salí a las 7", 3,
         "llegué a las 4 y salí a las 7"),
        ("luego me atendieron, un 2", 2, "luego me atendieron, un 2"),
        ("ya no quiero ir, 1", 1, "ya no quiero ir, 1"),
        ("muy buena atención, le pongo 5", 5, "muy buena atención, le pongo 5"),
        ("cuatro, por el estacionamiento", 4, "por el estacionamiento"),
        ("calificación: 1, ni las gracias", 1, "ni las gracias"),
        ("ps un 3 xq tardaron un buen", 3, "tardaron un buen"), ("2 nomás", 2, ""),
        ("dos de cinco", 2, ""), ("del 1 al 5 un 2", 2, ""), ("5 (cinco)", 5, ""),
        ("CALIFICO CON 2 PORQUE TARDARON", 2, "CALIFICO CON 2 PORQUE TARDARON"),
        ("2... y eso por ser amable 🙄", 2, "eso por ser amable 🙄"),
        ("4 la enfermera es un amor", 4, "la enfermera es un amor"),
        ("1, me cobraron 1500 pesos de más", 1, "me cobraron 1500 pesos de más"),
        ("3 estrellas porque el baño estaba sucio", 3, "el baño estaba sucio"),
        ("5 · Excelente", 5, ""),
        ("2 · Mala", 2, ""),
        ("5, la hora y media de espera valió", 5, "la hora y media de espera valió"),
        ("1. " + "Me dejaron esperando con mi mamá en silla de ruedas. " * 12, 1,
         ("Me dejaron esperando con mi mamá en silla de ruedas. " * 12).strip()),
    ],
)  # fmt: skip
def test_a_score_with_its_reason(text, score, rest):
    found = read(CSAT, text)
    assert (found.score, found.rest) == (score, rest)


@pytest.mark.parametrize(
    ('text', 'score'),
    [
        ("8. Esperé 40 min pero bien", 8), ("7 por la espera de 2 horas", 7),
        ("10, tengo 20 años buscando un doctor así", 10), ("un 10 muchas gracias", 10),
        ("9 pero 2 veces me cambiaron la cita", 9), ("cero, ni regalado", 0),
        ("0 porque me tuvieron 3 horas", 0), ("Le doy un 9, a las 10 ya había salido", 9),
        ("10/10 la doctora", 10), ("6, mi hija de 5 años lloró 10 minutos", 6),
        ("muy probable", 10),
    ],
)  # fmt: skip
def test_a_score_up_to_ten_with_its_reason(text, score):
    assert read(NPS, text).score == score, read(NPS, text)


@pytest.mark.parametrize(
    ('text', 'score'),
    [
        ("Excelente", 5), ("excelente!!", 5), ("exelente servicio", 5), ("EXCELENTE ATENCIÓN", 5),
        ("muy mala", 1), ("Muy mal", 1), ("Buena", 4), ("buena", 4), ("regular", 3),
        ("regular la verdad", 3), ("mala", 2), ("mal", 2), ("mal servicio", 2),
        ("todo excelente", 5), ("todo exelente gracias", 5), ("buen servicio", 4),
    ],
)  # fmt: skip
def test_the_words_of_the_list(text, score):
    assert read(CSAT, text).score == score, read(CSAT, text)


@pytest.mark.parametrize(
    ('text', 'score', 'rest'),
    [
        ("Muy mala, la señorita nos gritó", 1, "la señorita nos gritó"),
        ("Excelente. Mi niña salió feliz", 5, "Mi niña salió feliz"),
        ("Regular porque tardan un montón", 3, "tardan un montón"),
        ("buena pero muy tardada", 4, "muy tardada"),
    ],
)  # fmt: skip
def test_the_words_of_the_list_with_a_reason(text, score, rest):
    found = read(CSAT, text)
    assert (found.score, found.rest) == (score, rest)


def test_the_words_of_other_lists():
    for text, score in (("muy fácil", 5), ("facil", 4), ("dificil", 2), ("muy dificil", 1)):
        assert read(EASE, text).score == score, text


@pytest.mark.parametrize(
    ('text', 'near'),
    [("👍", (5, 4)), ("👎", (1, 2)), ("😡", (1, 2)), ("🤬🤬", (1, 2)), ("❤️", (5, 4)),
     ("🙏🙏", (5, 4)), ("muy bien", (5, 4)), ("muy buena", (5, 4)),
     ("cero", (1,)), ("más o menos", (3,)), ("no les doy ni 1", (1,)),
     ("mi mamá dice 4 creo", (4,)), ("María Pérez 5", (5,)),
     ("Excelente trato, pero la espera no", (5,)), ("todo bien", (5, 4)), ("pésimo", (1,)),
     ("bien gracias", (5, 4)), ("perfecto", (5,)), ("10/10", (5,)), ("9/10", (4, 5)),
     ("4, no, mejor 5", (4, 5)), ("2 enfermeras me atendieron mal", (2,)), ("3.5", (3, 4)),
     ("consultorio 4", (4,)), ("4 y medio", (4, 5)), ("5 muy mala", (5, 1))],
)  # fmt: skip
def test_what_comes_near_is_asked(text, near):
    found = read(CSAT, text)
    assert (found.score, found.near) == (None, near)


@pytest.mark.parametrize(
    'text',
    ["no me gustó nada, llegué a las 4", "2 personas me atendieron mal",
     "a las 5 me atendieron", "esperé 2 horas",
     "me atendieron 3 doctores distintos y ninguno supo", "llevo 5 años viniendo",
     "son las 4 y sigo aquí", "me cobraron $5", "fui 2 veces en vano", "tengo 3 hijos con ustedes",
     "Pésimo servicio, la doctora me gritó", "buenas tardes", "buenas", "quién es?", "hola",
     "mi cita era a la 1 y pasé 4:30", "tardaron 2hrs", "ay no, qué horror de lugar",
     "la próxima traigo mi silla", "no sirvió de nada ir", "esperé 1 hora",
     "fue el 2 de mayo", "estoy en el 3er piso", "5 de noviembre fui", "5pm", "2do piso"],
)  # fmt: skip
def test_a_number_that_is_no_score(text):
    found = read(CSAT, text)
    assert found.score is None
    assert not found.stopped and not found.skipped


def test_nothing_to_improve():
    for text in ("nada", "ninguna", "nada, todo bien", "todo muy bien", "no sé", "nada más"):
        assert read(ASPECTS, text).skipped, text


def test_scales_are_not_mixed_up():
    assert read(NPS, "5/5").score is None and read(NPS, "5/5").near == (10,)
    assert read(NPS, "8 y medio").near == (8, 9)
    assert not read(NPS, "8 y medio").rest
    assert read(NPS, "8½").near == (8, 9)
    assert read(NPS, "ocho y medio").near == (8, 9)
    assert read(NPS, "8 1/2").near == (8, 9)


@pytest.mark.parametrize(
    ('text', 'minutes'),
    [
        ("2 horas", 120), ("una hora", 60), ("1 hora y media", 90), ("1h 30", 90),
        ("media hora", 30), ("cuarenta", 40), ("treinta minutos", 30), ("hora y media", 90),
        ("45", 45), ("45 min", 45), ("45min", 45), ("como 20 minutos", 20), ("2hrs", 120),
        ("casi dos horas", 120), ("cuarenta y cinco", 45), ("treinta y cinco minutos", 35),
        ("1 hora y 20 minutos", 80), ("tres cuartos de hora", 45), ("un cuarto de hora", 15),
        ("dos horas y media", 150), ("hora y cuarto", 75), ("1:30 hrs", 90), ("no esperé", 0),
        ("nada", 0), ("de inmediato", 0), ("luego luego", 0), ("0", 0), ("1.5 horas", 90),
        ("llegué a las 9 y pasé a las 9:40", 40), ("uf, tres horas joven", 180),
        ("15 minutitos", 15), ("una hora 20", 80), ("una hora y quince", 75), ("2h30", 150),
        ("no esperé nada, muy puntuales", 0), ("desde las 8 hasta las 11", 180),
    ],
)  # fmt: skip
def test_minutes(text, minutes):
    assert read(WAIT, text).score == minutes, read(WAIT, text)


@pytest.mark.parametrize(
    ('text', 'near'),
    [("20 a 30 minutos", (20, 30)), ("entre 20 y 30", (20, 30)), ("30-40", (30, 40)),
     ("1 o 2 horas", (60, 120))],
)  # fmt: skip
def test_between_minutes(text, near):
    assert read(WAIT, text).near == near


@pytest.mark.parametrize('text', ["no me acuerdo", "no sé", "mucho", "-5", "900", "una eternidad"])
def test_no_minutes(text):
    assert read(WAIT, text).score is None


# ---------------------------------------------------------------------- refusals


@pytest.mark.parametrize('question', [CSAT, ASPECTS, WORDS])
@pytest.mark.parametrize(
    'text',
    ["luego", "Luego contesto", "más tarde gracias", "ahora no", "ahora no puedo, gracias",
     "no tengo tiempo", "ya no quiero contestar", "no quiero encuestas", "ya no", "basta",
     "luego les contesto, estoy manejando", "ahorita no puedo", "no quiero seguir", "al rato"],
)  # fmt: skip
def test_a_refusal_is_one(question, text):
    assert read(question, text).stopped


@pytest.mark.parametrize(
    'text',
    ["luego de esperar dos horas me dijeron que no", "luego me cobraron de más",
     "ahora no sirve el elevador", "más tarde me dolió", "no tengo tiempo de esperar dos horas",
     "ya no quiero volver, me trataron mal", "no quiero nada con esa doctora",
     "No me manden con esa doctora otra vez", "luego luego me atendieron",
     "después me dejaron solo con el niño", "ya no quiero ir ahí nunca",
     "al rato me empezó a arder",
     "ahora no encuentro mi receta", "dejen de cobrar tan caro", "más tarde llamé y nadie contestó",
     "no quiero que me toque ese enfermero", "ya no les creo nada", "terminar tarde no me gusta",
     "cancelar me costó 200 pesos", "luego ni las gracias dan", "no tengo tiempo que perder con "
     "ustedes", "hoy no me atendió nadie", "ya no es como antes", "alto precio para lo que dan"],
)  # fmt: skip
def test_a_story_that_begins_like_a_refusal(text):
    assert read(WORDS, text).words == text
    assert not read(CSAT, text).stopped
    assert not read(ASPECTS, text).stopped


# ---------------------------------------------------------------------- options


@pytest.mark.parametrize(
    ('text', 'chosen', 'rest'),
    [
        ("la espera", {1}, False), ("hespera", {1}, False), ("la espera y el trato", {1, 2}, False),
        ("la espera, la recepcionista me gritó", {1}, True),
        ("esperé dos horas y la recepcionista fue grosera", {1}, True),
        ("el trato fue bueno pero la espera mala", {1}, True),
        ("El costo, está carísimo", {7}, True), ("limpieza y espera", {1, 4}, False),
        ("2. la señorita ni buenos días dice", {2}, True), ("1 y 3", {1, 3}, False),
        ("la limpiesa de los baños fatal", {4}, True), ("esplicaciones", {3}, False),
        ("instalasiones", {5}, False), ("la cita", {6}, False), ("pues el costo joven", {7}, False),
        ("todo: la espera, el trato y el costo", {1, 2, 7}, False),
    ],
)  # fmt: skip
def test_what_to_improve(text, chosen, rest):
    found = read(ASPECTS, text)
    assert (set(found.options), bool(found.rest)) == (chosen, rest), found


@pytest.mark.parametrize(
    'text',
    ["la especialista me gritó", "no fue la espera", "el trato excelente",
     "8 personas antes que yo",
     "me dolió la costilla", "que contesten el teléfono", "ni el trato ni la limpieza fallaron",
     "la atención de la señorita de la entrada"],
)  # fmt: skip
def test_nothing_that_is_to_be_improved(text):
    assert not read(ASPECTS, text).options


@pytest.mark.parametrize(
    ('question', 'text', 'chosen'),
    [
        (CLEAR, "sí", 1), (CLEAR, "no", 3), (CLEAR, "mas o menos", 2), (CLEAR, "no, para nada", 3),
        (CLEAR, "pues no", 3),
        (CLEAR, "creo que no", 3), (CLEAR, "la verdad sí", 1),
        (CLEAR, "Sí, muy claro todo", 1), (CLEAR, "no me explicó nada la doctora", 3),
        (DOUBTS, "no", 2), (DOUBTS, "sí", 1), (DOUBTS, "tengo dudas", 2), (DOUBTS, "dudas", 2),
        (DOUBTS, "no mucho", 2), (FEEL, "fiebre", 4), (FEEL, "Fiebre desde ayer", 4),
        (FEEL, "todo bien gracias", 1), (FEEL, "me siento bien", 1),
        (FEEL, "sangrado", 5), (FEEL, "un sangrado leve", 5),
        (NO_SHOW, "no pude avisar", 6), (NO_SHOW, "se me olvido", 1),
        (NO_SHOW, "olvidé la cita", 1),
        (KINDLY, "mal", 4), (KINDLY, "Con prisa, ni la revisó", 3), (KINDLY, "bien", 2),
        (PAIN, "nada", 1), (PAIN, "no, nada", 1), (PAIN, "bastante", 3), (PAIN, "un poco", 2),
    ],
)  # fmt: skip
def test_one_option(question, text, chosen):
    assert read(question, text).options == (chosen,), read(question, text)


@pytest.mark.parametrize(
    ('question', 'text'),
    [
        (CLEAR, "no sé"), (CLEAR, "no lo sé la verdad"), (CLEAR, "quién sabe"),
        (CLEAR, "no recuerdo"), (NO_SHOW, "no"), (NO_SHOW, "no me acordé"),
        (NO_SHOW, "no tenía dinero"), (KINDLY, "nada mal"), (FEEL, "sin fiebre"),
        (FEEL, "no me siento bien"),
        (FEEL, "no tengo fiebre"), (FEEL, "ni fiebre ni sangrado"), (KINDLY, "no tan mal"),
        (FEEL, "gracias a Dios sin sangrado"), (DOUBTS, "sí pero tengo dudas"),
        (DOUBTS, "no tengo dudas"),
        (FEEL, "todo bien solo un poco de sangrado"), (FEEL, "con fiebre y sangrado"),
        (ASPECTS, "1 enfermera grosera"), (PAIN, "un dolor horrible"),
    ],
)  # fmt: skip
def test_no_option(question, text):
    assert not read(question, text).options, read(question, text)


# ---------------------------------------------------------------------- words


@pytest.mark.parametrize(
    'text',
    ["👍", "❤️", "🙏🙏", "😡", "🤬🤬", "⭐⭐⭐⭐⭐", "👏👏👏", "5", "excelente", "gracias", "😢"],
)
def test_pictures_are_a_comment(text):
    assert read(WORDS, text).words == text


@pytest.mark.parametrize('text', ["no", "No, gracias", "nada", "nop", "no, todo bien", "ninguno"])
def test_no_comment(text):
    assert read(WORDS, text).skipped


@pytest.mark.parametrize(
    'text',
    ["La doctora llegó tarde", "El doctor llegó muy tarde", "la doctora llego tarde",
     "Me cambiaron la cita", "Me movieron la cita dos veces", "Deberían cambiar las sillas",
     "Tuve que cancelar por el precio", "No voy a volver", "no puedo quejarme",
     "me cancelaron la consulta sin avisar", "Cambien a la recepcionista", "muevan esa fila",
     "no puedo creer el trato", "la enfermera llegó retrasada", "quiero que cambien de doctora",
     "nos cancelaron el mismo día", "el dentista llego muy tarde y de malas",
     "pueden mejorar mucho", "no voy a regresar", "no puedo ir entre semana",
     "no puedo ir en las mañanas, abran más tarde", "cambian de doctor cada cita",
     "puedo decir que todo bien", "cancelar me costó 200 pesos", "deberían mover la entrada",
     "mejor el otro consultorio", "salimos tarde", "me pasaron tarde", "siempre llegan tarde"],
)  # fmt: skip
def test_a_comment_that_sounds_like_a_wish(text):
    assert not wants_visit(text)


@pytest.mark.parametrize(
    'text',
    ["quiero cambiar mi cita", "¿me pueden cambiar la cita al jueves?", "voy tarde",
     "cancelen mi cita", "no puedo ir a mi cita mañana", "voy a llegar tarde",
     "Necesito reagendar mi consulta", "quisiera mover la cita", "se me hizo tarde", "llego tarde",
     "cancelo mi cita", "puedo cambiar la fecha?", "no voy a poder ir", "no podré asistir",
     "no voy a poder ir mañana", "ya no puedo ir",
     "no puedo ir el jueves gracias",
     "quiero cancelar mi cita de mañana"],
)  # fmt: skip
def test_a_wish_about_a_visit(text):
    assert wants_visit(text)


@pytest.mark.parametrize(
    'text',
    ["Pésimo servicio, la doctora me gritó", "la recepcionista grosera", "me trataron con la punta "
     "del pie", "tres horas sentado con mi mamá", "no me gustó nada", "todo muy bonito y limpio",
     "puro negocio con ustedes eh", "la doctora un amor con mi niño", "¿por qué son tan groseros?",
     "nadie contesta el pinche teléfono", "qué bonita su clínica, lástima del trato"],
)  # fmt: skip
def test_an_opinion(text):
    assert is_opinion(text)


@pytest.mark.parametrize('text', ["mmm", "hola", "?", "", "😀", "¿quién es?", "very well thanks",
                                  "¿para qué es esto de la encuesta?"])  # fmt: skip
def test_no_opinion(text):
    assert not is_opinion(text)
