import pytest

from odoo.addons.clinic_crm.conversation import (
    age_in,
    called,
    introduced,
    is_name,
    kin,
    name_in,
    oneself,
    several,
)


@pytest.mark.parametrize("text", ["María Fernanda López", "josé peña", "Ana O'Farril de la Cruz"])
def test_names(text):
    assert is_name(text)


@pytest.mark.parametrize(
    ('text', 'name'),
    [
        ("Rosa Elena Díaz", "Rosa Elena Díaz"),
        ("Me llamo Rosa Elena Díaz 😀", "Rosa Elena Díaz"),
        ("es para mi hijo Leo Díaz", "Leo Díaz"),
        ("Para mi mamá, María Paz Ruiz", "María Paz Ruiz"),
        ("para mi tía Lupe Ruiz por favor", "Lupe Ruiz"),
        ("Rosa Díaz, 55 5550 0999", "Rosa Díaz"),
        ("nombre: Rosa Díaz", "Rosa Díaz"),
        ("Buenas tardes, Rosa Díaz", "Rosa Díaz"),
        ("Buenas tardes señorita, soy Rosa Díaz", "Rosa Díaz"),
        ("Sofía Ruiz de 5 años", "Sofía Ruiz"),
        ("Sofía Ruiz, 8 meses", "Sofía Ruiz"),
        ("Sofía Ruiz tiene cinco años", "Sofía Ruiz"),
        ("Soledad Paz", "Soledad Paz"),
        ("me llamo Lozano Nieto Marlene", "Lozano Nieto Marlene"),
        ("Domingo Claro Bueno", "Domingo Claro Bueno"),
        ("para mí", ""),
        ("es para mi hijo", ""),
        ("no quiero dar mi nombre", ""),
        ("quiero una cita", ""),
        ("A B", ""),
        ("la de Leo", ""),
        # who writes and who comes are two
        ("Soy Juan Pérez papá de Ana", ""),
        ("aceptan tarjeta", ""),
        ("¿Rosa Díaz?", ""),
        ("tienen estacionamiento", ""),
        ("ver menú", ""),
        ("regresar al menú", ""),
        ("ahorita le digo", ""),
        ("operador humano", ""),
        ("quiero hablar con una persona", ""),
        ("Buenas tardes señorita", ""),
        ("otra persona", ""),
        ("está bien", ""),
        ("ya te dije", ""),
        ("mis dos hijos", ""),
        ("para mi hija Sofía", ""),
        ("Leo mañana", ""),
    ],
)
def test_the_name_in_an_answer(text, name):
    assert name_in(text) == name


@pytest.mark.parametrize(
    'text',
    [
        "María",
        "¿cuánto cuesta?",
        "no puedo ir",
        "quiero una cita",
        "5 de mayo",
        "a" * 90,
        "😀 😀",
        "",
    ],
)
def test_no_names(text):
    assert not is_name(text)


@pytest.mark.parametrize(
    ('text', 'who'),
    [
        ("quiero una cita para mi hijo de 5 años", 'son'),
        ("cita para mi hija Sofía por favor", 'daughter'),
        ("es para mi niña", 'daughter'),
        ("mi hijo", 'son'),
        ("para mis hijos", 'child'),
        ("una cita para un bebé", 'child'),
        ("quiero que revisen a mi bebe", 'child'),
        ("mi hija necesita una limpieza", 'daughter'),
        ("soy la mamá de Leo, quiero una cita", 'child'),
        ("Sofía Ruiz de 5 años", 'child'),
        ("tiene 8 meses de nacida", 'child'),
        ("para mi nieto", 'young'),
        ("para otra persona", 'young'),
        ("para mi hermana Luz", 'young'),
        ("para mi esposa Rosa Díaz", 'adult'),
        ("cita para mi mamá", 'adult'),
        ("llevar a mi abuelita", 'adult'),
        ("la señora Rosa Díaz", 'adult'),
        ("Rosa Díaz de 40 años", ''),
        ("me lo recomendó mi esposa, quiero una cita", ''),
        ("tengo dolor desde hace 3 meses", ''),
        ("tos de 2 meses", ''),
        ("cita para mí", ''),
        ("quiero una cita", ''),
        ("Nieto Primo Rosa", ''),
        ("Rosa Bravo Nieto", ''),
    ],
)
def test_kin(text, who):
    assert kin(text) == who


