"""All state of the sandbox, in memory, behind one lock."""

import base64
import hashlib
import itertools
import random
import threading
from collections import OrderedDict

from . import numbers
from .clock import Agenda, Clock
from .faults import Faults
from .feed import Feed
from .records import (
    ABSENT,
    KINDS,
    RANK,
    USERNAME,
    Account,
    Json,
    Media,
    Message,
    Phone,
    Refused,
    Settings,
    Template,
)

# Enough for the largest measurement, little enough for a laptop.
MOST_MESSAGES = 60_000
MOST_PHONES = 20_000
MOST_MEDIA_BYTES = 256 * 1024 * 1024


class World:
    """Accounts, phones, chats, files and templates; `lock` is held to read or change them."""

    def __init__(self, seed: int = 0) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.agenda = Agenda(self.clock)
        self.feed = Feed()
        self.clear(seed)

    def clear(self, seed: int = 0) -> None:
        """Forget everything, as if just started with this seed."""
        with self.lock:
            self.seed = seed
            self.chance = random.Random(seed)
            self.settings = Settings()
            self.faults = Faults(seed)
            self.accounts: dict[str, Account] = {}
            self.phones: OrderedDict[str, Phone] = OrderedDict()
            self.messages: OrderedDict[str, Message] = OrderedDict()
            self.media: OrderedDict[str, Media] = OrderedDict()
            self.templates: dict[str, Template] = {}
            self.uploads: dict[str, Json] = {}
            self.flows: dict[str, Json] = {}
            self.created: dict[str, list[float]] = {}  # templates of an account, by the clock
            self._by_number: dict[str, str] = {}
            self._by_bsuid: dict[str, str] = {}
            self._chats: dict[tuple[str, str], list[str]] = {}
            self._seq = itertools.count(1)
            self._ids = itertools.count(1)
            self._media_bytes = 0

    # -- names ---------------------------------------------------------------------------------

    def number_of_digits(self, count: int) -> str:
        """An id as Meta gives them to files, templates and uploads."""
        return str(self.chance.randrange(10 ** (count - 1), 10**count))

    def wamid(self, number: str) -> str:
        raw = b'\x1d\x09' + number.encode() + b'\x02\x00\x11\x18\x12'
        raw += self.chance.randbytes(9).hex().upper().encode() + b'\x00'
        return 'wamid.' + base64.b64encode(raw).decode()

    # -- phones --------------------------------------------------------------------------------

    def add_phone(
        self, name: str, number: str = '', kind: str = 'normal', known: bool = False
    ) -> Phone:
        """Give somebody a phone.

        :raise Refused: the number is no number, or somebody has it already
        """
        if kind not in KINDS:
            raise Refused(f"A phone is one of {', '.join(KINDS)}, not {kind}.")
        if number and not numbers.valid(number):
            raise Refused(f"{number} is not a telephone number.")
        with self.lock:
            found = numbers.canonical(number) if number else numbers.invented(self.chance)
            while not number and found in self._by_number:
                found = numbers.invented(self.chance)
            if found in self._by_number:
                owner = self.phones[self._by_number[found]]
                raise Refused(f"{owner.name} has that number already.")
            phone = Phone(f'p{next(self._ids)}', name.strip() or f'+{found}', found, kind)
            phone.known = known
            phone.bsuid = self.new_bsuid(phone)
            if kind == USERNAME:
                phone.username = _username(phone.name)
            self.phones[phone.id] = phone
            self._by_number[found] = phone.id
            self._by_bsuid[phone.bsuid] = phone.id
            while len(self.phones) > MOST_PHONES:
                self._forget(next(iter(self.phones.values())))
        self.tell_phone(phone)
        return phone

    def new_bsuid(self, phone: Phone) -> str:
        """A business-scoped user id: country, dot, digits."""
        country = 'MX' if phone.number.startswith('52') else 'US'
        return f'{country}.{self.number_of_digits(20)}'

    def renumber(self, phone: Phone, number: str) -> None:
        """A person's new number, and the new BSUID that comes with it."""
        found = numbers.canonical(number)
        if not numbers.valid(number) or found in self._by_number:
            raise Refused(f"{number} cannot be somebody's new number.")
        self._by_number.pop(phone.number, None)
        phone.number = found
        phone.bsuid = self.new_bsuid(phone)
        self._by_number[found] = phone.id
        self._by_bsuid[phone.bsuid] = phone.id

    def find_phone(self, who: str) -> Phone | None:
        """By the sandbox's id, by BSUID or by number in any spelling."""
        if who in self.phones:
            return self.phones[who]
        found = self._by_bsuid.get(who) or self._by_number.get(numbers.canonical(who))
        return self.phones.get(found or '')

    def reach(self, who: str) -> Phone | None:
        """Whom a business writes to; a stranger gets a phone unless the settings say otherwise."""
        phone = self.find_phone(who)
        if phone is None and self.settings.strangers == 'create' and numbers.valid(who):
            phone = self.add_phone('', who)
        return None if phone is None or phone.kind == ABSENT else phone

    def _forget(self, phone: Phone) -> None:
        del self.phones[phone.id]
        self._by_number.pop(phone.number, None)
        self._by_bsuid.pop(phone.bsuid, None)
        for key in [key for key in self._chats if key[0] == phone.id]:
            for name in self._chats.pop(key):
                self.messages.pop(name, None)

    # -- messages ------------------------------------------------------------------------------

    def add_message(self, message: Message) -> None:
        self.messages[message.id] = message
        self._chats.setdefault((message.phone, message.account), []).append(message.id)
        while len(self.messages) > MOST_MESSAGES:
            name, old = self.messages.popitem(last=False)
            chat = self._chats.get((old.phone, old.account), [])
            if name in chat:
                chat.remove(name)

    def next_seq(self) -> int:
        return next(self._seq)

    def chat(self, phone: Phone, account: Account) -> list[Message]:
        names = self._chats.get((phone.id, account.phone_number_id), [])
        return [self.messages[name] for name in names]

    def last(self, phone: Phone, account: Account) -> Message | None:
        names = self._chats.get((phone.id, account.phone_number_id))
        return self.messages[names[-1]] if names else None

    def unread(self, phone: Phone, account: Account) -> int:
        """What came from the business and was not looked at."""
        count = 0
        for name in reversed(self._chats.get((phone.id, account.phone_number_id), [])):
            message = self.messages[name]
            if message.direction == 'in' or RANK.get(message.status, -1) >= RANK['read']:
                break
            count += message.status == 'delivered' and message.type != 'reaction'
        return count

    # -- files ---------------------------------------------------------------------------------

    def add_media(
        self, account: str, data: bytes, mime: str, filename: str = '', inbound: bool = False
    ) -> Media:
        with self.lock:
            media = Media(
                self.number_of_digits(16),
                account,
                data,
                mime,
                base64.b64encode(hashlib.sha256(data).digest()).decode(),
                filename,
                self.clock.now(),
                inbound,
            )
            self.media[media.id] = media
            self._media_bytes += len(data)
            while self._media_bytes > MOST_MEDIA_BYTES and len(self.media) > 1:
                _, old = self.media.popitem(last=False)
                self._media_bytes -= len(old.data)
            return media

    def drop_media(self, media: Media) -> None:
        if self.media.pop(media.id, None):
            self._media_bytes -= len(media.data)

    # -- accounts ------------------------------------------------------------------------------

    def account(self, name: str | None = None) -> Account:
        """A business number by its id or number; the first one when none is named."""
        if not name and self.accounts:
            return next(iter(self.accounts.values()))
        for account in self.accounts.values():
            if name in (account.phone_number_id, account.number):
                return account
        raise Refused(f"There is no business number {name}.")

    # -- the pages -----------------------------------------------------------------------------

    def tell_phone(self, phone: Phone) -> None:
        self.feed.tell({'event': 'phone', 'phone': phone.public()})

    def tell_message(self, message: Message) -> None:
        known = self.messages.get(message.id) is message  # not of a world that was forgotten
        if not self.feed.heard or not known or message.phone not in self.phones:
            return
        phone, account = self.phones[message.phone], self.accounts.get(message.account)
        unread = self.unread(phone, account) if account else 0
        self.feed.tell({'event': 'message', 'message': message.public(), 'unread': unread})


def _username(name: str) -> str:
    plain = ''.join(letter for letter in name.lower() if letter.isalnum() and letter.isascii())
    return plain or 'alguien'
