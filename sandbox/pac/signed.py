"""A request that the issuer signed: SAT's `Cancelacion` with its enveloped signature."""

import base64
import binascii
import hashlib

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from .checks import Rejected, parse, rfc_of

SIGNS = 'http://www.w3.org/2000/09/xmldsig#'
Folio = tuple[str, str, str]  # UUID, motive, replacement


def folios(request: bytes) -> tuple[str, list[Folio]]:
    """Whose comprobantes are to be cancelled, and which.

    :raise Rejected: it is no such request, or not signed by them
    """
    root = parse(request)
    if etree.QName(root).localname != 'Cancelacion':
        raise Rejected('301', "La solicitud no es una cancelación.")
    found = [
        (each.get('UUID', ''), each.get('Motivo', ''), each.get('FolioSustitucion') or '')
        for each in root.iter('{*}Folio')
    ]
    if not found:
        raise Rejected('301', "La solicitud no trae folios.")
    rfc = root.get('RfcEmisor', '')
    if not _is_signed_by(root, rfc):
        raise Rejected('711', "Error con el certificado al cancelar: la firma no es válida.")
    return rfc, found


def _is_signed_by(root: etree._Element, rfc: str) -> bool:
    signature = root.find(f'{{{SIGNS}}}Signature')
    info = signature.find(f'{{{SIGNS}}}SignedInfo') if signature is not None else None
    if signature is None or info is None:
        return False
    try:
        der = base64.b64decode(signature.findtext(f'.//{{{SIGNS}}}X509Certificate') or '')
        certificate = x509.load_der_x509_certificate(der)
        value = base64.b64decode(signature.findtext(f'{{{SIGNS}}}SignatureValue') or '')
        signed = _canonical(info)
        key = certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(value, signed, padding.PKCS1v15(), hashes.SHA1())
    except (ValueError, binascii.Error, InvalidSignature, AssertionError):
        return False
    said = (info.findtext(f'.//{{{SIGNS}}}DigestValue') or '').strip()
    root.remove(signature)
    digest = hashlib.sha1(_canonical(root)).digest()
    return said == base64.b64encode(digest).decode() and rfc_of(certificate) == rfc


def _canonical(node: etree._Element) -> bytes:
    """With the namespaces that reach it from above; lxml errs on a node within its document."""
    alone = etree.fromstring(etree.tostring(node, with_tail=False))
    return bytes(etree.tostring(alone, method='c14n'))