@pytest.mark.parametrize(
    'text',
    ["para mí", "es para mi", "yo", "Para mí por favor", "quiero una cita para mí con la doctora",
     "una cita para mi mañana", "a mi nombre"],
)  # fmt: skip
def test_for_oneself(text):
    assert oneself(text)


@pytest.mark.parametrize(
    'text', ["para mi hija", "para mi limpieza dental", "yo creo que mañana", "para Leo", ""]
)
def test_not_for_oneself(text):
    assert not oneself(text)


FAMILY = [(1, "Leo Paz"), (2, "Eva Paz Ruiz"), (3, "María Fernanda Paz Ruiz"), (4, "José de la O")]


@pytest.mark.parametrize(
    ('text', 'key'),
    [
        ("para Leo", 1),
        ("la de eva", 2),
        ("Fernanda", 3),
        ("es para mi hija Eva Paz por favor", 2),
        ("José", 4),
        ("Leo Gómez", None),  # another Leo
        ("Pedro Paz", None),
        ("los Paz", None),
        ("Leo y Eva", None),
        ("la de siempre", None),
        ("", None),
    ],
)
def test_who_is_called(text, key):
    assert called(FAMILY, text) == key


@pytest.mark.parametrize(
    "text",
    [
        "cita para mis 3 hijos",
        "para mis niños",
        "para los dos",
        "mi esposo y yo queremos una limpieza",
        "es para mí y para mi mamá",
        "para mi hija y mi hijo",
        "ambos",
        "quiero dos citas",
        "los dos juntos el sábado",
    ],
)
def test_several(text):
    assert several(text)


@pytest.mark.parametrize(
    "text",
    [
        "a las dos",
        "para las 3",
        "mi hija y gracias",
        "para los 2 de diciembre",
        "con mis estudios",
        "mi esposo ya va",
        "para mi hijo de dos años",
    ],
)
def test_not_several(text):
    assert not several(text)


@pytest.mark.parametrize(
    ('text', 'who'),
    [
        ("mi esposo y yo queremos una limpieza", ''),
        ("para mi mamá y para mí", ''),
        ("es para mí y para mi hija", ''),
        ("para mi mamá y para mi hija", 'adult'),
        ("para mis 3 hijos", 'child'),
    ],
)
def test_kin_of_several(text, who):
    assert kin(text) == who


@pytest.mark.parametrize(
    ('text', 'name'),
    [
        ("Hola, soy Rosa Díaz y quiero una cita", "Rosa Díaz"),
        ("buenas, me llamo rosa díaz lópez, quiero una limpieza", "rosa díaz lópez"),
        ("Me llamo Rosa Díaz de la Cruz busco dentista", "Rosa Díaz de la Cruz"),
        ("le escribe Juan Pérez", "Juan Pérez"),
        ("Rosa Díaz López", "Rosa Díaz López"),
        ("María de los Ángeles Paz", "María de los Ángeles Paz"),
        ("rosa díaz lópez", ''),  # among other answers that could be anything
        ("muy caro todo", ''),
        ("soy diabética tipo dos", ''),
        ("soy paciente nueva", ''),
        ("me llamo Rosa", ''),
        ("quiero una cita con Rosa Díaz", ''),
        ("¿Rosa Díaz?", ''),
        ("", ''),
    ],
)
def test_introduced(text, name):
    assert introduced(text) == name


@pytest.mark.parametrize(
    ('text', 'age'),
    [
        ("tengo 15", 15),
        ("pero tengo 15 años", 15),
        ("tiene ocho años", 8),
        ("Sofía de 5 añitos", 5),
        ("tengo 15 minutos", None),
        ("tengo 2 preguntas", None),
        ("a las 15", None),
        ("", None),
    ],
)
def test_age(text, age):
    assert age_in(text) == age
