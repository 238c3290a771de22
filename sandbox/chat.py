"""What becomes of a message of the business once it was accepted, on its way to the phone.

    accepted → sent → delivered → read (→ played), or failed

Each step is told to the receiver as a status. A phone that is off keeps a message at `sent`.
"""

import datetime
import hashlib
import threading
import time

import requests

from .graph.errors import GraphError
from .records import RANK, Account, Json, Message, Phone, Settings, Template
from .views import MEDIA_TYPES
from .webhooks import payloads
from .webhooks.courier import Courier
from .world import World

DAY = 24 * 3600.0
FREE_SERVICE_MESSAGES = 1000
LARGEST_LINK = 100 * 1024 * 1024


class Chats:
    """The conversations between the business numbers and the phones."""

    def __init__(self, world: World, courier: Courier) -> None:
        self.world = world
        self.courier = courier
        self._fetching = 0
        self._month: dict[tuple[str, str], int] = {}

    def clear(self) -> None:
        self._month.clear()

    @property
    def settings(self) -> Settings:
        return self.world.settings

    def calm(self) -> bool:
        """No file behind a link is being fetched; asked with the agenda's `changed` held."""
        return not self._fetching

    # -- from the business ---------------------------------------------------------------------

    def accept(
        self,
        account: Account,
        phone: Phone | None,
        payload: Json,
        view: Json,
        template: Template | None = None,
        late: GraphError | None = None,
    ) -> Message:
        """Take a message of the business for a phone; `phone` is None when it has no WhatsApp.

        :param late: an error that Meta will tell as a status
        """
        world = self.world
        at = world.clock.now()
        to = phone or Phone('', '', str(payload.get('to') or payload.get('recipient')))
        message = Message(
            seq=world.next_seq(),
            id=world.wamid(to.number),
            account=account.phone_number_id,
            phone=to.id,
            direction='out',
            type=str(payload.get('type', 'text')),
            payload=payload,
            view=view,
            at=at,
            status='accepted',
            context=str(payload.get('context', {}).get('message_id', '')),
            opaque=payload.get('biz_opaque_callback_data'),
            accepted_at=time.time(),
            stamps={'accepted': at},
        )
        late = late or self._late_problem(account, phone, message, template)
        self._price(message, account, template)
        if phone is None:
            world.messages[message.id] = message
        else:
            world.add_message(message)
        world.tell_message(message)
        first = self._fail if late else self._sent
        if late:
            message.error = late.in_status()
        world.agenda.at(
            at + self.settings.sent_after, lambda moment: first(message, to, account, moment)
        )
        return message

    def _late_problem(
        self, account: Account, phone: Phone | None, message: Message, template: Template | None
    ) -> GraphError | None:
        if phone is None:
            return GraphError(131026)
        me = account.phone_number_id
        if template is None and message.type != 'template' and not self.window_open(account, phone):
            return GraphError(131047)
        if template and template.category == 'MARKETING' and me in phone.no_marketing:
            return GraphError(131050)
        return None

    def window_open(self, account: Account, phone: Phone) -> bool:
        """Within 24 hours of the patient's last message (*Customer service windows*)."""
        facts = {'account': account.phone_number_id, 'to': phone.wa_id, 'phone': phone.id}
        if self.world.faults.hit('window_closed', facts):
            return False
        last = phone.last_in.get(account.phone_number_id)
        return last is not None and self.world.clock.now() - last < DAY

    def _price(self, message: Message, account: Account, template: Template | None) -> None:
        """Per message since 2025-07; replies are billed since 2026-10, the first 1,000 are not."""
        if message.type == 'reaction':
            return
        category = template.category.lower() if template else 'service'
        message.category = category
        month = datetime.datetime.fromtimestamp(message.at, datetime.timezone.utc).strftime('%Y%m')
        key = (account.phone_number_id, month)
        free = category == 'service' and self._month.get(key, 0) < FREE_SERVICE_MESSAGES
        if category == 'service':
            self._month[key] = self._month.get(key, 0) + 1
        message.pricing = {
            'billable': not free,
            'pricing_model': 'PMP',
            'type': 'free_customer_service' if free else 'regular',
            'category': category,
        }
        session = f'{account.phone_number_id}/{message.phone}/{category}/{int(message.at // DAY)}'
        message.conversation = hashlib.md5(session.encode(), usedforsecurity=False).hexdigest()

    # -- steps ---------------------------------------------------------------------------------

    def _sent(self, message: Message, phone: Phone, account: Account, at: float) -> None:
        links = [part for part in _media_parts(message.view) if part.get('link')]
        if links:
            with self.world.agenda.changed:
                self._fetching += 1
            threading.Thread(
                target=self._fetch, args=(links, message, phone, account, at), daemon=True
            ).start()
        else:
            self._advance(message, phone, account, at)

    def _fetch(
        self, links: list[Json], message: Message, phone: Phone, account: Account, at: float
    ) -> None:
        """Get the file behind a link, as WhatsApp does before it sends."""
        try:
            for part in links:
                try:
                    response = requests.get(part['link'], timeout=10)
                    response.raise_for_status()
                except requests.RequestException as error:
                    message.error = GraphError(
                        131053, f"Downloading media from weblink failed: {type(error).__name__}"
                    ).in_status()
                    self._fail(message, phone, account, at)
                    return
                mime = response.headers.get('Content-Type', '').split(';')[0]
                stored = self.world.add_media(
                    account.phone_number_id, response.content[:LARGEST_LINK], mime
                )
                part |= stored.public() | {'filename': part.get('filename', '')}
            self._advance(message, phone, account, at)
        finally:
            with self.world.agenda.changed:
                self._fetching -= 1
                self.world.agenda.changed.notify_all()

    def _advance(self, message: Message, phone: Phone, account: Account, at: float) -> None:
        self.tell(message, phone, account, 'sent', at)
        self.world.agenda.at(
            at + self.settings.delivered_after - self.settings.sent_after,
            lambda moment: self.deliver(message, phone, account, moment),
        )

    def deliver(self, message: Message, phone: Phone, account: Account, at: float) -> None:
        """Reach the phone, when it is on and did not block the business."""
        if not phone.on or account.phone_number_id in phone.blocked:
            return
        if not self.tell(message, phone, account, 'delivered', at):
            return
        if message.type == 'reaction':
            self._react(message)
        if self.settings.read_after is not None:

            def read(moment: float) -> None:
                self.read(phone, account, moment)

            self.world.agenda.at(at + self.settings.read_after, read)

    def _react(self, message: Message) -> None:
        with self.world.lock:
            target = self.world.messages.get(message.payload['reaction']['message_id'])
            if target:
                target.reactions['out'] = message.payload['reaction'].get('emoji', '')
                self.world.tell_message(target)

    def _fail(self, message: Message, phone: Phone, account: Account, at: float) -> None:
        with self.world.lock:
            message.status = 'failed'
            message.stamps['failed'] = at
        self._post(message, phone, account, 'failed', at)

    def tell(self, message: Message, phone: Phone, account: Account, step: str, at: float) -> bool:
        """Move a message on and let the receiver know; False when it was there already."""
        with self.world.lock:
            if RANK.get(message.status, 9) >= RANK[step]:
                return False
            message.status = step
            message.stamps[step] = at
        self._post(message, phone, account, step, at)
        return True

    def _post(self, message: Message, phone: Phone, account: Account, step: str, at: float) -> None:
        value = payloads.status(account, phone, message, step, at)
        self.courier.post(account, 'messages', value, at)
        self.world.tell_message(message)

    # -- from the phone ------------------------------------------------------------------------

    def read(self, phone: Phone, account: Account, at: float) -> int:
        """The patient looked: everything delivered is read. Returns how many messages were new."""
        with self.world.lock:
            new = [
                message
                for message in self.world.chat(phone, account)
                if message.direction == 'out' and message.status == 'delivered'
            ]
        for message in new:
            if phone.read_receipts and message.type != 'reaction':
                self.tell(message, phone, account, 'read', at)
            else:
                message.status = 'read'
        return len(new)

    def switch(self, phone: Phone, on: bool) -> None:
        """Turn a phone on or off; what waited for it arrives."""
        at = self.world.clock.now()
        with self.world.lock:
            phone.on = on
            waiting = [
                (message, account)
                for account in self.world.accounts.values()
                for message in self.world.chat(phone, account)
                if message.direction == 'out' and message.status == 'sent'
            ]
        self.world.tell_phone(phone)
        for message, account in waiting if on else ():
            self.deliver(message, phone, account, at)

    # -- read marks of the business ------------------------------------------------------------

    def business_read(self, account: Account, wamid: str, typing: bool) -> bool:
        """Blue ticks on the patient's messages up to this one, and "typing" for 25 seconds."""
        world = self.world
        target = world.messages.get(wamid)
        if not target or target.direction != 'in' or target.account != account.phone_number_id:
            return False
        phone = world.phones.get(target.phone)
        if phone is None:
            return False
        for message in world.chat(phone, account):
            if message.direction == 'in' and message.seq <= target.seq:
                if message.status != 'read':
                    message.status = 'read'
                    message.stamps['read'] = world.clock.now()
                    world.tell_message(message)
        if typing:
            world.feed.tell(
                {
                    'event': 'typing',
                    'phone': phone.id,
                    'account': account.phone_number_id,
                    'seconds': 25,
                }
            )
        return True


def _media_parts(view: Json) -> list[Json]:
    """The files a message shows: its own and its header's."""
    parts = [view.get('media'), (view.get('header') or {}).get('media')]
    return [part for part in parts if part and part.get('type') in MEDIA_TYPES]
