"""Seal a CFDI, and check the seal of one."""

from .certificate import Certificate


def sign(xml: bytes, certificate: Certificate) -> bytes:
    """The XML with NoCertificado, Certificado and Sello.

    Refuses (`CertificateError`) a certificate of another RFC than the issuer's, and one that is not
    valid at the CFDI's Fecha; `XmlError` when it has a stamp already.
    """
    raise NotImplementedError


def verify(xml: bytes) -> bool:
    """Whether the seal is that of the certificate inside. Raises `XmlError`."""
    raise NotImplementedError
