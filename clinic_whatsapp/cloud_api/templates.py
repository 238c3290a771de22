"""Approved texts: what they say, what they need, how they are filled, shown and submitted.

API pages: "Message templates", "Template components". Variables are written `{{1}}` or
`{{nombre}}`, one way for the whole template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import PayloadError

JSON = dict[str, Any]

NAME, BODY, HEADER, FOOTER, BUTTON, BUTTONS = 512, 1024, 60, 60, 25, 10
CATEGORIES = ('UTILITY', 'MARKETING', 'AUTHENTICATION')
MEDIA_HEADERS = ('IMAGE', 'VIDEO', 'DOCUMENT')
_NAME = re.compile(r'[a-z0-9_]+')
VARIABLE = re.compile(r'\{\{\s*(\w+)\s*\}\}')
_BROKEN = re.compile(r'\{\{|\}\}')


@dataclass(frozen=True)
class TemplateButton:
    """``kind``: ``QUICK_REPLY``, ``URL``, ``PHONE_NUMBER``, ``FLOW``, ``COPY_CODE``. ``target``:
    the address (perhaps ending in a variable), the number, or the Flow's id."""

    kind: str
    text: str
    target: str = ''
    example: str = ''

    @property
    def needs_value(self) -> bool:
        """Whether a message has to give it something."""
        return self.kind in ('QUICK_REPLY', 'FLOW', 'COPY_CODE') or bool(
            self.kind == 'URL' and VARIABLE.search(self.target)
        )


