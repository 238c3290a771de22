"""Finkok's (Quadrum's) SOAP services: user and password in each body, the comprobante in base64.

Refusals come with HTTP 200: of a stamping as `Incidencias`, of a whole cancellation in
`CodEstatus`. `/servicios/soap/<service>`, with or without `.wsdl`, takes the envelopes; the WSDL
itself is not served.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree
from werkzeug.wrappers import Request, Response

from ..records import Json
from .authority import SERIAL, element, local
from .checks import Rejected, parse
from .desk import FINKOK_PASSWORD, FINKOK_USER
from .records import Stamp
from .sat import SOAP
from .signed import folios
from .wire import Call

APPS = 'apps.services.soap.core.views'
SPACE = 'http://facturacion.finkok.com/'
DONE = "Comprobante timbrado satisfactoriamente"
Node = tuple[str, Any]  # name, and text or nodes

BAD_LOGIN = ('300', "El usuario o contraseña son inválidos.")


@dataclass
class Asked:
    """An operation with its arguments."""

    call: Call
    service: str
    name: str
    fields: dict[str, str]

    def file(self) -> bytes:
        try:
            return base64.b64decode(self.fields.get('xml', ''))
        except binascii.Error as error:
            raise Rejected('301', "XML mal formado: no es base64.") from error


def operation_of(request: Request) -> etree._Element | None:
    """What the envelope asks for; None when it is none."""
    try:
        return parse(request.get_data()).find(f'{{{SOAP}}}Body/*')
    except Rejected:
        return None


def name_of(operation: etree._Element | None) -> str:
    """What a fault's `call` is compared with."""
    name = '' if operation is None else etree.QName(operation).localname
    return CALLS.get(name, name)


def post(call: Call, service: str, operation: etree._Element | None) -> Response:
    if operation is None:
        return _fault('Client', "The request is not a SOAP envelope.")
    name = etree.QName(operation).localname
    function = OPERATIONS.get((service, name))
    if function is None:
        return _fault('Client', f"There is no operation {name}.")
    fields = {etree.QName(each).localname: each.text or '' for each in operation}
    asked = Asked(call, service, name, fields)
    prefix = 'reseller_' if service == 'registration' else ''
    given = (fields.get(f'{prefix}username'), fields.get(f'{prefix}password'))
    try:
        if given != (FINKOK_USER, FINKOK_PASSWORD):
            raise Rejected(*BAD_LOGIN)
        nodes = function(asked)
    except Rejected as error:
        nodes = _refusal(asked, error)
    return _envelope(asked, nodes)


def _refusal(asked: Asked, error: Rejected) -> list[Node]:
    if asked.name in STAMPS:
        return _stamping(None, [_incident(asked, error.code, error.message)])
    if asked.name == 'cancel_signature':
        return [('Folios', []), ('CodEstatus', f'{error.code} - {error.message}')]
    return [('error', f'{error.code} - {error.message}')]


def _envelope(asked: Asked, nodes: list[Node]) -> Response:
    space = SPACE + asked.service
    envelope = etree.Element(f'{{{SOAP}}}Envelope', nsmap={'senv': SOAP, 'tns': space, 's0': APPS})
    body = etree.SubElement(envelope, f'{{{SOAP}}}Body')
    outer = etree.SubElement(body, f'{{{space}}}{asked.name}Response')
    result = etree.SubElement(outer, f'{{{space}}}{asked.name}Result')
    _write(result, nodes)
    text = etree.tostring(envelope, xml_declaration=True, encoding='UTF-8')
    return Response(text, mimetype='text/xml')


def _write(parent: etree._Element, nodes: list[Node]) -> None:
    for name, content in nodes:
        node = etree.SubElement(parent, f'{{{APPS}}}{name}')
        if isinstance(content, list):
            _write(node, content)
        else:
            node.text = content


def _fault(side: str, message: str) -> Response:
    envelope = etree.Element(f'{{{SOAP}}}Envelope', nsmap={'senv': SOAP})
    body = etree.SubElement(envelope, f'{{{SOAP}}}Body')
    fault = etree.SubElement(body, f'{{{SOAP}}}Fault')
    etree.SubElement(fault, 'faultcode').text = f'senv:{side}'
    etree.SubElement(fault, 'faultstring').text = message
    return Response(etree.tostring(envelope), 500, mimetype='text/xml')


