"""`/stamps`: what was stamped, in the browser, with the other side's answers and some faults to
try. And the control API's part of it, `/_sandbox/stamps`.
"""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.routing import Rule
from werkzeug.security import safe_join
from werkzeug.wrappers import Request, Response

from ...phone import POLICY
from ...records import Json, Refused
from ..desk import DECISIONS

if TYPE_CHECKING:
    from ...app import Sandbox

STATIC = Path(__file__).parent / 'static'


def rules() -> list[Rule]:
    routes: list[tuple[str, str, Callable[..., Json | Response]]] = [
        ('GET', '/stamps', page),
        ('GET', '/stamps/static/<name>', static),
        ('GET', '/stamps/<uuid>.xml', xml),
        ('GET', '/_sandbox/stamps', listing),
        ('POST', '/_sandbox/stamps/<uuid>', decide),
        ('GET', '/_sandbox/pac.cer', certificate),
    ]
    return [Rule(path, methods=[method], endpoint=('control', do)) for method, path, do in routes]


def page(sandbox: 'Sandbox', request: Request) -> Response:
    response = _file('index.html')
    response.headers['Content-Security-Policy'] = POLICY
    return response


def static(sandbox: 'Sandbox', request: Request, name: str) -> Response:
    return _file(name)


def _file(name: str) -> Response:
    path = safe_join(str(STATIC), name)
    if path is None or not Path(path).is_file():
        return Response("No está.", 404)
    mime = 'text/javascript' if name.endswith('.js') else mimetypes.guess_type(name)[0]
    response = Response(Path(path).read_bytes(), mimetype=mime)
    response.headers['Cache-Control'] = 'no-cache'
    return response


def xml(sandbox: 'Sandbox', request: Request, uuid: str) -> Response:
    """The stamped comprobante, to keep."""
    stamp = sandbox.pac.desk.book.find(uuid)
    if stamp is None:
        return Response("No está.", 404)
    response = Response(stamp.xml, mimetype='application/xml')
    response.headers['Content-Disposition'] = f'attachment; filename="{stamp.uuid}.xml"'
    return response


def certificate(sandbox: 'Sandbox', request: Request) -> Response:
    """What the timbres are sealed with (DER)."""
    return Response(sandbox.pac.desk.authority.certificate, mimetype='application/pkix-cert')


def listing(sandbox: 'Sandbox', request: Request) -> Json:
    """Oldest first; `since` (a seq), `limit`, `pac`, `rfc` (the issuer's) and `key` narrow it."""
    args, desk = request.args, sandbox.pac.desk
    since, limit = int(args.get('since', 0)), int(args.get('limit', 1000))
    with sandbox.world.lock:
        chosen = [
            stamp
            for stamp in desk.book.stamps.values()
            if stamp.seq > since
            and stamp.pac == args.get('pac', stamp.pac)
            and stamp.rfc == args.get('rfc', stamp.rfc)
            and stamp.key == args.get('key', stamp.key)
        ]
        part = chosen[:limit] if 'since' in args else chosen[-limit:]
        return {
            'stamps': [stamp.public() for stamp in part],
            'total': len(chosen),
            'doubles': desk.book.doubles(),
            'credits': {pac: desk.left(pac) for pac in desk.book.used},
            'judge': desk.judge.name,
            'now': sandbox.world.clock.now(),
        }


def decide(sandbox: 'Sandbox', request: Request, uuid: str) -> Json:
    """The receiver answers a request to cancel: `{"answer": "accept" | "reject" | "expire"}`."""
    body = request.get_json(force=True, silent=True)
    answer = body.get('answer') if isinstance(body, dict) else None
    if answer not in DECISIONS:
        raise Refused(f"The answer is one of {', '.join(DECISIONS)}.")
    if not sandbox.pac.desk.decide(uuid, answer):
        raise Refused("No cancellation of that comprobante waits for an answer.")
    stamp = sandbox.pac.desk.book.find(uuid)
    assert stamp
    return {'stamp': stamp.public()}
