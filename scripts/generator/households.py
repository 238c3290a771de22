"""Households: who lives with whom, who answers for whom, whose phone it is."""

import dataclasses
import datetime
import re
import unicodedata

from . import names, phones
from .addresses import address
from .chance import Chance
from .clinic import PAYERS
from .curp import CurpMaker
from .people import Contact, Patient

# Ages are counted from here, whatever the day: the same seed gives the same birth dates for ever.
EPOCH = datetime.date(2026, 1, 1)
OLDEST_FILE = 550  # days ago: the clinic opened a year and a half before

_KINDS = {
    'single': 0.47,
    'couple': 0.14,
    'parents': 0.13,
    'one_parent': 0.10,
    'elder': 0.12,
    'abroad': 0.04,
}
# Adults who come alone or in pairs, by age: more women in fertile age, more chronic illness later.
_ADULT_AGES = {(18, 24): 12, (25, 34): 25, (35, 44): 23, (45, 54): 18, (55, 64): 14, (65, 84): 8}
_BIRTH_STATES = {
    'del_valle': {
        'DF': 0.62,
        'MC': 0.12,
        'PL': 0.05,
        'VZ': 0.05,
        'OC': 0.04,
        'HG': 0.04,
        'GR': 0.03,
        'MN': 0.03,
        'YN': 0.02,
    },
    'tijuana': {
        'BC': 0.5,
        'SL': 0.12,
        'JC': 0.1,
        'SR': 0.07,
        'MN': 0.06,
        'DF': 0.06,
        'CS': 0.05,
        'NE': 0.04,
    },
}
_SOURCES = {
    'patient': 0.31,
    'web': 0.16,
    'social': 0.17,
    'sign': 0.14,
    'doctor': 0.12,
    'other': 0.1,
}
# Of each purpose: asked and granted, asked and refused; the rest was never asked.
_CONSENTS = {
    'care': (0.97, 0.0),
    'appointments': (0.88, 0.04),
    'follow_up': (0.7, 0.1),
    'marketing': (0.3, 0.35),
    'feedback': (0.6, 0.15),
}


