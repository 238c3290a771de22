"""A message from a patient, whatever its kind, as one value.

API page: "Webhooks, messages object". A kind that is not read here is ``unsupported``: it is shown
as such and kept, never dropped.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .statuses import read_seconds
from .webhook import Event, clean

MEDIA = ('image', 'audio', 'video', 'document', 'sticker')


@dataclass(frozen=True)
class Sender:
    """Who wrote, by every name Meta gives. ``wa_id``: digits, as they are for sending (521… for old
    Mexican accounts), empty for a person with a username only. ``bsuid``: stable within the
    business, new when the number changes. ``name``: what the person calls themself."""

    wa_id: str = ''
    bsuid: str = ''
    parent_bsuid: str = ''
    username: str = ''
    name: str = ''


@dataclass(frozen=True)
class Media:
    """A file that came in. ``sha256`` in base64. ``url`` lives for minutes and may be empty; then
    it is asked for by ``id``."""

    id: str
    kind: str
    mime_type: str = ''
    sha256: str = ''
    url: str = ''
    filename: str = ''
    voice: bool = False
    animated: bool = False


@dataclass(frozen=True)
class Place:
    """A location, in degrees."""

    latitude: float
    longitude: float
    name: str = ''
    address: str = ''


@dataclass(frozen=True)
class Card:
    """A contact card that was shared."""

    name: str
    phones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Incoming:
    """``kind``: ``text``, one of :data:`MEDIA`, ``location``, ``contacts``, ``reaction``,
    ``button`` (a template's), ``button_reply``, ``list_reply``, ``flow_reply``, ``order``,
    ``edit``, ``revoke``, ``system``, ``unsupported``.

    ``text``: what can be read aloud: the body, the caption, the title of what was tapped.
    ``payload``: what our button or row carries. ``answers``: a Flow's. ``about``: the wamid that is
    answered, reacted to, edited or taken back. ``change``: of ``system`` what happened,
    ``new_wa_id`` and ``new_bsuid`` the person's new names.
    """

    kind: str
    wamid: str
    sender: Sender
    at: int | None = None
    text: str = ''
    payload: str = ''
    answers: Mapping[str, Any] = field(default_factory=dict)
    media: Media | None = None
    place: Place | None = None
    cards: tuple[Card, ...] = ()
    about: str = ''
    forwarded: bool = False
    referral: Mapping[str, Any] = field(default_factory=dict)
    change: str = ''
    new_wa_id: str = ''
    new_bsuid: str = ''
    original_kind: str = ''


def read_message(event: Event) -> Incoming:
    """Read an event of kind ``message`` or ``echo``. Never fails: what is odd is unsupported."""
    node = event.node
    told = _text(node, 'type')
    values = _READERS.get(told, _unsupported)(node, told)
    context = _object(node, 'context')
    values.setdefault('about', _text(context, 'id'))
    return Incoming(
        **{'kind': told, **values},
        wamid=event.wamid,
        sender=read_sender(event),
        at=read_seconds(node.get('timestamp')),
        forwarded=any(context.get(name) is True for name in ('forwarded', 'frequently_forwarded')),
        referral=_object(node, 'referral'),
        original_kind=told,
    )


def read_sender(event: Event) -> Sender:
    """Who an event is from."""
    node, contact = event.node, event.contact
    return Sender(
        wa_id=_digits(_text(contact, 'wa_id') or _text(node, 'from')),
        bsuid=_text(contact, 'user_id') or _text(node, 'from_user_id'),
        parent_bsuid=_text(contact, 'parent_user_id') or _text(node, 'from_parent_user_id'),
        username=_text(_object(contact, 'profile'), 'username'),
        name=_text(_object(contact, 'profile'), 'name'),
    )


# ------------------------------------------------------------------ one reader a kind


def _read_text(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    return {'text': _text(_object(node, 'text'), 'body')}


def _read_media(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    part = _object(node, told)
    if not _text(part, 'id'):
        return _unsupported(node, told)
    return {
        'text': _text(part, 'caption'),
        'media': Media(
            id=_text(part, 'id'),
            kind=told,
            mime_type=_text(part, 'mime_type'),
            sha256=_text(part, 'sha256'),
            url=_text(part, 'url'),
            filename=_text(part, 'filename'),
            voice=part.get('voice') is True,
            animated=part.get('animated') is True,
        ),
    }


def _read_location(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    part = _object(node, told)
    try:
        place = Place(
            float(part.get('latitude')),  # type: ignore[arg-type]
            float(part.get('longitude')),  # type: ignore[arg-type]
            _text(part, 'name'),
            _text(part, 'address'),
        )
    except (TypeError, ValueError):
        return _unsupported(node, told)
    return {'place': place, 'text': place.name}


def _read_contacts(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    cards = []
    for part in _list(node, told):
        name = _object(part, 'name')
        phones = tuple(
            number
            for phone in _list(part, 'phones')
            if (number := _text(phone, 'phone') or _text(phone, 'wa_id'))
        )
        cards.append(Card(_text(name, 'formatted_name') or _text(name, 'first_name'), phones))
    return {'cards': tuple(cards), 'text': ", ".join(card.name for card in cards if card.name)}


def _read_reaction(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    part = _object(node, told)
    return {'text': _text(part, 'emoji'), 'about': _text(part, 'message_id')}


def _read_button(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    part = _object(node, told)
    return {'text': _text(part, 'text'), 'payload': _text(part, 'payload')}


def _read_interactive(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    part = _object(node, told)
    kind = _text(part, 'type')
    reply = _object(part, kind)
    if kind in ('button_reply', 'list_reply'):
        return {'kind': kind, 'text': _text(reply, 'title'), 'payload': _text(reply, 'id')}
    if kind == 'nfm_reply':
        answers = reply.get('response_json')
        if isinstance(answers, str):
            try:
                answers = json.loads(answers)
            except (ValueError, RecursionError):
                answers = {}
        answers = dict(answers) if isinstance(answers, Mapping) else {}
        return {
            'kind': 'flow_reply',
            'text': _text(reply, 'body'),
            'payload': str(answers.pop('flow_token', '') or ''),
            'answers': answers,
        }
    return _unsupported(node, told)


def _read_order(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    return {'text': _text(_object(node, told), 'text')}


def _read_edit(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    part = _object(node, told)
    new = _object(part, 'message')
    kind = _text(new, 'type')
    text = _text(_object(new, kind), 'body') or _text(_object(new, kind), 'caption')
    return {'text': text, 'about': _text(part, 'original_message_id')}


def _read_revoke(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    return {'about': _text(_object(node, told), 'original_message_id')}


def _read_system(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    part = _object(node, told)
    return {
        'text': _text(part, 'body'),
        'change': _text(part, 'type'),
        'new_wa_id': _digits(_text(part, 'wa_id') or _text(part, 'new_wa_id')),
        'new_bsuid': _text(part, 'user_id'),
    }


def _unsupported(node: Mapping[str, Any], told: str) -> dict[str, Any]:
    return {'kind': 'unsupported'}


_READERS = {
    'text': _read_text,
    **dict.fromkeys(MEDIA, _read_media),
    'location': _read_location,
    'contacts': _read_contacts,
    'reaction': _read_reaction,
    'button': _read_button,
    'interactive': _read_interactive,
    'order': _read_order,
    'edit': _read_edit,
    'revoke': _read_revoke,
    'system': _read_system,
}


def _object(node: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = node.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(node: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = node.get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _text(node: Mapping[str, Any], name: str) -> str:
    value = node.get(name)
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ''
    return clean(str(value))


def _digits(number: str) -> str:
    return ''.join(sign for sign in number if '0' <= sign <= '9')
