"""A stamp, and what somebody asked to become of it."""

from dataclasses import dataclass, field

from ..records import Json

WAITING, ACCEPTED, REJECTED, EXPIRED, DIRECT = (
    *('waiting', 'accepted', 'rejected', 'expired', 'direct'),
)
CANCELLED = (ACCEPTED, EXPIRED, DIRECT)


@dataclass
class Request:
    """Somebody asked to cancel. `answer`: waiting, accepted, rejected, expired or direct (no
    acceptance is needed)."""

    motive: str
    replacement: str
    asked: float
    answer: str
    receipt: str
    answered: float | None = None


@dataclass
class Stamp:
    seq: int
    uuid: str
    pac: str
    key: str  # the customid, of SW
    seal: str
    xml: bytes
    sent: bytes
    at: float
    found_from: float = 0.0  # when `stamped` and 307 begin to know it
    known_from: float = 0.0  # when SAT begins to
    facts: Json = field(default_factory=dict)
    relations: list[tuple[str, str]] = field(default_factory=list)  # kind, UUID in capitals
    request: Request | None = None

    @property
    def cancelled(self) -> bool:
        return self.request is not None and self.request.answer in CANCELLED

    @property
    def rfc(self) -> str:
        return str(self.facts['issuer']['rfc'])

    def public(self) -> Json:
        request = self.request
        return {
            'seq': self.seq,
            'uuid': self.uuid,
            'pac': self.pac,
            'key': self.key,
            'seal': self.seal[-8:],
            'at': self.at,
            **self.facts,
            'relations': [{'kind': kind, 'uuid': uuid} for kind, uuid in self.relations],
            'state': 'cancelled' if self.cancelled else 'valid',
            'cancellation': request
            and {
                'motive': request.motive,
                'replacement': request.replacement,
                'asked': request.asked,
                'answer': request.answer,
                'answered': request.answered,
            },
        }