@dataclass(frozen=True)
class Template:
    """A text for Meta's review. ``header_kind``: '', ``TEXT``, ``IMAGE``, ``VIDEO``, ``DOCUMENT``
    or ``LOCATION``; ``examples``: a value for each variable, which Meta asks for."""

    name: str
    language: str
    category: str
    body: str
    header: str = ''
    header_kind: str = ''
    header_example: str = ''  # handle of an uploaded sample
    footer: str = ''
    buttons: Sequence[TemplateButton] = ()
    examples: Mapping[str, str] = field(default_factory=dict)

    # -------------------------------------------------------------- what it needs

    @property
    def named(self) -> bool:
        """Whether its variables have names, not numbers."""
        return any(not name.isdigit() for name in self.variables)

    @property
    def variables(self) -> list[str]:
        """The variables of header and body, each once, in the order of the text; numbered ones in
        the order of their numbers."""
        names = dict.fromkeys(VARIABLE.findall(self._header_text) + VARIABLE.findall(self.body))
        if all(name.isdigit() for name in names):
            return sorted(names, key=int)
        return list(names)

    @property
    def _header_text(self) -> str:
        return self.header if self.header_kind == 'TEXT' else ''

    def check(self) -> None:
        """Refuse what Meta refuses without reading it.

        :raises PayloadError:
        """
        if not _NAME.fullmatch(self.name) or len(self.name) > NAME:
            raise PayloadError('name', 'malformed')
        if self.category not in CATEGORIES:
            raise PayloadError('category', 'unknown')
        for place, text, limit in (
            ('body', self.body, BODY),
            ('header', self._header_text, HEADER),
            ('footer', self.footer, FOOTER),
        ):
            if len(text) > limit:
                raise PayloadError(place, 'too_long', limit)
            if _BROKEN.search(VARIABLE.sub('', text)):
                raise PayloadError(place, 'malformed')
        if not self.body.strip():
            raise PayloadError('body', 'missing')
        if VARIABLE.search(self.footer):
            raise PayloadError('footer', 'malformed')
        self._check_variables()
        if len(self.buttons) > BUTTONS:
            raise PayloadError('buttons', 'too_many', BUTTONS)
        for number, button in enumerate(self.buttons):
            if not button.text.strip():
                raise PayloadError(f'buttons[{number}].text', 'missing')
            if len(button.text) > BUTTON:
                raise PayloadError(f'buttons[{number}].text', 'too_long', BUTTON)

    def _check_variables(self) -> None:
        digits = [name.isdigit() for name in self.variables]
        if any(digits) and not all(digits):
            raise PayloadError('body', 'malformed')
        for text in (self._header_text, self.body):
            numbers = sorted({int(name) for name in VARIABLE.findall(text) if name.isdigit()})
            if numbers != list(range(1, len(numbers) + 1)):
                raise PayloadError('body', 'malformed')
        body = self.body.strip()
        # Meta: a text neither begins nor ends with a variable, and two do not touch
        if re.match(VARIABLE, body) or re.search(VARIABLE.pattern + r'$', body):
            raise PayloadError('body', 'malformed')
        missing = [name for name in self.variables if not self.examples.get(name, '').strip()]
        if missing:
            raise PayloadError(f'examples.{missing[0]}', 'missing')

    # -------------------------------------------------------------- submitting

    def creation(self) -> JSON:
        """The body of POST /{waba_id}/message_templates."""
        self.check()
        components: list[JSON] = []
        if self.header_kind:
            components.append(self._header_component())
        body: JSON = {'type': 'BODY', 'text': self.body}
        if example := self._example(self.body, 'body_text'):
            body['example'] = example
        components.append(body)
        if self.footer:
            components.append({'type': 'FOOTER', 'text': self.footer})
        if self.buttons:
            components.append(
                {'type': 'BUTTONS', 'buttons': [_button_component(b) for b in self.buttons]}
            )
        return {
            'name': self.name,
            'language': self.language,
            'category': self.category,
            'parameter_format': 'NAMED' if self.named else 'POSITIONAL',
            'components': components,
        }

    def _header_component(self) -> JSON:
        part: JSON = {'type': 'HEADER', 'format': self.header_kind}
        if self.header_kind == 'TEXT':
            part['text'] = self.header
            if example := self._example(self.header, 'header_text'):
                part['example'] = example
        elif self.header_kind in MEDIA_HEADERS:
            if not self.header_example:
                raise PayloadError('header', 'missing')
            part['example'] = {'header_handle': [self.header_example]}
        return part

    def _example(self, text: str, key: str) -> JSON | None:
        names = dict.fromkeys(VARIABLE.findall(text))
        if not names:
            return None
        if self.named:
            return {
                f'{key}_named_params': [
                    {'param_name': name, 'example': self.examples[name]} for name in names
                ]
            }
        values = [self.examples[name] for name in sorted(names, key=int)]
        return {key: [values] if key == 'body_text' else values}

    # -------------------------------------------------------------- sending

    def fill(
        self,
        values: Mapping[str, str],
        *,
        header_media: JSON | None = None,
        button_values: Mapping[int, str] | None = None,
    ) -> list[JSON]:
        """The ``components`` of a message that uses this template.

        :param values: for each variable what it says
        :param header_media: what `messages.media` made, for a header that is a file
        :param button_values: by the button's place what it carries: a payload, the end of an
            address, a Flow's token
        :raises PayloadError: something is missing, empty, or too long for Meta
        """
        for name in self.variables:
            if not str(values.get(name, '')).strip():
                raise PayloadError(f'variables.{name}', 'missing')
        if len(self._said(self.body, values)) > BODY:
            raise PayloadError('body', 'too_long', BODY)
        components: list[JSON] = []
        if self.header_kind in (*MEDIA_HEADERS, 'LOCATION'):
            if not header_media:
                raise PayloadError('header', 'missing')
            components.append({'type': 'header', 'parameters': [header_media]})
        elif parameters := self._parameters(self._header_text, values):
            components.append({'type': 'header', 'parameters': parameters})
        if parameters := self._parameters(self.body, values):
            components.append({'type': 'body', 'parameters': parameters})
        for index, button in enumerate(self.buttons):
            value = (button_values or {}).get(index, '')
            if not button.needs_value:
                continue
            if not value:
                if button.kind == 'QUICK_REPLY':
                    continue  # Meta sends the button's text back
                raise PayloadError(f'buttons[{index}]', 'missing')
            components.append(_button_value(index, button, value))
        return components

    def _parameters(self, text: str, values: Mapping[str, str]) -> list[JSON]:
        names = dict.fromkeys(VARIABLE.findall(text))
        parameters: list[JSON] = []
        for name in names if self.named else sorted(names, key=int):
            parameter: JSON = {'type': 'text', 'text': one_line(str(values[name]))}
            if self.named:
                parameter['parameter_name'] = name
            parameters.append(parameter)
        return parameters

    # -------------------------------------------------------------- showing

    def preview(self, values: Mapping[str, str]) -> dict[str, Any]:
        """What the patient will see: ``header``, ``body``, ``footer``, ``buttons`` (their words). A
        variable without a value is shown as it stands."""
        return {
            'header': self._said(self._header_text, values),
            'body': self._said(self.body, values),
            'footer': self.footer,
            'buttons': [button.text for button in self.buttons],
        }

    def _said(self, text: str, values: Mapping[str, str]) -> str:
        return VARIABLE.sub(lambda found: one_line(str(values.get(found[1]) or found[0])), text)


