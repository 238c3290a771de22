"""A template and the values of a message become what the phone draws, or the error Meta gives.

*Message templates > Template components*, *Sending template messages*, *Error codes 132xxx*.
"""

import re
from typing import Any

from ..records import Json, Template
from ..views import FindMedia, media
from .errors import GraphError

VARIABLE = re.compile(r'\{\{\s*(\w+)\s*\}\}')
MEDIA_HEADERS = ('image', 'video', 'document')
LONGEST_BODY = 1024


def variables(text: str) -> list[str]:
    """The names of a text's variables, each once, in order of appearance."""
    return list(dict.fromkeys(VARIABLE.findall(text)))


def component(template: Template, kind: str) -> Json:
    for part in template.components:
        if str(part.get('type', '')).upper() == kind:
            return part
    return {}


def fill(template: Template, sent: list[Json], find: FindMedia) -> Json:
    """The card of a template message.

    :param sent: the `components` of the message
    :raise GraphError: the values do not fit the template
    """
    given = {
        str(part['type']).lower(): part.get('parameters') or []
        for part in sent
        if str(part['type']).lower() != 'button'
    }
    header = component(template, 'HEADER')
    body = component(template, 'BODY')
    body_text = _filled('body', body.get('text', ''), given.get('body', []), template)
    if len(body_text) > LONGEST_BODY:
        raise GraphError(132005, f"body: text is {len(body_text)} characters, {LONGEST_BODY} fit")
    buttons = component(template, 'BUTTONS').get('buttons', [])
    return {
        'kind': 'card',
        'template': template.name,
        'header': _header(header, given.get('header', []), template, find),
        'body': body_text,
        'footer': component(template, 'FOOTER').get('text', ''),
        'buttons': _buttons(buttons, sent),
    }


def _filled(where: str, text: str, given: list[Json], template: Template) -> str:
    names = variables(text)
    if len(given) != len(names):
        raise GraphError(
            132000,
            f"{where}: number of localizable_params ({len(given)}) does not match the expected "
            f"number of params ({len(names)})",
        )
    values: dict[str, str] = {}
    ordered = names if template.parameter_format == 'NAMED' else sorted(names, key=_position)
    for number, parameter in enumerate(given):
        name = ordered[number]
        if template.parameter_format == 'NAMED':
            name = str(parameter.get('parameter_name') or '')
            if name not in names:
                raise GraphError(132012, f"{where}: Parameter name is missing or empty")
        values[name] = _value(where, parameter)
    return VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def _position(name: str) -> int:
    return int(name) if name.isdigit() else 0


def _value(where: str, parameter: Json) -> str:
    kind = parameter.get('type')
    if kind == 'text':
        value = parameter.get('text')
    elif kind in ('currency', 'date_time'):
        value = (parameter.get(str(kind)) or {}).get('fallback_value')
    else:
        raise GraphError(132012, f"{where}: Format mismatch, expected TEXT, received {kind}")
    if value in (None, ''):
        raise GraphError(131008, f"{where}: Parameter of type {kind} is missing text value")
    if re.search(r'[\n\t]| {5,}', str(value)):
        raise GraphError(
            132008,
            "Param text cannot have new-line/tab characters or more than 4 consecutive spaces",
            status=400,
        )
    return str(value)


def _header(header: Json, given: list[Json], template: Template, find: FindMedia) -> Json | None:
    form = str(header.get('format', '')).lower()
    if not form or form == 'text':
        if not form and given:
            raise GraphError(
                132000,
                f"header: number of localizable_params ({len(given)}) does not match the expected "
                "number of params (0)",
            )
        text = _filled('header', header.get('text', ''), given, template)
        return {'type': 'text', 'text': text} if text else None
    received = str(given[0].get('type')).upper() if given else 'UNKNOWN'
    if received != form.upper():
        raise GraphError(
            132012, f"header: Format mismatch, expected {form.upper()}, received {received}"
        )
    content = given[0].get(form) or {}
    if form == 'location':
        return {'type': 'location', 'location': content}
    if not content.get('id') and not content.get('link'):
        raise GraphError(131008, f"header: Parameter of type {form} is missing id or link")
    if content.get('id') and find(str(content['id'])) is None:
        raise GraphError(131009, f"header: {form} id {content['id']} does not exist")
    return {'type': form, 'media': media(form, content, find)}


def _buttons(buttons: list[Json], sent: list[Json]) -> list[Json]:
    given: dict[int, list[Json]] = {}
    for part in sent:
        if str(part['type']).lower() == 'button':
            try:
                index = int(str(part.get('index')))
            except ValueError as error:
                raise GraphError(131008, "buttons: index is missing") from error
            if not 0 <= index < len(buttons):
                raise GraphError(
                    132000, f"buttons: Button at index {index} does not exist in the template"
                )
            wanted = str(buttons[index]['type']).lower()
            got = str(part.get('sub_type', '')).lower()
            if got != wanted and not (wanted == 'otp' and got == 'url'):
                raise GraphError(
                    132012, f"buttons: Button at index {index} is of type {wanted}, not {got}"
                )
            given[index] = part.get('parameters') or []
    return [_button(index, button, given.get(index, [])) for index, button in enumerate(buttons)]


def _button(index: int, button: Json, given: list[Json]) -> Json:
    kind = str(button['type']).upper()
    title = button.get('text', '')
    first: Any = given[0] if given else {}
    if kind == 'QUICK_REPLY':
        payload = first.get('payload', first.get('text', title))
        if len(str(payload)) > 256:
            raise GraphError(131009, "buttons: payload must be at most 256 characters long")
        return {'type': 'quick_reply', 'id': str(payload), 'title': title}
    if kind == 'URL':
        url = str(button.get('url', ''))
        if variables(url):
            if not first.get('text'):
                raise GraphError(
                    131008, f"buttons: Button at index {index} of type Url requires a parameter"
                )
            url = VARIABLE.sub(lambda _: str(first['text']), url)
        elif given:
            raise GraphError(
                132000, f"buttons: Button at index {index} of type Url takes no parameter"
            )
        return {'type': 'url', 'title': title, 'url': url}
    if kind == 'PHONE_NUMBER':
        return {'type': 'phone', 'title': title, 'phone': button.get('phone_number', '')}
    if kind == 'FLOW':
        flow = {**button, **(first.get('action') or {})}
        return {'type': 'flow', 'title': title, 'flow': flow}
    code = first.get('coupon_code') or first.get('text') or ''
    return {'type': 'copy', 'title': title or "Copiar código", 'code': str(code)}
