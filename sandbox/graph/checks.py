"""Is this body a message that Meta would take? (*Cloud API > Reference > Messages*)

Each function raises `GraphError` with the code and the words of the Cloud API, or returns.
"""

import re
from collections.abc import Callable
from typing import Any

from ..records import Json
from .errors import GraphError

URL = re.compile(r'https?://\S+$')


def required(holder: Any, name: str, path: str = '') -> Any:
    """The value of a parameter that must be there."""
    where = f"{path}['{name}']" if path else name
    if not isinstance(holder, dict) or holder.get(name) in (None, ''):
        raise GraphError(
            131008, f"Required parameter is missing: {where}", message=_sharp(f"{where} is missing")
        )
    return holder[name]


def _sharp(words: str) -> str:
    return f"(#131008) Required parameter is missing ({words})"


def text_of(holder: Any, name: str, path: str, longest: int) -> str:
    """A text that must be there and not be too long."""
    value = required(holder, name, path)
    if not isinstance(value, str):
        raise GraphError(100, f"Param {path}['{name}'] must be a string.")
    if len(value) > longest:
        raise GraphError(100, f"Param {path}['{name}'] must be at most {longest} characters long.")
    return value


def optional_text(holder: Any, name: str, path: str, longest: int) -> None:
    if isinstance(holder, dict) and holder.get(name) not in (None, ''):
        text_of(holder, name, path, longest)


def value_error(details: str) -> GraphError:
    return GraphError(131009, details)


# -- the body around every message -------------------------------------------------------------


def envelope(body: Json) -> None:
    if body.get('messaging_product') != 'whatsapp':
        raise GraphError(
            100,
            "The parameter messaging_product is required.",
            message="(#100) The parameter messaging_product is required.",
        )
    if body.get('recipient_type', 'individual') != 'individual':
        raise GraphError(100, "recipient_type must be individual for this number.")
    optional_text(body, 'biz_opaque_callback_data', 'message', 512)
    for name in ('context', 'typing_indicator'):
        if not isinstance(body.get(name, {}), dict):
            raise GraphError(100, f"Param {name} must be an object.")


def content(body: Json) -> None:
    """The part under the message's type."""
    kind = body.get('type', 'text')
    check = KINDS.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise GraphError(
            100,
            f"Param type must be one of {{{', '.join(sorted(KINDS)).upper()}}} - got \"{kind}\".",
        )
    if not body.get(kind):
        raise GraphError(
            100,
            f"The parameter {kind} is required.",
            message=f"(#100) The parameter {kind} is required.",
        )
    check(body[kind])


# -- one function a type -----------------------------------------------------------------------


def _text(part: Any) -> None:
    text_of(part, 'body', 'text', 4096)


def media(kind: str) -> Callable[[Any], None]:
    def check(part: Any) -> None:
        if not isinstance(part, dict) or bool(part.get('id')) == bool(part.get('link')):
            raise GraphError(131008, f"Exactly one of id and link is needed in {kind}.")
        if part.get('link') and not URL.match(str(part['link'])):
            raise GraphError(100, f"Param {kind}['link'] is not a valid URI.")
        if kind in ('audio', 'sticker') and part.get('caption'):
            raise GraphError(100, f"Unexpected key \"caption\" on param \"{kind}\".")
        optional_text(part, 'caption', kind, 1024)
        optional_text(part, 'filename', kind, 240)

    return check


def _location(part: Any) -> None:
    for name, most in (('latitude', 90), ('longitude', 180)):
        try:
            value = float(required(part, name, 'location'))
        except (TypeError, ValueError) as error:
            raise value_error(f"Param location['{name}'] must be a number.") from error
        if abs(value) > most:
            raise value_error(f"Param location['{name}'] is out of range.")


def _contacts(part: Any) -> None:
    if not isinstance(part, list):
        raise GraphError(100, "Param contacts must be an array.")
    for number, person in enumerate(part):
        name = required(person, 'name', f'contacts[{number}]')
        required(name, 'formatted_name', f"contacts[{number}]['name']")
        if not set(name) - {'formatted_name'}:
            raise value_error("At least one of the optional parts of the name is needed.")


def _reaction(part: Any) -> None:
    required(part, 'message_id', 'reaction')
    if not isinstance(part.get('emoji', ''), str):
        raise GraphError(100, "Param reaction['emoji'] must be a string.")


def _interactive(part: Any) -> None:
    kind = required(part, 'type', 'interactive')
    check = INTERACTIVE.get(kind) if isinstance(kind, str) else None
    if check is None:
        raise value_error(f"Interactive type {kind} is not supported.")
    if kind not in ('product', 'catalog_message'):
        body = required(part, 'body', 'interactive')
        text_of(body, 'text', "interactive['body']", 4096 if kind == 'list' else 1024)
    if part.get('footer'):
        text_of(part['footer'], 'text', "interactive['footer']", 60)
    if part.get('header'):
        _header(part['header'], kind)
    check(required(part, 'action', 'interactive'))


