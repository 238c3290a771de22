"""Duplicate files against labelled pairs: what must be found and what must never be offered."""

import datetime
import random

import pytest
from stdnum.mx.curp import calc_check_digit

from odoo.addons.clinic_crm.identity import (
    NEAR_CERTAIN,
    POSSIBLE,
    Person,
    candidate_keys,
    compare_names,
    duplicate_score,
)

BORN = datetime.date(1985, 3, 12)
OTHER = datetime.date(1990, 7, 1)
PHONE = ('55 1234 5678',)
CURP_A = 'BOXW310820HNERXN09'
CURP_B = 'BOXW310820HNERXN1' + calc_check_digit('BOXW310820HNERXN1')

# Each line: one name, the other name, what else agrees ("b" birth date, "p" phone, "e" e-mail;
# capitals: known on both sides and different), and whether they are one person.
SAME = """
    José Luis Hernández Martínez | Jose Luis Hernandez Martinez | b
    José Luis Hernández Martínez | JOSE LUIS HERNANDEZ MARTINEZ | p
    José Luis Hernández Martínez | Hernández Martínez José Luis | b
    José Luis Hernández Martínez | José Luis Martínez Hernández | b
    José Luis Hernández Martínez | Jose Luis Hdez. Mtz. | p
    José Luis Hernández Martínez | José Hernández | bp
    José Luis Hernández Martínez | Luis Hernández Martínez | b
    José Luis Hernández Martínez | José Luis Hernádez Martínez | bp
    José Luis Hernández Martínez | José Luis Hernandes Martines | b
    Ma. Guadalupe Torres Ríos | María Guadalupe Torres Ríos | b
    Ma. Guadalupe Torres Ríos | Guadalupe Torres | bp
    María de los Ángeles Cruz Peña | Angeles Cruz Peña | bp
    María de los Ángeles Cruz Peña | Maria Angeles Cruz Pena | b
    Ana García de la Cruz | Ana García Delacruz | b
    Ana García de la Cruz | GARCIA CRUZ ANA | p
    Yolanda O'Farrill Muñoz | Yolanda O Farrill Munoz | b
    Yolanda O’Farrill Muñoz | Yolanda OFarrill Muñoz | p
    Erick Ximénez Vázquez | Erik Jimenez Vasquez | b
    Karla Cervantes Zevallos | Carla Servantes Ceballos | bp
    Dra. Eva Luna Sosa | Eva Luna Sosa | b
    J. Jesús Mejía Rangel | José Jesús Mejía Rangel | bp
    Juan Pérez | Juan Peres | bp
    Juan Pérez | Juan Pérez | b
    Juan Pérez López | Juan Pérez López | p
    Itzayana Nicte-Ha Chan Pech | Itzayana Nicte Ha Chan Pech | b
    Xochiquétzal Tecuapetla Xicoténcatl | Xochiquetzal Tecuapetla Xicotencatl | b
    Xochiquétzal Tecuapetla Xicoténcatl | Xochiquetzal Tecuapelta Xicotencatl | bp
    Verónica Salas Ibarra | Verónica Salas | bp
    Verónica Salas Ibarra | Veronica Ibarra Salas | pe
    Rodrigo Yáñez Güemes | Rodrigo Yanez Guemes | e
    Sofía Itzel Arce Cob | Sofia Arce Cob | bp
    Mariajosé Lara Gil | María José Lara Gil | b
    Guillermo MacGregor Paz | Guillermo Mac Gregor Paz | b
    Francisco Javier Domínguez Alcocer | Fco. Javier Dominguez Alcocer | p
    Christian Uribe Toscano | Cristian Uribe Toscano | b
    Miguel Ángel Tun Canul | Miguel Angel Tun Canul | pB1
    Miguel Ángel Tun Canul | Miguel Angel Tun Canul | pBswap
    Rosa Elvira Quijano Poot | Rosa Elvira Quijano Poot | bp
    王小明 | 王小明 | bp
    John Smith | John Smith | be
    Aarón Adrián Castillo Pérez | Aarón Castillo | p
    Luis Hernández | José Luis Hernández Martínez | p
"""

