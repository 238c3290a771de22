"""SAT's public query: is a comprobante in force? It needs no account."""

from __future__ import annotations

from xml.sax.saxutils import escape

from lxml import etree

from .answers import Query, SatStatus, parse
from .errors import Unavailable
from .wire import Wire

URL = 'https://consultaqr.facturaelectronica.sat.gob.mx'
SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
TEMPURI = 'http://tempuri.org/'


class Sat:
    def __init__(self, url: str = URL, wire: Wire | None = None) -> None:
        self._url = f'{url.rstrip("/")}/ConsultaCFDIService.svc'
        self._wire = wire or Wire()

    def close(self) -> None:
        self._wire.close()

    def status(self, query: Query) -> SatStatus:
        """:raise Unavailable: SAT does not answer, which happens; asking again does no harm"""
        envelope = etree.Element(f'{{{SOAP}}}Envelope', nsmap={'s': SOAP, None: TEMPURI})
        body = etree.SubElement(envelope, f'{{{SOAP}}}Body')
        consult = etree.SubElement(body, f'{{{TEMPURI}}}Consulta')
        etree.SubElement(consult, f'{{{TEMPURI}}}expresionImpresa').text = expression(query)
        headers = {
            'Content-Type': 'text/xml; charset=utf-8',
            'SOAPAction': 'http://tempuri.org/IConsultaCFDIService/Consulta',
        }
        answer = self._wire.call('POST', self._url, headers, data=etree.tostring(envelope))
        root = parse(answer.content) if answer.status == 200 else None
        result = root.find('.//{*}ConsultaResult') if root is not None else None
        if result is None:
            raise Unavailable("El SAT no responde a la consulta.", str(answer.status))
        return SatStatus.of({etree.QName(each).localname: each.text or '' for each in result})


def expression(query: Query) -> str:
    """What the QR code of a printed comprobante says, less its address."""
    parts = {
        're': escape(query.issuer),
        'rr': escape(query.receiver),
        'tt': str(query.total),
        'id': query.uuid,
    }
    if query.seal:
        parts['fe'] = escape(query.seal[-8:])
    return '?' + '&'.join(f'{name}={value}' for name, value in parts.items())
