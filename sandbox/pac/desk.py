"""What both interfaces do alike: stamp once, find again, cancel."""

import threading
from dataclasses import dataclass

from ..records import Json
from ..world import World
from . import book as books
from . import records
from .authority import Authority, folio, receipt
from .book import Book
from .checks import Rejected, check, read
from .judge import Judge
from .keep import Keep
from .records import Request, Stamp

# Test accounts; both PACs let in nobody else.
SW_USER, SW_PASSWORD, SW_TOKEN = 'sandbox@clinica.example', 'sandbox-password', 'sandbox-sw-token'
FINKOK_USER, FINKOK_PASSWORD = 'sandbox@clinica.example', 'sandbox-password'
NO_CREDITS = {
    'sw': ('AU2001', "No cuenta con timbres disponibles."),
    'finkok': ('703', "La cuenta se encuentra suspendida: no cuenta con timbres."),
}
DECISIONS = {'accept': records.ACCEPTED, 'reject': records.REJECTED, 'expire': records.EXPIRED}


@dataclass(frozen=True)
class Taken:
    """A comprobante with its timbre. `previous`: it had been stamped before; `visible`: the PAC
    can show it already."""

    stamp: Stamp
    previous: bool = False
    visible: bool = True


class Desk:
    def __init__(self, world: World, judge: Judge, keep: Keep | None = None) -> None:
        self.world = world
        self.judge = judge
        self.keep = keep
        self.authority = Authority(keep)
        self.book = Book()
        self.tokens: dict[str, float] = {}  # SW's, with the moment they run out
        self.closed = threading.Event()
        for stamp in keep.read() if keep else ():
            self.book.add(stamp)
            if stamp.request and stamp.request.answer == records.WAITING:
                self._await(stamp, stamp.request, {})

    def clear(self) -> None:
        self.book.clear()
        self.tokens.clear()
        if self.keep:
            self.keep.clear()

    def close(self) -> None:
        self.closed.set()
        with self.world.lock:
            if self.keep:
                self.keep.close()
                self.keep = None

    def now(self, about: Json) -> float:
        """By the PAC's clock, which may be wrong."""
        skew = self.world.faults.standing('clock_skew', about)
        return self.world.clock.now() + (float(skew['seconds']) if skew else 0.0)

    def left(self, pac: str) -> int:
        return max(0, self.world.settings.credits - self.book.used[pac])

    # -- stamping ------------------------------------------------------------------------------

    def stamp(self, pac: str, xml: bytes, key: str, about: Json) -> Taken:
        """:raise Rejected: it is not stamped"""
        faults, now = self.world.faults, self.now(about)
        sealed = read(xml)
        about |= {'rfc': sealed.rfc}
        with self.world.lock:
            if found := self._before(pac, sealed.seal, key, now):
                return found
        if rule := faults.hit('refused', about):
            raise Rejected(str(rule['code']), str(rule['message']))
        if faults.hit('no_credits', about) or not self.left(pac):
            raise Rejected(*NO_CREDITS[pac])
        check(xml, sealed, self.judge, now)
        with self.world.lock:
            if found := self._before(pac, sealed.seal, key, now):
                return found
            name = self._new_name(pac)
            facts, relations = books.facts_of(sealed), books.relations_of(sealed.root)
            stamped = self.authority.stamp(sealed.root, pac, name, now)
            stamp = Stamp(
                seq=self.book.next_seq(),
                uuid=name,
                pac=pac,
                key=key,
                seal=sealed.seal,
                xml=stamped,
                sent=xml,
                at=now,
                facts=facts,
                relations=relations,
            )
            stamp.found_from = now + self._late('late_stamped', about)
            stamp.known_from = now + self._late('late_sat', about)
            self.book.add(stamp)
        self.tell(stamp)
        return Taken(stamp)

    def _before(self, pac: str, seal: str, key: str, now: float) -> Taken | None:
        mine = self.book.of_key(key, now) if pac == 'sw' else None
        if mine and mine.seal != seal:
            raise Rejected(
                'CFDI3307', "Timbre duplicado. El customId proporcionado está duplicado."
            )
        stamp = mine or self.book.of_seal(pac, seal)
        return Taken(stamp, True, now >= stamp.found_from) if stamp else None

    def _new_name(self, pac: str) -> str:
        """One that nobody has: what is kept from yesterday began with the same seed."""
        name = folio(self.world.chance.getrandbits(128))
        while self.book.find(name):
            name = folio(self.world.chance.getrandbits(128))
        return name if pac == 'sw' else name.upper()

    def _late(self, kind: str, about: Json) -> float:
        rule = self.world.faults.hit(kind, about)
        return float(rule['seconds']) if rule else 0.0

    def find_sent(self, pac: str, xml: bytes, about: Json) -> Stamp | None:
        """What was stamped of these bytes, once the PAC shows it."""
        seal, now = read(xml).seal, self.now(about)
        with self.world.lock:
            stamp = self.book.of_seal(pac, seal)
            return stamp if stamp and now >= stamp.found_from else None

    # -- cancelling ----------------------------------------------------------------------------

    def cancel(self, rfc: str, uuid: str, motive: str, other: str, about: Json) -> tuple[str, str]:
        """SAT's code for this folio, and its receipt ('' when SAT did not take the request).

        :raise Rejected: the whole request
        """
        about |= {'rfc': rfc, 'uuid': uuid}
        if self.world.faults.hit('sat_down', about):
            raise Rejected('708', "No se pudo conectar al SAT.")
        if rule := self.world.faults.hit('refused', about):
            raise Rejected(str(rule['code']), str(rule['message']))
        now = self.world.clock.now()
        with self.world.lock:
            code = books.code_of_request(self.book, rfc, uuid, motive, other, now)
            if self.world.faults.hit('not_found', about):
                code = '205'
            paper = receipt(rfc, {uuid: code}, now) if code in ('201', '202') else ''
            if code == '201':
                stamp = self.book.stamps[uuid.upper()]
                waits = books.needs_acceptance(stamp, now)
                answer = records.WAITING if waits else records.DIRECT
                stamp.request = Request(motive, other, now, answer, paper)
                if waits:
                    self._await(stamp, stamp.request, about)
                else:
                    stamp.request.answered = now
                self.tell(stamp)
            elif code == '202':
                request = self.book.stamps[uuid.upper()].request
                paper = request.receipt if request else paper
        return code, paper

    def _await(self, stamp: Stamp, request: Request, about: Json) -> None:
        """What the receiver does: what a fault says, else nothing within three working days."""
        about = about | {'receiver': stamp.facts['receiver']['rfc']}
        rule = self.world.faults.hit('receiver', about)
        limit = books.business_days_after(request.asked, 3)
        when = request.asked + float(rule['after']) if rule else limit
        answer = str(rule['answer']) if rule else 'expire'
        if answer == 'expire':
            when = limit
        if answer not in DECISIONS:
            return  # never
        self.world.agenda.at(when, lambda moment: self._decide(stamp, request, answer, moment))

    def _decide(self, stamp: Stamp, request: Request, answer: str, moment: float) -> None:
        with self.world.lock:
            if stamp.request is not request or request.answer != records.WAITING:
                return
            request.answer, request.answered = DECISIONS[answer], moment
        self.tell(stamp)

    def decide(self, uuid: str, answer: str) -> bool:
        """The receiver accepts or rejects, or the time runs out. False: nothing waits for it."""
        stamp = self.book.find(uuid)
        request = stamp.request if stamp else None
        if stamp is None or request is None or request.answer != records.WAITING:
            return False
        self._decide(stamp, request, answer, self.world.clock.now())
        return True

    def waiting(self, receiver: str) -> list[Stamp]:
        """What this RFC was asked to accept."""
        with self.world.lock:
            return [
                stamp
                for stamp in self.book.stamps.values()
                if stamp.facts['receiver']['rfc'] == receiver
                and stamp.request
                and stamp.request.answer == records.WAITING
            ]

    def status(self, rfc: str, receiver: str, total: str, uuid: str) -> Json:
        with self.world.lock:
            now = self.world.clock.now()
            return books.status(self.book, rfc, receiver, total, uuid, now)

    def tell(self, stamp: Stamp) -> None:
        """Of a new one or of what became of it, to the file and to the pages."""
        with self.world.lock:
            if self.keep:
                self.keep.write(stamp)
        self.world.feed.tell({'event': 'stamp', 'stamp': stamp.public()})
