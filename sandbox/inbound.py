"""What a patient does on the phone, turned into webhooks.

*WhatsApp > Cloud API > Webhooks > Payload examples*. `act` takes the JSON that `/_sandbox/inbound`
takes, see `README.md`.
"""

import base64
import binascii
import json
import mimetypes
import time
from collections.abc import Callable
from pathlib import Path

from . import views
from .chat import Chats
from .records import RANK, USERNAME, Account, Json, Media, Message, Phone, Refused
from .webhooks import payloads

SAMPLES = Path(__file__).parent / 'phone' / 'samples'
SAMPLE_FILES = {
    'photo': ('foto.jpg', 'image/jpeg'),
    'pdf': ('estudio.pdf', 'application/pdf'),
    'voice': ('nota-de-voz.ogg', 'audio/ogg; codecs=opus'),
}
SAMPLE_PLACE = {
    'latitude': 19.3879,
    'longitude': -99.1736,
    'name': "Parque Hundido",
    'address': "Av. Insurgentes Sur, Benito Juárez, Ciudad de México",
}


class Inbound:
    """Acts as the patients."""

    def __init__(self, chats: Chats) -> None:
        self.chats = chats
        self.world = chats.world
        self.courier = chats.courier

    def act(self, spec: Json, upload: Media | None = None) -> Message | None:
        """One thing a patient does; the message it makes, if it makes one.

        :raise Refused: it cannot be done on this phone now
        """
        with self.world.lock:
            account = self.world.account(spec.get('account'))
            phone = self._phone(spec)
            kind = str(spec.get('kind') or spec.get('type') or 'text')
            special = self._special().get(kind)
            if special:
                special(account, phone, spec)
                return None
            self._may_write(account, phone)
            content = self._content(kind, account, phone, spec, upload)
            return self._write(account, phone, content, spec)

    def _phone(self, spec: Json) -> Phone:
        who = str(spec.get('phone') or spec.get('from') or '')
        if not who:
            raise Refused("Say who writes: `phone` (an id), or `from` (a number or BSUID).")
        phone = self.world.find_phone(who)
        if phone is None:
            phone = self.world.add_phone(
                str(spec.get('name') or ''), who, str(spec.get('phone_kind') or 'normal')
            )
        return phone

    def _may_write(self, account: Account, phone: Phone) -> None:
        if not phone.on:
            raise Refused(f"El teléfono de {phone.name} está apagado. Enciéndalo para escribir.")
        if account.phone_number_id in phone.blocked:
            raise Refused(f"{phone.name} bloqueó este consultorio. Desbloquéelo para escribir.")

    def _write(self, account: Account, phone: Phone, content: Json, spec: Json) -> Message:
        world = self.world
        at = world.clock.now()
        kind = content['type']
        shown = content if kind != 'edit' else content['edit']['message']
        message = Message(
            seq=world.next_seq(),
            id=world.wamid(phone.number),  # the `id` of a list's row is no message's
            account=account.phone_number_id,
            phone=phone.id,
            direction='in',
            type=kind,
            payload=content,
            view=self._view(shown['type'], shown),
            at=at,
            status='sent',
            context=str(content.get('context', {}).get('id', '')),
            accepted_at=time.time(),
            stamps={'sent': at},
        )
        if kind not in ('reaction', 'edit', 'revoke', 'system'):
            phone.last_in[account.phone_number_id] = at
            self.chats.read(phone, account, at)  # whoever writes has the chat open
        world.add_message(message)
        self._mark(message, content)
        world.tell_message(message)
        value = payloads.inbound(account, phone, message.id, at, content)
        self.courier.post(account, 'messages', value, at, lambda: self._arrived(message))
        return message

    def _arrived(self, message: Message) -> None:
        with self.world.lock:
            if RANK[message.status] < RANK['delivered']:
                message.status = 'delivered'
                message.stamps['delivered'] = self.world.clock.now()
        self.world.tell_message(message)

    def _mark(self, message: Message, content: Json) -> None:
        """What the message changes in one that is there already."""
        if message.type == 'reaction':
            target = self._mine(content['reaction']['message_id'])
            target.reactions['in'] = content['reaction']['emoji']
        elif message.type in ('edit', 'revoke'):
            target = self._mine(content[message.type]['original_message_id'])
            target.view = (
                message.view if message.type == 'edit' else {'kind': 'system', 'text': "Eliminado"}
            )
        elif message.context and message.type in ('button', 'interactive'):
            tapped = self.world.messages.get(message.context)
            if tapped is None:
                return
            target = tapped
            target.chosen = _chosen(content)
        else:
            return
        self.world.tell_message(target)

    def _mine(self, wamid: str) -> Message:
        target = self.world.messages.get(wamid)
        if target is None:
            raise Refused(f"There is no message {wamid}.")
        return target

    # -- messages ------------------------------------------------------------------------------

    def _content(
        self, kind: str, account: Account, phone: Phone, spec: Json, upload: Media | None
    ) -> Json:
        """`{type, <type>: …, context?}` as it stands in the webhook."""
        context = self._context(account, spec)
        if kind in ('image', 'audio', 'voice', 'video', 'document', 'sticker'):
            return context | self._media(kind, account, spec, upload)
        makers: dict[str, Callable[[Json], Json]] = {
            'text': _text,
            'button': self._button,
            'list': self._list,
            'flow': _flow,
            'location': _location,
            'contacts': _contacts,
            'reaction': _reaction,
            'edit': _edit,
            'revoke': _revoke,
            'unsupported': _unsupported,
            'raw': lambda spec: dict(spec['message']),
        }
        maker = makers.get(kind)
        if maker is None:
            raise Refused(f"A patient cannot send {kind}; kinds: {', '.join(makers)}.")
        try:
            made = maker(spec)
        except KeyError as missing:
            raise Refused(f"{kind} needs {missing}.") from missing
        if kind in ('reaction', 'edit', 'revoke'):
            about = made[kind]
            self._mine(about.get('message_id') or about['original_message_id'])
            return made
        return context | made

    def _context(self, account: Account, spec: Json) -> Json:
        context: Json = {}
        if spec.get('reply_to'):
            target = self.world.messages.get(str(spec['reply_to']))
            mine = target is not None and target.direction == 'in' and self._sender(target)
            context = {'from': mine or account.number, 'id': str(spec['reply_to'])}
        if spec.get('forwarded'):
            context['forwarded'] = True
        if spec.get('without_context'):
            context = {}
        return {'context': context} if context else {}

    def _sender(self, message: Message) -> str:
        phone = self.world.phones.get(message.phone)
        return phone.wa_id if phone else ''

    def _media(self, kind: str, account: Account, spec: Json, upload: Media | None) -> Json:
        stored = upload or self._stored(kind, account, spec)
        about: Json = {'mime_type': stored.mime, 'sha256': stored.sha256, 'id': stored.id}
        if spec.get('caption'):
            about = {'caption': str(spec['caption'])} | about
        if kind == 'document':
            about['filename'] = stored.filename or 'archivo'
        if kind == 'sticker':
            about['animated'] = bool(spec.get('animated'))
        name = 'audio' if kind == 'voice' else kind
        if name == 'audio':
            about['voice'] = kind == 'voice'
        return {'type': name, name: about}

    def _stored(self, kind: str, account: Account, spec: Json) -> Media:
        """The file: a sample by name, or base64 `data` with `mime_type` and `filename`."""
        me = account.phone_number_id
        if spec.get('data'):
            try:
                data = base64.b64decode(str(spec['data']), validate=True)
            except binascii.Error as error:
                raise Refused("`data` is not base64.") from error
            filename = str(spec.get('filename') or '')
            mime = str(spec.get('mime_type') or mimetypes.guess_type(filename)[0] or '')
            return self.world.add_media(me, data, mime, filename, inbound=True)
        usual = {'image': 'photo', 'document': 'pdf', 'audio': 'voice', 'voice': 'voice'}
        name = str(spec.get('sample') or usual.get(kind, ''))
        if name not in SAMPLE_FILES:
            raise Refused(f"{kind} needs `data`, an upload or a `sample` ({', '.join(usual)}).")
        filename, mime = SAMPLE_FILES[name]
        data = (SAMPLES / filename).read_bytes()
        return self.world.add_media(me, data, mime, filename, inbound=True)

    def _button(self, spec: Json) -> Json:
        """A tap on a reply button or on a template's quick reply of the message `reply_to`."""
        target = self._mine(str(spec['reply_to']))
        buttons = target.view.get('buttons') or []
        wanted = spec.get('id', spec.get('payload', spec.get('title')))
        for button in buttons:
            if wanted is None or wanted in (button.get('id'), button['title']):
                break
        else:
            raise Refused(f"That message has no button {wanted}.")
        if button['type'] == 'quick_reply':
            return {'type': 'button', 'button': {'payload': button['id'], 'text': button['title']}}
        reply = {'id': button.get('id', ''), 'title': button['title']}
        return _interactive('button_reply', reply)

    def _list(self, spec: Json) -> Json:
        target = self._mine(str(spec['reply_to']))
        for section in (target.view.get('list') or {}).get('sections', []):
            for row in section.get('rows', []):
                if spec['id'] in (row['id'], row['title']):
                    reply = {'id': row['id'], 'title': row['title']}
                    if row.get('description'):
                        reply['description'] = row['description']
                    return _interactive('list_reply', reply)
        raise Refused(f"That message has no row {spec['id']}.")

    def _view(self, kind: str, content: Json) -> Json:
        if kind == 'button':
            return {'kind': 'text', 'text': content['button']['text']}
        if kind == 'interactive':
            reply = content['interactive']
            if reply['type'] == 'nfm_reply':
                answers = json.loads(reply['nfm_reply']['response_json'])
                return {'kind': 'answers', 'answers': answers}
            return {'kind': 'text', 'text': reply[reply['type']]['title']}
        return views.of_message(kind, content.get(kind), self.world.media.get)

    # -- what is no message --------------------------------------------------------------------

    def _special(self) -> dict[str, Callable[[Account, Phone, Json], None]]:
        return {
            'read': self._read,
            'played': self._played,
            'change_number': self._change_number,
            'identity_changed': self._identity_changed,
            'preference': self._preference,
            'echo': self._echo,
        }

    def _read(self, account: Account, phone: Phone, spec: Json) -> None:
        self.chats.read(phone, account, self.world.clock.now())

    def _played(self, account: Account, phone: Phone, spec: Json) -> None:
        message = self._mine(str(spec.get('message')))
        if message.direction == 'out':
            self.chats.tell(message, phone, account, 'played', self.world.clock.now())

    def _change_number(self, account: Account, phone: Phone, spec: Json) -> None:
        """`user_changed_number`, then `user_changed_user_id`: a new number brings a new BSUID."""
        old, old_bsuid = phone.wa_id, phone.bsuid
        self.world.renumber(phone, str(spec.get('number') or ''))
        at = self.world.clock.now()
        self._system(
            account,
            {'from': old},
            phone,
            {
                'body': f"User {phone.name} changed from {old} to {phone.wa_id}",
                'customer': old,
                'wa_id': phone.wa_id,
                'type': 'user_changed_number',
            },
            at,
        )
        self._system(
            account,
            {'from': phone.wa_id, 'from_user_id': phone.bsuid},
            phone,
            {
                'body': f"User {phone.name} changed their user id",
                'user_id': phone.bsuid,
                'previous_user_id': old_bsuid,
                'type': 'user_changed_user_id',
            },
            at,
        )
        self.world.tell_phone(phone)

    def _identity_changed(self, account: Account, phone: Phone, spec: Json) -> None:
        """The person's keys changed: a new telephone, or WhatsApp installed anew."""
        at, mark = self.world.clock.now(), self.world.number_of_digits(12)
        content: Json = {
            'type': 'system',
            'system': {
                'body': f"The security code of {phone.name} changed",
                'identity': mark,
                'customer': phone.bsuid if phone.kind == USERNAME else phone.wa_id,
                'type': 'customer_identity_changed',
            },
            'identity': {'acknowledged': False, 'created_timestamp': str(int(at)), 'hash': mark},
        }
        wamid = self.world.wamid(phone.number)
        value = payloads.inbound(account, phone, wamid, at, content)
        self.courier.post(account, 'messages', value, at)

    def _system(
        self, account: Account, sender: Json, phone: Phone, content: Json, at: float
    ) -> None:
        value = payloads.system(account, sender, self.world.wamid(phone.number), at, content)
        self.courier.post(account, 'messages', value, at)

    def _preference(self, account: Account, phone: Phone, spec: Json) -> None:
        value = str(spec.get('value') or 'stop')
        if value not in ('stop', 'resume'):
            raise Refused("`value` is stop or resume.")
        me, at = account.phone_number_id, self.world.clock.now()
        if value == 'stop':
            phone.no_marketing.add(me)
        else:
            phone.no_marketing.discard(me)
        self.world.tell_phone(phone)
        change = payloads.preference(account, phone, value, at)
        self.courier.post(account, 'user_preferences', change, at)

    def _echo(self, account: Account, phone: Phone, spec: Json) -> None:
        """The business wrote from its own phone app."""
        at, wamid = self.world.clock.now(), self.world.wamid(phone.number)
        content: Json = {'type': 'text', 'text': {'body': str(spec.get('text') or '')}}
        message = Message(
            seq=self.world.next_seq(),
            id=wamid,
            account=account.phone_number_id,
            phone=phone.id,
            direction='out',
            type='text',
            payload=content,
            view={'kind': 'text', 'text': content['text']['body']},
            at=at,
            status='delivered',
        )
        self.world.add_message(message)
        self.world.tell_message(message)
        value = payloads.echo(account, phone, wamid, at, content)
        self.courier.post(account, 'smb_message_echoes', value, at)


