"""What the engine raises. Every message is Spanish, for the person at the screen."""


class CfdiError(ValueError):
    """The base of the engine's errors."""


class DocumentError(CfdiError):
    """A document from which no XML can be written at all (no lines, an unknown kind…)."""


class XmlError(CfdiError):
    """An XML that is not read: broken, hostile, too large, or not a CFDI 4.0."""


class CertificateError(CfdiError):
    """A certificate or key that is refused.

    `reason` is one of `not_a_certificate`, `not_a_key`, `password`, `mismatch`, `fiel`,
    `other_rfc`, `expired`, `not_yet_valid`; the message says what happened and what to do.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
