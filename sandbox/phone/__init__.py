"""The phone page: patients' phones in the browser. `static/` is the page, `samples/` what people
send.

The page needs nothing but the control API; here are only the routes that serve its files.
"""

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.routing import Rule
from werkzeug.security import safe_join
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from ..app import Sandbox

HERE = Path(__file__).parent
# Nothing from outside: it works without a network, and nothing leaves.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "style-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)


def rules() -> list[Rule]:
    routes: list[tuple[str, Callable[..., Response]]] = [
        ('/', root),
        ('/phone', page),
        ('/phone/<name>', static),
        ('/phone/samples/<name>', sample),
    ]
    return [Rule(path, methods=['GET'], endpoint=('phone', function)) for path, function in routes]


def root(sandbox: 'Sandbox', request: Request) -> Response:
    return redirect('/phone')


def page(sandbox: 'Sandbox', request: Request) -> Response:
    response = _file('static', 'index.html')
    response.headers['Content-Security-Policy'] = POLICY
    return response


def static(sandbox: 'Sandbox', request: Request, name: str) -> Response:
    return _file('static', name)


def sample(sandbox: 'Sandbox', request: Request, name: str) -> Response:
    return _file('samples', name)


def _file(folder: str, name: str) -> Response:
    path = safe_join(str(HERE / folder), name)
    if path is None or not Path(path).is_file():
        return Response("No está.", 404)
    mime = mimetypes.guess_type(name)[0] or 'application/octet-stream'
    if name.endswith('.js'):
        mime = 'text/javascript'
    response = Response(Path(path).read_bytes(), mimetype=mime)
    response.headers['Cache-Control'] = 'no-cache'
    return response
