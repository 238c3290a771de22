import pytest

from odoo.addons.clinic_crm.language import (
    CATEGORIES,
    RuleError,
    default_rules,
    explain,
    parse_rules,
    triage,
)
from odoo.addons.clinic_crm.language.second import alarming

from scripts import texts
from scripts.addon_packages import ROOT

FOLDER = ROOT / 'clinic_crm/tests/texts'
URGENT = texts.read(FOLDER, 'triage_urgent*.txt')
CALM = texts.read(FOLDER, 'triage_calm*.txt')
ASKED = texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'intents_*.txt')


def held_back(pairs):
    return texts.split(pairs)[1]


def test_there_are_texts_of_every_category():
    assert {category for category, _text in URGENT} == set(CATEGORIES)
    assert {rule.category for rule in default_rules().rules} == set(CATEGORIES)


def test_urgent_texts_held_back_are_found():
    held = held_back(URGENT)
    missed = [text for _category, text in held if not triage(text).urgent]
    assert len(held) > 30
    assert len(missed) / len(held) <= 0.02, missed


def test_texts_by_other_hands_are_judged_well():
    urgent = texts.read(FOLDER, 'judge_urgent.txt')
    calm = texts.read(FOLDER, 'judge_calm.txt')
    missed = [text for _category, text in urgent if not triage(text).urgent]
    alarms = [text for _category, text in calm if triage(text).urgent]
    assert len(missed) / len(urgent) <= 0.05, missed
    assert len(alarms) / len(calm) <= 0.15, alarms


def test_calm_texts_held_back_raise_no_alarm():
    held = held_back(CALM)
    alarms = [(text, triage(text)) for _kind, text in held if triage(text).urgent]
    assert len(held) > 30
    assert len(alarms) / len(held) <= 0.04, alarms


def test_what_patients_ask_every_day_raises_no_alarm():
    alarms = [(text, triage(text)) for _intent, text in ASKED if triage(text).urgent]
    assert len(alarms) / len(ASKED) <= 0.005, alarms


@pytest.mark.parametrize(
    ('text', 'category'),
    [
        ("me duele el pecho y sudo frío", 'cardiaco'),
        ("No puedo respirar", 'respiratorio'),
        ("mi mamá no despierta", 'inconsciencia'),
        ("ya no quiero vivir", 'suicida'),
        ("mi bebé recién nacido tiene fiebre", 'fiebre'),
        ("presión en 200/120", 'metabolico'),
        ("ES UNA EMERGENCIA", 'generico'),
        ("🆘🆘", 'generico'),
    ],
)
def test_category(text, category):
    found = triage(text)
    assert (found.level, found.category) == ('urgent', category)
    assert found.rule


@pytest.mark.parametrize(
    'text',
    [
        "me duele el pehco",
        "me duele el pexo",
        "no puedo respirarr",
        "esta conbulsionando",
        "se desmallo y no rreacciona",
        "toy enbarasada y sangrando",
        "m falta el ayre",
        "NO   PUEDO\n\nRESPIRAR",
    ],
)
def test_errors_of_typing(text):
    assert triage(text).urgent


@pytest.mark.parametrize(
    'text',
    [
        "no tengo dolor de pecho ni falta de aire",
        "no es una emergencia, solo una duda",
        "sin fiebre ni vómito",
        "hace un año me dio un infarto",
        "en 2019 tuve una embolia",
        "me muero de hambre",
        "casi me infarto con el precio",
        "ya se le quitó la fiebre a mi bebé, gracias",
        "es hecho, lo de derecho",
    ],
)
def test_taken_back_when_that_is_clean(text):
    assert not triage(text).urgent


@pytest.mark.parametrize(
    'text',
    [
        "no tengo fiebre, pero me duele el pecho",
        "no tengo fiebre pero creo que me está dando un infarto",
        "hace un año me dio un infarto y ahorita me duele otra vez el pecho",
        "en 2019 tuve una embolia y creo que otra vez",
        "me muero de hambre y mi papá no respira",
        "ya se le quitó la fiebre pero no despierta",
        "ya no me duele el pecho, aunque todavía me falta el aire",
        "no aguanto el dolor de pecho",
        "no se me quita el dolor de pecho",
        "no me mandaron la receta y me duele el pecho",
        "no tengo dolor de pecho. Me corrijo: me duele el pecho",
        "hace un año me dio un infarto y me duele el pecho",
        "ya se le quitó la fiebre, y no despierta",
        "mi mamá murió hace 3 años. ya no quiero vivir",
    ],
)
def test_any_doubt_keeps_the_alarm(text):
    assert triage(text).urgent