# -- stamping ------------------------------------------------------------------------------------


def _stamping(stamp: Stamp | None, incidents: list[Node]) -> list[Node]:
    timbre = element(parse(stamp.xml)) if stamp else None
    if stamp is None or timbre is None:
        return [('xml', ''), ('Incidencias', incidents)]
    return [
        ('xml', stamp.xml.decode()),
        ('UUID', stamp.uuid),
        ('Fecha', timbre.get('FechaTimbrado')),
        ('CodEstatus', DONE),
        ('SatSeal', timbre.get('SelloSAT')),
        ('Incidencias', incidents),
        ('NoCertificadoSAT', SERIAL),
    ]


def _incident(asked: Asked, code: str, message: str) -> Node:
    return (
        'Incidencia',
        [
            ('IdIncidencia', '1'),
            ('RfcEmisor', asked.call.about.get('rfc', '')),
            ('Uuid', ''),
            ('CodigoError', code),
            ('WorkProcessId', ''),
            ('MensajeIncidencia', message),
            ('ExtraInfo', ''),
            ('NoCertificadoPac', SERIAL),
            ('FechaRegistro', local(asked.call.desk.world.clock.now())),
        ],
    )


def stamp(asked: Asked) -> list[Node]:
    """A second time: 307, and the comprobante `or not` (the quick one never shows it)."""
    call = asked.call
    taken = call.desk.stamp('finkok', asked.file(), '', call.about)
    if not taken.previous:
        return _stamping(taken.stamp, [])
    incident = _incident(asked, '307', "El CFDI contiene un timbre previo")
    hidden = call.desk.world.faults.hit('no_previous_xml', call.about)
    shown = taken.visible and not hidden and asked.name != 'quick_stamp'
    return _stamping(taken.stamp if shown else None, [incident])


def stamped(asked: Asked) -> list[Node]:
    call = asked.call
    found = call.desk.find_sent('finkok', asked.file(), call.about)
    if call.desk.world.faults.hit('not_found', call.about) or found is None:
        raise Rejected('603', "El CFDI no contiene un timbre previo")
    return _stamping(found, [])


def sign_stamp(asked: Asked) -> list[Node]:
    raise Rejected('712', "No hay un certificado del emisor en la cuenta.")


def query_pending(asked: Asked) -> list[Node]:
    """Whether what was stamped has gone on to SAT: S, then F."""
    found = asked.call.desk.book.find(asked.fields.get('uuid', ''))
    if found is None:
        return [('status', None), ('error', "UUID no encontrado")]
    sent = asked.call.desk.world.clock.now() >= found.known_from
    return [
        ('status', 'F' if sent else 'S'),
        ('xml', found.xml.decode()),
        ('uuid', found.uuid),
        ('uuid_status', ''),
        ('next_attempt', ''),
        ('attempts', '1'),
        ('error', ''),
        ('date', local(found.at)),
    ]


# -- cancelling ----------------------------------------------------------------------------------


def cancel_signature(asked: Asked) -> list[Node]:
    call = asked.call
    rfc, requests = folios(asked.file())
    found: list[Node] = []
    paper, when = '', local(call.desk.world.clock.now())
    for uuid, motive, other in requests:
        code, receipt = call.desk.cancel(rfc, uuid, motive, other, call.about)
        paper = receipt or paper
        stamp = call.desk.book.find(uuid)
        words = _sat(call, stamp)['EstatusCancelacion'] if stamp and receipt else ''
        node = [('UUID', uuid), ('EstatusUUID', code), ('EstatusCancelacion', words)]
        found.append(('Folio', node))
    if call.desk.world.faults.hit('empty_folios', call.about):
        found = []
    return [('Folios', found), ('Acuse', paper), ('Fecha', when), ('RfcEmisor', rfc)]


def _sat(call: Call, stamp: Stamp) -> Json:
    receiver = stamp.facts['receiver']['rfc']
    return call.desk.status(stamp.rfc, receiver, stamp.facts['total'], stamp.uuid)


def get_sat_status(asked: Asked) -> list[Node]:
    if asked.call.desk.world.faults.hit('sat_down', asked.call.about):
        raise Rejected('708', "No se pudo conectar al SAT.")
    names = ('taxpayer_id', 'rtaxpayer_id', 'total', 'uuid')
    found = asked.call.desk.status(*(asked.fields.get(name, '') for name in names))
    return [('error', ''), ('sat', list(found.items()))]


