"""The JSON of every message we send, checked against Meta's limits before it leaves.

API page: "Messages" (POST /{phone_number_id}/messages). A builder returns the content, such as
``{'type': 'text', 'text': {...}}``; :func:`envelope` addresses it.

:raises PayloadError: everywhere, when Meta would refuse it
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import PayloadError

JSON = dict[str, Any]

TEXT, BODY, HEADER, FOOTER = 4096, 1024, 60, 60
BUTTONS, BUTTON_TITLE, BUTTON_ID = 3, 20, 256
LIST_BUTTON, SECTIONS, ROWS = 20, 10, 10
ROW_TITLE, ROW_ID, ROW_DESCRIPTION, SECTION_TITLE = 24, 200, 72, 24
CAPTION, FILENAME, CALLBACK_DATA, URL = 1024, 240, 512, 2000

MEDIA_KINDS = ('image', 'audio', 'video', 'document', 'sticker')
WITH_CAPTION = ('image', 'video', 'document')
_URL = re.compile(r'https?://[^\s/]+\S*')


@dataclass(frozen=True)
class Recipient:
    """Whom a message is for: ``wa_id`` in digits as Meta last spelled it, or the ``bsuid`` of a
    person without a known number. With both, Meta takes the number."""

    wa_id: str = ''
    bsuid: str = ''


@dataclass(frozen=True)
class Button:
    """A reply button: what it carries back, and what it says."""

    id: str
    title: str


@dataclass(frozen=True)
class Row:
    """A row of a list."""

    id: str
    title: str
    description: str = ''


@dataclass(frozen=True)
class Section:
    """Rows of a list under a title; the title may be empty only if there is one section."""

    rows: Sequence[Row]
    title: str = ''


def envelope(
    recipient: Recipient, content: JSON, *, reply_to: str = '', callback_data: str = ''
) -> JSON:
    """The body of the request.

    :param reply_to: wamid of the message that is answered
    :param callback_data: comes back in every status of this message
    """
    to = re.sub(r'\D', '', recipient.wa_id)
    if not to and not recipient.bsuid:
        raise PayloadError('to', 'missing')
    body: JSON = {'messaging_product': 'whatsapp', 'recipient_type': 'individual'}
    if to:
        body['to'] = to
    if recipient.bsuid:
        body['recipient'] = recipient.bsuid
    body |= content
    if reply_to:
        body['context'] = {'message_id': reply_to}
    if callback_data:
        body['biz_opaque_callback_data'] = _within(
            callback_data, 'biz_opaque_callback_data', CALLBACK_DATA
        )
    return body


def text(body: str, *, preview_url: bool = False) -> JSON:
    """Plain words."""
    return {
        'type': 'text',
        'text': {'body': _within(body, 'text.body', TEXT), 'preview_url': preview_url},
    }


def media(
    kind: str,
    *,
    id: str = '',
    link: str = '',
    caption: str = '',
    filename: str = '',
    voice: bool = False,
) -> JSON:
    """An image, a document…, by the id of an upload or by a public address."""
    if kind not in MEDIA_KINDS:
        raise PayloadError('type', 'unknown')
    if not id and not link:
        raise PayloadError(f'{kind}.id', 'missing')
    part: JSON = {'id': id} if id else {'link': _address(link, f'{kind}.link')}
    if caption:
        if kind not in WITH_CAPTION:
            raise PayloadError(f'{kind}.caption', 'unknown')
        part['caption'] = _within(caption, f'{kind}.caption', CAPTION)
    if filename and kind == 'document':
        part['filename'] = _within(filename, 'document.filename', FILENAME)
    if voice and kind == 'audio':
        part['voice'] = True
    return {'type': kind, kind: part}


def location(latitude: float, longitude: float, name: str = '', address: str = '') -> JSON:
    """A place on the map, in degrees."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise PayloadError('location', 'malformed')
    part: JSON = {'latitude': latitude, 'longitude': longitude}
    if name:
        part['name'] = name
    if address:
        part['address'] = address
    return {'type': 'location', 'location': part}


def contacts(cards: Sequence[Mapping[str, Any]]) -> JSON:
    """Contact cards, as Meta writes them; each needs `name.formatted_name`."""
    if not cards:
        raise PayloadError('contacts', 'missing')
    for number, card in enumerate(cards):
        if not (card.get('name') or {}).get('formatted_name'):
            raise PayloadError(f'contacts[{number}].name.formatted_name', 'missing')
    return {'type': 'contacts', 'contacts': [dict(card) for card in cards]}


def reaction(wamid: str, emoji: str) -> JSON:
    """A reaction to a message; without an emoji it is taken back."""
    if not wamid:
        raise PayloadError('reaction.message_id', 'missing')
    return {'type': 'reaction', 'reaction': {'message_id': wamid, 'emoji': emoji}}


def buttons(
    body: str,
    choices: Sequence[Button],
    *,
    header: str | JSON = '',
    footer: str = '',
) -> JSON:
    """Words with one to three buttons under them."""
    place = 'interactive.action.buttons'
    _count(choices, place, BUTTONS)
    _different([choice.id for choice in choices], f'{place}.id')
    _different([choice.title.casefold() for choice in choices], f'{place}.title')
    replies = [
        {
            'type': 'reply',
            'reply': {
                'id': _within(choice.id, f'{place}[{number}].reply.id', BUTTON_ID),
                'title': _within(choice.title, f'{place}[{number}].reply.title', BUTTON_TITLE),
            },
        }
        for number, choice in enumerate(choices)
    ]
    return _interactive('button', body, {'buttons': replies}, header, footer)


