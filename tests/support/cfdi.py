"""For tests of CFDI: a CSD of our own making, and documents to seal."""

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from lxml import etree

from odoo.addons.clinic_cfdi.engine import (
    Certificate,
    Document,
    GlobalInfo,
    Issuer,
    Line,
    LocalTax,
    PaidDocument,
    Payment,
    Receiver,
    Tax,
    build,
    sign,
)

D = Decimal
RFC, NAME = 'EKU9003173C9', 'ESCUELA KEMPER URGATE'
PASSWORD = '12345678a'
NOW = datetime(2026, 3, 2, 18, 30, tzinfo=timezone.utc)

IVA = Tax('002', rate=D('0.16'))
IVA_BORDER = Tax('002', rate=D('0.08'))
IVA_ZERO = Tax('002', rate=D('0'))
EXEMPT = Tax('002', 'Exento')
ISR_WITHHELD = Tax('001', rate=D('0.10'), withheld=True)
IVA_WITHHELD = Tax('002', rate=D('0.106667'), withheld=True)
UUID = '5BD612EA-DB91-441D-BF85-37F442796EC1'
ISSUER = Issuer(RFC, NAME, '601')
PATIENT = Receiver('CACX7605101P8', 'XOCHILT CASAS CHAVEZ', '36257', '612', 'D01')
PUBLIC = Receiver('XAXX010101000', 'PUBLICO EN GENERAL', '06700', '616', 'S01')


