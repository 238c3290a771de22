"""A world: everything a seed stands for, drawn in order and the same each time."""

import dataclasses
import datetime
import functools
from collections.abc import Iterator
from typing import NamedTuple

from .allergies import answered
from .chance import Chance
from .clinic import CLINIC, PAYERS, STAFF
from .curp import CurpMaker
from .households import EPOCH, Household
from .people import Contact, Patient
from .slips import mistyped

ONLY_ASKED = 0.5  # of the newcomers who are nobody's child, payer or second file
MID_MORNING = datetime.time(17, 10)  # UTC: ten past eleven in Mexico City


class Batch(NamedTuple):
    contacts: list[Contact]
    patients: list[Patient]


class World:
    """The clinic of a seed with its first `patients` patients.

    :param today: the day on which the clinic is looked at; nothing of a person depends on it, only
        what is told relative to it (when a file was opened)
    :param now: the moment of that day, naive UTC; else half way through its morning
    """

    clinic = CLINIC
    staff = STAFF
    payers = PAYERS

    def __init__(
        self,
        seed: int = 1,
        patients: int = 300,
        today: datetime.date | None = None,
        now: datetime.datetime | None = None,
    ):
        self.seed = seed
        self.size = patients
        self.today = today or EPOCH
        self.now = now or datetime.datetime.combine(self.today, MID_MORNING)

    @property
    def patients(self) -> Iterator[Patient]:
        for batch in self.batches():
            yield from batch.patients

    def batches(self, size: int = 1000) -> Iterator[Batch]:
        """Patients in order, with the contacts that they refer to and that are no patients.

        A batch refers to nobody after it. Households are not torn apart, so that a batch may be a
        few patients larger than `size`; the last household may be cut. The households are drawn
        once and kept: about 1 KB a patient.
        """
        batch = Batch([], [])
        for household in self._drawn:
            batch.contacts.extend(household.contacts)
            batch.patients.extend(household.patients)
            if len(batch.patients) >= size:
                yield batch
                batch = Batch([], [])
        if batch.patients:
            yield batch

    def registered(self, patient: Patient) -> datetime.date:
        """The day on which the file was opened."""
        return self.today - datetime.timedelta(patient.registered_days_ago)

    def opened(self, patient: Patient) -> datetime.datetime:
        """The moment of that day, in office hours and naive UTC; never after now."""
        chance = Chance(self.seed, 'opened', patient.key)
        moment = datetime.datetime.combine(self.registered(patient), datetime.time(15))
        return min(moment + datetime.timedelta(minutes=chance.between(0, 540)), self.now)

    def only_asked(self, patient: Patient) -> bool:
        """Whether a newcomer has not booked yet."""
        alone = not (patient.references or patient.duplicate_of)
        return (
            alone
            and patient.is_newcomer
            and Chance(self.seed, 'asked', patient.key).happens(ONLY_ASKED)
        )

    @functools.cached_property
    def _drawn(self) -> list[Household]:
        return list(self._households())

    def _households(self) -> Iterator[Household]:
        curps = CurpMaker()
        earlier: list[Patient] = []  # adults who answer for themselves, to refer others
        count = number = 0
        while count < self.size:
            household = Household(self.seed, number, count, curps)
            self._refer(household, earlier)
            self._ask_for_allergies(household)
            self._register_twice(household)
            del household.patients[self.size - count :]
            household.contacts[:] = self._needed(household)
            yield household
            earlier += [patient for patient in household.patients if not patient.references][:1]
            count += len(household.patients)
            number += 1

    def _refer(self, household: Household, earlier: list[Patient]) -> None:
        """Who was referred by a patient was referred by one who came before."""
        chance = Chance(self.seed, 'referrer', household.number)
        for at, patient in enumerate(household.patients):
            if patient.source == 'patient' and earlier and chance.happens(0.7):
                referrer = chance.one(earlier).key
                household.patients[at] = dataclasses.replace(patient, referrer=referrer)

    def _ask_for_allergies(self, household: Household) -> None:
        """Whoever has sat before a nurse was asked, mostly."""
        for at, patient in enumerate(household.patients):
            if not patient.is_newcomer:
                answer = answered(Chance(self.seed, 'allergies', patient.key))
                household.patients[at] = dataclasses.replace(patient, allergies=answer)

    def _register_twice(self, household: Household) -> None:
        """Now and then somebody has a second file, opened in a hurry."""
        chance = Chance(self.seed, 'twice', household.number)
        if not chance.happens(0.012):
            return
        first = chance.one(household.patients)
        household.patients.append(
            dataclasses.replace(
                mistyped(first, chance),
                key=f'p{household.index}',
                duplicate_of=first.key,
                registered_days_ago=chance.between(1, first.registered_days_ago),
            )
        )
        household.index += 1

    @staticmethod
    def _needed(household: Household) -> list[Contact]:
        keys = {key for patient in household.patients for key in patient.references}
        return [contact for contact in household.contacts if contact.key in keys]
