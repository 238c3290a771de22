"""Seal a CFDI, and check the seal of one."""

import base64
import binascii
from functools import lru_cache

from lxml import etree
from lxml.etree import _Element as Element

from .cadena import cadena_of
from .certificate import Certificate, PublicCertificate
from .errors import CertificateError, XmlError
from .parsing import parse
from .schema import CFDI, MOMENT, TFD, moment
from .writer import HEAD
from .zones import universal_time

LARGEST_CERTIFICATE = 8192
STAMP = f'{{{CFDI}}}Complemento/{{{TFD}}}TimbreFiscalDigital'


def sign(xml: bytes, certificate: Certificate) -> bytes:
    """The XML with NoCertificado, Certificado and Sello.

    Refuses (`CertificateError`) a certificate of another RFC than the issuer's, and one that is not
    valid at the CFDI's Fecha; `XmlError` when it has a stamp already.
    """
    root = parse(xml)
    if root.find(STAMP) is not None:
        raise XmlError("El CFDI ya está timbrado: no se vuelve a sellar.")
    issuer = root.find(f'{{{CFDI}}}Emisor')
    date = root.get('Fecha', '')
    if issuer is None or not MOMENT.pattern.fullmatch(date):
        raise XmlError("Al CFDI le falta el emisor o la fecha.")
    wall = moment(date)
    if wall is None:
        raise XmlError("La fecha del CFDI no existe.")
    certificate.check(issuer.get('Rfc'), universal_time(wall, root.get('LugarExpedicion', '')))
    root.set('NoCertificado', certificate.serial)
    root.set('Certificado', certificate.base64)
    root.set('Sello', certificate.seal(cadena_of(root)))
    text: bytes = etree.tostring(root, encoding='utf-8')
    return HEAD.encode() + text


def verify(xml: bytes) -> bool:
    """Whether the seal is that of the certificate inside. Raises `XmlError`."""
    root = parse(xml)
    certificate = inner_certificate(root)
    return certificate is not None and certificate.sealed(cadena_of(root), root.get('Sello', ''))


def inner_certificate(root: Element) -> PublicCertificate | None:
    """The certificate a CFDI carries, when it is one."""
    text = root.get('Certificado', '')
    return _public(text) if len(text) <= LARGEST_CERTIFICATE else None


@lru_cache(maxsize=32)  # a batch carries the same one in each CFDI
def _public(text: str) -> PublicCertificate | None:
    try:
        return PublicCertificate(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, CertificateError):
        return None
