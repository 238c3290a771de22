"""Stories: what is grave by two or three things said near each other."""

import pytest

from odoo.addons.clinic_feedback.analysis.stories import stories
from odoo.addons.clinic_feedback.analysis.story_parts import PARTS, STORIES
from odoo.addons.clinic_feedback.analysis.text import words


def told(text):
    return set(stories(words(text))[0])


@pytest.mark.parametrize(
    ('text', 'story'),
    [
        ("me dieron las pastillas del señor de al lado", 'wrong'),
        ("Desde la inyección traigo la nalga dura, colorada y caliente", 'after'),
        ("Les dije que soy alérgico y aun así me la pusieron", 'allergy'),
        ("Mi cuñada ya sabía de mi embarazo, la de recepción le contó", 'leak'),
        ("Todo esto lo voy a subir al feis", 'net'),
        ("Mañana mismo voy a Cofepris", 'tribunal'),
        ("Se nos cayó mi abuelita de la camilla", 'fall'),
        ("Por ser de la sierra no me quisieron atender", 'ident'),
        ("Me dejaron una gasa adentro de la panza", 'inside'),
        ("Dijeron que era gastritis y era un infarto", 'missed'),
    ],
)
def test_a_story_is_heard(text, story):
    assert story in told(text)


@pytest.mark.parametrize(
    ('text', 'story'),
    [
        ("Me dieron las pastillas y me explicaron", 'wrong'),
        ("Desde la inyección no hubo fiebre", 'after'),
        ("Soy alérgico al polen", 'allergy'),
        ("Lo vi en el feis y vine", 'net'),
        ("Me sacaron la muela. " + "Todo muy bien. " * 8 + "Vine con gente de otra", 'wrong'),
    ],
)
def test_a_part_denied_missing_or_far_away_makes_none(text, story):
    assert story not in told(text)


def test_the_places_are_those_of_the_parts():
    text = "Me dieron la medicina de otro paciente"
    places = stories(words(text))[0]['wrong']
    assert {text[start:end] for start, end in places} <= {"medicina", "de otro", "otro paciente"}
    assert len(places) == 2


def test_each_story_is_of_known_parts():
    assert {group for parts in STORIES.values() for part in parts for group in part} <= set(PARTS)
    # a part that no story has is heard all the same, and weighed with the rest
    assert set(PARTS) - {g for parts in STORIES.values() for part in parts for g in part} == set()
