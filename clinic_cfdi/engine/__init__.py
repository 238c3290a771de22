"""CFDI 4.0 without Odoo: build, seal, check and read.

    xml = build(document)                     # bytes, not sealed
    findings = preflight(xml)                 # [] when a PAC would take it
    sealed = sign(xml, Certificate.load(cer, key, password))
    comprobante = read(stamped)               # its Document, totals, seal and stamp

Every text a person reads is Spanish. Errors are `CfdiError`: `DocumentError`, `XmlError`,
`CertificateError` (with `reason`).
"""

from .document import (
    Comprobante,
    Document,
    GlobalInfo,
    Issuer,
    Line,
    LocalTax,
    PaidDocument,
    Payment,
    Receiver,
    Relation,
    Stamp,
    Tax,
    ThirdParty,
)
from .errors import CertificateError, CfdiError, DocumentError, XmlError
from .findings import Finding, KnownLists, Lists, Taxpayer
from .builder import build
from .cadena import cadena_original, stamp_cadena
from .certificate import Certificate, PublicCertificate
from .seal import sign, verify
from .checks import preflight
from .reader import read
from .totals import Totals, group_of, totals
from .agree import agree
from .paid import paid_taxes
from .zones import border_region, local_time, zone_of
from .qr import qr_url
from . import catalogues