@cache
def key_pair(number=0):
    """An RSA key; the same for the same number, as making one takes its time."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def make_csd(
    rfc=RFC,
    name=NAME,
    branch='Matriz',
    since=datetime(2024, 1, 1, tzinfo=timezone.utc),
    days=1461,
    password=PASSWORD,
    serial='30001000000500003416',
    key=0,
):
    """(certificate DER, key DER) as SAT makes them; without a branch it is a FIEL."""
    parts = [
        x509.NameAttribute(NameOID.COMMON_NAME, name),
        x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, f'{rfc} / VADA800927DJ3'),
    ]
    if branch:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, branch))
    private = key_pair(key)
    builder = x509.CertificateBuilder(
        issuer_name=x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'AC DE PRUEBA')]),
        subject_name=x509.Name(parts),
        public_key=private.public_key(),
        serial_number=int.from_bytes(serial.encode(), 'big'),
        not_valid_before=since,
        not_valid_after=since + timedelta(days=days),
    )
    certificate = builder.sign(private, SHA256())
    lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return (
        certificate.public_bytes(Encoding.DER),
        private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, lock),
    )


@cache
def certificate():
    return Certificate.load(*make_csd(), PASSWORD, RFC, NOW)


def invoice(**changes):
    """A consultation of a natural person by a company: exempt, 16 %, withholdings, a discount."""
    return Document(
        **{
            'kind': 'I',
            'issuer': ISSUER,
            'receiver': PATIENT,
            'postal_code': '06700',
            'date': NOW,
            'lines': (
                Line('85121502', "Consulta médica", D(1), D('850'), taxes=(EXEMPT,)),
                Line(
                    '85121608',
                    "Terapia de una hora",
                    D('1.5'),
                    D('333.333333'),
                    discount=D('10.5'),
                    taxes=(IVA, ISR_WITHHELD, IVA_WITHHELD),
                ),
                Line('85121608', "Vacuna", D(2), D('100'), unit='H87', taxes=(IVA_ZERO,)),
            ),
            'serie': 'A',
            'folio': '17',
            'form': '03',
            'method': 'PUE',
        }
        | changes
    )


def global_invoice(**changes):
    tickets = tuple(
        Line(
            '01010101', "Venta", D(1), D('100.50') * number, 'ACT', number=f'T{number}', taxes=(t,)
        )
        for number, t in enumerate((IVA, EXEMPT, IVA_ZERO), 1)
    )
    changes = {'receiver': PUBLIC, 'lines': tickets, 'form': '01'} | changes
    return invoice(**{'global_info': GlobalInfo('04', '03', 2026)} | changes)


def payment(**changes):
    """A payment of two invoices, with each tax there is."""
    taxes = (
        Tax('002', rate=D('0.16'), base=D('500')),
        Tax('002', rate=D('0.08'), base=D('100')),
        Tax('002', rate=D('0'), base=D('50')),
        Tax('002', 'Exento', base=D('200')),
        Tax('001', rate=D('0.10'), withheld=True, base=D('500')),
        Tax('002', rate=D('0.106667'), withheld=True, base=D('500')),
        Tax('003', rate=D('0.08'), withheld=True, base=D('100')),
    )
    documents = (
        PaidDocument(UUID, 1, D('1000'), D('800'), folio='17', taxes=taxes),
        PaidDocument(UUID.lower(), 2, D('200'), D('50'), object='01'),
    )
    given = Payment(
        NOW - timedelta(days=2),
        '03',
        D('850'),
        documents,
        payer_bank_rfc='BBA830831LJ2',
        payer_account='0123456789',
        bank_rfc='BBA830831LJ2',
        account='012345678901234567',
    )
    return Document(
        **{
            'kind': 'P',
            'issuer': ISSUER,
            'receiver': PATIENT,
            'postal_code': '06700',
            'date': NOW,
            'payments': (given,),
        }
        | changes
    )


def with_local_taxes(**changes):
    taxes = (LocalTax("ISH", D(3), D('25.50')), LocalTax("Cedular", D(5), D('40'), withheld=True))
    return invoice(local_taxes=taxes, **changes)


def stamped():
    """A sealed invoice with a stamp, as it comes back from a PAC."""
    root = etree.fromstring(sign(build(invoice()), certificate()))
    complement = etree.SubElement(root, f'{{{root.nsmap["cfdi"]}}}Complemento')
    etree.SubElement(
        complement,
        '{http://www.sat.gob.mx/TimbreFiscalDigital}TimbreFiscalDigital',
        {
            'Version': '1.1',
            'UUID': UUID.lower(),
            'FechaTimbrado': '2026-03-02T12:31:05',
            'RfcProvCertif': 'SPR190613I52',
            'SelloCFD': root.get('Sello'),
            'NoCertificadoSAT': '30001000000500003456',
            'SelloSAT': 'AAAA',
        },
    )
    return etree.tostring(root, encoding='utf-8')


SPICE = [
    *(b'', b'-1', b'0', b'1E9', b'NaN', b'9' * 20, b'0.0000001', b'&#0;', b'&amp;', b'"', b'<'),
    *(b'>', b'/', b'=', b'\xff', b'\xc3\xb1', b'\xe2\x80\xae', b' ' * 50, b'XXX', b'P', b'Exento'),
    *(b'2026-02-30T10:00:00', b'9999-12-31T23:59:59'),
]


def mutated(xml, chance):
    """An XML with one to five changes: values swapped, spans cut, doubled or spiced."""
    for _time in range(chance.randint(1, 5)):
        values = [found.span(1) for found in re.finditer(rb'="([^"]*)"', xml)]
        kind = chance.randrange(6)
        if kind < 3 and values:
            start, stop = chance.choice(values)
            other = chance.choice(values)
            spice = chance.choice(SPICE) if kind else xml[slice(*other)]
            xml = xml[:start] + spice + xml[stop:]
            continue
        start = chance.randrange(len(xml) + 1)
        stop = min(len(xml), start + chance.choice((1, 2, 20, 200)))
        if kind == 3:
            xml = xml[:start] + xml[stop:]
        elif kind == 4:
            xml = xml[:stop] + xml[start:stop] + xml[stop:]
        else:
            nodes = re.findall(rb'<[\w:]+[^<>]*/>', xml)
            xml = xml.replace(b'</', (chance.choice(nodes) if nodes else b'') + b'</', 1)
    return xml
