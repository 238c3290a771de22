"""XML from outside, read as if an enemy had written it."""

import re

from lxml import etree
from lxml.etree import _Element as Element

from .errors import XmlError
from .schema import CFDI

LARGEST = 10 * 2**20
ROOT = f'{{{CFDI}}}Comprobante'
_DECLARED = re.compile(rb'^\s*<\?xml[^>]*?encoding\s*=\s*["\']([^"\']+)', re.DOTALL)
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def parse(xml: bytes) -> Element:
    """The root of a CFDI 4.0. Raises `XmlError`, before parsing whenever possible."""
    if len(xml) > LARGEST:
        raise XmlError(f"El archivo pesa más de {LARGEST // 2**20} MB: no es un CFDI.")
    text = xml[3:] if xml.startswith(b'\xef\xbb\xbf') else xml
    declared = _DECLARED.match(text[:200])
    if declared and declared[1].lower() not in (b'utf-8', b'utf8'):
        raise XmlError("El XML no está en UTF-8, como el SAT pide.")
    try:
        text.decode()
    except UnicodeDecodeError:
        raise XmlError("El XML no está en UTF-8, como el SAT pide.") from None
    if b'\0' in text:  # UTF-16 without its mark would hide what is looked for below
        raise XmlError("El XML no está en UTF-8, como el SAT pide.")
    if b'<!DOCTYPE' in text or b'<!ENTITY' in text:
        raise XmlError("El XML trae una definición de tipo (DOCTYPE): no se lee.")
    try:
        root = etree.fromstring(text, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlError(f"El archivo no es un XML bien formado: {error}") from None
    if root is None or root.tag != ROOT:
        raise XmlError("El XML no es un CFDI: falta el nodo Comprobante de la versión 4.0.")
    if root.get('Version') != '4.0':
        raise XmlError("El CFDI no es de la versión 4.0.")
    found: Element = root
    return found
