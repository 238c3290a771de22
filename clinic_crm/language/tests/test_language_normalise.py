import pytest

from odoo.addons.clinic_crm.language import fold, sentences, sound, words


@pytest.mark.parametrize(
    ('text', 'folded'),
    [
        ("¡Holaaaa! No RESPIRA 🆘", "hola! no respira emoauxilio"),
        ("Señora\u00a0 Muñoz\u200b…", "senora munoz..."),
        ("carro, llegó, leer, acción", "carro, llego, leer, accion"),
        ("𝗠𝗲 duele", "me duele"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ("Xq no bino?? jajajaja", "porque no bino jaja"),
        ("q t pasa, m duele", "que te pasa me duele"),
        ("mi hija y mi hijo, a las 10:30 con 38.5", "mi hija y mi hijo a las 10:30 con 38.5"),
        ("tqm dra 🙏", "te quiero mucho doctora emogracias"),
        ("😀", "emofeliz"),
        ("...!", ""),
    ],
)
def test_words(text, expected):
    assert ' '.join(words(text)) == expected


def test_sentences_end_where_the_writer_ended_them():
    text = "La Dra. Pérez no vino. Traía 38.5 de temperatura!! ok\ngracias"
    assert sentences(text) == [
        "La Dra. Pérez no vino.",
        "Traía 38.5 de temperatura!!",
        "ok",
        "gracias",
    ]
    assert sentences(" \n ") == []


@pytest.mark.parametrize(
    ('one', 'other'),
    [
        ('hinchado', 'inchado'),
        ('convulsion', 'conbulcion'),
        ('ambulancia', 'hanbulansia'),
        ('desmayo', 'desmallo'),
        ('sangre', 'zangre'),
        ('quiero', 'kiero'),
    ],
)
def test_sound(one, other):
    assert sound(one) == sound(other)
