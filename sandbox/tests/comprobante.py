"""Comprobantes to stamp, sealed with CSDs of an authority that is made for the tests.

The cadena original is that of SAT's own style sheet, which `satcfdi` brings.
"""

import base64
import datetime
import functools
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from sandbox.pac import judge

CFDI = 'http://www.sat.gob.mx/cfd/4'
CENTRAL = ZoneInfo('America/Mexico_City')
ISSUER, RECEIVER = 'EKU9003173C9', 'MISC491214B86'
NOON = datetime.datetime(2026, 6, 1, 12)
SAT = "SERVICIO DE ADMINISTRACION TRIBUTARIA"
TEXT = """<?xml version="1.0" encoding="UTF-8"?>
<cfdi:Comprobante xmlns:cfdi="{cfdi}" Version="4.0" Serie="A" Folio="{folio}" Fecha="{date}"
 FormaPago="03" NoCertificado="{number}" Certificado="{certificate}" Sello=""
 SubTotal="{total}" Moneda="MXN" Total="{total}" TipoDeComprobante="{kind}" Exportacion="01"
 MetodoPago="PUE" LugarExpedicion="{place}">{relations}
 <cfdi:Emisor Rfc="{issuer}" Nombre="CLINICA NOGAL" RegimenFiscal="601"/>
 <cfdi:Receptor Rfc="{receiver}" Nombre="CECILIA MIRANDA SANCHEZ" DomicilioFiscalReceptor="01010"
  RegimenFiscalReceptor="612" UsoCFDI="D01"/>
 <cfdi:Conceptos>
  <cfdi:Concepto ClaveProdServ="85121502" Cantidad="1" ClaveUnidad="E48"
   Descripcion="Consulta médica de Cecilia Miranda" ValorUnitario="{total}" Importe="{total}"
   ObjetoImp="02">
   <cfdi:Impuestos><cfdi:Traslados>
    <cfdi:Traslado Base="{total}" Impuesto="002" TipoFactor="Exento"/>
   </cfdi:Traslados></cfdi:Impuestos>
  </cfdi:Concepto>
 </cfdi:Conceptos>
 <cfdi:Impuestos><cfdi:Traslados>
  <cfdi:Traslado Base="{total}" Impuesto="002" TipoFactor="Exento"/>
 </cfdi:Traslados></cfdi:Impuestos>
</cfdi:Comprobante>"""


@functools.cache
def csd(rfc=ISSUER, number='30001000000500003416', fiel=False, issuer=SAT, years=(2023, 2030)):
    """A certificate as SAT makes them, and its key."""
    key = rsa.generate_private_key(65537, 2048)
    names = [
        x509.NameAttribute(NameOID.COMMON_NAME, "CLINICA NOGAL"),
        x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, f"{rfc} / VADA800927DJ3"),
    ]
    if not fiel:
        names.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Sucursal 1"))
    signer = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, issuer)])
    usage = x509.KeyUsage(True, True, False, fiel, fiel, False, False, False, False)
    begin, end = (datetime.datetime(year, 5, 18) for year in years)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(names))
        .issuer_name(signer)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(number.encode(), 'big'))
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(usage, critical=False)
        .sign(key, hashes.SHA256())
    )
    der = certificate.public_bytes(serialization.Encoding.DER)
    return SimpleNamespace(
        rfc=rfc, serial=number, base64=base64.b64encode(der).decode(), der=der, key=key
    )


@functools.cache
def sat():
    return judge.find()


def unsealed(folio='1', total='1500.00', moment=None, certificate=None, relations=(), **more):
    """The text, with `number` and the like in the place of the certificate's own."""
    certificate = certificate or csd()
    moment = moment or datetime.datetime.now(CENTRAL)
    nodes = ''.join(
        f'<cfdi:CfdiRelacionados TipoRelacion="{kind}"><cfdi:CfdiRelacionado UUID="{uuid}"/>'
        '</cfdi:CfdiRelacionados>'
        for kind, uuid in relations
    )
    values = {
        'cfdi': CFDI,
        'folio': folio,
        'date': f'{moment:%Y-%m-%dT%H:%M:%S}',
        'number': certificate.serial,
        'certificate': certificate.base64,
        'total': total,
        'kind': 'I',
        'place': '01000',
        'issuer': certificate.rfc,
        'receiver': RECEIVER,
        'relations': nodes,
    }
    return TEXT.format(**(values | more)).encode()


def sealed(*, certificate=None, **what):
    """The bytes a clinic keeps and sends."""
    certificate = certificate or csd()
    root = etree.fromstring(unsealed(certificate=certificate, **what))
    cadena = sat().cadena(b'', root)
    seal = certificate.key.sign(cadena.encode(), padding.PKCS1v15(), hashes.SHA256())
    root.set('Sello', base64.b64encode(seal).decode())
    return etree.tostring(root, xml_declaration=True, encoding='UTF-8')
