"""The CSD: the certificate and key with which a taxpayer seals its CFDI."""

import base64
from datetime import datetime, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_der_private_key,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from .errors import CertificateError

_HASH, _PADDING = SHA256(), PKCS1v15()


class PublicCertificate:
    """A CSD without its key: what a CFDI carries inside."""

    def __init__(self, cer: bytes) -> None:
        """Read a certificate, DER or PEM. Raises `CertificateError`, also for a FIEL."""
        try:
            found = (
                x509.load_pem_x509_certificate(cer)
                if cer.lstrip().startswith(b'-----')
                else x509.load_der_x509_certificate(cer)
            )
            public = found.public_key()
            from_day, until = found.not_valid_before_utc, found.not_valid_after_utc
            self.serial = _serial(found.serial_number)
            identifier = _part(found, NameOID.X500_UNIQUE_IDENTIFIER)
            self.name = _part(found, NameOID.COMMON_NAME)
            branch = _part(found, NameOID.ORGANIZATIONAL_UNIT_NAME)
        except (ValueError, TypeError, x509.InvalidVersion) as error:
            raise _not_a_certificate() from error
        if not isinstance(public, RSAPublicKey) or not identifier or len(self.serial) != 20:
            raise _not_a_certificate()
        self.public_key: RSAPublicKey = public
        self.rfc = identifier.split('/')[0].strip().upper()
        self.valid_from: datetime = from_day
        self.valid_until: datetime = until
        self.is_csd = bool(branch)
        self.base64 = base64.b64encode(found.public_bytes(Encoding.DER)).decode()

    def days_left(self, now: datetime | None = None) -> int:
        """Whole days until it expires; negative afterwards."""
        return (self.valid_until - (now or datetime.now(timezone.utc))).days

    def sealed(self, cadena: str, seal: str) -> bool:
        """Whether a seal (base64) is this certificate's for a cadena."""
        try:
            signature = base64.b64decode(seal, validate=True)
            self.public_key.verify(signature, cadena.encode(), _PADDING, _HASH)
        except (InvalidSignature, ValueError):
            return False
        return True

    def check(self, rfc: str | None, now: datetime) -> None:
        """Raise `CertificateError` unless it is a CSD of the taxpayer and valid now."""
        if not self.is_csd:
            raise CertificateError(
                'fiel',
                "Es la e.firma (FIEL), no un certificado de sello digital. "
                "Suba el archivo .cer del CSD con el que factura; la e.firma no sirve para sellar.",
            )
        if rfc is not None and self.rfc != rfc:
            raise CertificateError(
                'other_rfc',
                f"El certificado es de {self.rfc} y la empresa es {rfc}. "
                "Suba el CSD de la empresa que factura, o corrija su RFC.",
            )
        if now < self.valid_from:
            raise CertificateError(
                'not_yet_valid',
                f"El certificado vale a partir del {self.valid_from:%d/%m/%Y}. "
                "Use el anterior hasta ese día.",
            )
        if now > self.valid_until:
            raise CertificateError(
                'expired',
                f"El certificado venció el {self.valid_until:%d/%m/%Y}. "
                "Genere uno nuevo en el portal del SAT (Certifica) y súbalo aquí.",
            )


class Certificate(PublicCertificate):
    """A CSD with its key, loaded once and used for a whole batch. Its repr shows no secret.

    Of a certificate: `rfc`, `name`, `serial` (the 20 digits of NoCertificado), `valid_from` and
    `valid_until` (aware, UTC), `base64` (what the attribute Certificado holds).
    """

    def __init__(self, cer: bytes, key: RSAPrivateKey) -> None:
        super().__init__(cer)
        self._key = key

    def __repr__(self) -> str:
        return f'<CSD {self.serial} {self.rfc}>'

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("A CSD with its key is not pickled.")

    @classmethod
    def load(
        cls,
        cer: bytes,
        key: bytes,
        password: str,
        rfc: str | None = None,
        now: datetime | None = None,
    ) -> 'Certificate':
        """Load a pair: `cer` DER or PEM, `key` PKCS#8 DER (or PEM) under `password`.

        With `rfc`, the certificate must be that taxpayer's. `now` is aware; the clock when None.
        Raises `CertificateError`.
        """
        PublicCertificate(cer).check(rfc, now or datetime.now(timezone.utc))
        found = cls(cer, _private_key(key, password))
        if found._key.public_key().public_numbers() != found.public_key.public_numbers():
            raise CertificateError(
                'mismatch',
                "La llave no es la de este certificado. Suba el .cer y el .key que el SAT "
                "entregó juntos (suelen tener el mismo nombre).",
            )
        return found

    def seal(self, cadena: str) -> str:
        """The seal of a cadena original, base64 of RSA-SHA256."""
        return base64.b64encode(self._key.sign(cadena.encode(), _PADDING, _HASH)).decode()

    def sign_sha1(self, data: bytes) -> bytes:
        """RSA with SHA-1, which SAT still wants of a request to cancel and of nothing else."""
        return self._key.sign(data, _PADDING, SHA1())


def _private_key(key: bytes, password: str) -> RSAPrivateKey:
    load = load_pem_private_key if key.lstrip().startswith(b'-----') else load_der_private_key
    try:
        found = load(key, None)
    except TypeError:  # it has a password
        try:
            found = load(key, password.encode())
        except (ValueError, TypeError):
            raise CertificateError(
                'password',
                "La contraseña no abre la llave. Es la que se eligió al generar el CSD, "
                "no la de la e.firma ni la del portal del SAT; escríbala de nuevo.",
            ) from None
    except ValueError:
        raise _not_a_key() from None
    if not isinstance(found, RSAPrivateKey):
        raise _not_a_key()
    return found


def _not_a_key() -> CertificateError:
    return CertificateError(
        'not_a_key',
        "El archivo no es la llave de un CSD. Suba el archivo .key que acompaña al certificado.",
    )


def _not_a_certificate() -> CertificateError:
    return CertificateError(
        'not_a_certificate',
        "El archivo no es un certificado del SAT. Suba el archivo .cer del CSD.",
    )


def _serial(number: int) -> str:
    """SAT writes its 20 digits as the bytes of the serial number."""
    try:
        text = number.to_bytes((number.bit_length() + 7) // 8, 'big').decode('ascii')
    except UnicodeDecodeError:
        return ''
    return text if text.isdigit() else ''


def _part(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    value = found[0].value if found else ''
    return value if isinstance(value, str) else value.decode('utf-8', 'replace')
