"""The CSD: the certificate and key with which a taxpayer seals its CFDI."""

from datetime import datetime
from typing import Self


class Certificate:
    """A CSD with its key, loaded once and used for a whole batch. Its repr shows no secret."""

    rfc: str
    name: str
    serial: str  # the 20 digits of NoCertificado
    valid_from: datetime  # aware, UTC
    valid_until: datetime
    base64: str  # what the attribute Certificado holds

    @classmethod
    def load(
        cls,
        cer: bytes,
        key: bytes,
        password: str,
        rfc: str | None = None,
        now: datetime | None = None,
    ) -> Self:
        """Load a pair: `cer` DER or PEM, `key` PKCS#8 DER (or PEM) under `password`.

        With `rfc`, the certificate must be that taxpayer's. `now` is aware; the clock when None.
        Raises `CertificateError`.
        """
        raise NotImplementedError

    def days_left(self, now: datetime | None = None) -> int:
        """Whole days until it expires; negative afterwards."""
        raise NotImplementedError

    def seal(self, cadena: str) -> str:
        """The seal of a cadena original, base64 of RSA-SHA256."""
        raise NotImplementedError
