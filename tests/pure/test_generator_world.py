"""A world is the same for the same seed, anywhere and any day, and holds together."""

import datetime
import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from odoo.addons.clinic_crm.identity import Person, check_curp, duplicate_score, normalise_phone

from scripts.generator import World
from scripts.generator.households import EPOCH
from scripts.generator.phones import AREAS

ROOT = Path(__file__).resolve().parents[2]
PRINT = (
    "import sys; from scripts.generator import World; w = World(5, 200); "
    "sys.stdout.write('\\n'.join(map(repr, w.patients)))"
)


@pytest.fixture(scope='module')
def patients():
    return list(World(1, 3000).patients)


def digest(patients):
    return hashlib.sha256('\n'.join(map(repr, patients)).encode()).hexdigest()


def printed(**environment):
    return subprocess.run(
        [sys.executable, '-c', PRINT],
        cwd=ROOT,
        env={**os.environ, 'PYTHONPATH': str(ROOT), **environment},
        capture_output=True,
        check=True,
    ).stdout


def test_the_same_bytes_whatever_the_hash_seed_zone_or_locale():
    one = printed(PYTHONHASHSEED='1', TZ='UTC', LC_ALL='C.UTF-8')
    assert one == printed(PYTHONHASHSEED='2', TZ='Pacific/Auckland', LC_ALL='C.UTF-8')
    assert hashlib.sha256(one).hexdigest() == digest(World(5, 200).patients)


def test_the_day_changes_no_person():
    later = World(5, 200, datetime.date(2031, 5, 5))
    assert digest(later.patients) == digest(World(5, 200).patients)
    patient = next(later.patients)
    assert later.registered(patient) <= later.today


def test_a_smaller_world_is_the_beginning_of_a_larger_one(patients):
    for size in (1, 299, 300, 1000):
        assert list(World(1, size).patients) == patients[:size]


def test_another_seed_is_another_world():
    one, other = (Counter(p.name for p in World(seed, 300).patients) for seed in (1, 2))
    assert sum((one & other).values()) < 10


def test_keys_are_in_order_and_unique(patients):
    assert [patient.key for patient in patients] == [f'p{i}' for i in range(len(patients))]


def test_nobody_refers_to_somebody_unknown():
    known = {payer.key for payer in World.payers}
    for batch in World(1, 2000).batches(100):
        known |= {contact.key for contact in batch.contacts}
        known |= {patient.key for patient in batch.patients}
        for patient in batch.patients:
            assert set(patient.references) <= known - {patient.key}


def test_curps_pass_every_check_and_say_the_same_as_the_file(patients):
    curps = [patient.curp for patient in patients if patient.curp]
    assert len(curps) == len(set(curps)) > 0.55 * len(patients)
    for patient in patients:
        if patient.curp:
            curp = check_curp(patient.curp, EPOCH)
            assert curp.valid, (patient, curp)
            assert (curp.birthdate, curp.sex, curp.state) == (
                patient.birthdate,
                patient.sex,
                patient.birth_state,
            )
            assert patient.curp[16] in '987' + 'ZYX', "counted down from the unlikely end"


def test_phones_are_valid_and_ring_nowhere(patients):
    for patient in patients:
        if not patient.phone:
            continue
        phone = normalise_phone(patient.phone)
        assert phone.valid, (patient.phone, phone)
        if phone.country == 'MX':
            area = next(area for area in AREAS[patient.branch] if phone.national.startswith(area))
            assert phone.national[len(area)] == '0', patient.phone
        else:
            assert phone.national[3:8] == '55501', patient.phone


def test_staff_and_payers_have_phones_that_ring_nowhere():
    clinic = World.clinic
    for text in [
        clinic.phone,
        *(b.phone for b in clinic.branches),
        *(p.phone for p in World.payers),
    ]:
        national = normalise_phone(text).national
        assert national.startswith(('550', '6640')), text


def test_addresses_of_mail_go_to_reserved_domains(patients):
    assert all(patient.email.endswith('.example') for patient in patients if patient.email)
    assert all(payer.email.endswith('.example') for payer in World.payers)


