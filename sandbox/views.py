"""What a phone draws for a message: one plain shape, whatever was sent.

    {kind: text | media | location | contacts | card | reaction | order | system | unsupported, …}

A card is `{header?, body, footer?, buttons: [{type, title, …}], list?: {button, sections}}`;
a button's type is reply, quick_reply, url, phone, flow, copy or location.
"""

from collections.abc import Callable
from typing import Any

from .records import Json, Media

MEDIA_TYPES = ('image', 'audio', 'video', 'document', 'sticker')
FindMedia = Callable[[str], Media | None]


def media(kind: str, content: Json, find: FindMedia) -> Json:
    """An image, a file, a voice note …; one behind a link has no `url` until it was fetched."""
    found: Json = {'type': kind, 'filename': content.get('filename', '')}
    if content.get('link'):
        found['link'] = content['link']
    stored = find(str(content.get('id', '')))
    if stored:
        found |= stored.public()
        found['filename'] = content.get('filename') or stored.filename
    found['voice'] = bool(content.get('voice')) or (
        kind == 'audio' and 'ogg' in str(found.get('mime_type', ''))
    )
    return found


def of_message(kind: str, content: Any, find: FindMedia) -> Json:
    """The view of a free-form message; `content` is what stands under its type."""
    if kind == 'text':
        return {'kind': 'text', 'text': content['body']}
    if kind in MEDIA_TYPES:
        return {
            'kind': 'media',
            'media': media(kind, content, find),
            'text': content.get('caption', ''),
        }
    if kind == 'location':
        return {'kind': 'location', 'location': content}
    if kind == 'contacts':
        return {'kind': 'contacts', 'contacts': [card(person) for person in content]}
    if kind == 'reaction':
        return {'kind': 'reaction', 'emoji': content.get('emoji', '')}
    if kind == 'interactive':
        return interactive(content, find)
    return {'kind': 'unsupported', 'type': kind}


def card(person: Json) -> Json:
    """A contact as its name, its organisation and its numbers."""
    return {
        'name': (person.get('name') or {}).get('formatted_name') or '',
        'company': (person.get('org') or {}).get('company') or '',
        'phones': [phone.get('phone') or '' for phone in person.get('phones') or []],
    }


def header(content: Json | None, find: FindMedia) -> Json | None:
    if not content:
        return None
    kind = content.get('type', 'text')
    if kind == 'text':
        return {'type': 'text', 'text': content.get('text', '')}
    return {'type': kind, 'media': media(kind, content.get(kind, {}), find)}


def interactive(content: Json, find: FindMedia) -> Json:
    """Buttons, lists, a link, a Flow, a request for the location."""
    kind = content.get('type')
    action = content.get('action', {})
    found: Json = {
        'kind': 'card',
        'header': header(content.get('header'), find),
        'body': (content.get('body') or {}).get('text') or '',
        'footer': (content.get('footer') or {}).get('text') or '',
        'buttons': [],
    }
    parameters = action.get('parameters') or {}
    if kind == 'button':
        found['buttons'] = [
            {'type': 'reply', 'id': button['reply']['id'], 'title': button['reply']['title']}
            for button in action['buttons']
        ]
    elif kind == 'list':
        found['list'] = {'button': action['button'], 'sections': action['sections']}
    elif kind == 'cta_url':
        found['buttons'] = [
            {'type': 'url', 'title': parameters['display_text'], 'url': parameters['url']}
        ]
    elif kind == 'flow':
        found['buttons'] = [{'type': 'flow', 'title': parameters['flow_cta'], 'flow': parameters}]
    elif kind == 'location_request_message':
        found['buttons'] = [{'type': 'location', 'title': "Enviar ubicación"}]
    return found
