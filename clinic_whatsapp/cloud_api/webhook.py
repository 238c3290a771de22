"""What a delivery holds, taken apart: every entry, change, message and status of it.

API pages: "Webhooks from Meta", "Webhooks, messages object". A delivery comes at least once, in
any order and with up to a thousand changes; nothing in it is skipped, and what nobody has heard of
becomes an event of kind ``unknown``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from .statuses import read_seconds

LARGEST_BODY = 4 * 1024 * 1024  # Meta says 3 MB
LONGEST_KEY = 200
DEEPEST = 64  # levels of nesting; Meta's have about ten

# The lists of a change of the field `messages`, and what each of their items is.
_LISTS = {
    'messages': 'message',
    'statuses': 'status',
    'message_echoes': 'echo',
    'user_preferences': 'preference',
    'calls': 'call',
    'errors': 'error',
}
_FIELDS = {
    'message_template_status_update': 'template',
    'message_template_quality_update': 'template',
    'message_template_components_update': 'template',
    'template_category_update': 'template',
    'account_update': 'account',
    'account_alerts': 'account',
    'account_review_update': 'account',
    'business_capability_update': 'account',
    'business_status_update': 'account',
    'security': 'account',
    'phone_number_quality_update': 'number',
    'phone_number_name_update': 'number',
    'flows': 'flow',
}
KINDS = (*_LISTS.values(), *dict.fromkeys(_FIELDS.values()), 'unknown')


class MalformedDelivery(ValueError):
    """The body is no delivery of WhatsApp's: not JSON, not an object, or too deep."""


@dataclasses.dataclass(frozen=True)
class Event:
    """One thing a delivery tells.

    ``key``: the same for every copy of the event and different for every other, within the account
    it is for. ``conversation``: events of the same conversation are applied one after the other;
    empty when the order does not matter. ``at``: epoch seconds. ``node``: what Meta wrote;
    ``contact``: the entry of ``contacts`` that belongs to it.
    """

    kind: str
    key: str
    field: str
    waba_id: str = ''
    phone_number_id: str = ''
    wamid: str = ''
    status: str = ''
    conversation: str = ''
    at: int | None = None
    node: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    contact: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def parse(body: bytes) -> list[Event]:
    """The events of a delivery, in the order they stand in it.

    :raises MalformedDelivery: nothing can be read from it
    """
    return list(split(load(body)))


def load(body: bytes) -> dict[str, Any]:
    """The delivery as JSON says it.

    :raises MalformedDelivery:
    """
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedDelivery("not JSON") from error
    if not isinstance(payload, dict) or not isinstance(payload.get('entry'), list):
        raise MalformedDelivery("no list of entries")
    if _depth(payload) > DEEPEST:
        raise MalformedDelivery("too deep")
    return payload


def split(payload: Mapping[str, Any]) -> Iterator[Event]:
    """The events of a delivery that has been loaded."""
    for entry in _objects(payload.get('entry')):
        changes = entry.get('changes')
        if not isinstance(changes, list):
            yield _unknown('', entry, entry)
            continue
        for change in changes:
            if isinstance(change, Mapping):
                yield from _of_change(entry, change)
            else:
                yield _unknown('', entry, {'change': change})


def _of_change(entry: Mapping[str, Any], change: Mapping[str, Any]) -> Iterator[Event]:
    name = _text(change.get('field'))
    value = change.get('value')
    if not isinstance(value, Mapping):
        yield _unknown(name, entry, change)
        return
    found = False
    for plural, kind in _LISTS.items():
        for node in _items(value.get(plural)):
            found = True
            yield _item(kind, name, entry, value, node)
    if not found:
        # the moment is part of its identity: the same thing may happen again tomorrow
        yield Event(
            kind=_FIELDS.get(name, 'unknown'),
            key=digest([name, entry.get('id'), entry.get('time'), value]),
            field=name,
            waba_id=_text(entry.get('id')),
            phone_number_id=_number_id(value),
            at=read_seconds(entry.get('time')),
            node=value,
        )