def test_minors_have_somebody_who_answers_for_them(patients):
    for patient in patients:
        minor = patient.birthdate > EPOCH.replace(year=EPOCH.year - 18)
        assert bool(patient.guardian) == bool(minor), patient
        assert bool(patient.guardian) == bool(patient.guardian_relationship)


def test_children_bear_their_parents_surnames(patients):
    of_key = {patient.key: patient for patient in patients}
    children = [p for p in patients if p.guardian in of_key and not p.duplicate_of]
    assert children
    for child in children:
        assert child.surnames[1] == of_key[child.guardian].surnames[0]
        assert child.phone is None or (
            normalise_phone(child.phone).e164 == normalise_phone(of_key[child.guardian].phone).e164
        )
        assert (child.birthdate - of_key[child.guardian].birthdate).days > 365 * 15


def test_the_mix_is_that_of_a_private_clinic(patients):
    count = len(patients)
    ages = Counter(min((EPOCH - p.birthdate).days // 365 // 15, 5) for p in patients)
    assert all(ages[band] > 0.04 * count for band in range(6)), ages
    sexes = Counter(p.sex for p in patients)
    assert 0.5 < sexes['female'] / count < 0.66 and sexes['x']
    assert 0.25 < sum(p.branch == 'tijuana' for p in patients) / count < 0.4
    assert 0.1 < sum(bool(p.guardian) for p in patients) / count < 0.4
    assert 0.03 < sum(bool(p.referrer) for p in patients) / count < 0.3
    numbers = Counter(normalise_phone(p.phone).e164 for p in patients if p.phone)
    assert sum(n > 1 for n in numbers.values()) > 0.08 * count, "families share a phone"
    surnames = Counter(p.surnames[0] for p in patients)
    assert surnames['Hernández'] > surnames['Galindo'] and len(surnames) > 120
    assert any(p.surnames[1] is None for p in patients)
    assert any('ñ' in p.name for p in patients) and any("'" in p.name for p in patients)


def test_consents_tell_refused_from_not_asked(patients):
    granted = Counter(purpose for p in patients for purpose, s in p.consents if s == 'granted')
    refused = Counter(purpose for p in patients for purpose, s in p.consents if s == 'refused')
    assert granted['care'] > 0.9 * len(patients) and not refused['care']
    assert granted['marketing'] + refused['marketing'] < 0.8 * len(patients)


def test_second_files_are_found_as_duplicates_of_the_first(patients):
    of_key = {patient.key: patient for patient in patients}
    pairs = [(p, of_key[p.duplicate_of]) for p in patients if p.duplicate_of]
    assert len(pairs) > 8
    for second, first in pairs:
        a, b = (
            Person(p.name, p.birthdate, p.sex, p.curp, (p.phone,) if p.phone else ())
            for p in (second, first)
        )
        assert duplicate_score(a, b)[0] >= 0.5, (second.name, first.name)


def test_no_two_different_patients_look_like_one(patients):
    """What shares a birth date or a phone is compared with each other, as the product does."""
    drawers = {}
    for patient in patients:
        person = Person(
            patient.name,
            patient.birthdate,
            patient.sex,
            patient.curp,
            (patient.phone,) if patient.phone else (),
        )
        for key in {patient.birthdate, normalise_phone(patient.phone).e164} - {None}:
            drawers.setdefault(key, []).append((patient, person))
    wrong = [
        (a.name, b.name)
        for drawer in drawers.values()
        for i, (a, one) in enumerate(drawer)
        for b, other in drawer[i + 1 :]
        if (a.duplicate_of or a.key) != (b.duplicate_of or b.key)
        and duplicate_score(one, other)[0] >= 0.5
    ]
    assert len(wrong) <= 1, wrong


def test_allergies_are_asked_of_those_who_have_sat_before_a_nurse(patients):
    asked = Counter(patient.allergies[0] for patient in patients if not patient.is_newcomer)
    assert set(asked) == {'unknown', 'no', 'yes'}
    assert 0.1 < asked['yes'] / asked.total() < 0.2
    for patient in patients:
        state, text = patient.allergies
        assert bool(text) == (state == 'yes')
        assert state == 'unknown' or not patient.is_newcomer
