"""SAT's public query, `ConsultaCFDIService`: does a comprobante exist, is it in force."""

import re
from collections.abc import Callable
from xml.sax.saxutils import unescape

from lxml import etree
from werkzeug.wrappers import Response

from .checks import Rejected, parse
from .wire import Call

SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
TEMPURI = 'http://tempuri.org/'
WORDS = 'http://schemas.datacontract.org/2004/07/Sat.Cfdi.Negocio.ConsultaCfdi.Servicio'
_PART = re.compile(r'[?&](re|rr|tt|id|fe)=(.*?)(?=&(?:re|rr|tt|id|fe)=|$)')


def consult(call: Call) -> Response:
    if call.desk.world.faults.hit('sat_down', call.about):
        return Response("Service Unavailable", 503)
    try:
        root = parse(call.request.get_data())
    except Rejected as error:
        return Response(error.message, 400)
    asked = dict(_PART.findall((root.findtext('.//{*}expresionImpresa') or '').strip()))
    found = call.desk.status(
        *(unescape(asked.get(name, '')) for name in ('re', 'rr', 'tt', 'id')),
    )
    envelope = etree.Element(f'{{{SOAP}}}Envelope', nsmap={'s': SOAP})
    body = etree.SubElement(envelope, f'{{{SOAP}}}Body')
    outer = etree.SubElement(body, f'{{{TEMPURI}}}ConsultaResponse', nsmap={None: TEMPURI})
    result = etree.SubElement(outer, f'{{{TEMPURI}}}ConsultaResult', nsmap={'a': WORDS})
    for name, value in found.items():
        etree.SubElement(result, f'{{{WORDS}}}{name}').text = value
    return Response(etree.tostring(envelope), mimetype='text/xml')


ROUTES: list[tuple[str, str, str, Callable[..., Response]]] = [
    ('POST', '/ConsultaCFDIService.svc', 'status', consult),
]
