"""The sandbox as one WSGI application, and the server it runs in."""

import contextlib
import json
import socket
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from . import builtin, control, phone
from .chat import Chats
from .graph import Dropped, Graph
from .inbound import Inbound
from .pac import Pac
from .records import Json, Refused
from .webhooks.courier import Courier
from .world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_BODY = 110 * 1024 * 1024


class RegexConverter(BaseConverter):
    part_isolating = True

    def __init__(self, map: Map, pattern: str) -> None:
        super().__init__(map)
        self.regex = pattern


class Sandbox:
    """Everything together. `clinic` is the address of the Odoo that the demo's webhooks go to,
    `seed` what its ids come from (None: people keep theirs, what they write gets new ones, so
    that a clinic which outlived the last sandbox does not take it for what it has already),
    `more` a file of what that clinic has (see `builtin.furnish`), `schemas` a folder of SAT's
    (see `pac/judge.py`), `keep` a file in which what was stamped outlives the program."""

    def __init__(
        self,
        clinic: str = '',
        seed: int | None = 0,
        more: Path | None = None,
        schemas: Path | None = None,
        keep: Path | None = None,
    ) -> None:
        self.clinic = clinic
        self.more = more
        self.world = World(seed or 0)
        self.courier = Courier(self.world)
        self.chats = Chats(self.world, self.courier)
        self.inbound = Inbound(self.chats)
        self.graph = Graph(self.world, self.chats)
        self.pac = Pac(self.world, schemas, keep)
        builtin.furnish(self.world, clinic, more=more)
        if seed is None:
            self.world.chance.seed()
        self.routes = Map(
            [*self.graph.rules(), *self.pac.rules(), *control.rules(), *phone.rules()],
            converters={'regex': RegexConverter},
            strict_slashes=False,
        )

    def start(self) -> None:
        self.world.agenda.start()
        self.courier.start()

    def close(self) -> None:
        self.world.feed.close()
        self.courier.close()
        self.pac.close()
        self.world.agenda.close()

    def reset(self, seed: int = 0, empty: bool = False) -> None:
        """As just started; with `empty` without the demo's phones."""
        with self.world.lock:
            self.courier.clear()
            self.world.agenda.clear()
            self.world.clock.set_real()
            self.world.clear(seed)
            self.chats.clear()
            self.graph.limits.clear()
            self.pac.clear()
            builtin.furnish(self.world, self.clinic, people=not empty, more=self.more)
        self.world.feed.tell({'event': 'reload'})

    def settle(self, timeout: float = 30.0) -> bool:
        """Wait until nothing is due; False when that took too long."""
        agenda = self.world.agenda

        def calm() -> bool:
            return agenda.calm() and self.courier.calm() and self.chats.calm()

        with agenda.changed:
            return agenda.changed.wait_for(calm, timeout)

    # -- requests ------------------------------------------------------------------------------

    def __call__(
        self, environ: 'WSGIEnvironment', start_response: 'StartResponse'
    ) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = LARGEST_BODY
        try:
            response: Any = self._answer(request)
        except Dropped:
            return _hang_up(environ)
        except Refused as error:
            response = _json({'error': str(error)}, 400)
        except HTTPException as error:
            response = error
        return response(environ, start_response)  # type: ignore[no-any-return]

    def _answer(self, request: Request) -> Response:
        endpoint, arguments = self.routes.bind_to_environ(request.environ).match()
        name, function = endpoint
        if name == 'pac':
            return self.pac.answer(request, function, dict(arguments))
        if name not in ('control', 'phone'):
            return self.graph.answer(request, name, function, dict(arguments))
        _same_site(request)
        try:
            found = function(self, request, **arguments)
        except (TypeError, ValueError) as error:  # a word where a number belongs
            raise Refused(f"That was not understood: {error}") from error
        return found if isinstance(found, Response) else _json(found, 200)


def _same_site(request: Request) -> None:
    """Another page in the same browser may not drive the sandbox."""
    origin = request.headers.get('Origin')
    if origin and origin.split('://')[-1] != request.host:
        raise Refused(f"Requests of {origin} are not taken.")


def _json(found: Json, status: int) -> Response:
    text = json.dumps(found, ensure_ascii=False, separators=(',', ':'))
    response = Response(text, status, mimetype='application/json')
    response.headers['Cache-Control'] = 'no-store'
    return response


def _hang_up(environ: 'WSGIEnvironment') -> Iterable[bytes]:
    """Cut the connection: the caller cannot know whether the message was taken."""
    connection = environ.get('werkzeug.socket')
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


class Quiet(WSGIRequestHandler):
    """Logs nothing: there are telephone numbers in the addresses."""

    def make_environ(self) -> 'WSGIEnvironment':
        """Keep `file_offset`, Meta's header: names with an underscore are dropped otherwise."""
        environ = super().make_environ()
        if offset := self.headers.get('file_offset'):
            environ['HTTP_FILE_OFFSET'] = offset
        return environ

    def log(self, type: str, message: str, *args: Any) -> None:
        return


class Server:
    """The sandbox behind a socket, on threads."""

    def __init__(
        self,
        host: str = '127.0.0.1',
        port: int = 0,
        clinic: str = '',
        seed: int | None = 0,
        more: Path | None = None,
        schemas: Path | None = None,
        keep: Path | None = None,
    ) -> None:
        self.sandbox = Sandbox(clinic, seed, more, schemas, keep)
        self._http: BaseWSGIServer = make_server(
            host, port, self.sandbox, threaded=True, request_handler=Quiet
        )
        self.port: int = self._http.server_port
        self.url = f'http://localhost:{self.port}'

    def serve(self) -> None:
        """Answer requests until `close` is called from another thread or a signal comes."""
        self.sandbox.start()
        try:
            self._http.serve_forever()
        finally:
            self.sandbox.close()
            self._http.server_close()

    def start(self) -> 'Server':
        """Serve on a thread of its own."""
        threading.Thread(target=self.serve, name='sandbox', daemon=True).start()
        return self

    def close(self) -> None:
        self._http.shutdown()
