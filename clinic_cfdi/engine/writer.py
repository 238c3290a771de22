"""Values of a node, and their text in the order of Anexo 20."""

import re
from collections.abc import Iterable

from .anexo20 import COMPLEMENT_NODES, COMPROBANTE
from .schema import CFDI, PREFIXES, SCHEMAS, XSI, Node

_ILLEGAL = re.compile('[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_SPECIAL = re.compile('[&<>"]|[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')
_ESCAPES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'}
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Values:
    """One element: attributes by name (None and '' are left out), children by the node's name."""

    __slots__ = ('attributes', 'children')

    def __init__(
        self,
        attributes: dict[str, str | None],
        children: 'dict[str, list[Values]] | None' = None,
    ) -> None:
        self.attributes = attributes
        self.children = children or {}


def clean(text: str | None) -> str | None:
    """A text a person typed, as SAT's schema wants it: single spaces, without «|»."""
    if text is None:
        return None
    return ' '.join(_ILLEGAL.sub('', text).replace('|', '/').split())


def write(comprobante: Values) -> bytes:
    """The whole XML, with the namespaces of the complements it has."""
    complements = [
        node
        for complement in comprobante.children.get('Complemento', [])
        for node in COMPLEMENT_NODES.values()
        if node.name in complement.children
    ]
    out = [HEAD]
    _element(COMPROBANTE, comprobante, out, _namespaces(node.namespace for node in complements))
    return ''.join(out).encode()


def _namespaces(used: Iterable[str]) -> str:
    spaces = [CFDI, *dict.fromkeys(used)]
    declared = ''.join(f' xmlns:{PREFIXES[one]}="{one}"' for one in spaces)
    places = ' '.join(f'{one} {SCHEMAS[one]}' for one in spaces)
    return f'{declared} xmlns:xsi="{XSI}" xsi:schemaLocation="{places}"'


def _element(node: Node, values: Values, out: list[str], extra: str = '') -> None:
    name = f'{PREFIXES[node.namespace]}:{node.name}'
    out.append(f'<{name}{extra}')
    given = values.attributes
    for attribute in node.attributes:
        value = given.get(attribute.name)
        if value:
            if _SPECIAL.search(value):
                value = _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], ''), value)
            out.append(f' {attribute.name}="{value}"')
    if not values.children:
        out.append('/>')
        return
    out.append('>')
    for child in COMPLEMENT_NODES.values() if node.open else node.children:
        for one in values.children.get(child.name, ()):
            _element(child, one, out)
    out.append(f'</{name}>')
