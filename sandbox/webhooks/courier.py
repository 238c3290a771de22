"""Brings webhooks to their receivers, again and again until one answers 200.

*Webhooks > Delivery*: at least once, in no order, with growing pauses for seven days.
"""

import contextlib
import itertools
import random
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import requests

from ..records import Account, Json
from ..world import World
from . import payloads, signing

SEVEN_DAYS = 7 * 24 * 3600.0
LONGEST_PAUSE = 3600.0
WORKERS = 8
LOG = 2000


def pause(attempts: int) -> float:
    """Seconds until the next try: 2, 4, 8 … an hour."""
    return float(min(2.0**attempts, LONGEST_PAUSE))


@dataclass
class Change:
    """One thing that happened, waiting for a place in a body."""

    account: Account
    field: str
    value: Json
    since: float
    on_arrival: Callable[[], None] | None = None


@dataclass
class Delivery:
    """A body that was composed and signed; it is never changed between tries."""

    id: int
    account: Account
    body: bytes
    changes: list[Change]
    first: float
    due: float  # the moment of the next try, which may be past when the clock jumped
    attempts: int = 0
    answers: list[str] = field(default_factory=list)
    done: bool = False
    given_up: bool = False

    def public(self) -> Json:
        return {
            'id': self.id,
            'account': self.account.phone_number_id,
            'url': self.account.webhook,
            'changes': len(self.changes),
            'bytes': len(self.body),
            'first': self.first,
            'attempts': self.attempts,
            'answers': self.answers[-5:],
            'done': self.done,
            'given_up': self.given_up,
        }


