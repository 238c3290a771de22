import datetime

import pytest

from odoo.addons.clinic_crm.identity import check_curp, normalise_phone

from scripts.generator import names, phones
from scripts.generator.chance import Chance, Ranked
from scripts.generator.curp import CurpMaker

BORN = datetime.date(1985, 3, 12)


def test_a_stream_depends_on_its_key_alone():
    def draw(*key):
        chance = Chance(*key)
        return [chance.between(0, 10**9) for _ in range(5)]

    assert draw(1, 'a', 2) == draw(1, 'a', 2)
    assert draw(1, 'a', 2) != draw(1, 'a', 3)
    # Written down: a change of Python or platform that changed worlds would show here.
    assert draw(1, 'household', 0)[0] == 840888483


def test_between_includes_both_ends():
    chance = Chance('ends')
    assert {chance.between(1, 3) for _ in range(200)} == {1, 2, 3}


def test_ranked_words_are_drawn_by_rank():
    words = Ranked("uno dos tres de_la_Cruz", flatness=1)
    chance = Chance('rank')
    drawn = [chance.ranked(words) for _ in range(2000)]
    assert 'de la Cruz' in drawn
    assert drawn.count('uno') > drawn.count('dos') > drawn.count('de la Cruz')


@pytest.mark.parametrize(
    ('given', 'surnames', 'sex', 'state', 'begins'),
    [
        ("Ana", ("García", "Luna"), 'female', 'DF', 'GALA850312MDFRNN'),
        ("María Fernanda", ("Peña", "de la Cruz"), 'female', 'MC', 'PECF850312MMCXRR'),
        ("José", ("López", None), 'male', 'NE', 'LOXJ850312HNEPXS'),
        ("Camilo", ("Bazán", "Castro"), 'male', 'DF', 'BACC850312HDFZSM'),
        ("Omar", ("Cano", "Cruz"), 'male', 'OC', 'CXCO850312HOCNRM'),
        ("Luz", ("O'Farrill", "Ek"), 'x', 'YN', 'OAEL850312XYNXKZ'),
        ("Eva", ("Ek", "Oo"), 'female', 'YN', 'EXOE850312MYNKXV'),
        ("Ángela", ("Ñáñez", "Güemes"), 'female', 'JC', 'XAGA850312MJCXMN'),
    ],
)
def test_test_curps_follow_the_rules_of_composition(given, surnames, sex, state, begins):
    curp = CurpMaker().make(given, surnames, sex, BORN, state)
    assert curp[:16] == begins
    assert check_curp(curp).valid and curp[16] == '9'


def test_namesakes_of_one_day_get_keys_of_their_own():
    maker = CurpMaker()
    curps = [maker.make("Ana", ("Gil", "Paz"), 'female', BORN, 'DF') for _ in range(3)]
    assert [curp[16] for curp in curps] == ['9', '8', '7']
    born = datetime.date(2010, 1, 1)
    assert maker.make("Ana", ("Gil", "Paz"), 'female', born, 'DF')[16] == 'Z'


@pytest.mark.parametrize('branch', ['del_valle', 'tijuana'])
def test_every_spelling_of_a_number_is_the_number(branch):
    chance = Chance('phones', branch)
    for _ in range(300):
        number = phones.mexican_number(chance, branch)
        assert normalise_phone(phones.spelled(number, chance)).e164 == f'+52{number}'


def test_foreign_numbers_are_valid_and_reserved():
    chance = Chance('foreign')
    for _ in range(200):
        phone = normalise_phone(phones.foreign_number(chance))
        assert phone.valid and phone.country in ('US', 'CA')
        assert phone.national[3:8] == '55501'


@pytest.mark.parametrize('sex', ['female', 'male', 'x'])
def test_names_fit_the_generation(sex):
    chance = Chance('names', sex)
    old = {names.given_names(chance, sex, 1940).split()[0] for _ in range(300)}
    young = {names.given_names(chance, sex, 2018).split()[0] for _ in range(300)}
    assert not {'Ximena', 'Iker', 'Thiago'} & old
    assert not {'Herlinda', 'Crescencio', 'Hortensia'} & young