def list_of(
    body: str,
    button: str,
    sections: Sequence[Section],
    *,
    header: str = '',
    footer: str = '',
) -> JSON:
    """Words with a button that opens a list of up to ten rows, whatever the number of sections."""
    place = 'interactive.action.sections'
    _count(sections, place, SECTIONS)
    rows = [row for section in sections for row in section.rows]
    _count(rows, f'{place}.rows', ROWS)
    _different([row.id for row in rows], f'{place}.rows.id')
    written = []
    for number, section in enumerate(sections):
        here = f'{place}[{number}]'
        if not section.rows:
            raise PayloadError(f'{here}.rows', 'missing')
        part: JSON = {}
        if section.title or len(sections) > 1:
            part['title'] = _within(section.title, f'{here}.title', SECTION_TITLE)
        part['rows'] = [_row(row, f'{here}.rows[{at}]') for at, row in enumerate(section.rows)]
        written.append(part)
    action = {
        'button': _within(button, 'interactive.action.button', LIST_BUTTON),
        'sections': written,
    }
    return _interactive('list', body, action, header, footer)


def cta_url(body: str, title: str, url: str, *, header: str | JSON = '', footer: str = '') -> JSON:
    """Words with a button that opens an address."""
    place = 'interactive.action.parameters'
    parameters = {
        'display_text': _within(title, f'{place}.display_text', BUTTON_TITLE),
        'url': _address(url, f'{place}.url'),
    }
    action = {'name': 'cta_url', 'parameters': parameters}
    return _interactive('cta_url', body, action, header, footer)


def flow(
    body: str,
    title: str,
    *,
    flow_id: str,
    token: str,
    screen: str = '',
    data: Mapping[str, Any] | None = None,
    mode: str = 'published',
    header: str | JSON = '',
    footer: str = '',
) -> JSON:
    """Words with a button that opens a Flow. ``screen``: the first one, with its ``data``; without
    it the Flow's endpoint is asked."""
    place = 'interactive.action.parameters'
    if not flow_id:
        raise PayloadError(f'{place}.flow_id', 'missing')
    parameters: JSON = {
        'flow_message_version': '3',
        'flow_id': flow_id,
        'flow_cta': _within(title, f'{place}.flow_cta', BUTTON_TITLE),
        'flow_token': _within(token, f'{place}.flow_token', BUTTON_ID),
        'flow_action': 'navigate' if screen else 'data_exchange',
        'mode': mode,
    }
    if screen:
        payload: JSON = {'screen': screen}
        if data:
            payload['data'] = dict(data)
        parameters['flow_action_payload'] = payload
    return _interactive('flow', body, {'name': 'flow', 'parameters': parameters}, header, footer)


def location_request(body: str) -> JSON:
    """Words with a button that sends the patient's location."""
    return _interactive('location_request_message', body, {'name': 'send_location'}, '', '')


def template(name: str, language: str, components: Sequence[JSON] = ()) -> JSON:
    """An approved text with its values; see `templates.Template.fill`."""
    if not name:
        raise PayloadError('template.name', 'missing')
    part: JSON = {'name': name, 'language': {'code': language}}
    if components:
        part['components'] = list(components)
    return {'type': 'template', 'template': part}


def read_mark(wamid: str, *, typing: bool = False) -> JSON:
    """Two blue ticks on a patient's message, and "typing…" until we answer (25 s at most)."""
    if not wamid:
        raise PayloadError('message_id', 'missing')
    body: JSON = {'messaging_product': 'whatsapp', 'status': 'read', 'message_id': wamid}
    if typing:
        body['typing_indicator'] = {'type': 'text'}
    return body


# ------------------------------------------------------------------ parts


def _interactive(kind: str, body: str, action: JSON, header: str | JSON, footer: str) -> JSON:
    part: JSON = {
        'type': kind,
        'body': {'text': _within(body, 'interactive.body.text', BODY)},
        'action': action,
    }
    if isinstance(header, str):
        if header:
            words = _within(header, 'interactive.header.text', HEADER)
            part['header'] = {'type': 'text', 'text': words}
    else:  # what `media` returned
        part['header'] = header
    if footer:
        part['footer'] = {'text': _within(footer, 'interactive.footer.text', FOOTER)}
    return {'type': 'interactive', 'interactive': part}


def _row(row: Row, place: str) -> JSON:
    part = {
        'id': _within(row.id, f'{place}.id', ROW_ID),
        'title': _within(row.title, f'{place}.title', ROW_TITLE),
    }
    if row.description:
        part['description'] = _within(row.description, f'{place}.description', ROW_DESCRIPTION)
    return part


def _within(words: str, place: str, limit: int) -> str:
    if not words.strip():
        raise PayloadError(place, 'missing')
    if len(words) > limit:
        raise PayloadError(place, 'too_long', limit)
    return words


def _count(items: Sequence[object], place: str, limit: int) -> None:
    if not items:
        raise PayloadError(place, 'missing')
    if len(items) > limit:
        raise PayloadError(place, 'too_many', limit)


def _different(values: Sequence[str], place: str) -> None:
    if len(set(values)) < len(values):
        raise PayloadError(place, 'repeated')


def _address(url: str, place: str) -> str:
    if not _URL.fullmatch(url):
        raise PayloadError(place, 'malformed')
    return _within(url, place, URL)
