"""The address in the QR code of a printed CFDI."""

from urllib.parse import quote

from .document import Comprobante
from .errors import CfdiError
from .money import written

PAGE = 'https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx'


def qr_url(comprobante: Comprobante) -> str:
    """SAT's page that shows whether the CFDI exists and is valid. Raises without a stamp."""
    stamp = comprobante.stamp
    if stamp is None:
        raise CfdiError("El CFDI no está timbrado: todavía no tiene código QR.")
    document = comprobante.document
    return (
        f'{PAGE}?id={stamp.uuid}&re={quote(document.issuer.rfc, safe="")}'
        f'&rr={quote(document.receiver.rfc, safe="")}'
        f'&tt={written(comprobante.total, 0)}&fe={quote((comprobante.seal or "")[-8:], safe="=+/")}'
    )
