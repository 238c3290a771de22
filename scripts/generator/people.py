"""The values a world is made of. References are keys: `p12` a patient, `c7` another contact."""

import datetime
from dataclasses import dataclass

from .addresses import Address

NEWCOMER_DAYS = 21


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who is no patient: a guardian, an employer, an insurer."""

    key: str
    name: str
    is_company: bool = False
    phone: str | None = None
    email: str | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    key: str
    branch: str  # 'del_valle' or 'tijuana'
    household: int
    given: str
    surnames: tuple[str, str | None]
    sex: str  # 'female', 'male', 'x'
    birthdate: datetime.date
    birth_state: str  # as in a CURP; NE for abroad
    address: Address
    curp: str | None = None
    phone: str | None = None  # as somebody typed it
    email: str | None = None
    language: str = 'es_MX'
    guardian: str | None = None
    guardian_relationship: str | None = None
    payer: str | None = None
    referrer: str | None = None
    source: str | None = None
    preferred_channel: str | None = None
    emergency: tuple[str, str, str] | None = None  # name, phone, relationship in Spanish
    allergies: tuple[str, str | None] = ('unknown', None)  # state, text
    consents: tuple[tuple[str, str], ...] = ()  # (purpose, 'granted' or 'refused')
    registered_days_ago: int = 0  # counted from the world's day
    duplicate_of: str | None = None  # registered twice: the first file
    typed_name: str | None = None  # what was typed, when it is not the name

    @property
    def name(self) -> str:
        return self.typed_name or ' '.join(filter(None, (self.given, *self.surnames)))

    @property
    def is_newcomer(self) -> bool:
        """Whether they came so lately that the book holds nothing of theirs but what is ahead."""
        return self.registered_days_ago <= NEWCOMER_DAYS

    @property
    def references(self) -> tuple[str, ...]:
        """Keys that must exist before this patient does."""
        return tuple(filter(None, (self.guardian, self.payer, self.referrer)))


@dataclass(frozen=True)
class Branch:
    key: str
    name: str
    address: Address
    zone: str
    phone: str


@dataclass(frozen=True)
class Clinic:
    name: str
    tax_id: str
    address: Address
    phone: str
    email: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class Staff:
    """A person with a demo login; the password is the login."""

    login: str
    name: str
    branch: str
    groups: tuple[str, ...]