def _text(spec: Json) -> Json:
    made: Json = {'text': {'body': str(spec['text'])}, 'type': 'text'}
    if spec.get('referral'):
        made = {'referral': spec['referral']} | made
    return made


def _interactive(kind: str, reply: Json) -> Json:
    return {'type': 'interactive', 'interactive': {'type': kind, kind: reply}}


def _flow(spec: Json) -> Json:
    answers = dict(spec['answers'])
    if spec.get('flow_token'):
        answers['flow_token'] = spec['flow_token']
    reply = {
        'response_json': json.dumps(answers, separators=(',', ':')),
        'body': 'Sent',
        'name': 'flow',
    }
    return _interactive('nfm_reply', reply)


def _location(spec: Json) -> Json:
    if 'latitude' not in spec:
        return {'location': dict(SAMPLE_PLACE), 'type': 'location'}
    names = ('latitude', 'longitude', 'name', 'address', 'url')
    return {'location': {name: spec[name] for name in names if name in spec}, 'type': 'location'}


def _contacts(spec: Json) -> Json:
    return {'contacts': spec['contacts'], 'type': 'contacts'}


def _reaction(spec: Json) -> Json:
    reaction = {'message_id': str(spec['reply_to']), 'emoji': str(spec.get('emoji') or '')}
    return {'type': 'reaction', 'reaction': reaction}


def _edit(spec: Json) -> Json:
    new = {'type': 'text', 'text': {'body': str(spec['text'])}}
    return {
        'type': 'edit',
        'edit': {'original_message_id': str(spec['message']), 'message': new},
    }


def _revoke(spec: Json) -> Json:
    return {'type': 'revoke', 'revoke': {'original_message_id': str(spec['message'])}}


def _unsupported(spec: Json) -> Json:
    error = {
        'code': 131051,
        'title': 'Message type unknown',
        'message': 'Message type unknown',
        'error_data': {'details': 'Message type is currently not supported.'},
    }
    return {'errors': [error], 'type': 'unsupported'}


def _chosen(content: Json) -> str:
    if content['type'] == 'button':
        return str(content['button']['payload'])
    reply = content['interactive']
    return str(reply[reply['type']].get('id', 'flow'))
