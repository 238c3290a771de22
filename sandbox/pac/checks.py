"""What a PAC looks at before it stamps: form, certificate, seal, date; with SAT's codes."""

import base64
import binascii
import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from lxml import etree

from .authority import CENTRAL, CFDI, element
from .judge import Judge

LARGEST = 5 * 1024 * 1024
SAT = "SERVICIO DE ADMINISTRACION TRIBUTARIA"
RFC_OF = x509.ObjectIdentifier('2.5.4.45')
OLDEST = datetime.timedelta(hours=72)
AHEAD = datetime.timedelta(minutes=5)  # clocks differ
# The first digits of a postal code, where the clocks are not those of central Mexico.
ZONES = {
    **dict.fromkeys(('21', '22'), ('America/Tijuana',)),
    **dict.fromkeys(('23', '80', '81', '82'), ('America/Mazatlan',)),
    **dict.fromkeys(('83', '84', '85'), ('America/Hermosillo',)),
    '77': ('America/Cancun',),
    # of these a part goes with its neighbours: either time is taken
    '32': ('America/Ciudad_Juarez', 'America/Ojinaga', 'America/Mexico_City'),
    '63': ('America/Mazatlan', 'America/Mexico_City'),
    **dict.fromkeys(
        ('25', '26', '27', '31', '33', '65', '66', '67', '87', '88'),
        ('America/Matamoros', 'America/Mexico_City'),
    ),
}


class Rejected(Exception):
    """Not stamped: SAT's code and the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f'{code}: {message}')
        self.code, self.message = code, message


@dataclass(frozen=True)
class Sealed:
    """A comprobante as it was sent."""

    root: etree._Element
    seal: str
    rfc: str


def parse(xml: bytes, huge: bool = True) -> etree._Element:
    """:param huge: as a request that carries files may be
    :raise Rejected: 301, it is no XML, or a dangerous one
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=huge)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Rejected('301', f"XML mal formado: {error}") from error
    if root.getroottree().docinfo.doctype:
        raise Rejected('301', "XML mal formado: trae un DOCTYPE.")
    return root


def read(xml: bytes) -> Sealed:
    """:raise Rejected: 301, it is no CFDI 4.0 or not one a PAC would open"""
    if len(xml) > LARGEST:
        raise Rejected('301', "El archivo es demasiado grande.")
    root = parse(xml, huge=False)
    if root.tag != f'{{{CFDI}}}Comprobante' or root.get('Version') != '4.0':
        raise Rejected('301', "XML mal formado: no es un comprobante CFDI 4.0.")
    issuer = root.find(f'{{{CFDI}}}Emisor')
    rfc = issuer.get('Rfc', '') if issuer is not None else ''
    return Sealed(root, root.get('Sello', ''), rfc)


def check(xml: bytes, sealed: Sealed, judge: Judge, now: float) -> None:
    """:raise Rejected: the first thing for which it is not stamped"""
    root = sealed.root
    if element(root) is not None:
        raise Rejected('307', "El comprobante contiene un timbre previo.")
    if problem := judge.problem(xml, root):
        code, message = problem
        raise Rejected(code, message)
    try:
        date = datetime.datetime.fromisoformat(root.get('Fecha', ''))
    except ValueError as error:
        raise Rejected('301', f"XML mal formado: {error}") from error
    certificate = _certificate(root)
    _check_certificate(certificate, sealed.rfc, root.get('NoCertificado', ''), date)
    _check_seal(certificate, judge.cadena(xml, root), sealed.seal)
    _check_date(date, root.get('LugarExpedicion', ''), now)


def _certificate(root: etree._Element) -> x509.Certificate:
    try:
        der = base64.b64decode(root.get('Certificado', ''), validate=True)
        return x509.load_der_x509_certificate(der)
    except (ValueError, binascii.Error) as error:
        raise Rejected('308', "El certificado no fue expedido por el SAT.") from error


def serial_of(certificate: x509.Certificate) -> str:
    """The twenty digits of NoCertificado: the serial number's bytes read as text."""
    number = certificate.serial_number
    return number.to_bytes((number.bit_length() + 7) // 8, 'big').decode('ascii', 'replace')


def rfc_of(certificate: x509.Certificate) -> str:
    """Whose it is; of a legal entity the representative's RFC comes after a slash."""
    found = certificate.subject.get_attributes_for_oid(RFC_OF)
    return str(found[0].value).split('/')[0].strip() if found else ''


def _check_certificate(
    certificate: x509.Certificate, rfc: str, number: str, date: datetime.datetime
) -> None:
    issuers = certificate.issuer.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    if not any(SAT in str(issuer.value).upper() for issuer in issuers):
        raise Rejected('308', "El certificado no fue expedido por el SAT.")
    if _is_fiel(certificate):
        raise Rejected('306', "El certificado no es de tipo CSD.")
    if rfc_of(certificate) != rfc or serial_of(certificate) != number:
        raise Rejected('303', "El sello no corresponde al emisor.")
    valid = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not valid[0] <= date.replace(tzinfo=CENTRAL) <= valid[1]:
        raise Rejected(
            '305', "La fecha de emisión no está dentro de la vigencia del CSD del emisor."
        )


def _is_fiel(certificate: x509.Certificate) -> bool:
    """A FIEL may also encipher; a CSD only signs."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.data_encipherment or usage.key_agreement


def _check_seal(certificate: x509.Certificate, cadena: str, seal: str) -> None:
    key = certificate.public_key()
    try:
        signature = base64.b64decode(seal, validate=True)
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, cadena.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError, AssertionError) as error:
        raise Rejected('302', "Sello mal formado o inválido.") from error


def _check_date(date: datetime.datetime, postal_code: str, now: float) -> None:
    """Between 72 hours ago and now, on the clocks of the place of issue."""
    names = ZONES.get(postal_code) or ZONES.get(postal_code[:2]) or ('America/Mexico_City',)
    moments = [date.replace(tzinfo=ZoneInfo(name)) for name in names]
    moment = datetime.datetime.fromtimestamp(now, datetime.timezone.utc)
    if not any(moment - OLDEST <= each <= moment + AHEAD for each in moments):
        raise Rejected('401', "Fecha y hora de generación fuera de rango.")
