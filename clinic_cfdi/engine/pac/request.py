"""The request to cancel, signed at home: SAT's `Cancelacion` with an enveloped signature.

SAT wants RSA-SHA1 over canonical XML 1.0 here, unlike the seal of a comprobante.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Protocol

from cryptography import x509
from lxml import etree

from ..schema import XSI

CANCELS = 'http://cancelacfd.sat.gob.mx'
SIGNS = 'http://www.w3.org/2000/09/xmldsig#'
C14N = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
XSD = 'http://www.w3.org/2001/XMLSchema'
MOTIVES = ('01', '02', '03', '04')


class Signer(Protocol):
    """A CSD with its key: the engine's `Certificate`."""

    rfc: str
    serial: str  # the 20 digits of NoCertificado
    base64: str  # the certificate, DER

    def sign_sha1(self, data: bytes) -> bytes:
        """RSA PKCS#1 v1.5 with SHA-1."""


def cancellation_request(
    signer: Signer, uuid: str, motive: str, date: datetime, replacement: str = ''
) -> bytes:
    """Ask for one comprobante's cancellation (one a request: of several nobody knows which failed).

    :param date: local time at the issuer's; naive
    :param replacement: the UUID of the one that takes its place, with motive 01 and only then
    """
    if motive not in MOTIVES or (motive == '01') != bool(replacement):
        raise ValueError("motive 01 has a replacement, the others have none")
    root = etree.Element(f'{{{CANCELS}}}Cancelacion', nsmap={None: CANCELS, 'xsd': XSD, 'xsi': XSI})
    root.set('RfcEmisor', signer.rfc)
    root.set('Fecha', f'{date:%Y-%m-%dT%H:%M:%S}')
    folio = etree.SubElement(etree.SubElement(root, f'{{{CANCELS}}}Folios'), f'{{{CANCELS}}}Folio')
    folio.set('UUID', uuid)
    folio.set('Motivo', motive)
    if replacement:
        folio.set('FolioSustitucion', replacement)
    _sign(root, signer)
    return bytes(etree.tostring(root, xml_declaration=True, encoding='UTF-8'))


def _sign(root: etree._Element, signer: Signer) -> None:
    digest = base64.b64encode(hashlib.sha1(_canonical(root)).digest()).decode()
    signature = etree.SubElement(root, f'{{{SIGNS}}}Signature', nsmap={None: SIGNS})
    info = etree.SubElement(signature, f'{{{SIGNS}}}SignedInfo')
    _node(info, 'CanonicalizationMethod', Algorithm=C14N)
    _node(info, 'SignatureMethod', Algorithm=f'{SIGNS}rsa-sha1')
    reference = _node(info, 'Reference', URI='')
    transforms = _node(reference, 'Transforms')
    _node(transforms, 'Transform', Algorithm=f'{SIGNS}enveloped-signature')
    _node(reference, 'DigestMethod', Algorithm=f'{SIGNS}sha1')
    _node(reference, 'DigestValue').text = digest
    value = base64.b64encode(signer.sign_sha1(_canonical(info))).decode()
    _node(signature, 'SignatureValue').text = value
    data = _node(_node(signature, 'KeyInfo'), 'X509Data')
    certificate = x509.load_der_x509_certificate(base64.b64decode(signer.base64))
    serial = _node(data, 'X509IssuerSerial')
    _node(serial, 'X509IssuerName').text = certificate.issuer.rfc4514_string()
    _node(serial, 'X509SerialNumber').text = str(certificate.serial_number)
    _node(data, 'X509Certificate').text = signer.base64


def _node(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f'{{{SIGNS}}}{name}', attributes)


def _canonical(element: etree._Element) -> bytes:
    """With the namespaces that reach it from above; lxml errs on a node within its document."""
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return bytes(etree.tostring(alone, method='c14n'))
