"""The things the sandbox knows: business numbers, patients' phones, messages, files, templates."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

NORMAL = 'normal'
OLD = '521'
USERNAME = 'username'
ABSENT = 'absent'
KINDS = (NORMAL, OLD, USERNAME, ABSENT)

RANK = {'accepted': 0, 'sent': 1, 'delivered': 2, 'read': 3, 'played': 4}


class Refused(Exception):
    """What somebody asked of the sandbox itself cannot be done; the text says why."""


@dataclass
class Account:
    """A business number, with what Meta's App Dashboard and WhatsApp Manager would show of it."""

    phone_number_id: str
    waba_id: str
    name: str
    number: str  # digits, with the country
    token: str
    app_secret: str
    verify_token: str
    app_id: str = '300000000000001'
    webhook: str = ''
    verified: bool = False
    subscribed: bool = True
    require_proof: bool = False
    token_expires: float | None = None
    quality: str = 'GREEN'
    limit_tier: str = 'TIER_250'
    status: str = 'CONNECTED'
    name_status: str = 'APPROVED'

    def public(self) -> Json:
        """Without a secret, for the page and for `/state`."""
        return {
            'phone_number_id': self.phone_number_id,
            'waba_id': self.waba_id,
            'name': self.name,
            'number': self.number,
            'webhook': self.webhook,
            'verified': self.verified,
            'subscribed': self.subscribed,
            'quality': self.quality,
            'token_expires': self.token_expires,
        }


@dataclass
class Phone:
    """A patient's phone.

    `number` is canonical (52 and ten digits for Mexico). An old account (`521`) is known to
    WhatsApp by a wa_id with the extra 1; a username-only one shows the business no number at all;
    an absent one has no WhatsApp.
    """

    id: str
    name: str
    number: str
    kind: str = NORMAL
    bsuid: str = ''
    username: str = ''
    on: bool = True
    read_receipts: bool = True
    known: bool = False  # one of the demo's own, which the page lists first
    blocked: set[str] = field(default_factory=set)  # accounts this person blocked
    no_marketing: set[str] = field(default_factory=set)  # accounts whose offers were stopped
    last_in: dict[str, float] = field(default_factory=dict)  # account -> last message of theirs

    @property
    def wa_id(self) -> str:
        """How WhatsApp spells the number."""
        if self.kind == OLD and self.number.startswith('52') and len(self.number) == 12:
            return f'521{self.number[2:]}'
        return self.number

    def public(self) -> Json:
        return {
            'id': self.id,
            'name': self.name,
            'number': self.number,
            'wa_id': '' if self.kind == USERNAME else self.wa_id,
            'kind': self.kind,
            'bsuid': self.bsuid,
            'username': self.username,
            'on': self.on,
            'known': self.known,
            'blocked': sorted(self.blocked),
            'no_marketing': sorted(self.no_marketing),
        }


@dataclass
class Message:
    """A message in a chat. `direction` is `out` from the business, `in` from the patient.

    `view` is what the phone draws: see `views.py`.
    """

    seq: int
    id: str
    account: str
    phone: str
    direction: str
    type: str
    payload: Json
    view: Json
    at: float
    status: str
    context: str = ''
    opaque: str | None = None
    category: str = ''
    accepted_at: float = 0.0  # of this machine's clock, to measure rates by
    stamps: dict[str, float] = field(default_factory=dict)
    error: Json | None = None
    reactions: dict[str, str] = field(default_factory=dict)  # side -> emoji
    chosen: str = ''  # the button or row that was tapped
    pricing: Json = field(default_factory=dict)
    conversation: str = ''

    def public(self) -> Json:
        return {
            'seq': self.seq,
            'id': self.id,
            'account': self.account,
            'phone': self.phone,
            'direction': self.direction,
            'type': self.type,
            'payload': self.payload,
            'view': self.view,
            'at': self.at,
            'accepted_at': self.accepted_at,
            'status': self.status,
            'stamps': self.stamps,
            'context': self.context,
            'biz_opaque_callback_data': self.opaque,
            'pricing': self.pricing,
            'error': self.error,
            'reactions': self.reactions,
            'chosen': self.chosen,
        }


@dataclass
class Media:
    """A file in WhatsApp's store, as bytes and what is said of them."""

    id: str
    account: str
    data: bytes
    mime: str
    sha256: str  # base64, as in a webhook
    filename: str
    created: float
    inbound: bool = False

    def public(self) -> Json:
        return {
            'id': self.id,
            'mime_type': self.mime,
            'filename': self.filename,
            'size': len(self.data),
            'url': f'/_sandbox/media/{self.id}',
        }


@dataclass
class Template:
    """A message template of a WhatsApp Business account."""

    id: str
    waba_id: str
    name: str
    language: str
    category: str
    components: list[Json]
    parameter_format: str = 'POSITIONAL'
    status: str = 'PENDING'
    reason: str = 'NONE'
    quality: str = 'UNKNOWN'
    created: float = 0.0

    def public(self) -> Json:
        return {
            'name': self.name,
            'parameter_format': self.parameter_format,
            'components': self.components,
            'language': self.language,
            'status': self.status,
            'category': self.category,
            'id': self.id,
        }


@dataclass
class Settings:
    """How the sandbox behaves when no fault says otherwise. Seconds are of the sandbox's clock,
    except `latency` and `timeout`, which are real.
    """

    latency: float = 0.0  # before each answer of the Graph API
    timeout: float = 10.0  # for a receiver to answer a webhook
    sent_after: float = 0.2
    delivered_after: float = 0.6
    read_after: float | None = None  # None: read when somebody looks at the phone
    strangers: str = 'create'  # or 'reject': a number nobody made a phone for has no WhatsApp
    lanes: int = 1  # webhooks under way at once, for each account (all accounts: 8)
    batch: int = 50  # changes that wait together travel together, up to this many
    throughput: float = 80.0  # messages a second and number (130429)
    pair_seconds: float = 6.0  # one message each so many seconds to one person (131056) ...
    pair_burst: int = 45  # ... with this many ahead
    daily_people: int | None = None  # people a business may begin with in 24 h (131048)
    review: str = 'approve'  # of a new template: 'approve', 'reject' or 'hold'
    review_after: float = 2.0
    media_url_seconds: float = 300.0
    credits: int = 10_000  # stamps of each PAC's account