DIFFERENT = """
    Luis García López | Juan García López | bp
    Ana Sofía García López | Ana Lucía García López | bp
    María José Ruiz Paz | María Fernanda Ruiz Paz | bp
    Daniel Torres Mora | Daniela Torres Mora | bp
    Emilia Cano Soto | Emilio Cano Soto | bp
    Mariana Ríos Vela | Marina Ríos Vela | bp
    Alan Rojas Gil | Adán Rojas Gil | bp
    Joel Ortiz Paz | Noel Ortiz Paz | bp
    Martín Vega Luna | Martina Vega Luna | bp
    Luis García López | Luis García López | BP
    María Hernández | María Hernández | BP
    María Hernández | María Hernández | B
    María García | María García |
    Juan Pérez | Juan Pérez |
    Juan Pérez López | Juan Pérez Gómez | p
    Juan Pérez López | Juan Pérez López | Bp
    Guadalupe Hernández Ruiz | Guadalupe Ruiz Soto | p
    Rosa Hernández Díaz | Rosa Fernández Díaz | b
    José Hernández Ruiz | María Hernández Ruiz | p
    José Hernández Ruiz | María Hernández Ruiz | pe
    Carlos Medina Paz | Carla Medina Paz | bp
    Andrés Solís Peña | Andrea Solís Peña | bp
    Sofía Arce Cob | Ximena Arce Cob | bp
    Ana Torres | Eva Torres | bp
    Lucía Campos Rey | Lucila Campos Rey | bp
    Jesús Mejía Rangel | Jorge Mejía Rangel | bp
    J. Jesús Mejía Rangel | J. Jorge Mejía Rangel | bp
    Pedro Chan Pech | Pablo Chan Pech | bp
    José Luis Chan Pech | José Ángel Chan Pech | bpe
    Ana María Soto Gil | Ana Laura Soto Gil | bp
    Miguel Ruiz | Manuel Ruiz | bp
    Roberto Nava Luz | Alberto Nava Luz | bp
    Paula Ríos Cid | Paola Ríos Cid | bp
    Gabriel Sosa Ik | Gabriela Sosa Ik | bp
    Leonel Cruz Tec | Leonor Cruz Tec | bp
    Iker Salas Coy | Ian Salas Coy | bp
    John Smith | Jane Smith | pe
    María García Ruiz | María Fernanda López García | p
    José Hernández Ruiz | José | p
    Alejandra Sandoval Sánchez | Alejadra Sandoval Sánchez |
"""


def pair(line):
    left, right, agreeing = (part.strip() for part in line.split('|'))
    a, b = {'name': left}, {'name': right}
    if 'b' in agreeing:
        a['birthdate'] = b['birthdate'] = BORN
    if 'B' in agreeing:
        a['birthdate'], b['birthdate'] = BORN, OTHER
    if 'B1' in agreeing:
        b['birthdate'] = datetime.date(1985, 3, 13)
    if 'Bswap' in agreeing:
        a['birthdate'], b['birthdate'] = datetime.date(1985, 3, 12), datetime.date(1985, 12, 3)
    flags = agreeing.replace('B1', '').replace('Bswap', '')
    if 'p' in flags:
        a['phones'], b['phones'] = PHONE, ('+52 1 55 1234 5678', '33 1234 5678')
    if 'P' in flags:
        a['phones'], b['phones'] = PHONE, ('33 1234 5678',)
    if 'e' in flags:
        a['email'], b['email'] = 'familia@example.com', 'Familia@Example.com '
    return Person(**a), Person(**b)


