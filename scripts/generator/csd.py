"""A CSD for the demo: made here as SAT makes them, good for the sandbox and for nothing outside."""

import base64
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

SAT = "SERVICIO DE ADMINISTRACION TRIBUTARIA"
SERIAL = '30001000000500003416'
PASSWORD = '12345678a'


def make_csd(rfc, name, days=1200, serial=SERIAL, branch="Matriz"):
    """(file .cer, file .key, password), both files in base64; without a branch it is a FIEL."""
    key = rsa.generate_private_key(65537, 2048)
    names = [
        x509.NameAttribute(NameOID.COMMON_NAME, name),
        x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, f'{rfc} / VADA800927DJ3'),
    ]
    if branch:
        names.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, branch))
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(names))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, SAT)]))
        .public_key(key.public_key())
        .serial_number(int.from_bytes(serial.encode(), 'big'))
        .not_valid_before(now - datetime.timedelta(days=30))
        .not_valid_after(now + datetime.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    lock = serialization.BestAvailableEncryption(PASSWORD.encode())
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, lock)
    return (
        base64.b64encode(certificate.public_bytes(der)).decode(),
        base64.b64encode(private).decode(),
        PASSWORD,
    )