def get_receipt(asked: Asked) -> list[Node]:
    found = asked.call.desk.book.find(asked.fields.get('uuid', ''))
    request = found.request if found else None
    if found is None or request is None or asked.fields.get('type', 'C') != 'C':
        return [('success', 'false'), ('error', "No se encontró el acuse.")]
    return [
        ('uuid', found.uuid),
        ('success', 'true'),
        ('receipt', request.receipt),
        ('taxpayer_id', found.rfc),
        ('error', ''),
        ('date', local(request.asked)),
    ]


def get_pending(asked: Asked) -> list[Node]:
    found = asked.call.desk.waiting(asked.fields.get('rtaxpayer_id', ''))
    return [('uuids', [('string', each.uuid) for each in found]), ('error', '')]


def accept_reject_signature(asked: Asked) -> list[Node]:
    root = parse(asked.file())
    mine = {each.uuid.upper() for each in asked.call.desk.waiting(root.get('RfcReceptor', ''))}
    answers: dict[str, list[Node]] = {'aceptacion': [], 'rechazo': []}
    for each in root.iter('{*}Folios'):
        uuid = (each.findtext('{*}UUID') or '').strip()
        yes = (each.findtext('{*}Respuesta') or '').strip() == 'Aceptacion'
        answer = 'accept' if yes else 'reject'
        good = uuid.upper() in mine and asked.call.desk.decide(uuid, answer)
        code = ('1000' if yes else '1001') if good else '1003'
        node = ('Acepta' if yes else 'Rechaza', [('uuid', uuid), ('status', code)])
        answers['aceptacion' if yes else 'rechazo'].append(node)
    return [*answers.items(), ('error', '')]


def get_related_signature(asked: Asked) -> list[Node]:
    root = parse(asked.file())
    book = asked.call.desk.book
    uuid = root.get('Uuid', '')
    stamp = book.find(uuid)
    parents = [book.find(other) for _, other in (stamp.relations if stamp else ())]

    def nodes(name: str, stamps: list[Any]) -> list[Node]:
        return [
            (
                name,
                [
                    ('uuid', each.uuid),
                    ('emisor', each.rfc),
                    ('receptor', each.facts['receiver']['rfc']),
                ],
            )
            for each in stamps
            if each
        ]

    children = nodes('Hijo', book.children(uuid))
    return [('Padres', nodes('Padre', parents)), ('Hijos', children), ('error', '')]


# -- account -------------------------------------------------------------------------------------


def customer(asked: Asked) -> list[Node]:
    """The issuers of an account, with the stamps each has left."""
    desk = asked.call.desk
    user = [
        ('status', 'A'),
        ('counter', str(desk.book.used['finkok'])),
        ('taxpayer_id', asked.fields.get('taxpayer_id', '')),
        ('credit', str(desk.left('finkok'))),
    ]
    return [('message', ''), ('users', [('ResellerUser', user)])]


STAMPS = ('stamp', 'quick_stamp', 'stamped', 'sign_stamp')
CALLS = {'quick_stamp': 'stamp', 'cancel_signature': 'cancel', 'get_sat_status': 'status'}
OPERATIONS: dict[tuple[str, str], Callable[[Asked], list[Node]]] = {
    ('stamp', 'stamp'): stamp,
    ('stamp', 'quick_stamp'): stamp,
    ('stamp', 'stamped'): stamped,
    ('stamp', 'sign_stamp'): sign_stamp,
    ('stamp', 'query_pending'): query_pending,
    ('cancel', 'cancel_signature'): cancel_signature,
    ('cancel', 'get_sat_status'): get_sat_status,
    ('cancel', 'get_receipt'): get_receipt,
    ('cancel', 'get_pending'): get_pending,
    ('cancel', 'accept_reject_signature'): accept_reject_signature,
    ('cancel', 'get_related_signature'): get_related_signature,
    ('registration', 'get'): customer,
}
ROUTES: list[tuple[str, str, str, Callable[..., Response]]] = [
    ('POST', f'/servicios/soap/<any(stamp,cancel,registration):service>{end}', 'soap', post)
    for end in ('', '.wsdl')
]