def labelled_pairs():
    """The lines above and, from a seed, their mistyped and shuffled relatives."""
    pairs = [(*pair(line), True) for line in SAME.strip().splitlines()]
    pairs += [(*pair(line), False) for line in DIFFERENT.strip().splitlines()]
    rng = random.Random(404)
    given = "Itzel Yaretzi Citlali Nahomi Emiliano Gael Zuriel Ubaldo Teófilo Crescencio".split()
    family = "Tecuapetla Canul Xicoténcatl Güemes Yáñez Zertuche Elizondo Madrigal".split()
    for _ in range(300):
        one, two = rng.sample(given, 2)
        surnames = ' '.join(rng.sample(family, 2))
        born = datetime.date(1950, 1, 1) + datetime.timedelta(rng.randrange(25000))
        phone = f"55{rng.randrange(10**7, 10**8)}"
        person = Person(f'{one} {surnames}', born, phones=(phone,))
        mistyped = Person(slip(f'{one} {surnames}', rng), born, phones=(f'044 {phone}',))
        pairs.append((person, mistyped, True))
        pairs.append((person, Person(f'{two} {surnames}', born, phones=(phone,)), False))
        pairs.append((person, Person(f'{one} {surnames}', born + datetime.timedelta(4000)), False))
    return pairs


