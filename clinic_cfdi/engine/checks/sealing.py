"""Rules of the seal and of the certificate inside."""

from contextlib import suppress

from lxml.etree import _Element as Element

from ..cadena import cadena_of
from ..errors import XmlError
from ..seal import inner_certificate
from ..zones import universal_time
from .sheet import Sheet


def sealing(sheet: Sheet, element: Element) -> None:
    """What a PAC says of the seal, once there is one."""
    root, issuer = sheet.root, sheet.root.one('Emisor')
    if not root.get('Sello') or not root.get('Certificado'):
        rfc, lists = (issuer.get('Rfc') if issuer else None), sheet.lists
        if rfc and lists and lists.certificate_valid(rfc, root.get('NoCertificado') or '') is False:
            sheet.report('CFDI40106', root, 'NoCertificado')
        return
    certificate = inner_certificate(element)
    if certificate is None or certificate.serial != root.get('NoCertificado'):
        sheet.report('CFDI40106', root, 'NoCertificado', "No es el certificado que dice ser.")
        return
    if not certificate.is_csd:
        sheet.report('306', root, 'Certificado')
    if issuer is not None and certificate.rfc != issuer.get('Rfc'):
        sheet.report('303', root, 'Certificado')
    if sheet.date is not None:
        moment = universal_time(sheet.date, root.get('LugarExpedicion') or '')
        if not certificate.valid_from <= moment <= certificate.valid_until:
            sheet.report('305', root, 'Fecha')
    if sheet.lists and sheet.lists.certificate_valid(certificate.rfc, certificate.serial) is False:
        sheet.report('CFDI40106', root, 'NoCertificado')
    with suppress(XmlError):  # a complement we cannot seal: nothing is known of its seal
        if not certificate.sealed(cadena_of(element), root.get('Sello') or ''):
            sheet.report('CFDI40102', root, 'Sello')
