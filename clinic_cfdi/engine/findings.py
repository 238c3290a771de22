"""What a preflight tells, and the lists it may ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class Finding:
    """One thing for which a PAC would refuse the comprobante.

    `code` is SAT's ('CFDI40161', 'CRP20217', '301'…), `path` the field as
    'Conceptos/Concepto[2]/@Importe', `message` what is wrong and `remedy` what to do, both in
    Spanish and without a code.
    """

    code: str
    path: str
    message: str
    remedy: str


@dataclass(frozen=True)
class Taxpayer:
    """An entry of SAT's list of taxpayers. None or empty: not known, so not checked."""

    name: str | None = None
    postal_code: str | None = None
    regimes: frozenset[str] = field(default_factory=frozenset)


class Lists(Protocol):
    """SAT's lists, which nobody has whole. Every method may answer None for "I do not know"."""

    def taxpayer(self, rfc: str) -> Taxpayer | None:
        """The taxpayer, when it is known."""

    def knows_name(self, name: str) -> bool | None:
        """Whether any taxpayer has the name."""

    def registered(self, rfc: str) -> bool | None:
        """Whether the RFC is in l_RFC and not cancelled."""

    def certificate_valid(self, rfc: str, serial: str) -> bool | None:
        """Whether the CSD is in l_LCO, neither revoked nor expired there.

        The serial is empty before the CFDI is sealed: whether the issuer has a CSD at all.
        """

    def confirmation(self, code: str) -> str | None:
        """'valid', 'unknown' or 'used': what the PAC says of a confirmation key."""

    def acquirer_operation(self, number: str) -> bool | None:
        """Whether the number of FacAtrAdquirente is valid."""

    def exchange_rate(self, currency: str) -> Decimal | None:
        """Pesos for one unit by the Banco de México, to know the limits of TipoCambio."""


@dataclass(frozen=True)
class KnownLists:
    """Lists held in memory: what was learnt from the PAC's answers, or a test's."""

    taxpayers: Mapping[str, Taxpayer] = field(default_factory=dict)
    complete: bool = False  # an RFC that is not in `taxpayers` does not exist
    revoked: frozenset[str] = field(default_factory=frozenset)  # serials, or RFCs without a CSD
    confirmations: Mapping[str, str] | None = None
    acquirer_operations: frozenset[str] | None = None
    exchange_rates: Mapping[str, Decimal] = field(default_factory=dict)

    def taxpayer(self, rfc: str) -> Taxpayer | None:
        return self.taxpayers.get(rfc)

    def knows_name(self, name: str) -> bool | None:
        found = any(one.name == name for one in self.taxpayers.values())
        return True if found else (False if self.complete else None)

    def registered(self, rfc: str) -> bool | None:
        return True if rfc in self.taxpayers else (False if self.complete else None)

    def certificate_valid(self, rfc: str, serial: str) -> bool | None:
        return False if {serial, rfc} & self.revoked else None

    def confirmation(self, code: str) -> str | None:
        return None if self.confirmations is None else self.confirmations.get(code, 'unknown')

    def acquirer_operation(self, number: str) -> bool | None:
        return None if self.acquirer_operations is None else number in self.acquirer_operations

    def exchange_rate(self, currency: str) -> Decimal | None:
        return self.exchange_rates.get(currency)
