import pytest

from odoo.addons.clinic_whatsapp.agent import INTENTS, intent

from scripts import texts
from scripts.addon_packages import ROOT

TEXTS = texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'intents_*.txt')


def test_there_are_texts_of_every_intent():
    assert len(INTENTS) == len(set(INTENTS)) == 19
    assert {name for name, _text in TEXTS} == set(INTENTS)


def test_texts_held_back_are_understood():
    _kept, held = texts.split(TEXTS)
    wrong = [(name, intent(text), text) for name, text in held if intent(text)[0] != name]
    assert len(held) > 50
    assert len(wrong) / len(held) <= 0.08, wrong


def test_texts_by_other_hands_are_understood():
    judged = texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'judge_intents.txt')
    wrong = [(name, intent(text), text) for name, text in judged if intent(text)[0] != name]
    assert len(wrong) / len(judged) <= 0.15, wrong


@pytest.mark.parametrize(
    ('text', 'name'),
    [
        ("Hola", 'saludo'),
        ("hola buenas tardes kiero una sita porfa", 'agendar'),
        ("se puede mover mi cita al lunes?", 'reagendar'),
        ("no puedo ir", 'cancelar'),
        ("sí confirmo", 'confirmar'),
        ("BAJA", 'baja'),
        ("gracias!! 🙏", 'gracias'),
        ("quiero hablar con una persona", 'humano'),
    ],
)
def test_what_is_written_most(text, name):
    found, probability = intent(text)
    assert found == name
    assert 0.5 < probability <= 1


@pytest.mark.parametrize('text', ["", "   ", "😀😀", "...", "!?", "\x00", "中文", "a" * 100_000])
def test_what_cannot_be_read_is_nothing_in_particular(text):
    name, probability = intent(text)
    assert name in INTENTS
    assert 0 <= probability < 0.5 or name == 'otro'