def _header(part: Any, kind: str) -> None:
    form = required(part, 'type', "interactive['header']")
    if form == 'text':
        text_of(part, 'text', "interactive['header']", 60)
    elif form in ('image', 'video', 'document') and kind != 'list':
        media(form)(required(part, form, "interactive['header']"))
    else:
        raise value_error(f"Header type {form} is not supported for interactive type {kind}.")


def _length(value: Any, what: str, longest: int) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        raise value_error(f"{what} length invalid. Min length: 1, Max length: {longest}")
    return value


def _buttons(action: Any) -> None:
    buttons = required(action, 'buttons', "interactive['action']")
    if not 1 <= len(buttons) <= 3:
        raise value_error("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    ids, titles = set(), set()
    for button in buttons:
        reply = required(button, 'reply', "interactive['action']['buttons']")
        if button.get('type') != 'reply':
            raise value_error("Button type must be reply")
        titles.add(_length(reply.get('title'), "Button title", 20))
        ids.add(_length(reply.get('id'), "Button id", 256))
    if len(ids) < len(buttons):
        raise value_error("Duplicated button reply id")
    if len(titles) < len(buttons):
        raise value_error("Duplicated button reply title")


def _list(action: Any) -> None:
    _length(required(action, 'button', "interactive['action']"), "Button label", 20)
    sections = required(action, 'sections', "interactive['action']")
    if len(sections) > 10:
        raise value_error("Sections count exceed max allowed count: 10")
    rows = [row for section in sections for row in section.get('rows') or []]
    if not rows:
        raise value_error("Total row count is below min allowed count: 1")
    if len(rows) > 10:
        raise value_error("Total row count exceed max allowed count: 10")
    for section in sections:
        if len(sections) > 1 or section.get('title'):
            _length(section.get('title'), "Section title", 24)
    for row in rows:
        _length(row.get('id'), "Row id", 200)
        _length(row.get('title'), "Row title", 24)
        if row.get('description'):
            _length(row['description'], "Row description", 72)
    if len({row['id'] for row in rows}) < len(rows):
        raise value_error("Duplicated row id")


def _parameters(action: Any, name: str) -> Json:
    if action.get('name') != name:
        raise value_error(f"Param interactive['action']['name'] must be {name}.")
    found = required(action, 'parameters', "interactive['action']")
    if not isinstance(found, dict):
        raise GraphError(100, "Param interactive['action']['parameters'] must be an object.")
    return found


def _cta_url(action: Any) -> None:
    parameters = _parameters(action, 'cta_url')
    _length(parameters.get('display_text'), "Display text", 20)
    if not URL.match(str(parameters.get('url', ''))):
        raise value_error("Param url is not a valid URL")


def _flow(action: Any) -> None:
    parameters = _parameters(action, 'flow')
    if str(parameters.get('flow_message_version')) != '3':
        raise value_error("Param flow_message_version must be 3")
    if bool(parameters.get('flow_id')) == bool(parameters.get('flow_name')):
        raise value_error("Exactly one of flow_id and flow_name is needed")
    _length(parameters.get('flow_cta'), "Flow CTA", 30)
    if parameters.get('flow_action', 'navigate') not in ('navigate', 'data_exchange'):
        raise value_error("Param flow_action must be navigate or data_exchange")


def _location_request(action: Any) -> None:
    if action.get('name') != 'send_location':
        raise value_error("Param interactive['action']['name'] must be send_location.")


INTERACTIVE: dict[str, Callable[[Any], None]] = {
    'button': _buttons,
    'list': _list,
    'cta_url': _cta_url,
    'flow': _flow,
    'location_request_message': _location_request,
    'product': lambda action: None,
    'product_list': lambda action: None,
    'catalog_message': lambda action: None,
    'order_details': lambda action: None,
    'order_status': lambda action: None,
}


def _template(part: Any) -> None:
    required(part, 'name', 'template')
    language = required(part, 'language', 'template')
    required(language, 'code', "template['language']")
    components = part.get('components', [])
    if not isinstance(components, list):
        raise GraphError(100, "Param template['components'] must be an array.")
    for number, component in enumerate(components):
        kind = str(required(component, 'type', f"template['components'][{number}]")).lower()
        if kind not in ('header', 'body', 'footer', 'button', 'carousel', 'limited_time_offer'):
            raise GraphError(100, f"Param template['components'][{number}]['type'] is not valid.")


KINDS: dict[str, Callable[[Any], None]] = {
    'text': _text,
    'image': media('image'),
    'audio': media('audio'),
    'video': media('video'),
    'document': media('document'),
    'sticker': media('sticker'),
    'location': _location,
    'contacts': _contacts,
    'reaction': _reaction,
    'interactive': _interactive,
    'template': _template,
}
