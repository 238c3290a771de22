"""SW Sapien's REST services: a token, the comprobante as a file, JSON back.

Errors carry `status: error`, a `message` that begins with the code, and HTTP 400 (401 without a
good token). The paths keep the name `cfdi33`; the comprobantes are CFDI 4.0.
"""

import base64
import binascii
import io
import uuid
from collections.abc import Callable
from typing import Any

import qrcode
from lxml import etree
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response

from ..records import Json
from .authority import SERIAL, cadena_of_stamp, element
from .checks import Rejected, parse, read
from .desk import DECISIONS, SW_PASSWORD, SW_TOKEN, SW_USER
from .records import Stamp
from .signed import folios
from .wire import Call, answer_json

TOKEN_SECONDS = 2 * 3600.0


def _error(code: str, message: str, status: int = 400, data: Json | None = None) -> Response:
    text = f'{code}. {message}' if code == '307' else f'{code} - {message}'
    body = {'message': text, 'messageDetail': "", 'data': data, 'status': 'error'}
    return answer_json(body, status)


def _success(data: Any) -> Response:
    return answer_json({'data': data, 'status': 'success'})


def _may(call: Call) -> Response | None:
    """None when the token is good."""
    header = call.request.headers.get('Authorization', '')
    kind, _, token = header.partition(' ')
    until = call.desk.tokens.get(token.strip(), 0.0)
    good = token.strip() == SW_TOKEN or call.desk.world.clock.now() < until
    expired = call.desk.world.faults.hit('token_expired', call.about)
    if kind.lower() == 'bearer' and good and not expired:
        return None
    return _error('AU4101', "El token no es válido o ya expiró.", 401)


def guarded(function: Callable[..., Response]) -> Callable[..., Response]:
    """The call with its token looked at, and refusals in SW's words."""

    def inside(call: Call, **arguments: Any) -> Response:
        if refusal := _may(call):
            return refusal
        try:
            return function(call, **arguments)
        except Rejected as error:
            return _error(error.code, error.message)

    return inside


def authenticate(call: Call) -> Response:
    """User and password in the body (v2) or in the headers."""
    headers = call.request.headers
    try:
        body: Any = call.request.get_json(force=True)
    except BadRequest:
        body = None
    body = body if isinstance(body, dict) else {}
    user = body.get('user') or headers.get('user')
    password = body.get('password') or headers.get('password')
    if (user, password) != (SW_USER, SW_PASSWORD):
        message = "El usuario y/o contraseña son inválidos, no se puede autenticar el servicio."
        return _error('AU2000', message, 401)
    with call.desk.world.lock:
        token = uuid.UUID(int=call.desk.world.chance.getrandbits(128)).hex * 4
        until = call.desk.world.clock.now() + TOKEN_SECONDS
        call.desk.tokens[token] = until
    return _success({'token': token, 'expires_in': int(until), 'tokeny_type': 'bearer'})


# -- stamping ------------------------------------------------------------------------------------


@guarded
def stamp(call: Call, version: str, format: str = '') -> Response:
    """The comprobante sealed at home; the answer has more or less in it by its version."""
    xml = _file(call.request, format == 'b64')
    key = call.request.headers.get('customid', '')
    if len(key) > 100:
        raise Rejected('CFDI3308', "El customId excede los 100 caracteres.")
    taken = call.desk.stamp('sw', xml, key, call.about)
    data = _contents(taken.stamp, version)
    if not taken.previous:
        return _success(data)
    hidden = call.desk.world.faults.hit('no_previous_xml', call.about)
    message = "El comprobante contiene un timbre previo."
    return _error('307', message, data=None if hidden or not taken.visible else data)


@guarded
def issue(call: Call, version: str, format: str = '') -> Response:
    """Stamping with a CSD that the PAC keeps: nobody's is here."""
    rfc = read(_file(call.request, format == 'b64')).rfc
    raise Rejected('CE404', f"No hay un certificado de {rfc} cargado en la cuenta.")


def _file(request: Request, encoded: bool) -> bytes:
    upload = request.files.get('xml')
    content = upload.read() if upload else request.form.get('xml', '').encode()
    if not content:
        raise Rejected('301', "XML mal formado: no se recibió el archivo.")
    if encoded:
        try:
            return base64.b64decode(content, validate=True)
        except binascii.Error as error:
            raise Rejected('301', "XML mal formado: no es base64.") from error
    return content


def _contents(stamp: Stamp, version: str) -> Json:
    root = parse(stamp.xml)
    timbre = element(root)
    assert timbre is not None
    text = {'cfdi': stamp.xml.decode()}
    tfd = {'tfd': etree.tostring(timbre, encoding='unicode')}
    if version == 'v1':
        return tfd
    if version == 'v2':
        return tfd | text
    if version == 'v3':
        return text
    fields = {name: str(value) for name, value in timbre.attrib.items()}
    return {
        'cadenaOriginalSAT': cadena_of_stamp(fields),
        'noCertificadoSAT': SERIAL,
        'noCertificadoCFDI': root.get('NoCertificado'),
        'uuid': stamp.uuid,
        'selloSAT': fields['SelloSAT'],
        'selloCFDI': stamp.seal,
        'fechaTimbrado': fields['FechaTimbrado'],
        'qrCode': _qr(stamp),
        **tfd,
        **text,
    }