def _item(
    kind: str,
    name: str,
    entry: Mapping[str, Any],
    value: Mapping[str, Any],
    node: Mapping[str, Any],
) -> Event:
    wamid = _text(node.get('id'))
    status = _text(node.get('status')) if kind == 'status' else ''
    contact = _contact(value, node, kind)
    if not wamid:
        key = digest([kind, _number_id(value), node])
    elif kind == 'status':
        # to a group the same status comes once for each of its members
        members = [node.get(part) for part in ('recipient_participant_id', 'recipient_id')]
        member = members[0] or (members[1] if node.get('recipient_type') == 'group' else '')
        key = ':'.join(filter(None, (kind, wamid, status, _text(member))))
    else:
        key = f'{kind}:{wamid}'
    return Event(
        kind=kind,
        key=key if len(key) <= LONGEST_KEY else digest(key),
        field=name,
        waba_id=_text(entry.get('id')),
        phone_number_id=_number_id(value),
        wamid=wamid,
        status=status,
        conversation=_conversation(kind, node, contact),
        at=read_seconds(node.get('timestamp')),
        node=node,
        contact=contact,
    )


def digest(value: object) -> str:
    """A key for what has none of its own: the same for the same JSON."""
    text = json.dumps(value, sort_keys=True, separators=(',', ':'), default=str)
    return 'sha256:' + hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()


def _conversation(kind: str, node: Mapping[str, Any], contact: Mapping[str, Any]) -> str:
    """Whose conversation an event belongs to, in the spelling that changes least."""
    if kind == 'status':
        return _text(node.get('recipient_user_id')) or _text(node.get('recipient_id'))
    if kind == 'echo':
        return _text(node.get('to_user_id')) or _text(node.get('to'))
    return (
        _text(node.get('from_user_id'))
        or _text(contact.get('user_id'))
        or _text(node.get('from'))
        or _text(node.get('wa_id'))
    )


def _contact(value: Mapping[str, Any], node: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The entry of ``contacts`` of whoever this is about: in a batch each item has its own."""
    contacts = list(_objects(value.get('contacts')))
    if kind == 'status':
        numbers = {_text(node.get('recipient_id')), _text(node.get('recipient_user_id'))}
    elif kind == 'echo':
        numbers = {_text(node.get('to')), _text(node.get('to_user_id'))}
    else:
        numbers = {_text(node.get(name)) for name in ('from', 'from_user_id', 'wa_id', 'user_id')}
    numbers.discard('')
    for contact in contacts:
        if numbers & {_text(contact.get('wa_id')), _text(contact.get('user_id'))}:
            return contact
    # a person without a number in the message is the only one there is
    return contacts[0] if len(contacts) == 1 and not numbers else {}


def _unknown(name: str, entry: Mapping[str, Any], node: Mapping[str, Any]) -> Event:
    return Event(
        kind='unknown',
        key=digest([name, entry.get('id'), entry.get('time'), node]),
        field=name,
        waba_id=_text(entry.get('id')),
        at=read_seconds(entry.get('time')),
        node=node,
    )


def _number_id(value: Mapping[str, Any]) -> str:
    metadata = value.get('metadata')
    return _text(metadata.get('phone_number_id')) if isinstance(metadata, Mapping) else ''


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            yield item


def _items(value: object) -> Iterator[Mapping[str, Any]]:
    """Like :func:`_objects`, but what is no object is kept, inside one."""
    for item in value if isinstance(value, list) else ():
        yield item if isinstance(item, Mapping) else {'value': item}


def clean(text: str) -> str:
    """Without what JSON can hold and a database's text cannot: NUL and halves of characters."""
    return text.replace('\x00', '').encode('utf-8', 'replace').decode()


def _text(value: object) -> str:
    """An identifier: Meta writes some of them as numbers."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ''
    return clean(str(value))


def _depth(value: object) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        below: list[object] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        level = below
    return deepest