def test_what_was_taken_back_says_why():
    assert triage("no tengo dolor de pecho").rule.startswith('denied: ')
    assert triage("hace un año me dio un infarto").rule.startswith('past: ')
    assert triage("ya se le quitó la fiebre a mi bebé").rule.startswith('over: ')
    assert triage("buenos días") == triage("")


@pytest.mark.parametrize(
    'text', ["", " ", "😀", "\x00", "a" * 200_000, "no " * 5_000, "中文 русский"]
)
def test_any_text_is_read(text):
    assert triage(text).level == 'none'


@pytest.mark.parametrize('text', ["🤒", "🤒🤒", "🌡️", "😷 🤧", "🤢", "😢"])
def test_a_picture_alone_is_no_alarm_unless_it_calls_for_help(text):
    assert triage(text).level == 'none'
    assert triage(text + "🆘").urgent


def test_a_clinic_adds_its_own_phrases():
    text = "me mordió un cocodrilo"
    rules = default_rules()
    own = rules.extended([('trauma', "me mordió un cocodrilo"), ('alergia', "@pica + mapache")])
    assert not triage(text).urgent
    assert triage("que me a mordido un cocodrrilo", own).category != 'alergia'
    assert triage(text, own).rule == "me mordió un cocodrilo"
    assert triage("me picó un mapache", own).category == 'alergia'
    assert triage("no puedo respirar", own).urgent
    assert triage("me picó un mapache").level == 'none'


@pytest.mark.parametrize(
    ('text', 'line'),
    [
        ("cardiaco: @nada", 1),
        ("# ok\nhambre: hola", 2),
        ("cardiaco", 1),
        ("cardiaco: - pecho", 1),
        ("cardiaco: dolor!!", 1),
        ("@x:", 1),
    ],
)
def test_what_is_wrong_with_a_line_is_said(text, line):
    with pytest.raises(RuleError) as error:
        parse_rules(text)
    assert error.value.line == line


def test_the_second_net_only_raises():
    assert not alarming(set())
    assert not triage("no tengo dolor de pecho").urgent


@pytest.mark.parametrize(
    'text',
    [
        "4, Todo limpio y rápido (70)",
        "5 y todo muy bien y limpio",
        "10 y 10 y 10 y 10 y 10 y 10",
        "Se ve todo nuevo y huele a limpio",
        "Llegué en muletas y salí caminando",
        "Le hice una pregunta y se enojó",
        "para mi mamá María Paz Ruiz",
        "la niña es Camila Cervantes del Real",
        "zorp blim kraf nuto pelga wers tul",
    ],
)
def test_what_only_joins_things_or_names_somebody_raises_no_alarm(text):
    assert not triage(text).urgent


@pytest.mark.parametrize(
    'text',
    [
        "ganas no me faltan de tirarme al tren",
        "nada más estoy esperando que se duerman mis hijos para hacerlo",
        "estoy pensando en tomarme todas mis pastillas",
        "quisiera no despertar",
    ],
)
def test_despair_reads_whom_to_call(text):
    assert triage(text).category == 'suicida'


@pytest.mark.parametrize(
    ('text', 'category'),
    [
        ("I can't breathe", 'respiratorio'),
        ("chest pain", 'cardiaco'),
        ("my husband passed out", 'inconsciencia'),
        ("I want to kill myself", 'suicida'),
        ("we need an ambulance now", 'generico'),
        ("How much is a cleaning?", ''),
        ("Hi, I need an appointment with the doctor", ''),
        ("my tooth is a bit sensitive", ''),
    ],
)
def test_plain_english(text, category):
    assert triage(text).category == category


def test_what_the_second_net_names():
    """Of the texts that only it finds: self-harm by its name, and nothing else by that name."""
    judged = texts.read(FOLDER, 'judge_urgent.txt')
    alone = [
        (category in ('suicida', 'autolesion'), found.category == 'suicida', text)
        for category, text in URGENT + judged
        if (found := triage(text)).rule == 'second net'
    ]
    harm = [text for is_so, named, text in alone if is_so and not named]
    other = [text for is_so, named, text in alone if named and not is_so]
    assert len(alone) > 40
    assert not harm
    assert len(other) / len(alone) <= 0.05, other


def test_words_of_despair_alone_raise_no_alarm():
    for text in ("¿por dónde está el puente?", "le mando una carta de pasante", "perdí el tren"):
        assert not triage(text).urgent


def test_the_words_that_decided():
    found, words = explain("Hola doctora, desde ayer me duele mucho el pecho")
    assert (found.level, found.category) == ('urgent', 'cardiaco')
    assert words == ('duele', 'pecho')
    found, words = explain("no tengo dolor de pecho")
    assert found.level == 'none'
    assert 'pecho' in ' '.join(words)
    assert explain("buenas tardes, quiero una cita") == (triage(''), ())
