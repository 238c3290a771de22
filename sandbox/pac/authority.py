"""The PAC's own certificate, the timbre it seals with it, and SAT's receipt of a cancellation."""

import base64
import datetime
import hmac
import uuid
from functools import cached_property
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from .keep import Keep

CFDI = 'http://www.sat.gob.mx/cfd/4'
TFD = 'http://www.sat.gob.mx/TimbreFiscalDigital'
TFD_XSD = 'http://www.sat.gob.mx/sitio_internet/cfd/TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd'
XSI = 'http://www.w3.org/2001/XMLSchema-instance'
CANCELS = 'http://cancelacfd.sat.gob.mx'
CENTRAL = ZoneInfo('America/Mexico_City')
SERIAL = '30001000000500009999'  # of no certificate of SAT's
RFC = {'sw': 'SPR190613I52', 'finkok': 'CVD110412TF6'}  # as their test services sign


def local(moment: float) -> str:
    """A moment on the clocks of central Mexico, as a PAC and SAT write it."""
    return datetime.datetime.fromtimestamp(moment, CENTRAL).strftime('%Y-%m-%dT%H:%M:%S')


def element(root: etree._Element) -> etree._Element | None:
    """The timbre of a comprobante."""
    return root.find(f'{{{CFDI}}}Complemento/{{{TFD}}}TimbreFiscalDigital')


class Authority:
    """A key that is made for this sandbox and is good for nothing outside."""

    def __init__(self, keep: Keep | None = None) -> None:
        self._keep = keep

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        made = rsa.generate_private_key(65537, 2048)
        if self._keep is None:
            return made
        form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
        der = made.private_bytes(*form, serialization.NoEncryption())
        kept = serialization.load_der_private_key(self._keep.secret('pac', der), None)
        assert isinstance(kept, rsa.RSAPrivateKey)
        return kept

    @cached_property
    def certificate(self) -> bytes:
        """DER, self-signed: who wants to check a timbre of the sandbox takes it from here."""
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, "PAC de prueba, sin validez"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sandbox"),
            ]
        )
        begin = datetime.datetime(2024, 1, 1)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(int.from_bytes(SERIAL.encode(), 'big'))
            .not_valid_before(begin)
            .not_valid_after(begin + datetime.timedelta(days=3650))
            .sign(self._key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.DER)

    def stamp(self, root: etree._Element, pac: str, folio: str, moment: float) -> bytes:
        """Put the timbre into a comprobante; the whole as bytes."""
        seal = root.get('Sello', '')
        fields = {
            'Version': '1.1',
            'UUID': folio,
            'FechaTimbrado': local(moment),
            'RfcProvCertif': RFC[pac],
            'SelloCFD': seal,
            'NoCertificadoSAT': SERIAL,
        }
        cadena = cadena_of_stamp(fields)
        signed = self._key.sign(cadena.encode(), padding.PKCS1v15(), hashes.SHA256())
        place = root.find(f'{{{CFDI}}}Complemento')
        if place is None:
            place = etree.Element(f'{{{CFDI}}}Complemento')
            addenda = root.find(f'{{{CFDI}}}Addenda')
            if addenda is None:
                root.append(place)
            else:
                addenda.addprevious(place)
        timbre = etree.SubElement(
            place, f'{{{TFD}}}TimbreFiscalDigital', nsmap={'tfd': TFD, 'xsi': XSI}
        )
        timbre.set(f'{{{XSI}}}schemaLocation', f'{TFD} {TFD_XSD}')
        for name, value in fields.items():
            timbre.set(name, value)
        timbre.set('SelloSAT', base64.b64encode(signed).decode())
        return bytes(etree.tostring(root, xml_declaration=True, encoding='UTF-8'))


def cadena_of_stamp(fields: dict[str, str]) -> str:
    names = ('Version', 'UUID', 'FechaTimbrado', 'RfcProvCertif', 'SelloCFD', 'NoCertificadoSAT')
    return f"||{'|'.join(fields[name] for name in names)}||"


def folio(bits: int) -> str:
    return str(uuid.UUID(int=bits, version=4))


def receipt(rfc: str, codes: dict[str, str], moment: float) -> str:
    """SAT's acuse: that it heard the request, not that anything is cancelled."""
    root = etree.Element(f'{{{CANCELS}}}Acuse', nsmap={None: CANCELS})
    root.set('Fecha', local(moment))
    root.set('RfcEmisor', rfc)
    folios = etree.SubElement(root, f'{{{CANCELS}}}Folios')
    for name, code in codes.items():
        etree.SubElement(folios, f'{{{CANCELS}}}UUID').text = name
        etree.SubElement(folios, f'{{{CANCELS}}}EstatusUUID').text = code
    digest = hmac.digest(b'sandbox', etree.tostring(root, method='c14n'), 'sha512')
    signature = etree.SubElement(root, 'SignatureValue')
    signature.text = base64.b64encode(digest).decode()
    return str(etree.tostring(root, encoding='unicode'))