def slip(name, rng):
    """One letter dropped, doubled or swapped with its neighbour, inside the last word."""
    at = rng.randrange(len(name) - 4, len(name) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def measure(pairs, threshold):
    found = [(a, b, same) for a, b, same in pairs if duplicate_score(a, b)[0] >= threshold]
    right = sum(same for *_, same in found)
    return right / len(found), right / sum(same for *_, same in pairs), found


def test_precision_and_recall_on_labelled_pairs(capsys):
    pairs = labelled_pairs()
    near = measure(pairs, NEAR_CERTAIN)
    possible = measure(pairs, POSSIBLE)
    with capsys.disabled():
        print(
            f"\nduplicates, {len(pairs)} labelled pairs: "
            f"near certain precision {near[0]:.3f} recall {near[1]:.3f}; "
            f"possible precision {possible[0]:.3f} recall {possible[1]:.3f}"
        )
    assert [(a.name, b.name) for a, b, same in near[2] if not same] == []
    assert near[1] >= 0.85
    assert possible[0] >= 0.97 and possible[1] >= 0.97


@pytest.mark.parametrize('line', DIFFERENT.strip().splitlines())
def test_relatives_and_namesakes_are_not_near_certain(line):
    score, reasons = duplicate_score(*pair(line))
    assert score < POSSIBLE, reasons


@pytest.mark.parametrize('line', SAME.strip().splitlines())
def test_one_person_twice_is_found(line):
    score, reasons = duplicate_score(*pair(line))
    assert score >= POSSIBLE, reasons
    assert {*candidate_keys(pair(line)[0])} & {*candidate_keys(pair(line)[1])}


def test_reasons_explain_the_score_in_order():
    a = Person("Ana Gil Paz", BORN, 'female', phones=PHONE)
    b = Person("Gil Paz, Ana", BORN, 'female', phones=('044 55 1234 5678',))
    score, reasons = duplicate_score(a, b)
    assert score >= NEAR_CERTAIN
    assert [r.code for r in reasons] == ['swapped_name', 'same_birthdate', 'same_phone']


def test_twins_say_why_they_are_two():
    a = Person("Luis García López", BORN, 'male', phones=PHONE)
    b = Person("Juan García López", BORN, 'male', phones=PHONE)
    score, reasons = duplicate_score(a, b)
    assert score < 0.1
    assert {'same_birthdate', 'same_phone', 'different_name'} == {r.code for r in reasons}


def test_the_same_curp_outweighs_a_mistyped_name_and_date():
    a = Person("Walter Bosques", datetime.date(1931, 8, 20), curp=CURP_A)
    b = Person("Wálter Bósquez R.", datetime.date(1931, 8, 21), curp=CURP_A.lower())
    assert duplicate_score(a, b)[0] >= NEAR_CERTAIN


def test_a_mothers_curp_on_her_childs_file_is_shown_but_not_near_certain():
    mother = Person("Ana López Cruz", BORN, curp=CURP_A)
    child = Person("Luis Mora López", OTHER, curp=CURP_A)
    score, reasons = duplicate_score(mother, child)
    assert score < NEAR_CERTAIN
    assert reasons[0].code == 'same_curp'


def test_two_valid_curps_are_two_people_and_a_mistyped_one_proves_nothing():
    a = Person("Ana Gil Paz", BORN, curp=CURP_A, phones=PHONE)
    assert duplicate_score(a, Person("Ana Gil Paz", BORN, curp=CURP_B, phones=PHONE))[0] < POSSIBLE
    mistyped = Person("Ana Gil Paz", BORN, curp='BOXW310820HNERXN0', phones=PHONE)
    assert duplicate_score(a, mistyped)[0] >= NEAR_CERTAIN


def test_another_sex_counts_against():
    a, b = (Person("Guadalupe Ruiz", BORN, sex) for sex in ('female', 'male'))
    assert duplicate_score(a, b)[0] < POSSIBLE
    assert duplicate_score(a, Person("Guadalupe Ruiz", BORN))[0] > POSSIBLE


def test_unknown_birth_dates_say_nothing():
    unknown = datetime.date(9999, 9, 9)
    codes = {r.code for r in duplicate_score(Person("Ana", unknown), Person("Ana", unknown))[1]}
    assert codes == {'same_name'}


def test_empty_files_are_no_duplicates():
    assert duplicate_score(Person(''), Person(''))[0] < 0.01
    assert duplicate_score(Person('', phones=('',)), Person('', phones=('',)))[0] < 0.01
    assert duplicate_score(Person('Ana', curp=' '), Person('Ana', curp='-'))[0] < 0.1


@pytest.mark.parametrize(
    ('date', 'code'),
    [
        (datetime.date(1989, 12, 30), 'similar_birthdate'),
        (datetime.date(1990, 1, 1), 'similar_birthdate'),
        (datetime.date(1990, 12, 31), 'similar_birthdate'),
        (datetime.date(1989, 11, 30), 'different_birthdate'),
        (datetime.date(2009, 12, 31), 'different_birthdate'),
    ],
)
def test_a_birth_date_that_is_one_slip_away(date, code):
    """Also over a ten, where no digit is the same: father and son of one name stay two."""
    a = Person("Juan Pérez López", datetime.date(1989, 12, 31), phones=PHONE)
    score, reasons = duplicate_score(a, Person("Juan Pérez López", date, phones=PHONE))
    assert code in {reason.code for reason in reasons}
    assert (score >= POSSIBLE) == (code == 'similar_birthdate')


def test_four_words_with_a_slip_are_shown_before_anything_else_is_typed():
    whole = Person("Alejandra Lizbeth Sandoval Sánchez")
    assert duplicate_score(whole, Person("Alejadra Lizbeth Sandoval Sánchez"))[0] >= POSSIBLE
    assert duplicate_score(whole, Person("Alejandra Lizbeth Sandoval"))[0] < POSSIBLE


def test_the_order_of_two_files_does_not_matter():
    for a, b, _same in labelled_pairs()[::7]:
        assert duplicate_score(a, b) == duplicate_score(b, a)


def test_words_laid_beside_each_other():
    assert compare_names("Ana Gil", "Gil Ana") == (2, 0, 0, 0, False)
    assert compare_names("María José Lara", "Mariajosé Lara") == (3, 0, 0, 0, True)
    assert compare_names("Ana Gil Paz", "Ana Gil") == (2, 0, 1, 0, False)
    assert compare_names("Bety Zertuche", "Bety Zertuhce")[1] == 1