def one_line(value: str) -> str:
    """A value as Meta takes it: no line breaks or tabs, no more than four spaces in a row."""
    return re.sub(r'\s{5,}', ' ' * 4, re.sub(r'[\r\n\t]+', ' ', value)).strip()


def read_template(node: Mapping[str, Any]) -> Template:
    """A template as Meta lists it (GET /{waba_id}/message_templates)."""
    parts = {
        str(part.get('type', '')).upper(): part
        for part in node.get('components') or ()
        if isinstance(part, Mapping)
    }
    header, body = parts.get('HEADER', {}), parts.get('BODY', {})
    buttons = parts.get('BUTTONS', {}).get('buttons') or ()
    text = str(header.get('text') or '')
    return Template(
        name=str(node.get('name') or ''),
        language=str(node.get('language') or ''),
        category=str(node.get('category') or ''),
        body=str(body.get('text') or ''),
        header=text,
        header_kind=str(header.get('format') or '').upper(),
        footer=str(parts.get('FOOTER', {}).get('text') or ''),
        buttons=tuple(_read_button(button) for button in buttons if isinstance(button, Mapping)),
        examples=_read_examples(header, text) | _read_examples(body, str(body.get('text') or '')),
    )


def _read_examples(part: Mapping[str, Any], text: str) -> dict[str, str]:
    """The samples of a component; numbered ones come as a list, named ones with their names."""
    example = part.get('example')
    if not isinstance(example, Mapping):
        return {}
    for key in ('body_text_named_params', 'header_text_named_params'):
        if isinstance(example.get(key), list):
            return {
                str(item.get('param_name')): str(item.get('example'))
                for item in example[key]
                if isinstance(item, Mapping)
            }
    values = example.get('body_text') or example.get('header_text') or ()
    if values and isinstance(values[0], list):
        values = values[0]
    numbers = sorted({int(name) for name in VARIABLE.findall(text) if name.isdigit()})
    return {str(number): str(value) for number, value in zip(numbers, values, strict=False)}


def _read_button(node: Mapping[str, Any]) -> TemplateButton:
    example = node.get('example')
    if isinstance(example, list):
        example = example[0] if example else ''
    target = node.get('url') or node.get('phone_number') or node.get('flow_id') or ''
    return TemplateButton(
        kind=str(node.get('type') or '').upper(),
        text=str(node.get('text') or ''),
        target=str(target),
        example=str(example or ''),
    )


def _button_component(button: TemplateButton) -> JSON:
    part: JSON = {'type': button.kind, 'text': button.text}
    if button.kind == 'URL':
        part['url'] = button.target
        if button.needs_value:
            part['example'] = [button.example or VARIABLE.sub('ejemplo', button.target)]
    elif button.kind == 'PHONE_NUMBER':
        part['phone_number'] = button.target
    elif button.kind == 'FLOW':
        part['flow_id'] = button.target
    elif button.kind == 'COPY_CODE':
        part = {'type': button.kind, 'example': button.example}
    return part


def _button_value(index: int, button: TemplateButton, value: str) -> JSON:
    parameters: dict[str, JSON] = {
        'QUICK_REPLY': {'type': 'payload', 'payload': value},
        'URL': {'type': 'text', 'text': value},
        'FLOW': {'type': 'action', 'action': {'flow_token': value}},
        'COPY_CODE': {'type': 'coupon_code', 'coupon_code': value},
    }
    return {
        'type': 'button',
        'sub_type': button.kind.lower(),
        'index': str(index),
        'parameters': [parameters[button.kind]],
    }