class Household:
    """One household, drawn from a stream of its own."""

    def __init__(self, seed: int, number: int, first_index: int, curps: CurpMaker):
        self.number = number
        self.index = first_index
        self.chance = Chance(seed, 'household', number)
        self.curps = curps
        self.branch = self.chance.weighted({'del_valle': 0.68, 'tijuana': 0.32})
        self.address = address(self.chance, self.branch)
        self.contacts: list[Contact] = []
        self.patients: list[Patient] = []
        kind = self.chance.weighted(_KINDS)
        getattr(self, f'_fill_{kind}')()

    # -- kinds of household ---------------------------------------------------------------------

    def _fill_single(self) -> None:
        self._adult(self._sex(), self._adult_age())

    def _fill_couple(self) -> None:
        age = max(self._adult_age(), 22)
        one = self._adult('female', age)
        other = self._adult('male', max(20, age + self.chance.between(-4, 7)))
        self._emergency(one, other, "Esposo")
        self._emergency(other, one, "Esposa")

    def _fill_parents(self) -> None:
        mother = self._adult('female', self.chance.between(24, 47))
        father = self._adult('male', self._age(mother) + self.chance.between(-3, 8))
        self._emergency(mother, father, "Esposo")
        self._children(mother, 'mother', (father.surnames[0], mother.surnames[0]))

    def _fill_one_parent(self) -> None:
        """A mother, father or grandmother who answers for children and is no patient herself."""
        relationship = self.chance.weighted({'mother': 0.72, 'father': 0.16, 'grandparent': 0.12})
        sex = 'male' if relationship == 'father' else 'female'
        surnames = self._surnames()
        age = self.chance.between(50, 68) if relationship == 'grandparent' else None
        age = age or self.chance.between(22, 46)
        given = names.given_names(self.chance, sex, EPOCH.year - age)
        key = f'c{self.number}'
        guardian = Contact(
            key,
            f"{given} {' '.join(filter(None, surnames))}",
            False,
            self._typed_phone(),
            self._email(given, surnames),
            self.address,
        )
        self.contacts.append(guardian)
        family = surnames if relationship == 'mother' else (surnames[0], self._surname())
        if relationship == 'grandparent':
            family = (self._surname(), surnames[0])
        self._children(guardian, relationship, family)

    def _fill_elder(self) -> None:
        """An elderly person whose grown child lends the phone and often pays."""
        elder = self._adult(self._sex(), self.chance.between(66, 91), own_phone=False)
        sex = self.chance.one(('female', 'male'))
        age = self._age(elder) - self.chance.between(22, 34)
        other = self._surname()
        family = (elder.surnames[0], other) if elder.sex == 'male' else (other, elder.surnames[0])
        if self.chance.happens(0.6):
            child: Patient | Contact = self._adult(sex, age, surnames=family)
        else:
            given = names.given_names(self.chance, sex, EPOCH.year - age)
            child = Contact(
                f'c{self.number}',
                f"{given} {family[0]} {family[1]}",
                False,
                self._typed_phone(),
                self._email(given, family),
                self.address,
            )
            self.contacts.append(child)
        self._replace(
            elder,
            phone=self._retyped(child.phone) if self.chance.happens(0.6) else self._typed_phone(),
            payer=child.key if self.chance.happens(0.45) else elder.payer,
            emergency=(child.name, child.phone, "Hija" if sex == 'female' else "Hijo"),
        )

    def _fill_abroad(self) -> None:
        """Somebody from abroad: one surname, mostly a foreign phone, often no CURP."""
        sex = self._sex()
        given, surname = names.foreign_name(self.chance, sex)
        person = self._adult(
            sex, self._adult_age(), surnames=(surname, None), given=given, birth_state='NE'
        )
        self._replace(
            person,
            phone=phones.foreign_number(self.chance),
            language='en_US',
            curp=person.curp if self.chance.happens(0.25) else None,
        )

    # -- people ---------------------------------------------------------------------------------

    def _adult(self, sex, age, surnames=None, given=None, birth_state=None, own_phone=True):
        surnames = surnames or self._surnames()
        given = given or names.given_names(self.chance, sex, EPOCH.year - age)
        patient = self._person(given, surnames, sex, self._birthdate(age), birth_state)
        return self._replace(
            patient,
            phone=self._typed_phone() if own_phone else None,
            email=self._email(given, surnames),
            payer=self.chance.one(PAYERS).key if self.chance.happens(0.09) else None,
        )

    def _children(self, guardian, relationship, surnames) -> None:
        count = self.chance.weighted({1: 0.5, 2: 0.38, 3: 0.12})
        ages = sorted((self.chance.between(0, 16) for _ in range(count)), reverse=True)
        if isinstance(guardian, Patient):
            ages = [min(age, self._age(guardian) - 17) for age in ages]
        born = None
        taken: set[str] = set()
        for age in ages:
            twin = born is not None and self.chance.happens(0.06)
            born = born if twin else self._birthdate(age)
            sex = self._sex()
            given = names.given_names(self.chance, sex, born.year)
            while given.split()[0] in taken:
                given = names.given_names(self.chance, sex, born.year)
            taken.add(given.split()[0])
            child = self._person(given, surnames, sex, born, None)
            payer = guardian.key if self.chance.happens(0.5) else None
            self._replace(
                child,
                guardian=guardian.key,
                guardian_relationship=relationship,
                payer=payer,
                phone=self._retyped(guardian.phone),
                email=guardian.email if self.chance.happens(0.4) else None,
            )

    def _person(self, given, surnames, sex, birthdate, birth_state) -> Patient:
        chance = self.chance
        state = birth_state or chance.weighted(_BIRTH_STATES[self.branch])
        curp = self.curps.make(given, surnames, sex, birthdate, state)
        # A share larger than among adults: parents bring the child's birth certificate.
        known = 0.8 if birthdate.year > EPOCH.year - 18 else 0.62
        source = chance.weighted(_SOURCES)
        patient = Patient(
            key=f'p{self.index}',
            branch=self.branch,
            household=self.number,
            given=given,
            surnames=surnames,
            sex=sex,
            birthdate=birthdate,
            birth_state=state,
            address=self.address,
            curp=curp if chance.happens(known) else None,
            source=source,
            preferred_channel=chance.weighted(
                {None: 0.8, 'phone': 0.1, 'email': 0.08, 'none': 0.02}
            ),
            consents=self._consents(),
            registered_days_ago=self._days_ago(birthdate),
        )
        self.index += 1
        self.patients.append(patient)
        return patient

    def _replace(self, patient: Patient, **changes: object) -> Patient:
        changed = dataclasses.replace(patient, **changes)
        self.patients[self.patients.index(patient)] = changed
        return changed

    def _emergency(self, patient: Patient, other: Patient, relationship: str) -> None:
        known = next(p for p in self.patients if p.key == patient.key)
        self._replace(known, emergency=(other.name, other.phone, relationship))

    # -- details --------------------------------------------------------------------------------

    def _sex(self) -> str:
        return self.chance.weighted({'female': 0.578, 'male': 0.42, 'x': 0.002})

    def _adult_age(self) -> int:
        return self.chance.between(*self.chance.weighted(_ADULT_AGES))

    def _age(self, patient: Patient) -> int:
        return EPOCH.year - 1 - patient.birthdate.year

    def _birthdate(self, age: int) -> datetime.date:
        """A day of the year in which somebody turns `age` before EPOCH."""
        return datetime.date(EPOCH.year - 1 - age, 1, 1) + datetime.timedelta(
            self.chance.between(0, 364)
        )

    def _days_ago(self, birthdate: datetime.date) -> int:
        return min(self.chance.between(1, OLDEST_FILE), (EPOCH - birthdate).days)

    def _surname(self) -> str:
        return names.surname(self.chance, self.branch == 'tijuana')

    def _surnames(self) -> tuple[str, str | None]:
        second = None if self.chance.happens(0.015) else self._surname()
        return self._surname(), second

    def _typed_phone(self) -> str:
        return phones.spelled(phones.mexican_number(self.chance, self.branch), self.chance)

    def _retyped(self, phone: str | None) -> str | None:
        """The same phone on another file, typed on another day."""
        if phone is None or phone.startswith('+1'):
            return phone
        return phones.spelled(re.sub(r'\D', '', phone)[-10:], self.chance)

    def _email(self, given: str, surnames: tuple[str, str | None]) -> str | None:
        if not self.chance.happens(0.58):
            return None
        words = f'{given.split()[0]} {surnames[0]}'.lower()
        plain = unicodedata.normalize('NFKD', words).encode('ascii', 'ignore').decode()
        local = '.'.join(re.findall('[a-z]+', plain))
        return f'{local}{self.chance.between(1, 9999)}@correo.example'

    def _consents(self) -> tuple[tuple[str, str], ...]:
        answers = []
        for purpose, (granted, refused) in _CONSENTS.items():
            state = self.chance.weighted(
                {'granted': granted, 'refused': refused, None: 1 - granted - refused}
            )
            if state:
                answers.append((purpose, state))
        return tuple(answers)