def _qr(stamp: Stamp) -> str:
    facts = stamp.facts
    address = (
        'https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx'
        f"?id={stamp.uuid}&re={stamp.rfc}&rr={facts['receiver']['rfc']}"
        f"&tt={facts['total']}&fe={stamp.seal[-8:]}"
    )
    buffer = io.BytesIO()
    code = qrcode.QRCode(box_size=3, mask_pattern=0)  # the best of all masks takes 20 ms
    code.add_data(address)
    code.make_image().save(buffer)
    return base64.b64encode(buffer.getvalue()).decode()


# -- cancelling ----------------------------------------------------------------------------------


def _cancel(call: Call, rfc: str, requests: list[tuple[str, str, str]]) -> Response:
    codes, paper = {}, ''
    for name, motive, other in requests:
        codes[name], paper = call.desk.cancel(rfc, name, motive, other, call.about)
    wrong = {code for code in codes.values() if code not in ('201', '202')}
    if wrong:
        code = 'CACFDI33' if len(codes) > 1 else wrong.pop()
        return _error(code, WHY.get(code, "No se pudo cancelar."), data={'uuid': codes})
    return _success({'acuse': paper, 'uuid': codes})


WHY = {
    '203': "No corresponde el RFC del emisor y de quien solicita la cancelación.",
    '205': "UUID no existe.",
    '207': "No se especificó el motivo de cancelación o el motivo no es válido.",
    '208': "La fecha de solicitud de cancelación es mayor a la fecha permitida.",
    'no_cancelable': "El UUID contiene CFDI relacionados.",
}


@guarded
def cancel_xml(call: Call) -> Response:
    """A request signed at home."""
    rfc, requests = folios(_file(call.request, False))
    return _cancel(call, rfc, requests)


@guarded
def cancel_folio(call: Call, rfc: str, uuid: str, motive: str, other: str = '') -> Response:
    """With the CSD that SW keeps; here every issuer counts as having left it."""
    return _cancel(call, rfc, [(uuid, motive, other)])


@guarded
def pendings(call: Call, rfc: str) -> Response:
    found = [each.uuid for each in call.desk.waiting(rfc)]
    return answer_json({'data': {'uuid': found}, 'codStatus': '1100', 'status': 'success'})


@guarded
def accept_reject(call: Call, rfc: str, uuid: str, action: str) -> Response:
    answer = {'Aceptacion': 'accept', 'Rechazo': 'reject'}.get(action)
    if answer not in DECISIONS:
        raise Rejected('CACFDI33', "La acción es Aceptacion o Rechazo.")
    mine = uuid.upper() in {each.uuid.upper() for each in call.desk.waiting(rfc)}
    code = '1001' if mine and call.desk.decide(uuid, answer) else '1003'
    found = [{'uuid': uuid, 'estatusUUID': code, 'respuesta': action}]
    return answer_json(
        {'data': {'folios': found, 'acuse': ""}, 'codStatus': '1000', 'status': 'success'}
    )


@guarded
def relations(call: Call, rfc: str, uuid: str) -> Response:
    stamp = call.desk.book.find(uuid)
    children = call.desk.book.children(uuid)
    return _success(
        {
            'uuidConsultado': uuid,
            'resultado': "Clave: 2000" if stamp else "Clave: 2001",
            'uuidsRelacionadosPadres': [
                {'uuid': other} for _, other in (stamp.relations if stamp else ())
            ],
            'uuidsRelacionadosHijos': [{'uuid': each.uuid} for each in children],
        }
    )


# -- account -------------------------------------------------------------------------------------


@guarded
def balance(call: Call) -> Response:
    desk = call.desk
    return _success(
        {
            'idSaldoCliente': '00000000-0000-4000-8000-000000000001',
            'idClienteUsuario': '00000000-0000-4000-8000-000000000002',
            'saldoTimbres': desk.left('sw'),
            'timbresUtilizados': desk.book.used['sw'],
            'fechaExpiracion': '2099-12-31T00:00:00',
            'unlimited': False,
            'timbresAsignados': desk.world.settings.credits,
        }
    )


ROUTES: list[tuple[str, str, str, Callable[..., Response]]] = [
    ('POST', '/v2/security/authenticate', 'authenticate', authenticate),
    ('POST', '/security/authenticate', 'authenticate', authenticate),
    ('GET', '/security/authenticate', 'authenticate', authenticate),
    *(
        ('POST', f'{prefix}/cfdi33/{name}/<version>{more}', name, function)
        for prefix in ('', '/v4')
        for name, function in (('stamp', stamp), ('issue', issue))
        for more in ('', '/<format>')
    ),
    ('POST', '/cfdi33/cancel/xml', 'cancel', cancel_xml),
    ('POST', '/cfdi33/cancel/<rfc>/<uuid>/<motive>', 'cancel', cancel_folio),
    ('POST', '/cfdi33/cancel/<rfc>/<uuid>/<motive>/<other>', 'cancel', cancel_folio),
    ('GET', '/pendings/<rfc>', 'pendings', pendings),
    ('POST', '/acceptreject/<rfc>/<uuid>/<action>', 'accept_reject', accept_reject),
    ('POST', '/relations/<rfc>/<uuid>', 'relations', relations),
    ('GET', '/account/balance', 'balance', balance),
]