class Courier:
    """One line of waiting changes for each account, and workers who carry them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.changed = world.agenda.changed  # the agenda's own: calm is asked of both at once
        self.log: deque[Delivery] = deque(maxlen=LOG)
        self.counts = {'delivered': 0, 'failed': 0, 'given_up': 0, 'changes': 0}
        self._waiting: dict[str, deque[Change]] = {}
        self._again: deque[Delivery] = deque()
        self._under_way: dict[str, int] = {}
        self._closed = False
        self._epoch = 0
        self._numbers = itertools.count(1)
        self._chance = random.Random(world.seed)
        self._threads = [
            threading.Thread(target=self._work, name=f'courier-{number}', daemon=True)
            for number in range(WORKERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        with self.changed:
            self._closed = True
            self.changed.notify_all()

    def clear(self) -> None:
        """Drop what waits; what is under way ends by itself and is forgotten."""
        with self.changed:
            self._epoch += 1
            self._waiting.clear()
            self._again.clear()
            self.log.clear()
            self.counts = dict.fromkeys(self.counts, 0)
            self._chance = random.Random(self.world.seed)
            self.changed.notify_all()

    # -- in ------------------------------------------------------------------------------------

    def post(
        self,
        account: Account,
        name: str,
        value: Json,
        at: float,
        on_arrival: Callable[[], None] | None = None,
    ) -> None:
        """Something happened that this account's receiver is to hear of, maybe more than once."""
        gone = self.world.accounts.get(account.phone_number_id) is not account
        if gone or not account.subscribed or not account.webhook:
            return
        faults = self.world.faults
        facts = {'account': account.phone_number_id, 'field': name, 'type': _type(value)}
        change = Change(account, name, value, at, on_arrival)
        late = sum(rule['seconds'] for rule in faults.every('delay', facts))
        late += sum(rule.spread(rule['within']) for rule in faults.every('reorder', facts))
        moments = [at + late]
        for rule in faults.every('duplicate', facts):
            moments += [at + late + rule.spread(rule['within']) for _ in range(rule['copies'])]
        epoch = self._epoch

        def later(moment: float) -> None:
            if epoch == self._epoch:
                self._enqueue(replace(change, since=moment))

        for moment in moments:
            if moment <= at:
                self._enqueue(change)
            else:
                self.world.agenda.at(moment, later)

    def _enqueue(self, change: Change) -> None:
        with self.changed:
            line = self._waiting.setdefault(change.account.phone_number_id, deque())
            line.append(change)
            self.counts['changes'] += 1
            if rule := self._holding(change.account):
                self.world.agenda.at(change.since + rule['within'], lambda _: None)
            self.changed.notify_all()

    # -- out -----------------------------------------------------------------------------------

    def calm(self) -> bool:
        """Nothing is on its way; asked with `changed` held."""
        return not any(self._under_way.values()) and not self._again and self._ready() is None

    def waiting(self) -> int:
        with self.changed:
            return sum(map(len, self._waiting.values())) + len(self._again)

    def _holding(self, account: Account) -> Json | None:
        rule = self.world.faults.standing('batch', {'account': account.phone_number_id})
        return rule.options if rule else None

    def _ready(self) -> str | None:
        """An account whose line may send now."""
        for name, line in self._waiting.items():
            if not line or self._under_way.get(name, 0) >= self.world.settings.lanes:
                continue
            hold = self._holding(line[0].account)
            full = not hold or len(line) >= hold['size']
            if full or line[0].since + (hold or {})['within'] <= self.world.clock.now():
                return name
        return None

    def _take(self) -> Delivery | None:
        if self._again:
            return self._again.popleft()
        name = self._ready()
        if name is None:
            return None
        line = self._waiting[name]
        account = line[0].account
        hold = self._holding(account)
        size = hold['size'] if hold else max(1, self.world.settings.batch)
        taken = [line.popleft() for _ in range(min(size, len(line)))]
        now = self.world.clock.now()
        changes = [{'value': change.value, 'field': change.field} for change in taken]
        if hold:
            payload = payloads.batch(account.waba_id, changes, now, self._chance)
        else:
            payload = payloads.envelope(account.waba_id, changes, now)
        body = signing.encode(payload)
        since = [change.since for change in taken]
        delivery = Delivery(next(self._numbers), account, body, taken, since[0], max(since))
        self.log.append(delivery)
        return delivery

    def _work(self) -> None:
        with requests.Session() as session:
            session.trust_env = False  # a receiver is near: no proxy
            while True:
                with self.changed:
                    self.changed.wait_for(lambda: self._closed or self._can_work())
                    if self._closed:
                        return
                    delivery = self._take()
                    if delivery is None:
                        continue
                    epoch, name = self._epoch, delivery.account.phone_number_id
                    self._under_way[name] = self._under_way.get(name, 0) + 1
                try:
                    self._try(session, delivery, epoch)
                finally:
                    with self.changed:
                        self._under_way[name] -= 1
                        self.changed.notify_all()

    def _can_work(self) -> bool:
        return bool(self._again) or self._ready() is not None

    def _try(self, session: requests.Session, delivery: Delivery, epoch: int) -> None:
        faults = self.world.faults
        facts = {'account': delivery.account.phone_number_id}
        if faults.hit('receiver_down', facts):
            answer = 'down'
        else:
            answer = self._send(session, delivery)
            if answer == '200' and faults.hit('ack_lost', facts):
                answer = 'ack lost'
        if epoch != self._epoch:
            return
        delivery.attempts += 1
        delivery.answers.append(answer)
        if answer == '200':
            delivery.done = True
            self.counts['delivered'] += 1
            for change in delivery.changes:
                if change.on_arrival:
                    change.on_arrival()
        else:
            self._retry(delivery, epoch)
        self.world.feed.tell({'event': 'receiver', 'account': facts['account'], 'answer': answer})

    def _send(self, session: requests.Session, delivery: Delivery) -> str:
        account = delivery.account
        try:
            response = session.post(
                account.webhook,
                data=delivery.body,
                headers=signing.headers(delivery.body, account.app_secret),
                timeout=self.world.settings.timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return type(error).__name__
        return str(response.status_code)

    def _retry(self, delivery: Delivery, epoch: int) -> None:
        self.counts['failed'] += 1
        delivery.due += pause(delivery.attempts)
        if delivery.due > delivery.first + SEVEN_DAYS:
            delivery.given_up = True
            self.counts['given_up'] += 1
            return

        def again(_moment: float) -> None:
            with self.changed:
                if epoch == self._epoch:
                    self._again.append(delivery)
                    self.changed.notify_all()

        self.world.agenda.at(delivery.due, again)


def verify(account: Account, url: str, token: str, challenge: str, timeout: float = 5.0) -> str:
    """The handshake that Meta makes when a callback URL is saved; '' when it went well.

    *Webhooks > Getting started > Validating verification requests*.
    """
    question = {'hub.mode': 'subscribe', 'hub.verify_token': token, 'hub.challenge': challenge}
    with contextlib.closing(requests.Session()) as session:
        session.trust_env = False
        try:
            response = session.get(url, params=question, timeout=timeout, allow_redirects=False)
        except requests.RequestException as error:
            return f"The callback URL does not answer ({type(error).__name__})."
    if response.status_code != 200:
        return f"The callback URL answered {response.status_code} instead of 200."
    if response.text.strip() != challenge:
        return "The callback URL did not return hub.challenge."
    account.verified = True
    return ''


def _type(value: Json) -> str:
    """What a change is about, for a fault's `match`: a message's type or a status's name."""
    if value.get('statuses'):
        return str(value['statuses'][0]['status'])
    if value.get('messages'):
        return str(value['messages'][0]['type'])
    return str(value.get('event', ''))
