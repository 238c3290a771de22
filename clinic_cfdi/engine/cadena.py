"""The cadena original: what is sealed, and what a printed CFDI shows."""

import re

from lxml import etree
from lxml.etree import _Element as Element

from .anexo20 import COMPLEMENT_NODES, COMPROBANTE
from .document import Stamp
from .errors import XmlError
from .parsing import parse
from .schema import TFD, Attribute, Node

_ODD = re.compile('[\t\r\n]|  |^ | $')
_SPACES = re.compile('[ \t\r\n]+')


def cadena_original(xml: bytes) -> str:
    """What SAT's cadenaoriginal_4_0.xslt gives for a CFDI.

    Raises `XmlError`, also for a complement that is not in our Anexo 20 (trade, payroll…): its
    cadena would be wrong.
    """
    return cadena_of(parse(xml))


def cadena_of(root: Element) -> str:
    out = ['|']
    _node(COMPROBANTE, root, out)
    out.append('||')
    return ''.join(out)


def stamp_cadena(stamp: Stamp) -> str:
    """The cadena original of the stamp, which a printed CFDI carries."""
    parts = ['1.1', stamp.uuid, stamp.date.isoformat(), stamp.pac_rfc]
    if stamp.legend is not None:
        parts.append(_collapsed(stamp.legend))
    return f'||{"|".join([*parts, stamp.issuer_seal, stamp.sat_certificate])}||'


def _node(node: Node, element: Element, out: list[str]) -> None:
    for step in node.steps:
        if isinstance(step, Attribute):
            value = element.get(step.name)
            if value is not None:
                out.append(f'|{_collapsed(value)}')
            elif step.required:
                out.append('|')
        else:
            for child in element.iterchildren(step.tag):
                if step.open:
                    _open(child, out)
                else:
                    _node(step, child, out)


def _open(element: Element, out: list[str]) -> None:
    for child in element.iterchildren(tag=etree.Element):
        if child.tag.startswith(f'{{{TFD}}}'):
            continue  # the stamp comes after the seal
        node = COMPLEMENT_NODES.get(child.tag)
        if node is None:
            raise XmlError(
                f"El complemento {etree.QName(child).localname} no se puede sellar aquí."
            )
        _node(node, child, out)


def _collapsed(value: str) -> str:
    """As XPath's normalize-space(): only the four white spaces of XML count."""
    return _SPACES.sub(' ', value).strip(' ') if _ODD.search(value) else value
